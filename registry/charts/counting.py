"""The numbers of the charts. Each that leads to a list is the number of records that the list holds."""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.db.models import Count, Q, Sum
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from places.map import FIRST_LEVEL
from places.models import HOME, Place
from publishing import names, questions
from publishing.answers import IndexAnswer, PlainAnswer, answer
from publishing.cards import rows_of
from publishing.filters import NOT, NOT_STATED, strange
from publishing.index.entries import EARLIEST, LATEST
from publishing.kinds import LISTS, list_named
from publishing.models import FacetValue

FILTERS = ("place", "sector")
# The list by whose filters an address of the charts is read.
READ_BY = "case"
# More columns than these are put together, by five years, by ten and so on.
MOST_COLUMNS, STEPS = 40, (1, 5, 10, 50, 100)
# A dimension of so few values shows those of them that have no record too.
FEW = 12
# So many tallies are shown; the list shows the others.
MOST_TALLIES = 60


@dataclass(frozen=True)
class Bar:
    """One value of a dimension; `amount` is a sum in one currency, with the number of sums that it adds up."""

    code: str
    name: str
    count: int
    address: str
    amount: object = None
    is_stated: bool = True

    @property
    def size(self):
        return self.count if self.amount is None else self.amount


@dataclass(frozen=True)
class Period:
    """A year, or some years together: how many records begin in it, how many are under way, and the list of these."""

    first: int
    last: int
    began: int
    under_way: int
    address: str

    @property
    def label(self):
        return (
            str(self.first) if self.first == self.last else f"{self.first}–{self.last}"
        )

    @property
    def edtf(self):
        return (
            str(self.first) if self.first == self.last else f"{self.first}/{self.last}"
        )


@dataclass(frozen=True)
class Periods:
    """The years of a list; beside them how many records state no beginning, and how many no date at all."""

    periods: list
    total: int
    unstated: int
    undated: int


@dataclass(frozen=True)
class Selection:
    """The places and sectors to which the charts are narrowed; the empty value stands for what is not stated.

    `faults` are sentences about an address that cannot be read; where there is one, nothing may be counted.
    """

    chosen: dict
    copy: object
    faults: tuple = ()

    @cached_property
    def names(self):
        return names.kept(self.copy) if self.copy else names.KeptNames()

    def suits(self, listed):
        """Whether the list has every filter that is in force."""
        own = {facet.name for facet in listed.facets}
        return all(name in own for name, values in self.chosen.items() if values)

    def answer(self, listed, more=None):
        """The answer of a list to what is chosen; `more` holds values of further filters, or others for the same."""
        cleaned = self.chosen | (more or {})
        return answer(questions.Question(listed, QueryDict(), cleaned), self.copy)

    def query(self, more=None):
        """The query of the address that asks for the same."""
        return urlencode(
            [
                (name, NOT_STATED if value == "" else value)
                for name, values in (self.chosen | (more or {})).items()
                for value in values
            ]
        )

    def address(self, listed, more=None):
        """The address of a list that holds what `answer` counts."""
        query, path = self.query(more), reverse(listed.list_url)
        return f"{path}?{query}" if query else path

    @cached_property
    def units(self):
        """The codes of the oblasts and republican cities, in the order of the tree."""
        rows = Place.objects.filter(Q(code=HOME) | Q(depth=2, kind__in=FIRST_LEVEL))
        places = list(rows.order_by("path").values_list("code", "path"))
        home = next((path for code, path in places if code == HOME), "-")
        return [c for c, path in places if path.startswith(home) and c != HOME]


def read(parameters, copy):
    """The Selection of an address."""
    known = QueryDict(mutable=True)
    for name in FILTERS:
        known.setlist(name, parameters.getlist(name))
    question = questions.read(list_named(READ_BY), known, copy)
    chosen = {name: question.cleaned.get(name) or [] for name in FILTERS}
    return Selection(chosen, copy, (*strange(parameters, FILTERS), *question.faults))


def facet_of(listed, name):
    return next(facet for facet in listed.facets if facet.name == name)


def ends(found):
    """({year: how many begin}, {year: how many end}, how many state neither) of an answer; None: not stated."""
    if isinstance(found, IndexAnswer):
        counted = found.records.intersection_cardinality
        begin, end = (
            {
                int(year) if year else None: counted(bitmap)
                for year, bitmap in found.copy.dimension(found.scope, side).items()
            }
            for side in (EARLIEST, LATEST)
        )
        open_ended = found.copy.bitmap(found.scope, EARLIEST) & found.copy.bitmap(
            found.scope, LATEST
        )
        return begin, end, counted(open_ended)
    begin, end, undated = Counter(), Counter(), 0
    rows = found.narrowed().order_by().values_list("earliest__year", "latest__year")
    for first, last, n in rows.annotate(n=Count("pk")):
        begin[first] += n
        end[last] += n
        undated += n if first is None and last is None else 0
    return begin, end, undated


