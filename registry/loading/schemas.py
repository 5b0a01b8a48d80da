"""The shape of each fixture file as JSON Schema (draft 2020-12), with the choices of the models."""

from cases.models import (
    ContributionForm,
    FindingKind,
    HandbookPart,
    Participant,
    PartnerRole,
    RecommendationStatus,
    Section,
)
from conflicts.models import (
    Aspect,
    CourtCase,
    CourtParty,
    CourtStatus,
    EventCount,
    EventType,
    Holding,
    Intensity,
    Licence,
    LicenceStatus,
    Mine,
    MineFigure,
    MineStatus,
    Mobilization,
    Response,
    TallyKind,
)
from organizations.models import (
    Contact,
    Identifier,
    LegalForm,
    Level,
    OrganizationKind,
    ProjectRole,
    ProjectStatus,
    Relation,
)
from places.models import PlaceChange, PlaceKind, PlaceName
from reference.amounts import Currency, Unit
from reference.models import PlaceRole, SourceKind, Statement


def one_of(choices):
    """One of the choices of a model's field."""
    return {"enum": choices.values}


TEXT = {"type": "string", "minLength": 1}
TEXTS = {
    "type": "object",
    "properties": {"en": TEXT, "ru": TEXT, "ky": TEXT},
    "additionalProperties": False,
    "minProperties": 1,
}
# A row's own text may be written in one language alone.
WORDS = {"anyOf": [TEXT, TEXTS]}
SLUG = {"type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$", "maxLength": 100}
NUMBER = {"type": "integer", "minimum": 1}
DATE = {"type": "string", "format": "edtf"}
FIGURE = {"type": "number", "minimum": 0}
CODES = {"type": "array", "items": TEXT, "uniqueItems": True}
CITATION = {
    "source": SLUG,
    "at": TEXT,
    "lines": {"type": "array", "items": NUMBER, "minItems": 2, "maxItems": 2},
    "certainty": one_of(Statement.Certainty),
    "note": TEXT,
}
EXTENT = dict.fromkeys(
    ("exact", "about", "at_least", "at_most", "from", "to", "share", "share_to"), FIGURE
) | {
    "of": TEXT,
    "per": TEXT,
}
ONE_EXTENT = [
    {"required": [name]}
    for name in ("exact", "about", "at_least", "at_most", "from", "share")
]
SAME = {
    "type": "object",
    "properties": {
        "exact": FIGURE,
        "about": FIGURE,
        "at_least": FIGURE,
        "currency": one_of(Currency),
    },
    "required": ["currency"],
    "minProperties": 2,
    "maxProperties": 2,
    "additionalProperties": False,
}
DEPENDENT = {"from": ["to"], "to": ["from"], "share_to": ["share"], "of": ["share"]}
MONEY = {
    "type": "object",
    "properties": EXTENT | {"currency": one_of(Currency), "same_as": SAME},
    "oneOf": ONE_EXTENT,
    "dependentRequired": DEPENDENT
    | {
        name: ["currency"] for name in ("exact", "about", "at_least", "at_most", "from")
    },
    "additionalProperties": False,
}
QUANTITY = {
    "type": "object",
    "properties": EXTENT | {"unit": one_of(Unit)},
    "required": ["unit"],
    "oneOf": ONE_EXTENT,
    "dependentRequired": DEPENDENT,
    "additionalProperties": False,
}


def entry(required, **properties):
    """An object with these properties and no others."""
    return {
        "type": "object",
        "properties": properties,
        "required": required.split(),
        "additionalProperties": False,
    }


def rows(required, **properties):
    """A list of numbered, cited rows."""
    return {
        "type": "array",
        "items": entry(f"n at {required}", n=NUMBER, **CITATION, **properties),
    }


