"""Loading fixtures: all faults are named before anything is written, and a second run changes nothing."""

import shutil
from pathlib import Path

import pytest
import yaml
from django.core.management import CommandError, call_command

from cases.models import CaseStudy, Finding
from organizations.models import Organization
from places.models import Place
from publishing import derive, workflow
from publishing.models import PublishedRecord, Record, Version
from reference.models import Term
from registry.models import LoadedEntry

ROOT = Path(__file__).resolve().parents[2]

PLACES = """
- {code: KG, kind: country, name: {en: Kyrgyzstan, ru: Кыргызстан, ky: Кыргызстан}}
- {code: KG-T, coate: "41707000000000", kind: oblast, parent: KG, name: {en: Talas, ru: Таласская, ky: Талас}}
- code: "41707232000000"
  kind: rayon
  parent: KG-T
  name: {en: Talas, ru: Таласский, ky: Талас}
  other: [{name: Tallas, kind: misspelt}]
  point: [42.5228, 72.2428]
"""
SOURCES = """
- {number: 1, slug: handbook, title: {en: A handbook}, publisher: A publisher, date: "2006-12"}
"""
ORGANIZATIONS = """
- {key: hava, number: 1, kind: cso, name: {en: Hava}, source: handbook, at: Summary, lines: [1, 2]}
- {key: okmot, number: 2, kind: government, name: {en: Ayil okmot}, source: handbook, at: Summary, place: KG-T}
"""
CASE = """
number: 12
slug: hava
title: {en: A bathhouse is opened, ky: Мончо ачылды}
summary: {en: Women repaired it.}
source: handbook
at: The case
lines: [1, 90]
period: "2003/2006"
places: [{place: "41707232000000", role: site, at: Summary, lines: [1, 2]}]
sectors: [health]
partners:
  - {n: 1, organization: hava, role: lead, did: Led the work., at: Summary, lines: [1, 2]}
  - {n: 2, organization: okmot, role: contributor, did: Gave the building., at: Summary}
findings:
  - {n: 1, kind: lesson, text: Patience helps., at: Lessons, lines: [80, 81]}
contributions:
  - n: 1
    giver: okmot
    giver_words: the council as well
    receiver: hava
    what: Building, rent-free
    form: in-kind
    quantity: {unit: buildings, exact: 1}
    at: Results
  - {n: 2, giver: okmot, what: Money, form: budget, money: {currency: KGS, from: 10, to: 20}, at: Results}
  - n: 3
    giver: okmot
    what: Money
    form: grant
    money: {currency: USD, exact: 100, same_as: {currency: KGS, about: 3850}}
    date: 2004~
    at: Results
beneficiaries:
  - {n: 1, group: women, who: Women, quantity: {unit: women, at_least: 44}, at: Results}
activities:
  - {n: 1, what: Repair, date: "2003", funders: [okmot], places: [KG-T], at: Results}
figures:
  - {n: 1, what: Share of women, quantity: {unit: per_cent, share: 60, of: members}, at: Results}
"""


@pytest.fixture
def folder(tmp_path):
    """A small but whole set of fixtures."""
    for name in ("vocabularies", "places", "organizations", "cases"):
        (tmp_path / name).mkdir()
    for path in (ROOT / "fixtures" / "vocabularies").glob("*.yaml"):
        shutil.copy(path, tmp_path / "vocabularies")
    (tmp_path / "places" / "talas.yaml").write_text(PLACES)
    (tmp_path / "sources.yaml").write_text(SOURCES)
    (tmp_path / "organizations" / "all.yaml").write_text(ORGANIZATIONS)
    (tmp_path / "cases" / "12-hava.yaml").write_text(CASE)
    return tmp_path


def load(folder, *more):
    call_command("load_registry", "--folder", str(folder), *more)


def change(folder, **values):
    """Changes fields of the case study in the fixtures."""
    path = folder / "cases" / "12-hava.yaml"
    path.write_text(
        yaml.safe_dump(yaml.safe_load(path.read_text()) | values, allow_unicode=True)
    )


def state():
    """Everything that the loader writes, to compare before and after."""
    models = (
        Record,
        Version,
        PublishedRecord,
        CaseStudy,
        Organization,
        Place,
        Term,
        Finding,
        LoadedEntry,
    )
    return [list(model.objects.order_by("pk").values()) for model in models]


