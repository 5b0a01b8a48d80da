"""Case studies as a kind of published record, with findings, contributions and beneficiaries as lists of their own."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from places.names import outermost
from publishing.columns import as_it_is, dated, named, worded
from publishing.filters import LinkFilter
from publishing.kinds import Column, Facet, Kind, Part, register
from publishing.lacks import lacking
from reference.columns import (
    CITATION_COLUMNS,
    MONEY_COLUMNS,
    PART_KEY,
    PLACE_COLUMNS,
    QUANTITY_COLUMNS,
    TITLE_COLUMNS,
    count,
    exact_sum,
    field,
    parent_key,
    parent_title,
    refs,
    text,
)

from ..documents import case_study_document

described = lacking(
    title=_("The case study has no title."),
    summary=_("The case study has no summary."),
    source=_("The case study has no source."),
    places=_("The case study has no place."),
    sectors=_("The case study has no sector."),
)


def missing(case):
    """What a case study lacks before it is published: a title, a summary, a source, a place, a sector and a lead."""
    yield from described(case)
    if not case.partners.filter(role="lead").exists():
        yield "partners", _("The case study says of no organization that it led.")


CASE_COLUMNS = (
    PART_KEY,
    Column("case", _("case study"), parent_key),
    Column("case_title", _("title of the case study"), parent_title),
)


def side(name):
    """A column of a giver or receiver: the organization's name, or the words that stand for it."""

    def value(row):
        entry = row["document"].get(name)
        if entry:
            return str(row["names"].get("record", entry["ref"]))
        return next(iter((row["document"].get(f"{name}_words") or {}).values()), None)

    return value


def parent(name):
    """A facet of a part that is its case study's."""
    return lambda row: row["parent"].get(name, ())


def places_of(document):
    """The places in which a case study is set; those that it only mentions are left out."""
    return [
        row["place"] for row in document.get("places", ()) if row["role"] != "mentioned"
    ]


def oblasts_of(document, names):
    """The oblasts and cities of republican significance in which a case study is set."""
    outer = [outermost(code, names) for code in places_of(document)]
    return [
        code for code in outer if code and names.get("place", code).detail["parent"]
    ]


def parent_places(row):
    return places_of(row["parent"])


def partner_kinds(document):
    """The kinds of the organizations that took part, leads left out."""
    return {
        row["kind"] for row in document.get("partners", ()) if row["role"] != "lead"
    }


def nature(row):
    """Whether a contribution states money, a quantity, or neither."""
    found = [name for name in ("money", "quantity") if row.get(name)]
    return found or ["named"]


PLACE = Facet("place", _("Place"), "place", parent_places, tree=True)
SECTOR = Facet("sector", _("Sector"), "sector", parent("sectors"))
MECHANISM = Facet("mechanism", _("Mechanism"), "mechanism", parent("mechanisms"))


def party(name):
    """A giver or receiver in the dense table: its name, or the words that stand for it in the reader's language."""

    def shown(value, row):
        is_named = bool(row["document"].get(name))
        return value if is_named else worded(f"{name}_words")(value, row)

    return shown


def stated_count(value, row):
    """A number of rows that are there because the source states them; none is not zero."""
    return as_it_is(value, row) if value else None


