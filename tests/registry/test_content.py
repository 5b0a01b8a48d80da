"""The registry's real content, counted from what is published."""

import io
import re
from collections import Counter
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client

from places.models import Place
from publishing import derive, names
from publishing.filters import WordsFilter
from publishing.models import FacetValue, Link, PublishedRecord

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("content")]
ROOT = Path(__file__).resolve().parents[2]
CITED = (
    "places",
    "partners",
    "sections",
    "findings",
    "contributions",
    "beneficiaries",
    "activities",
    "figures",
)


@pytest.fixture(scope="module", autouse=True)
def content(django_db_setup, django_db_blocker):
    """The fixtures, loaded once for this file and taken back after it."""
    with django_db_blocker.unblock():
        block = transaction.atomic()
        block.__enter__()
        call_command("load_registry", stdout=io.StringIO())
        yield
        transaction.set_rollback(True)
        block.__exit__(None, None, None)


@pytest.fixture
def cases():
    return list(PublishedRecord.objects.public().of("case").order_by("position"))


def test_there_are_25_case_studies_by_part_of_the_handbook(cases):
    parts = Counter(
        FacetValue.objects.filter(kind="case", dimension="part").values_list(
            "value", flat=True
        )
    )

    assert [case.key for case in cases] == [f"cs{n}" for n in range(1, 26)]
    assert parts == {
        "chui": 6,
        "bishkek": 1,
        "issyk-kul": 4,
        "talas": 4,
        "naryn": 1,
        "osh": 5,
        "jalal-abad": 2,
        "batken": 2,
    }


def test_every_row_of_every_case_study_carries_its_citation(cases):
    for case in cases:
        rows = [
            case.document,
            *(row for table in CITED for row in case.document.get(table, ())),
        ]
        for row in rows:
            cite = row["cite"]
            assert cite["ref"] == "src1" and cite["at"], (case.key, row)
            first, last = cite["lines"]
            assert 1 <= first <= last <= 8346, (case.key, row)


def test_every_finding_and_every_figure_is_a_statement_in_its_own_case(cases):
    for case in cases:
        first, last = case.document["cite"]["lines"]
        for table in CITED:
            for row in case.document.get(table, ()):
                assert (
                    first <= row["cite"]["lines"][0] and row["cite"]["lines"][1] <= last
                ), (case.key, table, row)


def test_no_case_study_is_empty(cases):
    tables = ("contributions", "beneficiaries", "activities", "figures", "sections")
    for case in cases:
        document = case.document
        assert len(document["findings"]) >= 25, case.key
        assert len(document["partners"]) >= 5, case.key
        assert document["places"], case.key
        for table in tables:
            assert len(document[table]) >= 3, (case.key, table)
        assert set(document["title"]) == {"en", "ru", "ky"}, case.key
        assert set(document["summary"]) == {"en", "ru", "ky"}, case.key


def test_doubt_is_always_explained(cases):
    for case in cases:
        for table in CITED:
            for row in case.document.get(table, ()):
                assert row["cite"].get("certainty", "stated") == "stated" or row[
                    "cite"
                ].get("note"), (case.key, row)


def test_a_part_of_a_sum_names_another_contribution_of_the_case(cases):
    for case in cases:
        numbers = {row["n"] for row in case.document["contributions"]}
        for row in case.document["contributions"]:
            assert row.get("part_of", row["n"]) in numbers, (case.key, row)


def test_a_sum_in_two_currencies_is_one_row(cases):
    twice = [
        row["money"]
        for case in cases
        for row in case.document["contributions"]
        if (row.get("money") or {}).get("same_as")
    ]

    assert twice
    assert all(money["currency"] != money["same_as"]["currency"] for money in twice)


def test_one_case_study_lies_in_two_countries(cases):
    case = next(case for case in cases if case.slug.startswith("fti"))
    values = set(
        FacetValue.objects.filter(record=case, dimension="place").values_list(
            "value", flat=True
        )
    )

    assert {"KG-B", "KG", "X-tajikistan"} <= values


def test_places_are_complete():
    kinds = Counter(Place.objects.values_list("kind", flat=True))
    home = Place.objects.get(code="KG")
    inside = Counter(
        Place.objects.filter(path__startswith=home.path).values_list("kind", flat=True)
    )

    assert inside["oblast"] == 7
    assert inside["republican_city"] == 2
    assert inside["rayon"] == 40
    assert inside["ayil_aimak"] == 453
    assert inside["oblast_city"] == 13
    assert kinds["country"] > 1
    assert not any(Place.objects.find_problems())


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Issykkata", "41708206000000"),
        ("Usgen", "41706255000000"),
        ("Balykchi", "41702420000010"),
        ("Өзгөн", "41706255000000"),
        ("Лейлек", "41705236000000"),
    ],
)
def test_a_place_is_found_as_the_handbook_spells_it(text, code):
    assert code in Place.objects.named(text).values_list("code", flat=True)


def test_every_reference_leads_to_a_published_record_or_a_place():
    rows = PublishedRecord.objects.public().filter(parent=None)
    keys = set(rows.values_list("key", flat=True))
    codes = set(Place.objects.values_list("code", flat=True))
    for row in rows:
        assert {key for key, _role in names.references(row.document)} <= keys, row.key
        assert set(names.places(row.document)) <= codes, row.key


def test_every_organization_takes_part_in_something():
    named = set(
        Link.objects.filter(record__kind__in=["case", "organization"]).values_list(
            "to", flat=True
        )
    )
    idle = PublishedRecord.objects.of("organization").exclude(key__in=named)

    assert list(idle.values_list("title_en", flat=True)) == []


def test_one_organization_is_one_record():
    titles = Counter(
        PublishedRecord.objects.of("organization").values_list("sort_en", flat=True)
    )

    assert [title for title, count in titles.items() if count > 1] == []
    assert (
        Link.objects.filter(
            to=PublishedRecord.objects.get(slug="alga").key, record__kind="case"
        ).count()
        >= 4
    )


def test_every_published_record_is_found_by_its_own_title():
    words = WordsFilter()
    for row in PublishedRecord.objects.public().filter(parent=None):
        for title in row.titles.values():
            found = words.filter(PublishedRecord.objects.of(row.kind), title)
            assert found.filter(pk=row.pk).exists(), title


def test_the_fixtures_hold_no_contact_of_anybody():
    contact = re.compile(
        r"[\w.+-]+@[\w-]+\.[\w.]+|\+996|\(0?\d{3,5}\) ?\d|\b\d{2}-\d{2}-\d{2}\b|https?://|www\."
    )
    for path in (ROOT / "fixtures").rglob("*.yaml"):
        assert not contact.findall(path.read_text(encoding="utf-8")), path


def test_a_rebuild_of_the_whole_registry_changes_nothing():
    assert derive.rebuild() == 0


def test_every_page_of_the_registry_is_there(cases):
    client = Client()
    for case in cases:
        for prefix in ("", "/ky", "/ru"):
            assert client.get(f"{prefix}/cases/{case.slug}/").status_code == 200
    for row in PublishedRecord.objects.public().of("organization"):
        assert client.get(row.get_absolute_url()).status_code == 200
    codes = FacetValue.objects.filter(dimension="place").exclude(value="")
    for code in codes.order_by("value").values_list("value", flat=True).distinct():
        assert client.get(f"/places/{code}/").status_code == 200
