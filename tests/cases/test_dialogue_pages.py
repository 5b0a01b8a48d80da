"""The pages of dialogues and recommendations, and what the page of a source says of the source."""

import pytest

from cases.models import Addressee, Participant, RecommendationStatus
from reference.models import SourceFigure
from tests import factories


def page_of(client, made, path):
    response = client.get(f"/{path}/{made.slug}/")
    assert response.status_code == 200
    return response


def test_a_dialogue_page_shows_its_session_participants_and_outcome(client, db):
    made = factories.published_dialogue()

    page = page_of(client, made, "dialogues").text

    for text in (
        "Who met and what it was about.",
        "15 November 2021",
        "A hotel in Bishkek",
        "Session 1: Schools",
        "What schools need.",
        f"Organizer of {made.slug}",
        "Director",
        "An appeal was sent",
        "December 2021",
    ):
        assert text in page, text


def test_participants_of_no_session_come_last_and_by_themselves(client, db):
    made = factories.dialogue()
    other = factories.OrganizationFactory(source=made.source)
    factories.row(Participant, made, organization=other, role="speaker")
    factories.publish(made)

    response = page_of(client, made, "dialogues")

    shown = [
        (session and session["n"], [(role, len(rows)) for role, rows in roles])
        for session, roles in response.context["sessions"]
    ]
    assert shown == [(1, [("organizer", 1)]), (None, [("speaker", 1)])]
    assert "In no session named" in response.text
    assert (
        '<td data-l="Represented by"><span class="ns">not stated</span></td>'
        in response.text
    )


def test_a_dialogue_lists_its_recommendations_by_session_in_their_order(client, db):
    made = factories.published_dialogue()
    first, second = (factories.recommendation(of=made) for _n in range(2))
    outside = factories.recommendation(of=made)
    outside.session = None
    outside.save()
    for entry in (first, second, outside, factories.recommendation()):
        factories.publish(entry)

    response = page_of(client, made, "dialogues")

    groups = [
        (session and session["n"], [row.key for row in rows])
        for session, rows in response.context["recommendations_by_session"]
    ]
    assert groups == [(1, [first.key, second.key]), (None, [outside.key])]
    assert "3 recommendations" in response.text
    assert f"Addressee of {second.slug}" in response.text


def test_a_dialogue_without_date_and_venue_says_that_they_are_not_stated(client, db):
    made = factories.dialogue(date="", venue_en="")
    factories.publish(made)

    page = page_of(client, made, "dialogues").text

    for fact in ("Date", "Venue"):
        assert f'<dt>{fact}</dt><dd><span class="ns">not stated</span></dd>' in page


def test_a_recommendation_page_says_who_is_asked_for_what_and_for_how_much(client, db):
    made = factories.published_recommendation()

    page = page_of(client, made, "recommendations").text

    for text in (
        made.text_en,
        "at least 500 KGS",
        "2019–2025",
        f"Addressee of {made.slug}",
        "the ministry",
        "national",
        f'href="/dialogues/{made.dialogue.slug}/"',
        f'href="/r/{made.dialogue.key}#session-1"',
        "<dt>No. in the source</dt><dd>3</dd>",
    ):
        assert text in page, text


def test_a_recommendation_shows_the_status_in_force_and_the_whole_series(client, db):
    made = factories.recommendation()
    factories.row(RecommendationStatus, made, status="done", date="2023")
    factories.row(RecommendationStatus, made, status="accepted", date="2022")
    factories.publish(made)

    response = page_of(client, made, "recommendations")

    assert response.context["current"]["status"] == "done"
    assert "<dt>Status</dt><dd>done, 2023<sup" in response.text
    assert response.text.count('<tr id="status-') == 3
    assert response.text.count("the latest that is known") == 1


def test_a_recommendation_without_status_and_number_says_not_stated(client, db):
    made = factories.recommendation(
        item="", period="", amount_min=None, amount_exactness="", currency=""
    )
    made.statuses.all().delete()
    factories.publish(made)

    page = page_of(client, made, "recommendations").text

    for fact in ("Status", "No. in the source", "Period", "Money"):
        assert f'<dt>{fact}</dt><dd><span class="ns">not stated</span></dd>' in page, (
            fact
        )


