"""ETags: the same page is not sent twice, and never a page that has changed."""

import pytest

from publishing import workflow
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
