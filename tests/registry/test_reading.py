"""What lists and places say once, where a list is empty, and what is left of a page without its style sheets."""

import re

import pytest

from cases.models import CasePlace
from publishing.templatetags.published import innermost
from tests.factories import (
    SectorFactory,
    case,
    dialogue,
    place,
    publish,
    row,
    village,
)

pytestmark = pytest.mark.django_db

# Pages with each sort of drawing: marks of kinds, maps, time lines, tallies, charts.
DRAWN = (
    "/",
    "/cases/?place=KG-T",
    "/conflicts/",
    "/places/KG-T/",
    "/charts/?place=KG-T",
    "/funding/",
    "/findings/library/?place=KG-T",
    "/findings/factors/",
    "/compare/",
)


def where(page):
    """The line of a card that says what it is, when and where."""
    return re.search(r'<p class="where">.*?</p>', page).group()


def test_a_card_names_a_place_and_not_also_the_oblast_that_it_lies_in(client):
    made = case()
    row(CasePlace, made, place=village(), role="site")
    publish(made)

    line = where(client.get("/cases/").text)

    assert line.count("Talas") == 1
    assert "Kopuro-Bazar" in line


def test_places_of_a_card_stand_once_and_in_their_order_and_the_country_hides_none():
    class Found:
        def __init__(self, parent, is_home=False):
            self.detail = {"parent": parent, "is_home": is_home}

    class Names:
        found = {
            "KG": Found("", is_home=True),
            "KG-T": Found("KG"),
            "aimak": Found("KG-T"),
            "KG-O": Found("KG"),
        }

        def get(self, family, code):
            return self.found[code]

    rows = [{"place": code} for code in ("KG", "KG-T", "aimak", "KG-O", "aimak")]

    shown = innermost({"names": Names()}, rows, 3)

    assert [row["place"] for row in shown] == ["KG", "aimak", "KG-O"]


def test_a_dialogue_of_many_sectors_names_five_and_counts_the_others(client):
    made = dialogue()
    names = "abcdefg"
    made.sectors.set([SectorFactory(code=n, name_en=f"Sector {n}") for n in names])
    publish(made)

    page = client.get("/dialogues/").text
    card = page[page.index('<article class="card') : page.index("</article>")]

    assert card.count("<li>Sector ") == 5
    assert "<li>2 more</li>" in card


def test_an_empty_list_without_a_filter_blames_no_filter(client):
    page = client.get("/events/").text

    assert "Nothing is published here yet." in page
    assert "No record has all of this." not in page


def test_the_kind_of_a_place_is_not_said_twice(client):
    place()
    place("KG-T-1", "Manas rayon", "rayon", "KG-T")
    place("KG-T-2", "Maimak", "town", "KG-T")

    page = client.get("/places/KG-T/").text

    assert 'Maimak</a> <span class="dim">town</span>' in page
    assert "Manas rayon</a></span>" in page


def test_one_line_of_a_source_is_not_a_range_of_lines(client):
    made = case()
    made.findings.update(first_line=7, last_line=7)
    publish(made)

    page = client.get("/findings/").text

    assert ", line 7" in page
    assert "lines 7" not in page


@pytest.mark.parametrize("address", DRAWN)
def test_no_drawing_fills_the_screen_without_the_style_sheets(
    client, published_all, address
):
    page = client.get(address).text

    drawings = re.findall(r"<svg\b[^>]*>", page)
    assert drawings
    assert [one for one in drawings if not re.search(r' (width|height|x)="', one)] == []
