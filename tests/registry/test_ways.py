"""The ways that people go through the registry, each from its beginning to its end, with and without JavaScript."""

import csv
import io
import re
import zlib

import pytest

from tests import databases
from tests.browser import MARKS, serve

pytestmark = [*MARKS, pytest.mark.ways]
PASSWORD = "not-a-real-one"
ACCOUNTS = f"""
import django
django.setup()
from django.contrib.auth.models import Group, User
for name in ("contributor", "editor"):
    user = User.objects.create_user(name, password={PASSWORD!r}, is_staff=True)
    user.groups.add(Group.objects.get(name=name))
"""


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without JavaScript"])
def go(request, open_page):
    """A function that opens a page of the public site, in a browser with JavaScript and in one without."""

    def go(path, **options):
        return open_page(path, java_script_enabled=request.param, **options)

    go.has_scripts = request.param
    return go


def number(text):
    """The first number in a text."""
    return int(re.search(r"\d+", text).group())


def heading(page):
    return page.get_by_role("heading", level=1).inner_text()


def downloaded(page, link):
    """The rows of the CSV behind a link."""
    with page.expect_download() as download:
        link.click()
    text = download.value.path().read_text(encoding="utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def choose(page, go, name, value):
    """Ticks a box of the filters and waits until the list is narrowed by it."""
    box = page.locator(f"input[name={name}][value={value}]")
    if not box.is_visible():
        page.locator("fieldset", has=box).locator("summary").click()
    box.check()
    if not go.has_scripts:
        page.get_by_role("button", name="Show results").click()
    page.wait_for_url(f"**/cases/?*{name}={value}*")


def test_a_donor_sees_who_works_where_with_whom_for_how_much_and_takes_it_along(go):
    page = go("/")
    page.locator("main a[href='/cases/']").first.click()
    page.wait_for_url("**/cases/")
    everything = number(heading(page))
    choose(page, go, "place", "KG-T")
    page.locator("h1", has_text="Talas").wait_for()
    in_talas = number(heading(page))
    choose(page, go, "sector", "health")
    page.locator(".chips a", has_text="Health").wait_for()

    found = number(heading(page))
    titles = page.locator(".card :is(h2, h3) a").all_inner_texts()
    assert 0 < found < in_talas < everything
    assert len(titles) == found
    rows = downloaded(page, page.locator(".rbar .dl a[href*=csv]"))
    assert sorted(row["title"] for row in rows) == sorted(titles)
    page.locator(".card :is(h2, h3) a").first.click()
    page.wait_for_url("**/cases/*/")
    assert heading(page) == titles[0]
    assert page.locator("main a[href^='/organizations/']").count() > 1
    assert page.locator("tr[id^=contribution-]").count() > 1
    assert page.locator("[id^=finding-]").first.is_visible()


def test_a_donor_asks_who_funds_what_and_takes_the_table_along(go):
    page = go("/")
    page.get_by_role("link", name="Who funds what, where").first.click()

    assert page.locator("table").first.is_visible()
    rows = downloaded(page, page.get_by_role("link", name="CSV").first)
    assert rows


def test_a_researcher_browses_an_oblast_reads_compares_cites_and_downloads(go, address):
    page = go("/places/")
    page.get_by_role("link", name="Talas oblast").first.click()
    page.wait_for_url("**/places/KG-T/")
    page.locator("main a[href^='/cases/'][href*='KG-T']").first.click()
    page.wait_for_url("**/cases/?place=KG-T")
    boxes = page.locator(".card input[name=with]")
    keys = [boxes.nth(n).get_attribute("value") for n in range(2)]
    titles = page.locator(".card :is(h2, h3) a").all_inner_texts()[:2]

    for n in range(2):
        boxes.nth(n).check()
        if go.has_scripts:
            page.wait_for_url(f"**with={keys[n]}*")
    if go.has_scripts:
        page.locator("#compare a[href^='/compare/']").click()
    else:
        page.locator("#compare").get_by_role(
            "button", name="Compare", exact=True
        ).click()
    page.wait_for_url("**/compare/?*")
    heads = page.locator("table thead th[scope=col]")
    assert [title in heads.nth(n).inner_text() for n, title in enumerate(titles)] == [
        True,
        True,
    ]
    assert page.locator("tr.is-differs").first.is_visible()
    rows = downloaded(page, page.locator(".rbar").get_by_role("link", name="CSV"))
    assert len(rows) > 5
    heads.first.get_by_role("link").first.click()
    assert heading(page) == titles[0]

    mark = page.locator("main sup a").first
    mark.click()
    note = page.locator(":target")
    assert note.is_visible()
    assert note.locator("a[href^='/sources/']").count() == 1
    cited = page.locator("#cite code").inner_text()
    permanent = re.search(rf"{re.escape(address)}(/r/{keys[0]})\b", cited).group(1)
    assert titles[0] in cited
    assert re.search(r"version \d+", cited)
    page.goto(address + permanent)
    assert heading(page) == titles[0]


def test_a_mediator_reads_a_mines_whole_history_on_one_page(go):
    page = go("/")
    page.locator("a[href='/mines/']").first.click() if go.has_scripts else page.goto(
        page.url + "mines/"
    )
    page.locator("main").get_by_role("link", name="Jerui", exact=True).first.click()
    page.wait_for_url("**/mines/jerui/")

    text = page.locator("main").inner_text()
    for words in ("Licence", "Demonstrations, peaceful", "Court cases"):
        assert words in text
    assert page.locator("main a[href^='/conflicts/']").count() > 0
    assert page.locator("main a[href^='/cases/']").count() > 0
    assert page.locator("main a[href^='/organizations/']").count() > 0
    page.locator("figure.tl svg.plot a").first.focus()
    page.keyboard.press("Enter")
    note = page.locator("ol.notes > :target")
    assert note.is_visible()
    note.locator("a[href^='/sources/']").click()
    page.wait_for_url("**/sources/*/")
    assert page.locator("main a[href='/mines/jerui/']").count() > 0


def letters(pdf):
    """The letters that the fonts of a PDF have, by their tables to Unicode: what can be searched and read aloud."""
    found = set()
    for packed in re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL):
        try:
            text = zlib.decompress(packed)
        except zlib.error:
            continue
        for block in re.findall(rb"beginbfchar(.*?)endbfchar", text, re.DOTALL):
            for code in re.findall(rb"<\w+> <(\w{4})>", block):
                found.add(chr(int(code, 16)))
        for block in re.findall(rb"beginbfrange(.*?)endbfrange", text, re.DOTALL):
            for first, last, code in re.findall(rb"<(\w+)> <(\w+)> <(\w{4})>", block):
                for step in range(int(last, 16) - int(first, 16) + 1):
                    found.add(chr(int(code, 16) + step))
    return found


