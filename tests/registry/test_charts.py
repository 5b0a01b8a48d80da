"""Charts: each number is that of the list it leads to; what is not stated is counted and drawn as nothing else."""

import datetime
import re
from html import unescape
from itertools import product

import pytest
from django.db import transaction
from django.http import QueryDict
from django.template import Context, Template
from django.test import RequestFactory

from cases.models import CasePlace, Contribution
from publishing import index, workflow
from registry.charts import counting, drawing
from registry.charts.charts import CHARTS, chart
from tests import factories
from tests.charted import SVG, drawn, lines, made

QUERIES = ("", "place=KG-T", "sector=health", "place=KG-T&sector=education")
KINDS_OF_TALLY = 4

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("charts")]


def fill():
    """Four case studies, three projects and a conflict in Talas.

    Cases: 1998/2006 in a rayon of Talas; 2001/.. in Talas and Osh, health too; one without a date in the country at
    large; one abroad, of 2001. Projects: 2003/2005 in Talas; of 1999; one without a date. The second case
    gives KGS, the last EUR.
    """
    health = factories.SectorFactory(code="health", name_ky="Саламаттык сактоо")
    for code, name in (("KG-O", "Osh"), ("KG-B", "Batken")):
        factories.place(code, name)
    factories.place("X-india", "India", "country", None)
    rayon = factories.place("41707215000000", "Kara-Buura", "rayon", "KG-T")
    first, both, whole, abroad = (
        factories.case(period=period) for period in ("1998/2006", "2001/..", "", "2001")
    )
    first.places.update(place=rayon)
    both.sectors.add(health)
    factories.row(CasePlace, both, place=factories.place("KG-O"), role="site")
    both.contributions.update(amount_min=5000, currency="KGS", form="loan")
    sum_of = both.contributions.get()
    factories.row(
        Contribution,
        both,
        what_en="A part of it",
        giver=sum_of.giver,
        form="loan",
        amount_min=2000,
        amount_exactness="exact",
        currency="KGS",
        part_of=sum_of.n,
    )
    whole.places.update(place=factories.place("KG"))
    whole.contributions.update(amount_min=None, amount_exactness="", currency="")
    abroad.places.update(place=factories.place("X-india"))
    abroad.contributions.update(currency="EUR")
    for case in (first, both, whole, abroad):
        factories.publish(case)
    for period in ("2003/2005", "1999", ""):
        factories.published_project(period=period)
    factories.published_conflict()
    return first


@pytest.fixture(scope="module", autouse=True)
def registry(django_db_setup, django_db_blocker):
    """The records of `fill`, made once for this file and taken back after it; the first case study."""
    with django_db_blocker.unblock():
        block = transaction.atomic()
        block.__enter__()
        yield fill()
        transaction.set_rollback(True)
        block.__exit__(None, None, None)


def linked(one):
    """(address, number) of all that leads somewhere, sums left out."""
    columns = [column for panel in one.panels for column in panel.columns]
    bars = [bar for group in one.groups for bar in group.bars]
    return [(c.address, c.value) for c in columns if c.address] + [
        (bar.address, bar.count) for bar in bars if bar.amount is None
    ]


def rendered(tag, client, path="/"):
    request = RequestFactory().get(path)
    request.index = index.current()
    template = Template("{% load charts %}" + tag)
    return template.render(Context({"request": request}))


def test_each_number_is_that_of_the_list_it_leads_to(client, registry):
    numbers = {}
    for name, query in product(CHARTS, QUERIES):
        one = made(name, query)
        if one is None:
            assert (name, "sector" in query) == ("conflict-events", True)
            continue
        assert linked(one) or one.is_empty or name == "contribution-sums"
        numbers |= dict(linked(one))

    assert len(numbers) > 50
    for address, number in numbers.items():
        listed = client.get(address).context
        assert listed["faults"] == [], address
        assert listed["total"] == number, address


def test_each_sum_is_that_of_the_list_it_leads_to(client, registry):
    for query in QUERIES:
        groups = made("contribution-sums", query).groups
        assert groups or "KG-T" in query or query == "sector=health"
        for group in groups:
            for bar in group.bars:
                (found,) = client.get(bar.address).context["totals"]
                assert (found["amount"], found["count"]) == (bar.amount, bar.count)
                assert group.label.startswith(found["currency"])


def test_what_began_in_a_year_is_what_the_list_holds_more_than_up_to_the_year_before(
    client, registry
):
    def up_to(path, year):
        return client.get(f"/{path}/?to={year}&place=KG-T").context["total"]

    for name, path in (("case-years", "cases"), ("project-years", "projects")):
        began, _under_way = made(name, "place=KG-T").panels
        assert began.values
        for label, value, _address in began.values:
            assert value == up_to(path, int(label)) - up_to(path, int(label) - 1)


