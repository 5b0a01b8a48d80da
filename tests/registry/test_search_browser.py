"""Searching in a real browser: suggestions by keyboard and by hand, boxes that leave out, narrow, dark and printed."""

import re
from urllib.parse import quote

import pytest

from tests.browser import MARKS, faults

pytestmark = MARKS
PAGES = {
    "everything": "/search/",
    "words": "/search/?q=water",
    "Kyrgyz words": "/search/?q=" + quote("суу"),
    "in Kyrgyz": "/ky/search/?q=" + quote("суу"),
    "parts": "/search/?kind=tally&kind=finding&q=talas",
    "other spellings": "/search/?q=vodaa",
    "wrong": "/search/?sector=none-such",
    "left out": "/cases/?place=KG-T&not-sector=education",
    "findings": "/findings/?not-place=KG-T",
}


def type_in(page, text):
    """Types into the box of the page as fast as a person, and gives the box."""
    box = page.locator("#q")
    box.press_sequentially(text, delay=30)
    return box


def suggested(page):
    """The labels of the suggestions that are open, once there are some."""
    page.locator("#offers:not([hidden])").wait_for()
    return page.locator("#offers [role=option] > span").all_inner_texts()


def asked_for(page):
    """The texts for which suggestions were asked."""
    return [url.split("?q=")[1] for url in page.asked if "/suggest/?q=" in url]


@pytest.mark.parametrize(
    ("path", "width", "scheme"),
    [
        *((path, 360, "light") for path in PAGES.values()),
        *((path, 1280, "dark") for path in PAGES.values()),
    ],
)
def test_a_search_is_accessible_and_fits_with_its_filters_open(
    open_page, path, width, scheme
):
    page = open_page(path, width, color_scheme=scheme, bypass_csp=True)
    if width < 992:
        page.locator("details.facets > summary").click()

    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert faults(page) == []


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
def test_the_security_policy_blocks_nothing_of_a_search(open_page, path):
    page = open_page(path)

    assert page.complaints == []


# Suggestions


@pytest.mark.parametrize(
    ("path", "width", "scheme"),
    [("/", 360, "light"), ("/cases/", 1280, "dark"), ("/ky/", 360, "dark")],
)
def test_open_suggestions_are_accessible_and_fit(open_page, path, width, scheme):
    page = open_page(path, width, color_scheme=scheme, bypass_csp=True)

    type_in(page, "talas")
    labels = suggested(page)
    page.keyboard.press("ArrowDown")

    assert 3 < len(labels) <= 16
    assert faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    heights = page.locator("#offers [role=option]").evaluate_all(
        "options => options.map(option => option.getBoundingClientRect().height)"
    )
    assert min(heights) >= 24


def test_the_box_is_a_combobox_that_says_what_is_open_and_chosen(open_page):
    page = open_page("/cases/")
    box = page.get_by_role("combobox", name="Search the whole registry")
    assert box.get_attribute("aria-expanded") == "false"

    type_in(page, "ozgon")
    suggested(page)

    assert box.get_attribute("aria-expanded") == "true"
    assert box.get_attribute("aria-controls") == "offers"
    assert box.get_attribute("aria-activedescendant") is None
    options = page.get_by_role("listbox", name="Suggestions").get_by_role("option")
    count = options.count()
    assert page.get_by_role("group", name="Places").get_by_role("option").count() == 2
    assert page.locator("form.find [role=status]").inner_text().startswith(f"{count} ")
    for step in range(count):
        page.keyboard.press("ArrowDown")
        chosen = options.nth(step)
        assert chosen.get_attribute("aria-selected") == "true"
        assert box.get_attribute("aria-activedescendant") == chosen.get_attribute("id")
        assert page.locator("#offers [aria-selected=true]").count() == 1
    page.keyboard.press("ArrowDown")
    assert box.get_attribute("aria-activedescendant") is None
    page.keyboard.press("ArrowUp")
    assert options.nth(count - 1).get_attribute("aria-selected") == "true"
    assert page.evaluate("document.activeElement.id") == "q"


def test_enter_opens_what_is_chosen_and_searches_where_nothing_is(open_page):
    page = open_page("/cases/")

    type_in(page, "ozgon")
    suggested(page)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/places/41706255000000/")

    type_in(page, "ozgon")
    suggested(page)
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=ozgon")
    assert page.locator("#q").input_value() == "ozgon"


def test_escape_closes_and_the_text_stays(open_page):
    page = open_page("/cases/")

    box = type_in(page, "ozgon")
    suggested(page)
    page.keyboard.press("Escape")

    assert not page.locator("#offers").is_visible()
    assert box.get_attribute("aria-expanded") == "false"
    assert box.input_value() == "ozgon"
    page.keyboard.press("ArrowDown")
    assert page.locator("#offers").is_visible()


def test_a_click_opens_a_suggestion_and_leaving_the_box_closes_them(open_page):
    page = open_page("/ky/")

    type_in(page, "education")
    suggested(page)
    page.keyboard.press("Tab")
    assert not page.locator("#offers").is_visible()

    page.locator("#q").fill("educatio")
    suggested(page)
    page.locator("#offers [role=option][href*='sector=education']").click()
    page.wait_for_url("**/ky/search/?sector=education")