def test_a_recommendation_names_ten_others_of_its_dialogue_and_leads_to_all(client, db):
    dialogue = factories.published_dialogue()
    made = [factories.recommendation(of=dialogue) for _n in range(12)]
    for entry in made:
        factories.publish(entry)

    response = page_of(client, made[3], "recommendations")

    assert [row.key for row in response.context["others"]] == [
        entry.key for entry in (*made[:3], *made[4:11])
    ]
    address = f"/recommendations/?dialogue={dialogue.key}"
    assert f'href="{address}"' in response.text
    assert client.get(address).context["total"] == 12


def test_a_recommendation_of_a_study_names_others_of_the_source(client, db):
    source = factories.SourceFactory()
    made = [factories.recommendation(source=source) for _n in range(2)]
    for entry in made:
        entry.dialogue = entry.session = None
        entry.save()
        factories.publish(entry)

    response = page_of(client, made[0], "recommendations")

    assert [row.key for row in response.context["others"]] == [made[1].key]
    assert f'<a href="/sources/{source.slug}/">' in response.text
    assert "Others of the same source" in response.text


def test_a_recommendation_shows_the_conflicts_it_concerns(client, db):
    made, conflict = factories.recommendation(), factories.published_conflict()
    made.conflicts.add(conflict)
    factories.publish(made)

    page = page_of(client, made, "recommendations").text

    assert f'href="/conflicts/{conflict.slug}/"' in page


def test_an_addressee_is_an_organization_or_the_words_of_the_source_or_a_kind(
    client, db
):
    made = factories.recommendation()
    factories.row(Addressee, made, kind="donor", words="all donors")
    factories.row(Addressee, made, kind="government", level="oblast")
    factories.publish(made)

    card = client.get("/recommendations/").text
    page = page_of(client, made, "recommendations").text

    names = card.split("<dt>Addressed to</dt>")[1].split("</dd>")[0]
    assert f"Addressee of {made.slug}" in names
    assert "<li>all donors</li>" in names
    assert "<li>government body, oblast</li>" in names
    assert page.count('<tr id="addressee-') == 3


def test_the_cards_say_who_met_where_and_how_many(client, db):
    made = factories.dialogue()
    other = factories.OrganizationFactory(source=made.source)
    for _role in ("speaker", "participant"):
        factories.row(Participant, made, organization=other, role=_role)
    factories.publish(made)

    card = client.get("/dialogues/").text

    assert "<dt>Participants</dt><dd>2</dd>" in card
    assert "<dt>Venue</dt><dd>A hotel in Bishkek</dd>" in card


@pytest.mark.parametrize("path", ["dialogues", "recommendations"])
@pytest.mark.parametrize("others", [1, 11])
def test_a_page_costs_at_most_6_queries(
    client, db, django_assert_max_num_queries, take_up, path, others
):
    # At most: the record, the recommendations beside it, and the names of records, places and terms.
    dialogue = factories.published_dialogue()
    for _n in range(others):
        made = factories.recommendation(of=dialogue)
        factories.publish(made)
    shown = {"dialogues": dialogue, "recommendations": made}[path]

    take_up()

    with django_assert_max_num_queries(6):
        page_of(client, shown, path)


def test_the_page_of_a_source_shows_its_kind_and_what_others_state_about_it(client, db):
    report = factories.SourceFactory(title_en="A report")
    study = factories.SourceFactory(kind="study")
    factories.row(
        SourceFigure,
        study,
        source=report,
        locator="Method",
        what_en="Interviews",
        quantity_min=0,
        quantity_exactness="exact",
        unit="people",
    )
    factories.publish(study)

    page = page_of(client, study, "sources").text

    assert "<dt>Kind</dt><dd>study</dd>" in page
    assert '<td class="num" data-l="Figure">0 people</td>' in page
    assert f'<a href="/sources/{report.slug}/">A report</a>' in page
    assert f'<a href="/sources/{report.slug}/">{report.key}</a>, “Method”' in page


def test_a_source_of_no_kind_says_so(client, db):
    made = factories.SourceFactory()
    factories.publish(made)

    page = page_of(client, made, "sources").text

    assert '<dt>Kind</dt><dd><span class="ns">not stated</span></dd>' in page
