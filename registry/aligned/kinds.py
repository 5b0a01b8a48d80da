"""What is asked of case studies, mines, organizations and places that stand side by side: a line for each row."""

from collections import Counter
from functools import partial
from urllib.parse import urlencode

from django.db.models import Count
from django.urls import reverse
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.kinds.studies import oblasts_of, places_of
from cases.models import ContributionForm, FindingKind, PartnerRole
from cases.pages import totals
from conflicts.models import MineFigure, TallyKind
from conflicts.pages import holder_entries, tally_rows
from conflicts.register import FACTS, known_facts
from organizations.pages import KINDS_WITH_ROLES
from publishing.dates import describe
from publishing.kinds import kind_named
from publishing.models import FacetValue, Link, PublishedRecord
from publishing.templatetags.published import ancestors, figure, quantity
from reference.amounts import Currency

from .. import lens
from .rows import Item, Line, Table


def along(node, path):
    """What stands in a document at the end of a path of names, through the lists on the way."""
    found = [node]
    for name in path.split("."):
        values = [one[name] for one in found if one.get(name) not in (None, "")]
        found = []
        for value in values:
            found += value if isinstance(value, list) else [value]
    return found


def of_kind(kind, document, path):
    return [row for row in along(document, path) if row["kind"] == kind]


def each(where, make):
    """Items of values, each once: those at a path of the document, or those that `where(document, names)` gives."""

    def items(document, names):
        is_path = isinstance(where, str)
        found = along(document, where) if is_path else where(document, names)
        return [make(value, names) for value in dict.fromkeys(found)]

    return items


def number(n, url=""):
    return Item(str(n), figure(n), url=url)


def term(family, value, names, detail="", url=""):
    return Item(value, names.get(family, value).texts, detail, url)


def record(key, names, detail=""):
    """A record or a withdrawn one by its name, with its address where it has one."""
    name = names.get("record", key)
    return Item(key, name.texts, detail, name.url)


def place(code, names, detail=""):
    """A place with the oblast in which it lies."""
    name, outer = names.get("place", code), ancestors(code, names)
    return Item(code, f"{name}, {outer[0]}" if outer else name.texts, detail, name.url)


def amount(row, names):
    """The quantity of a row in words; empty where there is none."""
    found = row.get("quantity")
    return str(quantity({"names": names}, found)) if found else ""


def terms(family, where):
    return each(where, lambda value, names: term(family, value, names))


def records(where):
    return each(where, record)


def dates(where):
    return each(where, lambda date, names: Item(date, describe(date)))


def partners(role):
    return records(
        lambda document, names: [
            row["ref"] for row in document.get("partners", ()) if row["role"] == role
        ]
    )


def forms(document, names):
    found = Counter(along(document, "contributions.form"))
    for form in ContributionForm.values:
        if form in found:
            yield term("contribution-form", form, names, figure(found[form]))


def sum_in(currency):
    return lambda document, names: [
        number(entry["amount"])
        for entry in totals(document.get("contributions", ()))
        if entry["currency"] == currency
    ]


summed = lazy(
    lambda currency: gettext("Sum in %s, exact amounts alone") % currency, str
)


def who(document, names):
    for row in document.get("beneficiaries", ()):
        yield Item(f"{row['n']}", row.get("who"), amount(row, names))


def findings(kind):
    return lambda document, names: [number(len(of_kind(kind, document, "findings")))]


def sentences(kind):
    """The findings of a kind, each with its number and address."""
    return lambda document: [
        Item(str(row["n"]), row["text"], url=f"{document['url']}#finding-{row['n']}")
        for row in of_kind(kind, document, "findings")
    ]


def nearest(document, names):
    for row in along(document, "nearest"):
        km = row.get("distance")
        words = "" if km is None else gettext("%(km)s km") % {"km": figure(km)}
        yield place(row["place"], names, words)


def statuses(document, names):
    for row in document.get("statuses", ()):
        yield term("mine-status", row["status"], names, describe(row.get("date")))


def figures(kind):
    return lambda document, names: [
        Item(str(row.get("quantity")), row.get("what"), amount(row, names))
        for row in of_kind(kind, document, "figures")
    ]


def licences(document, names):
    for row in document.get("licences", ()):
        given, kind = row.get("number"), names.text("licence-type", row.get("type"))
        words = given or gettext("number not stated")
        yield Item(given or str(row["n"]), words, kind or "", is_stated="number" in row)


def facts(document, names):
    for licence in document.get("licences", ()):
        known = len(known_facts(licence, document))
        words = gettext("%(known)s of %(all)s facts known")
        yield Item(str(known), words % {"known": known, "all": len(FACTS)})


