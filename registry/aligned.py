"""Records of one kind row by row: what each states, what is the same in all, what differs, what is not stated."""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _

from cases.kinds.studies import places_of
from cases.models import ContributionForm, FindingKind, PartnerRole
from cases.pages import totals
from conflicts.models import MineFigure, TallyKind
from conflicts.pages import tally_rows
from conflicts.register import FACTS, known_facts
from organizations.pages import KINDS_WITH_ROLES
from places.names import outermost
from publishing.dates import describe
from publishing.kinds import kind_named
from publishing.models import FacetValue, Link, PublishedRecord
from publishing.names import Names, pick, references
from publishing.templatetags.published import ancestors, figure, quantity

from . import lens

# So many items of a cell are open, the rest stand behind a fold.
OPEN = 6


@dataclass(frozen=True)
class Item:
    """What a record states in a row, in words; the same identity in another record is the same thing."""

    identity: str
    words: object
    detail: str = ""
    url: str = ""
    is_stated: bool = True

    def __str__(self):
        words = pick(self.words)[0]
        return f"{words}: {self.detail}" if self.detail else words


@dataclass(frozen=True)
class Cell:
    """What one record states in a row, and sentences behind a fold; `applies` is off where it cannot state anything."""

    items: tuple = ()
    sentences: tuple = ()
    applies: bool = True

    @cached_property
    def stated(self):
        """The identities of what is stated."""
        return frozenset(item.identity for item in self.items if item.is_stated)

    @cached_property
    def written(self):
        """What is stated as it is written, with where it leads."""
        return frozenset((str(item), item.url) for item in self.items)


@dataclass(frozen=True)
class Row:
    """One row: a name that is kept for tables, a label, a cell for each record; prose is shown and not compared."""

    name: str
    label: str
    cells: list
    is_compared: bool = True

    @cached_property
    def verdict(self):
        """`differs` where two records state something else, `same` where all state one thing, else `unknown`."""
        if not self.is_compared:
            return ""
        stated = [cell.stated for cell in self.cells if cell.stated]
        if len(set(stated)) > 1:
            return "differs"
        return "same" if len(stated) == len(self.cells) else "unknown"

    @cached_property
    def shared(self):
        """The identities that every record states."""
        return frozenset.intersection(*(cell.stated for cell in self.cells))

    @cached_property
    def is_one(self):
        """Whether the same stands in all cells, so that it is written once."""
        first = self.cells[0]
        return all(
            cell.written == first.written
            and cell.applies == first.applies
            and not cell.sentences
            for cell in self.cells
        )

    @cached_property
    def once(self):
        """What all records state in the same words: it is written once, across the row."""
        written = frozenset.intersection(*(cell.written for cell in self.cells))
        if self.verdict != "differs":
            return []
        return [
            item
            for item in self.cells[0].items
            if item.is_stated and (str(item), item.url) in written
        ]

    @property
    def shown(self):
        """(cell, open items, items behind a fold) of each record, without what is written once.

        An item is paired with whether all others state it, if with another detail; such come first, side by side.
        """
        marked = self.shared if self.verdict == "differs" else ()
        once = {(str(item), item.url) for item in self.once}
        for cell in self.cells:
            items = [item for item in cell.items if (str(item), item.url) not in once]
            items.sort(key=lambda item: item.identity not in marked)
            pairs = [(item, item.identity in marked) for item in items]
            most = OPEN if len(pairs) > OPEN + 1 else OPEN + 1
            yield cell, pairs[:most], pairs[most:]


@dataclass(frozen=True)
class Group:
    """Rows under one heading; rows in which no record can state anything are left out."""

    label: str
    rows: list


@dataclass(frozen=True)
class Side:
    """One of the records that are compared: a published record with its document, or a place."""

    key: str
    kind: str
    titles: dict
    url: str
    document: dict
    pk: int = 0


