"""Rows that many tests begin with: each worker makes them once, in a database of their own.

A test sees that database within a transaction, as if it had made the rows itself, and has objects of its own.
"""

import pickle
from functools import wraps

import pytest
from django.db import connection
from django.utils import translation

from tests import databases

OPENING = "prepared_database"


def prepared(make):
    """A fixture that gives what a function without arguments makes in the database.

    A test that asks for two of them begins with the first; the second is made for it alone.
    """

    @wraps(make)
    def fixture(request, db):
        opened, rows = request.getfixturevalue(OPENING)
        return pickle.loads(rows) if opened is make else make()  # noqa: S301 (our own)

    # What pytest asks of a fixture is read from it, and not from what it wraps.
    del fixture.__wrapped__
    fixture.make = make
    return pytest.fixture(fixture)


def first_of(item):
    """The function of the first prepared fixture that a test asks for; None where the test commits."""
    marker = item.get_closest_marker("django_db")
    commits = marker and marker.kwargs.get("transaction")
    if commits or "transactional_db" in item.fixturenames:
        return None
    found = item._fixtureinfo.name2fixturedefs
    asked = [found[name][-1].func for name in item.fixturenames if name in found]
    return next((func.make for func in asked if hasattr(func, "make")), None)


def pytest_itemcollected(item):
    """The database is opened before anything else, for a transaction of the test begins in it."""
    if first_of(item):
        item.fixturenames.insert(0, OPENING)


@pytest.fixture(scope="session")
def made(django_db_setup):
    """What this worker has made: {function: (address of its database, pickled rows)}."""
    made = {}
    yield made
    for place, _rows in made.values():
        databases.drop(place)


@pytest.fixture
def prepared_database(request, made, django_db_blocker):
    """Leads a test to the database of its rows: (the function that made them, pickled rows); (None, None) elsewhere."""
    make = first_of(request.node)
    own = databases.name_of(databases.own("tests"))
    is_elsewhere = connection.settings_dict["NAME"] != own
    if make is None or is_elsewhere or connection.in_atomic_block:
        yield None, None
        return
    is_new = make not in made
    place = databases.own(f"prepared_{len(made)}") if is_new else made[make][0]
    with django_db_blocker.unblock():
        if is_new:
            databases.copy(databases.migrated(), place)
        with databases.connected(place):
            if is_new:
                translation.activate("en")
                made[make] = place, pickle.dumps(make())
            with django_db_blocker.block():
                yield make, made[make][1]
