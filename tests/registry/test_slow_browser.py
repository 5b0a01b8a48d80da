"""The registry at the speed of 2G: what is seen before everything has come, and what is asked for."""

import re
import threading
import time
import urllib.error
import urllib.request
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.browser import MARKS, moved

pytestmark = MARKS
# An answer takes 800 ms to begin, then 32 kB come in a second.
SPEED = {
    "offline": False,
    "latency": 800,
    "downloadThroughput": 32_000,
    "uploadThroughput": 32_000,
}
PAGES = {
    "/": "Where people worked together",
    "/ky/cases/": "25 өнөктөштүк",
    "/cases/lady-shirin-chimkent/": "Lady Shirin",
    "/mines/jerui/": "Jerui",
    "/places/KG-T/": "Talas",
}
# Pages of each kind, the widest tables and the longest bars of filters among them.
DRIPPING = (
    *PAGES,
    "/mines/",
    "/organizations/",
    "/ru/cases/?place=KG-T&level=not-stated&with=cs1&with=cs2",
    "/cases/?view=table",
    "/ky/search/?q=суу",
    "/conflicts/andash-conflict/",
    "/projects/building-civil-society-networks-in-kyrgyzstan/",
    "/organizations/alga/",
    "/ru/funding/",
    "/ky/places/compare/",
    "/compare/?with=cs1&with=cs4&with=cs13",
    "/findings/library/",
    "/findings/factors/",
    "/charts/",
)
BLOCKING = """() => performance.getEntriesByType("resource")
  .filter((entry) => entry.renderBlockingStatus === "blocking")
  .map((entry) => [entry.initiatorType, entry.encodedBodySize])"""
PAINTED = "() => performance.getEntriesByName('first-contentful-paint').length"


@pytest.fixture
def open_slowly(open_page):
    """A function that opens a page at the speed of 2G, as soon as its first bytes are there."""

    def open_slowly(path, held=None):
        page = open_page("/health")
        wire = page.context.new_cdp_session(page)
        wire.send("Network.enable")
        wire.send("Network.emulateNetworkConditions", SPEED)
        if held:
            page.route(held, lambda route: None)
        page.goto(page.url.removesuffix("/health") + path, wait_until="commit")
        return page

    return open_slowly


class Dripping(BaseHTTPRequestHandler):
    """Hands on what the registry answers, a page line by line in some forty pieces."""

    def do_GET(self):
        try:
            answer = urllib.request.urlopen(self.server.registry + self.path)  # noqa: S310 (our own address)
        except urllib.error.HTTPError as error:
            answer = error
        with closing(answer):
            body, kind = answer.read(), answer.headers["Content-Type"]
        self.send_response(answer.status)
        self.send_header("Content-Type", kind)
        self.end_headers()
        piece = b""
        for line in body.splitlines(keepends=True):
            piece += line
            if kind.startswith("text/html") and len(piece) > len(body) / 40:
                self.wfile.write(piece)
                piece = b""
                time.sleep(0.02)
        self.wfile.write(piece)

    def log_message(self, *args):
        """Says nothing."""


@pytest.fixture(scope="module")
def dripping(address):
    """The address at which pages of the registry come in pieces."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Dripping) as server:
        server.registry = address
        threading.Thread(target=server.serve_forever).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.mark.parametrize("path", DRIPPING)
def test_nothing_moves_while_a_page_comes_in(browser, dripping, path):
    moves = {}

    for width in (360, 768, 1280):
        with closing(
            browser.new_page(viewport={"width": width, "height": 800})
        ) as page:
            page.goto(dripping + path)
            moves[width] = moved(page)

    assert {width: found for width, found in moves.items() if found} == {}


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_read_and_leads_on_while_its_scripts_have_not_come(open_slowly, path):
    page = open_slowly(path, held=re.compile(r"\.js"))

    page.wait_for_function(PAINTED)
    assert PAGES[path] in page.get_by_role("heading", level=1).inner_text()
    page.locator("a[href$='/about/']").first.click(no_wait_after=True)
    page.wait_for_url("**/about/", wait_until="commit")


@pytest.mark.parametrize("path", [*PAGES, "/charts/", "/compare/?with=cs1&with=cs4"])
def test_a_text_is_drawn_after_half_a_second_of_styles_at_most(open_page, path):
    page = open_page(path)

    blocking = page.evaluate(BLOCKING)

    assert len(blocking) >= 2
    # Each is named by the page itself, so that all come at once; none is a script.
    assert {kind for kind, _size in blocking} == {"link"}
    assert sum(size for _kind, size in blocking) <= SPEED["downloadThroughput"] / 2


def test_a_list_is_narrowed_in_place_before_it_is_left_to_the_browser(open_slowly):
    page = open_slowly("/cases/")
    page.wait_for_load_state()
    page.evaluate("window.stayed = true")

    page.locator("input[name=place][value='KG-T']").check()
    page.get_by_role("heading", level=1, name="4 partnerships in Talas").wait_for()

    assert page.evaluate("window.stayed === true")
