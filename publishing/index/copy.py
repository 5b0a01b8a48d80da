"""The copy of the index that a worker holds, and how it takes up what others have published."""

import logging
import threading
import time
import zlib
from dataclasses import dataclass, field

from django.conf import settings
from django.db import connection
from pyroaring import BitMap

from ..models import Generation, IndexBlob, PublishedRecord
from .orders import Run, Sequence, order_named

logger = logging.getLogger(__name__)
ORDER = "order:"
# Where the numbers of the records stand whose words changed since the frequent words were collected.
CHANGED_WORDS = "changed-words"
NOTHING = BitMap()


class Damaged(Exception):
    """The stored index is missing, or does not agree with its checksums."""


@dataclass
class Copy:
    """All bitmaps of one generation: {(scope, dimension): {value: bitmap}}, and the orders of each scope."""

    number: int
    token: str
    reference: int
    bitmaps: dict = field(default_factory=dict)
    sequences: dict = field(default_factory=dict)
    present: dict = field(default_factory=dict)
    counted: dict = field(default_factory=dict)

    def dimension(self, scope, dimension):
        """{value: bitmap} of a dimension; empty where no record of the list has it."""
        return self.bitmaps.get((scope, dimension), {})

    def bitmap(self, scope, dimension, value=""):
        """The records of a list that have a value; none where no record has it."""
        return self.dimension(scope, dimension).get(value, NOTHING)

    def values(self, scope, dimension):
        """The values of a dimension that some record of a list has."""
        found = self.present.get((scope, dimension))
        if found is None:
            known = self.dimension(scope, dimension)
            found = {value for value, bitmap in known.items() if bitmap}
            self.present[scope, dimension] = found = frozenset(found)
        return found

    def sequence(self, scope, order):
        """The order of a list, to take pages from."""
        found = self.sequences.get((scope, order))
        return found or Sequence(order_named(scope, order), [])

    @property
    def changed_words(self):
        return self.bitmap("", CHANGED_WORDS)

    def take(self, blobs):
        """Puts blobs in the place of those of the same name; the sum of their checksums. Raises Damaged.

        What was read before is not changed but replaced, for a page may be at work with it.
        """
        total, touched, sequences = 0, {}, {}
        for scope, dimension, value, piece, data, checksum, first in blobs:
            data = bytes(data)
            if zlib.crc32(data) != checksum:
                raise Damaged(f"{scope} {dimension}={value} {piece}")
            total += checksum
            bitmap = BitMap.deserialize(data)
            if dimension.startswith(ORDER):
                name = (scope, dimension.removeprefix(ORDER))
                sequences.setdefault(name, {})[value] = Run(value, first, bitmap)
                continue
            if (scope, dimension) not in touched:
                touched[scope, dimension] = dict(self.dimension(scope, dimension))
            values = touched[scope, dimension]
            known = values.get(value)
            if known:
                rest = known.copy()
                rest.remove_range(piece << 16, (piece + 1) << 16)
                bitmap |= rest
            values[value] = bitmap
        self.bitmaps.update(touched)
        for (scope, order), runs in sequences.items():
            kept = self.sequences.get((scope, order))
            if kept:
                runs = {run.name: run for run in kept.runs} | runs
            self.sequences[scope, order] = Sequence(
                order_named(scope, order), list(runs.values())
            )
        return total


class Held:
    """The copy of this process and when it was last compared with the database."""

    def __init__(self):
        self.copy, self.damaged, self.compared = None, None, 0.0
        self.lock = threading.Lock()


HELD = Held()


def forget(everything=True):
    """Has the next question compare with the database; drops the copy too unless told otherwise."""
    HELD.compared = 0.0
    if everything:
        HELD.copy = HELD.damaged = None


def current():
    """The Copy of what is published now, at most INDEX_SECONDS old; None where the index is missing or damaged."""
    now = time.monotonic()
    if HELD.compared and now - HELD.compared < settings.INDEX_SECONDS:
        return HELD.copy
    with HELD.lock:
        _compare()
        HELD.compared = now
    return HELD.copy


def newest():
    """(number, token, checksum, reference) of what is published now; None before the index was first made."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT number, token, checksum, reference FROM publishing_generation "
            "ORDER BY number DESC LIMIT 1"
        )
        return cursor.fetchone()


def _compare():
    found = newest()
    if HELD.copy and found and HELD.copy.token == found[1]:
        return
    if HELD.damaged and HELD.damaged == (found and found[1]):
        return
    try:
        HELD.copy, HELD.damaged = load(found), None
    except Damaged as fault:
        HELD.copy, HELD.damaged = None, found and found[1]
        logger.error("The index is damaged or missing (%s); plain SQL answers.", fault)
        from .repair import repair

        repair()


def of(found):
    """The Copy of a generation as this transaction sees it, not held for others; None where there is none."""
    if not found:
        return None
    if HELD.copy and HELD.copy.token == found[1]:
        return HELD.copy
    try:
        return load(found)
    except Damaged:
        return None


def is_damaged():
    """Whether what is stored now cannot be read."""
    try:
        load(newest(), anew=True)
    except Damaged:
        return True
    return False


def load(found, anew=False):
    """The Copy of a generation: of the one that is held, with what changed since, or read anew. Raises Damaged."""
    if not found:
        if PublishedRecord.objects.exists():
            raise Damaged("it was never made")
        return Copy(0, "", 0)
    number, token, checksum, reference = found
    held = HELD.copy
    if (
        held
        and not anew
        and held.token
        and held.number <= number
        and _is_ancestor(held)
    ):
        copy = Copy(
            number,
            token,
            reference,
            dict(held.bitmaps),
            dict(held.sequences),
        )
        copy.take(_blobs(generation__gt=held.number))
        return copy
    copy = Copy(number, token, reference)
    if copy.take(_blobs()) != checksum:
        again = newest()
        if again and again[1] != token:
            return load(again, anew=True)
        raise Damaged("its blobs are not those of its generation")
    return copy


def _is_ancestor(held):
    return Generation.objects.filter(number=held.number, token=held.token).exists()


def _blobs(**which):
    rows = IndexBlob.objects.filter(**which).order_by()
    # All at once: an iterator would leave a cursor open on PostgreSQL where a blob turns out to be damaged.
    return list(
        rows.values_list(
            "scope", "dimension", "value", "piece", "bitmap", "checksum", "first"
        )
    )
