"""ETags: the same page is not sent twice, and never a page that has changed."""

import gzip

import pytest

from publishing import workflow
from publishing.freshness import PAGES
from tests import factories


@pytest.mark.parametrize(
    "path",
    ["/", "/cases/", "/search/?q=talas", "/cases.csv", "/places/KG-T/", "/ky/cases/"],
)
@pytest.mark.parametrize("encoding", ["", "gzip"])
def test_an_unchanged_page_is_not_rendered_again(
    client, published_case, path, encoding, django_assert_num_queries
):
    first = client.get(path, headers={"accept-encoding": encoding})
    assert first.status_code == 200

    # The generation.
    with django_assert_num_queries(1):
        again = client.get(
            path, headers={"if-none-match": first["ETag"], "accept-encoding": encoding}
        )

    assert again.status_code == 304
    assert again.content == b""
    assert again["ETag"].removeprefix("W/") == first["ETag"].removeprefix("W/")
    assert "Accept-Encoding" in again["Vary"]
    assert first["Cache-Control"] == "no-cache"


def test_the_tag_of_one_address_says_nothing_of_another(client, published_case):
    tag = client.get("/cases/")["ETag"]

    for path in ("/cases/?page=1", "/ru/cases/", "/findings/"):
        assert client.get(path, headers={"if-none-match": tag}).status_code == 200
    assert (
        client.get(
            "/cases/", headers={"if-none-match": tag, "host": "127.0.0.1"}
        ).status_code
        == 200
    )


@pytest.mark.parametrize("change", ["publish", "withdraw", "rename"])
def test_a_changed_page_is_sent(client, published_case, change):
    tag = client.get("/cases/")["ETag"]
    if change == "publish":
        factories.published_case(slug="other")
    elif change == "withdraw":
        workflow.withdraw(published_case.record, None, "asked for")
    else:
        published_case.title_en = "Another title"
        published_case.save()
        factories.publish(published_case)

    assert client.get("/cases/", headers={"if-none-match": tag}).status_code == 200


def test_what_is_not_public_or_not_found_has_no_tag(
    client, published_case, administrator
):
    assert not client.get("/cases/no-such/").has_header("ETag")
    assert not client.get("/cases/?page=7").has_header("ETag")
    client.force_login(administrator)
    assert not client.get("/admin/").has_header("ETag")
    assert not client.get(f"/r/{published_case.key}/preview/").has_header("ETag")


def test_a_form_is_not_answered_from_a_tag(client, published_case):
    tag = client.get("/cases/")["ETag"]

    assert client.post("/cases/", headers={"if-none-match": tag}).status_code == 405


@pytest.mark.parametrize("encoding", ["", "gzip", "identity"])
@pytest.mark.parametrize("first", ["", "gzip"])
def test_the_page_of_a_record_is_kept_until_something_is_published(
    client, published_case, settings, django_assert_num_queries, first, encoding
):
    settings.KEPT_PAGES_MB = 1
    path = f"/cases/{published_case.slug}/"
    made = client.get(path, headers={"accept-encoding": first})
    plain = client.get(path)

    # The generation.
    with django_assert_num_queries(1):
        kept = client.get(path, headers={"accept-encoding": encoding})

    body = gzip.decompress(kept.content) if encoding == "gzip" else kept.content
    assert body == plain.content
    assert published_case.title_en.encode() in body
    assert kept.get("Content-Encoding", "") == ("gzip" if encoding == "gzip" else "")
    assert kept["ETag"].removeprefix("W/") == made["ETag"].removeprefix("W/")
    for name in ("Content-Type", "Content-Security-Policy", "X-Frame-Options"):
        assert kept[name] == made[name]

    published_case.title_en = "Another title of it"
    published_case.save()
    factories.publish(published_case)
    assert "Another title of it" in client.get(path).text


def test_a_list_with_filters_is_not_kept_and_pages_have_a_bound(
    client, published_case, settings
):
    settings.KEPT_PAGES_MB = 0.01
    PAGES.found.clear()
    PAGES.size = 0

    client.get("/cases/?place=KG-T")
    assert not PAGES.found
    for path in ("/", "/cases/", "/findings/", "/organizations/", "/about/"):
        client.get(path)
    assert 0 < len(PAGES.found) < 5
    assert PAGES.size == sum(len(body) for _headers, body in PAGES.found.values())
    assert PAGES.size <= 10_000