def test_the_years_of_a_table_are_those_of_the_records_and_what_states_none_stands_last(
    client, registry
):
    assert lines(client, "case-years") == [
        ["year", "began", "under_way"],
        ["1998", "1", "1"],
        ["1999", "0", "1"],
        ["2000", "0", "1"],
        ["2001", "2", "3"],
        ["2002", "0", "2"],
        ["2003", "0", "2"],
        ["2004", "0", "2"],
        ["2005", "0", "2"],
        ["2006", "0", "2"],
        ["not-stated", "1", "1"],
    ]


def test_the_places_of_a_table_are_the_oblasts_with_zeros_then_what_names_none_of_them(
    client, registry
):
    assert lines(client, "case-places") == [
        ["code", "name", "count"],
        ["KG-T", "Talas oblast", "2"],
        ["X-india", "India", "1"],
        ["KG-O", "Osh oblast", "1"],
        ["KG-B", "Batken oblast", "0"],
        ["KG", "Kyrgyzstan, oblast not stated", "1"],
    ]


def test_of_one_place_the_chart_shows_what_lies_in_it(client, registry):
    assert lines(client, "case-places", "place=KG-T") == [
        ["code", "name", "count"],
        ["41707215000000", "Kara-Buura rayon", "1"],
        ["KG-T", "No smaller place stated", "1"],
    ]


def test_sums_go_over_no_currency_and_over_no_part_of_a_sum(client, registry):
    assert lines(client, "contribution-sums") == [
        ["code", "name", "currency", "amount", "count"],
        ["grant", "grant", "EUR", "1200", "1"],
        ["loan", "loan", "KGS", "5000", "1"],
        ["grant", "grant", "USD", "1200", "1"],
    ]
    assert len(made("contribution-sums").groups) == 3
    assert made("contribution-sums").unstated == (2, 5)
    assert "no exact sum stated: 2 of 5" in made("contribution-sums").description


def test_the_heading_says_first_what_is_not_stated_else_the_year_of_the_most(registry):
    assert made("case-years").heading == (
        "The year of beginning is not stated for 1 of 4 partnerships"
    )
    assert made("case-years", "sector=health").heading == "1 partnership, 2001"
    assert made("case-sectors").heading == "Most often: Education, 4 of 4 partnerships"
    assert made("case-sectors", "sector=health").heading == "1 partnership"


def test_a_withdrawn_record_is_not_counted(client, registry, administrator):
    workflow.withdraw(registry.record, administrator, "By mistake.")

    assert ["41707215000000", "Kara-Buura rayon", "1"] not in lines(
        client, "case-places", "place=KG-T"
    )
    assert lines(client, "case-years")[1][0] == "2001"


def test_plain_sql_counts_what_the_index_counts(registry):
    for name, query in product(CHARTS, QUERIES):
        by_index = made(name, query)
        by_sql = chart(name, counting.read(QueryDict(query), None))
        assert (by_index is None) == (by_sql is None)
        if by_index:
            assert by_sql.lines == by_index.lines, (name, query)
            assert by_sql.heading == by_index.heading


def test_a_drawing_is_a_file_of_its_own(client, registry):
    for name, query in product(CHARTS, ("", "place=KG-T")):
        response = client.get(
            f"/charts/{name}.svg?{query}", headers={"host": "localhost"}
        )
        root = drawn(response)

        assert response["Content-Type"] == "image/svg+xml; charset=utf-8"
        day = f"{datetime.date.today():%Y-%m-%d}"
        assert (
            response["Content-Disposition"]
            == f'attachment; filename="{name}-{day}.svg"'
        )
        assert root.tag == f"{SVG}svg" and root.get("aria-labelledby") == "title desc"
        one = made(name, query)
        assert root.find(f"{SVG}title").text == one.heading
        assert root.find(f"{SVG}desc").text == f"{one.label}. {one.description}"
        for element in root.iter():
            tag = element.tag.removeprefix(SVG)
            assert tag in ("svg", "title", "desc", "rect", "line", "text", "path"), tag
            assert not {"style", "href", "class"} & set(element.attrib)
            assert not any("url(" in value for value in element.attrib.values())
        written = " ".join(text.text for text in root.iter(f"{SVG}text"))
        where = f"http://localhost/charts/{f'?{query}' if query else ''}#{name}"
        assert where in written
        assert str(datetime.date.today().year) in written


