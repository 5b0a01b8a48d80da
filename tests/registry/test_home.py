"""The home page: what there is, where, the latest, and three ways in."""

import datetime
import re

import pytest
from django.urls import reverse

from publishing.models import PublishedRecord
from tests import factories


def news_of(response):
    return [news.row.kind for news in response.context["latest"]]


def test_the_felts_say_how_many_records_and_in_how_many_units(client, published_all):
    page = client.get("/").text

    felts = page[page.index('class="felts"') :].partition("</div>")[0]
    assert re.findall(r"<strong>(\d+)</strong>", felts) == ["1", "1"]
    assert felts.count("<small>Talas oblast") == 2


def test_the_heading_counts_the_units_with_a_partnership(client, published_all):
    factories.place("KG-O", "Osh", kind="oblast")

    page = client.get("/").text

    assert "1 of 2 oblasts and cities has a partnership on record" in page
    assert "Every oblast" not in page


def test_the_heading_says_so_where_every_unit_has_a_partnership(client, published_all):
    assert "Every oblast and city has a partnership on record" in client.get("/").text


def test_a_place_with_partnerships_and_conflicts_is_set_side_by_side(
    client, published_all
):
    page = client.get("/").text

    assert "Talas oblast: both records of the same years" in page
    assert 'class="seam"' in page


def test_without_a_conflict_nothing_is_set_side_by_side(client, published_case):
    page = client.get("/").text

    assert 'class="seam"' not in page
    assert "both records of the same years" not in page


def test_of_one_day_no_kind_hides_the_others(client, published_all):
    for _n in range(8):
        factories.published_case()

    kinds = news_of(client.get("/"))

    assert len(kinds) == 6
    assert kinds.count("case") == 1


def test_what_was_published_today_stands_before_what_was_published_earlier(
    client, published_all
):
    old = datetime.datetime(2001, 5, 1, tzinfo=datetime.UTC)
    PublishedRecord.objects.exclude(kind="mine").update(published_at=old)

    assert news_of(client.get("/"))[0] == "mine"


def test_every_question_leads_to_a_page(client, published_all):
    page = client.get("/").text

    questions = page[page.index("By question") :].partition("</ul>")[0]
    addresses = re.findall(r'href="([^"]*)"', questions)
    assert len(addresses) == 8
    assert [client.get(address).status_code for address in addresses] == [200] * 8


def test_a_sector_leads_to_its_case_studies(client, published_all):
    page = client.get("/").text

    ways = page[page.index("By sector") :].partition("</ul>")[0]
    addresses = re.findall(r'href="([^"]*)"', ways)
    assert addresses
    assert all(client.get(address).context["total"] == 1 for address in addresses)


def test_the_search_box_stands_once(client, published_all):
    assert (
        client.get("/").text.count(f'action="{reverse("registry:search-list")}"') == 1
    )


@pytest.mark.parametrize("cases", [1, 10])
def test_the_home_page_asks_the_database_the_same_however_much_there_is(
    client, published_all, django_assert_max_num_queries, take_up, cases
):
    for _n in range(cases):
        factories.published_case()
    client.get("/")
    take_up()

    # kinds; spans; units; cases and conflicts by unit; sectors; latest and their versions; names; what lies in the
    # unit of both records, its names and its time line; the index's own.
    with django_assert_max_num_queries(20):
        client.get("/")