def holders(document, names):
    for entry in holder_entries(document, names):
        holder = entry.row["holder"]
        role = names.text("holding-role", holder["role"])
        share = f"{figure(entry.row['share'])}%" if "share" in entry.row else ""
        words = filter(None, (role, share, describe(entry.date)))
        yield record(holder["ref"], names, ", ".join(words))


def tallies(kind):
    """The counts of sources, each by itself; one that a source does not report is not stated."""
    return lambda document, names: [
        Item("", gettext("not reported"), is_stated=False) if n is None else number(n)
        for n in document["tallies"].get(kind, ())
    ]


def in_role(kind, role):
    """In how many records of a kind an organization has a role; nothing where none of those compared has it."""
    return each(f"roles.{kind}_{role}", lambda n, names: number(n))


def on_record(kind):
    """How many records of a kind a place has; the registry counts them, and so always knows."""

    def items(document, names):
        n = document["counts"].get(kind, 0)
        return [number(n, list_of(kind, place=document["place"]) if n else "")]

    return items


def sectors(document, names):
    """The sectors of what is counted, the most frequent first."""
    found = sorted(document["by_sector"], key=lambda one: (-one[1], one[0]))
    for sector, n, url in found:
        yield term("sector", sector, names, figure(n), url)


def list_of(kind, **filters):
    return f"{reverse(kind_named(kind).list_url)}?{urlencode(filters)}"


def naming(kind, role, keys):
    """The documents of the public records of a kind that name some records in a role, with their own key as `ref`."""
    rows = PublishedRecord.objects.public().of(kind)
    rows = rows.filter(links__to__in=keys, links__role=role).distinct()
    return [row.document | {"ref": row.key} for row in rows.order_by("position", "pk")]


def beside_mines(keys):
    """The conflicts about each mine, what these count, and the responses to them; two queries."""
    conflicts = naming("conflict", "mine", keys)
    responses = naming("response", "conflict", along({"all": conflicts}, "all.ref"))
    found = {}
    for key in keys:
        about = [row for row in conflicts if key in along(row, "mines.ref")]
        over = {row["ref"] for row in about}
        found[key] = {
            "about": about,
            "answering": [
                row for row in responses if over & {*along(row, "conflicts.ref")}
            ],
            "tallies": {
                kind: [row.get("count") for row in tally_rows(about, kind)]
                for kind in TallyKind.values
            },
        }
    return found


def beside_organizations(keys):
    """In how many records each has which role, and the sectors of these; two queries."""
    named = Link.objects.filter(
        to__in=keys,
        record__kind__in=list(KINDS_WITH_ROLES),
        record__parent=None,
        record__is_withdrawn=False,
    ).order_by()
    in_roles = named.values_list("to", "record__kind", "role")
    in_roles = in_roles.annotate(n=Count("record"))
    roles = {(to, f"{kind}_{role}"): n for to, kind, role, n in in_roles}
    known = {role for _to, role in roles}
    found = {
        key: {
            "roles": {role: roles.get((key, role), 0) for role in known},
            "by_sector": [],
        }
        for key in keys
    }
    in_sectors = named.filter(record__facets__dimension="sector")
    in_sectors = in_sectors.values_list("to", "record__facets__value")
    for to, sector, n in in_sectors.annotate(n=Count("record", distinct=True)):
        if sector:
            found[to]["by_sector"].append((sector, n, ""))
    return found


def beside_places(codes):
    """How many records of each kind a place has, what sources count there, mines, sectors of cases; four queries."""
    counted, tallied = lens.counts_by_place(codes), lens.tallies_by_place(codes)
    found = {
        code: {
            "counts": counted.get(code, {}),
            "tallies": tallied.get(code, {}),
            "mines": [],
            "by_sector": [],
        }
        for code in codes
    }
    inside = FacetValue.objects.filter(
        dimension="place", value__in=codes, record__is_withdrawn=False
    )
    mines = inside.filter(kind="mine").order_by("record__position", "pk")
    for code, key in mines.values_list("value", "record__key"):
        found[code]["mines"].append({"ref": key})
    cases = inside.filter(kind="case", record__facets__dimension="sector").order_by()
    cases = cases.values_list("value", "record__facets__value")
    for code, sector, n in cases.annotate(n=Count("record")):
        if sector:
            url = list_of("case", place=code, sector=sector)
            found[code]["by_sector"].append((sector, n, url))
    return found


