"""The admin in a browser: by keyboard, on a narrow screen, and when the session ended while somebody wrote."""

import pytest

from tests import databases
from tests.browser import MARKS, faults, serve

pytestmark = MARKS
PASSWORD = "not-a-real-one"
ACCOUNT = f"""
import django
django.setup()
from django.contrib.auth.models import User
User.objects.create_superuser("keeper", password={PASSWORD!r})
"""
LIST = "/admin/cases/casestudy/"
CASE = "/admin/cases/casestudy/3/change/"
PLACE = "/admin/places/place/1/change/"
UNDER_THE_BUTTONS = """() => {
  const at = document.activeElement.getBoundingClientRect();
  const row = document.querySelector(".submit-row");
  const bar = row.getBoundingClientRect();
  return !row.contains(document.activeElement) && at.height < 200 && at.bottom > bar.top + 1 && at.top < bar.bottom;
}"""


@pytest.fixture(scope="module")
def desk():
    """The address of a registry of its own, with one account."""
    place = databases.own("admin-desk")
    databases.copy(databases.loaded(), place)
    databases.run(place, "-c", ACCOUNT)
    with serve(place) as address:
        yield address
    databases.drop(place)


@pytest.fixture
def sign_in(browser, desk):
    """A function that signs in, in a window of some width and a language, and opens a page."""
    contexts = []

    def sign_in(path, width=1280, language="en"):
        context = browser.new_context(viewport={"width": width, "height": 800})
        contexts.append(context)
        page = context.new_page()
        page.goto(f"{desk}/admin/")
        enter(page)
        context.add_cookies(
            [{"name": "django_language", "value": language, "url": desk}]
        )
        page.goto(desk + path)
        return page

    yield sign_in
    for context in contexts:
        context.close()


def enter(page):
    page.get_by_label("Username").fill("keeper")
    page.get_by_label("Password").fill(PASSWORD)
    page.locator("[type=submit]").click()
    page.wait_for_load_state()


def sign_out(page, desk):
    """A second window in which the same person signs out."""
    other = page.context.new_page()
    other.goto(f"{desk}/admin/")
    other.locator("#logout-form button").click()
    other.wait_for_load_state()
    return other


def test_who_was_signed_out_while_writing_signs_in_and_has_saved(sign_in, desk):
    page = sign_in(CASE)
    page.fill("#id_internal_note", "Жоголбой турган сөз")
    sign_out(page, desk)

    page.click("[name=_continue]")
    page.get_by_role("heading", name="You were signed out").wait_for()
    assert faults(page) == []
    enter(page)

    page.locator(".messagelist .success").wait_for()
    assert page.input_value("#id_internal_note") == "Жоголбой турган сөз"


def test_who_signed_in_again_in_another_window_saves_what_was_written(sign_in, desk):
    page = sign_in(CASE)
    page.fill("#id_internal_note", "Экинчи сөз")
    other = sign_out(page, desk)
    other.goto(f"{desk}/admin/")
    enter(other)

    page.click("[name=_continue]")

    page.locator(".messagelist .success").wait_for()
    assert page.input_value("#id_internal_note") == "Экинчи сөз"


def test_what_has_the_focus_does_not_lie_under_the_buttons(sign_in):
    page = sign_in(f"{CASE}?table=findings")
    covered = []

    for _step in range(60):
        page.keyboard.press("Tab")
        covered.append(page.evaluate(UNDER_THE_BUTTONS))

    assert not any(covered)


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("path", [LIST, f"{CASE}?table=findings", CASE, PLACE])
def test_axe_finds_nothing_in_the_admin(sign_in, path, width):
    page = sign_in(path, width, "ky")

    assert faults(page) == []


def test_a_narrow_list_shows_the_status_of_each_record_and_a_way_to_the_filters(
    sign_in,
):
    page = sign_in(LIST, 320)

    assert page.evaluate("document.documentElement.scrollWidth") == 320
    for cell in page.locator("tbody .field-record_status").all()[:3]:
        box = cell.bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= 320
    page.get_by_role("link", name="Filter", exact=True).click()
    assert 0 <= page.locator("#changelist-filter").bounding_box()["y"] < 800


def test_nothing_in_a_narrow_form_is_cut_off(sign_in):
    for path, parts in (
        (CASE, ".select2-selection__choice"),
        (PLACE, ".tabular :is(input, select), #id_note, #id_kind"),
    ):
        page = sign_in(path, 320, "ky")
        assert page.evaluate("document.documentElement.scrollWidth") == 320
        shown = [
            part.bounding_box()
            for part in page.locator(parts).all()
            if part.is_visible()
        ]
        assert len(shown) > 4
        assert [box for box in shown if box["x"] + box["width"] > 305] == []


def test_of_a_text_in_three_languages_the_wrong_one_is_marked(sign_in):
    page = sign_in(CASE)
    page.fill("#id_title_en", "")

    page.click("[name=_continue]")

    width = "(e) => getComputedStyle(e).borderTopWidth"
    assert page.locator("#id_title_en").evaluate(width) == "2px"
    assert page.locator("#id_title_ky").evaluate(width) == "1px"