def test_a_drawing_prints_every_number_of_its_table(client, registry):
    for name in CHARTS:
        root = drawn(client.get(f"/charts/{name}.svg"))
        written = {text.text for text in root.iter(f"{SVG}text")}
        for panel in made(name).panels:
            assert {f"{value}" for _label, value, _a in panel.values} <= written, name
        for group in made(name).groups:
            assert {drawing.figure(bar.size) for bar in group.bars} <= written, name


def test_a_wrong_address_is_said_and_shows_nothing(client, registry):
    for query, words in (
        ("place=KG-X", "“KG-X” is no value of the filter “Place”."),
        ("sector=gold", "“gold” is no value of the filter “Sector”."),
        ("mechanism=agreement", "There is no filter named “mechanism” here."),
        ("page=2", "There is no filter named “page” here."),
    ):
        page = client.get(f"/charts/?{query}").text
        assert words in unescape(page)
        assert "<figure" not in page
        for suffix in ("svg", "csv"):
            response = client.get(f"/charts/case-years.{suffix}?{query}")
            assert response.status_code == 400
            assert response.content.decode() == words


def test_conflicts_have_no_sector_and_their_chart_says_so(client, registry):
    page = client.get("/charts/?sector=education").text

    assert 'id="conflict-events"' not in page
    assert "Conflicts have no sector." in page
    for suffix in ("svg", "csv"):
        response = client.get(f"/charts/conflict-events.{suffix}?sector=education")
        assert response.status_code == 400
        assert "cannot be narrowed to a sector" in response.content.decode()


def test_the_filters_in_force_are_chips_that_remove_themselves(client, registry):
    page = client.get("/charts/?place=KG-T&sector=education").text

    assert re.search(r'<a href="\?sector=education">.{0,60}Remove filter:', page)
    assert re.search(r'<a href="\?place=KG-T">.{0,60}Remove filter:', page)
    assert '<option value="KG-T" selected>Talas oblast</option>' in page
    assert '<option value="education" selected>Education</option>' in page
    assert "/charts/case-years.svg?place=KG-T&amp;sector=education" in page
    assert "/charts/case-years.csv?place=KG-T&amp;sector=education" in page


def test_every_drawing_of_the_page_has_a_name_and_its_numbers_as_a_table(
    client, registry
):
    page = client.get("/charts/").text
    ids = set(re.findall(r' id="([^"]+)"', page))

    drawings = re.findall(r'<svg class="years[^>]*>', page)
    assert len(drawings) == 5
    for found in drawings:
        named = re.search(r'aria-labelledby="([^"]+)"', found).group(1).split()
        assert set(named) <= ids, found
    assert len(re.findall(' id="', page)) == len(ids)
    # A picture hides what is in it: no link may stand there.
    for picture in re.findall(r'<svg[^>]*role="img".*?</svg>', page, re.DOTALL):
        assert "<a " not in picture
    table = page[page.index("The same numbers as a table") :]
    assert re.search(
        r'2001</th><td class="num">2</td><td class="num"><a [^>]+>3<', table
    )


def test_the_page_has_no_style_and_no_script_in_it(client, registry):
    page = client.get("/charts/")

    assert " style=" not in page.text and "<style" not in page.text
    assert not re.search(r"<script(?![^>]* src=)", page.text)
    assert "default-src 'none'" in page["Content-Security-Policy"]
    drawing = client.get("/charts/case-years.svg")
    assert "default-src 'none'" in drawing["Content-Security-Policy"]
    assert not page.cookies


def test_in_kyrgyz_names_and_links_are_kyrgyz(client, registry):
    page = client.get("/ky/charts/").text

    assert ">Саламаттык сактоо</a>" in page
    assert 'href="/ky/cases/?sector=health"' in page
    assert 'href="/ky/charts/case-years.svg"' in page
    root = drawn(client.get("/ky/charts/case-sectors.svg"))
    assert root.get("lang") == "ky"
    assert "Саламаттык сактоо" in [text.text for text in root.iter(f"{SVG}text")]


def test_a_page_can_show_one_chart_in_brief(client, registry):
    html = rendered('{% chart "case-years" is_brief=True level="h3" %}', client)

    assert "<h3>When the partnerships began</h3>" in html
    assert html.count('<svg class="years') == 1 and "<table" not in html
    assert re.search(r"not stated</span> 1 of 4", html)
    assert 'href="/charts/#case-years"' in html


def test_a_page_of_a_place_can_show_its_conflicts_and_no_empty_frame(client, registry):
    there = rendered('{% chart "conflict-events" place="KG-T" %}', client)
    elsewhere = rendered('{% chart "conflict-events" place="KG-O" %}', client)

    assert 'href="/charts/conflict-events.csv?place=KG-T"' in there
    assert there.count('<a class="said"') == KINDS_OF_TALLY
    assert elsewhere.strip() == ""
