"""The answer to a question: how many, which, how many for each value of each facet, which sums.

`PlainAnswer` asks the database in plain SQL and says what is right; `IndexAnswer` says the same from the bitmaps. The
tests demand that they agree.
"""

from decimal import Decimal
from functools import cached_property

from django.db.models import Case, Count, IntegerField, Sum, Value, When
from pyroaring import BitMap

from . import words
from .filters import AmountFilter, FacetFilter, LinkFilter
from .index.entries import ALL, EARLIEST, EVERY, LATEST, bits, cents
from .index.orders import order_named
from .kinds import LISTS
from .models import FacetValue, Link, PublishedRecord
from .questions import RELEVANCE


def answer(question, copy):
    """The answer by the index where there is a copy of it, else by plain SQL."""
    return IndexAnswer(question, copy) if copy else PlainAnswer(question)


class PlainAnswer:
    """The answer by the ORM: one query for the total, one for all counts, one for a page, one for the sums."""

    def __init__(self, question):
        self.question, self.scope = question, question.scope

    @cached_property
    def base(self):
        """All public records of the list, unfiltered."""
        records = PublishedRecord.objects.public()
        if self.scope == ALL:
            return records.filter(kind__in=list(LISTS))
        return records.of(self.scope)

    def narrowed(self, without=None):
        """The records that the question asks for, a facet's own choice left out where one is named."""
        records = self.base
        for name, f in self.question.filterset.filters.items():
            if not (isinstance(f, FacetFilter) and f.facet.name == without):
                records = f.filter(records, self.question.cleaned.get(name))
        return records

    @cached_property
    def total(self):
        return self.narrowed().count()

    @cached_property
    def every_total(self):
        """How many records the list has without any filter."""
        return self.base.count()

    def page(self, start, size):
        """The numbers of the records at `start` and after, at most `size`, in the order that is asked for."""
        columns = order_named(self.scope, self.question.sequence).columns
        records = self.narrowed()
        search = self.question.search
        if self.question.sort == RELEVANCE and search.wanted:
            rank = Case(When(words.in_title(search), then=Value(0)), default=Value(1))
            columns = (rank, *columns)
        rows = records.order_by(*columns).values_list("pk", flat=True)
        return list(rows[start : start + size])

    @cached_property
    def _counts(self):
        found = {facet.name: {} for facet in self.question.listed.facets}
        own = [name for name in found if name not in self.question.by_facet]
        values = FacetValue.objects.filter(dimension__in=list(found), kind__in=LISTS)
        if self.scope != ALL:
            values = values.filter(kind=self.scope)
        public = values.filter(record__is_withdrawn=False)

        def counted(dimensions, without=None):
            records = self.narrowed(without).order_by().values("pk")
            rows = values.filter(dimension__in=dimensions, record__in=records)
            rows = rows.order_by().values_list("dimension", "value")
            return rows.annotate(n=Count("record"))

        zero = public.order_by().values_list("dimension", "value")
        zero = zero.annotate(n=Value(0, output_field=IntegerField())).distinct()
        queries = [counted(own)]
        queries += [counted([name], name) for name in self.question.by_facet]
        for dimension, value, n in zero.union(*queries, all=True):
            found[dimension][value] = max(n, found[dimension].get(value, 0))
        if self.scope == ALL and "kind" in found:
            kinds = self.base.order_by().values_list("kind", flat=True).distinct()
            found["kind"] = dict.fromkeys(kinds, 0)
            rows = self.narrowed("kind").order_by().values_list("kind")
            found["kind"] |= dict(rows.annotate(n=Count("pk")))
        return found

    def values(self, facet):
        """The values that any record of the list has in a facet."""
        return set(self._counts[facet.name])

    def counts(self, facet, values=None):
        """{value: how many it would give with the facet's own choice left out} of some values, or of all."""
        counted = self._counts[facet.name]
        if values is None:
            return dict(counted)
        return {value: counted.get(value, 0) for value in values}

    def sums(self):
        """[{currency, amount, count}] of the records that name a currency, each currency by itself."""
        rows = self.narrowed().exclude(currency="").order_by().values("currency")
        rows = rows.annotate(amount=Sum("amount"), count=Count("pk"))
        return list(rows.order_by("currency"))


