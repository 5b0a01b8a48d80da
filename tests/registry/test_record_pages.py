"""The pages of records as they are read: without styles, and what stands beside what."""

import re

import pytest

from organizations.models import Relation
from tests import factories

pytestmark = pytest.mark.django_db

KINDS = [
    "case",
    "project",
    "mine",
    "conflict",
    "response",
    "dialogue",
    "recommendation",
    "organization",
    "source",
]


def page_of(client, row):
    return client.get(f"/r/{row.record.key}", follow=True).text


@pytest.mark.parametrize("kind", KINDS)
def test_no_drawing_fills_the_screen_where_styles_are_missing(
    client, published_all, kind
):
    drawings = re.findall(r"<svg[^>]*>", page_of(client, published_all[kind]))

    assert drawings
    assert [mark for mark in drawings if not re.search(r"\s(width|x)=", mark)] == []


def test_who_funded_an_activity_is_told_apart_from_who_took_part_in_it(client):
    case = factories.case()
    lead = case.partners.first().organization
    case.activities.get().partners.add(lead)
    factories.publish(case)

    row = re.search(r'<tr id="activity-.*?</tr>', page_of(client, case), re.S)[0]
    funded, took_part = row.split("<div>Partners</div>")

    assert "Funded by" in funded
    assert str(lead) not in funded
    assert str(lead) in took_part


def test_the_notice_on_causes_stands_with_the_time_line_that_it_is_about(
    client, published_all
):
    page = page_of(client, published_all["mine"])
    notice = page.index("Two things side by side are not a cause.")

    assert page.index('id="life"') < notice < page.index('id="table"')


def test_a_record_that_names_an_organization_shows_shape_and_colour_of_its_kind(client):
    network, member = factories.OrganizationFactory(), factories.OrganizationFactory()
    factories.row(Relation, member, other=network, kind="branch_of")
    factories.publish(network)
    factories.publish(member)

    named_in = page_of(client, network).split('id="otherwise"')[1]

    assert 'class="kind k-o"><svg' in named_in
    assert 'href="#o"' in named_in
