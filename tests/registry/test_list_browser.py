"""Lists in a real browser: they change in place, keep focus and history, and records are kept for comparing."""

import re

import pytest

from tests.browser import MARKS, faults

pytestmark = MARKS
TALAS = "input[name=place][value='KG-T']"


def stay(page):
    """Marks the page, so that a page that was loaded anew is told from one that has changed in place."""
    page.evaluate("window.stayed = true")
    return page


def has_stayed(page):
    return page.evaluate("window.stayed === true")


def heading(page):
    return page.get_by_role("heading", level=1).inner_text()


def wait_for_heading(page, text):
    page.get_by_role("heading", level=1, name=text, exact=True).wait_for()


def focused(page):
    """The name and value of the box in focus, else the text of what is in focus, or `h1`."""
    return page.evaluate(
        """() => {
            const { localName, name, value, textContent } = document.activeElement;
            if (name) return `${name}=${value}`;
            return localName === "h1" ? "h1" : textContent.trim();
        }"""
    )


def said(page):
    return page.locator("body > [role=status]").inner_text()


def hold(page, pattern):
    """Holds back the answers that a list fetches from addresses of a pattern; gives the list of them."""
    held = []

    def handle(route):
        if route.request.resource_type == "fetch":
            held.append(route)
        else:
            route.continue_()

    page.route(re.compile(pattern), handle)
    return held


def test_a_box_changes_the_list_in_place_and_all_that_names_it(open_page):
    page = stay(open_page("/cases/"))
    box = page.locator(TALAS)
    top = box.bounding_box()["y"]

    box.check()
    wait_for_heading(page, "4 partnerships in Talas oblast")

    assert has_stayed(page)
    assert page.url.endswith("/cases/?place=KG-T")
    assert page.title().startswith("4 partnerships in Talas oblast")
    assert page.locator(".card").count() == 4
    assert page.locator(TALAS).is_checked()
    assert page.locator(".langs a[lang=ky]").get_attribute("href") == (
        "/ky/cases/?place=KG-T"
    )
    assert page.locator("link[type='text/csv']").get_attribute("href") == (
        "/cases.csv?place=KG-T"
    )
    assert focused(page) == "place=KG-T"
    assert abs(page.locator(TALAS).bounding_box()["y"] - top) < 2
    assert said(page) == "4 partnerships in Talas oblast"
    assert page.locator("main").get_attribute("aria-busy") is None
    assert page.complaints == []


def test_back_and_forward_show_what_was_shown_where_it_was_scrolled(open_page):
    page = stay(open_page("/cases/"))
    # At once, for a page that glides is measured on its way.
    page.locator(".pages").evaluate("e => e.scrollIntoView({ behavior: 'instant' })")
    before = page.evaluate("scrollY")
    assert before > 1000

    page.locator(".pages a[rel=next]").click()
    page.locator(".pages [aria-current]", has_text="2").wait_for()
    assert page.url.endswith("/cases/?page=2")
    assert page.evaluate("scrollY") < 400
    assert focused(page) == "h1"
    page.locator(TALAS).check()
    wait_for_heading(page, "4 partnerships in Talas oblast")
    assert page.url.endswith("/cases/?place=KG-T")

    page.go_back()
    page.locator(".pages [aria-current]", has_text="2").wait_for()
    assert heading(page) == "25 partnerships"
    page.go_back()
    page.locator(".pages [aria-current]", has_text="1").wait_for()
    page.wait_for_function(f"() => Math.abs(scrollY - {before}) < 3")
    page.go_forward()
    page.locator(".pages [aria-current]", has_text="2").wait_for()
    page.go_forward()
    wait_for_heading(page, "4 partnerships in Talas oblast")
    assert has_stayed(page)


def test_the_focus_stays_on_an_order_and_a_view_and_goes_to_the_heading_from_a_chip(
    open_page,
):
    page = stay(open_page("/cases/?place=KG-T"))

    page.get_by_role("link", name="newest", exact=True).focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/cases/?place=KG-T&sort=newest")
    page.locator("a[aria-current]", has_text="newest").wait_for()
    assert focused(page) == "newest"
    assert said(page) == ""

    page.get_by_role("link", name="table", exact=True).focus()
    page.keyboard.press("Enter")
    page.locator("table.dense").wait_for()
    assert focused(page) == "table"
    assert page.url.endswith("/cases/?place=KG-T&sort=newest&view=table")

    page.locator(".chips a").first.focus()
    page.keyboard.press("Enter")
    wait_for_heading(page, "25 partnerships")
    assert focused(page) == "h1"
    assert page.url.endswith("/cases/?sort=newest&view=table")
    assert has_stayed(page)


