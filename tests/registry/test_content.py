"""The registry's real content, counted from what is published."""

import csv
import io
import re
from collections import Counter
from html import unescape
from pathlib import Path

import pytest
from django.test import Client
from django.utils import translation

from places.models import Place
from publishing import derive, names
from publishing.filters import WordsFilter
from publishing.kinds import KINDS
from publishing.models import FacetValue, Link, PublishedRecord

pytestmark = [
    pytest.mark.usefixtures("whole_registry"),
    pytest.mark.django_db,
    pytest.mark.xdist_group("content"),
]
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
# Every other table whose rows are statements, by kind; the tables of a row stand behind a dot.
CITED_BY_KIND = {
    "case": CITED,
    "organization": ("relations", "figures"),
    "source": ("figures",),
    "mine": ("statuses", "figures", "licences", "licences.statuses", "holdings"),
    "conflict": (
        "aspects",
        "events",
        "events.counts",
        "court_cases",
        "court_cases.parties",
        "court_cases.statuses",
        "tallies",
    ),
    "response": (),
    "project": (
        "places",
        "partners",
        "aims",
        "activities",
        "outputs",
        "budget",
        "beneficiaries",
        "risks",
        "reporting",
    ),
    "dialogue": ("places", "sessions", "participants", "outcomes"),
    "recommendation": ("addressees", "statuses"),
}
# The lines of the text of each document; of the dialogue's those that are the resolution.
LENGTHS = {"src1": 8346, "src2": 159, "src3": 99, "src4": 79, "src5": 70}
MINES = ("jerui", "andash", "taldy-bulak")
CONFLICTS = {
    f"Conflict over the {name} mine, 1994-2016"
    for name in ("Jerui", "Andash", "Taldy-Bulak")
}


@pytest.fixture
def cases():
    return list(PublishedRecord.objects.public().of("case").order_by("position"))


def documents(kind):
    """The published documents of a kind, in the order of their numbers."""
    rows = PublishedRecord.objects.public().filter(kind=kind, parent=None)
    return [row.document for row in rows.order_by("position")]


def statements(kind, document):
    """The record itself and every row of its tables, and of theirs, that states something."""
    if kind != "source":
        yield document
    for table in CITED_BY_KIND[kind]:
        rows = [document]
        for name in table.split("."):
            rows = [row for outer in rows for row in outer.get(name, ())]
        yield from rows


def table(path):
    """The rows of a CSV, by the names of its columns."""
    response = Client().get(path)
    assert response.status_code == 200
    text = b"".join(response).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def page(path):
    response = Client().get(path)
    assert response.status_code == 200
    return response.text


def plain(markup):
    """What a reader sees of markup, without the numbers of the notes."""
    text = re.sub(r'<sup class="c">.*?</sup>|<svg.*?</svg>', "", markup, flags=re.S)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", text)).split())


def fact(text, name):
    """What stands beside a name among the facts of a page."""
    return plain(re.search(rf"<dt>{name}</dt><dd>(.*?)</dd>", text, re.S)[1])


def cells(text, caption):
    """The cells of a table of a page, row by row, as a reader sees them."""
    body = re.search(
        rf"<caption[^>]*>{caption}</caption>.*?</thead>(.*?)</table>", text, re.S
    )[1]
    return [
        [plain(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S)]
        for row in re.findall(r"<tr.*?</tr>", body, re.S)
    ]


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


def test_every_row_of_every_case_study_cites_the_handbook(cases):
    for case in cases:
        for row in statements("case", case.document):
            assert row["cite"]["ref"] == "src1", (case.key, row)


@pytest.mark.parametrize("kind", CITED_BY_KIND)
def test_every_row_of_every_record_cites_a_place_within_its_source(kind):
    found = documents(kind)

    assert found
    for document in found:
        for row in statements(kind, document):
            cite = row["cite"]
            assert cite["at"], (document["key"], row)
            first, last = cite["lines"]
            assert 1 <= first <= last <= LENGTHS[cite["ref"]], (document["key"], row)


