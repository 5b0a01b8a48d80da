"""The pages of mines and conflicts: what is dated, what is only counted, what is not reported."""

import re

import pytest

from conflicts.models import Conflict, EventCount, Holding, Tally
from conflicts.register import FACTS, known_facts, ownership_changes
from publishing import workflow
from publishing.models import PublishedRecord
from tests import factories

pytestmark = pytest.mark.django_db


def lanes(page):
    """{name of the lane: its entries} of a mine's page."""
    return {str(lane.name): lane.entries for lane in page.context["timeline"].lanes}


def table(page):
    """The rows of the table under the time line: lane and the texts of its cells."""
    body = page.text[page.text.index('id="table"') :]
    body = body[: body.index("</tbody>")]
    rows = re.findall(r"<tr>(.*?)</tr>", body, re.DOTALL)
    cells = [
        [
            re.sub(r"<[^>]+>", "", cell).strip()
            for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)
        ]
        for row in rows
    ]
    return [cell for cell in cells if cell][1:]


@pytest.fixture
def mine():
    """A published mine with a published conflict about it."""
    made = factories.published_conflict()
    return made.mines.get()


def test_the_lanes_of_a_mine_are_there_even_where_they_are_empty(client):
    made = factories.published_mine()

    page = client.get(f"/mines/{made.slug}/")

    assert list(lanes(page)) == [
        "Licence holders",
        "Licences",
        "Status",
        "Court cases",
        "Demonstrations, peaceful",
        "Demonstrations, violent",
        "Events",
        "Talks and dialogues, same oblast",
        "Partnerships, same oblast",
    ]
    assert lanes(page)["Court cases"] == []
    assert "nothing on record" in page.text


def test_the_table_holds_every_entry_of_the_time_line(client, mine):
    page = client.get(f"/mines/{mine.slug}/")

    drawn = sum(len(entries) for entries in lanes(page).values())
    empty = sum(not entries for entries in lanes(page).values())
    assert len(table(page)) == drawn + empty


def test_a_dash_is_not_reported_and_a_nought_is_none(client):
    made = factories.conflict()
    made.tallies.filter(kind="court_cases").update(count=0)
    factories.publish(made)

    page = client.get(f"/mines/{made.mines.get().slug}/")

    rows = {row[0]: row for row in table(page) if "dates" in row[1]}
    assert rows["Court cases"][3] == "0"
    assert rows["Demonstrations, violent"][3] == "not reported"
    assert "0: none" in page.text
    ends = {str(lane.name): lane.sum for lane in page.context["timeline"].lanes}
    assert ends["Court cases"] == "0"
    assert ends["Demonstrations, violent"] == "not reported"
    found = client.get(f"/tallies/?mine={made.mines.get().key}&reported=no").context
    assert found["total"] == 1


def test_tallies_and_events_are_never_added(client, mine):
    page = client.get(f"/mines/{mine.slug}/")

    ends = {str(lane.name): lane.sum for lane in page.context["timeline"].lanes}
    assert ends["Demonstrations, peaceful"] == "12"
    # One accident, one decision, one violent and one peaceful demonstration; the hearing stands with the talks.
    assert ends["Events"] == "4"
    assert ends["Talks and dialogues, same oblast"] == "1"


def test_two_sources_that_count_differently_stand_side_by_side(client):
    made = factories.conflict()
    factories.row(
        Tally,
        made,
        kind="peaceful_demonstrations",
        count=9,
        period="1994/2016",
        source=factories.SourceFactory(),
    )
    factories.publish(made)

    page = client.get(f"/mines/{made.mines.get().slug}/")

    ends = {str(lane.name): lane.sum for lane in page.context["timeline"].lanes}
    assert ends["Demonstrations, peaceful"] == "12 / 9"


def test_two_counts_of_one_event_are_both_kept(client):
    made = factories.conflict()
    event = made.events.get(type="public-hearing")
    factories.row(
        EventCount,
        made,
        event=event,
        kind="size",
        minimum=500,
        source=factories.SourceFactory(),
    )
    factories.publish(made)

    text = client.get(f"/conflicts/{made.slug}/").text
    cells = client.get("/events.csv?type=public-hearing")

    assert "100–200" in text and "at least 500" in text
    row = b"".join(cells).decode().splitlines()[1].split(",")
    assert "100" in row and "200" in row


def test_changes_of_ownership_come_from_the_tally_where_holdings_are_not_known(
    client, mine
):
    page = client.get(f"/mines/{mine.slug}/")

    assert page.context["changes"] is None
    assert "Changes of ownership are taken from the tally of a source" in page.text
    assert page.context["timeline"].lanes[0].sum.startswith("7 changes")


