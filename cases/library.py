"""The library of findings: how many of each kind by sector, mechanism and place; what helped and what was hard."""

from collections import Counter
from dataclasses import dataclass

from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import strip_tags

from publishing import questions
from publishing.answers import answer
from publishing.cards import rows_of
from publishing.filters import NOT, NOT_STATED
from publishing.kinds import Facet
from publishing.lists import ListingView, counted, heading
from publishing.models import PublishedRecord

from .kinds.studies import FINDING, MECHANISM, PLACE, SECTOR
from .models import FindingKind

CROSSED = (SECTOR, MECHANISM, PLACE)
# So many findings stand under a heading, chosen among the first of the list.
SHOWN, READ = 5, 500
# So many values of a dimension are drawn beside them.
DRAWN = 6
# Parameters of the list that say nothing of which findings are counted.
ASIDE = ("page", "sort", "view", "with")


@dataclass(frozen=True)
class Number:
    """How many findings there are, and the address of the list that shows them."""

    count: int
    address: str


@dataclass(frozen=True)
class Line:
    """A value of a dimension with its findings in all, and of each kind."""

    value: str
    name: object
    total: Number
    numbers: list


@dataclass(frozen=True)
class Table:
    """The findings of each kind by the values of one dimension."""

    facet: Facet
    lines: list


@dataclass(frozen=True)
class Section:
    """The findings of one kind: how many, by what most, and some of them.

    Those that are shown come from the case studies with the most frequent mechanism, one of each in turn.
    """

    kind: str
    number: Number
    bars: list
    mechanism: object
    rows: list


class NarrowedView(ListingView):
    """A page over a list that offers some of its filters to choose from; all its numbers are numbers of that list."""

    offered = ()

    def _data(self, **values):
        """The parameters of the address, with other values for some filters."""
        data = self.request.GET.copy()
        for name in ASIDE:
            data.pop(name, None)
        for name, value in values.items():
            data.pop(f"{NOT}{name}", None)
            data.setlist(name, [value])
        return data

    def _outermost(self, codes):
        """The oblasts and cities beside them, and the countries abroad."""
        children, roots = self.names.tree("place", frozenset(codes))
        for code in roots:
            is_home = self.names.get("place", code).detail["is_home"]
            yield from children.get(code, ()) if is_home else (code,)

    @cached_property
    def choices(self):
        """[(facet, chosen value, what can be chosen)]; a facet with several chosen values is left to its chips."""
        return [
            self._choice(facet)
            for facet in self.offered
            if len(self.question.chosen.get(facet.name, ())) < 2
        ]

    def _choice(self, facet):
        chosen = self.question.chosen.get(facet.name, ())
        values = self.answer.values(facet) - {""}
        if facet.tree:
            values = {*self._outermost(values), *chosen} - {""}
        counts = self.answer.counts(facet, list(values))
        self.names.need(facet.family, values)
        found = [
            (value, self.names.get(facet.family, value), counts[value])
            for value in values
            if counts[value] or value in chosen
        ]
        found.sort(key=lambda one: (-one[2], str(one[1])))
        return facet, next(iter(chosen), None), found

    @property
    def hidden(self):
        """(parameter, value) of what the form does not offer and must not forget."""
        shown = {facet.name for facet, _value, _found in self.choices}
        return [
            (name, value)
            for name, values in self._data().lists()
            if name not in shown
            for value in values
        ]