@pytest.mark.parametrize("kind", CITED_BY_KIND)
def test_no_statement_stands_in_a_table_that_these_tests_do_not_read(kind):
    def tables(document, above=""):
        for name, value in document.items():
            rows = value if isinstance(value, list) else ()
            for row in (row for row in rows if isinstance(row, dict)):
                if "n" in row or "cite" in row:
                    yield above + name
                yield from tables(row, f"{above}{name}.")

    found = {name for document in documents(kind) for name in tables(document)}

    assert found <= set(CITED_BY_KIND[kind])


@pytest.mark.parametrize("kind", CITED_BY_KIND)
def test_doubt_about_any_record_is_explained(kind):
    for document in documents(kind):
        for row in statements(kind, document):
            cite = row["cite"]
            assert cite.get("certainty", "stated") == "stated" or cite.get("note"), row


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
    named = set(Link.objects.values_list("to", flat=True))
    authors = " ".join(source.get("author", "") for source in documents("source"))

    idle = [
        organization["title"]["en"]
        for organization in documents("organization")
        if organization["key"] not in named
        and not organization.get("relations")
        and organization["title"]["en"] not in authors
    ]

    assert idle == []


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


# What the slides on mining in Talas say


@pytest.mark.parametrize(
    ("slug", "name", "settlement", "code", "distance"),
    [
        ("jerui", "Jerui", "Kara-Oi", "41707232825020", "23"),
        ("andash", "Andash", "Kopuro-Bazar", "41707232829010", "1.5"),
        ("taldy-bulak", "Taldy-Bulak", "Aral", "41707232804010", "9"),
    ],
)
def test_a_mine_lies_as_far_from_its_village_as_the_slides_say(
    slug, name, settlement, code, distance
):
    text = page(f"/mines/{slug}/")
    row = next(row for row in table("/mines.csv") if row["title"] == name)

    assert fact(text, "Distance") == f"{distance} km"
    assert fact(text, "Nearest settlement").startswith(f"{settlement} ,")
    assert fact(text, "Nearest settlement").endswith(
        f"in the source: {settlement} village"
    )
    assert f'<a href="/places/{code}/">{settlement}</a>' in text
    assert fact(text, "Place") == "Talas oblast"
    assert (row["distance_km"], row["nearest"], row["nearest_name"], row["place"]) == (
        distance,
        code,
        settlement,
        "KG-T",
    )


def test_there_are_three_mines_and_each_has_one_conflict():
    assert [row["title"] for row in table("/mines.csv")] == [
        "Andash",
        "Jerui",
        "Taldy-Bulak",
    ]
    assert {
        (row["title"], row["mines"], row["period"]) for row in table("/conflicts.csv")
    } == {
        (f"Conflict over the {name} mine, 1994-2016", name, "1994/2016")
        for name in ("Jerui", "Andash", "Taldy-Bulak")
    }


# Changes of ownership, court cases, peaceful and violent demonstrations; None: not reported.
TALLIES = {
    "jerui": (7, 2, 12, None),
    "andash": (5, 1, 9, 2),
    "taldy-bulak": (2, 0, 5, 2),
}
TALLY_KINDS = (
    "ownership_changes",
    "court_cases",
    "peaceful_demonstrations",
    "violent_demonstrations",
)


def words(count):
    """How a page writes a count."""
    return "not reported" if count is None else str(count)


@pytest.mark.parametrize(("slug", "counts"), TALLIES.items())
def test_the_page_of_a_mine_tells_none_from_not_reported(slug, counts):
    text = page(f"/mines/{slug}/")
    rows = [
        (lane, when, count)
        for lane, what, when, count, _source in (
            row for row in cells(text, "The same as a table") if len(row) == 5
        )
        if what.endswith("dates not stated") and lane != "Licences"
    ]

    lanes = (
        "Licence holders",
        "Court cases",
        "Demonstrations, peaceful",
        "Demonstrations, violent",
    )
    assert rows == [
        (lane, "1994–2016", words(count))
        for lane, count in zip(lanes, counts, strict=True)
    ]
    assert "Changes of ownership are taken from the tally of a source" in text