class Aligned:
    """The rows of some records of one kind; the number of queries does not depend on what they hold."""

    def __init__(self, kind, sides):
        self.kind, self.sides = kind, sides
        self.keys = [side.key for side in sides]
        self.documents = [side.document for side in sides]
        self.names = Names(self.documents)
        groups = {
            "case": case_groups,
            "mine": mine_groups,
            "organization": organization_groups,
            "place": place_groups,
        }[kind](self)
        self.groups = [Group(label, rows) for label, rows in groups if rows]

    @property
    def rows(self):
        return [row for group in self.groups for row in group.rows]

    @property
    def compared(self):
        """The rows in which something is compared and at least one record states something."""
        return [
            row
            for row in self.rows
            if row.is_compared and any(cell.stated for cell in row.cells)
        ]

    @property
    def same(self):
        return [row for row in self.compared if row.verdict == "same"]

    def row(self, name, label, items, **options):
        """A row of what `items(document)` gives for each record."""
        cells = [Cell(tuple(items(document))) for document in self.documents]
        return Row(name, label, cells, **options)

    def terms(self, name, label, family, values=None):
        """A row of codes of a family, which the document holds under the name of the row unless `values` gives them."""

        def items(document):
            found = values(document) if values else document.get(name, ())
            return [self.term(family, value) for value in dict.fromkeys(found) if value]

        return self.row(name, label, items)

    def term(self, family, value, detail=""):
        return Item(value, self.names.get(family, value).texts, detail)

    def record(self, key, detail=""):
        """A record or a withdrawn one by its name, with its address where it has one."""
        name = self.names.get("record", key)
        return Item(key, name.texts, detail, name.url)

    def records(self, name, label, keys):
        """A row of the records that `keys(document)` names."""

        def items(document):
            return [self.record(key) for key in dict.fromkeys(keys(document))]

        return self.row(name, label, items)

    def place(self, code, detail=""):
        """A place with the oblast in which it lies."""
        name = self.names.get("place", code)
        outer = ancestors(code, self.names)
        words = f"{name}, {outer[0]}" if outer else name.texts
        return Item(code, words, detail, name.url)

    def counts(self, name, label, numbers, urls=None):
        """A row of one number a record, which the registry counts and so always knows; each may lead to a list."""
        urls = urls or [""] * len(numbers)
        return Row(
            name,
            label,
            [
                Cell((Item(str(n), figure(n), url=url if n else ""),))
                for n, url in zip(numbers, urls, strict=True)
            ],
        )

    def sources(self):
        """A row of the sources on which the record and its statements rest."""
        return self.records(
            "sources",
            _("Sources"),
            lambda document: [
                key for key, role in references(document) if role == "source"
            ],
        )

    def amount(self, amount):
        """A quantity in words; empty where there is none."""
        return str(quantity({"names": self.names}, amount)) if amount else ""


def date(name):
    """Items of the one partial date that a document holds under a name."""

    def items(document):
        found = document.get(name)
        return [Item(found, describe(found))] if found else []

    return items


