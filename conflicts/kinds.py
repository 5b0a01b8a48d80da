"""Mines, conflicts and responses as kinds of published record, with their parts as lists of their own."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from publishing.columns import as_it_is, dated
from publishing.columns import named as by_name
from publishing.filters import LinkFilter
from publishing.kinds import Column, Facet, Kind, Part, register
from publishing.lacks import lacking
from reference.columns import (
    CITATION_COLUMNS,
    PART_KEY,
    PLACE_COLUMNS,
    TITLE_COLUMNS,
    field,
    parent_key,
    parent_title,
    refs,
    text,
)
from reference.series import current

from .documents import conflict_document, mine_document, response_document
from .register import known_facts

named_and_cited = lacking(
    name=_("The mine has no name."), source=_("The mine has no source.")
)


def mine_missing(mine):
    """What a mine lacks before it is published: a name, a source and a place."""
    yield from named_and_cited(mine)
    if mine.place is None and mine.nearest is None:
        yield "place", _("The mine has no place.")


conflict_missing = lacking(
    title=_("The conflict has no title."),
    summary=_("The conflict has no summary."),
    source=_("The conflict has no source."),
    mines=_("The conflict does not say about which mine it is."),
)


response_missing = lacking(
    title=_("The response does not say who did what."),
    source=_("The response has no source."),
    conflicts=_("The response does not say about which conflict it is."),
)


def mine_point(document):
    """(longitude, latitude) of a deposit; None where no source states it."""
    point = document.get("point")
    return (point["longitude"], point["latitude"]) if point else None


def mine_places(document):
    """Where a mine lies, and the settlement nearest to it."""
    return [document.get("place"), (document.get("nearest") or {}).get("place")]


def mine_status(document):
    """The status of a mine that is in force, by its dated series."""
    row = current(document.get("statuses", ()))
    return row["status"] if row else None


def holders(document):
    return {row["holder"]["ref"] for row in document.get("holdings", ())}


def places(document):
    return [row["place"] for row in document.get("places", ())]


def of_parent(values):
    """A facet of a part that is its record's."""
    return lambda row: values(row["parent"])


def mines_of(document):
    return {row["ref"] for row in document.get("mines", ())}


def own_key(document):
    return [document["key"]]


def named(name):
    """A column of the one record that the document names there, by name."""

    def value(row):
        entry = row["document"].get(name)
        return str(row["names"].get("record", entry["ref"])) if entry else None

    return value


def nearest(name):
    return lambda row: (row["document"].get("nearest") or {}).get(name)