# What has no dimension in the index.
LINKS = words.Kept()
# So many panels, each with the choice in one other facet, a worker keeps counted.
MOST_COUNTED = 2000


class IndexAnswer:
    """The answer by the bitmaps of a copy of the index. Raises words.TooBroad for words that take too long."""

    def __init__(self, question, copy):
        self.question, self.scope, self.copy = question, question.scope, copy

    @cached_property
    def _chosen(self):
        """{facet: (records that its choice asks for or None, records that it leaves out or None)}."""
        found = {}
        for name, (values, excluded) in self.question.by_facet.items():
            found[name] = (
                self._union(name, values) if values else None,
                self._union(name, excluded) if excluded else None,
            )
        return found

    def _union(self, dimension, values):
        known = self.copy.dimension(self.scope, dimension)
        bitmaps = [known[value] for value in values if value in known]
        if len(bitmaps) == 1:
            return bitmaps[0]
        return BitMap.union(*bitmaps) if bitmaps else BitMap()

    @cached_property
    def every(self):
        """All records of the list."""
        return self.copy.bitmap(self.scope, EVERY)

    @cached_property
    def _apart_from_facets(self):
        """What everything but facets and words leaves; None where the question asks for nothing of that kind."""
        kept = None
        for name, value in self.question.chosen.items():
            f = self.question.filters[name]
            if name in ("from", "to"):
                found = self._years(name, value)
            elif isinstance(f, LinkFilter):
                found = self._links(f.role, value)
            elif isinstance(f, AmountFilter):
                found = self._amounts(f, value)
            else:
                continue
            kept = found if kept is None else kept & found
        return kept

    def _narrowed(self, without=None):
        """The records that facets, years, links and amounts leave; None where they leave all."""
        kept = self._apart_from_facets
        for name, (chosen, _excluded) in self._chosen.items():
            if chosen is not None and name != without:
                kept = chosen if kept is None else kept & chosen
        for name, (_chosen, excluded) in self._chosen.items():
            if excluded is not None and name != without:
                kept = (self.every if kept is None else kept) - excluded
        return kept

    @cached_property
    def _hits(self):
        """(records that the words find, those of them in whose title they stand); None without words."""
        if not self.question.search.terms:
            return None
        return words.found(self.question.search, self.every, self.copy)

    @cached_property
    def _found(self):
        return self._with_words(self._narrowed())

    def _with_words(self, kept):
        if self._hits is None:
            return kept
        return self._hits[0] if kept is None else kept & self._hits[0]

    @cached_property
    def records(self):
        """The numbers of all records that the question asks for."""
        return self.every if self._found is None else self._found

    @cached_property
    def total(self):
        return len(self.records)

    @cached_property
    def every_total(self):
        """How many records the list has without any filter."""
        return len(self.every)

    def page(self, start, size):
        """The numbers of the records at `start` and after, at most `size`, in the order that is asked for."""
        sequence = self.copy.sequence(self.scope, self.question.sequence)
        if self.question.sort != RELEVANCE or not self.question.search.wanted:
            return sequence.page(self.records, start, size)
        titles = self.records & self._hits[1]
        found = sequence.page(titles, start, size) if start < len(titles) else []
        if len(found) < size:
            begin = max(start - len(titles), 0)
            rest = self.records - titles
            found += sequence.page(rest, begin, size - len(found))
        return found

    def values(self, facet):
        """The values that any record of the list has in a facet."""
        return self.copy.values(self.scope, facet.name)

    def counts(self, facet, values=None):
        """{value: how many it would give with the facet's own choice left out} of some values, or of all."""
        if values is None:
            values = self.values(facet)
        counted = self._counted(facet)
        missing = [value for value in values if value not in counted]
        if missing:
            counted.update(self._count(facet, missing))
        return {value: counted[value] for value in values}

    def _counted(self, facet):
        """Where the counts of a facet go: kept with the copy where they depend on the choice in one other facet."""
        others = [
            (name, tuple(chosen), tuple(excluded))
            for name, (chosen, excluded) in self.question.by_facet.items()
            if name != facet.name
        ]
        is_plain = self._hits is None and self._apart_from_facets is None
        if not is_plain or len(others) > 1:
            return {}
        kept = self.copy.counted
        if len(kept) > MOST_COUNTED:
            kept.clear()
        return kept.setdefault((self.scope, facet.name, *others), {})

    def _count(self, facet, values):
        known = self.copy.dimension(self.scope, facet.name)
        kept = self._found
        if facet.name in self._chosen:
            kept = self._with_words(self._narrowed(facet.name))
        if kept is None:
            return {v: len(known[v]) if v in known else 0 for v in values}
        count = kept.intersection_cardinality
        return {v: count(known[v]) if v in known else 0 for v in values}

    def _years(self, side, year):
        """Dated records that end in or after a year (`from`), or begin in or before it (`to`)."""
        undated = self.copy.bitmap(self.scope, EARLIEST) & self.copy.bitmap(
            self.scope, LATEST
        )
        days = self.copy.dimension(self.scope, LATEST if side == "from" else EARLIEST)
        outside = [
            bitmap
            for value, bitmap in days.items()
            if value and (int(value) < year if side == "from" else int(value) > year)
        ]
        return self.every - BitMap.union(undated, *outside)

    def _links(self, role, keys):
        """Records that refer to one of some records, looked up in the database."""
        kept, key = LINKS.of(self.copy.token), (role, *sorted(keys))
        found = kept.get(key)
        if found is None:
            links = Link.objects.filter(to__in=keys)
            links = links.filter(role=role) if role else links
            found = BitMap(links.order_by().values_list("record", flat=True))
            kept.put(key, found)
        return found & self.every

    def _amounts(self, amount_filter, limit):
        """Records with an amount in the chosen currency on one side of a limit, compared bit by bit."""
        currency = self.question.cleaned["currency"][0]
        known = self.copy.dimension(self.scope, f"sum:{currency}")
        stated = known.get("stated", BitMap())
        wanted = cents(limit)
        exact = wanted == limit * 100
        at_least = amount_filter.side == "from"
        if at_least and not exact:
            wanted += 1
        highest = max(
            [*bits(wanted), *(int(bit) for bit in known if bit != "stated")], default=-1
        )
        equal, beyond = stated, BitMap()
        for bit in range(highest, -1, -1):
            ones = known.get(str(bit), BitMap())
            if wanted >> bit & 1:
                beyond, equal = (
                    (beyond, equal & ones)
                    if at_least
                    else (beyond | (equal - ones), equal & ones)
                )
            else:
                beyond, equal = (
                    (beyond | (equal & ones), equal - ones)
                    if at_least
                    else (beyond, equal - ones)
                )
        return beyond | equal

    def sums(self):
        """[{currency, amount, count}] of the records that name a currency, each currency by itself."""
        found = []
        for currency, bitmap in sorted(self.copy.dimension(self.scope, "sum").items()):
            count = bitmap.intersection_cardinality(self.records)
            known = self.copy.dimension(self.scope, f"sum:{currency}")
            if not count:
                continue
            amount = sum(
                ones.intersection_cardinality(self.records) << int(bit)
                for bit, ones in known.items()
                if bit != "stated"
            )
            stated = known.get("stated", BitMap()).intersection_cardinality(
                self.records
            )
            found.append(
                {
                    "currency": currency,
                    "amount": Decimal(amount) / 100 if stated else None,
                    "count": count,
                }
            )
        return found