@pytest.mark.parametrize(("slug", "counts"), TALLIES.items())
def test_the_page_of_a_conflict_tells_none_from_not_reported(slug, counts):
    ownership, courts, peaceful, violent = map(words, counts)

    rows = cells(page(f"/conflicts/{slug}-conflict/"), "Tallies")

    assert [row[1:3] for row in rows] == [
        [count, "1994–2016"] for count in (courts, peaceful, violent, ownership)
    ]


def test_the_page_of_each_mine_sets_all_three_side_by_side():
    for slug in MINES:
        rows = cells(
            page(f"/mines/{slug}/"),
            "Mines of the oblast, by the tallies of the sources",
        )
        assert rows == [
            ["Jerui", "2", "12", "not reported", "7"],
            ["Andash", "1", "9", "2", "5"],
            ["Taldy-Bulak", "0", "5", "2", "2"],
        ]


def test_the_table_of_tallies_tells_none_from_not_reported():
    rows = [
        (row["conflict"], row["kind"], row["count"], row["reported"], row["period"])
        for row in table("/tallies.csv")
    ]

    assert rows == [
        (
            f"cf{number}",
            kind,
            "" if count is None else str(count),
            "not reported" if count is None else "reported",
            "1994/2016",
        )
        for number, counts in enumerate(TALLIES.values(), 1)
        for kind, count in zip(TALLY_KINDS, counts, strict=True)
    ]


@pytest.mark.parametrize(
    ("query", "keys"),
    [
        ("reported=no", ["cf1-tally-4"]),
        ("reported=none", ["cf3-tally-2"]),
        ("reported=no&reported=none", ["cf1-tally-4", "cf3-tally-2"]),
    ],
)
def test_a_count_of_none_and_one_that_is_not_reported_are_filtered_apart(query, keys):
    assert [row["key"] for row in table(f"/tallies.csv?{query}")] == keys


@pytest.mark.parametrize(
    ("slug", "number", "holder", "investor", "status", "status_words"),
    [
        (
            "jerui",
            1,
            "Vostok Geolodobycha",
            "Investor from Russia.",
            "construction",
            "construction",
        ),
        (
            "andash",
            2,
            "Robust Resources",
            "Investor from Australia.",
            "suspended",
            "suspended",
        ),
        (
            "taldy-bulak",
            3,
            "Robust Resources",
            "Investor from Australia.",
            "suspended",
            "suspended",
        ),
    ],
)
def test_a_mine_has_the_licensee_and_the_status_of_the_slides(
    slug, number, holder, investor, status, status_words
):
    text = page(f"/mines/{slug}/")
    held = [row for row in table("/holdings.csv") if row["mine"] == f"mn{number}"]
    mine = next(row for row in table("/mines.csv") if row["key"] == f"mn{number}")

    holdings = cells(text, "Holdings")
    assert [(row[0], row[1], row[5]) for row in holdings] == [
        (f"{holder} {investor}", "licensee", "October 2017")
    ]
    assert f"Status, October 2017: {status_words}." in plain(text)
    assert [
        (row["holder"], row["role"], row["as_of"], row["share"], row["since"])
        for row in held
    ] == [(holder, "licensee", "2017-10", "", "")]
    assert (mine["holders"], mine["status"], mine["status_date"]) == (
        holder,
        status,
        "2017-10",
    )


def test_three_sides_gave_three_answers_each_about_all_three_conflicts():
    rows = table("/responses.csv")

    assert Counter(row["actor"] for row in rows) == {
        "cso": 3,
        "company": 3,
        "government": 3,
    }
    assert {row["level"] for row in rows if row["actor"] == "government"} == {
        "ayil-okmot"
    }
    for row in rows:
        assert set(row["conflicts"].split("; ")) == CONFLICTS
    for slug in MINES:
        text = page(f"/conflicts/{slug}-conflict/")
        for row in rows:
            assert row["title"] in plain(text), (slug, row["key"])


