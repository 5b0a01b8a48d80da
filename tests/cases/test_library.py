"""The findings library and the cases × factors: every number is that of a list, and unknown is not zero."""

import csv
import io
import re

import pytest

from cases.library import SHOWN
from cases.models import CasePlace, Finding
from publishing import workflow
from publishing.models import Record
from tests import factories
from tests.prepared import prepared

# Of the two kinds that are shown the findings that are looked at and those shown; names of places, of terms twice.
LIBRARY = 7
# Records, where conflicts are; names of places twice, of terms three times.
FACTORS = 7
# Several records are put in order, one is not.
ORDER = {1: 0, 10: 1}


def findings(made, **kinds):
    for kind, n in kinds.items():
        for number in range(n):
            text = f"{kind} {number} of {made.slug}."
            factories.row(Finding, made, kind=kind, text_en=text)


@prepared
def library():
    """Two case studies of Talas, the first in health and Osh too; one of Osh, with another mechanism."""
    first, second = factories.case(slug="first"), factories.case(slug="second")
    third = factories.case(slug="third")
    osh = factories.place("KG-O", "Osh")
    first.sectors.add(factories.SectorFactory(code="health"))
    factories.row(CasePlace, first, place=osh, role="site")
    third.places.update(place=osh)
    third.mechanisms.set([factories.MechanismFactory(code="mediation")])
    findings(first, success_factor=2, challenge=1)
    findings(second, success_factor=1, challenge=1)
    findings(third, challenge=1)
    for made in (first, second, third):
        factories.publish(made)
    return first, second, third


def table(response, name):
    """{value: {kind or None: count}} of the table of a dimension."""
    (found,) = [t for t in response.context["tables"] if t.facet.name == name]
    kinds = response.context["kinds"]
    return {
        line.value: dict(zip(kinds, (n.count for n in line.numbers), strict=True))
        | {None: line.total.count}
        for line in found.lines
    }


def section(response, kind):
    return next(s for s in response.context["sections"] if s.kind == kind)


def test_the_tables_count_findings_of_each_kind(client, library):
    response = client.get("/findings/library/")

    sectors = table(response, "sector")
    assert sectors["health"][None] == 4
    assert sectors["health"]["success_factor"] == 2
    assert sectors["health"]["lesson"] == 1
    assert sectors["health"]["result"] == 0
    assert sectors["education"][None] == 9
    assert table(response, "mechanism")["mediation"]["challenge"] == 1
    assert {code: n[None] for code, n in table(response, "place").items()} == {
        "KG-O": 6,
        "KG-T": 7,
    }


@pytest.mark.parametrize("index", ["with the index", "without the index"])
@pytest.mark.parametrize(
    "query",
    [
        "",
        "?place=KG-O",
        "?place=KG-O&sector=education",
        "?sector=health&sector=education&mechanism=agreement",
        "?kind=challenge&not-sector=health",
        "?q=first&from=1990",
    ],
)
def test_every_number_is_that_of_the_list_it_leads_to(
    client, library, query, index, monkeypatch
):
    if index == "without the index":
        monkeypatch.setattr("publishing.index.current", lambda: None)
    response = client.get(f"/findings/library/{query}")

    numbers = [response.context["total"], *response.context["totals"]]
    for found in response.context["tables"]:
        for line in found.lines:
            numbers += [line.total, *line.numbers]
    for shown in response.context["sections"]:
        numbers += [shown.number, *(n.total for _f, lines in shown.bars for n in lines)]
    assert len(numbers) > 10
    for address, count in {number.address: number.count for number in numbers}.items():
        listed = client.get(address).context
        assert listed["faults"] == []
        assert listed["total"] == count, address


def test_a_number_above_zero_is_a_link_and_zero_is_none(client, library):
    page = client.get("/findings/library/").text

    assert '<a href="/findings/?kind=success_factor&amp;sector=health">2</a>' in page
    assert '<span class="none">0</span>' in page
    assert not re.search(r"<a [^>]*>0</a>", page)


def test_what_was_hard_in_a_sector_of_a_place_is_one_address(client, library):
    response = client.get("/findings/library/?sector=education&place=KG-T")

    assert "in <b>Talas oblast</b>: Sector – Education" in response.text
    assert section(response, "challenge").number.count == 2
    assert list(table(response, "place")) == ["KG-T"]
    assert list(table(response, "sector")) == ["education"]
    for chip, query in (
        ("Place: Talas oblast", "sector=education"),
        ("Sector: Education", "place=KG-T"),
    ):
        remove = f'<a href="?{query}"><span class="vh">Remove filter: </span>{chip}'
        assert remove in response.text


