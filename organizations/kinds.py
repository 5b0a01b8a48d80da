"""Organizations and projects as kinds of published record."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from publishing.columns import as_it_is, dated, named
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
    exact_sum,
    field,
    figures,
    parent_key,
    parent_title,
    refs,
    text,
)

from .documents import organization_document, project_document
from .models import ProjectRole

# The roles in which case studies name organizations (cases.models.PartnerRole).
CASE_ROLES = (
    "lead",
    "partner",
    "funder",
    "contributor",
    "adviser",
    "participant",
    "beneficiary",
)


missing = lacking(
    name=_("The organization has no name."),
    source=_("The organization has no source."),
)


def sentence(total):
    return ngettext("%(n)s organization", "%(n)s organizations", total) % {
        "n": f"<b>{total}</b>"
    }


def relations(row):
    """A column of what an organization is to others, as “affiliated_with Publish What You Pay (2013/..)”."""
    found = []
    for entry in row["document"].get("relations", ()):
        date = f" ({entry['date']})" if entry.get("date") else ""
        name = row["names"].get("record", entry["ref"])
        found.append(f"{entry['role']} {name}{date}")
    return found or None


ORGANIZATION = register(
    Kind(
        name="organization",
        path="organizations",
        label=_("Organization"),
        plural=_("Organizations"),
        sentence=sentence,
        shape_class="o",
        prefix="org",
        rank=80,
        is_compared=True,
        model="organizations.Organization",
        document=organization_document,
        prefetch=(
            "place",
            "source__record",
            "aliases",
            "identifiers",
            "contacts",
            "relations__other__record",
            "relations__source__record",
            "figures__source__record",
        ),
        missing=missing,
        card="organizations/_card.html",
        detail="organizations/organization.html",
        context="organizations.pages.organization_context",
        date=lambda document: document.get("founded"),
        facets=(
            Facet(
                "kind",
                _("Kind"),
                "organization-kind",
                lambda document: [document.get("kind")],
            ),
            Facet(
                "form",
                _("Legal form"),
                "legal-form",
                lambda document: [document.get("legal_form")],
            ),
            Facet(
                "place",
                _("Place"),
                "place",
                lambda document: [document.get("place")],
                tree=True,
            ),
            Facet(
                "level",
                _("Level of government"),
                "level",
                lambda document: [document.get("level")],
            ),
            Facet(
                "sector",
                _("Sector of its case studies"),
                "sector",
                incoming="case",
                roles=CASE_ROLES,
                through="sector",
            ),
            Facet(
                "role",
                _("Role in case studies"),
                "role",
                incoming="case",
                roles=CASE_ROLES,
            ),
            Facet(
                "project-role",
                _("Role in projects"),
                "project-role",
                incoming="project",
                roles=tuple(ProjectRole.values),
            ),
        ),
        columns=(
            Column("key", _("key"), lambda row: row["document"]["key"]),
            Column("name", _("name"), lambda row: row["published"].titles.get("en")),
            Column(
                "name_ru",
                _("name in Russian"),
                lambda row: row["published"].titles.get("ru"),
            ),
            Column(
                "name_ky",
                _("name in Kyrgyz"),
                lambda row: row["published"].titles.get("ky"),
            ),
            Column("kind", _("kind"), field("kind"), dense=named("organization-kind")),
            Column(
                "legal_form",
                _("legal form"),
                field("legal_form"),
                dense=named("legal-form"),
            ),
            Column(
                "level",
                _("level of government"),
                field("level"),
                dense=named("level"),
            ),
            Column("founded", _("founded"), field("founded"), dense=dated),
            Column("registered", _("registered"), field("registered")),
            Column("place", _("seat, code"), field("place")),
            Column(
                "place_name",
                _("seat"),
                lambda row: row["names"].text("place", row["document"].get("place")),
                dense=as_it_is,
            ),
            Column(
                "aliases",
                _("other names"),
                lambda row: (
                    [alias["alias"] for alias in row["document"].get("aliases", ())]
                    or None
                ),
                "list",
            ),
            Column("relations", _("relations"), relations, "list"),
            Column("figures", _("figures"), figures, "list"),
            Column(
                "source",
                _("source"),
                lambda row: (row["document"].get("cite") or {}).get("ref"),
            ),
            Column(
                "locator",
                _("place in the source"),
                lambda row: (row["document"].get("cite") or {}).get("at"),
            ),
        ),
    )
)


project_missing = lacking(
    title=_("The project has no title."),
    summary=_("The project has no summary."),
    source=_("The project has no source."),
    places=_("The project has no place."),
    sectors=_("The project has no sector."),
    partners=_("The project names no organization."),
)


def in_role(role):
    """A facet of the organizations that a project names in a role."""
    return lambda document: {
        row["ref"] for row in document.get("partners", ()) if row["role"] == role
    }


def places_of(document):
    """The places of a project; those that its source only mentions are left out."""
    return [
        row["place"] for row in document.get("places", ()) if row["role"] != "mentioned"
    ]


def currencies(document):
    """The currencies in which a project states its total or its budget lines."""
    rows = (document, *document.get("budget", ()))
    return {(row.get("money") or {}).get("currency") for row in rows}


def counted_part(name, path, label, plural, sentence, rows):
    """A part of a project that says what is done or produced, with its quantity where the source states it."""
    return Part(
        name=name,
        path=path,
        label=label,
        plural=plural,
        sentence=sentence,
        rows=rows,
        title=lambda row: row.get("text"),
        card="organizations/_counted_card.html",
        facets=(
            Facet(
                "unit",
                _("Counted in"),
                "unit",
                lambda row: [(row.get("quantity") or {}).get("unit")],
            ),
            PLACE_OF_PROJECT,
            SECTOR_OF_PROJECT,
        ),
        columns=(
            *PROJECT_COLUMNS,
            Column("aim", _("no. of the aim"), field("aim"), "number", as_it_is),
            Column("text", _("text"), text("text")),
            *QUANTITY_COLUMNS,
            Column("date", _("date"), field("date"), dense=dated),
            *CITATION_COLUMNS,
        ),
    )


PROJECT_COLUMNS = (
    PART_KEY,
    Column("project", _("project"), parent_key),
    Column("project_title", _("title of the project"), parent_title),
)
PLACE_OF_PROJECT = Facet(
    "place", _("Place"), "place", lambda row: places_of(row["parent"]), tree=True
)
SECTOR_OF_PROJECT = Facet(
    "sector", _("Sector"), "sector", lambda row: row["parent"].get("sectors", ())
)
ACTIVITY = counted_part(
    "project-activity",
    "project-activities",
    _("Activity of a project"),
    _("Activities of projects"),
    lambda total: (
        ngettext("%(n)s activity of projects", "%(n)s activities of projects", total)
        % {"n": f"<b>{total}</b>"}
    ),
    "activities",
)
OUTPUT = counted_part(
    "output",
    "outputs",
    _("Output"),
    _("Outputs"),
    lambda total: (
        ngettext("%(n)s output", "%(n)s outputs", total) % {"n": f"<b>{total}</b>"}
    ),
    "outputs",
)
BUDGET_LINE = Part(
    name="budget-line",
    path="budget-lines",
    label=_("Budget line"),
    plural=_("Budget lines"),
    sentence=lambda total: (
        ngettext("%(n)s budget line", "%(n)s budget lines", total)
        % {"n": f"<b>{total}</b>"}
    ),
    rows="budget",
    title=lambda row: row.get("heading"),
    date=lambda row, document: document.get("period"),
    amount=exact_sum,
    sums=True,
    card="organizations/_budget_line_card.html",
    facets=(
        Facet(
            "currency",
            _("Currency"),
            "currency",
            lambda row: [(row.get("money") or {}).get("currency")],
        ),
        Facet(
            "funder",
            _("Funder"),
            "record",
            lambda row: in_role("funding")(row["parent"]),
        ),
        PLACE_OF_PROJECT,
        SECTOR_OF_PROJECT,
    ),
    columns=(
        *PROJECT_COLUMNS,
        Column("heading", _("heading"), text("heading")),
        Column("text", _("text"), text("text")),
        *MONEY_COLUMNS,
        *CITATION_COLUMNS,
    ),
)
PROJECT = register(
    Kind(
        name="project",
        path="projects",
        label=_("Project"),
        plural=_("Projects"),
        sentence=lambda total: (
            ngettext("%(n)s project", "%(n)s projects", total)
            % {"n": f"<b>{total}</b>"}
        ),
        shape_class="j",
        prefix="pj",
        rank=50,
        model="organizations.Project",
        document=project_document,
        missing=project_missing,
        card="organizations/_project_card.html",
        detail="organizations/project.html",
        context="organizations.pages.project_context",
        parts=(ACTIVITY, OUTPUT, BUDGET_LINE),
        amount=exact_sum,
        sums=True,
        facets=(
            Facet(
                "sector",
                _("Sector"),
                "sector",
                lambda document: document.get("sectors", ()),
            ),
            Facet("place", _("Place"), "place", places_of, tree=True),
            Facet("funder", _("Funder"), "record", in_role("funding")),
            Facet("implementer", _("Implementer"), "record", in_role("implementing")),
            Facet(
                "group",
                _("Beneficiaries"),
                "group",
                lambda document: {
                    row["group"] for row in document.get("beneficiaries", ())
                },
            ),
            Facet("currency", _("Currency"), "currency", currencies),
            Facet(
                "status",
                _("Status"),
                "project-status",
                lambda document: [document.get("status")],
            ),
        ),
        filters=(("organization", LinkFilter(label=_("Organization"))),),
        columns=(
            *TITLE_COLUMNS,
            Column("summary", _("summary"), text("summary")),
            Column("period", _("period"), field("period"), dense=dated),
            Column("months", _("duration in months"), field("months"), "number"),
            Column(
                "status",
                _("status"),
                field("status"),
                dense=named("project-status"),
            ),
            *MONEY_COLUMNS,
            Column(
                "funders", _("funders"), refs("partners", "funding"), "list", as_it_is
            ),
            Column(
                "implementers",
                _("implementers"),
                refs("partners", "implementing"),
                "list",
                as_it_is,
            ),
            *PLACE_COLUMNS,
            Column("sectors", _("sectors"), field("sectors"), "list"),
            Column("themes", _("themes"), field("themes"), "list"),
            *CITATION_COLUMNS,
        ),
    )
)
