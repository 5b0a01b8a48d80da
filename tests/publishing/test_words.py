"""What a reader types: words, phrases, exclusions; stems, alphabets, ranks, passages; and what cannot be searched."""

import pytest

from publishing import index, words
from publishing.engines import engine
from publishing.passages import passage
from publishing.search import searchable, stem
from tests import factories
from tests.prepared import prepared


@prepared
def titled():
    """Three published case studies with a title in each language."""
    titles = {
        "en": ["Clean water for schools", "A school of water", "Policies of mining"],
        "ru": ["Чистая вода в школах", "Водный союз", "Дороги"],
        "ky": ["Мектептерге таза суу", "Өзгөн айылдары", "Жолдор"],
    }
    for place in range(3):
        columns = {f"title_{lang}": names[place] for lang, names in titles.items()}
        factories.published_case(slug=f"case-{place}", summary_en=".", **columns)


@pytest.fixture
def found(client, titled):
    """Searches the list of cases by their titles."""

    def search(text, sort=""):
        page = client.get("/cases/", {"q": text, "sort": sort})
        assert page.context["faults"] == []
        assert index.current() is not None
        return {row.slug[-1] for row in page.context["rows"]}

    return search


@pytest.mark.parametrize(
    ("text", "hits"),
    [
        ("water", "01"),
        ("waters", "01"),
        ("wat", "01"),
        ("policy", "2"),
        ("POLICY", "2"),
        ("school water", "01"),
        ("schools", "01"),
        ('"clean water"', "0"),
        ('"water clean"', ""),
        ("«clean water»", "0"),
        ("“school of water”", "1"),
        ("water -clean", "1"),
        ('water -"clean water"', "1"),
        ("-water", "2"),
        ("вода", "0"),
        ("воды", "0"),
        ("водой", "0"),
        ("школа", "0"),
        ("Узген", ""),
        ("Өзгөн", "1"),
        ("ozgon", "1"),
        ("озгон", "1"),
        ("таза суу", "0"),
        ("taza suu", "0"),
        ("айыл", "1"),
        ("nothing", ""),
        ("water AND", ""),
        ("water NEAR(clean)", ""),
        ("title:water", ""),
        ("wat*", "01"),
        ("water)", "01"),
        ('water "', "01"),
        ("^water", "01"),
        ("water & | !", "01"),
        ("water:*", "01"),
        ("water' OR '1'='1", ""),
        ("wat%", "01"),
        ("wat_r", ""),
    ],
)
def test_a_search_finds(found, text, hits):
    assert found(text) == set(hits)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("!!!", "There is no word in “!!!” to search for."),
        ('""', "There is no word"),
        ("a " * 13 + "b c d e f g h i j k l m n", "at most 12 words"),
        ("x" * 10_000, "at most 200 characters"),
    ],
)
def test_what_cannot_be_searched_is_said_and_refused_in_a_table(
    client, found, text, sentence
):
    page = client.get("/cases/", {"q": text})
    table = client.get("/cases.csv", {"q": text})

    assert sentence in page.context["faults"][0]
    assert page.context["total"] == 0
    assert table.status_code == 400
    assert sentence in table.text


@pytest.mark.parametrize("path", ["/search/", "/cases/", "/contributions/"])
@pytest.mark.parametrize(
    "query",
    [
        "q=%01%1f%7f",
        "q=%ff%fe",
        "q=" + "%F0%9F%98%80" * 40,
        "q=%27%22%5C%3B--",
        "page=99999999999999999999",
        "page=%D9%A3",
        "sort=%01",
        "place=" + "&place=".join(f"KG-{n}" for n in range(500)),
        "not-place=KG-T&place=KG-T",
        "from=-1&to=99999",
        "amount-from=1e400&currency=USD",
        "amount-from=NaN&currency=USD",
        "nosuch=1",
        "kind=nosuch",
        "q=" + "a" * 5000,
    ],
)
def test_nothing_in_an_address_is_an_error_of_the_site(client, found, path, query):
    page = client.get(f"{path}?{query}")
    table = client.get(f"{path.rstrip('/')}.csv?{query}")

    assert page.status_code in (200, 400, 404)
    assert page.context["faults"] or page.context["total"] is not None
    assert table.status_code == (400 if page.context["faults"] else 200)


