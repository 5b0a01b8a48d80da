"""The page that a good Django developer writes with django-filter and the ORM: same question, same answer, same cards.

One GROUP BY a facet with the facet's own choice left out, a Paginator, rows by the ORM and one template. Words are
looked up in the database's own index of words, for `icontains` is no search.
"""

import django_filters
from django.core.paginator import Paginator
from django.db import connection
from django.db.models import Case, Count, Value, When
from django.db.models.expressions import RawSQL
from django.shortcuts import render
from django.utils.functional import cached_property

from publishing import words
from publishing.engines import TABLE, engine
from publishing.index.entries import ALL
from publishing.index.orders import order_named
from publishing.kinds import LISTS, search_list
from publishing.models import FacetValue, PublishedRecord
from publishing.names import Names

from .answers import Answer
from .asking import SIZE

BY_VALUE = "bench_facet_by_value"


class ValueFilter(django_filters.BaseInFilter, django_filters.CharFilter):
    """Records that have one of the chosen values in a dimension."""

    def filter(self, qs, value):
        if not value:
            return qs
        values = FacetValue.objects.filter(dimension=self.field_name, value__in=value)
        # On both databases quicker than Exists, with the index below.
        return qs.filter(pk__in=values.values("record"))


class KindFilter(django_filters.BaseInFilter, django_filters.CharFilter):
    """Records of one of the chosen kinds."""

    def filter(self, qs, value):
        return qs.filter(kind__in=value) if value else qs


class WordsFilter(django_filters.CharFilter):
    """Records in which all words stand, by FTS5 or tsvector."""

    def filter(self, qs, value):
        for term in words.read(value or "").terms:
            qs = qs.filter(pk__in=self._found(term))
        return qs

    @staticmethod
    def _found(term):
        if engine().__class__.__name__ == "SQLite":
            match = " OR ".join(
                f'"{token}"{"*" if is_prefix else ""}'
                for token, is_prefix in term.tokens
            )
            sql = f"SELECT rowid FROM {TABLE} WHERE {TABLE} MATCH %s"  # noqa: S608
        else:
            match = " | ".join(
                f"'{token}'{':*' if is_prefix else ''}"
                for token, is_prefix in term.tokens
            )
            sql = f"SELECT id FROM {TABLE} WHERE words @@ %s::tsquery"  # noqa: S608
        return RawSQL(sql, [match])  # noqa: S611


class RecordFilter(django_filters.FilterSet):
    """The filters of the search page, one for each of its facets."""

    q = WordsFilter()
    kind = KindFilter()

    class Meta:
        model = PublishedRecord
        fields = []

    def without(self, name):
        """The records that all filters but one leave."""
        queryset, chosen = self.queryset, self.form.cleaned_data
        for other, found in self.filters.items():
            if other != name:
                queryset = found.filter(queryset, chosen.get(other))
        return queryset


def facets():
    """The names of the facets of the search page, beside the kind."""
    return [facet.name for facet in search_list().facets if facet.name != "kind"]


def filterset(parameters):
    """The filter set over all public records, read from the parameters of an address."""
    filters = {facet: ValueFilter(field_name=facet) for facet in facets()}
    made = type("SearchFilter", (RecordFilter,), filters)
    records = PublishedRecord.objects.public().filter(kind__in=list(LISTS))
    return made(parameters, queryset=records)


class Page:
    """One page of the list and its counts, each read from the database when it is asked for."""

    def __init__(self, parameters):
        self.filterset = filterset(parameters)
        if not self.filterset.is_valid():
            raise ValueError(self.filterset.errors)
        self.number = parameters.get("page") or 1

    @cached_property
    def paginator(self):
        rows = self.filterset.qs.defer("search_text", "passages")
        rows = rows.select_related("parent").defer(
            "search_text",
            "passages",
            "parent__document",
            "parent__search_text",
            "parent__passages",
        )
        return Paginator(rows.order_by(*self.order), SIZE)

    @property
    def order(self):
        """The order of the search page: with words, records first that have them in the title."""
        columns = order_named(ALL, "browse").columns
        search = words.read(self.filterset.form.cleaned_data["q"])
        if not search.wanted:
            return columns
        in_title = When(words.in_title(search), then=Value(0))
        return (Case(in_title, default=Value(1)), *columns)

    @cached_property
    def rows(self):
        return list(self.paginator.get_page(self.number))

    @cached_property
    def counts(self):
        """{facet: {value: count}}, one GROUP BY a facet."""
        chosen = self.filterset.form.cleaned_data
        kinds = self.filterset.without("kind").order_by().values_list("kind")
        found = {"kind": dict(kinds.annotate(n=Count("pk")))}
        for facet in facets():
            records = self.filterset.without(facet if chosen[facet] else None)
            values = FacetValue.objects.filter(
                dimension=facet, record__in=records.order_by().values("pk")
            )
            counted = values.order_by().values_list("value").annotate(n=Count("record"))
            found[facet] = dict(counted)
        return found

    @property
    def answer(self):
        """What the page says, to be compared with the reference."""
        ids = tuple(row.pk for row in self.rows)
        return Answer(self.paginator.count, self.counts, ids)


def make_index():
    """What the page needs beside the registry's own indexes to be quick over all kinds."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE INDEX {BY_VALUE} ON publishing_facetvalue (dimension, value, record_id)"
        )
        cursor.execute("ANALYZE")


def drop_index():
    with connection.cursor() as cursor:
        cursor.execute(f"DROP INDEX {BY_VALUE}")


def page(request):
    """The page of an address."""
    shown = Page(request.GET)
    families = {facet.name: facet.family for facet in search_list().facets}
    values = {}
    for facet, counts in shown.counts.items():
        values.setdefault(families.get(facet, ""), set()).update(filter(None, counts))
    names = Names([row.document for row in shown.rows], **values)
    panels = [
        (
            facet,
            [
                (value, names.get(families[facet], value) if value else None, n)
                for value, n in sorted(
                    counts.items(), key=lambda pair: (-pair[1], pair[0])
                )
            ],
        )
        for facet, counts in shown.counts.items()
    ]
    context = {
        "page": shown,
        "cards": [(row, LISTS[row.kind].card) for row in shown.rows],
        "names": names,
        "panels": panels,
    }
    return render(request, "bench/baseline.html", context)