PLACES = {
    "type": "array",
    "items": entry(
        "place role at",
        place=TEXT,
        role=one_of(PlaceRole),
        as_named=TEXT,
        **CITATION,
    ),
}
COUNT = {"type": "integer", "minimum": 0}
FIGURES = rows("what quantity", what=WORDS, quantity=QUANTITY, date=DATE)
TERM = entry(
    "code name", code=SLUG, name=TEXTS, dac3={"type": "string"}, dac5={"type": "string"}
)
PLACE = entry(
    "code kind name",
    code=TEXT,
    coate={"type": "string", "pattern": r"^\d{14}$"},
    kind=one_of(PlaceKind),
    parent={"type": ["string", "null"]},
    name=TEXTS,
    other={
        "type": "array",
        "items": entry("name kind", name=TEXT, kind=one_of(PlaceName.Kind)),
    },
    point={"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2},
    valid_from=DATE,
    valid_to=DATE,
    note=TEXT,
    changes={
        "type": "array",
        "items": entry(
            "kind source",
            kind=one_of(PlaceChange.Kind),
            other=TEXT,
            date=DATE,
            legal_act=TEXT,
            source=TEXT,
        ),
    },
)
SOURCE = entry(
    "number slug title",
    number=NUMBER,
    slug=SLUG,
    kind=one_of(SourceKind),
    title=TEXTS,
    author=TEXT,
    publisher=TEXT,
    date=DATE,
    language={"enum": ["en", "ru", "ky"]},
    pages=NUMBER,
    link={"type": "string", "format": "uri"},
    description=TEXTS,
    figures=rows("what quantity source", what=WORDS, quantity=QUANTITY, date=DATE),
)
ORGANIZATION = entry(
    "number key kind name source at",
    number=NUMBER,
    key=SLUG,
    slug=SLUG,
    kind=one_of(OrganizationKind),
    legal_form=one_of(LegalForm),
    level=one_of(Level),
    name=TEXTS,
    aliases=CODES,
    founded=DATE,
    registered=DATE,
    place=TEXT,
    mission=TEXTS,
    relations={
        "type": "array",
        "items": entry(
            "kind to at",
            kind=one_of(Relation.Kind),
            to=SLUG,
            date=DATE,
            **CITATION,
        ),
    },
    figures=FIGURES,
    identifiers={
        "type": "array",
        "items": entry("scheme code", scheme=one_of(Identifier.Scheme), code=TEXT),
    },
    contacts={
        "type": "array",
        "items": entry(
            "kind value checked_on",
            kind=one_of(Contact.Kind),
            value=TEXT,
            checked_on=DATE,
        ),
    },
    **CITATION,
)
CASE = entry(
    "number slug title summary source at places sectors partners",
    number=NUMBER,
    slug=SLUG,
    title=TEXTS,
    summary=TEXTS,
    part=one_of(HandbookPart),
    period=DATE,
    state_levels={
        "type": "array",
        "items": one_of(Level),
        "uniqueItems": True,
    },
    places=PLACES | {"minItems": 1},
    projects=CODES,
    conflicts=CODES,
    sectors=CODES | {"minItems": 1},
    themes=CODES,
    mechanisms=CODES,
    related=CODES,
    partners=rows(
        "organization role did",
        organization=SLUG,
        role=one_of(PartnerRole),
        did=WORDS,
    )
    | {"contains": {"properties": {"role": {"const": "lead"}}}},
    sections=rows(
        "kind heading body",
        kind=one_of(Section.Kind),
        heading=WORDS,
        body=WORDS,
    ),
    findings=rows("kind text", kind=one_of(FindingKind), text=WORDS),
    contributions=rows(
        "what form",
        giver=SLUG,
        giver_words=WORDS,
        receiver=SLUG,
        receiver_words=WORDS,
        what=WORDS,
        form=one_of(ContributionForm),
        money=MONEY,
        quantity=QUANTITY,
        date=DATE,
        part_of=NUMBER,
    ),
    beneficiaries=rows(
        "group who", group=TEXT, who=WORDS, quantity=QUANTITY, date=DATE
    ),
    activities=rows(
        "what",
        what=WORDS,
        date=DATE,
        funders=CODES,
        partners=CODES,
        places=CODES,
        quantity=QUANTITY,
    ),
    figures=rows("what", what=WORDS, quantity=QUANTITY, money=MONEY, date=DATE),
    **CITATION,
)
MINE = entry(
    "number slug name source at",
    number=NUMBER,
    slug=SLUG,
    name=TEXTS,
    aliases=CODES,
    commodities=CODES,
    place=TEXT,
    nearest=TEXT,
    nearest_as_named=TEXT,
    distance_km=FIGURE,
    latitude={"type": "number"},
    longitude={"type": "number"},
    accuracy=one_of(Mine.Accuracy),
    statuses=rows("status", status=one_of(MineStatus.Status), text=WORDS, date=DATE),
    figures=rows(
        "kind what quantity",
        kind=one_of(MineFigure.Kind),
        what=WORDS,
        quantity=QUANTITY,
        date=DATE,
    ),
    licences=rows(
        "",
        number=TEXT,
        type=one_of(Licence.Type),
        area=QUANTITY,
        coordinates=TEXT,
        commodities=CODES,
        applied=DATE,
        awarded=DATE,
        expires=DATE,
    ),
    licence_statuses=rows(
        "licence status",
        licence=NUMBER,
        status=one_of(LicenceStatus.Status),
        text=WORDS,
        date=DATE,
    ),
    holdings=rows(
        "licence holder role",
        licence=NUMBER,
        holder=SLUG,
        role=one_of(Holding.Role),
        share=FIGURE,
        since=DATE,
        until=DATE,
        as_of=DATE,
        text=WORDS,
    ),
    **CITATION,
)
CONFLICT = entry(
    "number slug title summary mines source at",
    number=NUMBER,
    slug=SLUG,
    title=TEXTS,
    summary=TEXTS,
    mines=CODES | {"minItems": 1},
    places=CODES,
    period=DATE,
    intensity=one_of(Intensity),
    mobilization=one_of(Mobilization),
    related=CODES,
    aspects=rows("kind text", kind=one_of(Aspect.Kind), text=WORDS),
    events=rows("type what", type=one_of(EventType), date=DATE, what=WORDS, place=TEXT),
    event_counts=rows(
        "event kind",
        event=NUMBER,
        kind=one_of(EventCount.Kind),
        minimum=COUNT,
        maximum=COUNT,
    ),
    court_cases=rows(
        "claim",
        court=SLUG,
        level=one_of(CourtCase.Level),
        number=TEXT,
        claim=WORDS,
        filed=DATE,
        decided=DATE,
        ruling=one_of(CourtCase.Ruling),
        licence=entry("mine n", mine=SLUG, n=NUMBER),
        event=NUMBER,
    ),
    court_parties=rows(
        "court_case role",
        court_case=NUMBER,
        role=one_of(CourtParty.Role),
        organization=SLUG,
        words=WORDS,
    ),
    court_statuses=rows(
        "court_case status",
        court_case=NUMBER,
        status=one_of(CourtStatus.Status),
        date=DATE,
    ),
    tallies=rows(
        "kind count period source",
        kind=one_of(TallyKind),
        count={"type": ["integer", "null"], "minimum": 0},
        period=DATE,
    ),
    **CITATION,
)
RESPONSE = entry(
    "number slug title actor kind conflicts source at",
    number=NUMBER,
    slug=SLUG,
    title=TEXTS,
    actor=one_of(OrganizationKind),
    level=one_of(Level),
    words=TEXT,
    organization=SLUG,
    kind=one_of(Response.Kind),
    conflicts=CODES | {"minItems": 1},
    date=DATE,
    **CITATION,
)
PROJECT = entry(
    "number slug title summary source at places sectors partners",
    number=NUMBER,
    slug=SLUG,
    title=TEXTS,
    summary=TEXTS,
    period=DATE,
    months=NUMBER,
    status=one_of(ProjectStatus),
    total=MONEY,
    sectors=CODES | {"minItems": 1},
    themes=CODES,
    places=PLACES | {"minItems": 1},
    partners=rows(
        "organization role", organization=SLUG, role=one_of(ProjectRole), did=WORDS
    )
    | {"minItems": 1},
    aims=rows("text", text=WORDS),
    activities=rows("text", aim=NUMBER, text=WORDS, quantity=QUANTITY, date=DATE),
    outputs=rows("text", aim=NUMBER, text=WORDS, quantity=QUANTITY, date=DATE),
    budget=rows("heading money", heading=WORDS, text=WORDS, money=MONEY),
    beneficiaries=rows("group who", group=TEXT, who=WORDS, quantity=QUANTITY),
    risks=rows("text", text=WORDS, answer=WORDS),
    reporting=rows("text", text=WORDS),
    **CITATION,
)
DIALOGUE = entry(
    "number slug title summary source at places sectors",
    number=NUMBER,
    slug=SLUG,
    title=TEXTS,
    summary=TEXTS,
    date=DATE,
    venue=TEXTS,
    sectors=CODES | {"minItems": 1},
    mechanisms=CODES,
    conflicts=CODES,
    places=PLACES | {"minItems": 1},
    sessions=rows("title", title=WORDS, text=WORDS, sectors=CODES),
    participants=rows(
        "organization role",
        organization=SLUG,
        role=one_of(Participant.Role),
        session=NUMBER,
        office=WORDS,
    ),
    outcomes=rows("text", text=WORDS, quantity=QUANTITY, date=DATE),
    **CITATION,
)
RECOMMENDATION = entry(
    "number slug text source at sectors addressees",
    number=NUMBER,
    slug=SLUG,
    text=TEXTS,
    dialogue=SLUG,
    session=NUMBER,
    item=TEXT,
    sectors=CODES | {"minItems": 1},
    themes=CODES,
    places=CODES,
    conflicts=CODES,
    money=MONEY,
    period=DATE,
    addressees=rows(
        "",
        organization=SLUG,
        kind=one_of(OrganizationKind),
        level=one_of(Level),
        words=TEXT,
    )
    | {"minItems": 1},
    statuses=rows("status", status=one_of(RecommendationStatus.Status), date=DATE),
    **CITATION,
)