def test_a_page_of_an_answer_names_the_three_conflicts():
    for response in documents("response"):
        text = plain(page(f"/responses/{response['slug']}/"))
        for title in CONFLICTS:
            assert title in text, (response["key"], title)


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("kind=cso", 3),
        ("kind=company", 2),
        ("kind=research", 3),
        ("kind=government&level=national", 3),
        ("kind=government&level=ayil-okmot", 3),
        ("", 14),
    ],
)
def test_the_slides_recommend_something_to_each_of_five_sides(query, count):
    rows = table(f"/recommendations.csv?source=src2&{query}")

    assert len(rows) == count
    for row in rows:
        assert set(row["conflicts"].split("; ")) == CONFLICTS
    for slug in MINES:
        text = page(f"/conflicts/{slug}-conflict/")
        assert (
            '<h2 id="recommendations">What is recommended <span class="count">14<'
            in text
        )
        for row in rows:
            assert row["title"] in plain(text)


# What the national dialogue and the meeting in Kyiv ask for


def test_the_dialogue_of_2021_recommends_in_the_order_of_its_resolution():
    items = [
        (session, str(item))
        for session, count in ((1, 10), (2, 5), (3, 4))
        for item in range(1, count + 1)
    ]
    dialogue = "national-dialogue-2021-11-15"

    text = page(f"/dialogues/{dialogue}/")
    rows = table("/recommendations.csv?dialogue=dl1")

    groups = []
    for row in cells(text, "Recommendations by session"):
        if len(row) == 1:
            groups.append([])
        else:
            groups[-1].append(row[1])
    assert [
        (session, item) for session, group in enumerate(groups, 1) for item in group
    ] == items
    assert [(int(row["session"]), row["item"]) for row in rows] == items
    starts = [int(row["lines"].split("–")[0]) for row in rows]
    assert starts == sorted(starts)
    assert {row["status"] for row in rows} == {"proposed"}


def test_the_dialogue_of_2021_met_on_its_day_in_three_sessions():
    row = next(row for row in table("/dialogues.csv") if row["key"] == "dl1")
    text = page("/dialogues/national-dialogue-2021-11-15/")

    assert (row["date"], row["sessions"]) == ("2021-11-15", "3")
    assert re.findall(r'<h3 id="session-(\d)">', text) == ["1", "2", "3"]
    assert fact(text, "Date") == "15 November 2021"
    assert fact(text, "Venue") == "Grand Hall of the Novotel Hotel, Bishkek"


def test_the_sum_of_the_climate_plan_stands_with_its_years():
    rows = [
        (
            row["key"],
            row["amount"],
            row["amount_exactness"],
            row["currency"],
            row["period"],
        )
        for row in table("/recommendations.csv")
        if row["amount"]
    ]
    text = page("/recommendations/national-plan-climate-resilience-water/")

    assert rows == [("rc8", "43600000", "exact", "USD", "2019/2025")]
    assert fact(text, "Money") == "43,600,000 USD"
    assert fact(text, "Period") == "2019–2025"


def test_the_meeting_in_kyiv_calls_on_four_kinds_of_addressees():
    rows = table("/recommendations.csv?dialogue=dl2")
    text = plain(page("/dialogues/kyiv-eiti-workshop-2015/"))

    assert Counter(row["addressee_kinds"] for row in rows) == {
        "government": 3,
        "donor": 1,
        "company": 1,
    }
    assert len(rows) == 5
    assert {row["source"] for row in rows} == {"src5"}
    assert "5 recommendations" in text
    for row in rows:
        assert row["title"] in text


def test_every_recommendation_is_one_of_three_documents():
    rows = table("/recommendations.csv")

    assert Counter(row["source"] for row in rows) == {"src2": 14, "src4": 19, "src5": 5}


# The minority rights project, and those of the handbook

NETWORKS = "/projects/building-civil-society-networks-in-kyrgyzstan/"
PARTNERS = (
    "Minority Rights Group International",
    "Institute for Regional Studies",
    "Center for Multicultural and Multilingual Education",
    "Center of Legal and Civic Culture",
)
BUDGET = (
    ("Human resources", 112457),
    ("Training", 12750),
    ("Network planning meetings", 9810),
    ("Advocacy", 21480),
)