def test_what_is_shown_comes_from_each_case_study_in_turn(client, library):
    first, second, _third = library
    response = client.get("/findings/library/")

    helped = section(response, "success_factor")
    assert [row.document["text"]["en"] for row in helped.rows] == [
        "success_factor 0 of first.",
        "success_factor 0 of second.",
        "success_factor 1 of first.",
    ]
    hard = section(response, "challenge")
    assert hard.mechanism.value == "agreement"
    assert [row.parent.key for row in hard.rows] == [first.key, second.key]
    assert f'<a href="/cases/{first.slug}/#finding-2">' in response.text


def test_no_more_are_shown_than_fit_and_the_rest_is_a_link_away(client, db):
    made = factories.case()
    findings(made, challenge=SHOWN + 3)
    factories.publish(made)

    response = client.get("/findings/library/")

    hard = section(response, "challenge")
    assert len(hard.rows) == SHOWN
    assert f"See all {SHOWN + 3} findings" in response.text
    assert client.get(hard.number.address).context["total"] == SHOWN + 3


def test_a_withdrawn_case_study_is_counted_no_more(client, library, administrator):
    workflow.withdraw(library[0].record, administrator, "It asked for it.")

    response = client.get("/findings/library/")

    assert response.context["total"].count == 5
    assert "health" not in table(response, "sector")
    assert "of first." not in response.text


def test_the_form_offers_filters_and_forgets_none(client, library):
    response = client.get("/findings/library/?sector=health&kind=challenge&sort=newest")

    choices = {
        facet.name: (value, found)
        for facet, value, found in response.context["choices"]
    }
    assert choices["sector"][0] == "health"
    assert [(value, n) for value, _name, n in choices["place"][1]] == [
        ("KG-O", 1),
        ("KG-T", 1),
    ]
    assert response.context["hidden"] == [("kind", "challenge")]
    several = client.get("/findings/library/?sector=health&sector=education")
    assert several.context["hidden"] == [("sector", "health"), ("sector", "education")]
    assert 'name="sector"><option' not in several.text


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("sector=nothing", "“nothing” is no value of the filter “Sector”."),
        ("theme=youth", "There is no filter named “theme” here."),
        ("page=x", "A page has a number from 1 on."),
    ],
)
@pytest.mark.parametrize("path", ["/findings/library/", "/findings/factors/"])
def test_a_wrong_address_is_said_and_nothing_is_shown(
    client, library, path, query, sentence
):
    if path == "/findings/factors/":
        query = query.replace("theme=youth", "finding=x")
        sentence = sentence.replace("theme", "finding")
    response = client.get(f"{path}?{query}")

    assert sentence in response.text
    assert "<table" not in response.text


def test_a_choice_without_findings_says_so_and_offers_a_way_out(client, library):
    page = client.get("/findings/library/?sector=health&mechanism=mediation").text

    assert "No finding is recorded for this choice." in page
    assert '<a href="?">Show the whole library</a>' in page


@pytest.mark.parametrize("n", [1, 10])
def test_the_library_takes_as_many_queries_however_many_findings_there_are(
    client, db, n, take_up, django_assert_num_queries
):
    for _n in range(n):
        made = factories.case()
        findings(made, success_factor=n, challenge=n, result=n)
        factories.publish(made)
    take_up()

    with django_assert_num_queries(LIBRARY + ORDER[n]):
        client.get("/findings/library/")


def test_the_library_speaks_kyrgyz(client, library):
    page = client.get("/ky/findings/library/?place=KG-T").text

    assert '<html lang="ky">' in page
    assert "/ky/findings/?place=KG-T" in page


def lines(client, query=""):
    response = client.get(f"/findings/factors.csv{query}")
    assert response.status_code == 200
    body = b"".join(response).decode().removeprefix("\ufeff")
    return list(csv.reader(io.StringIO(body)))


@prepared
def coded():
    """A case study that states all, one that states no mechanism, no level and no group; a conflict in Talas."""
    full = factories.case(slug="full", title_en="=Full", levels=["rayon"])
    full.mechanisms.add(factories.MechanismFactory(code="mediation"))
    findings(full, challenge=3)
    bare = factories.case(slug="bare", title_en="Bare", period="")
    bare.mechanisms.set([])
    bare.beneficiaries.all().delete()
    bare.contributions.all().delete()
    bare.places.update(place=factories.place("KG-O", "Osh"))
    for made in (full, bare, factories.conflict()):
        factories.publish(made)
    return full, bare


