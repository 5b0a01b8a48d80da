"""Every kind of page in headless Chromium: narrow and wide, light and dark, by keyboard, without scripts, printed."""

import re
from pathlib import Path

import polib
import pytest

from tests.browser import MARKS, faults, moved, received

pytestmark = MARKS
ROOT = Path(__file__).resolve().parents[2]
PAGES = {
    "home": "/",
    "about": "/about/",
    "missing": "/no-such-page/",
    "list": "/cases/",
    "table": "/cases/?view=table",
    "filtered": "/cases/?place=KG-T&level=not-stated",
    "chosen to compare": "/cases/?with=cs1&with=cs4",
    "empty": "/cases/?place=KG-T&from=1850&to=1851",
    "wrong": "/cases/?sector=none-such",
    "mines": "/mines/",
    "conflicts": "/conflicts/",
    "responses": "/responses/",
    "projects": "/projects/",
    "dialogues": "/dialogues/",
    "recommendations": "/recommendations/",
    "organizations": "/organizations/",
    "sources": "/sources/",
    "findings": "/findings/",
    "contributions": "/contributions/",
    "tallies": "/tallies/",
    "budget lines": "/budget-lines/",
    "places": "/places/",
    "place": "/places/KG-T/",
    "rayon": "/places/41707232000000/",
    "oblasts": "/places/compare/",
    "case": "/cases/lady-shirin-chimkent/",
    "mine": "/mines/jerui/",
    "conflict": "/conflicts/andash-conflict/",
    "response": "/responses/talas-ngos-mediation/",
    "project": "/projects/building-civil-society-networks-in-kyrgyzstan/",
    "dialogue": "/dialogues/national-dialogue-2021-11-15/",
    "recommendation": "/recommendations/national-plan-climate-resilience-water/",
    "organization": "/organizations/alga/",
    "source": "/sources/handbook-2006/",
    "versions": "/cases/lady-shirin-chimkent/versions/",
    "funding": "/funding/",
    "compare": "/compare/",
    "cases compared": "/compare/?with=cs1&with=cs4&with=cs13",
    "mines compared": "/compare/?with=mn1&with=mn2",
    "findings library": "/findings/library/",
    "factors": "/findings/factors/",
    "charts": "/charts/",
    "handbook": "/cases/handbook/",
    "home in Kyrgyz": "/ky/",
    "list in Kyrgyz": "/ky/cases/",
    "case in Kyrgyz": "/ky/cases/lady-shirin-chimkent/",
    "charts in Kyrgyz": "/ky/charts/",
    "compared in Kyrgyz": "/ky/compare/?with=cs1&with=cs4",
    "place in Kyrgyz": "/ky/places/KG-T/",
    "about in Kyrgyz": "/ky/about/",
    "missing in Kyrgyz": "/ky/no-such-page/",
    "mine in Russian": "/ru/mines/taldy-bulak/",
    "library in Russian": "/ru/findings/library/",
}
# All but what is asked in Kyrgyz or Russian there already.
IN_LANGUAGES = [name for name in PAGES if " in " not in name]
# Names that sources write so, and that are shown as they write them.
AS_NAMED = {"Bishkek", "Osh"}
BY_KEYBOARD = (
    "home",
    "list",
    "table",
    "chosen to compare",
    "place",
    "case",
    "mine",
    "conflict",
    "project",
    "source",
    "funding",
    "cases compared",
    "findings library",
    "factors",
    "charts",
    "handbook",
    "missing",
)
LISTS = [
    name
    for name, path in PAGES.items()
    if path.split("?")[0]
    in {
        f"/{kind}/"
        for kind in (
            "cases",
            "mines",
            "conflicts",
            "responses",
            "projects",
            "dialogues",
            "recommendations",
            "organizations",
            "sources",
            "findings",
            "contributions",
            "tallies",
            "budget-lines",
        )
    }
]
RECORDS = (
    "case",
    "mine",
    "conflict",
    "response",
    "project",
    "dialogue",
    "recommendation",
    "organization",
    "source",
    "place",
    "case in Kyrgyz",
)
# What stands in a text only where a template or its words are broken.
BROKEN = re.compile(
    r"\{[{%#]|%\(|%s|\bNone\b|\bnull\b|\bundefined\b|\bNaN\b|object at 0x"
)
# The texts of a page that say themselves to be in its language, piece by piece.
TEXTS = """() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) {
    const text = walker.currentNode.textContent.trim().replace(/\\s+/g, " ");
    const element = walker.currentNode.parentElement;
    if (text && !element.closest("script, style, [lang]:not(html)")) found.push(text);
  }
  return found;
}"""


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
def test_a_page_is_sound_narrow_and_wide_in_light_and_in_dark(open_page, address, path):
    page = open_page(path, 360, color_scheme="light")
    moves = moved(page)
    text = page.evaluate("document.body.innerText")

    assert page.complaints == []
    assert [url for url in page.asked if not url.startswith(address)] == []
    assert moves == []
    assert BROKEN.findall(text) == []
    page.set_viewport_size({"width": 320, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    found = {}
    for width, scheme in (
        (360, "light"),
        (360, "dark"),
        (1280, "dark"),
        (1280, "light"),
    ):
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme)
        # What a scheme changes is colour alone, so that all else is asked once for each width.
        is_first = (width, scheme) in ((360, "light"), (1280, "dark"))
        found[width, scheme] = faults(page, None if is_first else ["color-contrast"])
    assert {view: rules for view, rules in found.items() if rules} == {}


@pytest.mark.parametrize("name", IN_LANGUAGES)
@pytest.mark.parametrize("language", ["ky", "ru"])
def test_a_page_in_another_language_is_all_in_it_and_fits(open_page, language, name):
    file = ROOT / "locale" / language / "LC_MESSAGES" / "django.po"
    translated = {
        entry.msgid
        for entry in polib.pofile(str(file))
        if entry.msgstr and entry.msgstr != entry.msgid
    }

    page = open_page(f"/{language}{PAGES[name]}", 320)

    assert page.evaluate("document.documentElement.lang") == language
    assert sorted((translated - AS_NAMED) & set(page.evaluate(TEXTS))) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


# What can be focused, and what each looks like before it is.
FOCUSABLE = """() => {
  const look = (element) => {
    const near = [element, element.parentElement, element.closest("label"), ...element.children];
    return near.filter(Boolean).map((one) => {
      const style = getComputedStyle(one);
      return [style.outlineStyle, style.outlineWidth, style.outlineColor, style.boxShadow, style.stroke,
        style.strokeWidth, style.borderColor, style.backgroundColor].join();
    }).join("|");
  };
  const found = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]")]
    .filter((element) => element.tabIndex >= 0 && !element.disabled && element.checkVisibility());
  const before = found.map(look);
  window.focused = () => {
    const active = document.activeElement;
    const n = found.indexOf(active);
    const box = active.getBoundingClientRect();
    const isSeen = n >= 0 && look(active) !== before[n] && box.width > 0 && box.height > 0;
    return active === document.body ? null : [n, isSeen, active.outerHTML.slice(0, 150)];
  };
  return found.map((element) => [element.tabIndex, element.outerHTML.slice(0, 150)]);
}"""


@pytest.mark.parametrize(
    ("name", "width"),
    [*((name, 1280) for name in BY_KEYBOARD), ("home", 360), ("list", 360)],
)
def test_everything_is_reached_by_tab_in_the_order_of_the_page_and_seen(
    open_page, name, width
):
    page = open_page(PAGES[name], width)
    elements = page.evaluate(FOCUSABLE)
    reached, unseen, unlisted = [], [], []

    for _press in range(len(elements) + 9):
        page.keyboard.press("Tab")
        focused = page.evaluate("focused()")
        if focused is None:
            break
        n, is_seen, html = focused
        if n < 0:
            unlisted.append(html)
            continue
        reached.append(n)
        if not is_seen:
            unseen.append(html)

    assert [html for index, html in elements if index > 0] == []
    assert [elements[n][1] for n in range(len(elements)) if n not in reached] == []
    assert reached == sorted(reached)
    assert unlisted == []
    assert unseen == []


@pytest.mark.parametrize("name", LISTS)
def test_a_list_weighs_at_most_45_kb_on_the_first_visit(browser, address, name):
    assert 5_000 < received(browser, address + PAGES[name]) <= 45_000


@pytest.mark.parametrize("name", RECORDS)
def test_a_record_weighs_at_most_60_kb_on_the_first_visit(browser, address, name):
    assert 5_000 < received(browser, address + PAGES[name]) <= 60_000


def test_the_first_tab_skips_to_the_content_and_focus_is_seen(open_page):
    page = open_page("/cases/")

    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.evaluate("document.activeElement.getBoundingClientRect().left") >= 0
    page.keyboard.press("Tab")
    style = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert style == "solid"


def test_a_filter_is_chosen_by_keyboard_without_javascript(open_page):
    page = open_page("/cases/", java_script_enabled=False)

    page.locator("input[name=place][value=KG-T]").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Show results").focus()
    page.keyboard.press("Enter")

    page.wait_for_url("**/cases/?*place=KG-T*")
    assert (
        page.get_by_role("heading", level=1).inner_text()
        == "4 partnerships in Talas oblast"
    )


def test_on_a_narrow_screen_the_filters_are_one_button(open_page):
    page = open_page("/cases/", 360)

    summary = page.locator("details.facets > summary")
    assert summary.is_visible()
    assert not page.locator("input[name=place][value=KG-T]").is_visible()
    summary.click()
    assert page.locator("input[name=place][value=KG-T]").is_visible()


def test_a_mark_leads_to_its_note(open_page):
    page = open_page("/cases/lady-shirin-chimkent/")

    page.locator("#finding-1 sup a").click()

    target = page.locator(":target")
    assert "lines" in target.inner_text()
    assert target.is_visible()


@pytest.mark.parametrize("path", ["/mines/jerui/", "/places/KG-T/"])
def test_each_mark_of_a_time_line_leads_by_keyboard_to_a_note(open_page, path):
    page = open_page(path)
    marks = page.locator("figure.tl svg.plot a")
    expected = marks.evaluate_all("marks => marks.map(a => a.getAttribute('href'))")
    links = page.locator("figure.tl a").count()
    reached = []

    page.locator("section[aria-labelledby=life] .sec-h a").focus()
    for _link in range(links):
        page.keyboard.press("Tab")
        reached.append(
            page.evaluate(
                "document.activeElement.closest('svg.plot') && document.activeElement.getAttribute('href')"
            )
        )

    assert expected
    assert [href for href in reached if href] == expected
    for n, href in enumerate(expected):
        marks.nth(n).focus()
        page.keyboard.press("Enter")
        target = page.locator("ol.notes > :target")
        assert target.get_attribute("id") == href.removeprefix("#")
        assert target.is_visible()
        assert "line" in target.inner_text()


@pytest.mark.parametrize("path", ["/mines/jerui/", "/places/KG-T/"])
def test_in_print_the_time_line_stays_and_the_search_goes(open_page, path):
    page = open_page(path)
    assert page.locator("header form.find").is_visible()

    page.emulate_media(media="print")

    lanes = page.locator("figure.tl .lane svg.plot")
    assert lanes.count() > 2
    assert all(lanes.nth(n).is_visible() for n in range(lanes.count()))
    assert page.locator("figure.tl svg.plot .un").first.is_visible()
    assert page.locator("ol.notes").is_visible()
    assert not page.locator("header form.find").is_visible()
    assert not page.locator("header nav").is_visible()


def test_the_time_line_is_there_without_javascript(open_page):
    page = open_page("/mines/jerui/", java_script_enabled=False)

    lane = page.locator(".lane", has_text="Demonstrations, violent")
    assert lane.locator("text=not reported").first.is_visible()
    assert page.locator("table", has_text="Demonstrations, peaceful").first.is_visible()


def test_in_print_the_navigation_goes_and_the_record_stays(open_page):
    page = open_page("/cases/lady-shirin-chimkent/")
    page.emulate_media(media="print")

    assert not page.locator("nav.onpage").is_visible()
    assert not page.locator("form.find").is_visible()
    assert page.locator("#finds").is_visible()
    assert page.locator("ol.notes").is_visible()


def test_the_admin_login_is_served_in_its_own_style(open_page, address):
    page = open_page("/admin/")

    assert page.get_by_role("button", name="Log in").is_visible()
    assert [url for url in page.asked if not url.startswith(address)] == []