def test_what_is_loaded_is_published_under_its_number(client, db, folder):
    load(folder)

    page = client.get("/cases/hava/").text
    assert PublishedRecord.objects.get(slug="hava", kind="case").key == "cs12"
    assert "Patience helps." in page
    assert "10–20 KGS" in page
    assert "100 USD; the same sum: about 3850 KGS" in page
    assert "at least 44 women" in page
    assert "60% of members" in page
    assert client.get("/ky/cases/hava/").text.count("Мончо ачылды") >= 1
    assert derive.rebuild() == 0


def test_loading_twice_changes_nothing(db, folder, capsys):
    load(folder)
    before = state()

    load(folder)
    assert "nothing changed" in capsys.readouterr().out
    LoadedEntry.objects.filter(name="*").delete()
    load(folder)

    assert "0 entries written" in capsys.readouterr().out
    LoadedEntry.objects.filter(name="*").delete()
    after = state()
    assert after[:-1] == before[:-1]


def test_a_change_in_the_fixtures_becomes_a_new_version(client, db, folder):
    load(folder)
    change(folder, title={"en": "A bathhouse is opened again"})

    load(folder)

    assert "A bathhouse is opened again" in client.get("/cases/hava/").text
    versions = Version.objects.values_list("record__key", "number")
    assert sorted(versions) == [
        ("cs12", 1),
        ("cs12", 2),
        ("org1", 1),
        ("org2", 1),
        ("src1", 1),
    ]


def test_a_record_that_an_editor_has_changed_is_left_and_named(
    client, db, folder, capsys
):
    load(folder)
    CaseStudy.objects.update(title_en="The editor's title")
    change(folder, summary={"en": "Another summary."})

    load(folder)

    assert "Left as an editor has changed it: case:hava" in capsys.readouterr().out
    assert CaseStudy.objects.get().title_en == "The editor's title"
    load(folder, "--overwrite", "case:hava")
    assert CaseStudy.objects.get().title_en == "A bathhouse is opened"
    assert CaseStudy.objects.get().summary_en == "Another summary."


def test_a_place_that_an_editor_has_changed_is_left_and_named(db, folder, capsys):
    load(folder)
    Place.objects.filter(code="KG-T").update(name_ky="Таластын")
    path = folder / "places" / "talas.yaml"
    path.write_text(path.read_text().replace("ru: Таласская", "ru: Талас"))

    load(folder)

    assert "Left as an editor has changed it: place:KG-T" in capsys.readouterr().out
    assert Place.objects.get(code="KG-T").name_ky == "Таластын"


def test_a_place_moves_where_the_fixtures_move_it(db, folder):
    load(folder)
    path = folder / "places" / "talas.yaml"
    path.write_text(path.read_text().replace("parent: KG-T", "parent: KG"))

    load(folder)

    assert Place.objects.get(code="41707232000000").depth == 2
    assert not any(Place.objects.find_problems())


