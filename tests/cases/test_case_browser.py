"""Record pages in a browser: folds that open by an address and on paper, contents that stay in view, axe."""

import pytest

from tests.browser import MARKS, faults, received

pytestmark = MARKS
LONGEST = "/cases/coa-bishkek/"
PAGES = (
    "/cases/alga-issyk-ata/",
    "/ky/cases/coa-bishkek/",
    "/mines/jerui/",
    "/conflicts/jerui-conflict/",
    "/projects/budget-partnership-initiative-leilek/",
    "/organizations/alga/",
    "/dialogues/national-dialogue-2021-11-15/",
    "/sources/handbook-2006/",
    "/cases/alga-issyk-ata/versions/",
)
FOLDED = "[...document.querySelectorAll('details.fold:not([open]) [id]')]"
VISIBLE = "id => document.getElementById(id).checkVisibility()"


def test_the_address_of_a_row_in_a_fold_opens_it(open_page):
    rows = open_page(LONGEST).evaluate(f"{FOLDED}.map(row => row.id)")
    assert rows

    for row in (rows[0], rows[-1]):
        assert not open_page(LONGEST).evaluate(VISIBLE, row)
        assert open_page(f"{LONGEST}#{row}").evaluate(VISIBLE, row)


def test_what_is_folded_is_printed(open_page):
    page = open_page(LONGEST)
    hidden = f"{FOLDED}.filter(row => !row.checkVisibility()).length"
    assert page.evaluate(hidden)

    page.emulate_media(media="print")

    assert not page.evaluate(hidden)


def test_the_contents_stay_in_view_beside_a_long_record(open_page):
    page = open_page(LONGEST)

    page.evaluate("scrollTo({top: 6000, behavior: 'instant'})")

    box = page.evaluate(
        "document.querySelector('.onpage').getBoundingClientRect().toJSON()"
    )
    assert 0 <= box["top"] < box["bottom"] <= 800


def test_a_mark_leads_to_its_note_and_the_note_back(open_page):
    page = open_page(LONGEST)

    page.click("#m2")
    assert page.url.endswith("#n2")
    page.click("#n2 .up")

    assert page.url.endswith("#m2")


def test_the_roles_are_joined_by_lines_at_every_width(open_page):
    for width in (320, 768, 1280):
        page = open_page(LONGEST, width=width)

        lines = page.evaluate(
            "[...document.querySelectorAll('.who-for > li')].map("
            "card => getComputedStyle(card, '::before'))"
            ".map(line => parseFloat(line.borderLeftWidth)"
            " + parseFloat(line.borderTopWidth))"
        )

        assert lines
        assert all(lines), width


@pytest.mark.parametrize("path", PAGES)
def test_no_record_page_scrolls_sideways_at_320(open_page, path):
    page = open_page(path, width=320)

    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert page.complaints == []


@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_on_record_pages(open_page, path):
    for options in (
        {"width": 1280, "color_scheme": "light"},
        {"width": 360, "color_scheme": "dark"},
    ):
        page = open_page(path, bypass_csp=True, **options)

        assert faults(page) == [], options


def test_the_longest_record_weighs_at_most_60_kilobytes(browser, address):
    url = f"{address}/ky/cases/alga-issyk-ata/"

    assert 20_000 < received(browser, url, width=1280) <= 60_000