class LibraryView(NarrowedView):
    """The library, narrowed by the filters of the list of findings."""

    listed, offered = FINDING, CROSSED

    def get(self, request, *args, **kwargs):
        if self.faults:
            context = {"faults": self.faults, "is_too_broad": self.is_too_broad}
            return render(request, "cases/library.html", context, status=400)
        chips = self._chips(self.question.chosen)
        title = heading(counted(self.listed, self.answer.total), chips)
        context = {
            "names": self.names,
            "chips": chips,
            "heading": title,
            "title": strip_tags(title),
            "total": Number(self.answer.total, self._address()),
            "kinds": self.kinds,
            "totals": [self._number(kind) for kind in self.kinds],
            "sections": [
                self._section(kind)
                for kind in (FindingKind.SUCCESS_FACTOR, FindingKind.CHALLENGE)
                if kind in self.kinds
            ],
            "tables": [self._table(facet) for facet in CROSSED],
            "choices": self.choices,
            "hidden": self.hidden,
        }
        return render(request, "cases/library.html", context)

    @cached_property
    def kinds(self):
        """The kinds of finding that the address asks for, in their order."""
        chosen = self.question.chosen.get("kind") or FindingKind.values
        left_out = self.question.chosen.get(f"{NOT}kind", ())
        return [
            kind
            for kind in FindingKind.values
            if kind in chosen and kind not in left_out
        ]

    def _address(self, **values):
        """The address of the list with other values for some filters."""
        query = self._data(**values).urlencode()
        return f"{reverse(self.listed.list_url)}{'?' if query else ''}{query}"

    def _answer(self, **values):
        question = questions.read(self.listed, self._data(**values), self.copy)
        return answer(question, self.copy)

    @cached_property
    def _of_kind(self):
        """{kind: the answer for the findings of that kind}."""
        return {kind: self._answer(kind=kind) for kind in self.kinds}

    def _number(self, kind):
        return Number(self._of_kind[kind].total, self._address(kind=kind))

    def _values(self, facet):
        """The values of a dimension that are counted: what is chosen, else all, of places the outermost."""
        chosen = self.question.chosen.get(facet.name)
        if chosen:
            return chosen
        known = self.answer.values(facet)
        if facet.tree:
            known = {*self._outermost(known - {""}), *(known & {""})}
        return known - set(self.question.chosen.get(f"{NOT}{facet.name}", ()))

    def _counts(self, of, facet):
        """[(value, name, count)] of the values with a finding, the most frequent first, not stated last."""
        counts = of.counts(facet, list(self._values(facet)))
        self.names.need(facet.family, [value for value in counts if value])
        found = [
            (value, self.names.get(facet.family, value) if value else None, count)
            for value, count in counts.items()
            if count
        ]
        return sorted(
            found, key=lambda one: (not one[0], -one[2], str(one[1] or ""), one[0])
        )

    def _table(self, facet):
        lines = []
        counted = {
            kind: of.counts(facet, list(self._values(facet)))
            for kind, of in self._of_kind.items()
        }
        for value, name, count in self._counts(self.answer, facet):
            chosen = {facet.name: value or NOT_STATED}
            numbers = [
                Number(counted[kind][value], self._address(kind=kind, **chosen))
                for kind in self.kinds
            ]
            total = Number(count, self._address(**chosen))
            lines.append(Line(value, name, total, numbers))
        return Table(facet, lines)

    def _section(self, kind):
        of = self._of_kind[kind]
        bars = []
        for facet in (MECHANISM, SECTOR):
            counts = self._counts(of, facet)[:DRAWN]
            lines = [
                Line(
                    value,
                    name,
                    Number(
                        count,
                        self._address(kind=kind, **{facet.name: value or NOT_STATED}),
                    ),
                    [],
                )
                for value, name, count in counts
            ]
            bars.append((facet, lines))
        mechanism, rows = None, []
        if bars[0][1]:
            first = bars[0][1][0]
            mechanism = first
            rows = self._rows(kind, first.value or NOT_STATED)
        return Section(kind, self._number(kind), bars, mechanism, rows)

    def _rows(self, kind, mechanism):
        """Findings with a mechanism: the first of each case study in the order of the list, then the second of each."""
        numbers = self._answer(kind=kind, mechanism=mechanism).page(0, READ)
        parents = dict(
            PublishedRecord.objects.filter(pk__in=numbers).values_list("pk", "parent")
        )
        turns, seen = {}, Counter()
        for number in numbers:
            turns[number] = seen[parents.get(number)]
            seen[parents.get(number)] += 1
        return rows_of(sorted(numbers, key=turns.get)[:SHOWN])