def test_one_request_is_made_once_the_typing_pauses_and_none_for_the_same_text(
    open_page,
):
    page = open_page("/cases/")

    box = page.locator("#q")
    box.focus()
    # All letters at once, so that a slow machine makes no pause between them.
    box.evaluate(
        """(box) => {
            for (const text of ["ta", "tal", "tala", "talas"]) {
                box.value = text;
                box.dispatchEvent(new Event("input", { bubbles: true }));
            }
        }"""
    )
    first = suggested(page)
    assert asked_for(page) == ["talas"]
    with page.expect_request(re.compile(r"/suggest/\?q=tala$")):
        box.fill("tala")
    page.wait_for_timeout(400)
    for text in ("talas", "talas ", " talas"):
        box.fill(text)
        page.wait_for_timeout(400)
    assert asked_for(page) == ["talas", "tala"]
    assert suggested(page) == first
    box.fill("t")
    page.wait_for_timeout(400)
    assert not page.locator("#offers").is_visible()
    box.fill("x" * 61)
    page.wait_for_timeout(400)
    assert asked_for(page) == ["talas", "tala"]


def test_an_answer_that_comes_late_is_dropped(open_page):
    page = open_page("/cases/")
    held = []
    page.route(re.compile(r"/suggest/\?q=oz$"), lambda route: held.append(route))

    box = type_in(page, "oz")
    page.wait_for_timeout(400)
    box.press_sequentially("gon")
    before = suggested(page)
    held[0].fulfill(body='<a role="option" id="late" href="/"><span>Late</span></a>')
    page.wait_for_timeout(300)

    assert len(held) == 1
    assert "Late" not in suggested(page)
    assert suggested(page) == before


def test_an_answer_that_comes_after_the_box_was_left_opens_nothing(open_page):
    page = open_page("/cases/")
    held = []
    page.route("**/suggest/?q=*", lambda route: held.append(route))

    type_in(page, "ozgon")
    page.wait_for_timeout(400)
    page.keyboard.press("Tab")
    held[0].continue_()
    page.wait_for_timeout(400)

    assert not page.locator("#offers").is_visible()


def test_without_the_network_nothing_happens_and_with_it_again_all_is_well(open_page):
    page = open_page("/cases/")
    broken = []
    page.on("pageerror", lambda error: broken.append(error))
    page.context.set_offline(True)

    box = type_in(page, "ozgon")
    page.wait_for_timeout(400)
    assert not page.locator("#offers").is_visible()
    assert broken == []

    page.context.set_offline(False)
    box.fill("ozgo")
    page.wait_for_timeout(400)
    box.fill("ozgon")
    assert len(suggested(page)) >= 2


def test_a_server_that_fails_is_passed_over(open_page):
    page = open_page("/cases/")
    page.route("**/suggest/?q=*", lambda route: route.fulfill(status=500, body="<p>"))

    type_in(page, "ozgon")
    page.wait_for_timeout(400)

    assert not page.locator("#offers").is_visible()
    assert page.locator("#offers").inner_html() == ""


def test_without_javascript_the_box_searches(open_page):
    page = open_page("/ky/", java_script_enabled=False)

    page.locator("#q").fill("суу")
    assert page.locator("#q").get_attribute("role") is None
    page.locator("#q").press("Enter")

    page.wait_for_url("**/ky/search/?q=*")
    assert page.locator(".passage mark").first.inner_text().casefold().startswith("суу")


# Lists


def test_a_value_is_left_out_by_its_second_box(open_page):
    page = open_page("/search/?q=water&sort=title")

    page.get_by_label("Leave out: Case studies").check()
    page.get_by_role("button", name="Show results").click()

    page.wait_for_url("**/search/?*not-kind=case*")
    assert "sort=title" in page.url
    line = page.locator(".f.is-excluded")
    assert line.count() == 1
    name = line.locator("label:first-child > span").first
    assert "line-through" in name.evaluate(
        "name => getComputedStyle(name).textDecoration"
    )
    assert page.get_by_label("Leave out: Case studies").is_checked()
    assert page.locator(".card", has_text="Partnership 1").count() == 0


@pytest.mark.parametrize("width", [360, 1280])
def test_both_boxes_of_a_line_are_large_enough_for_a_finger(open_page, width):
    page = open_page("/cases/?place=KG-T&not-sector=education", width)
    if width < 992:
        page.locator("details.facets > summary").click()

    boxes = page.locator(".f > label:visible").evaluate_all(
        "labels => labels.map(label => label.getBoundingClientRect())"
        ".map(box => [box.width, box.height])"
    )

    assert len(boxes) > 40
    assert min(min(box) for box in boxes) >= 24


def test_a_value_without_records_can_neither_be_chosen_nor_left_out(open_page):
    page = open_page("/search/?q=vodaa")

    line = page.locator(".f.is-off").first
    assert line.locator("input").first.is_disabled()
    assert not line.locator(".out input").is_visible()


def test_another_spelling_leads_to_records(open_page):
    page = open_page("/search/?q=vodaa")

    page.locator(".note", has_text="Did you mean").get_by_role("link").first.click()

    page.wait_for_url(lambda url: "vodaa" not in url)
    assert page.locator(".card").count() > 3
    assert page.locator(".passage mark").count() > 3


def test_the_bar_of_a_part_runs_on_beside_the_word_for_its_kind(open_page):
    page = open_page("/search/?kind=tally")

    word, card = page.locator(".says").first, page.locator(".says + .card").first
    colours = [
        found.evaluate("box => getComputedStyle(box, '::before').backgroundColor")
        for found in (word, card)
    ]
    assert colours[0] == colours[1] != "rgba(0, 0, 0, 0)"


def test_in_print_the_hits_stay_and_the_boxes_go(open_page):
    page = open_page("/search/?q=water")

    page.emulate_media(media="print")

    assert page.locator(".passage mark").first.is_visible()
    assert not page.locator("form.find").is_visible()
    assert not page.locator(".hint").is_visible()
    assert not page.locator(".out").first.is_visible()
