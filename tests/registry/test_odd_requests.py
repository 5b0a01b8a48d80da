"""Requests that nobody means well or thinks of: each has an answer, in the reader's language, and a way on."""

import re

import pytest
from django.db import connection
from django.test import Client

from publishing import workflow
from publishing.kinds import KINDS
from publishing.models import PublishedRecord
from registry import views
from tests import factories

LISTED = [one for kind in KINDS.values() for one in (kind, *kind.parts)]
PAGES = (
    "/",
    "/search/",
    "/suggest/",
    "/about/",
    "/findings/library/",
    "/findings/factors/",
    "/compare/",
    "/places/",
    "/places/compare/",
    "/funding/",
    "/charts/",
    "/cases/handbook/",
    *(f"/{listed.path}/" for listed in LISTED),
)
FILES = (
    "/search.csv",
    "/findings/factors.csv",
    "/compare.csv",
    "/funding.csv",
    "/charts/case-places.svg",
    "/charts/case-places.csv",
    *(f"/{listed.path}.csv" for listed in LISTED),
)
ODD = (
    "q=%ff%fe&page=%C2%B2",
    "q=%ED%A0%80&sort=",
    "q=" + "x" * 8000,
    "q=%F0%9F%98%80%D2%A3O%D0%B7%D0%B3%D0%BE%D0%BD",
    "view=&with=&place=&page=",
    "place=not-stated&sector=not-stated",
    "kind=not-stated&not-kind=not-stated&view=table",
    "place=" + "x" * 8000,
    "with=KG-T&with=cs1&with=cs1&with=mn1&with=nobody",
    "&".join(f"with={n}" for n in range(100)),
    "&".join(f"p{n}={n}" for n in range(1000)),
    "currency=not-stated&amount-from=1e999999&amount-to=1e-999999",
    "from=99999999999999999999&to=-1",
    "%22%3E%3Cscript%3Ealert(1)%3C/script%3E=%22%3E%3Cscript%3Ealert(1)%3C/script%3E",
    "q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E",
)
WRONG = (
    "/cases/?place=nowhere",
    "/cases/?view=globe",
    "/cases/?with=nobody",
    "/search/?colour=blue",
    "/findings/library/?sector=nothing",
    "/findings/factors/?factors=nothing",
    "/charts/?place=nowhere",
    "/compare/?with=nobody",
    "/funding/?funder=nobody",
    "/cases/handbook/?place=nowhere",
)


@pytest.fixture
def visitor(db):
    """A visitor who is answered as in public: with a page where the site breaks."""
    return Client(raise_request_exception=False)


def text_of(response):
    return b"".join(response).decode() if response.streaming else response.text


def is_page(response):
    return response["Content-Type"].startswith("text/html")


@pytest.mark.parametrize("path", [*PAGES, *FILES])
def test_no_query_breaks_an_address_or_comes_back_as_markup(
    visitor, published_all, path
):
    for query in ODD:
        response = visitor.get(f"{path}?{query}")

        assert response.status_code in (200, 400, 404), query[:80]
        assert not response.cookies, query[:80]
        assert not is_page(response) or "<script>alert" not in text_of(response)


@pytest.mark.parametrize("path", WRONG)
def test_a_wrong_address_is_400_and_is_kept_by_no_browser(
    visitor, published_all, take_up, path
):
    take_up()

    english, kyrgyz = visitor.get(path), visitor.get(f"/ky{path}")

    for response in (english, kyrgyz):
        assert response.status_code == 400
        assert 'role="alert"' in response.text
        assert "ETag" not in response
        assert "Cache-Control" not in response
    title = re.search(r"<h1[^>]*>(.*?)</h1>", english.text)[1]
    assert not re.search(r"\d", title)
    assert "cannot be" in english.text
    assert "cannot be" not in kyrgyz.text


def test_a_right_address_is_kept_until_something_is_published(
    visitor, published_all, take_up
):
    take_up()

    assert "ETag" in visitor.get("/cases/?place=KG-T")


def without_nul(execute, sql, params, many, context):
    """Refuses what PostgreSQL refuses, on any database."""
    for value in params or ():
        if isinstance(value, str) and "\0" in value:
            raise ValueError("A string literal cannot contain NUL characters.")
    return execute(sql, params, many, context)


@pytest.mark.parametrize(
    "path",
    [
        "/places/%00/",
        "/cases/a%00/",
        "/r/cs1%00",
        "/cases/?place=a%00",
        "/projects/?funder=%00",
        "/cases/?with=cs1%00",
        "/search.csv?place=%00",
        "/compare/?with=%00",
        "/compare.csv?with=%00",
        "/funding/?funder=%00",
        "/charts/?place=%00",
        "/places/?q=%00",
        "/suggest/?q=ta%00",
    ],
)
def test_an_address_with_a_nul_is_refused_before_it_is_read(
    visitor, published_all, path
):
    with connection.execute_wrapper(without_nul):
        english, kyrgyz = visitor.get(path), visitor.get(f"/ky{path}")

    assert english.status_code == kyrgyz.status_code == 400
    assert "This request cannot be read" in english.text
    assert '<html lang="ky">' in kyrgyz.text
    assert "This request cannot be read" not in kyrgyz.text


