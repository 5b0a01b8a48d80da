"""Two to four records of one kind side by side: what an address asks for, the page, the table as CSV."""

from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.db.models import Count
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from places.models import Place
from places.names import name_of
from publishing.columns import Sheet, csv_answer, refused
from publishing.filters import strange
from publishing.kinds import Listed, kind_named
from publishing.models import Link, PublishedRecord
from publishing.names import pick, record_names

from .aligned.kinds import TABLES
from .aligned.rows import Aligned, Side
from .home import first_level

KINDS = tuple(TABLES)
LEAST, MOST = 2, 4
# So many records of a kind are offered to choose from; a longer list is searched where it stands.
OFFERED = 40
# So many of these are open, the rest stand behind a fold.
OPEN = 9
# No address is read further than this.
READ = 100
LETTERS = "ABCD"
PLACE = Listed(
    name="place",
    path="places",
    label=gettext_lazy("Place"),
    plural=gettext_lazy("Places"),
    sentence=lambda n: ngettext("%(n)s place", "%(n)s places", n) % {"n": n},
)


def listed_as(kind):
    return PLACE if kind == "place" else kind_named(kind)


def query(keys):
    """The query of the address that compares some records."""
    return f"?{urlencode([('with', key) for key in keys])}"


def list_address(kind, keys=()):
    """The list of a kind, on which the chosen ones stay chosen."""
    return f"{reverse(listed_as(kind).list_url)}{query(keys) if keys else ''}"


@dataclass(frozen=True)
class Chosen:
    """A record that an address asks for, with the address that leaves it out."""

    side: Side
    letter: str
    without: str

    @property
    def shape(self):
        return listed_as(self.side.kind).shape_class


class Choice:
    """What an address asks to compare, read in two queries; `faults` are sentences about what cannot be compared."""

    def __init__(self, parameters):
        self.parameters = parameters
        asked = [key for key in parameters.getlist("with") if key]
        self.keys = list(dict.fromkeys(asked))[:READ]

    @cached_property
    def _records(self):
        rows = PublishedRecord.objects.without_texts().filter(
            key__in=self.keys, parent=None
        )
        return {row.key: row for row in rows}

    @cached_property
    def _places(self):
        codes = [key for key in self.keys if key not in self._records]
        return {place.code: place for place in Place.objects.filter(code__in=codes)}

    @cached_property
    def sides(self):
        """What can be compared of it, in the order of the address."""
        return [side for side in map(self._side, self.keys) if side]

    def _side(self, key):
        row, place = self._records.get(key), self._places.get(key)
        if row and not row.is_withdrawn and row.kind in KINDS:
            url = row.get_absolute_url()
            return Side(key, row.kind, row.titles, url, row.document)
        if place:
            name = name_of(place, None)
            return Side(key, "place", name.texts, name.url, {"place": key})
        return None

    @property
    def kinds(self):
        """The kinds of what is asked for, the one that is named first coming first."""
        return list(dict.fromkeys(side.kind for side in self.sides))

    @property
    def kind(self):
        """The one kind that is compared; empty where there is none yet."""
        return self.kinds[0] if self.sides else ""

    @cached_property
    def chosen(self):
        keys = [side.key for side in self.sides]
        letters = LETTERS if len(keys) <= MOST else [""] * len(keys)
        return [
            Chosen(side, letter, query([key for key in keys if key != side.key]))
            for side, letter in zip(self.sides, letters, strict=False)
        ]

    @cached_property
    def faults(self):
        faults = [*strange(self.parameters, ["with"]), *self.wrong]
        if len(self.kinds) > 1:
            faults.append(_("Only records of one kind can stand side by side."))
        if len(self.sides) > MOST:
            faults.append(
                _("At most four can stand side by side; this address names %s.")
                % len(self.sides)
            )
        return faults

    @property
    def wrong(self):
        """Sentences about the keys that nothing can be compared by."""
        return [fault for fault in map(self._fault, self.keys) if fault]

    @property
    def query(self):
        return query(side.key for side in self.sides)

    def besides(self, keys):
        """What is chosen and not among some keys."""
        keys = set(keys)
        return [one for one in self.chosen if one.side.key not in keys]

    def _fault(self, key):
        row = self._records.get(key)
        if row is None:
            return (
                None
                if key in self._places
                else _("Nothing with the key “%s” is published.") % key[:60]
            )
        if row.is_withdrawn:
            return _("The record “%s” was withdrawn.") % key
        if row.kind not in KINDS:
            return _(
                "“%(title)s” is of another kind: case studies, mines, organizations and places can be compared."
            ) % {"title": pick(row.titles)[0]}
        return None

    @property
    def is_complete(self):
        """Whether there is something to compare."""
        return not self.faults and len(self.sides) >= LEAST

    @cached_property
    def table(self):
        return Aligned(TABLES[self.kind], self.sides)

    @property
    def heading(self):
        """How many of which kind stand side by side."""
        return strip_tags(listed_as(self.kind).sentence(len(self.sides)))

    @property
    def ways_on(self):
        """[(words, address)] of what a wrong address can be read as: for each kind the first four of it."""
        found = []
        for kind in self.kinds:
            sides = [side for side in self.sides if side.kind == kind][:MOST]
            names = "; ".join(pick(side.titles)[0] for side in sides)
            words = f"{listed_as(kind).plural}: {names}"
            found.append((words, query(side.key for side in sides)))
        return found


