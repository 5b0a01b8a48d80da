"""Organizations as a kind of published record."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from publishing.documents import stated, texts
from publishing.kinds import Column, Facet, Kind, register

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


def organization_document(organization):
    """The public document of an organization. Contacts that are not marked as public and internal notes stay out."""
    source = organization.source
    contacts = [row for row in organization.contacts.all() if row.is_public]
    return stated(
        key=organization.key,
        slug=organization.slug,
        title=texts(organization, "name"),
        kind=organization.kind,
        legal_form=organization.legal_form,
        level=organization.level,
        mission=texts(organization, "mission"),
        founded=organization.founded,
        registered=organization.registered,
        place=organization.place.code if organization.place else None,
        aliases=[{"alias": alias.name} for alias in organization.aliases.all()],
        identifiers=[
            {"scheme": row.scheme, "code": row.code}
            for row in organization.identifiers.all()
        ],
        relations=[
            stated(
                ref=row.other.key, role=row.kind, date=row.date, cite=row.cite(source)
            )
            for row in organization.relations.all()
        ],
        contacts=[
            {
                "kind": row.kind,
                "value": row.value,
                "checked_on": row.checked_on.isoformat(),
            }
            for row in contacts
        ],
        cite=organization.cite(source) if source else None,
    )


def missing(organization):
    if not (organization.name_en or organization.name_ru or organization.name_ky):
        yield "name_en", _("The organization has no name.")
    if organization.source is None:
        yield "source", _("The organization has no source.")


def sentence(total):
    return ngettext("%(n)s organization", "%(n)s organizations", total) % {
        "n": f"<b>{total}</b>"
    }


def document_field(name):
    return lambda row: row["document"].get(name)


ORGANIZATION = register(
    Kind(
        name="organization",
        path="organizations",
        label=_("Organization"),
        plural=_("Organizations"),
        sentence=sentence,
        shape_class="o",
        prefix="org",
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
            Column("kind", _("kind"), document_field("kind")),
            Column("legal_form", _("legal form"), document_field("legal_form")),
            Column("level", _("level of government"), document_field("level")),
            Column("founded", _("founded"), document_field("founded")),
            Column("registered", _("registered"), document_field("registered")),
            Column("place", _("seat, code"), document_field("place")),
            Column(
                "place_name",
                _("seat"),
                lambda row: row["names"].text("place", row["document"].get("place")),
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
