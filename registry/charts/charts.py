"""The charts of the registry: of each what it counts, the finding in a sentence, its lines as a table."""

from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from conflicts.models import TallyKind
from publishing.columns import write
from publishing.dates import describe
from publishing.filters import NOT_STATED
from publishing.kinds import LISTS
from publishing.names import pick
from publishing.templatetags.published import figure

from . import counting
from .drawing import Columns

OPEN = 10


@dataclass(frozen=True)
class Group:
    """Bars of one measure; `label` says which, where a chart has several that are not to be compared."""

    bars: list
    label: str = ""

    @property
    def largest(self):
        return max((bar.size for bar in self.bars), default=0)

    @property
    def parts(self):
        """(the bars that are open, those behind the fold); what is not stated is open."""
        stated = [bar for bar in self.bars if bar.is_stated]
        rest = [bar for bar in self.bars if not bar.is_stated]
        if len(stated) <= OPEN + 2:
            return self.bars, []
        return stated[:OPEN] + rest, stated[OPEN:]


@dataclass
class Chart:
    """One chart: `panels` of columns, `groups` of bars, or `tallies`; any may be empty.

    `columns` and `lines` are its table, `notes` what stands beside the drawing: (number, of how many) not stated.
    """

    name: str
    label: str
    shape: str
    heading: str
    columns: tuple
    lines: list
    panels: list = field(default_factory=list)
    periods: object = None
    groups: list = field(default_factory=list)
    tallies: list = field(default_factory=list)
    tally_kinds: list = field(default_factory=list)
    unstated: tuple = ()
    unstated_label: str = ""
    remarks: list = field(default_factory=list)
    query: str = ""

    @property
    def is_empty(self):
        return not (self.panels or self.groups or self.tallies or self.unstated)

    @property
    def whole_url(self):
        """The address of the chart on the page of all charts."""
        return f"{self._with_query(reverse('registry:charts'))}#{self.name}"

    @property
    def svg_url(self):
        return self._with_query(reverse("registry:chart-svg", args=[self.name]))

    @property
    def csv_url(self):
        return self._with_query(reverse("registry:chart-csv", args=[self.name]))

    def _with_query(self, path):
        return f"{path}?{self.query}" if self.query else path

    @property
    def small_print(self):
        """What stands under the drawing in a file: the number that is not stated, and remarks."""
        if self.unstated:
            label = self.unstated_label or _("not stated")
            yield f"{label}: {part_of(*self.unstated)}"
        yield from self.remarks

    @cached_property
    def description(self):
        """All numbers of the chart in a sentence, for those who do not see it."""
        words = [panel.description for panel in self.panels]
        words += [
            f"{group.label}: {said}" if group.label else said
            for group in self.groups
            for said in ["; ".join(f"{bar.name} – {shown(bar)}" for bar in group.bars)]
        ]
        words += [
            f"{row.title}, {row.period}: "
            + "; ".join(f"{cell.name} – {cell.words}" for cell in row.cells)
            for row in self.tallies
        ]
        return ". ".join(said.rstrip(".") for said in [*words, *self.small_print])

    def table(self):
        """The lines of the table as lists of cells, the names of the columns first."""
        yield list(self.columns)
        for line in self.lines:
            yield [
                write(value, "number" if isinstance(value, int | Decimal) else "text")
                for value in line
            ]


def shown(bar):
    """What stands at the end of a bar."""
    return figure(bar.size)


def part_of(n, total):
    """A part of a total in words, as “6 of 25”."""
    return _("%(n)s of %(total)s") % {"n": figure(n), "total": figure(total)}


# For each list the sentence of those that do not state when they began, and of the year in which the most did.
UNSTATED = {
    "case": lambda total: ngettext(
        "The year of beginning is not stated for %(n)s of %(total)s partnership",
        "The year of beginning is not stated for %(n)s of %(total)s partnerships",
        total,
    ),
    "project": lambda total: ngettext(
        "The year of beginning is not stated for %(n)s of %(total)s project",
        "The year of beginning is not stated for %(n)s of %(total)s projects",
        total,
    ),
}
BEGAN = {
    "case": lambda total: ngettext(
        "%(n)s of %(total)s partnership began in %(year)s, more than in any other year",
        "%(n)s of %(total)s partnerships began in %(year)s, more than in any other year",
        total,
    ),
    "project": lambda total: ngettext(
        "%(n)s of %(total)s project began in %(year)s, more than in any other year",
        "%(n)s of %(total)s projects began in %(year)s, more than in any other year",
        total,
    ),
}
MOST_OFTEN = {
    "case": lambda total: ngettext(
        "Most often: %(name)s, %(n)s of %(total)s partnership",
        "Most often: %(name)s, %(n)s of %(total)s partnerships",
        total,
    ),
    "project": lambda total: ngettext(
        "Most often: %(name)s, %(n)s of %(total)s project",
        "Most often: %(name)s, %(n)s of %(total)s projects",
        total,
    ),
    "contribution": lambda total: ngettext(
        "Most often: %(name)s, %(n)s of %(total)s contribution",
        "Most often: %(name)s, %(n)s of %(total)s contributions",
        total,
    ),
    "beneficiary": lambda total: ngettext(
        "Most often: %(name)s, %(n)s of %(total)s statement",
        "Most often: %(name)s, %(n)s of %(total)s statements",
        total,
    ),
}