def case_groups(it):
    """What is asked of case studies: when, where, who, how, what was given, what was found."""
    documents, names = it.documents, it.names

    def contributions(document):
        return document.get("contributions", ())

    def forms(document):
        found = Counter(row["form"] for row in contributions(document))
        return [
            it.term("contribution-form", form, figure(found[form]))
            for form in ContributionForm.values
            if form in found
        ]

    def beneficiaries(document):
        return [
            Item(f"{row['n']}", row.get("who"), it.amount(row.get("quantity")))
            for row in document.get("beneficiaries", ())
        ]

    def first_level(document):
        """The oblasts and cities of republican significance in which it is set."""
        codes = [outermost(code, names) for code in places_of(document)]
        return [
            code for code in codes if code and names.get("place", code).detail["parent"]
        ]

    sums = [
        {
            entry["currency"]: entry["amount"]
            for entry in totals(contributions(document))
        }
        for document in documents
    ]
    currencies = sorted({currency for found in sums for currency in found})
    yield (
        _("When and where"),
        [
            it.row("period", _("Period"), date("period")),
            it.terms("oblasts", _("Oblasts and cities"), "place", first_level),
            it.row(
                "places",
                _("Places"),
                lambda document: [
                    it.place(code) for code in dict.fromkeys(places_of(document))
                ],
            ),
        ],
    )
    yield (
        _("Who took part"),
        [
            *(
                it.records(
                    f"partners_{role}",
                    names.text("role", role),
                    lambda document, role=role: [
                        row["ref"]
                        for row in document.get("partners", ())
                        if row["role"] == role
                    ],
                )
                for role in PartnerRole.values
                if any(
                    row["role"] == role
                    for document in documents
                    for row in document.get("partners", ())
                )
            ),
            it.terms("levels", _("Levels of government"), "level"),
        ],
    )
    yield (
        _("What it was about, and how it worked"),
        [
            it.terms("sectors", _("Sectors"), "sector"),
            it.terms("themes", _("Themes"), "theme"),
            it.terms("mechanisms", _("Mechanisms"), "mechanism"),
        ],
    )
    yield (
        _("What was given, and to whom"),
        [
            it.row("forms", _("Contributions by form"), forms),
            *(
                Row(
                    f"sum_{currency}",
                    _("Sum in %s, exact amounts alone") % currency,
                    [
                        Cell((Item(str(found[currency]), figure(found[currency])),))
                        if currency in found
                        else Cell()
                        for found in sums
                    ],
                )
                for currency in currencies
            ),
            it.terms(
                "groups",
                _("Groups that benefited"),
                "group",
                lambda document: [
                    row["group"] for row in document.get("beneficiaries", ())
                ],
            ),
            it.row(
                "beneficiaries",
                _("Beneficiaries, as stated"),
                beneficiaries,
                is_compared=False,
            ),
        ],
    )
    yield _("Findings"), [finding_row(it, kind) for kind in FindingKind.values]
    yield (
        _("What it is connected with"),
        [
            it.records("projects", _("Projects"), refs("projects")),
            it.records("conflicts", _("Conflicts"), refs("conflicts")),
            it.sources(),
        ],
    )


def refs(name):
    """The keys of the records that a document names there."""
    return lambda document: [entry["ref"] for entry in document.get(name, ())]


def finding_row(it, kind):
    """How many findings of a kind there are; the sentences stand behind a fold, each with its number and address."""
    cells = []
    for side in it.sides:
        found = [
            row for row in side.document.get("findings", ()) if row["kind"] == kind
        ]
        sentences = [
            Item(str(row["n"]), row["text"], url=f"{side.url}#finding-{row['n']}")
            for row in found
        ]
        number = Item(str(len(found)), figure(len(found)))
        cells.append(Cell((number,), tuple(sentences)))
    return Row(f"findings_{kind}", it.names.text("finding-kind", kind), cells)


