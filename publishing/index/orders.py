"""The orders in which lists stand, each as SQL and as a key in Python; and a list cut into runs of an order.

A run holds some hundreds of records as a bitmap. To find a page, runs are counted from the beginning, in groups first;
only the runs that the page touches are put in order, by the database, and kept so until they change.
"""

from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cache

from django.db.models import Case, F, Q, Value, When
from pyroaring import BitMap

from ..kinds import LISTS, Part
from ..models import PublishedRecord
from .entries import ALL, ranks

RUN, GROUP = 512, 48


@dataclass(frozen=True)
class Order:
    """An order of records: `columns` for the database, `key(row)` the same for Python, as a list that JSON can hold."""

    name: str
    columns: tuple
    key: object
    needs: tuple = ()


def _day(value, is_latest=False):
    if value is None:
        return [1, 0]
    return [0, -value.toordinal() if is_latest else value.toordinal()]


def _money(amount):
    return [1, 0] if amount is None else [0, -int(amount * 100)]


def _title(language):
    name = f"sort_{language}"
    return Order(
        f"title-{language}",
        (name, "position", "pk"),
        lambda row: [getattr(row, name), row.position, row.pk],
        (name,),
    )


@cache
def _browse():
    places = ranks()
    whens = [When(kind=name, then=Value(place)) for name, place in places.items()]
    return Order(
        "browse",
        (Case(*whens, default=Value(len(places))), "position", "pk"),
        lambda row: [places.get(row.kind, len(places)), row.position, row.pk],
    )


POSITION = Order("position", ("position", "pk"), lambda row: [row.position, row.pk])
NEWEST = Order(
    "newest",
    (F("latest").desc(nulls_last=True), "position", "pk"),
    lambda row: [*_day(row.latest, True), row.position, row.pk],
)
OLDEST = Order(
    "oldest",
    (F("earliest").asc(nulls_last=True), "position", "pk"),
    lambda row: [*_day(row.earliest), row.position, row.pk],
)
# Each currency by itself, for sums in different ones are not compared; those without an amount last.
AMOUNT = Order(
    "amount",
    (
        Case(When(Q(currency=""), then=Value(1)), default=Value(0)),
        "currency",
        F("amount").desc(nulls_last=True),
        "position",
        "pk",
    ),
    lambda row: [
        int(not row.currency),
        row.currency,
        *_money(row.amount),
        row.position,
        row.pk,
    ],
)
TITLES = {language: _title(language) for language in ("en", "ru", "ky")}


def orders_of(scope):
    """The orders in which the list of a scope can stand."""
    titles = tuple(TITLES.values())
    if scope == ALL:
        return (_browse(), NEWEST, OLDEST, *titles, AMOUNT)
    listed = LISTS[scope]
    money = (AMOUNT,) if listed.sums else ()
    if isinstance(listed, Part):
        return (POSITION, NEWEST, OLDEST, *money)
    return (POSITION, NEWEST, OLDEST, *titles, *money)


def order_named(scope, name):
    """The order of a name in a scope; KeyError where it has none."""
    return {order.name: order for order in orders_of(scope)}[name]


@dataclass
class Run:
    """A run of an order: the records in it, the key of the first, and their sequence once it was asked for."""

    name: str
    first: list
    bitmap: BitMap
    sequence: list | None = None

    def __lt__(self, other):
        return self.first < other.first


@dataclass
class Sequence:
    """The runs of one order in one scope, from the first to the last, and the groups that they make."""

    order: Order
    runs: list
    groups: list = field(default_factory=list)

    def __post_init__(self):
        self.runs.sort()
        self.groups = [
            BitMap.union(*(run.bitmap for run in self.runs[start : start + GROUP]))
            for start in range(0, len(self.runs), GROUP)
        ]

    def place(self, key):
        """The run to which a key belongs."""
        firsts = [run.first for run in self.runs]
        return self.runs[max(bisect_right(firsts, key) - 1, 0)]

    def page(self, records, start, size):
        """The numbers of the records at `start` and after, at most `size`, out of a bitmap."""
        found, skip = [], start
        for place, group in enumerate(self.groups):
            count = group.intersection_cardinality(records)
            if skip >= count:
                skip -= count
                continue
            for run in self.runs[place * GROUP : (place + 1) * GROUP]:
                hits = run.bitmap & records
                if skip >= len(hits):
                    skip -= len(hits)
                    continue
                found += self._in_order(run, hits)[skip : skip + size - len(found)]
                skip = 0
                if len(found) >= size:
                    return found
        return found

    def _in_order(self, run, hits):
        if len(hits) == 1:
            return list(hits)
        if run.sequence is None:
            rows = PublishedRecord.objects.filter(pk__in=list(run.bitmap))
            rows = rows.order_by(*self.order.columns).values_list("pk", flat=True)
            run.sequence = list(rows)
        return [pk for pk in run.sequence if pk in hits]
