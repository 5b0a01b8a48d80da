"""Every rule that the database keeps, from both sides: what it refuses, and the nearest thing that it takes."""

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction

from cases.models import (
    Addressee,
    Beneficiary,
    CasePlace,
    Contribution,
    DialoguePlace,
    Figure,
    Finding,
)
from conflicts.models import CourtParty, Event, EventCount, Holding, Licence, Tally
from organizations.models import (
    BudgetLine,
    Contact,
    Identifier,
    Organization,
    OrganizationFigure,
    ProjectBeneficiary,
    ProjectPlace,
    Relation,
)
from places.models import Place, PlaceChange
from reference.models import SourceFigure, Term
from tests import factories

PARTS = ("publishing", "places", "reference", "organizations", "conflicts", "cases")


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


def holding(**columns):
    mine = factories.MineFactory()
    return Holding(
        mine=mine,
        licence=factories.row(Licence, mine),
        holder=factories.OrganizationFactory(),
        locator="x",
        **columns,
    )


def mine(**columns):
    made = factories.MineFactory()
    for name, value in columns.items():
        setattr(made, name, value)
    return made


def event_count(**columns):
    conflict = factories.ConflictFactory()
    event = factories.row(Event, conflict, type="talks", what_en="x")
    return EventCount(
        conflict=conflict, event=event, kind="killed", locator="x", **columns
    )


def court_party(**columns):
    conflict = factories.conflict()
    case = conflict.court_cases.get()
    return CourtParty(
        conflict=conflict, court_case=case, role="third", locator="x", **columns
    )


def tally(has_source):
    conflict = factories.ConflictFactory()
    return Tally(
        conflict=conflict,
        kind="court_cases",
        source=conflict.source if has_source else None,
        locator="x",
    )


def project(**columns):
    made = factories.ProjectFactory()
    for name, value in columns.items():
        setattr(made, name, value)
    return made


def budget_line(**columns):
    return BudgetLine(
        project=factories.ProjectFactory(), heading_en="x", locator="x", **columns
    )


def project_beneficiary(**columns):
    return ProjectBeneficiary(
        project=factories.ProjectFactory(),
        group=factories.GroupFactory(),
        who_en="x",
        locator="x",
        **columns,
    )


def recommendation(**columns):
    made = factories.recommendation()
    for name, value in columns.items():
        setattr(made, name, value)
    return made


def addressee(**columns):
    return Addressee(
        recommendation=factories.RecommendationFactory(), locator="x", **columns
    )


def source_figure(**columns):
    about = factories.SourceFactory()
    columns = {"source": about} | columns
    return SourceFigure(about=about, what_en="x", locator="x", **columns)


def organization_figure(**columns):
    return OrganizationFigure(
        organization=factories.OrganizationFactory(),
        what_en="x",
        locator="x",
        **columns,
    )


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
    (
        "a holding is of 100 per cent at most",
        lambda: holding(share="100.01"),
        lambda: holding(share="100"),
    ),
    (
        "a holding is of more than nothing",
        lambda: holding(share=0),
        lambda: holding(share="0.01"),
    ),
    (
        "the point of a mine says how exact it is",
        lambda: mine(latitude=42, longitude=72),
        lambda: mine(latitude=42, longitude=72, accuracy="region"),
    ),
    (
        "an accuracy is that of a point",
        lambda: mine(accuracy="exact"),
        lambda: mine(),
    ),
    (
        "the point of a mine is whole",
        lambda: mine(latitude=42, accuracy="exact"),
        lambda: mine(latitude=0, longitude=0, accuracy="exact"),
    ),
    (
        "a distance is from a settlement",
        lambda: mine(distance_km=23),
        lambda: mine(distance_km=0, nearest=factories.village()),
    ),
    (
        "a distance is not negative",
        lambda: mine(distance_km=-1, nearest=factories.village()),
        lambda: mine(nearest=factories.village()),
    ),
    (
        "a count of an event has a number",
        lambda: event_count(),
        lambda: event_count(minimum=0),
    ),
    (
        "a count of an event runs upwards",
        lambda: event_count(minimum=3, maximum=2),
        lambda: event_count(minimum=3, maximum=3),
    ),
    (
        "a party to a court case is somebody",
        lambda: court_party(),
        lambda: court_party(words_en="residents"),
    ),
    ("a tally has a source", lambda: tally(False), lambda: tally(True)),
    (
        "a project lasts a month",
        lambda: project(months=0),
        lambda: project(months=1),
    ),
    (
        "a project has a known status",
        lambda: project(status="over"),
        lambda: project(status=""),
    ),
    (
        "the total of a project has a currency",
        lambda: project(currency=""),
        lambda: project(currency="EUR"),
    ),
    (
        "a budget line has a currency",
        lambda: budget_line(amount_min=5, amount_exactness="exact"),
        lambda: budget_line(amount_share=5),
    ),
    (
        "a share of beneficiaries is of a whole",
        lambda: project_beneficiary(quantity_share="100.5"),
        lambda: project_beneficiary(quantity_share=100),
    ),
    (
        "a session is of a dialogue",
        lambda: recommendation(dialogue=None),
        lambda: recommendation(dialogue=None, session=None),
    ),
    (
        "the money of a recommendation is whole",
        lambda: recommendation(amount_exactness=""),
        lambda: recommendation(amount_min=None, amount_exactness=""),
    ),
    (
        "an addressee is somebody",
        lambda: addressee(words="all"),
        lambda: addressee(kind="donor"),
    ),
    (
        "a figure of a source is whole",
        lambda: source_figure(**amount(5)),
        lambda: source_figure(**amount(5, exactness="exact")),
    ),
    (
        "a figure of a source has a source",
        lambda: source_figure(**amount(5, exactness="exact"), source=None),
        lambda: source_figure(**amount(5, exactness="exact")),
    ),
    (
        "a figure of an organization is not negative",
        lambda: organization_figure(**amount(-1, exactness="exact")),
        lambda: organization_figure(**amount(0, exactness="exact")),
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


@pytest.mark.parametrize(
    ("model", "make"),
    [(ProjectPlace, factories.project), (DialoguePlace, factories.dialogue)],
)
def test_a_place_stands_once_in_a_part_of_a_project_or_a_dialogue(db, model, make):
    made = make()
    role = made.places.get().role

    with pytest.raises(IntegrityError), transaction.atomic():
        factories.row(model, made, place=factories.place(), role=role)
    factories.row(model, made, place=factories.place(), role="mentioned")


def test_a_mine_has_each_of_its_other_names_once(db):
    made = factories.mine()
    alias = made.aliases.get()

    with pytest.raises(IntegrityError), transaction.atomic():
        made.aliases.create(name=alias.name)
    factories.mine().aliases.create(name=alias.name)


@pytest.mark.parametrize(
    "make",
    [
        factories.mine,
        factories.conflict,
        factories.project,
        factories.dialogue,
        factories.recommendation,
    ],
)
def test_a_number_stands_once_in_each_table_of_a_record(db, make):
    made, tables = make(), 0
    for relation in made._meta.related_objects:
        if relation.one_to_many and hasattr(relation.related_model, "owner"):
            row = getattr(made, relation.get_accessor_name()).first()
            row.pk, tables = None, tables + 1
            with pytest.raises(IntegrityError), transaction.atomic():
                row.save()
            row.n = None
            row.save()
    assert tables


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
