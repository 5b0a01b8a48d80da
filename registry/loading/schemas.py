"""The shape of each fixture file as JSON Schema (draft 2020-12), with the choices of the models."""

from cases.models import (
    CasePlace,
    ContributionForm,
    FindingKind,
    HandbookPart,
    PartnerRole,
    Section,
)
from organizations.models import (
    Contact,
    Identifier,
    LegalForm,
    Level,
    OrganizationKind,
    Relation,
)
from places.models import PlaceChange, PlaceKind, PlaceName
from reference.amounts import Currency, Unit
from reference.models import Statement

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
    "certainty": {"enum": Statement.Certainty.values},
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
        "currency": {"enum": Currency.values},
    },
    "required": ["currency"],
    "minProperties": 2,
    "maxProperties": 2,
    "additionalProperties": False,
}
DEPENDENT = {"from": ["to"], "to": ["from"], "share_to": ["share"], "of": ["share"]}
MONEY = {
    "type": "object",
    "properties": EXTENT | {"currency": {"enum": Currency.values}, "same_as": SAME},
    "oneOf": ONE_EXTENT,
    "dependentRequired": DEPENDENT
    | {
        name: ["currency"] for name in ("exact", "about", "at_least", "at_most", "from")
    },
    "additionalProperties": False,
}
QUANTITY = {
    "type": "object",
    "properties": EXTENT | {"unit": {"enum": Unit.values}},
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


TERM = entry(
    "code name", code=SLUG, name=TEXTS, dac3={"type": "string"}, dac5={"type": "string"}
)
PLACE = entry(
    "code kind name",
    code=TEXT,
    coate={"type": "string", "pattern": r"^\d{14}$"},
    kind={"enum": PlaceKind.values},
    parent={"type": ["string", "null"]},
    name=TEXTS,
    other={
        "type": "array",
        "items": entry("name kind", name=TEXT, kind={"enum": PlaceName.Kind.values}),
    },
    point={"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2},
    valid_from=DATE,
    valid_to=DATE,
    note=TEXT,
    changes={
        "type": "array",
        "items": entry(
            "kind source",
            kind={"enum": PlaceChange.Kind.values},
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
    title=TEXTS,
    author=TEXT,
    publisher=TEXT,
    date=DATE,
    language={"enum": ["en", "ru", "ky"]},
    pages=NUMBER,
    link={"type": "string", "format": "uri"},
    description=TEXTS,
)
ORGANIZATION = entry(
    "number key kind name source at",
    number=NUMBER,
    key=SLUG,
    slug=SLUG,
    kind={"enum": OrganizationKind.values},
    legal_form={"enum": LegalForm.values},
    level={"enum": Level.values},
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
            kind={"enum": Relation.Kind.values},
            to=SLUG,
            date=DATE,
            **CITATION,
        ),
    },
    identifiers={
        "type": "array",
        "items": entry(
            "scheme code", scheme={"enum": Identifier.Scheme.values}, code=TEXT
        ),
    },
    contacts={
        "type": "array",
        "items": entry(
            "kind value checked_on",
            kind={"enum": Contact.Kind.values},
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
    part={"enum": HandbookPart.values},
    period=DATE,
    state_levels={
        "type": "array",
        "items": {"enum": Level.values},
        "uniqueItems": True,
    },
    places={
        "type": "array",
        "minItems": 1,
        "items": entry(
            "place role at",
            place=TEXT,
            role={"enum": CasePlace.Role.values},
            as_named=TEXT,
            **CITATION,
        ),
    },
    sectors=CODES | {"minItems": 1},
    themes=CODES,
    mechanisms=CODES,
    related={"type": "array", "items": NUMBER, "uniqueItems": True},
    partners=rows(
        "organization role did",
        organization=SLUG,
        role={"enum": PartnerRole.values},
        did=WORDS,
    )
    | {"contains": {"properties": {"role": {"const": "lead"}}}},
    sections=rows(
        "kind heading body",
        kind={"enum": Section.Kind.values},
        heading=WORDS,
        body=WORDS,
    ),
    findings=rows("kind text", kind={"enum": FindingKind.values}, text=WORDS),
    contributions=rows(
        "what form",
        giver=SLUG,
        giver_words=WORDS,
        receiver=SLUG,
        receiver_words=WORDS,
        what=WORDS,
        form={"enum": ContributionForm.values},
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
