import os

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import translation

from publishing import frames, index, names, words
from tests import databases, factories
from tests.browser import address, browser, open_page  # noqa: F401
from tests.prepared import (  # noqa: F401
    made,
    prepared,
    prepared_database,
    pytest_itemcollected,
)


def pytest_configure(config):
    if databases.FOLDER not in os.environ:
        databases.begin()


def pytest_unconfigure(config):
    if "PYTEST_XDIST_WORKER" not in os.environ:
        databases.end()


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker):
    """Each worker has a copy of one database that was made from the migrations."""
    place = databases.own("tests")
    databases.copy(databases.migrated(), place)
    with django_db_blocker.unblock(), databases.connected(place):
        yield
    databases.drop(place)


@pytest.fixture(scope="module")
def whole_registry(django_db_setup, django_db_blocker):
    """While a file of tests lasts, its database holds the whole content."""
    place = databases.own("content")
    databases.copy(databases.loaded(), place)
    with django_db_blocker.unblock(), databases.connected(place):
        yield
    databases.drop(place)


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


@prepared
def published_case():
    """A published case study with a lead, a place, a sector and one row in each table."""
    return factories.published_case()


@prepared
def published_all():
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