def test_changes_of_ownership_are_counted_from_holdings_where_they_are_known(client):
    made = factories.conflict()
    mine = made.mines.get()
    holding = mine.holdings.get()
    holding.until = "2012"
    holding.save()
    factories.row(
        Holding,
        mine,
        licence=holding.licence,
        holder=factories.OrganizationFactory(kind="company"),
        role="licensee",
        since="2012",
    )
    factories.publish(made)

    page = client.get(f"/mines/{mine.slug}/")

    assert page.context["changes"] == 1
    assert "counted from the dated holdings on record" in page.text
    # The tally of the source is not drawn beside them.
    assert not any(entry.is_tally for entry in lanes(page)["Licence holders"])


def test_one_known_holder_is_no_count_of_changes():
    document = factories.published_mine().record.current_version.document

    assert ownership_changes(document) is None


def test_a_register_says_how_many_of_the_six_facts_are_known(client):
    made = factories.published_mine()
    document = made.record.current_version.document

    assert known_facts(document["licences"][0], document) == list(FACTS)
    assert "6 of 6 facts known" in client.get(f"/mines/{made.slug}/").text
    bare = {"n": 1, "cite": {}}
    assert known_facts(bare, {}) == []


def test_each_mark_leads_to_a_note_of_its_source(client, mine):
    text = client.get(f"/mines/{mine.slug}/").text

    figure = re.search(r'<figure class="tl">.*?</figure>', text, re.DOTALL)[0]
    marks = set(re.findall(r'href="#(n\d+)"', figure))
    notes = set(re.findall(r'<li id="(n\d+)"', text))
    assert marks and marks <= notes
    entries = sum(
        len(found) for found in lanes(client.get(f"/mines/{mine.slug}/")).values()
    )
    assert len(re.findall(r'<a href="#n\d+" aria-label="Source of', figure)) == entries


def test_the_time_line_asks_for_no_script_and_no_style(client, mine):
    text = client.get(f"/mines/{mine.slug}/").text

    assert not re.findall(r"<script(?![^>]*\bsrc=)", text)
    assert "style=" not in text


def test_a_mine_shows_the_partnerships_of_its_oblast_and_no_others(client, mine):
    near = factories.published_case(title_en="Near the mine")
    far = factories.case(title_en="Far from it")
    far.places.update(place=factories.place("KG-N", "Naryn"))
    factories.publish(far)

    found = [
        str(entry.what)
        for entry in lanes(client.get(f"/mines/{mine.slug}/"))[
            "Partnerships, same oblast"
        ]
    ]

    assert len(found) == 1 and near.title_en in found[0]


def test_a_withdrawn_conflict_is_not_on_the_page_of_its_mine(client, administrator):
    made = factories.published_conflict()
    mine = made.mines.get()
    workflow.withdraw(made.record, administrator, "An error.")

    page = client.get(f"/mines/{mine.slug}/")

    assert lanes(page)["Demonstrations, peaceful"] == []


def test_the_heading_of_a_mine_states_the_counts(client, mine):
    text = client.get(f"/mines/{mine.slug}/").text

    heading = re.sub(r"<[^>]+>", "", re.search(r"<h1>(.*?)</h1>", text, re.DOTALL)[1])
    assert heading == (
        f"{mine.name_en}: 7 changes of ownership, 2 court cases, 12 peaceful demonstrations"
    )


def test_a_conflict_says_what_was_done_and_recommended_about_it(client, published_all):
    text = client.get(f"/conflicts/{published_all['conflict'].slug}/").text

    for kind in ("response", "recommendation", "case", "dialogue"):
        row = PublishedRecord.objects.get(key=published_all[kind].key)
        assert row.get_absolute_url() in text, kind


def test_a_conflict_is_not_published_without_a_mine():
    made = factories.ConflictFactory()

    fields = [lack.field for lack in workflow.lacks(made.record)]

    assert "mines" in fields


def test_an_event_carries_its_place_and_never_a_point():
    made = factories.published_conflict()
    document = made.record.current_version.document

    assert "latitude" not in str(document)
    assert Conflict.objects.get().events.count() == len(document["events"])


def test_a_mine_and_a_conflict_say_what_else_is_on_record_in_their_place(
    client, published_all, take_up, django_assert_max_num_queries
):
    take_up()
    for kind, path in (("mine", "mines"), ("conflict", "conflicts")):
        address = f"/{path}/{published_all[kind].slug}/"
        client.get(address)
        # The record, names of records, places and terms; what names it; a mine's neighbours; what is in its place.
        with django_assert_max_num_queries(7):
            page = client.get(address).text

        assert 'href="/cases/?place=KG-T"' in page
        assert f'href="/{path}/?place=KG-T"' not in page


def test_a_mine_leads_to_the_comparison_with_itself_chosen(client, mine):
    page = client.get(f"/mines/{mine.slug}/").text

    assert f'<a href="/compare/?with={mine.key}">' in page


@pytest.mark.parametrize(
    ("kind", "path"),
    [("mine", "mines"), ("conflict", "conflicts"), ("response", "responses")],
)
def test_all_anchors_on_the_page_lead_somewhere(client, published_all, kind, path):
    page = client.get(f"/{path}/{published_all[kind].slug}/").text
    ids = re.findall(r' id="([^"]+)"', page)

    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)