def mine_groups(it):
    """What is asked of mines: the deposit, licences and holders, what sources count, what was done about it."""
    conflicts = list(
        PublishedRecord.objects.public()
        .of("conflict")
        .filter(links__to__in=it.keys, links__role="mine")
        .distinct()
        .order_by("position", "pk")
    )
    responses = list(
        PublishedRecord.objects.public()
        .of("response")
        .filter(links__to__in=[row.key for row in conflicts], links__role="conflict")
        .distinct()
        .order_by("position", "pk")
    )
    it.names.add([row.document for row in (*conflicts, *responses)])
    it.names.values["record"].update(row.key for row in (*conflicts, *responses))

    def about(document):
        """The conflicts about a mine."""
        return [
            row for row in conflicts if document["key"] in refs("mines")(row.document)
        ]

    def answering(document):
        """The responses to these."""
        keys = {row.key for row in about(document)}
        return [
            row
            for row in responses
            if keys.intersection(refs("conflicts")(row.document))
        ]

    def nearest(document):
        found = document.get("nearest")
        if not found:
            return []
        distance = found.get("distance")
        words = "" if distance is None else _("%(km)s km") % {"km": figure(distance)}
        return [it.place(found["place"], words)]

    def point(document):
        found = document.get("point")
        return [it.term("accuracy", found["accuracy"])] if found else []

    def licences(document):
        return [
            Item(
                licence.get("number") or str(licence["n"]),
                licence.get("number") or _("number not stated"),
                it.names.text("licence-type", licence.get("type")) or "",
                is_stated="number" in licence,
            )
            for licence in document.get("licences", ())
        ]

    def facts(document):
        return [
            Item(
                str(len(known)),
                _("%(known)s of %(all)s facts known")
                % {"known": len(known), "all": len(FACTS)},
            )
            for known in (
                known_facts(licence, document)
                for licence in document.get("licences", ())
            )
        ]

    def holders(document):
        return [
            it.record(
                row["holder"]["ref"],
                ", ".join(
                    word
                    for word in (
                        it.names.text("holding-role", row["holder"]["role"]),
                        f"{figure(row['share'])}%" if "share" in row else "",
                        held(row),
                    )
                    if word
                ),
            )
            for row in document.get("holdings", ())
        ]

    def statuses(document):
        return [
            it.term("mine-status", row["status"], describe(row.get("date")))
            for row in document.get("statuses", ())
        ]

    def figures(kind):
        return lambda document: [
            Item(
                str(row.get("quantity")),
                row.get("what"),
                it.amount(row.get("quantity")),
            )
            for row in document.get("figures", ())
            if row["kind"] == kind
        ]

    def tallies(kind):
        return lambda document: [
            tally(row)
            for row in tally_rows([row.document for row in about(document)], kind)
        ]

    yield (
        _("The deposit"),
        [
            it.terms("commodities", _("Commodity"), "commodity"),
            it.row(
                "place",
                _("Place"),
                lambda document: (
                    [it.place(document["place"])] if document.get("place") else []
                ),
            ),
            it.row("nearest", _("Nearest settlement"), nearest),
            it.row("accuracy", _("Accuracy of the point"), point),
            it.row("statuses", _("Status"), statuses),
            *(
                it.row(
                    f"figures_{kind}", it.names.text("mine-figure", kind), figures(kind)
                )
                for kind in MineFigure.Kind.values
                if kind in ("size", "reserves")
                or any(figures(kind)(document) for document in it.documents)
            ),
        ],
    )
    yield (
        _("Licences and who holds them"),
        [
            it.row("licences", _("Licences"), licences),
            it.row("facts", _("Facts of the register"), facts),
            it.row("holders", _("Holders"), holders),
        ],
    )
    yield (
        _("What sources count"),
        [
            it.row(f"tally_{kind}", it.names.text("tally", kind), tallies(kind))
            for kind in TallyKind.values
        ],
    )
    yield (
        _("Conflict and response"),
        [
            it.records(
                "conflicts",
                _("Conflicts"),
                lambda document: [row.key for row in about(document)],
            ),
            it.terms(
                "intensity",
                _("Intensity"),
                "intensity",
                lambda document: [
                    row.document.get("intensity") for row in about(document)
                ],
            ),
            it.records(
                "responses",
                _("Responses"),
                lambda document: [row.key for row in answering(document)],
            ),
            it.sources(),
        ],
    )


def held(holding):
    """Since when, until when or on which date a share was held, in words."""
    since, until = holding.get("since"), holding.get("until")
    if since or until:
        return describe(f"{since or '..'}/{until or '..'}")
    return describe(holding.get("as_of"))


def tally(row):
    """The count of a source; one that it does not report is not stated."""
    if "count" not in row:
        return Item("", _("not reported"), is_stated=False)
    return Item(str(row["count"]), figure(row["count"]))


def most_first(pairs):
    """(code, count) pairs, the largest count first, then by code."""
    return sorted(pairs, key=lambda pair: (-pair[1], pair[0]))


