"""Loading fixtures: all faults are named before anything is written, and a second run changes nothing."""

import shutil
from pathlib import Path

import pytest
import yaml
from django.core.management import CommandError, call_command

from cases.models import CaseStudy, Dialogue, Finding, Recommendation, Session
from conflicts.models import Conflict, Event, Holding, Licence, Mine, Response, Tally
from organizations.models import BudgetLine, Organization, Project
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
- {key: miner, number: 3, kind: company, name: {en: Gold Company}, source: handbook, at: Summary}
"""
MINES = """
- number: 1
  slug: jerui
  name: {en: Jerui}
  commodities: [gold]
  place: KG-T
  nearest: "41707232000000"
  distance_km: 23
  source: handbook
  at: Table of mines
  statuses:
  - {n: 1, status: exploration, date: "2006", at: Table of mines}
  - {n: 2, status: suspended, date: "2017", at: Table of mines}
  licences:
  - {n: 1, number: "123", awarded: "2006", at: Table of mines}
  holdings:
  - {n: 1, licence: 1, holder: miner, role: licensee, share: 60, since: "2006", at: Table of mines}
"""
CONFLICTS = """
- number: 1
  slug: jerui-conflict
  title: {en: Conflict over Jerui}
  summary: {en: The mine changed hands.}
  mines: [jerui]
  period: 1994/2016
  source: handbook
  at: Table of mines
  events:
  - {n: 1, type: talks, date: "2012", what: They talked., at: Table of mines}
  court_cases:
  - {n: 1, claim: To give it back., licence: {mine: jerui, n: 1}, event: 1, at: Table of mines}
  tallies:
  - {n: 1, kind: court_cases, count: 0, period: 1994/2016, source: handbook, at: Table of mines}
  - {n: 2, kind: violent_demonstrations, count: null, period: 1994/2016, source: handbook, at: Table of mines}
"""
RESPONSES = """
- number: 1
  slug: mediation
  title: {en: Somebody mediates}
  actor: cso
  words: donor-funded groups
  kind: mediation
  conflicts: [jerui-conflict]
  source: handbook
  at: Table of responses
"""
PROJECT = """
number: 1
slug: schools
title: {en: Schools are repaired}
summary: {en: Three roofs are made anew.}
source: handbook
at: The project
months: 36
sectors: [education]
places: [{place: KG-T, role: site, at: The project}]
total: {currency: GBP, exact: 1000}
partners:
- {n: 1, organization: hava, role: implementing, at: The project}
budget:
- {n: 1, heading: Staff, money: {currency: GBP, exact: 700}, at: Budget}
- {n: 2, heading: Travel, money: {currency: GBP, exact: 300}, at: Budget}
"""
DIALOGUES = """
- number: 1
  slug: talks
  title: {en: Talks about schools}
  summary: {en: Teachers and officials met.}
  source: handbook
  at: The talks
  date: "2021-11-15"
  sectors: [education]
  places: [{place: KG-T, role: venue, at: The talks}]
  sessions: [{n: 1, title: Roofs, at: The talks}]
  participants: [{n: 1, organization: okmot, role: participant, session: 1, at: The talks}]
"""
RECOMMENDATIONS = """
- number: 1
  slug: mend-roofs
  text: {en: Mend all roofs.}
  dialogue: talks
  session: 1
  item: "1"
  source: handbook
  at: The talks
  sectors: [education]
  conflicts: [jerui-conflict]
  addressees: [{n: 1, organization: okmot, kind: government, at: The talks}]
  statuses: [{n: 1, status: proposed, date: "2021-11-15", at: The talks}]
