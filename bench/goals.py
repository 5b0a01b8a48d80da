"""The goals of the search, as figures of one run, and how far they are met."""

from collections.abc import Callable
from dataclasses import dataclass

from .measuring import ratio


class Results:
    """The runs on one database by size: `p50("filter", 1000)` is a median over HTTP in milliseconds, or None."""

    def __init__(self, runs):
        self.runs = {run["records"]: run for run in runs}

    def p50(self, target, size, where="http"):
        found = self.runs.get(size, {}).get(where, {}).get(target)
        return found and found["p50"]

    def figure(self, name, size):
        return self.runs.get(size, {}).get("figures", {}).get(name)

    def times_empty(self, target, size, where="http"):
        """A median as a multiple of the empty view's in the same run."""
        return ratio(self.p50(target, size, where), self.p50("empty", size, where))

    def growth(self, target, small, large):
        """How a page grows from one size to another, each size measured against the empty view of its own run."""
        return ratio(self.times_empty(target, large), self.times_empty(target, small))


@dataclass(frozen=True)
class Goal:
    """A figure that a run should reach: at most `limit`, or at least where `is_least`; some differ by database."""

    text: str
    limit: float | dict
    value: Callable[[Results], float | None]
    unit: str = "×"
    is_least: bool = False

    def limit_on(self, database):
        return self.limit[database] if isinstance(self.limit, dict) else self.limit

    def is_met(self, value, database):
        limit = self.limit_on(database)
        return value >= limit if self.is_least else value <= limit

    def verdict(self, value, database):
        """“1.84× (met)”, “2.21× (missed by 11%)”, or that it was not measured."""
        if value is None:
            return "not measured"
        figure = number(value) + self.unit
        if self.is_met(value, database):
            return f"{figure} (met)"
        limit = self.limit_on(database)
        by = (limit - value) / limit if self.is_least else (value - limit) / limit
        return f"{figure} (**missed by {100 * by:.0f}%**)"

    def text_on(self, database):
        """The goal in words with its limit."""
        side = "at least" if self.is_least else "at most"
        return f"{self.text}: {side} {self.limit_on(database):g}{self.unit}"


def number(value):
    """A figure with three digits that count."""
    if value is None:
        return "–"
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


THOUSAND, HUNDRED_THOUSAND, MILLION = 1_000, 100_000, 1_000_000
GOALS = (
    Goal(
        "100k, filter, of an empty view",
        2,
        lambda r: r.times_empty("filter", HUNDRED_THOUSAND),
    ),
    Goal(
        "1M, filter, of the same page at 1k",
        3,
        lambda r: r.growth("filter", THOUSAND, MILLION),
    ),
    Goal("1M, filter, of an empty view", 4, lambda r: r.times_empty("filter", MILLION)),
    Goal(
        "100k, filter, the ORM page takes",
        50,
        lambda r: ratio(
            r.p50("baseline filter", HUNDRED_THOUSAND),
            r.p50("filter", HUNDRED_THOUSAND),
        ),
        is_least=True,
    ),
    Goal(
        "100k, filter, Datasette takes",
        500,
        lambda r: ratio(
            r.p50("datasette filter", HUNDRED_THOUSAND),
            r.p50("filter", HUNDRED_THOUSAND),
        ),
        is_least=True,
    ),
    Goal(
        "1M, filter and cold word, of an empty view",
        {"SQLite": 12, "PostgreSQL": 25},
        lambda r: r.times_empty("cold word", MILLION),
    ),
    Goal(
        "1M, filter and cached word, of an empty view",
        4,
        lambda r: r.times_empty("word", MILLION),
    ),
    Goal(
        "100k, detail page, of an empty view",
        2,
        lambda r: r.times_empty("detail", HUNDRED_THOUSAND),
    ),
    Goal(
        "the same, never shown before",
        2,
        lambda r: r.times_empty("any detail", HUNDRED_THOUSAND),
    ),
    Goal(
        "100k, 304, of an empty view",
        1,
        lambda r: r.times_empty("304", HUNDRED_THOUSAND),
    ),
    Goal(
        "100k, a publication is visible on every worker after",
        1000,
        lambda r: r.figure("visible ms", HUNDRED_THOUSAND),
        " ms",
    ),
    Goal(
        "100k, updating the index for one record, without the database",
        1,
        lambda r: r.figure("update own ms", HUNDRED_THOUSAND),
        " ms",
    ),
    Goal(
        "100k, memory of the index in a worker",
        25,
        lambda r: r.figure("index MB", HUNDRED_THOUSAND),
        " MB",
    ),
    Goal(
        "1M, memory of the index in a worker",
        150,
        lambda r: r.figure("index MB", MILLION),
        " MB",
    ),
    Goal(
        "25, filter, of the same page at 100k",
        1,
        lambda r: ratio(
            r.times_empty("filter", 25), r.times_empty("filter", HUNDRED_THOUSAND)
        ),
    ),
)
