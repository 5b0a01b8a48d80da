"""Moulds: what the published rows of a bundle look like, with gaps where each copy has names and numbers of its own.

The rows are made by `publishing.derive` itself, in a transaction that is taken back; whatever it writes, copies have.
"""

import datetime
import hashlib
import json
from decimal import Decimal
from operator import itemgetter

from django.db import transaction

from publishing import derive
from publishing.kinds import kind_named
from publishing.models import (
    FacetValue,
    Link,
    PublishedRecord,
    Record,
    Status,
    Version,
    canonical,
    fingerprint,
)

from .words import spellings

GAP = "\x00"
# A part's position is its record's number, times this, and its own number (publishing.derive).
STEP = 10_000
TOGETHER = 200
MOMENT = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
TABLES = (Record, Version, PublishedRecord, FacetValue, Link)
# Tables whose rows others name; those of the rest are numbered by the database.
NAMED = (Record, PublishedRecord)


def columns_of(model):
    """The fields of a table that are written."""
    return [
        field
        for field in model._meta.concrete_fields
        if model in NAMED or not field.primary_key
    ]


def other_columns(model):
    """The columns of a table of facet values or links beside the row that they belong to."""
    return [field.column for field in columns_of(model) if field.name != "record"]


class Template:
    """A text with gaps, each with its place in a list of values; the last value of that list is empty."""

    def __init__(self, text):
        pieces = text.split(GAP)
        own = "%s".join(piece.replace("%", "%%") for piece in pieces[::2])
        # An itemgetter gives a tuple only where it gets two values or more.
        self.text = f"{own}%s%s"
        self.values = itemgetter(*map(int, pieces[1::2]), -1, -1)
        self.is_empty = not text

    def fill(self, values):
        return self.text % self.values(values)


def gap(place):
    return f"{GAP}{place}{GAP}"


def plain(value):
    """A value as the text that both databases take for it, or None."""
    if value is None:
        return None
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, datetime.datetime):
        return f"{value:%Y-%m-%d %H:%M:%S}"
    if isinstance(value, str | int | Decimal | datetime.date):
        return str(value)
    raise TypeError(f"no column of a published row holds {value!r}")


