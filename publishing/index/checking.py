"""Whether the stored index is what the published rows make."""

from collections import defaultdict

from pyroaring import BitMap

from ..engines import engine
from ..models import FrequentWord, PublishedRecord
from . import copy
from .copy import CHANGED_WORDS
from .orders import orders_of
from .store import found_words, numbers_by_value, scopes


def check():
    """Sentences about every difference between the stored index and the published rows; none where all is well.

    Of the words, the frequent ones and one in each hundred of the others are compared.
    """
    found = copy.newest()
    if not found:
        return ["The index was never made."] if PublishedRecord.objects.exists() else []
    try:
        held = copy.load(found, anew=True)
    except copy.Damaged as fault:
        return [f"The index is damaged: {fault}."]
    return [*_faults_of_values(held), *_faults_of_orders(held), *_faults_of_words(held)]


def _faults_of_values(held):
    wanted = defaultdict(BitMap)
    for numbers in numbers_by_value():
        for key, pks in numbers.items():
            wanted[key].update(pks)
    stored = {
        (scope, dimension, value): bitmap
        for (scope, dimension), values in held.bitmaps.items()
        for value, bitmap in values.items()
        if bitmap and dimension != CHANGED_WORDS
    }
    for key in sorted({*wanted, *stored}):
        if wanted.get(key) != stored.get(key):
            scope, dimension, value = key
            yield f"Wrong records in {scope or 'all lists'}: {dimension}={value}."


def _faults_of_orders(held):
    for scope, which in scopes():
        rows = PublishedRecord.objects.filter(**which)
        for order in orders_of(scope):
            right = list(rows.order_by(*order.columns).values_list("pk", flat=True))
            sequence = held.sequence(scope, order.name)
            if right != sequence.page(BitMap(right), 0, len(right)) or len(
                right
            ) != sum(len(run.bitmap) for run in sequence.runs):
                yield f"Wrong order in {scope or 'all lists'}: {order.name}."


def _faults_of_words(held):
    found = found_words()
    frequent = {row.term: row for row in FrequentWord.objects.all()}
    for place, token in enumerate(sorted(found)):
        if place % 100 and token not in frequent:
            continue
        if engine().ids(token, False) != found[token]:
            yield f"Wrong records for the word “{token}”."
        if token in frequent:
            stored = BitMap.deserialize(bytes(frequent[token].bitmap))
            if stored - held.changed_words != found[token] - held.changed_words:
                yield f"Wrong records for the frequent word “{token}”."