def test_a_hundred_values_are_many_and_more_are_refused(client, db):
    codes = [f"KG-{n}" for n in range(101)]
    for code in codes:
        factories.place(code, code)

    most = client.get("/cases/", {"place": codes[:100]})
    more = client.get("/cases/", {"place": codes})
    both = client.get("/cases/", {"place": codes[:60], "not-place": codes[50:]})

    assert most.context["faults"] == []
    assert "at most 100 values" in more.context["faults"][0]
    assert "at most 100 values" in both.context["faults"][0]


def test_a_value_is_left_out(client, found):
    factories.SectorFactory(code="health")
    other = factories.published_case(slug="other", title_en="Other")
    other.sectors.clear()
    other.sectors.create(code="roads", name_en="Roads")
    factories.publish(other)

    page = client.get("/cases/?not-sector=education")
    panel = next(p for p in page.context["panels"] if p.facet.name == "sector")

    assert [row.slug for row in page.context["rows"]] == ["other"]
    assert {e.value: (e.count, e.excluded) for e in panel.entries} == {
        "education": (3, True),
        "roads": (1, False),
    }
    assert 'name="not-sector" value="education" checked' in page.text


def test_a_search_that_takes_too_long_says_so_and_shows_nothing(
    client, found, settings, monkeypatch
):
    slow = {
        "sqlite": "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
        "SELECT count(*) FROM n",
        "postgresql": "SELECT pg_sleep(30)",
    }

    def ids(self, token, is_prefix):
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute(slow[connection.vendor])

    settings.SEARCH_SECONDS = 0.1
    monkeypatch.setattr(type(engine()), "ids", ids)
    words.forget()

    page = client.get("/cases/?q=water")
    table = client.get("/cases.csv?q=water")

    assert "takes too long" in page.context["faults"][0]
    assert page.context["total"] == 0
    assert page.status_code == 400
    assert table.status_code == 400
    assert client.get("/cases/").context["total"] == 3


def test_titles_come_first_then_records_then_rows_of_records(client, db):
    factories.published_case(slug="in-text", title_en="A", summary_en="Of irrigation.")
    factories.published_case(slug="in-title", title_en="Zone of irrigation")

    page = client.get("/search/?q=irrigation")
    own = client.get("/cases/?q=irrigation")
    by_title = client.get("/cases/?q=irrigation&sort=title")

    rows = page.context["rows"]
    assert [row.slug for row in rows if row.kind == "case"] == ["in-title", "in-text"]
    kinds = [row.parent_id is None for row in rows]
    assert kinds == sorted(kinds, reverse=True)
    assert own.context["sort"] == "relevance"
    assert [row.slug for row in own.context["rows"]] == ["in-title", "in-text"]
    assert [row.slug for row in by_title.context["rows"]] == ["in-text", "in-title"]


@pytest.mark.parametrize(
    ("text", "search", "shown"),
    [
        ("Clean <b>water</b> here", "water", "Clean &lt;b&gt;<mark>water</mark>"),
        ("Clean waters here", "water", "<mark>waters</mark>"),
        ("Their policies", "policy", "<mark>policies</mark>"),
        ("Чистая вода", "воды", "<mark>вода</mark>"),
        ("Таза суу", "taza", "<mark>Таза</mark>"),
        ("w " * 40 + "water" + " x" * 40, "water", "… w w w w w w w w <mark>water"),
    ],
)
def test_the_passage_shows_the_words_marked(text, search, shown):
    made = passage(*searchable([], [("", text)]), words.read(search))

    assert shown in made.html
    assert "<b>" not in made.html


def test_the_passage_is_taken_from_the_text_in_the_readers_language():
    texts = [("ru", "Өзгөн по-русски"), ("en", "Өзгөн in English"), ("ky", "Өзгөн")]

    made = passage(*searchable([], texts), words.read("ozgon"))

    assert made.html == "<mark>Өзгөн</mark> in English"
    assert made.language == ""


def test_the_passage_of_another_language_says_which():
    made = passage(*searchable([], [("ky", "Өзгөн айылы")]), words.read("ozgon"))

    assert made.language == "ky"


@pytest.mark.parametrize(
    ("word", "language", "expected"),
    [
        ("waters", "en", "water"),
        ("воды", "ru", "vod"),
        ("воды", "", "vod"),
        ("waters", "", "water"),
        ("айылдар", "ky", ""),
        ("вода", "en", ""),
    ],
)
def test_stems(word, language, expected):
    assert stem(word, language) == expected


def test_a_page_of_a_search_shows_passages(client, found):
    page = client.get("/cases/?q=water")

    assert "<mark>water</mark>" in page.text