FINDING = Part(
    name="finding",
    path="findings",
    label=_("Finding"),
    plural=_("Findings"),
    sentence=lambda total: (
        ngettext("%(n)s finding", "%(n)s findings", total) % {"n": f"<b>{total}</b>"}
    ),
    rows="findings",
    title=lambda row: row.get("text"),
    date=lambda row, document: document.get("period"),
    card="cases/_finding_card.html",
    facets=(
        Facet("kind", _("Kind"), "finding-kind", lambda row: [row["kind"]]),
        PLACE,
        SECTOR,
        MECHANISM,
    ),
    columns=(
        *CASE_COLUMNS,
        Column("kind", _("kind"), field("kind"), dense=named("finding-kind")),
        Column("text", _("text"), text("text")),
        *CITATION_COLUMNS,
    ),
)
CONTRIBUTION = Part(
    name="contribution",
    path="contributions",
    label=_("Contribution"),
    plural=_("Contributions"),
    sentence=lambda total: (
        ngettext("%(n)s contribution", "%(n)s contributions", total)
        % {"n": f"<b>{total}</b>"}
    ),
    rows="contributions",
    title=lambda row: row.get("what"),
    date=lambda row, document: row.get("date"),
    amount=exact_sum,
    sums=True,
    card="cases/_contribution_card.html",
    facets=(
        Facet("form", _("Form"), "contribution-form", lambda row: [row["form"]]),
        Facet("stated", _("What is stated"), "nature", nature),
        Facet(
            "currency",
            _("Currency"),
            "currency",
            lambda row: [(row.get("money") or {}).get("currency")],
        ),
        Facet(
            "giver",
            _("Kind of giver"),
            "organization-kind",
            lambda row: [(row.get("giver") or {}).get("kind")],
        ),
        PLACE,
        SECTOR,
    ),
    filters=(
        ("organization", LinkFilter(label=_("Organization"))),
        ("funder", LinkFilter("giver", label=_("Given by"))),
    ),
    columns=(
        *CASE_COLUMNS,
        Column("giver", _("given by"), side("giver"), dense=party("giver")),
        Column("receiver", _("given to"), side("receiver"), dense=party("receiver")),
        Column("what", _("what"), text("what")),
        Column("form", _("form"), field("form"), dense=named("contribution-form")),
        *MONEY_COLUMNS,
        *QUANTITY_COLUMNS,
        Column("date", _("date"), field("date"), dense=dated),
        Column("part_of", _("part of no."), field("part_of"), "number"),
        *CITATION_COLUMNS,
    ),
)
BENEFICIARY = Part(
    name="beneficiary",
    path="beneficiaries",
    label=_("Beneficiary"),
    plural=_("Beneficiaries"),
    sentence=lambda total: (
        ngettext(
            "%(n)s statement on beneficiaries",
            "%(n)s statements on beneficiaries",
            total,
        )
        % {"n": f"<b>{total}</b>"}
    ),
    rows="beneficiaries",
    title=lambda row: row.get("who"),
    card="cases/_beneficiary_card.html",
    facets=(
        Facet("group", _("Group"), "group", lambda row: [row["group"]]),
        Facet(
            "unit",
            _("Counted in"),
            "unit",
            lambda row: [(row.get("quantity") or {}).get("unit")],
        ),
        PLACE,
        SECTOR,
    ),
    columns=(
        *CASE_COLUMNS,
        Column("group", _("group"), field("group"), dense=named("group")),
        Column("who", _("who"), text("who")),
        *QUANTITY_COLUMNS,
        Column("date", _("date"), field("date"), dense=dated),
        *CITATION_COLUMNS,
    ),
)


CASE = register(
    Kind(
        name="case",
        path="cases",
        label=_("Case study"),
        plural=_("Case studies"),
        sentence=lambda total: (
            ngettext("%(n)s partnership", "%(n)s partnerships", total)
            % {"n": f"<b>{total}</b>"}
        ),
        shape_class="p",
        prefix="cs",
        rank=10,
        is_compared=True,
        book_url="registry:handbook",
        model="cases.CaseStudy",
        document=case_study_document,
        missing=missing,
        card="cases/_card.html",
        detail="cases/case.html",
        context="cases.pages.case_context",
        parts=(FINDING, CONTRIBUTION, BENEFICIARY),
        facets=(
            Facet("place", _("Place"), "place", places_of, tree=True),
            Facet(
                "sector",
                _("Sector"),
                "sector",
                lambda document: document.get("sectors", ()),
            ),
            Facet(
                "theme",
                _("Theme"),
                "theme",
                lambda document: document.get("themes", ()),
            ),
            Facet(
                "mechanism",
                _("Mechanism"),
                "mechanism",
                lambda document: document.get("mechanisms", ()),
            ),
            Facet("partner", _("Kind of partner"), "organization-kind", partner_kinds),
            Facet(
                "level",
                _("Level of government"),
                "level",
                lambda document: document.get("levels", ()),
            ),
            Facet(
                "group",
                _("Beneficiaries"),
                "group",
                lambda document: {
                    row["group"] for row in document.get("beneficiaries", ())
                },
            ),
            Facet(
                "part",
                _("Part of the handbook"),
                "handbook-part",
                lambda document: [document.get("part")],
            ),
        ),
        filters=(("organization", LinkFilter(label=_("Organization"))),),
        columns=(
            *TITLE_COLUMNS,
            Column("summary", _("summary"), text("summary")),
            Column("period", _("period"), field("period"), dense=dated),
            Column("led_by", _("led by"), refs("partners", "lead"), "list", as_it_is),
            *PLACE_COLUMNS,
            Column(
                "levels",
                _("levels of government"),
                field("levels"),
                "list",
                named("level"),
            ),
            Column("sectors", _("sectors"), field("sectors"), "list"),
            Column("themes", _("themes"), field("themes"), "list"),
            Column("mechanisms", _("mechanisms"), field("mechanisms"), "list"),
            Column("projects", _("projects"), refs("projects"), "list"),
            Column("part", _("part of the handbook"), field("part")),
            Column(
                "partners",
                _("number of partners"),
                count("partners"),
                "number",
                as_it_is,
            ),
            Column(
                "findings",
                _("number of findings"),
                count("findings"),
                "number",
                as_it_is,
            ),
            Column(
                "contributions",
                _("number of contributions"),
                count("contributions"),
                "number",
                stated_count,
            ),
            *CITATION_COLUMNS,
        ),
    )
)