def test_the_map_narrows_the_list_in_place_and_keeps_the_focus(open_page):
    page = stay(open_page("/cases/?sort=newest"))

    page.locator("[data-key='map-KG-T']").focus()
    page.keyboard.press("Enter")
    wait_for_heading(page, "4 partnerships in Talas oblast")

    assert page.url.endswith("/cases/?sort=newest&place=KG-T")
    assert page.evaluate("document.activeElement.dataset.key") == "map-KG-T"
    page.keyboard.press("Enter")
    wait_for_heading(page, "25 partnerships")
    assert has_stayed(page)


def test_a_click_with_a_key_held_is_left_to_the_browser(open_page):
    page = stay(open_page("/cases/"))

    with page.context.expect_page() as opened:
        page.get_by_role("link", name="newest", exact=True).click(modifiers=["Control"])

    assert opened.value.url.endswith("/cases/?sort=newest")
    assert page.url.endswith("/cases/")
    assert page.locator("main").get_attribute("aria-busy") is None


def test_an_earlier_answer_is_dropped_and_its_choice_is_kept(open_page):
    page = stay(open_page("/cases/"))
    held = hold(page, r"place=KG-T$")

    page.locator(TALAS).check()
    page.wait_for_function(
        "() => document.querySelector('main').getAttribute('aria-busy') === 'true'"
    )
    page.get_by_role("link", name="newest", exact=True).click()
    wait_for_heading(page, "4 partnerships in Talas oblast")

    assert len(held) == 1
    assert page.url.endswith("/cases/?place=KG-T&sort=newest")
    assert page.locator("a[aria-current]", has_text="newest").is_visible()
    page.wait_for_timeout(200)
    assert page.url.endswith("/cases/?place=KG-T&sort=newest")
    assert has_stayed(page)


def test_two_boxes_ticked_at_once_both_count(open_page):
    page = stay(open_page("/cases/"))

    page.evaluate(
        "for (const value of ['KG-T', 'KG-B']) document.querySelector(`input[name=place][value=${value}]`).click()"
    )
    wait_for_heading(page, "6 partnerships in Talas oblast or Batken oblast")

    assert has_stayed(page)


@pytest.mark.parametrize("answer", ["abort", "error"])
def test_where_it_fails_the_browser_goes_there(open_page, answer):
    page = stay(open_page("/cases/"))

    def handle(route):
        if route.request.resource_type != "fetch":
            route.continue_()
        elif answer == "abort":
            route.abort()
        else:
            route.fulfill(status=500, body="<h1>Broken</h1>")

    page.route(re.compile("place=KG-T"), handle)
    page.locator(TALAS).check()
    page.wait_for_url("**/cases/?place=KG-T")
    wait_for_heading(page, "4 partnerships in Talas oblast")

    assert not has_stayed(page)
    page.go_back()
    wait_for_heading(page, "25 partnerships")


def test_a_slow_answer_is_left_to_the_browser(open_page):
    page = open_page("/about/")
    page.clock.install()
    page.goto(page.url.replace("/about/", "/cases/"))
    held = hold(page, "place=KG-T")
    stay(page)

    page.locator(TALAS).check()
    page.wait_for_function(
        "() => document.querySelector('main').getAttribute('aria-busy') === 'true'"
    )
    page.clock.fast_forward(10_500)
    page.wait_for_url("**/cases/?place=KG-T")
    wait_for_heading(page, "4 partnerships in Talas oblast")

    assert len(held) == 1
    assert not has_stayed(page)


def test_what_was_opened_stays_open_and_what_was_typed_stays_typed(open_page):
    page = stay(open_page("/cases/"))
    fold = page.locator("details.more").first
    fold.locator("summary").click()
    page.locator("#words").fill("water")

    page.wait_for_timeout(300)
    assert page.url.endswith("/cases/")
    page.get_by_role("link", name="newest", exact=True).click()
    page.wait_for_url("**/cases/?sort=newest")
    page.locator("a[aria-current]", has_text="newest").wait_for()

    assert page.locator("details.more").first.get_attribute("open") is not None
    assert page.locator("details.more").nth(1).get_attribute("open") is None
    assert page.locator("#words").input_value() == "water"
    page.locator("#words").press("Enter")
    page.wait_for_url("**/cases/?q=water&sort=newest")
    page.locator(".chips").wait_for()
    assert page.evaluate("document.activeElement.id") == "words"
    assert has_stayed(page)