class Mould:
    """The rows of one bundle, ready to be copied.

    A copy is a list of values: the names in all their spellings, the keys and numbers of the records, the hashes and
    texts of their documents, the primary keys of records and rows, the positions of rows, the moment of publication.
    """

    def __init__(self, bundle, records, rows, database):
        self.database = database
        self.names = len(bundle.names)
        self.kinds = [record.kind for record in records]
        self.size = len(rows)
        tokens = [form for name in bundle.names for form in spellings(name)]
        tokens += [record.key for record in records]
        # Longer ones first: the key of a source ends in what may be the key of a recommendation.
        self._gaps = sorted(
            ((token, gap(place)) for place, token in enumerate(tokens)),
            key=lambda pair: -len(pair[0]),
        )
        self._lay_out(len(tokens), len(records))
        self._record = {record.pk: place for place, record in enumerate(records)}
        self._row = {row.pk: place for place, row in enumerate(rows)}
        self._hashed = [
            Template(self._cut(canonical(document)))
            for _kind, _number, document in bundle.records
        ]
        self._documents = [
            Template(self._cut(plain(document)))
            for _kind, _number, document in bundle.records
        ]
        # The record of each row, and its place within it; None for the record's own row.
        self._positions = [
            (
                self._record[row.record_id],
                row.position % STEP if row.parent_id else None,
            )
            for row in rows
        ]
        self.tables = {
            Record: self._template(map(self._record_line, records)),
            Version: self._template(map(self._version_line, records)),
            PublishedRecord: self._template(map(self._row_line, rows)),
        }
        # Of facet values and links, those that are the same in each copy: (place of the row, column, …).
        self.same = {}
        for model in (FacetValue, Link):
            self.same[model], own = self._pairs(model, records, rows)
            if not database.SHARES:
                own, self.same[model] = [*own, *self.same[model]], []
            self.tables[model] = self._template(
                [gap(self.rows + place), *columns] for place, *columns in own
            )

    def _lay_out(self, start, records):
        """Where each sort of value begins."""
        self.numbers = start
        self.hashes = self.numbers + records
        self.documents = self.hashes + records
        self.records = self.documents + records
        self.rows = self.records + records
        self.positions = self.rows + self.size
        self.moment = self.positions + self.size

    def _cut(self, text):
        """A text with gaps where names and keys of the bundle stand."""
        for token, place in self._gaps:
            text = text.replace(token, place)
        return text

    def _template(self, lines):
        escape, null = self.database.escape, self.database.NULL
        rows = (
            self.database.COLUMN.join(
                null if value is None else escape(value) for value in line
            )
            for line in lines
        )
        return Template(self._cut(self.database.ROW.join(rows)))

    def _line(self, row, **own):
        return [
            own.get(field.attname) or plain(getattr(row, field.attname))
            for field in columns_of(type(row))
        ]

    def _pairs(self, model, records, rows):
        """(what is the same in each copy, what names a record of the bundle), each as (place of row, columns)."""
        keys = {record.key for record in records}
        fields = [field.attname for field in columns_of(model)]
        place = fields.index("record_id")
        same, own = [], []
        found = model.objects.filter(record__in=rows).values_list(*fields)
        for line in sorted(found):
            columns = [self._row[line[place]], *line[:place], *line[place + 1 :]]
            (own if keys & set(columns) else same).append(columns)
        return same, own

    def _record_line(self, record):
        place = self._record[record.pk]
        return self._line(
            record, id=gap(self.records + place), number=gap(self.numbers + place)
        )

    def _version_line(self, record):
        place = self._record[record.pk]
        return self._line(
            Version(number=1, shape=kind_named(record.kind).shape),
            record_id=gap(self.records + place),
            document=gap(self.documents + place),
            hash=gap(self.hashes + place),
            published_at=gap(self.moment),
        )

    def _row_line(self, row):
        place, record = self._row[row.pk], self._record[row.record_id]
        own = {"document": gap(self.documents + record)}
        if row.parent_id:
            own = {"parent_id": gap(self.rows + self._row[row.parent_id])}
        return self._line(
            row,
            id=gap(self.rows + place),
            record_id=gap(self.records + record),
            position=gap(self.positions + place),
            published_at=gap(self.moment),
            **own,
        )

    def copy(self, names, numbers, first_record, first_row, moment):
        """The values of a copy with these names and these numbers of records, to fill `tables` with."""
        values = [form for name in names for form in spellings(name)]
        values += [
            f"{kind_named(kind).prefix}{number}"
            for kind, number in zip(self.kinds, numbers, strict=True)
        ]
        values += map(str, numbers)
        known = [*values, ""]
        values += [
            hashlib.sha256(template.fill(known).encode()).hexdigest()
            for template in self._hashed
        ]
        values += [
            self.database.escape(template.fill(known)) for template in self._documents
        ]
        values += map(str, range(first_record, first_record + len(numbers)))
        values += map(str, range(first_row, first_row + self.size))
        values += [
            str(numbers[record] if place is None else numbers[record] * STEP + place)
            for record, place in self._positions
        ]
        return [*values, plain(moment), ""]


def moulds_of(bundles, database):
    """The moulds of bundles, in their order; nothing of it stays in the database."""
    with transaction.atomic():
        records = _published(bundles)
        for start in range(0, len(records), TOGETHER):
            derive.store(records[start : start + TOGETHER])
        derive.connect()
        moulds = list(_moulds(bundles, records, database))
        transaction.set_rollback(True)
    return moulds


def _published(bundles):
    """Records with their versions, stored but not derived."""
    entries = [entry for bundle in bundles for entry in bundle.records]
    records = Record.objects.bulk_create(
        Record(kind=kind, number=number, key=document["key"], status=Status.PUBLISHED)
        for kind, number, document in entries
    )
    Version.objects.bulk_create(
        Version(
            record=record,
            number=1,
            shape=kind_named(kind).shape,
            document=document,
            hash=fingerprint(document),
            published_at=MOMENT,
        )
        for record, (kind, _number, document) in zip(records, entries, strict=True)
    )
    return records


def _moulds(bundles, records, database):
    rows = {}
    for row in PublishedRecord.objects.order_by("parent__position", "position"):
        rows.setdefault(row.record_id, []).append(row)
    start = 0
    for bundle in bundles:
        own = records[start : start + len(bundle.records)]
        start += len(own)
        ours = [row for record in own for row in rows[record.pk]]
        yield Mould(bundle, own, ours, database)