@pytest.mark.parametrize(
    ("path", "host", "status"),
    [
        ("/cases/", "elsewhere.example", 400),
        ("/ky/cases/", "<script>", 400),
        ("/nothing/", "testserver", 404),
        ("/cases/nothing/", "testserver", 404),
        ("/places/%00/", "testserver", 400),
        ("/cases/?place=nowhere", "testserver", 400),
    ],
)
def test_a_page_of_an_error_lets_no_foreign_code_run(visitor, path, host, status):
    response = visitor.get(path, headers={"host": host})

    assert response.status_code == status
    assert "default-src 'none'" in response["Content-Security-Policy"]


@pytest.mark.parametrize(
    "path",
    [
        "//elsewhere.example/",
        "//elsewhere.example/cases",
        "/\\elsewhere.example/cases",
        "/ky//elsewhere.example",
        "/cases?next=//elsewhere.example",
        "/cases/?keep=//elsewhere.example",
        "/cases/?keep=%0d%0aLocation:%20//elsewhere.example",
        "/r/elsewhere.example",
        "/xx/cases/",
        "/en/cases/",
    ],
)
def test_no_address_leads_to_another_host(visitor, published_all, path):
    response = (
        visitor.get("/", PATH_INFO=path) if "?" not in path else visitor.get(path)
    )

    assert response.status_code in (301, 302, 404)
    assert re.match(r"(?:/cases/|$)", response.get("Location", ""))


def test_records_without_a_kind_are_none(client, published_all):
    page = client.get("/search/?kind=not-stated")

    assert page.context["total"] == 0
    assert "Kind of record" in page.context["title"]


def test_an_amount_beyond_all_money_is_a_wrong_amount(client, published_all):
    page = client.get("/projects/?currency=USD&amount-from=1e999999")

    assert page.status_code == 400
    assert page.context["faults"] == [
        "Amount from: Ensure this value is less than or equal to 1000000000000000."
    ]


def test_of_very_many_faults_some_are_named(client, db):
    page = client.get("/cases/?" + "&".join(f"p{n}=1" for n in range(1000)))

    assert page.status_code == 400
    assert 1 < len(page.context["faults"]) < 20


def test_what_other_sites_add_is_not_carried_on(client, published_all):
    page = client.get("/cases/?utm_source=elsewhere&place=KG-T")

    main = page.text.partition("<main")[2].partition("</main>")[0]
    assert "place=KG-T" in main
    assert "elsewhere" not in main
    assert 'name="keep" value="place=KG-T"' in main


@pytest.mark.parametrize("path", PAGES)
def test_an_empty_registry_says_so_and_counts_nothing(visitor, path):
    response = visitor.get(path)

    assert response.status_code == 200
    for words in ("0 of 0", "0 to 0", "these 0", "list of 0", "own:", "choice.<"):
        assert words not in response.text
    frames = response.text.count("<figure")
    assert frames == response.text.count("Nothing is on record here.")


@pytest.mark.parametrize(
    "path", ["/cases/", "/places/", "/funding/", "/findings/library/"]
)
def test_an_empty_page_does_not_blame_a_filter_that_was_not_chosen(visitor, path):
    assert "Nothing is published here yet." in visitor.get(path).text


@pytest.mark.parametrize("path", FILES)
def test_the_files_of_an_empty_registry_have_their_head_alone(visitor, path):
    response = visitor.get(path)

    if path == "/compare.csv":
        assert response.status_code == 400
    else:
        assert response.status_code == 200
        assert path.endswith(".svg") or text_of(response).count("\r\n") <= 1


def test_the_page_of_a_place_holds_some_of_very_many_records_and_leads_to_all(
    client, db, monkeypatch
):
    for n in range(3):
        factories.published_case(slug=f"case-{n}", title_en=f"Case {n}")
        factories.published_mine(name_en=f"Mine {n}")
    monkeypatch.setattr(views, "MOST_LISTED", 2)

    page = client.get("/places/KG-T/").text
    listed = page.partition('id="mines"')[2]

    for kind, path in (("Case", "cases"), ("Mine", "mines")):
        assert f">{kind} 1</a>" in listed
        assert f">{kind} 2</a>" not in listed
        assert f'<a href="/{path}/?place=KG-T">Open the list of 3</a>' in listed
    assert listed.count('<span class="count">3</span>') == 2


def test_a_withdrawn_record_is_nowhere_but_at_its_own_address(client, published_all):
    gone = published_all["case"]
    other = factories.published_case(slug="other", title_en="Other")
    address = f"/cases/{gone.slug}/"
    at_first = client.get("/search/").text

    workflow.withdraw(gone.record, None, "To protect somebody.")

    assert address in at_first
    assert client.get(address).status_code == 410
    assert client.get(f"/r/{gone.record.key}").status_code == 410
    assert client.get(f"{address}versions/1/").status_code == 404
    addresses = [*PAGES, *FILES, "/places/KG-T/", f"/cases/{other.slug}/"]
    addresses += [
        row.get_absolute_url()
        for row in PublishedRecord.objects.public().filter(parent=None)
    ]
    for path in addresses:
        text = text_of(client.get(path))
        assert address not in text, path
        assert not re.search(rf"\b{gone.record.key}\b", text), path