"""
FILES = {
    "mines.yaml": MINES,
    "conflicts.yaml": CONFLICTS,
    "responses.yaml": RESPONSES,
    "projects/schools.yaml": PROJECT,
    "dialogues.yaml": DIALOGUES,
    "recommendations/talks.yaml": RECOMMENDATIONS,
}
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
projects: [schools]
conflicts: [jerui-conflict]
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
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def load(folder, *more):
    call_command("load_registry", "--folder", str(folder), *more)


def change(folder, file="cases/12-hava.yaml", **values):
    """Changes fields of the one record of a file of the fixtures, by default of the case study."""
    path = folder / file
    found = yaml.safe_load(path.read_text())
    changed = [found[0] | values] if isinstance(found, list) else found | values
    path.write_text(yaml.safe_dump(changed, allow_unicode=True))


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
        Mine,
        Licence,
        Holding,
        Conflict,
        Event,
        Tally,
        Response,
        Project,
        BudgetLine,
        Dialogue,
        Session,
        Recommendation,
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


@pytest.mark.parametrize(
    ("path", "key", "words"),
    [
        ("/mines/jerui/", "mn1", "23 km"),
        ("/conflicts/jerui-conflict/", "cf1", "The mine changed hands."),
        ("/responses/mediation/", "rs1", "Somebody mediates"),
        (
            "/projects/schools/",
            "pj1",
            "The lines add up to the stated total, 1000 GBP.",
        ),
        ("/dialogues/talks/", "dl1", "Teachers and officials met."),
        ("/recommendations/mend-roofs/", "rc1", "Mend all roofs."),
    ],
)
def test_every_kind_that_is_loaded_is_published_under_its_number(
    client, db, folder, path, key, words
):
    load(folder)

    assert words in client.get(path).text
    assert client.get(f"/r/{key}")["Location"] == path
    assert derive.rebuild() == 0


def test_a_loaded_case_study_names_its_project_and_its_conflict(client, db, folder):
    load(folder)

    page = client.get("/cases/hava/").text
    assert 'href="/projects/schools/"' in page
    assert 'href="/conflicts/jerui-conflict/"' in page


def test_a_count_of_none_and_one_that_is_not_reported_are_stored_apart(db, folder):
    load(folder)

    assert list(Tally.objects.order_by("n").values_list("n", "count")) == [
        (1, 0),
        (2, None),
    ]
    rows = PublishedRecord.objects.get(key="cf1").document["tallies"]
    assert [row.get("count", "not reported") for row in rows] == [0, "not reported"]


def test_a_row_that_stays_keeps_its_primary_key_and_one_that_is_gone_goes(db, folder):
    load(folder)
    kept = {
        model: model.objects.get(n=1).pk for model in (Licence, Holding, Event, Session)
    }
    tallies = dict(Tally.objects.values_list("n", "pk"))
    lines = dict(BudgetLine.objects.values_list("n", "pk"))
    change(
        folder,
        "mines.yaml",
        licences=[{"n": 1, "number": "124", "at": "Table of mines"}],
        holdings=[holding(share=40), holding(2, share=60)],
    )
    change(folder, "conflicts.yaml", events=[event(date="2013")], tallies=[tally(n=2)])
    change(folder, "projects/schools.yaml", budget=[line(2), line(3)])
    change(
        folder,
        "dialogues.yaml",
        sessions=[{"n": 1, "title": "Walls", "at": "The talks"}],
    )

    load(folder)

    assert {
        model: model.objects.get(n=1).pk for model in (Licence, Holding, Event, Session)
    } == kept
    assert Licence.objects.get().number == "124"
    assert [row.share for row in Holding.objects.order_by("n")] == [40, 60]
    assert Event.objects.get().date == "2013"
    assert dict(Tally.objects.values_list("n", "pk")) == {2: tallies[2]}
    stored = dict(BudgetLine.objects.values_list("n", "pk"))
    assert set(stored) == {2, 3}
    assert stored[2] == lines[2]
    # A row of another record that names a row which stays goes on naming it.
    assert Recommendation.objects.get().session_id == kept[Session]


def test_a_record_follows_what_its_document_takes_from_another(
    client, db, folder, capsys
):
    load(folder)
    change(folder, "mines.yaml", place="41707232000000", nearest="KG-T")

    load(folder)

    for key in ("cf1", "rs1"):
        published = PublishedRecord.objects.get(key=key)
        places = [row["place"] for row in published.document["places"]]
        assert places == ["41707232000000", "KG-T"], key
        assert published.version == 2, key
    assert "Left as an editor" not in capsys.readouterr().out
    change(
        folder,
        "conflicts.yaml",
        summary={"en": "It changed hands twice."},
    )
    load(folder)
    assert "Left as an editor" not in capsys.readouterr().out
    assert "It changed hands twice." in client.get("/conflicts/jerui-conflict/").text
    assert PublishedRecord.objects.get(key="cf1").version == 3
    assert derive.rebuild() == 0


def test_a_project_that_an_editor_has_changed_is_left_and_named(db, folder, capsys):
    load(folder)
    BudgetLine.objects.filter(n=1).update(amount_min=600)
    change(folder, "projects/schools.yaml", months=24)

    load(folder)

    assert (
        "Left as an editor has changed it: project:schools" in capsys.readouterr().out
    )
    assert Project.objects.get().months == 36
    assert BudgetLine.objects.get(n=1).amount_min == 600
    load(folder, "--overwrite", "project:schools")
    assert Project.objects.get().months == 24
    assert BudgetLine.objects.get(n=1).amount_min == 700


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
        ("cf1", 1),
        ("cs12", 1),
        ("cs12", 2),
        ("dl1", 1),
        ("mn1", 1),
        ("org1", 1),
        ("org2", 1),
        ("org3", 1),
        ("pj1", 1),
        ("rc1", 1),
        ("rs1", 1),
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
            {"related": ["other"]},
            "cases/12-hava.yaml: case:hava: related[1]: there is no case “other”",
        ),
        (
            {"related": [3]},
            "cases/12-hava.yaml: case:hava: related.0: 3 is not of type 'string'",
        ),
        (
            {"projects": ["roads"]},
            "cases/12-hava.yaml: case:hava: projects[1]: there is no project “roads”",
        ),
        (
            {"conflicts": ["other"]},
            "cases/12-hava.yaml: case:hava: conflicts[1]: there is no conflict “other”",
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


def holding(n=1, **values):
    return {
        "n": n,
        "licence": 1,
        "holder": "miner",
        "role": "licensee",
        "at": "Table of mines",
    } | values


def line(n, currency="GBP"):
    """A line of a budget, of 500 of a currency."""
    money = {"currency": currency, "exact": 500}
    return {"n": n, "heading": "Staff", "money": money, "at": "Budget"}


TWO_CURRENCIES = "A budget is in one currency, and GBP, USD stand in this one."


def tally(**values):
    return {
        "n": 1,
        "kind": "court_cases",
        "count": 2,
        "period": "1994/2016",
        "source": "handbook",
        "at": "Table of mines",
    } | values


def event(**values):
    return {
        "n": 1,
        "type": "talks",
        "what": "They talked.",
        "at": "Table of mines",
    } | values


def court_case(**values):
    return {"n": 1, "claim": "To give it back.", "at": "Table of mines"} | values


@pytest.mark.parametrize(
    ("file", "values", "sentence"),
    [
        pytest.param(
            "mines.yaml",
            {"holdings": [holding(share=101)]},
            "mines.yaml: mine:jerui: holdings[1]: A share lies above 0 and up to 100 per cent.",
            id="a share of 101",
        ),
        pytest.param(
            "mines.yaml",
            {"holdings": [holding(share=0)]},
            "mines.yaml: mine:jerui: holdings[1]: A share lies above 0 and up to 100 per cent.",
            id="a share of 0",
        ),
        pytest.param(
            "mines.yaml",
            {
                "holdings": [
                    holding(1, share=60, since="2006"),
                    holding(2, share=60, since="2008"),
                ]
            },
            "mines.yaml: mine:jerui: holdings: The shares of one licence at one time add up to 120 per cent",
            id="shares of 60 and 60 at one time",
        ),
        pytest.param(
            "mines.yaml",
            {"holdings": [holding(since="2008", until="2006")]},
            "mines.yaml: mine:jerui: holdings[1]: until: The holding ends before it starts.",
            id="a holding that ends before it starts",
        ),
        pytest.param(
            "mines.yaml",
            {"holdings": [holding(holder="nobody")]},
            "mines.yaml: mine:jerui: holdings[1].holder: there is no organization “nobody”",
            id="an unknown holder",
        ),
        pytest.param(
            "mines.yaml",
            {"holdings": [holding(licence=9)]},
            "mines.yaml: mine:jerui: holdings[1]: licence: there is no row 9 in that table",
            id="a holding of a licence that the mine does not have",
        ),
        pytest.param(
            "mines.yaml",
            {"commodities": ["lead", "gold"]},
            "mines.yaml: mine:jerui: commodities[1]: there is no commodity “lead”",
            id="an unknown commodity",
        ),
        pytest.param(
            "mines.yaml",
            {"distance_km": "23 km"},
            "mines.yaml: mine:jerui: distance_km: '23 km' is not of type 'number'",
            id="a distance in words",
        ),
        pytest.param(
            "conflicts.yaml",
            {"mines": ["andash"]},
            "conflicts.yaml: conflict:jerui-conflict: mines[1]: there is no mine “andash”",
            id="an unknown mine",
        ),
        pytest.param(
            "conflicts.yaml",
            {"events": [event(date="1990-05")]},
            "conflicts.yaml: conflict:jerui-conflict: events: An event lies before the conflict begins: 1990-05,",
            id="an event before the conflict begins",
        ),
        pytest.param(
            "conflicts.yaml",
            {"tallies": [{k: v for k, v in tally().items() if k != "source"}]},
            "conflicts.yaml: conflict:jerui-conflict: tallies[1]: 'source' is a required property",
            id="a tally without a source",
        ),
        pytest.param(
            "conflicts.yaml",
            {"tallies": [tally(source=None)]},
            "conflicts.yaml: conflict:jerui-conflict: tallies[1].source: None is not of type 'string'",
            id="a tally with an empty source",
        ),
        pytest.param(
            "conflicts.yaml",
            {"tallies": [{k: v for k, v in tally().items() if k != "count"}]},
            "conflicts.yaml: conflict:jerui-conflict: tallies[1]: 'count' is a required property",
            id="a tally that leaves the count out",
        ),
        pytest.param(
            "conflicts.yaml",
            {"tallies": [tally(count="-")]},
            "conflicts.yaml: conflict:jerui-conflict: tallies[1].count: '-' is not of type 'integer', 'null'",
            id="a dash for a count",
        ),
        pytest.param(
            "conflicts.yaml",
            {"court_cases": [court_case(licence={"mine": "jerui", "n": 9})]},
            "conflicts.yaml: conflict:jerui-conflict: court_cases[1]: licence:",
            id="a court case about a licence that the mine does not have",
        ),
        pytest.param(
            "conflicts.yaml",
            {"court_cases": [court_case(event=9)]},
            "conflicts.yaml: conflict:jerui-conflict: court_cases[1]: event: there is no row 9 in that table",
            id="a court case about an event that the conflict does not have",
        ),
        pytest.param(
            "responses.yaml",
            {"conflicts": ["other"]},
            "responses.yaml: response:mediation: conflicts[1]: there is no conflict “other”",
            id="an unknown conflict",
        ),
        pytest.param(
            "projects/schools.yaml",
            {"budget": [line(1, "USD"), line(2)], "total": {"share": 100}},
            f"projects/schools.yaml: project:schools: budget: {TWO_CURRENCIES}",
            id="lines in two currencies",
        ),
        pytest.param(
            "projects/schools.yaml",
            {"budget": [line(1, "USD"), line(2, "USD")]},
            f"projects/schools.yaml: project:schools: budget: {TWO_CURRENCIES}",
            id="lines in another currency than the total",
        ),
        pytest.param(
            "projects/schools.yaml",
            {"partners": [{"n": 1, "organization": "x", "role": "funding", "at": "x"}]},
            "projects/schools.yaml: project:schools: partners[1].organization: there is no organization “x”",
            id="an unknown partner",
        ),
        pytest.param(
            "recommendations/talks.yaml",
            {"session": 9},
            "recommendations/talks.yaml: recommendation:mend-roofs: session: the dialogue has no session 9",
            id="a session that the dialogue does not have",
        ),
        pytest.param(
            "recommendations/talks.yaml",
            {"dialogue": "other"},
            "recommendations/talks.yaml: recommendation:mend-roofs: dialogue: there is no dialogue “other”",
            id="an unknown dialogue",
        ),
        pytest.param(
            "dialogues.yaml",
            {
                "participants": [
                    {
                        "n": 1,
                        "organization": "okmot",
                        "role": "speaker",
                        "session": 9,
                        "at": "x",
                    }
                ]
            },
            "dialogues.yaml: dialogue:talks: participants[1]: session: there is no row 9 in that table",
            id="a participant of a session that the dialogue does not have",
        ),
    ],
)
def test_a_fault_of_mines_conflicts_projects_and_dialogues_is_named_and_nothing_is_loaded(
    db, folder, file, values, sentence
):
    change(folder, file, **values)

    with pytest.raises(CommandError) as fault:
        load(folder)

    assert sentence in str(fault.value)
    assert not Place.objects.exists()
    assert not Record.objects.exists()
    assert not Term.objects.exists()


@pytest.mark.parametrize(
    ("file", "values"),
    [
        ("mines.yaml", {"holdings": [holding(share=100)]}),
        (
            "mines.yaml",
            {
                "holdings": [
                    holding(1, share=60, since="2006", until="2008"),
                    holding(2, share=60, since="2008"),
                ]
            },
        ),
        ("conflicts.yaml", {"events": [event(date="1994")], "court_cases": []}),
        ("projects/schools.yaml", {"budget": [line(1), line(2)]}),
    ],
)
def test_what_lies_just_within_a_rule_is_loaded(db, folder, file, values):
    change(folder, file, **values)

    load(folder)

    assert PublishedRecord.objects.public().of("mine").count() == 1


@pytest.mark.parametrize("figure", [1.6, 33.3, 0.01, 66.67, 23])
def test_a_figure_with_decimals_is_loaded_as_it_stands(db, folder, figure):
    change(folder, "mines.yaml", distance_km=figure, holdings=[holding(share=figure)])

    load(folder)

    document = PublishedRecord.objects.get(key="mn1").document
    assert document["nearest"]["distance"] == figure
    assert document["holdings"][0]["share"] == figure


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