def periods(selection, listed):
    """The Periods of a list, from the first to the last year that its records name.

    A record is under way from the year in which it begins to that in which it ends; without an end it goes on, as the
    filters of years have it.
    """
    found = selection.answer(listed)
    begin, end, undated = ends(found)
    years = [
        year
        for side in (begin, end)
        for year, n in side.items()
        if n and year is not None
    ]
    made = []
    if years:
        step = next(
            (n for n in STEPS if (max(years) - min(years)) // n < MOST_COLUMNS - 1),
            STEPS[-1],
        )
        dated = found.total - undated
        for first in range(min(years) - min(years) % step, max(years) + 1, step):
            last = first + step - 1
            over = sum(n for year, n in end.items() if year and year < first)
            ahead = sum(n for year, n in begin.items() if year and year > last)
            began = sum(
                n for year, n in begin.items() if year and first <= year <= last
            )
            address = selection.address(listed, {"from": [first], "to": [last]})
            made.append(Period(first, last, began, dated - over - ahead, address))
    return Periods(made, found.total, begin.get(None, 0), undated)


def bars(selection, listed, dimension):
    """(bars of the values of a dimension, the most first and what is not stated last; the total; values left out).

    Where the dimension itself is narrowed, only the chosen values stand here.
    """
    found, facet = selection.answer(listed), facet_of(listed, dimension)
    known, chosen = found.values(facet), selection.chosen.get(dimension)
    codes = set(chosen) if chosen else set(known)
    counts = found.counts(facet, sorted(codes))
    shown = {
        code for code in codes - {""} if counts[code] or chosen or len(codes) <= FEW
    }
    selection.names.need(facet.family, shown)
    made = [
        Bar(
            code,
            selection.names.word(facet.family, code),
            counts[code],
            selection.address(listed, {dimension: [code]}),
        )
        for code in shown
    ]
    made.sort(key=lambda bar: (-bar.count, bar.name))
    if counts.get(""):
        made.append(unstated(selection, listed, dimension, counts[""]))
    return made, found.total, len(codes - {""}) - len(shown)


def unstated(selection, listed, dimension, count):
    address = selection.address(listed, {dimension: [""]})
    return Bar(NOT_STATED, _("not stated"), count, address, is_stated=False)


def place_bars(selection, listed, _dimension="place"):
    """(bars, total, 0) of the oblasts and cities, of what lies directly in the one chosen place, or of several chosen.

    Last stand what lies abroad, what names no smaller place, and what names none at all.
    """
    found, facet = selection.answer(listed), facet_of(listed, "place")
    chosen, known = selection.chosen["place"], found.values(facet)
    children, roots = selection.names.tree("place", frozenset(known - {""}))
    rest, whole = None, chosen[0] if len(chosen) == 1 else HOME
    if chosen in ([], [HOME]):
        codes, rest = selection.units, _("Kyrgyzstan, oblast not stated")
        abroad = [code for code in roots if code != HOME] if not chosen else []
    elif len(chosen) == 1 and children.get(whole):
        codes, rest, abroad = children[whole], _("No smaller place stated"), []
    else:
        codes, abroad = [code for code in chosen if code], []
    counts = found.counts(facet, [*codes, *abroad, ""])
    codes = [code for code in codes if counts[code] or not chosen or len(chosen) > 1]
    selection.names.need("place", [*codes, *abroad])
    made = [
        Bar(
            code,
            selection.names.word("place", code),
            counts[code],
            selection.address(listed, {"place": [code]}),
        )
        for code in [*codes, *(code for code in abroad if counts[code])]
    ]
    made.sort(key=lambda bar: (-bar.count, bar.name))
    if rest:
        more = {"place": [whole], f"{NOT}place": codes}
        count = selection.answer(listed, more).total
        if count:
            address = selection.address(listed, more)
            made.append(Bar(whole, rest, count, address, is_stated=False))
    if counts[""] and (not chosen or "" in chosen):
        made.append(unstated(selection, listed, "place", counts[""]))
    return made, found.total, 0


def sums(selection, listed, dimension):
    """({currency: bars of sums of exact amounts}, number of these amounts, total); one query for the sums.

    Parts of a sum have no amount here, and no sum goes over two currencies.
    """
    found, facet = selection.answer(listed), facet_of(listed, dimension)
    records = PlainAnswer(found.question).narrowed().exclude(currency="")
    rows = FacetValue.objects.filter(
        dimension=dimension, record__in=records.filter(amount__isnull=False)
    )
    rows = rows.order_by().values_list("record__currency", "value")
    by_currency = {}
    for currency, code, count, amount in rows.annotate(
        count=Count("record"), amount=Sum("record__amount")
    ):
        address = selection.address(listed, {dimension: [code], "currency": [currency]})
        name = selection.names.word(facet.family, code) if code else _("not stated")
        bar = Bar(code or NOT_STATED, name, count, address, amount, bool(code))
        by_currency.setdefault(currency, []).append(bar)
    for made in by_currency.values():
        made.sort(key=lambda bar: (not bar.is_stated, -bar.amount, bar.name))
    counted = sum(bar.count for made in by_currency.values() for bar in made)
    return dict(sorted(by_currency.items())), counted, found.total


def tallies(selection):
    """(rows of tallies in the order of their list, how many there are in all); one query."""
    found = selection.answer(LISTS["tally"])
    return rows_of(found.page(0, MOST_TALLIES)) if found.total else [], found.total