def test_a_value_is_chosen_or_left_out_and_not_both(open_page):
    page = stay(open_page("/cases/?place=KG-T"))

    page.get_by_label("Leave out: Talas oblast").check()
    page.wait_for_url("**/cases/?not-place=KG-T")
    page.locator(".f.is-excluded").wait_for()

    assert focused(page) == "not-place=KG-T"
    assert not page.locator(TALAS).is_checked()


def test_on_a_narrow_screen_the_button_leads_from_the_filters_to_the_results(
    open_page,
):
    page = stay(open_page("/cases/?sector=education", 360))
    assert "1 in use" in page.locator(".facets > summary").inner_text()

    page.locator(".facets > summary").click()
    page.locator(TALAS).check()
    page.locator(".facets > summary", has_text="2 in use").wait_for()
    assert page.locator(TALAS).is_visible()
    page.get_by_role("button", name="Show results").click()
    page.locator(".facets:not([open])").wait_for()

    assert focused(page) == "h1"
    assert has_stayed(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_a_place_on_the_page_is_not_fetched(open_page):
    page = stay(open_page("/cases/"))

    page.evaluate("location.hash = 'main'")
    page.go_back()
    page.wait_for_timeout(300)

    assert sum(url.endswith("/cases/") for url in page.asked) == 1
    assert has_stayed(page)


# Comparing


def test_a_ticked_box_stands_in_the_address_and_by_name_above_the_results(open_page):
    page = stay(open_page("/cases/?place=KG-T"))
    entries = page.evaluate("history.length")
    first, second = (page.locator(".card").nth(n) for n in (0, 1))
    titles = [card.get_by_role("heading").inner_text() for card in (first, second)]

    first.get_by_label("Compare").check()
    page.locator("#compare li").wait_for()
    key = page.locator("[name=with]:checked").get_attribute("value")
    assert page.url.endswith(f"/cases/?place=KG-T&with={key}")
    assert page.locator("#compare li").inner_text().strip().startswith(titles[0])
    assert focused(page) == f"with={key}"
    assert "To compare" in said(page)
    assert page.locator("#compare").get_by_role("link", name="Compare (").count() == 0

    second.get_by_label("Compare").check()
    page.locator("#compare li").nth(1).wait_for()
    assert page.evaluate("history.length") == entries
    keys = re.findall(r"with=(\w+)", page.url)
    assert len(keys) == 2
    link = page.locator("#compare").get_by_role("link", name="Compare (2)")
    assert link.get_attribute("href") == f"/compare/?with={keys[0]}&with={keys[1]}"
    assert second.get_by_role("link", name="Compare (2)").is_visible()
    assert has_stayed(page)

    page.locator("#compare .del").first.click()
    page.locator("#compare li").nth(1).wait_for(state="detached")
    assert page.url.endswith(f"/cases/?place=KG-T&with={keys[1]}")
    assert page.locator("[name=with]:checked").count() == 1


def test_what_is_kept_survives_filters_pages_orders_and_views(open_page):
    page = stay(open_page("/cases/"))
    page.locator(".card").first.get_by_label("Compare").check()
    page.locator("#compare li").wait_for()
    kept = re.search(r"with=\w+", page.url).group()

    page.locator(".pages a[rel=next]").click()
    page.locator(".pages [aria-current]", has_text="2").wait_for()
    assert kept in page.url
    page.locator(".card").first.get_by_label("Compare").check()
    page.locator("#compare li").nth(1).wait_for()
    assert "page=2" in page.url
    page.get_by_role("link", name="table", exact=True).click()
    page.locator("table.dense").wait_for()
    page.locator(TALAS).check()
    wait_for_heading(page, "4 partnerships in Talas oblast")
    page.get_by_role("link", name="Clear all").click()
    wait_for_heading(page, "25 partnerships")

    assert page.url.count("with=") == 2
    assert kept in page.url
    assert "view=table" in page.url
    assert page.locator("#compare li").count() == 2


def test_no_more_than_four_can_be_ticked(open_page):
    page = open_page("/cases/")

    for n in range(4):
        page.locator(".card").nth(n).get_by_label("Compare").check()
        page.locator("#compare li").nth(n).wait_for()

    assert page.locator(".card [name=with]:not(:checked):enabled").count() == 0
    page.locator(".card").first.get_by_label("Compare").uncheck()
    page.locator("#compare li").nth(3).wait_for(state="detached")
    assert page.locator(".card [name=with]:enabled").count() == 20


def test_without_javascript_ticked_boxes_are_kept_over_the_pages(open_page):
    page = open_page("/cases/?sort=title", java_script_enabled=False)

    page.locator(".card").nth(1).get_by_label("Compare").check()
    page.get_by_role("button", name="Keep for comparing").click()
    page.wait_for_url("**/cases/?sort=title&with=*")
    page.locator(".pages a[rel=next]").click()
    page.wait_for_url("**page=2*")
    page.locator(".card").first.get_by_label("Compare").check()
    page.get_by_role("button", name="Keep for comparing").click()
    page.wait_for_url(lambda url: url.count("with=") == 2)

    assert "page=2" in page.url
    assert "keep" not in page.url
    assert page.locator(".card [name=with]:checked").count() == 1
    page.locator("#compare").get_by_role("link", name="Compare (2)").click()
    page.wait_for_url(re.compile(r"/compare/\?with=\w+&with=\w+$"))


def test_without_javascript_two_ticked_boxes_are_compared_at_once(open_page):
    page = open_page("/mines/", java_script_enabled=False)

    for n in (0, 1):
        page.locator(".card").nth(n).get_by_label("Compare").check()
    page.locator("#compare").get_by_role("button", name="Compare", exact=True).click()

    page.wait_for_url(re.compile(r"/compare/\?with=\w+&with=\w+$"))


def test_without_javascript_order_view_and_filters_are_links_and_forms(open_page):
    page = open_page("/cases/?view=table", java_script_enabled=False)

    page.get_by_role("link", name="newest", exact=True).click()
    page.wait_for_url("**/cases/?view=table&sort=newest")
    page.locator(TALAS).check()
    page.get_by_role("button", name="Show results").click()
    page.wait_for_url("**place=KG-T*")

    assert "view=table" in page.url
    assert "sort=newest" in page.url
    assert page.locator("table.dense tbody tr").count() == 4
    assert page.locator("body > [role=status]").count() == 0


# How it looks


@pytest.mark.parametrize(
    ("path", "width", "scheme"),
    [
        ("/cases/?view=table&with=cs1", 360, "light"),
        ("/cases/?view=table&with=cs1", 1280, "dark"),
        ("/cases/?with=cs1&with=cs2", 360, "dark"),
        ("/cases/?with=cs1&with=cs2", 1280, "light"),
        ("/ky/contributions/?view=table", 320, "light"),
        ("/search/?q=water&view=table", 768, "light"),
        ("/cases/?view=none", 360, "light"),
    ],
)
def test_a_table_and_a_choice_are_accessible_and_fit(open_page, path, width, scheme):
    page = open_page(path, width, color_scheme=scheme, bypass_csp=True)

    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert faults(page) == []


def test_a_wide_table_is_scrolled_by_keyboard_within_itself(open_page):
    page = open_page("/contributions/?view=table", 700)
    region = page.get_by_role("region", name="Contributions")

    region.focus()
    for _press in range(3):
        page.keyboard.press("ArrowRight")
    page.wait_for_function("() => document.querySelector('.tw').scrollLeft > 0")

    assert page.evaluate("document.documentElement.scrollWidth") <= 700


@pytest.mark.parametrize("width", [360, 1280])
def test_boxes_and_links_of_a_list_are_large_enough_for_a_finger(open_page, width):
    page = open_page("/cases/?with=cs1&with=cs2", width)

    sizes = page.locator(".cmp label, .chosen .del, .pages a, .sorts a").evaluate_all(
        "found => found.map((one) => one.getBoundingClientRect()).map((box) => Math.min(box.width, box.height))"
    )

    assert len(sizes) > 20
    assert min(sizes) >= 24


def test_the_marks_that_leave_out_are_seen_where_there_is_no_pointer(open_page):
    page = open_page("/cases/", 360, has_touch=True, is_mobile=True)
    page.locator(".facets > summary").click()

    seen = page.locator(".out input").first.evaluate(
        "box => getComputedStyle(box, '::before').opacity"
    )

    assert seen == "1"


def test_in_print_the_cards_stay_and_the_boxes_go(open_page):
    page = open_page("/cases/?with=cs1&with=cs2")

    page.emulate_media(media="print")

    assert page.locator(".card h3").first.is_visible()
    assert not page.locator(".cmp").first.is_visible()
    assert not page.locator("#compare").is_visible()
