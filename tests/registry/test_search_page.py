"""The page that searches all records: its box, what hits say, suggestions while typing, other spellings."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from publishing import index, words, workflow
from publishing.engines import TooBroad
from publishing.kinds import LISTS
from publishing.models import PublishedRecord
from tests import factories
from tests.prepared import prepared

OPTION = re.compile(
    r'<a role="option"[^>]* href="([^"]+)"><span>(.*?)</span> <small>(.*?)</small></a>'
)


def suggestions(client, text, prefix=""):
    """{group: [(label, what it is, address)]} of the suggestions for a text."""
    response = client.get(f"{prefix}/suggest/", {"q": text})
    assert response.status_code == 200
    groups = re.split(r'<b id="offers-(\w+)"', response.text)[1:]
    return {
        name: [(label, what, url) for url, label, what in OPTION.findall(html)]
        for name, html in zip(groups[::2], groups[1::2], strict=True)
    }


def offers(client, address):
    """(text, query, number of records) of the other spellings that a search offers."""
    page = client.get(address)
    assert page.context["faults"] == []
    return [(o.text, o.query, o.total) for o in page.context["offers"]]


@pytest.fixture
def uzgen(db):
    """A town with a name in each language, in an oblast."""
    factories.place("KG-O", "Osh", ru="Ош", ky="Ош")
    return factories.place(
        "41706255600010", "Uzgen", "town", "KG-O", ru="Узген", ky="Өзгөн"
    )


# The box


@pytest.mark.parametrize("prefix", ["", "/ky", "/ru"])
@pytest.mark.parametrize("path", ["/", "/cases/", "/places/", "/about/", "/search/"])
def test_the_one_box_of_a_page_searches_everything_in_its_language(
    client, published_case, prefix, path
):
    page = client.get(prefix + path).text

    forms = re.findall(r'<form class="find[^>]*>', page)
    own = [form for form in forms if "data-suggest" in form]
    assert len(own) == 1
    assert f'action="{prefix}/search/"' in own[0]
    assert f'data-suggest="{prefix}/suggest/"' in own[0]


def test_the_box_is_named_and_holds_what_was_searched_for(client, published_case):
    box = re.compile(r'<input id="q"[^>]* value="([^"]*)"')

    page = client.get("/search/", {"q": 'lead "of case"'}).text

    assert '<label class="vh" for="q">Search the whole registry</label>' in page
    assert box.findall(page) == [escape('lead "of case"')]
    assert box.findall(client.get("/about/").text) == [""]


# The page


def test_the_kinds_are_the_first_panel_and_every_kind_is_found(client, published_all):
    page = client.get("/search/")

    panel = page.context["panels"][0]
    assert panel.facet.name == "kind"
    counts = {entry.value: entry.count for entry in panel.entries}
    assert counts == {
        name: PublishedRecord.objects.public().of(name).count() for name in counts
    }
    assert set(published_all) <= set(counts)


@pytest.mark.parametrize("query", ["", "&q=listening"])
def test_every_hit_says_once_what_kind_of_record_it_is(client, published_all, query):
    kinds = set(PublishedRecord.objects.public().values_list("kind", flat=True))

    for kind in kinds:
        page = client.get(f"/search/?kind={kind}{query}").text
        cards = page.count('<article class="card')
        assert page.count('class="kind"') == cards, kind
        assert cards or query
        if kind == "finding":
            assert page.count('<p class="says">') == cards > 0
            assert str(LISTS[kind].label) in page.split('<p class="says">')[1]
    assert "finding" in kinds


def test_without_the_index_a_hit_says_it_too(client, published_all, monkeypatch):
    monkeypatch.setattr("publishing.index.current", lambda: None)

    page = client.get("/search/", {"kind": "finding"}).text

    assert page.count('<p class="says">') == page.count('<article class="card') > 0


def test_a_list_of_one_kind_does_not_say_the_kind_of_its_parts(client, published_case):
    page = client.get("/findings/").text

    assert '<article class="card' in page
    assert 'class="says"' not in page


def test_the_words_are_marked_in_a_passage_of_a_hit(client, db):
    factories.published_case(
        summary_en="The village bathhouse was repaired & opened <again>."
    )

    page = client.get("/search/", {"q": "bathhouses"}).text

    assert (
        '<p class="passage">The village <mark>bathhouse</mark> was repaired &amp; opened &lt;again&gt;.</p>'
        in page
    )


def test_a_wrong_address_and_a_search_that_is_too_broad_say_different_things(
    client, published_case, monkeypatch
):
    wrong = client.get("/search/?sector=none-such").text

    def found(*args):
        raise TooBroad

    monkeypatch.setattr(words, "found", found)
    broad = client.get("/search/?q=lead").text

    assert "This address cannot be read" in wrong
    assert "This address cannot be read" not in broad
    assert "This search takes too long" in broad
    assert "add a word, or choose a place or a sector" in broad


def test_an_empty_list_names_the_filters_that_can_be_taken_away(client, published_case):
    page = client.get("/cases/?theme=not-stated&place=KG-T").text

    note = re.search(r'<div class="note"><b>No record has all of this.*?</div>', page)
    assert ">Theme: not stated</a>" in note.group()
    assert ">Place: Talas oblast</a>" in note.group()


# Suggestions


@pytest.mark.parametrize("text", ["ozgon", "Өзг", "Узг", "uzg", "өзгөн", " OZGON "])
def test_a_place_is_suggested_by_any_of_its_names_in_either_alphabet(
    client, uzgen, text
):
    assert suggestions(client, text) == {
        "place": [("Uzgen", "town, Osh oblast", "/places/41706255600010/")]
    }


def test_a_suggestion_is_in_the_language_of_the_page(client, uzgen):
    found = suggestions(client, "ozgon", "/ky")["place"]

    assert [(label, url) for label, _what, url in found] == [
        ("Өзгөн", "/ky/places/41706255600010/")
    ]
    assert found[0][1].endswith(", Ош облусу")


@pytest.mark.parametrize("text", ["таз", "taza", "Suu taz", "pure w", "water pu"])
def test_an_organization_is_suggested_by_the_words_of_its_name_in_any_order(
    client, db, text
):
    made = factories.published_organization(
        name_en="Pure water", name_ky="Таза суу", slug="taza", kind="donor"
    )

    found = suggestions(client, text, "/ky")

    assert [url for _label, _what, url in found["organization"]] == [
        f"/ky/organizations/{made.slug}/"
    ]
    label, what, _url = suggestions(client, text)["organization"][0]
    assert (label, what) == ("Pure water", "donor")


def test_a_sector_with_records_leads_to_its_search(client, db):
    factories.published_case()
    sector = factories.SectorFactory(code="unused", name_en="Unused education")

    assert suggestions(client, "educ")["sector"] == [
        ("Education", "all records of the sector", "/search/?sector=education")
    ]
    assert sector.name_en not in client.get("/suggest/?q=educ").text


def test_a_record_is_suggested_by_its_title_with_its_kind(client, db):
    factories.published_case(title_en="Clean <b> water", slug="clean")
    factories.case(title_en="Clean draft", slug="draft")

    assert suggestions(client, "clean")["record"] == [
        ("Clean &lt;b&gt; water", "Case study", "/cases/clean/")
    ]


def test_words_of_a_text_are_no_words_of_a_title(client, db):
    factories.published_case(summary_en="Bathhouse")

    assert suggestions(client, "bathh") == {}


def test_a_withdrawn_record_is_not_suggested(client, editor):
    made = factories.published_case(title_en="Withdrawn water")
    workflow.withdraw(made.record, editor, "It was wrong.")

    assert suggestions(client, "withdrawn") == {}


def test_titles_that_begin_with_the_text_come_first_and_four_are_enough(client, db):
    for n, title in enumerate(
        ["A dam of water", "Before water", "Water E", "Water D", "Clear water"]
    ):
        factories.published_case(title_en=title, slug=f"case-{n}")

    found = [label for label, *_ in suggestions(client, "wat")["record"]]

    assert found == ["Water D", "Water E", "A dam of water", "Before water"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "a",
        "?!",
        "\x01",
        "\x01a",
        "%",
        "__",
        '"',
        "' OR 1",
        "^",
        "* ",
        "🌊",
        "ъь",
    ],
)
def test_odd_input_gets_an_empty_answer(client, published_case, text):
    response = client.get("/suggest/", {"q": text})

    assert response.status_code == 200
    assert 'role="option"' not in response.text


def test_a_text_that_is_too_short_or_too_long_gets_nothing_at_all(
    client, published_case
):
    for text in ("", "l", "lead " * 13, "l" * 10_000):
        assert client.get("/suggest/", {"q": text}).text.strip() == ""
    assert client.get("/suggest/").text.strip() == ""
    assert "suggestion" in client.get("/suggest/?q=lead").text


@pytest.mark.parametrize("text", ["le", "lead of case", "of case lead a b c d e f g h"])
def test_suggestions_take_three_queries_however_many_words(
    client, published_case, text
):
    for n in range(3):
        factories.published_case(title_en=f"Lead of case {n}", slug=f"lead-{n}")
    client.get("/suggest/?q=lead")
    words.forget()

    with CaptureQueriesContext(connection) as asked:
        client.get("/suggest/", {"q": text})

    # The generation; the places, the longest word, the titles.
    statements = [q["sql"] for q in asked if q["sql"].startswith("SELECT")]
    others = [s for s in statements if "publishing_generation" not in s]
    assert len(others) <= 3, others


def test_a_word_that_takes_too_long_is_passed_over(client, uzgen, monkeypatch):
    factories.published_case(title_en="Uzgen")

    def ids(*args):
        raise TooBroad

    monkeypatch.setattr("publishing.engines.SQLite.ids", ids)
    monkeypatch.setattr("publishing.engines.PostgreSQL.ids", ids)

    assert set(suggestions(client, "uzgen")) == {"place"}


def test_without_the_index_places_are_suggested(client, uzgen, monkeypatch):
    monkeypatch.setattr("publishing.index.current", lambda: None)

    assert set(suggestions(client, "uzgen")) == {"place"}


def test_how_many_suggestions_there_are_is_said(client, uzgen):
    assert "1 suggestion;" in client.get("/suggest/?q=uzgen").text
    assert "No suggestions." in client.get("/suggest/?q=zzz").text


# Other spellings


@prepared
def bathhouse():
    """A case study with words in its title that nothing else has."""
    return factories.published_case(title_en="Bathhouse of Chimkent", slug="one")


def test_a_word_that_stands_nowhere_is_offered_in_another_spelling(client, bathhouse):
    found = offers(client, "/search/?q=bathouse")

    assert [text for text, _query, _total in found] == ["Bathhouse"]
    assert found[0][2] == client.get("/search/?q=Bathhouse").context["total"]
    page = client.get("/search/?q=bathouse").text
    assert 'Did you mean: <a href="?q=Bathhouse">Bathhouse</a>' in page


def test_the_rest_of_the_search_and_its_filters_are_kept(client, bathhouse):
    found = offers(client, "/search/?q=chimkent+bathouse&place=KG-T&sort=newest&page=1")

    assert [(text, query) for text, query, _total in found] == [
        ("chimkent Bathhouse", "q=chimkent+Bathhouse&place=KG-T&sort=newest")
    ]


def test_two_wrong_words_are_replaced_together(client, bathhouse):
    found = offers(client, "/search/?q=bathouse+chimkant")

    assert [text for text, _query, _total in found] == ["Bathhouse Chimkent"]


@pytest.mark.parametrize(
    "query",
    [
        pytest.param("q=bathouse&kind=mine", id="the filters leave nothing"),
        pytest.param("q=bathouse&sector=not-stated", id="nor does a facet"),
        pytest.param("q=lead+-bathhous", id="the search finds records"),
        pytest.param("q=zzzzz", id="no spelling is near"),
        pytest.param("kind=mine", id="there are no words"),
        pytest.param("q=aaaaa+bbbbb+ccccc+bathouse", id="too much is wrong"),
    ],
)
def test_no_spelling_is_offered_where_it_would_lead_nowhere(client, bathhouse, query):
    factories.published_mine()

    assert offers(client, f"/search/?{query}") == []


def test_a_word_that_is_left_out_is_not_taken_for_a_wrong_one(client, bathhouse):
    assert offers(client, "/search/?q=bathouse+-zzzzz") == [
        ("Bathhouse -zzzzz", "q=Bathhouse+-zzzzz", 1)
    ]


def test_at_most_three_spellings_are_offered_each_with_records_of_its_own(client, db):
    for n, title in enumerate(["Watera", "Waterb", "Waterc", "Waterd", "Waterb"]):
        factories.published_case(title_en=title, slug=f"case-{n}")

    found = offers(client, "/search/?q=waterx&kind=case")

    assert len(found) == 3
    for text, query, total in found:
        page = client.get(f"/search/?{query}")
        assert page.context["total"] == total > 0
        assert "kind=case" in query, text


def test_one_of_two_spellings_that_find_the_same_is_offered(client, db):
    factories.published_case(title_en="Bathhousea bathhouseb")

    assert len(offers(client, "/search/?q=bathhousex")) == 1


def test_names_of_places_and_of_terms_are_spellings_too(client, uzgen):
    made = factories.case()
    made.places.update(place=uzgen)
    factories.publish(made)
    index.rebuild()

    assert [text for text, *_ in offers(client, "/search/?q=uzzgen")] == ["Uzgen"]
    assert "Education" in {
        text for text, _alike in index.spellings.nearest("edducation")
    }
