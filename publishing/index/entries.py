"""What the index holds of one published row: its values in each dimension, and its place in each order."""

from collections import defaultdict
from dataclasses import dataclass

from ..kinds import KINDS, LISTS, search_list
from ..models import FacetValue, PublishedRecord

EVERY = "*"
ALL = ""
EARLIEST, LATEST = "earliest", "latest"
COLUMNS = (
    "pk",
    "kind",
    "is_withdrawn",
    "earliest",
    "latest",
    "amount",
    "currency",
    "position",
    "sort_en",
    "sort_ru",
    "sort_ky",
)


@dataclass(frozen=True)
class Entry:
    """One published row as the index sees it; `facets` are (dimension, value) pairs."""

    pk: int
    kind: str
    is_withdrawn: bool
    earliest: object
    latest: object
    amount: object
    currency: str
    position: int
    sort_en: str
    sort_ru: str
    sort_ky: str
    facets: frozenset = frozenset()
    search_text: str = ""

    def values(self):
        """(scope, dimension, value) of every bitmap in which the row stands; none for a withdrawn one."""
        if self.is_withdrawn or self.kind not in LISTS:
            return
        listed, shared = LISTS[self.kind], shared_dimensions()
        yield from ((scope, EVERY, "") for scope in (self.kind, ALL))
        yield ALL, "kind", self.kind
        for dimension, value in self.facets:
            yield self.kind, dimension, value
            if dimension in shared:
                yield ALL, dimension, value
        for dimension, day in ((EARLIEST, self.earliest), (LATEST, self.latest)):
            for scope in (self.kind, ALL):
                yield scope, dimension, str(day.year) if day else ""
        if listed.sums and self.currency:
            yield self.kind, "sum", self.currency
            if self.amount is not None:
                yield self.kind, f"sum:{self.currency}", "stated"
                for bit in bits(cents(self.amount)):
                    yield self.kind, f"sum:{self.currency}", str(bit)


def cents(amount):
    """An amount of money in hundredths, a whole number."""
    return int(amount * 100)


def bits(number):
    """The places of the ones of a whole number written in twos."""
    return [place for place in range(number.bit_length()) if number >> place & 1]


def shared_dimensions():
    """The dimensions by which the list of all records is filtered, beside the kind of record."""
    facets = search_list().facets if search_list() else ()
    return {facet.name for facet in facets if facet.family != "list"}


def ranks():
    """{list: its place where all lists stand together}: records in the order of their kinds, then parts."""
    kinds = sorted(KINDS.values(), key=lambda kind: kind.rank)
    names = [kind.name for kind in kinds]
    names += [part.name for kind in kinds for part in kind.parts]
    return {name: place for place, name in enumerate(names)}


def entries(with_texts=False, **which):
    """{number: Entry} of the published rows that a filter chooses, with what searches see of them if asked for."""
    pairs = defaultdict(set)
    facets = FacetValue.objects.filter(
        **{f"record__{name}": value for name, value in which.items()}
    )
    for pk, dimension, value in facets.order_by().values_list(
        "record", "dimension", "value"
    ):
        pairs[pk].add((dimension, value))
    columns = (*COLUMNS, "search_text") if with_texts else COLUMNS
    rows = PublishedRecord.objects.filter(**which).order_by().values_list(*columns)
    width = len(COLUMNS)
    return {
        row[0]: Entry(*row[:width], frozenset(pairs[row[0]]), *row[width:])
        for row in rows
    }