def test_the_whole_table_of_factors_as_csv(client, coded):
    full, bare = coded
    levels = ["national", "oblast", "rayon", "city", "ayil-okmot", "international"]
    forms = (
        "grant loan co-finance budget tax in-kind labour expertise subsidy fee other"
    )
    kinds = (
        "success_factor challenge lesson benefit_civil_society benefit_government "
        "benefit_community result"
    )

    assert lines(client) == [
        [
            "case",
            "title",
            "period",
            "places",
            "place_codes",
            "mechanism_agreement",
            "mechanism_mediation",
            *(f"level_{level}" for level in levels),
            *(f"contribution_{form}" for form in forms.split()),
            "group_widows",
            *(f"finding_{kind}" for kind in kinds.split()),
            "conflict",
        ],
        [
            bare.key,
            "Bare",
            "",
            "Osh oblast",
            "KG-O",
            *[""] * 2,
            *[""] * 6,
            *[""] * 11,
            "",
            *"0010000",
            "0",
        ],
        [
            full.key,
            "'=Full",
            "1998/2006",
            "Talas oblast",
            "KG-T",
            *"11",
            *"001000",
            *"10000000000",
            "1",
            *"0310000",
            "1",
        ],
    ]


def test_the_columns_are_the_same_whatever_is_chosen(client, coded):
    full, _bare = coded

    narrowed = lines(client, "?place=KG-T")

    assert narrowed[0] == lines(client)[0]
    assert [line[0] for line in narrowed[1:]] == [full.key]


def test_a_group_of_factors_can_be_asked_for_alone(client, coded):
    assert lines(client, "?factors=mechanism&factors=conflict")[0][5:] == [
        "mechanism_agreement",
        "mechanism_mediation",
        "conflict",
    ]
    refused = client.get("/findings/factors.csv?factors=nothing")
    assert refused.status_code == 400
    assert refused.text == "“nothing” is no group of factors."
    assert client.get("/findings/factors.csv?sector=nothing").status_code == 400


def test_the_page_shows_one_zero_and_not_stated_apart(client, coded):
    full, bare = coded
    response = client.get("/findings/factors/")

    shown = {
        row.key: {factor.name: n for cells in groups for n, factor in cells}
        for row, groups in response.context["lines"]
    }
    assert shown[full.key]["mechanism_mediation"] == 1
    assert shown[full.key]["finding_challenge"] == 3
    assert shown[bare.key]["mechanism_mediation"] is None
    assert shown[bare.key]["finding_challenge"] == 0
    assert shown[bare.key]["conflict"] == 0
    assert '<span class="vh">not stated</span>' in response.text
    assert "unknown is not zero" in response.text


def test_columns_without_any_case_study_are_left_out_of_the_page(client, coded):
    response = client.get("/findings/factors/?factors=contribution")

    ((_label, _family, factors),) = response.context["groups"]
    assert [factor.name for factor in factors] == ["contribution_grant"]
    assert response.context["having"] == [[1]]


def test_the_factors_follow_the_filters_of_the_list_of_case_studies(client, coded):
    full, _bare = coded
    response = client.get("/findings/factors/?place=KG-T&factors=level")

    assert [row.key for row, _groups in response.context["lines"]] == [full.key]
    assert "in <b>Talas oblast</b>" in response.text
    assert (
        response.context["csv_url"] == "/findings/factors.csv?place=KG-T&factors=level"
    )
    assert response.context["list_url"] == "/cases/?place=KG-T"
    listed = client.get(response.context["list_url"]).context
    assert listed["total"] == response.context["total"]
    assert ("factors", "level") in response.context["hidden"]


def test_a_withdrawn_conflict_is_no_conflict_in_the_oblast(
    client, coded, administrator
):
    for record in Record.objects.filter(kind="conflict"):
        workflow.withdraw(record, administrator, "It was wrong.")

    assert [line[-1] for line in lines(client)[1:]] == ["0", "0"]


def test_a_choice_without_case_studies_says_so(client, coded):
    page = client.get("/findings/factors/?q=nowhere").text

    assert "No case study is recorded for this choice." in page


@pytest.mark.parametrize("n", [1, 10])
def test_the_factors_take_as_many_queries_however_many_case_studies_there_are(
    client, db, n, take_up, django_assert_num_queries
):
    for _n in range(n):
        factories.published_case()
    take_up()

    with django_assert_num_queries(FACTORS + ORDER[n]):
        client.get("/findings/factors/")


def test_the_factors_speak_kyrgyz(client, coded):
    page = client.get("/ky/findings/factors/").text

    assert '<html lang="ky">' in page
    assert "Мисал" in page or "мисал" in page