def sentence(listed, total):
    """How many records, in words, as “25 partnerships”."""
    return strip_tags(listed.sentence(total))


def first_of(values, size):
    """The one value that is larger than all others; None where there is no such one."""
    ranked = sorted(values, key=size, reverse=True)
    if not ranked or not size(ranked[0]):
        return None
    is_alone = len(ranked) == 1 or size(ranked[0]) > size(ranked[1])
    return ranked[0] if is_alone else None


def years_heading(listed, found):
    words = {"n": figure(found.unstated), "total": figure(found.total)}
    if found.unstated:
        return UNSTATED[listed.name](found.total) % words
    top = first_of(found.periods, lambda period: period.began)
    if top and found.total > 1 and len(found.periods) > 1:
        words |= {"n": figure(top.began), "year": top.label}
        return BEGAN[listed.name](found.total) % words
    return span_heading(listed, found)


def span_heading(listed, found):
    """How many records, and the years from the first to the last that they name."""
    said = sentence(listed, found.total)
    if not found.periods:
        return said
    first, last = found.periods[0].first, found.periods[-1].last
    return f"{said}, {first}" if first == last else f"{said}, {first}–{last}"


def bars_heading(listed, made, total):
    top = first_of([bar for bar in made if bar.is_stated], lambda bar: bar.count)
    if top is None or len(made) < 2:
        return sentence(listed, total)
    words = {"name": top.name, "n": figure(top.count), "total": figure(total)}
    return MOST_OFTEN[listed.name](total) % words


def year_chart(selection, name, label, listed, shape):
    """When the records of a list began, and how many were under way in each year."""
    found = counting.periods(selection, listed)
    panels = [
        Columns(
            _("Began"),
            [(p.label, p.began, "") for p in found.periods],
        ),
        Columns(
            _("Under way"),
            [(p.label, p.under_way, p.address) for p in found.periods],
            is_soft=True,
        ),
    ]
    lines = [(p.edtf, p.began, p.under_way) for p in found.periods]
    if found.unstated:
        lines.append((NOT_STATED, found.unstated, found.undated))
    return Chart(
        name,
        label,
        shape,
        years_heading(listed, found),
        ("year", "began", "under_way"),
        lines,
        panels=panels if found.periods else [],
        periods=found,
        unstated=(found.unstated, found.total) if found.unstated else (),
        query=selection.query(),
    )


def bar_chart(selection, name, label, listed, shape, dimension):
    """How many records of a list have each value of a dimension."""
    count = counting.place_bars if dimension == "place" else counting.bars
    made, total, left = count(selection, listed, dimension)
    remarks = []
    if left:
        words = ngettext(
            "%(n)s further value has no record here.",
            "%(n)s further values have no record here.",
            left,
        )
        remarks.append(words % {"n": left})
    return Chart(
        name,
        label,
        shape,
        bars_heading(listed, made, total),
        ("code", "name", "count"),
        [(bar.code, bar.name, bar.count) for bar in made],
        groups=[Group(made)] if total else [],
        remarks=remarks if total else [],
        query=selection.query(),
    )


def sum_chart(selection, name, label, listed, shape, dimension):
    """The sums of exact amounts for each value of a dimension, each currency by itself with a measure of its own."""
    by_currency, counted, total = counting.sums(selection, listed, dimension)
    groups = []
    for currency, made in by_currency.items():
        n = sum(bar.count for bar in made)
        words = ngettext("%(currency)s, %(n)s sum", "%(currency)s, %(n)s sums", n)
        groups.append(Group(made, words % {"currency": currency, "n": n}))
    heading = ngettext(
        "An exact sum of money is stated for %(n)s of %(total)s contribution",
        "An exact sum of money is stated for %(n)s of %(total)s contributions",
        total,
    )
    heading %= {"n": figure(counted), "total": figure(total)}
    return Chart(
        name,
        label,
        shape,
        heading if total else sentence(listed, total),
        ("code", "name", "currency", "amount", "count"),
        [
            (bar.code, bar.name, currency, bar.amount, bar.count)
            for currency, made in by_currency.items()
            for bar in made
        ],
        groups=groups,
        unstated=(total - counted, total) if total > counted else (),
        unstated_label=_("no exact sum stated"),
        query=selection.query(),
    )


