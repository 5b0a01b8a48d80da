"""The served registry in headless Chromium: narrow and wide, light and dark, by keyboard, without JavaScript, printed.

The server is the real one: gunicorn with collected static files and the loaded content.
"""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from urllib.error import URLError

import psycopg2
import pytest

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))),
    None,
)
pytestmark = [
    pytest.mark.browser,
    pytest.mark.xdist_group("browser"),
    pytest.mark.skipif(not CHROMIUM, reason="Chromium is not installed"),
]
ROOT = Path(__file__).resolve().parents[2]
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PAGES = {
    "home": "/",
    "list": "/cases/",
    "filtered": "/cases/?place=KG-T&level=not-stated",
    "wrong": "/cases/?sector=none-such",
    "case": "/cases/lady-shirin-chimkent/",
    "findings": "/findings/",
    "contributions": "/contributions/",
    "organizations": "/organizations/",
    "organization": "/organizations/alga/",
    "source": "/sources/handbook-2006/",
    "places": "/places/",
    "place": "/places/KG-T/",
    "about": "/about/",
    "missing": "/no-such-page/",
    "list in Kyrgyz": "/ky/cases/",
    "case in Kyrgyz": "/ky/cases/lady-shirin-chimkent/",
    "mine": "/mines/jerui/",
    "conflict": "/conflicts/andash-conflict/",
    "response": "/responses/talas-ngos-mediation/",
    "project": "/projects/building-civil-society-networks-in-kyrgyzstan/",
    "dialogue": "/dialogues/national-dialogue-2021-11-15/",
    "recommendation": "/recommendations/national-plan-climate-resilience-water/",
    "funding": "/funding/",
    "compare": "/places/compare/",
    "mine in Russian": "/ru/mines/taldy-bulak/",
}
# Lists are of one template, so that they are asked for accessibility and width alone.
LISTS = [
    f"/{path}/"
    for path in (
        "mines",
        "conflicts",
        "responses",
        "projects",
        "dialogues",
        "recommendations",
        "tallies",
        "budget-lines",
    )
]
DARK = (
    "home",
    "list",
    "case",
    "place",
    "wrong",
    "mine",
    "conflict",
    "project",
    "dialogue",
    "funding",
    "compare",
)


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    """The address of an empty database of its own, on the engine that the tests run on."""
    named = os.environ.get("DATABASE_URL", "")
    if not named.startswith("postgres"):
        yield f"sqlite:///{tmp_path_factory.mktemp('database')}/registry.sqlite3"
        return
    name = f"browser_{os.getpid()}"
    server = psycopg2.connect(named)
    server.autocommit = True
    server.cursor().execute(f"CREATE DATABASE {name}")
    yield f"{named.rsplit('/', 1)[0]}/{name}"
    server.cursor().execute(f"DROP DATABASE {name} WITH (FORCE)")
    server.close()


@pytest.fixture(scope="module")
def address(database, tmp_path_factory):
    """The address of the registry as `make run` serves it, on a database and static files of its own."""
    folder, port = tmp_path_factory.mktemp("served"), free_port()
    environment = os.environ | {
        "SECRET_KEY": "x" * 60,
        "DEBUG": "off",
        "DATABASE_URL": database,
        "STATIC_ROOT": str(folder / "static"),
    }
    subprocess.run(
        [sys.executable, "-m", "registry.start"],
        cwd=ROOT,
        env=environment,
        check=True,
        capture_output=True,
    )
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "registry.wsgi",
        "--bind",
        f"127.0.0.1:{port}",
        "--workers",
        "1",
    ]
    server = subprocess.Popen(
        command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL
    )
    base = f"http://127.0.0.1:{port}"
    for _try in range(100):
        try:
            urllib.request.urlopen(f"{base}/health").read()  # noqa: S310 (our own address)
            break
        except URLError:
            time.sleep(0.1)
    yield base
    server.terminate()
    server.wait()


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser, address):
    """A function that opens a page in a new window and watches what it asks for."""
    contexts = []

    def open_page(path, width=1280, **options):
        context = browser.new_context(
            viewport={"width": width, "height": 800}, **options
        )
        contexts.append(context)
        page = context.new_page()
        page.asked, page.complaints = [], []
        page.on("request", lambda request: page.asked.append(request.url))
        page.on(
            "console",
            lambda message: (
                page.complaints.append(message.text)
                if message.type == "error"
                else None
            ),
        )
        page.goto(address + path)
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.mark.parametrize(
    ("path", "width", "scheme"),
    [
        *((path, 360, "light") for path in (*PAGES.values(), *LISTS)),
        *((PAGES[name], 1280, "dark") for name in DARK),
    ],
)
def test_a_page_is_accessible_and_fits(open_page, address, path, width, scheme):
    from axe_playwright_python.sync_playwright import Axe

    page = open_page(path, width, color_scheme=scheme, bypass_csp=True)

    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert [url for url in page.asked if not url.startswith(address)] == []
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
    found = (
        Axe()
        .run(page, options={"runOnly": {"type": "tag", "values": tags}})
        .response["violations"]
    )
    assert [
        (rule["id"], [node["html"][:120] for node in rule["nodes"][:3]])
        for rule in found
    ] == []


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
def test_the_security_policy_blocks_nothing_of_a_page(open_page, path):
    page = open_page(path)

    assert [line for line in page.complaints if "404" not in line] == []


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