def one_each(name, family, values, *makers, **options):
    """A line for each value of a family, by its name there; of a role without a name it says “named”."""
    for value in values:
        label = (family, value) if family else _("named")
        made = (make(value) for make in makers)
        yield Line(f"{name}_{value}", label, *made, **options)


TALLIES = "tally", "tally", TallyKind.values, tallies
ALWAYS = ("size", "reserves")
REST = [kind for kind in MineFigure.Kind.values if kind not in ALWAYS]
SOURCES = Line("sources", _("Sources"), records("sources.ref"))
CASE = (
    (
        _("When and where"),
        Line("period", _("Period"), dates("period")),
        Line("oblasts", _("Oblasts and cities"), terms("place", oblasts_of)),
        Line("places", _("Places"), each(lambda d, names: places_of(d), place)),
    ),
    (
        _("Who took part"),
        *one_each("partners", "role", PartnerRole.values, partners, is_optional=True),
        Line("levels", _("Levels of government"), terms("level", "levels")),
    ),
    (
        _("What it was about, and how it worked"),
        Line("sectors", _("Sectors"), terms("sector", "sectors")),
        Line("themes", _("Themes"), terms("theme", "themes")),
        Line("mechanisms", _("Mechanisms"), terms("mechanism", "mechanisms")),
    ),
    (
        _("What was given, and to whom"),
        Line("forms", _("Contributions by form"), forms),
        *(
            Line(f"sum_{code}", summed(code), sum_in(code), is_optional=True)
            for code in sorted(Currency.values)
        ),
        Line(
            "groups", _("Groups that benefited"), terms("group", "beneficiaries.group")
        ),
        Line("beneficiaries", _("Beneficiaries, as stated"), who, is_compared=False),
    ),
    (
        _("Findings"),
        *one_each("findings", "finding-kind", FindingKind.values, findings, sentences),
    ),
    (
        _("What it is connected with"),
        Line("projects", _("Projects"), records("projects.ref")),
        Line("conflicts", _("Conflicts"), records("conflicts.ref")),
        SOURCES,
    ),
)
MINE = (
    (
        _("The deposit"),
        Line("commodities", _("Commodity"), terms("commodity", "commodities")),
        Line("place", _("Place"), each("place", place)),
        Line("nearest", _("Nearest settlement"), nearest),
        Line(
            "accuracy", _("Accuracy of the point"), terms("accuracy", "point.accuracy")
        ),
        Line("statuses", _("Status"), statuses),
        *one_each("figures", "mine-figure", ALWAYS, figures),
        *one_each("figures", "mine-figure", REST, figures, is_optional=True),
    ),
    (
        _("Licences and who holds them"),
        Line("licences", _("Licences"), licences),
        Line("facts", _("Facts of the register"), facts),
        Line("holders", _("Holders"), holders),
    ),
    (_("What sources count"), *one_each(*TALLIES)),
    (
        _("Conflict and response"),
        Line("conflicts", _("Conflicts"), records("about.ref")),
        Line("intensity", _("Intensity"), terms("intensity", "about.intensity")),
        Line("responses", _("Responses"), records("answering.ref")),
        SOURCES,
    ),
)
ORGANIZATION = (
    (
        _("What it is"),
        Line("kind", _("Kind"), terms("organization-kind", "kind")),
        Line("legal_form", _("Legal form"), terms("legal-form", "legal_form")),
        Line("level", _("Level of government"), terms("level", "level")),
        Line("place", _("Seat"), each("place", place)),
        Line("founded", _("Founded"), dates("founded")),
        Line("registered", _("Registered"), dates("registered")),
    ),
    *(
        (
            kind_named(kind).plural,
            *one_each(kind, family, roles, partial(in_role, kind), is_optional=True),
        )
        for kind, (family, roles) in KINDS_WITH_ROLES.items()
    ),
    (
        _("What these are about"),
        Line("sectors", _("Sectors of these records"), sectors),
        SOURCES,
    ),
)
PLACE = (
    (
        _("On record"),
        *(
            Line(f"{kind}s", kind_named(kind).plural, on_record(kind))
            for kind in lens.COUNTED
        ),
    ),
    (_("What sources count"), *one_each(*TALLIES, about="conflict")),
    (
        _("What it is about"),
        Line("mine_names", _("Mines"), records("mines.ref"), about="mine"),
        Line("sectors", _("Sectors of its case studies"), sectors, about="case"),
    ),
)
TABLES = {
    "case": Table(CASE),
    "mine": Table(MINE, beside_mines),
    "organization": Table(ORGANIZATION, beside_organizations),
    "place": Table(PLACE, beside_places),
}
