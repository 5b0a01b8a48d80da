import os

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import translation

from publishing import frames, index, names, words
from tests import factories


@pytest.fixture(autouse=True)
def plain_static_files(settings):
    """Pages are rendered without collected static files."""
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {
            "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        }
    }
    cache.clear()


@pytest.fixture(autouse=True)
def fresh_index(settings):
    """Every page asks whether something was published; what a test before kept of the index is dropped."""
    settings.INDEX_SECONDS = 0
    settings.INDEX_REPAIR = False
    settings.KEPT_PAGES_MB = 0
    index.forget()
    words.forget()
    frames.KEPT.clear()
    names.KEPT.clear()


@pytest.fixture
def take_up(settings):
    """A function that has this worker take up what was published, as it does between pages, so as not to be counted."""

    def current():
        settings.INDEX_SECONDS = 3600
        index.current()

    return current


@pytest.fixture(autouse=True)
def quick_passwords(settings):
    """Accounts of tests need no slow hash."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def english():
    """Each test begins in English, whatever language the page before it was asked in."""
    translation.activate("en")


class ListClient(Client):
    """A client that finds what a list was made of in the response, for a list is not one template that is rendered."""

    def request(self, **request):
        response = super().request(**request)
        if hasattr(response, "context_data") and response.context_data:
            response.context = response.context_data
        return response


@pytest.fixture
def client():
    return ListClient()


@pytest.fixture
def editor(db):
    """An editor who may publish but has changed nothing."""
    return factories.EditorFactory()


@pytest.fixture
def administrator(db, django_user_model):
    return django_user_model.objects.create_superuser(
        "administrator-marker", password="not-a-real-one"
    )


@pytest.fixture
def published_case(db):
    """A published case study with a lead, a place, a sector and one row in each table."""
    return factories.published_case()


@pytest.fixture
def published_all(db):
    """One published record of every kind, all in Talas oblast, naming one another; {kind: row}."""
    return factories.published_all(date="1999")


def pytest_sessionfinish(session, exitstatus):
    """Where everything is installed, a test that was skipped is a test that did not pass."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if (
        os.environ.get("CI")
        and reporter
        and reporter.stats.get("skipped")
        and exitstatus == 0
    ):
        session.exitstatus = 1
