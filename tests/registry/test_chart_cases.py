"""Charts of a few records: dates that are missing, many years, no record at all, and what they ask of the database."""

import re

import pytest

from cases.models import Beneficiary
from registry.charts import counting, drawing
from registry.charts.charts import CHARTS
from tests import factories
from tests.charted import drawn, lines, made

# 1 oblasts, 3 names of places, sectors and groups, 1 sums, 2 tallies and their order.
PAGE, DRAWING = 7, 2


def test_what_is_not_reported_is_no_zero(client, db):
    about = factories.conflict()
    about.tallies.filter(kind="court_cases").update(count=0)
    about.events.all().delete()
    factories.publish(about)
    key, title = about.key, about.title_en

    assert lines(client, "conflict-events") == [
        ["counted", "conflict", "conflict_title", "year", "count"],
        ["ownership_changes", key, title, "1994/2016", "7"],
        ["court_cases", key, title, "1994/2016", "0"],
        ["peaceful_demonstrations", key, title, "1994/2016", "12"],
        ["violent_demonstrations", key, title, "1994/2016", ""],
    ]
    page = client.get("/charts/").text
    assert "No dated event is on record, but 4 tallies without dates" in page
    assert "0 dated events are on record." in page
    assert re.search(r'<span class="tn">0</span>', page)
    assert '<span class="ns">not reported</span>' in page


def test_a_dated_event_stands_in_its_year_and_one_without_a_date_beside(client, db):
    about = factories.conflict()
    about.events.filter(date="2012").update(date="")
    factories.publish(about)

    events = [line for line in lines(client, "conflict-events") if line[0] == "event"]

    assert [line[3:] for line in events] == [
        ["1998", "1"],
        *([str(year), "0"] for year in range(1999, 2004)),
        ["2004", "1"],
        ["2005", "1"],
        ["2006", "1"],
        ["not-stated", "1"],
    ]
    assert made("conflict-events").unstated == (1, 5)


def test_the_year_of_the_most_is_named_where_there_is_one(db):
    for period in ("1998/2006", "2001/2006", "2001/2002"):
        factories.published_case(period=period)

    heading = "2 of 3 partnerships began in 2001, more than in any other year"
    assert made("case-years").heading == heading

    factories.published_case(period="1998")
    assert made("case-years").heading == "4 partnerships, 1998–2006"


def test_many_years_are_put_together_and_lead_to_the_same_lists(client, db):
    for period in ("1901/1950", "1960/..", "2004"):
        factories.published_case(period=period)

    _began, under_way = made("case-years").panels

    assert under_way.values[0][0] == "1900–1904"
    assert len(under_way.values) <= counting.MOST_COLUMNS
    for label, value, address in under_way.values:
        assert client.get(address).context["total"] == value, label


def test_the_colours_of_a_drawing_are_the_light_ones_of_the_site(settings):
    tokens = (settings.BASE_DIR / "static" / "tokens.css").read_text()
    light = dict(re.findall(r"--([\w-]+):([^;}]+)", tokens.split("@media")[0]))
    kinds = {"p": "partnership", "c": "conflict", "j": "project"}

    assert {
        shape: (light[kind], light[f"{kind}-t"]) for shape, kind in kinds.items()
    } == drawing.COLOURS
    assert [light[name] for name in ("bg", "ink", "ink-2", "line-2")] == [
        drawing.GROUND,
        drawing.INK,
        drawing.INK_2,
        drawing.LINE_2,
    ]


def test_what_other_sites_add_to_an_address_is_no_fault(client, db):
    assert "<figure" in client.get("/charts/?utm_source=x").text


def test_there_is_no_chart_of_another_name(client, db):
    for suffix in ("svg", "csv"):
        assert client.get(f"/charts/gold.{suffix}").status_code == 404


def test_an_empty_registry_has_charts_that_say_so(client, db):
    page = client.get("/charts/").text

    assert page.count("<figure") == len(CHARTS)
    assert page.count("Nothing is on record here.") == len(CHARTS)
    assert "<rect" not in page
    for name in CHARTS:
        assert len(lines(client, name)) == 1
        drawn(client.get(f"/charts/{name}.svg"))


def test_values_without_a_record_are_left_out_where_there_are_many_and_said(db):
    cases = [factories.case() for _n in range(2)]
    for number in range(13):
        cases[0].sectors.add(factories.SectorFactory(code=f"sector-{number}"))
    cases[1].places.update(place=factories.place("KG-O", "Osh"))
    for case in cases:
        factories.publish(case)

    one = made("case-sectors", "place=KG-O")

    assert [bar.code for bar in one.groups[0].bars] == ["education"]
    assert one.remarks == ["13 further values have no record here."]


def test_a_group_that_no_statement_names_is_no_bar(db):
    case = factories.case()
    factories.row(Beneficiary, case, group=factories.GroupFactory(code="youth"))
    factories.publish(case)

    bars = made("beneficiary-groups").groups[0].bars

    assert [(bar.code, bar.count) for bar in bars] == [("widows", 1), ("youth", 1)]


@pytest.mark.parametrize("records", [1, 10])
def test_ten_records_ask_no_more_queries_than_one(
    client,
    db,
    take_up,
    django_assert_num_queries,
    django_assert_max_num_queries,
    records,
):
    for _n in range(records):
        factories.published_case()
        factories.published_project()
        factories.published_conflict()
    take_up()

    with django_assert_num_queries(PAGE):
        assert client.get("/charts/").status_code == 200
    for name in CHARTS:
        with django_assert_max_num_queries(DRAWING):
            assert client.get(f"/charts/{name}.svg?place=KG-T").status_code == 200


def test_the_foot_of_every_page_leads_to_the_charts(client, db):
    assert 'href="/charts/">Charts</a>' in client.get("/about/").text