LICENCE = Part(
    name="licence",
    path="licences",
    label=_("Licence"),
    plural=_("Licences"),
    sentence=lambda total: (
        ngettext("%(n)s licence", "%(n)s licences", total) % {"n": f"<b>{total}</b>"}
    ),
    rows="licences",
    date=lambda row, document: row.get("awarded"),
    card="conflicts/_licence_card.html",
    facets=(
        Facet("mine", _("Mine"), "record", of_parent(own_key)),
        Facet("type", _("Type"), "licence-type", lambda row: [row.get("type")]),
        Facet(
            "company",
            _("Company"),
            "record",
            lambda row: {holder["ref"] for holder in row.get("holders", ())},
        ),
        Facet(
            "known",
            _("Facts of the register"),
            "register-facts",
            lambda row: known_facts(row, row["parent"]),
        ),
        Facet("place", _("Place"), "place", of_parent(mine_places), tree=True),
    ),
    columns=(
        PART_KEY,
        Column("mine", _("mine"), parent_key),
        Column("mine_name", _("name of the mine"), parent_title),
        Column("number", _("licence number"), field("number"), dense=as_it_is),
        Column("type", _("type"), field("type"), dense=by_name("licence-type")),
        Column(
            "area",
            _("area"),
            lambda row: (row["document"].get("area") or {}).get("min"),
            "number",
        ),
        Column(
            "area_unit",
            _("unit"),
            lambda row: (row["document"].get("area") or {}).get("unit"),
        ),
        Column("coordinates", _("coordinates of the area"), field("coordinates")),
        Column("applied", _("applied for"), field("applied")),
        Column("awarded", _("awarded"), field("awarded"), dense=dated),
        Column("expires", _("expires"), field("expires"), dense=dated),
        Column("holders", _("holders"), refs("holders"), "list", as_it_is),
        Column(
            "commodities",
            _("commodities"),
            field("commodities"),
            "list",
            by_name("commodity"),
        ),
        *CITATION_COLUMNS,
    ),
)
HOLDING = Part(
    name="holding",
    path="holdings",
    label=_("Holding"),
    plural=_("Holdings"),
    sentence=lambda total: (
        ngettext("%(n)s holding", "%(n)s holdings", total) % {"n": f"<b>{total}</b>"}
    ),
    rows="holdings",
    title=lambda row: row.get("text"),
    date=lambda row, document: (
        f"{row.get('since') or '..'}/{row.get('until') or '..'}"
        if row.get("since") or row.get("until")
        else row.get("as_of")
    ),
    card="conflicts/_holding_card.html",
    facets=(
        Facet("mine", _("Mine"), "record", of_parent(own_key)),
        Facet("company", _("Company"), "record", lambda row: [row["holder"]["ref"]]),
        Facet("role", _("Role"), "holding-role", lambda row: [row["holder"]["role"]]),
        Facet("place", _("Place"), "place", of_parent(mine_places), tree=True),
    ),
    columns=(
        PART_KEY,
        Column("mine", _("mine"), parent_key),
        Column("mine_name", _("name of the mine"), parent_title),
        Column("licence", _("no. of the licence"), field("licence"), "number"),
        Column("holder", _("holder"), named("holder"), dense=as_it_is),
        Column(
            "role",
            _("role"),
            lambda row: row["document"]["holder"]["role"],
            dense=by_name("holding-role"),
        ),
        Column("share", _("share, per cent"), field("share"), "number", as_it_is),
        Column("since", _("since"), field("since"), dense=dated),
        Column("until", _("until"), field("until"), dense=dated),
        Column("as_of", _("held on"), field("as_of"), dense=dated),
        Column("text", _("text"), text("text")),
        *CITATION_COLUMNS,
    ),
)
MINE = register(
    Kind(
        name="mine",
        path="mines",
        label=_("Mine"),
        plural=_("Mines"),
        sentence=lambda total: (
            ngettext("%(n)s mine", "%(n)s mines", total) % {"n": f"<b>{total}</b>"}
        ),
        shape_class="m",
        prefix="mn",
        rank=30,
        is_compared=True,
        model="conflicts.Mine",
        document=mine_document,
        missing=mine_missing,
        card="conflicts/_mine_card.html",
        detail="conflicts/mine.html",
        context="conflicts.pages.mine_context",
        parts=(LICENCE, HOLDING),
        date=lambda document: "",
        point=mine_point,
        facets=(
            Facet("place", _("Place"), "place", mine_places, tree=True),
            Facet(
                "commodity",
                _("Commodity"),
                "commodity",
                lambda document: document.get("commodities", ()),
            ),
            Facet(
                "status",
                _("Status"),
                "mine-status",
                lambda document: [mine_status(document)],
            ),
            Facet("company", _("Company"), "record", holders),
        ),
        columns=(
            *TITLE_COLUMNS,
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
                "commodities",
                _("commodities"),
                field("commodities"),
                "list",
                by_name("commodity"),
            ),
            Column("place", _("place, code"), field("place")),
            Column(
                "place_name",
                _("place"),
                lambda row: row["names"].text("place", row["document"].get("place")),
                dense=as_it_is,
            ),
            Column("nearest", _("nearest settlement, code"), nearest("place")),
            Column(
                "nearest_name",
                _("nearest settlement"),
                lambda row: row["names"].text("place", nearest("place")(row)),
                dense=as_it_is,
            ),
            Column("distance_km", _("distance, km"), nearest("distance"), "number"),
            Column(
                "status",
                _("status"),
                lambda row: mine_status(row["document"]),
                dense=by_name("mine-status"),
            ),
            Column(
                "status_date",
                _("date of the status"),
                lambda row: (current(row["document"].get("statuses", ())) or {}).get(
                    "date"
                ),
            ),
            Column(
                "holders",
                _("holders"),
                lambda row: (
                    [
                        str(row["names"].get("record", entry["holder"]["ref"]))
                        for entry in row["document"].get("holdings", ())
                    ]
                    or None
                ),
                "list",
                as_it_is,
            ),
            *CITATION_COLUMNS,
        ),
    )
)

