"""Partnership and conflict in one place: one time line, and words that claim no cause."""

import pytest

from publishing import workflow
from registry import lens
from tests import factories

pytestmark = pytest.mark.django_db


def in_talas(**columns):
    return factories.published_case(**columns)


def phases(page):
    """{phase: titles of its case studies} of a place's page."""
    return {
        phase.name: sorted(row.title_en for row in phase.rows)
        for phase in page.context["phases"]
    }


def test_partnerships_stand_before_during_and_after_the_conflicts(client):
    factories.published_conflict(period="1994/2016")
    in_talas(title_en="Early", period="1990/1993")
    in_talas(title_en="Lasting", period="1992/1995")
    in_talas(title_en="Within", period="2001/2006")
    in_talas(title_en="Late", period="2017/..")
    in_talas(title_en="Some time", period="")

    page = client.get("/places/KG-T/")

    assert phases(page) == {
        "before": ["Early"],
        "during": ["Lasting", "Within"],
        "after": ["Late"],
        "undated": ["Some time"],
    }


def test_a_conflict_that_goes_on_has_no_after(client):
    factories.published_conflict(period="1994/..")
    in_talas(title_en="Within", period="2001/2006")

    assert list(phases(client.get("/places/KG-T/"))) == ["before", "during"]


def test_without_a_dated_conflict_there_is_no_before_and_after(client):
    in_talas()
    nothing = client.get("/places/KG-T/")
    undated = factories.conflict(period="")
    factories.publish(undated)
    dateless = client.get("/places/KG-T/")

    assert nothing.context["phases"] == dateless.context["phases"] == []
    assert "No mining conflict is on record here" in nothing.text
    assert "is dated, so no before and after can be told" in dateless.text


def test_the_mechanisms_of_a_phase_are_counted_and_lead_to_their_list(client):
    factories.published_conflict()
    in_talas(period="2001")
    in_talas(period="2002")

    page = client.get("/places/KG-T/")

    during = next(p for p in page.context["phases"] if p.name == "during")
    assert during.mechanisms == [("agreement", 2)]
    assert "/cases/?place=KG-T&amp;mechanism=agreement" in page.text
    found = client.get("/cases/?place=KG-T&mechanism=agreement")
    assert found.context["total"] == 2


def test_the_words_claim_no_cause(client, published_all):
    text = client.get("/places/KG-T/").text

    assert "Two things side by side are not a cause." in text
    for word in ("because of", "led to", "thanks to", "as a result"):
        assert word not in text


@pytest.mark.parametrize("code", ["KG", "KG-T", "41707232829010"])
def test_a_case_a_mine_and_a_dialogue_in_one_place_find_each_other(client, code):
    village = factories.village()
    made = factories.case(title_en="A partnership of the village")
    made.places.update(place=village)
    factories.publish(made)
    mine = factories.published_mine(name_en="A mine near the village")
    dialogue = factories.dialogue(title_en="A dialogue about the village")
    dialogue.places.update(place=village)
    factories.publish(dialogue)

    text = client.get(f"/places/{code}/").text

    for row, path in ((made, "cases"), (mine, "mines"), (dialogue, "dialogues")):
        assert f"/{path}/{row.slug}/" in text


def test_what_was_withdrawn_is_not_on_the_time_line(client, administrator):
    made = factories.published_conflict(title_en="A withdrawn conflict")
    workflow.withdraw(made.record, administrator, "An error.")

    page = client.get("/places/KG-T/")

    assert "A withdrawn conflict" not in page.text


def test_an_undated_partnership_is_counted_and_not_placed(client):
    in_talas(period="")

    page = client.get("/places/KG-T/")

    shapes = page.context["partnership"][0].shapes
    assert [shape.form for shape in shapes] == ["undated"]


def test_a_long_lane_ends_where_its_list_goes_on(client, monkeypatch):
    monkeypatch.setattr(lens, "LONGEST_LANE", 2)
    for year in range(2001, 2005):
        in_talas(period=str(year))

    lane = client.get("/places/KG-T/").context["partnership"][0].lane

    assert len(lane.entries) == 3
    assert str(lane.entries[-1].what).startswith("2 more")
    assert lane.url == "/cases/?place=KG-T"


# Oblasts side by side


def test_oblasts_stand_side_by_side_with_counts_that_their_lists_hold(
    client, published_all
):
    factories.place("KG-N", "Naryn")
    page = client.get("/places/compare/")

    counts = page.context["counts"]["KG-T"]
    for kind, n in counts.items():
        path = {"case": "cases", "project": "projects"}.get(kind, f"{kind}s")
        assert client.get(f"/{path}/?place=KG-T").context["total"] == n, kind
    assert set(counts) == set(lens.COUNTED)
    assert page.context["tallies"]["KG-T"]["violent_demonstrations"] == [None]
    assert "not reported" in page.text
    assert "KG-N" not in page.context["counts"]


def test_the_comparison_costs_the_same_with_one_and_with_ten(
    client, published_all, django_assert_max_num_queries, take_up
):
    # The country, the units, their names, the counts, the tallies.
    take_up()
    with django_assert_max_num_queries(5) as few:
        client.get("/places/compare/")
    for n in range(10):
        factories.published_conflict(slug=f"conflict-{n}-more")
    take_up()
    with django_assert_max_num_queries(5) as many:
        client.get("/places/compare/")

    assert len(few) == len(many)


def test_tallies_of_several_conflicts_are_not_summed(client):
    for n in range(2):
        factories.published_conflict(slug=f"one-of-two-{n}")

    text = client.get("/places/compare/").text

    assert "12 · 12" in " ".join(text.split())
    assert ">24<" not in text