def organization_groups(it):
    """What is asked of organizations: what they are, in which roles records name them, in which sectors."""
    named = Link.objects.filter(
        to__in=it.keys,
        record__kind__in=list(KINDS_WITH_ROLES),
        record__parent=None,
        record__is_withdrawn=False,
    )
    roles = {
        (to, kind, role): n
        for to, kind, role, n in named.order_by()
        .values_list("to", "record__kind", "role")
        .annotate(n=Count("record"))
    }
    sectors = {}
    for to, sector, n in (
        named.filter(record__facets__dimension="sector")
        .order_by()
        .values_list("to", "record__facets__value")
        .annotate(n=Count("record", distinct=True))
    ):
        if sector:
            sectors.setdefault(to, []).append((sector, n))

    def one(name, family):
        return lambda document: (
            [it.term(family, document[name])] if document.get(name) else []
        )

    def seat(document):
        return [it.place(document["place"])] if document.get("place") else []

    def in_sectors(document):
        found = most_first(sectors.get(document["key"], ()))
        return [it.term("sector", sector, figure(n)) for sector, n in found]

    yield (
        _("What it is"),
        [
            it.row("kind", _("Kind"), one("kind", "organization-kind")),
            it.row("legal_form", _("Legal form"), one("legal_form", "legal-form")),
            it.row("level", _("Level of government"), one("level", "level")),
            it.row("place", _("Seat"), seat),
            it.row("founded", _("Founded"), date("founded")),
            it.row("registered", _("Registered"), date("registered")),
        ],
    )
    for kind, (family, ordered) in KINDS_WITH_ROLES.items():
        rows = []
        for role in ordered:
            numbers = [roles.get((key, kind, role), 0) for key in it.keys]
            if any(numbers):
                label = it.names.text(family, role) if family else _("named")
                rows.append(it.counts(f"{kind}_{role}", label, numbers))
        yield kind_named(kind).plural, rows
    yield (
        _("What these are about"),
        [
            it.row("sectors", _("Sectors of these records"), in_sectors),
            it.sources(),
        ],
    )


def place_groups(it):
    """What is asked of places: how many records of each kind, what sources count, mines, sectors."""
    codes = it.keys
    counted, tallied = lens.counts_by_place(codes), lens.tallies_by_place(codes)
    mines, sectors = {}, {}
    inside = FacetValue.objects.filter(
        dimension="place", value__in=codes, record__is_withdrawn=False
    ).order_by()
    for code, key in (
        inside.filter(kind="mine")
        .order_by("record__position", "pk")
        .values_list("value", "record__key")
    ):
        mines.setdefault(code, []).append(key)
    for code, sector, n in (
        inside.filter(kind="case", record__facets__dimension="sector")
        .values_list("value", "record__facets__value")
        .annotate(n=Count("record"))
    ):
        if sector:
            sectors.setdefault(code, []).append((sector, n))
    it.names.values["record"].update(key for found in mines.values() for key in found)
    cases = reverse("registry:case-list")

    def tallies(kind, code):
        found = tallied.get(code, {}).get(kind)
        if not found and not counted.get(code, {}).get("conflict"):
            return Cell(applies=False)
        rows = [{} if count is None else {"count": count} for count in found or ()]
        return Cell(tuple(tally(row) for row in rows))

    def mines_of(code):
        return [it.record(key) for key in mines.get(code, ())]

    def of_cases(code):
        return [
            Item(
                sector,
                it.names.get("sector", sector).texts,
                figure(n),
                f"{cases}?{urlencode({'place': code, 'sector': sector})}",
            )
            for sector, n in most_first(sectors.get(code, ()))
        ]

    def listing(name, label, kind, items):
        """A row of what belongs to records of a kind; where the registry holds none, there is nothing to state."""
        cells = [
            Cell(tuple(items(code)), applies=bool(counted.get(code, {}).get(kind)))
            for code in codes
        ]
        return Row(name, label, cells)

    yield (
        _("On record"),
        [
            it.counts(
                f"{name}s",
                str(kind_named(name).plural),
                [counted.get(code, {}).get(name, 0) for code in codes],
                [
                    f"{reverse(kind_named(name).list_url)}?{urlencode({'place': code})}"
                    for code in codes
                ],
            )
            for name in lens.COUNTED
        ],
    )
    yield (
        _("What sources count"),
        [
            Row(
                f"tally_{kind}",
                it.names.text("tally", kind),
                [tallies(kind, code) for code in codes],
            )
            for kind in TallyKind.values
        ],
    )
    yield (
        _("What it is about"),
        [
            listing("mine_names", _("Mines"), "mine", mines_of),
            listing("sectors", _("Sectors of its case studies"), "case", of_cases),
        ],
    )
