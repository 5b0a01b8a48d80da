"""What is asked of the registry, the same in process and over HTTP."""

import itertools
from dataclasses import dataclass, field

from .measuring import Target

PATH, PLAIN = "/search/", "/bench/baseline/"
SIZE = 20
# So many different choices are asked in turn.
CHOICES = 12
DEEP = 4_000
FORGET, SAME = "forget", "same"
MANY = {"most": 300}
PREPARED = {"least": 40}
SLOW = {"budget": 2.5, "most": 40, "warm": 1}

SLOWEST = {"budget": 2.5, "least": 5, "most": 40, "warm": 0}


@dataclass(frozen=True)
class Asked:
    """A target and the requests that are made to it in turn, each a path and its headers.

    `before` says what goes before each request, untimed: `FORGET` has the workers forget the words that they know,
    `SAME` asks them the same.
    """

    name: str
    requests: list
    status: int = 200
    before: str = ""
    options: dict = field(default_factory=dict)


def asked_of(plan, tag_of, half):
    """Everything that is asked of a registry; `tag_of(path)` gives the ETag that it answers a page with.

    What nobody has asked before is a half of its own, 0 or 1, for each way of asking: cards are kept in the database.
    Each address is made new by a parameter that says nothing, so that none is answered because it was asked before.
    """
    queries, number = plan["queries"], itertools.count(1)

    def new(path, target, headers=None, most=400):
        turns = itertools.islice(itertools.cycle(queries[target]), most)
        return [
            (
                f"{path}?{query}{'&' * bool(query)}utm_bench={next(number)}",
                headers or {},
            )
            for query in turns
        ]

    pages = new(PATH, "any page", most=len(queries["any page"]))[half::2]
    details = [(path, {}) for path in plan["detail"]]
    unseen = details[CHOICES + half :: 2]
    known = [f"{PATH}?{query}" for query in queries["filter"]]
    unchanged = [(path, {"If-None-Match": tag_of(path)}) for path in known]
    found = [
        Asked("empty", [("/bench/empty", {})], options=MANY),
        Asked("none", new(PATH, "none"), options=MANY),
        Asked("filter", new(PATH, "filter"), options=MANY),
        Asked("filter, gzip", new(PATH, "filter", {"Accept-Encoding": "gzip"})),
        Asked("cold word", new(PATH, "word"), before=FORGET, options=PREPARED),
        Asked("seldom word", new(PATH, "seldom word"), before=FORGET, options=PREPARED),
        Asked("word", new(PATH, "word"), before=SAME, options=PREPARED),
        Asked("deep", new(PATH, "deep"), options=MANY),
        Asked("any page", pages, options=once(pages)),
        Asked("any detail", unseen, options=once(unseen)),
        Asked("detail", details[:CHOICES], options=MANY),
        Asked("304", unchanged, 304, options=MANY),
        *(
            Asked(f"baseline {name}", new(PLAIN, name), options=options)
            for name, options in (
                ("none", SLOWEST),
                ("filter", SLOW),
                ("word", SLOW),
                ("deep", SLOWEST),
            )
        ),
    ]
    return [asked for asked in found if asked.requests]


def once(requests):
    """The options of a target that is asked each of its requests once at most, for nobody has asked it before."""
    return {"warm": 0, "least": 1, "most": len(requests)}


def as_target(asked, get, before=None):
    """The Target of what is asked: `get(path, headers, status)` gives seconds, `before(asked, request)` goes before."""
    turns = itertools.cycle(asked.requests)
    ready = []

    def prepare():
        ready.append(next(turns))
        before(asked, ready[0])

    def ask():
        path, headers = ready.pop() if ready else next(turns)
        return get(path, headers, asked.status)

    return Target(asked.name, ask, prepare if asked.before else None, **asked.options)