def test_overwriting_what_is_not_there_is_refused(db, folder):
    with pytest.raises(CommandError, match="there is no entry “case:other”"):
        load(folder, "--overwrite", "case:other")


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        (
            {"sectors": ["helth"]},
            "cases/12-hava.yaml: case:hava: sectors[1]: there is no sector “helth”",
        ),
        (
            {"source": "other"},
            "cases/12-hava.yaml: case:hava: source: there is no source “other”",
        ),
        (
            {"period": "around 2003"},
            "cases/12-hava.yaml: case:hava: period: 'around 2003' is not a 'edtf'",
        ),
        (
            {"titel": {"en": "x"}},
            "cases/12-hava.yaml: case:hava: the record: Additional properties are not allowed",
        ),
        (
            {"related": [3]},
            "cases/12-hava.yaml: case:hava: related[1]: there is no case “3”",
        ),
        (
            {"places": [{"place": "KG-X", "role": "site", "at": "x"}]},
            "cases/12-hava.yaml: case:hava: places[1].place: there is no place “KG-X”",
        ),
        (
            {
                "partners": [
                    {
                        "n": 1,
                        "organization": "havaa",
                        "role": "lead",
                        "did": "x",
                        "at": "x",
                    }
                ]
            },
            "cases/12-hava.yaml: case:hava: partners[1].organization: there is no organization “havaa”",
        ),
        (
            {"findings": [{"n": 1, "kind": "lesson", "text": "a", "at": "x"}] * 2},
            "cases/12-hava.yaml: case:hava: findings[1]: the number stands twice",
        ),
        (
            {"findings": [{"n": 7, "kind": "lessen", "text": "a", "at": "x"}]},
            "cases/12-hava.yaml: case:hava: findings[7].kind: 'lessen' is not one of",
        ),
        (
            {"findings": [{"n": 1, "kind": "lesson", "text": "a"}]},
            "cases/12-hava.yaml: case:hava: findings[1]: 'at' is a required property",
        ),
        (
            {
                "figures": [
                    {
                        "n": 4,
                        "what": "x",
                        "quantity": {"unit": "ha", "exact": "two"},
                        "at": "x",
                    }
                ]
            },
            "cases/12-hava.yaml: case:hava: figures[4].quantity.exact: 'two' is not of type 'number'",
        ),
        (
            {"figures": [{"n": 4, "what": "x", "money": {"exact": 5}, "at": "x"}]},
            "cases/12-hava.yaml: case:hava: figures[4].money: 'currency' is a dependency of 'exact'",
        ),
        (
            {
                "figures": [
                    {
                        "n": 4,
                        "what": "x",
                        "quantity": {"unit": "ha", "from": 5, "to": 2},
                        "at": "x",
                    }
                ]
            },
            "cases/12-hava.yaml: case:hava: figures[4]: An amount has a number",
        ),
        (
            {
                "findings": [
                    {
                        "n": 2,
                        "kind": "lesson",
                        "text": "a",
                        "at": "x",
                        "certainty": "uncertain",
                    }
                ]
            },
            "cases/12-hava.yaml: case:hava: findings[2]: Say in the note why",
        ),
        (
            {
                "findings": [
                    {"n": 2, "kind": "lesson", "text": "a", "at": "x", "lines": [9, 3]}
                ]
            },
            "cases/12-hava.yaml: case:hava: findings[2]: The last line lies behind the first one.",
        ),
    ],
)
def test_a_fault_is_named_with_file_record_and_field_and_nothing_is_loaded(
    db, folder, values, sentence
):
    change(folder, **values)

    with pytest.raises(CommandError) as fault:
        load(folder)

    assert sentence in str(fault.value)
    assert not Place.objects.exists()
    assert not Record.objects.exists()
    assert not Term.objects.exists()


def test_every_fault_is_named_at_once(db, folder):
    change(folder, sectors=["helth"], source="other")

    with pytest.raises(CommandError, match="2 faults") as fault:
        load(folder)

    assert "helth" in str(fault.value)
    assert "other" in str(fault.value)


@pytest.mark.parametrize("text", ["number: [", "\tnumber: 1", "- a\n  b: {"])
def test_a_file_that_is_no_yaml_is_named(db, folder, text):
    (folder / "cases" / "13-broken.yaml").write_text(text)

    with pytest.raises(
        CommandError, match=r"cases/13-broken\.yaml: is not readable YAML"
    ):
        load(folder)

    assert not Record.objects.exists()


def test_two_records_with_one_number_are_named(db, folder):
    (folder / "cases" / "13-other.yaml").write_text(
        CASE.replace("slug: hava", "slug: other")
    )

    with pytest.raises(
        CommandError,
        match=r"13-other\.yaml: case:other: number: stands also in cases/12-hava\.yaml",
    ):
        load(folder)


def test_a_parent_that_stands_further_down_is_named(db, folder):
    lines = PLACES.strip().splitlines()
    (folder / "places" / "talas.yaml").write_text("\n".join([*lines[1:], lines[0]]))

    with pytest.raises(CommandError, match="parents come first"):
        load(folder)


def test_a_failure_in_the_middle_leaves_nothing_behind(db, folder, monkeypatch):
    def fail(*args):
        raise RuntimeError("no more room")

    monkeypatch.setattr(workflow, "publish_together", fail)

    with pytest.raises(RuntimeError):
        load(folder)

    assert not Record.objects.exists()
    assert not Place.objects.exists()
