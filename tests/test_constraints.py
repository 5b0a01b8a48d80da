"""Every rule that the database keeps, from both sides: what it refuses, and the nearest thing that it takes."""

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction

from cases.models import Beneficiary, CasePlace, Contribution, Figure, Finding
from organizations.models import Contact, Identifier, Organization, Relation
from places.models import Place, PlaceChange
from reference.models import Term
from tests import factories

PARTS = ("publishing", "places", "reference", "organizations", "cases")


def finding(**columns):
    columns = {"kind": "lesson", "text_en": "x", "locator": "Lessons"} | columns
    return Finding(case=factories.CaseStudyFactory(), **columns)


def figure(**columns):
    return Figure(
        case=factories.CaseStudyFactory(), what_en="x", locator="x", **columns
    )


def contribution(**columns):
    columns = {
        "giver_words": "residents",
        "what_en": "x",
        "form": "grant",
        "locator": "x",
    } | columns
    return Contribution(case=factories.CaseStudyFactory(), n=1, **columns)


def beneficiary(**columns):
    return Beneficiary(
        case=factories.CaseStudyFactory(),
        group=factories.GroupFactory(),
        who_en="x",
        locator="x",
        **columns,
    )


def identifier(scheme, code):
    return Identifier(
        organization=factories.OrganizationFactory(), scheme=scheme, code=code
    )


def contact(**columns):
    return Contact(
        organization=factories.OrganizationFactory(), kind="phone", value="x", **columns
    )


def change(**columns):
    return PlaceChange(place=factories.place(), source="A decree", **columns)


def relation(to_itself):
    one = factories.OrganizationFactory()
    other = one if to_itself else factories.OrganizationFactory()
    return Relation(organization=one, other=other, kind="branch_of", locator="x")


def point(latitude, longitude):
    place = factories.place()
    place.latitude, place.longitude = latitude, longitude
    return place


def amount(low=None, high=None, exactness="", unit="people"):
    return {
        "quantity_min": low,
        "quantity_max": high,
        "quantity_exactness": exactness,
        "unit": unit,
    }


RULES = [
    (
        "doubt is explained",
        lambda: finding(certainty="uncertain"),
        lambda: finding(certainty="uncertain", note="The sentence is cut."),
    ),
    (
        "lines run forwards",
        lambda: finding(first_line=9, last_line=8),
        lambda: finding(first_line=9, last_line=9),
    ),
    (
        "a last line has a first one",
        lambda: finding(last_line=8),
        lambda: finding(first_line=8),
    ),
    (
        "an amount says how exact it is",
        lambda: figure(**amount(5)),
        lambda: figure(**amount(5, exactness="exact")),
    ),
    (
        "an exact amount has no upper end",
        lambda: figure(**amount(5, 6, "exact")),
        lambda: figure(**amount(5, 6, "range")),
    ),
    (
        "a range runs upwards",
        lambda: figure(**amount(6, 5, "range")),
        lambda: figure(**amount(5, 5, "range")),
    ),
    (
        "an upper limit stands alone",
        lambda: figure(**amount(5, exactness="at_most")),
        lambda: figure(**amount(None, 5, "at_most")),
    ),
    (
        "an exactness has an amount",
        lambda: figure(**amount(exactness="about")),
        lambda: figure(**amount()),
    ),
    (
        "a quantity has a unit",
        lambda: beneficiary(**amount(5, exactness="exact", unit="")),
        lambda: beneficiary(**amount(0, exactness="exact")),
    ),
    (
        "an amount is not negative",
        lambda: figure(**amount(-1, exactness="exact")),
        lambda: figure(**amount(0, exactness="exact")),
    ),
    (
        "money has a currency",
        lambda: contribution(amount_min=5, amount_exactness="exact"),
        lambda: contribution(amount_min=5, amount_exactness="exact", currency="KGS"),
    ),
    (
        "a share is a percentage",
        lambda: contribution(amount_share=-1),
        lambda: contribution(amount_share=30),
    ),
    ("somebody gave it", lambda: contribution(giver_words=""), lambda: contribution()),
    (
        "a contribution is no part of itself",
        lambda: contribution(part_of=1),
        lambda: contribution(part_of=2),
    ),
    (
        "a tax number has 14 digits",
        lambda: identifier("KG-INN", "123"),
        lambda: identifier("KG-INN", "01234567890123"),
    ),
    (
        "an OKPO code has 8 digits",
        lambda: identifier("KG-OKPO", "1"),
        lambda: identifier("KG-OKPO", "01234567"),
    ),
    (
        "a public contact has a date",
        lambda: contact(is_public=True),
        lambda: contact(is_public=True, checked_on="2026-11-23"),
    ),
    (
        "a merged place names the other",
        lambda: change(kind="merged_into"),
        lambda: change(kind="renamed"),
    ),
    ("a relation is to another", lambda: relation(True), lambda: relation(False)),
    ("a point is whole", lambda: point(42, None), lambda: point(42, 72)),
    (
        "an organization has a known kind",
        lambda: factories.OrganizationFactory.build(kind="club", source=None),
        lambda: factories.OrganizationFactory.build(kind="cso", source=None),
    ),
    (
        "only a sector has a code of the DAC",
        lambda: Term(vocabulary="theme", code="x", name_en="x", dac3="110"),
        lambda: Term(vocabulary="sector", code="x", name_en="x", dac3="110"),
    ),
]


@pytest.mark.parametrize(
    ("rule", "bad", "good"), RULES, ids=[rule for rule, *_ in RULES]
)
def test_a_rule_refuses_the_one_and_takes_the_other(db, rule, bad, good):
    wrong = bad()
    with pytest.raises(ValidationError) as fault:
        wrong.validate_constraints()
    assert "Constraint" not in str(fault.value)
    with pytest.raises(IntegrityError), transaction.atomic():
        wrong.save()

    right = good()
    right.validate_constraints()
    right.save()


def test_a_name_stands_once(db):
    place = factories.place()
    place.names.create(name="Tallas", kind="misspelt")

    with pytest.raises(IntegrityError), transaction.atomic():
        place.names.create(name="Tallas", kind="former")
    assert Place.objects.count() == 2


def test_a_place_stands_once_in_a_part_of_a_case(db):
    made = factories.case()

    with pytest.raises(IntegrityError), transaction.atomic():
        factories.row(CasePlace, made, place=factories.place(), role="site")
    factories.row(CasePlace, made, place=factories.place(), role="seat")


def test_a_kind_and_a_number_make_one_record(db):
    record = factories.CaseStudyFactory().record

    with pytest.raises(IntegrityError), transaction.atomic():
        type(record).objects.create(kind="case", number=record.number, key="cs-other")


def test_every_check_tells_the_editor_what_to_do():
    """A ratchet: a constraint of a table that editors fill has a sentence of its own."""
    silent = [
        constraint.name
        for part in PARTS
        for model in apps.get_app_config(part).get_models()
        for constraint in model._meta.constraints
        if isinstance(constraint, models.CheckConstraint)
        and constraint.violation_error_message
        == constraint.default_violation_error_message
    ]

    assert silent == []


def test_every_ordering_ends_in_the_primary_key():
    """A ratchet: an order that leaves ties to luck differs between databases. The path of a place is unique."""
    loose = [
        model.__name__
        for part in PARTS
        for model in apps.get_app_config(part).get_models()
        if not model._meta.proxy
        and model._meta.ordering
        and model._meta.ordering[-1] not in ("pk", "path")
    ]

    assert loose == []
    assert Organization._meta.ordering[-1] == "pk"
