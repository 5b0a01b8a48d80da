"""Timing: requests to all targets in turn, so that noise hits all alike, and what is told of the times."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field


def percentile(values, share):
    """The value below which a share (0 to 1) of the values lies, between the two nearest; ValueError of none."""
    if not values:
        raise ValueError("There is no percentile of no values.")
    ordered = sorted(values)
    place = (len(ordered) - 1) * share
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


@dataclass
class Target:
    """Something to time: `ask()` returns the seconds that one request took.

    It is asked until `budget` seconds or `most` requests are used up, but `least` times in any case. `prepare()` goes
    before each request and is not timed.
    """

    name: str
    ask: Callable[[], float]
    prepare: Callable[[], None] | None = None
    budget: float = 2.0
    least: int = 10
    most: int = 200
    warm: int = 2
    times: list = field(default_factory=list)
    started: float = 0.0
    spent: float = 0.0

    @property
    def is_done(self):
        enough = len(self.times) >= self.least
        return len(self.times) >= self.most or (enough and self.spent >= self.budget)

    def once(self):
        """One request; what its preparation takes counts for the budget alone."""
        started = time.perf_counter()
        if self.prepare:
            self.prepare()
        seconds = self.ask()
        self.spent += time.perf_counter() - started
        return seconds


def in_turn(targets, seed=1):
    """Asks all targets in rounds, each round in another order, until each is done; {name: figures}."""
    dice = random.Random(seed)  # noqa: S311
    for target in targets:
        for _ in range(target.warm):
            target.once()
        target.spent = 0.0
    open_targets = list(targets)
    while open_targets:
        dice.shuffle(open_targets)
        for target in open_targets:
            target.times.append(target.once())
        open_targets = [target for target in open_targets if not target.is_done]
    return {target.name: figures(target.times) for target in targets}


def figures(seconds):
    """What is told of a series of times: how many, and the percentiles in milliseconds."""
    return {"n": len(seconds)} | {
        name: 1000 * percentile(seconds, share)
        for name, share in (("p50", 0.5), ("p95", 0.95), ("p99", 0.99))
    }


def ratio(a, b):
    """How many times b is in a; None where one of them was not measured."""
    return a / b if a is not None and b else None
