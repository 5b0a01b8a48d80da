"""Words in the database: what SQLite (FTS5) and PostgreSQL (tsvector) do differently, one small class each.

Both keep, for each published record, the set of its tokens (publishing.search.searchable), and answer in which records
a token stands, or any token that begins with it.
"""

import json
import time
from contextlib import contextmanager
from functools import cache
from io import StringIO
from itertools import islice

from django.db import DatabaseError, OperationalError, connection, transaction
from pyroaring import BitMap

from .search import GAP

TABLE = "publishing_words"
BATCH = 2000


class TooBroad(Exception):
    """A word stands in more records than can be looked up in the time there is."""


def tokens(text):
    """The tokens of a search text, each once."""
    return set(text.split()) - {GAP}


class SQLite:
    """An FTS5 table without a copy of the texts, and without positions: phrases are looked up in the search text.

    What it is made with here is what the migration made it with.
    """

    CREATE = (
        f"CREATE VIRTUAL TABLE {TABLE} USING fts5(text, content='', detail=none, "
        "tokenize=\"ascii tokenchars '^=_'\")"
    )
    DROP = f"DROP TABLE IF EXISTS {TABLE}"

    def fill(self, rows):
        """Makes the table anew of (number, search text) pairs."""
        with connection.cursor() as cursor:
            cursor.execute(self.DROP)
            cursor.execute(self.CREATE)
            self._insert(cursor, rows)
            cursor.execute(f"INSERT INTO {TABLE}({TABLE}) VALUES ('optimize')")  # noqa: S608

    def change(self, gone, new):
        """Takes (number, search text) pairs out, each with the very text that it came in with, and new ones in."""
        with connection.cursor() as cursor:
            cursor.executemany(
                f"INSERT INTO {TABLE}({TABLE}, rowid, text) VALUES ('delete', %s, %s)",  # noqa: S608
                [(pk, self._text(text)) for pk, text in gone],
            )
            self._insert(cursor, new)

    def _insert(self, cursor, rows):
        cursor.executemany(
            f"INSERT INTO {TABLE}(rowid, text) VALUES (%s, %s)",  # noqa: S608
            ((pk, self._text(text)) for pk, text in rows),
        )

    @staticmethod
    def _text(text):
        return " ".join(sorted(tokens(text)))

    def ids(self, token, is_prefix):
        """The numbers of the records in which a token stands, or one that begins with it."""
        quoted = f'"{token}"*' if is_prefix else f'"{token}"'
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT json_group_array(rowid) FROM {TABLE} WHERE {TABLE} MATCH %s",  # noqa: S608
                [quoted],
            )
            return BitMap(json.loads(cursor.fetchone()[0]))

    @contextmanager
    def within(self, seconds):
        """Raises TooBroad where the queries inside take longer."""
        connection.ensure_connection()
        end = time.monotonic() + seconds
        connection.connection.set_progress_handler(
            lambda: time.monotonic() > end, 20_000
        )
        try:
            yield
        except OperationalError as error:
            if "interrupted" in str(error):
                raise TooBroad from error
            raise
        finally:
            connection.connection.set_progress_handler(None, 0)


class PostgreSQL:
    """A table of tsvectors without positions, with a GIN index."""

    CREATE = (
        f"CREATE TABLE {TABLE} (id bigint PRIMARY KEY, words tsvector NOT NULL);"
        f"CREATE INDEX {TABLE}_gin ON {TABLE} USING gin (words)"
    )
    DROP = f"DROP TABLE IF EXISTS {TABLE}"

    def fill(self, rows):
        with connection.cursor() as cursor:
            cursor.execute(self.DROP)
            cursor.execute(self.CREATE.split(";")[0])
            self._insert(cursor, rows)
            cursor.execute(self.CREATE.split(";")[1])
            cursor.execute(f"ANALYZE {TABLE}")

    def change(self, gone, new):
        with connection.cursor() as cursor:
            cursor.execute(
                f"DELETE FROM {TABLE} WHERE id = ANY(%s)",  # noqa: S608
                [[pk for pk, _text in gone]],
            )
            self._insert(cursor, new)

    def _insert(self, cursor, rows):
        # The rows may come from this very connection, which does one thing at a time.
        rows = iter(rows)
        while some := list(islice(rows, BATCH)):
            lines = (f"{pk}\t{self._vector(text)}\n" for pk, text in some)
            cursor.copy_expert(
                f"COPY {TABLE} (id, words) FROM STDIN", StringIO("".join(lines))
            )

    @staticmethod
    def _vector(text):
        return " ".join(f"'{token}'" for token in sorted(tokens(text)))

    def ids(self, token, is_prefix):
        quoted = f"'{token}':*" if is_prefix else f"'{token}'"
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT string_agg(id::text, ',') FROM {TABLE} WHERE words @@ %s::tsquery",  # noqa: S608
                [quoted],
            )
            found = cursor.fetchone()[0]
            return BitMap(json.loads(f"[{found}]")) if found else BitMap()

    @contextmanager
    def within(self, seconds):
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL statement_timeout = {int(seconds * 1000)}")
                yield
                cursor.execute("SET LOCAL statement_timeout = 0")
        except DatabaseError as error:
            if "statement timeout" in str(error):
                raise TooBroad from error
            raise


ENGINES = {"sqlite": SQLite, "postgresql": PostgreSQL}


@cache
def engine():
    """The engine of the database in use."""
    return ENGINES[connection.vendor]()