CONFLICT_COLUMNS = (
    PART_KEY,
    Column("conflict", _("conflict"), parent_key),
    Column("conflict_title", _("title of the conflict"), parent_title),
)
MINES = Facet("mine", _("Mine"), "record", of_parent(mines_of))
PLACE = Facet("place", _("Place"), "place", of_parent(places), tree=True)


def event_count(kind, end):
    """A column of the least or the greatest number of a count; where sources disagree, of all of them."""

    def value(row):
        found = [
            entry[end]
            for entry in row["document"].get("counts", ())
            if entry["kind"] == kind and end in entry
        ]
        pick = min if end == "minimum" else max
        return pick(found) if found else None

    return value


EVENT = Part(
    name="event",
    path="events",
    label=_("Event"),
    plural=_("Events"),
    sentence=lambda total: (
        ngettext("%(n)s event", "%(n)s events", total) % {"n": f"<b>{total}</b>"}
    ),
    rows="events",
    title=lambda row: row.get("what"),
    card="conflicts/_event_card.html",
    facets=(
        Facet("type", _("Type"), "event-type", lambda row: [row["type"]]),
        MINES,
        Facet(
            "place",
            _("Place"),
            "place",
            lambda row: [row["place"]] if "place" in row else places(row["parent"]),
            tree=True,
        ),
    ),
    columns=(
        *CONFLICT_COLUMNS,
        Column("type", _("type"), field("type"), dense=by_name("event-type")),
        Column("date", _("date"), field("date"), dense=dated),
        Column("what", _("what happened"), text("what")),
        Column("place", _("place, code"), field("place"), dense=by_name("place")),
        *(
            Column(f"{kind}_{end}", label, event_count(kind, end), "number")
            for kind, end, label in (
                ("size", "minimum", _("took part, at least")),
                ("size", "maximum", _("took part, at most")),
                ("injured", "minimum", _("injured, at least")),
                ("injured", "maximum", _("injured, at most")),
                ("arrested", "minimum", _("arrested, at least")),
                ("arrested", "maximum", _("arrested, at most")),
                ("killed", "minimum", _("killed, at least")),
                ("killed", "maximum", _("killed, at most")),
            )
        ),
        *CITATION_COLUMNS,
    ),
)
COURT_CASE = Part(
    name="court-case",
    path="court-cases",
    label=_("Court case"),
    plural=_("Court cases"),
    sentence=lambda total: (
        ngettext("%(n)s court case", "%(n)s court cases", total)
        % {"n": f"<b>{total}</b>"}
    ),
    rows="court_cases",
    title=lambda row: row.get("claim"),
    date=lambda row, document: (
        f"{row.get('filed') or '..'}/{row.get('decided') or '..'}"
        if row.get("filed") or row.get("decided")
        else ""
    ),
    card="conflicts/_court_case_card.html",
    facets=(
        Facet("level", _("Level"), "court-level", lambda row: [row.get("level")]),
        Facet("ruling", _("Ruling"), "ruling", lambda row: [row.get("ruling")]),
        MINES,
        PLACE,
    ),
    columns=(
        *CONFLICT_COLUMNS,
        Column("court", _("court"), named("court"), dense=as_it_is),
        Column("level", _("level"), field("level")),
        Column("number", _("number of the case"), field("number")),
        Column("claim", _("claim"), text("claim")),
        Column("filed", _("filed"), field("filed"), dense=dated),
        Column("decided", _("decided"), field("decided"), dense=dated),
        Column("ruling", _("ruling"), field("ruling"), dense=by_name("ruling")),
        *CITATION_COLUMNS,
    ),
)
TALLY = Part(
    name="tally",
    path="tallies",
    label=_("Tally"),
    plural=_("Tallies"),
    sentence=lambda total: (
        ngettext("%(n)s tally", "%(n)s tallies", total) % {"n": f"<b>{total}</b>"}
    ),
    rows="tallies",
    date=lambda row, document: row.get("period"),
    card="conflicts/_tally_card.html",
    facets=(
        Facet("kind", _("What is counted"), "tally", lambda row: [row["kind"]]),
        Facet(
            "reported",
            _("Is it reported?"),
            "reported",
            lambda row: [
                "no" if "count" not in row else "some" if row["count"] else "none"
            ],
        ),
        MINES,
        PLACE,
    ),
    columns=(
        *CONFLICT_COLUMNS,
        Column("kind", _("what is counted"), field("kind"), dense=by_name("tally")),
        Column("count", _("count"), field("count"), "number", as_it_is),
        Column(
            "reported",
            _("is it reported?"),
            lambda row: "reported" if "count" in row["document"] else "not reported",
        ),
        Column("period", _("period"), field("period"), dense=dated),
        *CITATION_COLUMNS,
    ),
)
CONFLICT = register(
    Kind(
        name="conflict",
        path="conflicts",
        label=_("Conflict"),
        plural=_("Conflicts"),
        sentence=lambda total: (
            ngettext("%(n)s mining conflict", "%(n)s mining conflicts", total)
            % {"n": f"<b>{total}</b>"}
        ),
        shape_class="c",
        prefix="cf",
        rank=20,
        model="conflicts.Conflict",
        document=conflict_document,
        missing=conflict_missing,
        card="conflicts/_conflict_card.html",
        detail="conflicts/conflict.html",
        context="conflicts.pages.conflict_context",
        parts=(EVENT, COURT_CASE, TALLY),
        facets=(
            Facet("place", _("Place"), "place", places, tree=True),
            Facet(
                "commodity",
                _("Commodity"),
                "commodity",
                outgoing="mine",
                through="commodity",
            ),
            Facet(
                "status",
                _("Status of the mine"),
                "mine-status",
                outgoing="mine",
                through="status",
            ),
            Facet(
                "intensity",
                _("Intensity at its height"),
                "intensity",
                lambda document: [document.get("intensity")],
            ),
            Facet(
                "event",
                _("Type of event"),
                "event-type",
                lambda document: {row["type"] for row in document.get("events", ())},
            ),
            Facet(
                "company",
                _("Company"),
                "record",
                outgoing="mine",
                through="company",
            ),
            Facet("mine", _("Mine"), "record", mines_of),
        ),
        columns=(
            *TITLE_COLUMNS,
            Column("summary", _("summary"), text("summary")),
            Column("mines", _("mines"), refs("mines"), "list", as_it_is),
            *PLACE_COLUMNS,
            Column("period", _("period"), field("period"), dense=dated),
            Column(
                "intensity",
                _("intensity at its height"),
                field("intensity"),
                dense=by_name("intensity"),
            ),
            Column("mobilization", _("when mobilization began"), field("mobilization")),
            *CITATION_COLUMNS,
        ),
    )
)
RESPONSE = register(
    Kind(
        name="response",
        path="responses",
        label=_("Response"),
        plural=_("Responses"),
        sentence=lambda total: (
            ngettext("%(n)s response", "%(n)s responses", total)
            % {"n": f"<b>{total}</b>"}
        ),
        shape_class="c",
        prefix="rs",
        rank=40,
        in_menu=False,
        model="conflicts.Response",
        document=response_document,
        missing=response_missing,
        card="conflicts/_response_card.html",
        detail="conflicts/response.html",
        date=lambda document: document.get("date"),
        facets=(
            Facet(
                "actor",
                _("Who"),
                "organization-kind",
                lambda document: [document["actor"]],
            ),
            Facet("kind", _("Kind"), "response", lambda document: [document["kind"]]),
            Facet(
                "conflict",
                _("Conflict"),
                "record",
                lambda document: {row["ref"] for row in document.get("conflicts", ())},
            ),
            Facet("place", _("Place"), "place", places, tree=True),
        ),
        filters=(("organization", LinkFilter(label=_("Organization"))),),
        columns=(
            *TITLE_COLUMNS,
            Column(
                "actor", _("who"), field("actor"), dense=by_name("organization-kind")
            ),
            Column("level", _("level of government"), field("level")),
            Column("as_named", _("as the source names them"), field("as_named")),
            Column("kind", _("kind"), field("kind"), dense=by_name("response")),
            Column("conflicts", _("conflicts"), refs("conflicts"), "list", as_it_is),
            *PLACE_COLUMNS,
            Column("date", _("date"), field("date"), dense=dated),
            *CITATION_COLUMNS,
        ),
    )
)