@dataclass(frozen=True)
class Offer:
    """Records of a kind to choose from, and where all of them stand."""

    kind: str
    sides: list
    list_url: str
    shown: int
    total: int

    @property
    def label(self):
        return listed_as(self.kind).plural

    @property
    def shape(self):
        return listed_as(self.kind).shape_class

    @property
    def parts(self):
        """(what is open, what stands behind a fold)."""
        return self.sides[:OPEN], self.sides[OPEN:]

    @property
    def has_more(self):
        return self.total > self.shown


def offer(kind, chosen=()):
    """What of a kind can be chosen beside what is chosen already: at most `OFFERED`, by a rule that the page states.

    Case studies and mines stand in the order of their lists, of organizations those that most records name, of places
    the oblasts and the cities beside them.
    """
    if kind == "place":
        pairs = [(place.code, name_of(place, None)) for place in first_level()]
        total = len(pairs)
    elif kind == "organization":
        links = Link.objects.filter(
            to__startswith=kind_named(kind).prefix,
            record__parent=None,
            record__is_withdrawn=False,
        )
        counts = links.order_by().values_list("to").annotate(n=Count("record"))
        keys = [key for key, _n in counts.order_by("-n", "to")[:OFFERED]]
        names = record_names(keys)
        pairs = [(key, names[key]) for key in keys if key in names and names[key].url]
        total = PublishedRecord.objects.public().of(kind).count()
    else:
        rows = PublishedRecord.objects.public().of(kind).defer("document")
        rows = list(rows.order_by("position", "pk")[: OFFERED + 1])
        total = len(rows)
        pairs = [(row.key, row) for row in rows[:OFFERED]]
    sides = [
        Side(key, kind, getattr(name, "titles", None) or name.texts, "", {})
        for key, name in pairs
        if key not in chosen
    ]
    return Offer(kind, sides, list_address(kind, chosen), len(pairs), total)


def page(request):
    """The records side by side; where there are too few, what can be chosen; a wrong address says what is wrong."""
    choice = Choice(request.GET)
    context = {"choice": choice, "most": MOST}
    if choice.is_complete:
        context |= {
            "table": choice.table,
            "names": choice.table.names,
            "title": ", ".join(pick(side.titles)[0] for side in choice.sides),
            "heading": choice.heading,
            "csv_url": f"{reverse('registry:compare-csv')}{query(choice.keys)}",
        }
    if choice.faults:
        return render(request, "registry/comparison.html", context, status=400)
    if len(choice.sides) < MOST:
        keys = [side.key for side in choice.sides]
        kinds = [choice.kind] if keys else KINDS
        context["offers"] = [offer(kind, keys) for kind in kinds]
    return render(request, "registry/comparison.html", context)


def table_csv(request):
    """The rows as CSV, a column for each record; 400 where the address is wrong or names fewer than two."""
    choice = Choice(request.GET)
    faults = choice.faults
    if not faults and not choice.is_complete:
        faults = [_("Choose two to four records of one kind to compare.")]
    if faults:
        return refused(faults)
    records = {side.key: "list" for side in choice.sides}
    types = {"row": "text", "label": "text", **records, "verdict": "text"}
    return csv_answer(Sheet("compare", types), lines(choice.table))


def lines(table):
    """The lines of the table as dicts: titles first, then one line a row; what is not stated is empty."""
    titles = {side.key: [pick(side.titles)[0]] for side in table.sides}
    yield {"row": "title", "label": _("title")} | titles
    for row in table.rows:
        cells = {
            side.key: [str(item) for item in cell.items if item.is_stated] or None
            for side, cell in zip(table.sides, row.cells, strict=True)
        }
        line = {"row": row.name, "label": row.label, "verdict": row.verdict or None}
        yield line | cells