def test_the_minority_rights_project_lasts_36_months_and_costs_what_its_lines_add_up_to():
    text = page(NETWORKS)
    project = next(row for row in table("/projects.csv") if row["key"] == "pj1")
    lines = [row for row in table("/budget-lines.csv") if row["project"] == "pj1"]

    assert fact(text, "Duration") == "36 months"
    assert fact(text, "Total") == "156,497 GBP"
    assert (project["months"], project["amount"], project["currency"]) == (
        "36",
        "156497",
        "GBP",
    )
    assert [(row["heading"], int(row["amount"]), row["currency"]) for row in lines] == [
        (heading, amount, "GBP") for heading, amount in BUDGET
    ]
    assert sum(int(row["amount"]) for row in lines) == int(project["amount"])
    shown = cells(text, "Budget by heading")
    assert [(row[0], row[2]) for row in shown[:4]] == [
        (f"{n} {heading}", f"{amount:,} GBP" if amount >= 10_000 else f"{amount} GBP")
        for n, (heading, amount) in enumerate(BUDGET, 1)
    ]
    assert "The lines add up to the stated total, 156,497 GBP." in text


def test_the_minority_rights_project_names_its_partners():
    text = page(NETWORKS)
    diagram = text[text.index('<figure class="who') :].partition("</figure>")[0]

    roles = re.findall(r"<section.*?<h3>(.*?)</h3>(.*?)</section>", diagram, re.S)

    found = {
        plain(role).split()[0].casefold(): re.findall(
            r'<li id="partner-\d+">(.*?)</li>', rows, re.S
        )
        for role, rows in roles[:-1]
    }
    assert {role: len(rows) for role, rows in found.items()} == {
        "implementing": 1,
        "accountable": 1,
        "partner": 3,
    }
    names = [plain(row) for role in found for row in found[role]]
    assert [
        next(name for name in PARTNERS if words.startswith(name)) for words in names
    ] == ["Minority Rights Group International", *PARTNERS]


@pytest.mark.parametrize(
    ("what", "quantity"),
    [
        ("Training workshop for staff of CSOs", "24 staff"),
        ("Meetings to plan a network", "2 meetings"),
        ("People from CSOs to be brought to the planning meetings", "12 participants"),
        ("Study of hate crimes", "1 publication"),
        ("Sub-grants with which CSOs carry out advocacy", "16 grants"),
        ("Missions to international forums", "6 missions"),
        ("People from CSOs to take part in these missions", "3 representatives"),
        ("Staff of CSOs who know more", "24 staff"),
    ],
)
def test_the_minority_rights_project_states_its_numbers(what, quantity):
    rows = cells(page(NETWORKS), "Activities and outputs by aim")
    lines = [*table("/project-activities.csv"), *table("/outputs.csv")]

    assert [row[2] for row in rows if row[0].startswith(what)] == [quantity]
    number = next(
        row["quantity"]
        for row in lines
        if row["project"] == "pj1" and row["text"].startswith(what)
    )
    assert number == quantity.split()[0]


def test_every_project_of_the_handbook_is_told_in_a_case_study(cases):
    linked = set(
        Link.objects.filter(record__kind="case", role="project").values_list(
            "to", flat=True
        )
    )
    handbook = {
        document["key"]
        for document in documents("project")
        if document["cite"]["ref"] == "src1"
    }

    assert len(handbook) == 85
    assert linked == handbook
    for case in cases:
        text = page(f"/cases/{case.slug}/")
        for entry in case.document.get("projects", ()):
            project = PublishedRecord.objects.public().get(key=entry["ref"])
            assert f'href="{project.get_absolute_url()}"' in text, (case.key, entry)


# The coalition, its consortium, the film and the study


@pytest.mark.parametrize(
    ("slug", "founded", "founded_words"),
    [
        ("ngos-consortium-eiti-kyrgyzstan", "2004-11", "November 2004"),
        ("publish-what-you-pay", "2002-06", "June 2002"),
    ],
)
def test_the_coalition_and_the_consortium_were_founded_when_the_text_says(
    slug, founded, founded_words
):
    record = PublishedRecord.objects.get(kind="organization", slug=slug)
    row = next(row for row in table("/organizations.csv") if row["key"] == record.key)

    assert row["founded"] == founded
    assert fact(page(f"/organizations/{slug}/"), "Founded") == founded_words


