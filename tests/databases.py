"""The databases of a run of tests: one is migrated and one loaded, once for all workers; each worker asks a copy.

On SQLite a database is a file, on PostgreSQL a copy is made by the server with TEMPLATE.
"""

import fcntl
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

import psycopg2
from django.conf import settings
from django.db import connection

from registry.start import compile_messages

ROOT = Path(__file__).resolve().parent.parent
SERVER = os.environ.get("DATABASE_URL", "")
ON_POSTGRESQL = SERVER.startswith("postgres")
FOLDER = "TEST_RUN_FOLDER"


def begin():
    """Makes what the workers of one run share, before they start: a folder, and the message catalogues."""
    compile_messages()
    os.environ[FOLDER] = tempfile.mkdtemp(prefix="registry-tests-")


def end():
    """Removes what the run made."""
    folder = shared()
    if ON_POSTGRESQL:
        for mark in folder.glob("*.done"):
            drop(address(mark.stem))
    shutil.rmtree(folder)


def shared():
    return Path(os.environ[FOLDER])


def address(name):
    """The address of the database of this run that is called so."""
    if ON_POSTGRESQL:
        run = shared().name.rpartition("-")[2].replace("_", "").lower()
        return f"{SERVER.rpartition('/')[0]}/tests_{run}_{name}"
    return f"sqlite:///{shared() / name}.sqlite3"


def own(name):
    """The address of a database that this worker alone has."""
    return address(f"{os.environ.get('PYTEST_XDIST_WORKER', 'only')}_{name}")


def on_server(statement):
    server = psycopg2.connect(SERVER)
    server.autocommit = True
    server.cursor().execute(statement)
    server.close()


def drop(place):
    if ON_POSTGRESQL:
        on_server(f"DROP DATABASE IF EXISTS {name_of(place)} WITH (FORCE)")
        return
    for end_of_name in ("", "-wal", "-shm"):
        Path(path(place) + end_of_name).unlink(missing_ok=True)


def path(place):
    return place.removeprefix("sqlite:///")


def name_of(place):
    """What Django's settings call the database at an address."""
    return place.rpartition("/")[2] if ON_POSTGRESQL else path(place)


def copy(source, target):
    """Makes a database that holds what another holds to which nobody is connected."""
    drop(target)
    if ON_POSTGRESQL:
        on_server(f"CREATE DATABASE {name_of(target)} TEMPLATE {name_of(source)}")
        return
    with sqlite3.connect(path(source)) as held, sqlite3.connect(path(target)) as made:
        held.backup(made)
    held.close()
    made.close()


def environment(place):
    """The environment of a process that works on a database."""
    return os.environ | {
        "DATABASE_URL": place,
        "SECRET_KEY": "x" * 60,
        "DEBUG": "off",
        "STATIC_ROOT": str(shared() / "static"),
    }


def run(place, *command):
    """Runs a module of the project on a database, as an operator would."""
    done = subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env=environment(place),
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise RuntimeError(done.stdout + done.stderr)


@contextmanager
def once(name):
    """Holds the other workers while the first makes something; gives whether it is there already."""
    done = shared() / f"{name}.done"
    with (shared() / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield done.exists()
        done.touch()


def kept(name, *patterns):
    """Where an SQLite database is kept between runs, for as long as the files that it was made from stay the same."""
    state = hashlib.sha256()
    for found in sorted(found for pattern in patterns for found in ROOT.glob(pattern)):
        if found.is_file():
            state.update(found.read_bytes())
    return ROOT / "var" / "tests" / f"{name}-{state.hexdigest()[:16]}.sqlite3"


def make(name, file, source, *command):
    """The address of a database of this run that the first who asks makes, or finds kept from an earlier run."""
    place = address(name)
    with once(name) as is_there:
        if is_there:
            return place
        is_kept = file.exists() and not ON_POSTGRESQL
        if is_kept:
            shutil.copy(file, path(place))
        elif source:
            copy(source(), place)
        elif ON_POSTGRESQL:
            drop(place)
            on_server(f"CREATE DATABASE {name_of(place)}")
        run(place, *command)
        if not is_kept and not ON_POSTGRESQL:
            file.parent.mkdir(parents=True, exist_ok=True)
            for older in file.parent.glob(f"{name}-*"):
                older.unlink(missing_ok=True)
            copy(place, f"sqlite:///{file}.new")
            Path(f"{file}.new").replace(file)
    return place


MIGRATIONS = ("*/migrations/*.py", "*/models*", "*/models/*.py", "requirements.txt")
CODE = tuple(f"{part}/**/*.py" for part in settings.PARTS)


def migrated():
    """The address of an empty database that was made from the migrations."""
    file = kept("migrated", *MIGRATIONS)
    return make("migrated", file, None, "manage.py", "migrate", "-v0")


def loaded():
    """The address of a database with the whole content, made as `make run` makes it."""
    file = kept("loaded", *CODE, "fixtures/**/*.yaml", "requirements.txt")
    return make("loaded", file, migrated, "-m", "registry.start")


@contextmanager
def connected(place):
    """Leads the connection of the tests to another database for a while."""
    before = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name_of(place)
    yield
    connection.close()
    connection.settings_dict["NAME"] = before
