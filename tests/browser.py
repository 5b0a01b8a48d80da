"""Headless Chromium before the served registry, for all files of browser tests.

The server is the real one: gunicorn with collected static files, on a copy of the loaded content.
"""

import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from urllib.error import URLError

import pytest

from tests import databases

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))),
    None,
)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# What moved after it was drawn, and by how much.
SHIFT = """() => new Promise((done) => {
  const moved = [];
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      for (const { node } of entry.sources) {
        moved.push([entry.value, node?.outerHTML?.slice(0, 120) ?? node?.textContent]);
      }
    }
  }).observe({ type: "layout-shift", buffered: true });
  setTimeout(() => done(moved), 150);
})"""
MARKS = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM, reason="Chromium is not installed"),
]


def faults(page, rules=None):
    """What axe finds on a page, by all rules of WCAG 2.2 AA or by some: (rule, first elements)."""
    from axe_playwright_python.sync_playwright import Axe

    asked = (
        {"type": "rule", "values": rules} if rules else {"type": "tag", "values": TAGS}
    )
    options = {"runOnly": asked, "resultTypes": ["violations"]}
    found = Axe().run(page, options=options).response["violations"]
    return [
        (rule["id"], [node["html"][:120] for node in rule["nodes"][:3]])
        for rule in found
    ]


def moved(page):
    """What has moved on a page after it was drawn: [(share of the window, HTML)].

    Nothing where it is less than a thousandth together, as when a word comes in two pieces.
    """
    found = page.evaluate(SHIFT)
    return found if sum(share for share, _html in found) >= 0.001 else []


def received(browser, url, width=360):
    """The bytes that a first visit of a page takes over the wire, heads and the page's mark included."""
    context = browser.new_context(viewport={"width": width, "height": 800})
    page = context.new_page()
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    sizes = []
    wire.on(
        "Network.loadingFinished",
        lambda event: sizes.append(event["encodedDataLength"]),
    )
    page.goto(url, wait_until="networkidle")
    page.evaluate(
        "fetch(document.querySelector('link[rel=icon]').href).then((got) => got.blob())"
    )
    context.close()
    return sum(sizes)


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


@contextmanager
def serve(place):
    """Serves a database as `make run` does, with one worker, and gives its address."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "registry.wsgi", "--workers", "1"]
    server = subprocess.Popen(
        [*command, "--bind", f"127.0.0.1:{port}"],
        cwd=databases.ROOT,
        env=databases.environment(place),
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    for _try in range(600):
        try:
            urllib.request.urlopen(f"{address}/health").read()  # noqa: S310 (our own address)
            break
        except URLError:
            time.sleep(0.1)
    yield address
    server.terminate()
    server.wait()


@pytest.fixture(scope="session")
def address():
    """The address of the registry with its whole content; the files of tests that one worker runs share it."""
    place = databases.own("served")
    databases.copy(databases.loaded(), place)
    with serve(place) as address:
        yield address
    databases.drop(place)


@pytest.fixture(scope="session")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


def note(page, message):
    """Notes what a page complains of; that it is itself a 404 or 400 is no complaint."""
    is_of_page = message.location.get("url") == page.url
    is_its_status = is_of_page and message.text.startswith("Failed to load resource")
    if message.type in ("error", "warning") and not is_its_status:
        page.complaints.append(message.text)


@pytest.fixture
def open_page(browser, address):
    """A function that opens a page in a new window and notes what it asks for and complains of."""
    contexts = []

    def open_page(path, width=1280, **options):
        context = browser.new_context(
            viewport={"width": width, "height": 800}, **options
        )
        contexts.append(context)
        page = context.new_page()
        page.asked, page.complaints = [], []
        page.on("request", lambda request: page.asked.append(request.url))
        page.on("console", lambda message: note(page, message))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.goto(address + path)
        return page

    yield open_page
    for context in contexts:
        context.close()