def test_an_official_finds_an_example_in_kyrgyz_and_prints_it(go):
    page = go("/ky/")
    page.locator("#q").fill("суу")
    page.locator("#q").press("Enter")
    page.wait_for_url("**/ky/search/?q=*")
    example = page.locator("main a[href^='/ky/cases/']:not([href*='?'])").first
    example.click()
    page.wait_for_url("**/ky/cases/*/")

    title = heading(page)
    assert re.search("[өүң]", page.locator("main").inner_text())
    assert (
        page.evaluate("document.documentElement.lang") == "ky"
        if go.has_scripts
        else True
    )
    pdf = page.pdf(prefer_css_page_size=True, tagged=True)
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) > 1
    assert b"/StructTreeRoot" in pdf
    assert set(title + "өүң") - set(" ") <= letters(pdf)
    page.emulate_media(media="print")
    assert page.locator("#finds").is_visible()
    assert not page.locator("header nav").is_visible()


# The NGO worker and the editor, on a registry of their own


@pytest.fixture(scope="module")
def desk():
    """The address of a registry of its own, with a contributor and an editor."""
    place = databases.own("desk")
    databases.copy(databases.loaded(), place)
    databases.run(place, "-c", ACCOUNTS)
    with serve(place) as address:
        yield address
    databases.drop(place)


