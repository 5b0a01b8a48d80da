"""The pages of errors: each says what happened, in the reader's language, and has a way on."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.test import Client, override_settings
from django.urls import path

from registry import errors, urls


def denied(request):
    raise PermissionDenied


def broken(request):
    raise ValueError


def out(request):
    raise OperationalError


urlpatterns = [
    path("denied", denied),
    path("broken", broken),
    path("out", out),
    path("ky/out", out),
    *urls.urlpatterns,
]
handler400, handler403 = urls.handler400, urls.handler403
handler404, handler500 = urls.handler404, urls.handler500
HERE = override_settings(ROOT_URLCONF=__name__)


@pytest.fixture
def visitor(db):
    with HERE:
        yield Client(raise_request_exception=False)


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/denied", 403, "This page is not open to you"),
        ("/nothing/", 404, "There is no page at this address"),
        ("/broken", 500, "Something went wrong on our side"),
        ("/out", 503, "The registry is out of service for a moment"),
    ],
)
def test_an_error_is_said_in_the_look_of_the_site_with_ways_on(
    visitor, address, status, words
):
    response = visitor.get(address)

    assert response.status_code == status
    assert words in response.text
    assert 'class="brand"' in response.text
    for way in ("/", "/search/", "/cases/", "/places/", "/about/#errors"):
        assert f'href="{way}"' in response.text


def test_an_error_is_said_in_the_language_of_the_address(visitor):
    response = visitor.get("/ky/out")

    assert '<html lang="ky">' in response.text
    assert "The registry is out of service" not in response.text


def test_a_registry_out_of_service_says_when_to_ask_again(visitor):
    assert visitor.get("/out")["Retry-After"] == "60"
    assert "Retry-After" not in visitor.get("/broken")


def test_where_even_the_frame_fails_a_bare_page_is_shown(visitor, monkeypatch):
    def fail(*args, **kwargs):
        raise ValueError

    monkeypatch.setattr(errors, "render", fail)

    response = visitor.get("/broken")

    assert response.status_code == 500
    assert "Something went wrong on our side" in response.text
    assert 'class="brand"' not in response.text


def test_a_form_without_its_token_is_answered_in_the_look_of_the_site(db):
    visitor = Client(enforce_csrf_checks=True)

    response = visitor.post("/admin/login/", {"username": "a", "password": "b"})

    assert response.status_code == 403
    assert "This page is not open to you" in response.text


def test_no_error_page_asks_the_database(visitor, django_assert_num_queries, take_up):
    take_up()

    with django_assert_num_queries(0):
        visitor.get("/broken")
