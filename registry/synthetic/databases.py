"""Writing very many rows at once: what differs between the databases."""

from contextlib import contextmanager
from io import StringIO

from django.core.management.color import no_style
from django.db import connection

from publishing.models import FacetValue, Link

from .moulds import NAMED, TABLES, columns_of, other_columns


def quoted(columns):
    return ", ".join(connection.ops.quote_name(column) for column in columns)


def names(model):
    return quoted(field.column for field in columns_of(model))


class SQLite:
    """Rows by executemany; an empty text stands for NULL in columns that may hold it."""

    COLUMN, ROW, NULL = "\x1c", "\x1d", ""
    # Facet values and links that are the same in each copy are copied inside the database.
    SHARES = True

    @staticmethod
    def escape(text):
        return text

    def write(self, model, text):
        """Writes rows, as the text that holds them all."""
        marks = ", ".join(
            "NULLIF(?, '')" if field.null else "?" for field in columns_of(model)
        )
        table = connection.ops.quote_name(model._meta.db_table)
        rows = [row.split(self.COLUMN) for row in text.split(self.ROW)]
        with connection.cursor() as cursor:
            # Past Django's cursor, which would look for placeholders of its own in each row.
            cursor.cursor.connection.executemany(
                f"INSERT INTO {table} ({names(model)}) VALUES ({marks})",  # noqa: S608
                rows,
            )

    def keep(self, moulds):
        """Stores what copies have in common."""
        with connection.cursor() as cursor:
            for model in (FacetValue, Link):
                columns = quoted(other_columns(model))
                cursor.execute(f"DROP TABLE IF EXISTS temp.same_{model._meta.db_table}")
                cursor.execute(
                    f"CREATE TEMP TABLE same_{model._meta.db_table} (mould, place, {columns})"
                )
                rows = [
                    (number, *line)
                    for number, mould in enumerate(moulds)
                    for line in mould.same[model]
                ]
                marks = ", ".join("?" * (2 + len(other_columns(model))))
                cursor.cursor.connection.executemany(
                    f"INSERT INTO same_{model._meta.db_table} VALUES ({marks})",  # noqa: S608
                    rows,
                )
                cursor.execute(
                    f"CREATE INDEX temp.of_mould_{model._meta.db_table} "
                    f"ON same_{model._meta.db_table} (mould)"
                )

    def share(self, copies):
        """Gives copies, as (number of the mould, first row), what they have in common."""
        with connection.cursor() as cursor:
            for model in (FacetValue, Link):
                columns = quoted(other_columns(model))
                cursor.cursor.connection.executemany(
                    f"INSERT INTO {model._meta.db_table} (record_id, {columns}) "  # noqa: S608
                    f"SELECT ? + place, {columns} FROM same_{model._meta.db_table} "
                    "WHERE mould = ? ORDER BY rowid",
                    [(first, number) for number, first in copies],
                )

    @contextmanager
    def filling(self):
        """While tables are filled: no secondary indexes, no waiting for the disk."""
        tables = [model._meta.db_table for model in TABLES]
        with connection.cursor() as cursor, connection.constraint_checks_disabled():
            cursor.execute(
                "SELECT name, sql, tbl_name FROM sqlite_master "
                "WHERE type = 'index' AND sql IS NOT NULL"
            )
            indexes = [row[:2] for row in cursor.fetchall() if row[2] in tables]
            self._pragmas(cursor, "OFF", "OFF", -400_000)
            for name, _sql in indexes:
                cursor.execute(f"DROP INDEX {connection.ops.quote_name(name)}")
            try:
                yield
            finally:
                for _name, sql in indexes:
                    cursor.execute(sql)
                self._pragmas(cursor, "WAL", "NORMAL", -2_000)

    @staticmethod
    def _pragmas(cursor, journal, synchronous, cache):
        """How SQLite keeps its journal and waits for the disk is changed outside of transactions alone."""
        cursor.execute(f"PRAGMA cache_size = {cache}")
        cursor.execute("PRAGMA analysis_limit = 1000")
        if not connection.in_atomic_block:
            cursor.execute(f"PRAGMA journal_mode = {journal}")
            cursor.execute(f"PRAGMA synchronous = {synchronous}")


class PostgreSQL:
    """Rows by COPY."""

    COLUMN, ROW, NULL = "\t", "\n", "\\N"
    SHARES = False

    def keep(self, moulds):
        """Nothing: COPY writes all of it as quickly."""

    def share(self, copies):
        """Nothing."""

    @staticmethod
    def escape(text):
        for char, escaped in (
            ("\\", r"\\"),
            ("\t", r"\t"),
            ("\n", r"\n"),
            ("\r", r"\r"),
        ):
            text = text.replace(char, escaped)
        return text

    def write(self, model, text):
        """Writes rows, as the text that holds them all."""
        table = connection.ops.quote_name(model._meta.db_table)
        with connection.cursor() as cursor:
            cursor.copy_expert(
                f"COPY {table} ({names(model)}) FROM STDIN", StringIO(text)
            )

    @contextmanager
    def filling(self):
        """While tables are filled: no secondary indexes and no foreign keys; then the sequences are set."""
        tables = [model._meta.db_table for model in TABLES]
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(
                "SELECT set_config(name, 'lz4', false) FROM pg_settings "
                "WHERE name = 'default_toast_compression' AND 'lz4' = ANY(enumvals)"
            )
            cursor.execute(
                "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint "
                "WHERE contype = 'f' AND conrelid::regclass::text = ANY(%s)",
                [tables],
            )
            keys = cursor.fetchall()
            cursor.execute(
                "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY(%s) "
                "AND indexname NOT IN (SELECT conname FROM pg_constraint)",
                [tables],
            )
            indexes = cursor.fetchall()
            for table, name, _definition in keys:
                cursor.execute(f'ALTER TABLE "{table}" DROP CONSTRAINT "{name}"')
            for name, _definition in indexes:
                cursor.execute(f'DROP INDEX "{name}"')
            try:
                yield
            finally:
                for _name, definition in indexes:
                    cursor.execute(definition)
                for table, name, definition in keys:
                    cursor.execute(
                        f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" {definition}'
                    )
            for model in NAMED:
                for statement in connection.ops.sequence_reset_sql(no_style(), [model]):
                    cursor.execute(statement)


def database():
    """What the configured database needs."""
    return {"sqlite": SQLite, "postgresql": PostgreSQL}[connection.vendor]()
