import pytest

from publishing.search import fold, sort_key
from tests import factories


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ozgon", "өзгөн"),
        ("Озгон", "Өзгөн"),
        ("ЁЛКА", "елка"),
        ("Үч-Коргон", "uch korgon"),
        ("Жаңы-Жер", "Jany jer"),
        ("Джалал-Абад", "Jalal Abad"),
        ("Жалал-Абад", "Djalal-Abad"),
        ("Балыкчы", "Balykchi"),
        ("Chüy", "Чүй"),
        ("Ысык-Көл", "Ysyk-Kol"),
        ("Талас", "TALAS"),
    ],
)
def test_spellings_of_one_word_fold_to_the_same(one, other):
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"), [("Ош", "Уш"), ("Талас", "Тала"), ("Нарын", "Наган")]
)
def test_different_words_fold_differently(one, other):
    assert fold(one) != fold(other)


@pytest.mark.parametrize("text", ["", "  ", "!?", "…"])
def test_text_without_words_folds_to_nothing(text):
    assert fold(text) == ""


def test_titles_sort_by_the_kyrgyz_alphabet():
    words = ["Ява", "Өзгөн", "Ош", "Үмүт", "Умут", "Пик", "Ңан", "Нан", "Alga"]

    assert sorted(words, key=sort_key) == [
        "Alga",
        "Нан",
        "Ңан",
        "Ош",
        "Өзгөн",
        "Пик",
        "Умут",
        "Үмүт",
        "Ява",
    ]


@pytest.mark.parametrize(
    "words", ["Ozgon", "өзгөн", "ОЗГОН", "таза", "Таза суу", "taza", "өзг"]
)
def test_a_list_finds_a_title_in_either_alphabet(client, db, words):
    factories.published_case(title_en="", title_ky="Өзгөн: таза суу үчүн")
    factories.published_case(title_en="Another", slug="another")

    response = client.get("/cases/", {"q": words})

    assert [row.title_ky for row in response.context["rows"]] == [
        "Өзгөн: таза суу үчүн"
    ]


def test_a_list_finds_a_case_by_the_name_of_its_organization_and_of_its_oblast(
    client, published_case
):
    for words in ("lead of case", "Talas", "талас"):
        assert client.get("/cases/", {"q": words}).context["total"] == 1, words


def test_a_word_that_stands_nowhere_finds_nothing(client, published_case):
    assert client.get("/cases/", {"q": "xylophone"}).context["total"] == 0
