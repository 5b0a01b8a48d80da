"""The stored index: made anew, brought into line with what was just published, compared with its source."""

import secrets
import zlib
from collections import defaultdict
from itertools import islice

from django.db import connection, transaction
from django.db.models import Sum
from pyroaring import BitMap

from ..engines import engine, tokens
from ..kinds import LISTS
from ..models import (
    Card,
    FrequentWord,
    Generation,
    IndexBlob,
    PublishedRecord,
    Touched,
)
from . import copy, spellings
from .copy import CHANGED_WORDS, ORDER
from .entries import ALL, COLUMNS, entries
from .orders import RUN, orders_of

# A word in at least this many records is frequent: its bitmap is stored.
FREQUENT = 1000
# Beginnings of words up to this length are stored as well, for nearly all of them are frequent.
SHORT = 3
KEPT_GENERATIONS = 1000
BATCH = 2000


def lock():
    """Has whoever else wants to change the index wait until this transaction ends. Call it inside a transaction.

    On SQLite the transaction itself does so.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [zlib.crc32(b"index")])


def _move(number, checksum, reference):
    """Writes the next generation; this process sees it at its next question, others within INDEX_SECONDS."""
    Generation.objects.create(
        number=number,
        token=secrets.token_hex(16),
        checksum=checksum,
        reference=reference,
    )
    Generation.objects.filter(number__lt=number - KEPT_GENERATIONS).delete()
    transaction.on_commit(lambda: copy.forget(everything=False))
    copy.forget(everything=False)


def _checksum():
    return IndexBlob.objects.aggregate(sum=Sum("checksum"))["sum"] or 0


def _blob(key, bitmap, generation, first=None):
    bitmap.run_optimize()
    data = bitmap.serialize()
    scope, dimension, value, piece = key
    return IndexBlob(
        scope=scope,
        dimension=dimension,
        value=value,
        piece=piece,
        generation=generation,
        bitmap=data,
        checksum=zlib.crc32(data),
        first=first,
    )


@transaction.atomic
def note_reference_change():
    """Says that names of places or terms have changed, which may stand on any page."""
    lock()
    found = copy.newest()
    if found:
        _move(found[0] + 1, found[2], found[0] + 1)


@transaction.atomic
def update(before, after):
    """Brings the index into line where published rows were {number: Entry} before and are so after.

    Every row whose card may look different is among them. `texts` of the entries are those that searches see.
    """
    lock()
    found = copy.newest()
    known = copy.of(found)
    if not known:
        rebuild()
        return
    number = found[0] + 1
    changes = _changes(before, after)
    blobs = [
        _blob(key, bitmap, number)
        for key, bitmap in _changed_bitmaps(known, changes).items()
    ]
    blobs += _changed_orders(known, before, after, number)
    _write(blobs)
    touched = list(after)
    for start in range(0, len(touched), BATCH):
        Touched.objects.bulk_create(
            [
                Touched(record_id=pk, generation=number)
                for pk in touched[start : start + BATCH]
            ],
            update_conflicts=True,
            unique_fields=["record"],
            update_fields=["generation"],
        )
    _move(number, _checksum(), found[3])


def _changes(before, after):
    """{(scope, dimension, value, piece): (numbers to take out, numbers to put in)}."""
    changes = defaultdict(lambda: (set(), set()))
    for side, rows, others in ((0, before, after), (1, after, before)):
        for pk, entry in rows.items():
            other = others.get(pk)
            if other == entry:
                continue
            kept = set(other.values()) if other else set()
            for key in set(entry.values()) - kept:
                changes[(*key, pk >> 16)][side].add(pk)
    changed = _changed_words(before, after)
    for pk in changed:
        changes[ALL, CHANGED_WORDS, "", pk >> 16][1].add(pk)
    return changes


def _changed_words(before, after):
    """Brings the table of words into line; the numbers of the rows whose words have changed."""
    gone, new = {}, {}
    for pk in {*before, *after}:
        old = before[pk].search_text if pk in before else ""
        now = after[pk].search_text if pk in after else ""
        if old != now:
            if old:
                gone[pk] = old
            if now:
                new[pk] = now
    engine().change(list(gone.items()), list(new.items()))
    spellings.add(new)
    return {*gone, *new}


def _changed_bitmaps(known, changes):
    made = {}
    for key, (gone, new) in changes.items():
        scope, dimension, value, piece = key
        part = BitMap()
        part.add_range(piece << 16, (piece + 1) << 16)
        part &= known.bitmap(scope, dimension, value)
        part -= BitMap(gone)
        part |= BitMap(new)
        made[key] = part
    return made


def _changed_orders(known, before, after, number):
    """The runs that change because a row left its place in an order, or came to one."""
    moves = defaultdict(lambda: ([], []))
    for side, rows, others in ((0, before, after), (1, after, before)):
        for pk, entry in rows.items():
            if entry.is_withdrawn or entry.kind not in LISTS:
                continue
            other = others.get(pk)
            for scope in (entry.kind, ALL):
                for order in orders_of(scope):
                    key = order.key(entry)
                    stays = (
                        other
                        and not other.is_withdrawn
                        and other.kind == entry.kind
                        and order.key(other) == key
                    )
                    if not stays:
                        moves[scope, order][side].append((pk, key))
    blobs = []
    for (scope, order), (gone, new) in moves.items():
        runs = _Runs(known.sequence(scope, order.name))
        for pk, key in gone:
            runs.take_out(pk, key)
        for pk, key in new:
            runs.put_in(pk, key)
        blobs += [
            _blob((scope, f"{ORDER}{order.name}", name, 0), bitmap, number, first)
            for name, first, bitmap in runs.changed()
        ]
    return blobs


class _Runs:
    """The runs of an order while rows leave and come; those that grow too long are cut in two."""

    def __init__(self, sequence):
        self.sequence, self.touched = sequence, {}

    def _own(self, run):
        return self.touched.setdefault(run.name, (run.first, run.bitmap.copy()))[1]

    def take_out(self, pk, key):
        runs = self.sequence.runs
        holder = self.sequence.place(key) if runs else None
        if holder is None or pk not in holder.bitmap:
            holder = next((run for run in runs if pk in run.bitmap), None)
        if holder is not None:
            self._own(holder).discard(pk)

    def put_in(self, pk, key):
        if not self.sequence.runs:
            first = self.touched.setdefault("00000001", (key, BitMap()))
            first[1].add(pk)
            return
        self._own(self.sequence.place(key)).add(pk)

    def changed(self):
        last = max((int(run.name) for run in self.sequence.runs), default=1)
        for name, (first, bitmap) in self.touched.items():
            if len(bitmap) <= 2 * RUN:
                yield name, first, bitmap
                continue
            for place, (start, part) in enumerate(_cut(self.sequence.order, bitmap)):
                if place:
                    last += 1
                yield (
                    name if not place else f"{last:08}",
                    start if place else min(first, start),
                    part,
                )


def _cut(order, numbers=None, **which):
    """(key of the first, bitmap) of the runs into which rows fall in an order."""
    rows = PublishedRecord.objects.order_by(*order.columns)
    rows = rows.filter(pk__in=list(numbers)) if numbers is not None else rows
    found = rows.filter(**which).values_list("pk", flat=True)
    found = found.iterator(chunk_size=BATCH)
    runs = []
    while run := list(islice(found, RUN)):
        runs.append((run[0], BitMap(run)))
    firsts = {}
    for start in range(0, len(runs), BATCH):
        some = [first for first, _run in runs[start : start + BATCH]]
        rows = PublishedRecord.objects.filter(pk__in=some).only(*COLUMNS)
        firsts |= {row.pk: order.key(row) for row in rows.order_by()}
    return [(firsts[first], run) for first, run in runs]


def _write(blobs):
    IndexBlob.objects.bulk_create(
        blobs,
        batch_size=BATCH // 8,
        update_conflicts=True,
        unique_fields=["scope", "dimension", "value", "piece"],
        update_fields=["generation", "bitmap", "checksum", "first"],
    )


@transaction.atomic
def rebuild():
    """Makes the whole index anew from the published rows; returns the number of blobs."""
    lock()
    found = copy.newest()
    number = (found[0] if found else 0) + 1
    Generation.objects.all().delete()
    _delete_all(IndexBlob)
    for blobs in _every_blob(number):
        IndexBlob.objects.bulk_create(blobs, batch_size=BATCH // 8)
    collect_words()
    _delete_all(Card)
    _delete_all(Touched)
    _move(number, _checksum(), number)
    copy.forget()
    return IndexBlob.objects.count()


def _delete_all(model):
    model.objects.all()._raw_delete(model.objects.db)


def numbers_by_value():
    """{(scope, dimension, value): numbers} of the published rows, one piece of 65,536 numbers after the other."""
    last = PublishedRecord.objects.order_by("pk").values_list("pk", flat=True).last()
    for piece in range((last >> 16) + 1 if last else 0):
        numbers = defaultdict(list)
        for start in range(piece << 16, (piece + 1) << 16, 8192):
            for pk, entry in entries(pk__gte=start, pk__lt=start + 8192).items():
                for key in entry.values():
                    numbers[key].append(pk)
        yield numbers


def scopes():
    """(scope, the filter that chooses its rows) of each list and of all together."""
    yield from ((name, {"kind": name, "is_withdrawn": False}) for name in LISTS)
    yield ALL, {"kind__in": list(LISTS), "is_withdrawn": False}


def _every_blob(number):
    """The blobs of all published rows, some at a time."""
    for piece, numbers in enumerate(numbers_by_value()):
        yield [
            _blob((*key, piece), BitMap(pks), number) for key, pks in numbers.items()
        ]
    for scope, which in scopes():
        for order in orders_of(scope):
            yield [
                _blob(
                    (scope, f"{ORDER}{order.name}", f"{place:08}", 0),
                    bitmap,
                    number,
                    first,
                )
                for place, (first, bitmap) in enumerate(_cut(order, **which), 1)
            ]


def collect_words():
    """Makes the table of words, the bitmaps of frequent words and the spellings anew."""
    engine().fill(_texts())
    spellings.rebuild()
    _delete_all(FrequentWord)
    FrequentWord.objects.bulk_create(
        [
            FrequentWord(term=term, bitmap=bitmap.serialize(), count=len(bitmap))
            for term, bitmap in _frequent(found_words())
        ],
        batch_size=200,
    )


def _texts():
    """(number, search text) of every public row."""
    rows = PublishedRecord.objects.filter(is_withdrawn=False, kind__in=list(LISTS))
    rows = rows.order_by("pk").values_list("pk", "search_text")
    return rows.iterator(chunk_size=BATCH)


def found_words():
    """{token: bitmap} of every token of the public rows."""
    found, numbers = defaultdict(BitMap), defaultdict(list)
    for place, (pk, text) in enumerate(_texts(), 1):
        for token in tokens(text):
            numbers[token].append(pk)
        if place % 20_000 == 0:
            _gather(numbers, found)
    _gather(numbers, found)
    return found


def _gather(numbers, found):
    for token, pks in numbers.items():
        found[token] |= BitMap(pks)
    numbers.clear()


def _frequent(found):
    """(term, bitmap) of the frequent tokens, and of the frequent beginnings of words, written with an asterisk."""
    beginnings = defaultdict(BitMap)
    for token, bitmap in found.items():
        mark = token[:1] if token[:1] in "^=" else ""
        word = token[len(mark) :]
        if len(bitmap) >= FREQUENT:
            yield token, bitmap
        if "=" not in token[:2]:
            for length in range(1, min(SHORT, len(word)) + 1):
                beginnings[mark + word[:length]] |= bitmap
    words = sorted(token for token in found if "=" not in token[:2])
    for place, token in enumerate(words):
        if len(token.removeprefix("^")) > SHORT and len(found[token]) >= FREQUENT:
            after = place
            while after < len(words) and words[after].startswith(token):
                beginnings[token] |= found[words[after]]
                after += 1
    for beginning, bitmap in beginnings.items():
        if len(bitmap) >= FREQUENT:
            yield f"{beginning}*", bitmap
