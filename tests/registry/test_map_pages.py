"""The map in a real browser: by pointer and by keyboard, near and far, in place, and without JavaScript."""

import re

import pytest

from tests.browser import MARKS, faults

pytestmark = MARKS
MAP = ".mapbox .map"


def view(page):
    """The part of the map that is in sight: (x, y, width, height)."""
    return [float(n) for n in page.locator(MAP).get_attribute("viewBox").split()]


def unit(page, code):
    return page.locator(f"[data-key='map-{code}']")


def tip(page):
    return page.locator(".map-tip")


def wait_for_heading(page, text):
    page.get_by_role("heading", level=1, name=re.compile(text)).wait_for()


def numbers(page, name):
    """{code: number} as the links of the map, or the rows of the table, say it."""
    return page.evaluate(
        """(name) => Object.fromEntries([...document.querySelectorAll(`[data-key^="${name}-"]`)].map((link) => [
            link.dataset.key.slice(name.length + 1),
            Number((link.getAttribute("aria-label") || link.closest("tr").textContent).match(/\\d+$/)[0]),
        ]))""",
        name,
    )


@pytest.mark.parametrize(
    "path", ["/cases/", "/ky/projects/?sector=education", "/search/?q=water"]
)
def test_the_map_and_the_table_beside_it_say_the_same(open_page, path):
    page = open_page(path)

    table = numbers(page, "bar")
    table.pop("not-stated", None)
    assert numbers(page, "map") == table
    assert len(table) == 9


def test_a_unit_is_chosen_by_the_keyboard_and_keeps_the_focus(open_page):
    page = open_page("/cases/")
    page.locator("[href='#bars']").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    key = page.evaluate("document.activeElement.dataset.key")
    said = page.evaluate("document.activeElement.getAttribute('aria-label')")

    page.keyboard.press("Enter")

    wait_for_heading(page, said.partition(":")[0])
    assert page.url.endswith(f"?place={key.removeprefix('map-')}")
    assert page.evaluate("document.activeElement.dataset.key") == key
    assert page.locator(f"[data-key='{key}']").get_attribute("aria-current") == "true"


def test_only_the_units_of_the_map_take_the_tabulator(open_page):
    page = open_page("/cases/")

    stops = page.locator(f"{MAP} a:not([tabindex='-1'])").count()

    assert stops == 9
    assert page.locator(f"{MAP} a.pt").count() > 20


def test_a_dot_narrows_the_list_to_its_village(open_page):
    page = open_page("/cases/")
    name = page.locator(".map .pt").first.get_attribute("data-tip").partition(":")[0]

    page.locator(".map .pt").first.click(force=True)

    wait_for_heading(page, name)


def test_without_javascript_a_unit_leads_to_the_narrowed_list(open_page):
    page = open_page("/cases/?sector=education", java_script_enabled=False)

    unit(page, "KG-T").focus()
    page.keyboard.press("Enter")

    page.wait_for_url(re.compile(r"/cases/\?sector=education&place=KG-T$"))
    assert page.locator(".map-tools").count() == 0
    assert page.get_by_role("heading", name="Talas oblast").count() == 1


def test_buttons_and_keys_bring_the_map_nearer_and_back(open_page):
    page = open_page("/cases/")
    whole = view(page)

    page.get_by_role("button", name="Zoom in").click()
    assert view(page)[2] < whole[2]
    page.get_by_role("button", name="Zoom out").click()
    assert view(page) == whole
    assert page.get_by_role("button", name="Zoom out").is_disabled()

    unit(page, "KG-N").focus()
    page.keyboard.press("+")
    page.keyboard.press("+")
    near = view(page)
    page.keyboard.press("ArrowLeft")
    assert view(page)[0] < near[0]
    page.keyboard.press("0")
    assert view(page) == whole
    assert page.complaints == []