@dataclass(frozen=True)
class Cell:
    """The tallies of one kind of one conflict, each source's by itself."""

    kind: str
    name: str
    rows: list

    @property
    def number(self):
        """The place of the kind among the kinds of tally, from 1, as the tag that draws strokes wants it."""
        return TallyKind.values.index(self.kind) + 1

    @property
    def is_heavy(self):
        return self.kind == TallyKind.VIOLENT_DEMONSTRATIONS

    @property
    def words(self):
        said = [
            figure(row.document["count"])
            if "count" in row.document
            else _("not reported")
            for row in self.rows
        ]
        return ", ".join(said) or _("not stated")


@dataclass(frozen=True)
class TallyRow:
    """The tallies of one conflict."""

    title: str
    key: str
    url: str
    period: str
    cells: list


def tally_rows(selection, rows):
    """The tallies by conflict and period, a Cell for each kind of tally."""
    found = {}
    for row in rows:
        place = (row.parent_id, row.document.get("period") or "")
        found.setdefault(place, []).append(row)
    names = selection.names
    return [
        TallyRow(
            pick(made[0].parent.titles)[0],
            made[0].parent.key,
            made[0].parent.get_absolute_url(),
            describe(period) if period else _("not stated"),
            [
                Cell(
                    kind,
                    names.word("tally", kind),
                    [row for row in made if row.document["kind"] == kind],
                )
                for kind in TallyKind.values
            ],
        )
        for (_parent, period), made in found.items()
    ]


def event_chart(selection, name, label, listed, shape):
    """Events of conflicts by year; what has no date is counted, and tallies stand by themselves, as strokes."""
    found = counting.periods(selection, listed)
    rows, total = counting.tallies(selection)
    columns = Columns(
        _("Events"), [(p.label, p.under_way, p.address) for p in found.periods]
    )
    lines = [("event", "", "", p.edtf, p.under_way) for p in found.periods]
    if found.undated:
        lines.append(("event", "", "", NOT_STATED, found.undated))
    lines += [
        (
            row.document["kind"],
            row.parent.key,
            row.parent.title_en,
            row.document.get("period") or NOT_STATED,
            row.document.get("count"),
        )
        for row in rows
    ]
    heading = span_heading(listed, found)
    if not found.periods and total:
        words = {"tallies": sentence(LISTS["tally"], total)}
        heading = (
            _("No dated event is on record, but %(tallies)s without dates") % words
        )
    remarks = []
    if not found.periods:
        remarks.append(_("0 dated events are on record."))
    if total > len(rows):
        words = {"n": len(rows), "total": total}
        remarks.append(_("The first %(n)s of %(total)s tallies stand here.") % words)
    return Chart(
        name,
        label,
        shape,
        heading,
        ("counted", "conflict", "conflict_title", "year", "count"),
        lines,
        panels=[columns] if found.periods else [],
        periods=found,
        tallies=tally_rows(selection, rows),
        tally_kinds=[selection.names.word("tally", kind) for kind in TallyKind.values],
        unstated=(found.undated, found.total) if found.undated else (),
        remarks=remarks if total or found.total else [],
        query=selection.query(),
    )


@dataclass(frozen=True)
class Recipe:
    """What a chart is made of: the function, its label, its list, and the dimension by which it counts."""

    make: object
    label: str
    listed: str
    shape: str
    dimension: str = ""

    def chart(self, name, selection):
        more = (self.dimension,) if self.dimension else ()
        listed = LISTS[self.listed]
        return self.make(selection, name, str(self.label), listed, self.shape, *more)


CHARTS = {
    "case-years": Recipe(
        year_chart, gettext_lazy("When the partnerships began"), "case", "p"
    ),
    "case-places": Recipe(
        bar_chart, gettext_lazy("Partnerships by place"), "case", "p", "place"
    ),
    "case-sectors": Recipe(
        bar_chart, gettext_lazy("Partnerships by sector"), "case", "p", "sector"
    ),
    "project-sectors": Recipe(
        bar_chart, gettext_lazy("Projects by sector"), "project", "j", "sector"
    ),
    "project-years": Recipe(
        year_chart, gettext_lazy("When the projects began"), "project", "j"
    ),
    "beneficiary-groups": Recipe(
        bar_chart,
        gettext_lazy("Statements on beneficiaries by group"),
        "beneficiary",
        "p",
        "group",
    ),
    "contribution-forms": Recipe(
        bar_chart, gettext_lazy("Contributions by form"), "contribution", "p", "form"
    ),
    "contribution-sums": Recipe(
        sum_chart,
        gettext_lazy("Sums of contributions by form, each currency by itself"),
        "contribution",
        "p",
        "form",
    ),
    "conflict-events": Recipe(
        event_chart, gettext_lazy("Conflict events over time"), "event", "c"
    ),
}


def chart(name, selection):
    """The chart of a name; None where its list has not every filter that is in force."""
    recipe = CHARTS[name]
    suits = selection.suits(LISTS[recipe.listed])
    return recipe.chart(name, selection) if suits else None
