"""Dialogues and recommendations as kinds of published record."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from publishing.columns import as_it_is, dated, named, worded
from publishing.filters import LinkFilter
from publishing.kinds import Column, Facet, Kind, register
from publishing.lacks import lacking
from reference.columns import (
    CITATION_COLUMNS,
    MONEY_COLUMNS,
    PLACE_COLUMNS,
    TITLE_COLUMNS,
    count,
    field,
    refs,
    text,
)
from reference.series import current

from ..documents import dialogue_document, recommendation_document

dialogue_missing = lacking(
    title=_("The dialogue has no title."),
    summary=_("The dialogue has no summary."),
    source=_("The dialogue has no source."),
    places=_("The dialogue has no place."),
    sectors=_("The dialogue has no sector."),
)


recommendation_missing = lacking(
    text=_("The recommendation does not say what is asked."),
    source=_("The recommendation has no source."),
    sectors=_("The recommendation has no sector."),
    addressees=_("The recommendation is addressed to nobody."),
)


def terms(name):
    """A facet of the codes that the document lists under a name."""
    return lambda document: document.get(name, ())


def places_of(document):
    """Where a dialogue met and what it was about; the places that its participants came from are left out."""
    return [
        row["place"]
        for row in document.get("places", ())
        if row.get("role") not in ("participants", "mentioned")
    ]


def status(document):
    """How far a recommendation has come, by the latest row of its status series."""
    row = current(document.get("statuses", ()))
    return row["status"] if row else None


def keys(name):
    """A facet of the records that a list of the document names."""
    return lambda document: {
        row["ref"] for row in document.get(name, ()) if "ref" in row
    }


def addressees(row):
    """Whom a recommendation is addressed to: organizations by name, kinds in the source's words or by code."""
    names = [
        str(row["names"].get("record", entry["ref"]))
        if "ref" in entry
        else entry.get("as_named") or entry["kind"]
        for entry in row["document"].get("addressees", ())
    ]
    return names or None


def addressed(value, row):
    """Whom a recommendation is addressed to in the dense table, kinds by their names."""
    names = [
        row["names"].text("record", entry["ref"])
        if "ref" in entry
        else entry.get("as_named")
        or row["names"].text("organization-kind", entry["kind"])
        for entry in row["document"].get("addressees", ())
    ]
    return as_it_is(names, row) or None


def first_date(document):
    """When a recommendation was made: the date of the first row of its status series."""
    rows = document.get("statuses", ())
    return next((row["date"] for row in rows if row.get("date")), "")


DIALOGUE = register(
    Kind(
        name="dialogue",
        path="dialogues",
        label=_("Dialogue"),
        plural=_("Dialogues"),
        sentence=lambda total: (
            ngettext("%(n)s dialogue", "%(n)s dialogues", total)
            % {"n": f"<b>{total}</b>"}
        ),
        shape_class="d",
        prefix="dl",
        rank=60,
        model="cases.Dialogue",
        document=dialogue_document,
        missing=dialogue_missing,
        card="cases/_dialogue_card.html",
        detail="cases/dialogue.html",
        context="cases.pages.dialogue_context",
        date=lambda document: document.get("date"),
        facets=(
            Facet("place", _("Place"), "place", places_of, tree=True),
            Facet("sector", _("Sector"), "sector", terms("sectors")),
            Facet("mechanism", _("Mechanism"), "mechanism", terms("mechanisms")),
            Facet(
                "participant",
                _("Kind of participant"),
                "organization-kind",
                lambda document: {
                    row["kind"] for row in document.get("participants", ())
                },
            ),
        ),
        filters=(("organization", LinkFilter(label=_("Organization"))),),
        columns=(
            *TITLE_COLUMNS,
            Column("summary", _("summary"), text("summary")),
            Column("date", _("date"), field("date"), dense=dated),
            Column("venue", _("venue"), text("venue"), dense=worded("venue")),
            *PLACE_COLUMNS,
            Column("sectors", _("sectors"), field("sectors"), "list"),
            Column("mechanisms", _("mechanisms"), field("mechanisms"), "list"),
            Column("participants", _("participants"), refs("participants"), "list"),
            Column(
                "sessions",
                _("number of sessions"),
                count("sessions"),
                "number",
                as_it_is,
            ),
            *CITATION_COLUMNS,
        ),
    )
)
RECOMMENDATION = register(
    Kind(
        name="recommendation",
        path="recommendations",
        label=_("Recommendation"),
        plural=_("Recommendations"),
        sentence=lambda total: (
            ngettext("%(n)s recommendation", "%(n)s recommendations", total)
            % {"n": f"<b>{total}</b>"}
        ),
        shape_class="d",
        prefix="rc",
        rank=70,
        by_number=True,
        model="cases.Recommendation",
        document=recommendation_document,
        missing=recommendation_missing,
        card="cases/_recommendation_card.html",
        detail="cases/recommendation.html",
        context="cases.pages.recommendation_context",
        date=first_date,
        facets=(
            Facet(
                "kind",
                _("Kind of addressee"),
                "organization-kind",
                lambda document: {
                    row.get("kind") for row in document.get("addressees", ())
                },
            ),
            Facet(
                "level",
                _("Level of government"),
                "level",
                lambda document: {
                    row.get("level") for row in document.get("addressees", ())
                },
            ),
            Facet("addressee", _("Addressee"), "record", keys("addressees")),
            Facet("sector", _("Sector"), "sector", terms("sectors")),
            Facet(
                "dialogue",
                _("Dialogue"),
                "record",
                lambda document: [(document.get("dialogue") or {}).get("ref")],
            ),
            Facet(
                "status",
                _("Status"),
                "recommendation-status",
                lambda document: [status(document)],
            ),
            Facet("place", _("Place"), "place", places_of, tree=True),
            Facet("conflict", _("Conflict"), "record", keys("conflicts")),
        ),
        filters=(("source", LinkFilter(label=_("Source"))),),
        columns=(
            *TITLE_COLUMNS,
            Column("item", _("number in the source"), field("item"), dense=as_it_is),
            Column("addressees", _("addressees"), addressees, "list", dense=addressed),
            Column(
                "addressee_kinds",
                _("kinds of addressees"),
                lambda row: (
                    [
                        entry["kind"]
                        for entry in row["document"].get("addressees", ())
                        if "kind" in entry
                    ]
                    or None
                ),
                "list",
            ),
            Column(
                "addressee_levels",
                _("levels of government"),
                lambda row: (
                    [
                        entry["level"]
                        for entry in row["document"].get("addressees", ())
                        if "level" in entry
                    ]
                    or None
                ),
                "list",
            ),
            Column("sectors", _("sectors"), field("sectors"), "list"),
            Column("themes", _("themes"), field("themes"), "list"),
            Column(
                "dialogue",
                _("dialogue"),
                lambda row: (row["document"].get("dialogue") or {}).get("ref"),
            ),
            Column("session", _("no. of the session"), field("session"), "number"),
            Column("conflicts", _("conflicts"), refs("conflicts"), "list"),
            Column("period", _("period"), field("period"), dense=dated),
            *MONEY_COLUMNS,
            Column(
                "status",
                _("status"),
                lambda row: status(row["document"]),
                dense=named("recommendation-status"),
            ),
            *PLACE_COLUMNS,
            *CITATION_COLUMNS,
        ),
    )
)