def test_dragging_moves_the_map_and_chooses_nothing(open_page):
    page = open_page("/cases/")
    for _time in range(3):
        page.get_by_role("button", name="Zoom in").click()
    near, box = view(page), page.locator(MAP).bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 60, y, steps=4)
    page.mouse.up()

    assert view(page)[0] > near[0]
    assert page.url.endswith("/cases/")


def test_the_words_of_a_unit_show_with_the_focus_and_go_with_escape(open_page):
    page = open_page("/cases/")

    unit(page, "KG-Y").focus()
    assert re.fullmatch(r"Issyk-Kul oblast: \d+", tip(page).inner_text())

    page.keyboard.press("Escape")
    assert tip(page).is_hidden()


def test_the_words_of_a_unit_go_with_escape_when_the_pointer_called_them(open_page):
    page = open_page("/cases/")

    unit(page, "KG-Y").hover(position={"x": 90, "y": 50})
    assert tip(page).is_visible()

    page.keyboard.press("Escape")
    assert tip(page).is_hidden()


def test_the_map_is_dressed_again_after_the_list_has_changed_in_place(open_page):
    page = open_page("/cases/")
    unit(page, "KG-T").focus()
    page.keyboard.press("Enter")
    wait_for_heading(page, "Talas oblast")

    page.get_by_role("button", name="Zoom in").click()

    assert view(page)[2] < 800
    assert page.locator(".map-tools").count() == 1


def test_a_map_that_was_folded_stays_folded(open_page):
    page = open_page("/cases/")
    page.locator("#map > summary").click()
    page.get_by_role("link", name="newest").click()
    page.wait_for_url(re.compile("sort=newest"))
    page.locator("[aria-current='true']", has_text="newest").wait_for()

    assert page.locator("#map").get_attribute("open") is None


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing_on_a_page_with_a_map(open_page, width, scheme):
    page = open_page("/conflicts/?place=KG-T", width, color_scheme=scheme)

    assert faults(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/cases/", "/mines/", "/projects/", "/search/"])
def test_the_numbers_can_be_read_on_every_class(open_page, path, scheme):
    page = open_page(path, color_scheme=scheme)

    contrasts = page.evaluate(
        """() => {
            const paint = (css) => {
                const canvas = Object.assign(document.createElement("canvas"), { width: 1, height: 1 });
                const context = canvas.getContext("2d");
                context.fillStyle = css;
                context.fillRect(0, 0, 1, 1);
                return [...context.getImageData(0, 0, 1, 1).data].slice(0, 3);
            };
            const light = (css) => {
                const linear = (n) => (n <= 0.04045 ? n / 12.92 : ((n + 0.055) / 1.055) ** 2.4);
                const [r, g, b] = paint(css).map((n) => linear(n / 255));
                return 0.2126 * r + 0.7152 * g + 0.0722 * b;
            };
            const map = document.querySelector(".mapbox .map");
            return ["q0", "q1", "q2", "q3", "q4"].map((name) => {
                const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
                const text = document.createElementNS("http://www.w3.org/2000/svg", "text");
                path.setAttribute("class", name);
                text.setAttribute("class", `n ${name}${name === "q4" ? " on" : ""}`);
                map.append(path, text);
                const [a, b] = [light(getComputedStyle(path).fill), light(getComputedStyle(text).fill)];
                return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
            });
        }"""
    )

    assert min(contrasts) >= 4.5, contrasts


def test_the_map_moves_nothing_while_it_is_dressed(open_page):
    page = open_page("/cases/", java_script_enabled=False)
    before = page.locator(".rbar").bounding_box()

    after = open_page("/cases/").locator(".rbar").bounding_box()

    assert before == after


@pytest.mark.parametrize("path", ["/cases/", "/ky/projects/", "/mines/jerui/"])
def test_a_page_with_a_map_needs_no_sideways_scrolling_at_320_pixels(open_page, path):
    page = open_page(path, 320)

    assert page.evaluate("document.documentElement.scrollWidth") <= 320
