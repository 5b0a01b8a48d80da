"""Filling an empty database with a made-up registry of a given size."""

import datetime
import random
from itertools import cycle, islice

from django.conf import settings
from django.db import connection, transaction

from places.models import Place
from reference.models import Term
from registry.loading.reading import read
from registry.loading.writing import Content, Writer, write_reference_data

from .databases import database
from .documents import Maker
from .moulds import MOMENT, moulds_of
from .words import made_up_name

# Of a hundred rows so many are organizations that no other record names.
SINGLES = 0.08
# One mould of a bundle for so many rows, and no more than so many in all.
ROWS_A_MOULD, MOST_MOULDS = 5_000, 80
TOGETHER = 5_000


@transaction.atomic
def load_reference_data():
    """Vocabularies and places from the fixtures, where there are none yet."""
    if not (Place.objects.exists() and Term.objects.exists()):
        fixtures = read(settings.BASE_DIR / "fixtures")
        write_reference_data(fixtures, Writer(), Content())


def fill(total, seed):
    """Writes `total` published rows; each random choice follows from the seed."""
    ours = database()
    stock, bundles, singles = _moulds(total, seed, ours)
    with ours.filling():
        press = Press(ours, [stock, *bundles, *singles])
        press.stamp(stock, names=stock.first_names)
        for mould in _order(total - stock.size, bundles, singles):
            press.stamp(mould)
        press.flush()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _moulds(total, seed, ours):
    """(the stock, bundles, single organizations), as moulds; of bundles only as many as are all used."""
    maker = Maker(
        random.Random(seed),  # noqa: S311 (nothing is kept secret by it)
        _places(),
        _terms(),
        _stock(total),
    )
    left, bundles = total - maker.common.size, []
    most = min(max(total // ROWS_A_MOULD, 3), MOST_MOULDS)
    while left > 0 and len(bundles) < most:
        bundle = maker.bundle_of(len(bundles))
        left -= bundle.size
        if left < 0:
            break
        bundles.append(bundle)
    singles = [maker.single() for _ in range(min(max(total // 500, 3), 200))]
    made = moulds_of([maker.common, *bundles, *singles], ours)
    stock, made = made[0], made[1:]
    stock.first_names = maker.common.names
    return stock, made[: len(bundles)], made[len(bundles) :]


def _stock(total):
    """How many sources and organizations are common to all."""
    if total < 100:
        return min(total, 1), max(min(total - 1, 2), 0)
    return min(7 + total // 5_000, 60), min(10 + total // 400, 400)


def _places():
    """The codes of places at home, below the country."""
    codes = Place.objects.filter(path__startswith=Place.objects.get(code="KG").path)
    return list(
        codes.exclude(code="KG").order_by("code").values_list("code", flat=True)
    )


def _terms():
    terms = {}
    for vocabulary, code in Term.objects.values_list("vocabulary", "code"):
        terms.setdefault(vocabulary, set()).add(code)
    return terms


def _order(left, bundles, singles):
    """The moulds in the order in which they are stamped: `left` rows in all, each bundle at least once."""
    alone = cycle(singles)
    for turn, mould in enumerate(cycle(bundles)):
        if mould.size > left:
            break
        yield mould
        left -= mould.size
        beside = min(round(mould.size * SINGLES), left) if turn >= len(bundles) else 0
        yield from islice(alone, beside)
        left -= beside
    yield from islice(alone, left)


class Press:
    """Stamps moulds, one copy after the other, and writes their rows some thousand at a time."""

    def __init__(self, ours, moulds):
        self.ours = ours
        self.places = {mould: place for place, mould in enumerate(moulds)}
        ours.keep(moulds)
        self.numbers, self.names = {}, 0
        self.records = self.rows = self.copies = 0
        self.waiting, self.waiting_rows, self.waiting_copies = {}, 0, []

    def stamp(self, mould, names=None):
        """One more copy of a mould; with names of its own unless they are given."""
        if names is None:
            names = [made_up_name(self.names + n) for n in range(mould.names)]
            self.names += mould.names
        numbers = []
        for kind in mould.kinds:
            self.numbers[kind] = self.numbers.get(kind, 0) + 1
            numbers.append(self.numbers[kind])
        moment = MOMENT + datetime.timedelta(minutes=20 * self.copies)
        values = mould.copy(names, numbers, self.records + 1, self.rows + 1, moment)
        for model, template in mould.tables.items():
            if not template.is_empty:
                self.waiting.setdefault(model, []).append(template.fill(values))
        self.waiting_copies.append((self.places[mould], self.rows + 1))
        self.records += len(numbers)
        self.rows += mould.size
        self.copies += 1
        self.waiting_rows += mould.size
        if self.waiting_rows >= TOGETHER:
            self.flush()

    @transaction.atomic
    def flush(self):
        """Writes what waits."""
        for model, texts in self.waiting.items():
            self.ours.write(model, self.ours.ROW.join(texts))
        self.ours.share(self.waiting_copies)
        self.waiting, self.waiting_rows, self.waiting_copies = {}, 0, []