@pytest.fixture
def sign_in(browser, desk):
    """A function that opens the admin as somebody; what the pages complain of must be nothing."""
    contexts, complaints = [], []

    def sign_in(name):
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        contexts.append(context)
        page = context.new_page()
        page.on(
            "console",
            lambda message: (
                complaints.append(message.text)
                if message.type in ("error", "warning")
                else None
            ),
        )
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(f"{desk}/admin/")
        page.get_by_label("Username").fill(name)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Log in").click()
        page.get_by_role("link", name="Log out").or_(
            page.get_by_role("button", name="Log out")
        ).wait_for()
        return page

    yield sign_in
    for context in contexts:
        context.close()
    assert complaints == []


def save(page):
    page.locator("[name=_continue]").first.click()
    page.locator(".messagelist .success").wait_for()


def queue(page, title):
    """The entry of a record on the start page of the admin."""
    page.goto(re.sub(r"/admin/.*", "/admin/", page.url))
    return page.locator("#content").get_by_role("link", name=title, exact=True).first


def test_a_draft_goes_from_the_worker_to_the_editor_and_comes_back(sign_in, desk):
    worker, editor = sign_in("contributor"), sign_in("editor")
    worker.goto(f"{desk}/admin/cases/casestudy/add/")
    worker.locator("[name=title_en]").fill("A well is dug")
    worker.locator("[name=summary_en]").fill("Neighbours dig it together.")
    worker.locator("[name=locator]").fill("Page 1")
    save(worker)

    missing = worker.locator(".workflow", has_text="Before it can be published")
    sentences = missing.get_by_role("link").all_inner_texts()
    assert "The case study has no source." in sentences
    assert "The case study has no sector." in sentences
    with worker.context.expect_page() as opened:
        worker.get_by_role("link", name="Preview").click()
    assert heading(opened.value) == "A well is dug"
    opened.value.close()
    worker.get_by_role("button", name="Hand over for review").click()
    worker.get_by_text("Handed over for review.").wait_for()

    queue(editor, "A well is dug").click()
    editor.get_by_role("button", name="Publish", exact=True).click()
    editor.get_by_text("The case study has no source.").first.wait_for()
    editor.locator("#step-comment").fill("Name the source")
    editor.get_by_role("button", name="Send back").click()
    editor.get_by_text("Sent back.").wait_for()

    queue(worker, "A well is dug").click()
    assert "Name the source" in worker.locator("#content").text_content()
    assert worker.get_by_role("button", name="Hand over for review").is_visible()
    assert worker.request.get(f"{desk}/cases/a-well-is-dug/").status == 404


def test_a_change_is_public_once_another_has_seen_and_published_it(sign_in, desk):
    worker, editor = sign_in("contributor"), sign_in("editor")
    reader = worker.context.browser.new_context().new_page()
    record = f"{desk}/cases/hava-kok-oy/"
    reader.goto(record)
    before = heading(reader)
    worker.goto(f"{desk}/admin/cases/casestudy/?q=hava")
    worker.get_by_role("link", name=before, exact=True).click()
    worker.locator("[name=title_en]").fill("A bathhouse is opened again")
    save(worker)
    reader.reload()
    assert heading(reader) == before
    assert worker.get_by_role("button", name="Publish", exact=True).count() == 0

    queue(editor, "A bathhouse is opened again").click()
    with editor.context.expect_page() as opened:
        editor.get_by_role("link", name="What would change").click()
    differences = opened.value.locator("table").first.inner_text()
    assert before in differences
    assert "A bathhouse is opened again" in differences
    opened.value.close()
    editor.locator("#step-comment").fill("The title is clearer")
    editor.get_by_role("button", name="Publish", exact=True).click()
    editor.get_by_text("Published as version 2.").wait_for()

    reader.reload()
    assert heading(reader) == "A bathhouse is opened again"
    reader.goto(f"{record}versions/")
    assert "The title is clearer" in reader.locator("main").inner_text()
    reader.context.close()