def test_the_consortium_has_been_affiliated_with_the_coalition_since_2013():
    record = PublishedRecord.objects.get(slug="ngos-consortium-eiti-kyrgyzstan")
    (relation,) = record.document["relations"]
    text = page(record.get_absolute_url())

    relations = text[text.index('id="relations"') :].partition("</ul>")[0]
    assert (relation["role"], relation["date"]) == ("affiliated_with", "2013/..")
    assert "affiliated with" in plain(relations)
    assert "Publish What You Pay" in plain(relations)
    assert "since 2013" in plain(relations)
    row = next(row for row in table("/organizations.csv") if row["key"] == record.key)
    assert row["relations"] == "affiliated_with Publish What You Pay (2013/..)"


def test_the_coalition_has_over_700_organizations_in_almost_60_countries():
    rows = cells(page("/organizations/publish-what-you-pay/"), "Figures")

    assert [row[1] for row in rows] == [
        "at least 700 organizations",
        "about 60 countries",
    ]
    line = next(
        row
        for row in table("/organizations.csv")
        if row["name"] == "Publish What You Pay"
    )
    assert "at_least 700 organizations" in line["figures"]
    assert "about 60 countries" in line["figures"]


def test_the_study_states_its_samples():
    rows = cells(page("/sources/testing-the-pwyp-coalition-model/"), "Figures")

    assert [(row[1], row[2]) for row in rows] == [
        ("10 countries", "not stated"),
        ("4 countries", "not stated"),
        ("6 countries", "not stated"),
        ("at most 100 participants", "2012"),
        ("54", "not stated"),
    ]
    line = next(row for row in table("/sources.csv") if "54" in row["figures"])
    for words in ("exact 10 countries", "at_most 100 participants (2012)", "exact 54"):
        assert words in line["figures"]


def test_film_and_study_are_sources_of_their_kind():
    kinds = {row["title"]: row["kind"] for row in table("/sources.csv")}

    assert kinds["From Kyrgyzstan with love"] == "film"
    assert kinds["Testing the PWYP coalition model"] == "study"


# What a source leaves out is not invented


def test_what_the_slides_do_not_say_of_a_mine_is_not_stated():
    names = "Commodity|Point|Size and reserves|Area|Awarded|Expires|Type"
    for slug in MINES:
        found = re.findall(
            rf"<dt>({names})</dt><dd>(.*?)</dd>", page(f"/mines/{slug}/"), re.S
        )
        # The commodity stands twice: of the mine and of its licence.
        assert Counter(name for name, _value in found) == Counter(
            [*names.split("|"), "Commodity"]
        )
        assert {plain(value) for _name, value in found} == {"not stated"}, slug
    for row in table("/conflicts.csv"):
        assert (row["intensity"], row["mobilization"]) == ("", "")
    assert table("/events.csv") == table("/court-cases.csv") == []


# Every page


def test_every_page_of_the_registry_is_there():
    client = Client()
    rows = PublishedRecord.objects.public().filter(parent=None)
    for row in rows:
        # Hundreds of organizations are asked for in one language; a page is made alike in each.
        prefixes = ("",) if row.kind == "organization" else ("", "/ky", "/ru")
        path = row.get_absolute_url()
        for prefix in prefixes:
            assert client.get(prefix + path).status_code == 200, prefix + path
        translation.activate("en")
    codes = FacetValue.objects.filter(dimension="place").exclude(value="")
    for code in codes.order_by("value").values_list("value", flat=True).distinct():
        assert client.get(f"/places/{code}/").status_code == 200, code


@pytest.mark.parametrize("prefix", ["", "/ky", "/ru"])
def test_every_list_and_table_is_there_with_the_whole_registry_in_it(prefix):
    client = Client()
    lists = [item for kind in KINDS.values() for item in (kind, *kind.parts)]
    paths = [f"/{item.path}/" for item in lists]
    for path in (*paths, "/", "/places/", "/places/compare/", "/funding/", "/about/"):
        assert client.get(prefix + path).status_code == 200, prefix + path
    for item in lists:
        total = PublishedRecord.objects.public().of(item.name).count()
        assert len(table(f"{prefix}/{item.path}.csv")) == total, item.path
