"""The results as Markdown: the machine, the goals, and all figures side by side."""

from .goals import GOALS, Results, number
from .measuring import ratio

SIZES = {25: "25", 1_000: "1k", 10_000: "10k", 100_000: "100k", 1_000_000: "1M"}
OURS = (
    ("empty", "empty view"),
    ("none", "no filter"),
    ("filter", "filter: place and sector"),
    ("filter, gzip", "the same, compressed"),
    ("cold word", "filter and word, never asked before"),
    ("seldom word", "the same with a word that no bitmap is stored for"),
    ("word", "filter and word, asked before"),
    ("deep", "page 4,000 or the last"),
    ("any page", "some page of the list, never shown before"),
    ("detail", "detail page"),
    ("any detail", "some detail page, never shown before"),
    ("304", "unchanged page, 304"),
    ("first", "first page after a publication"),
)
OTHERS = (
    ("baseline none", "ORM page, no filter"),
    ("baseline filter", "ORM page, filter"),
    ("baseline word", "ORM page, filter and word"),
    ("baseline deep", "ORM page, page 4,000 or the last"),
    ("datasette none", "Datasette, no filter"),
    ("datasette filter", "Datasette, filter"),
    ("datasette word", "Datasette, filter and word"),
)
AGAINST = (
    ("none", "baseline none"),
    ("filter", "baseline filter"),
    ("word", "baseline word"),
    ("deep", "baseline deep"),
    ("none", "datasette none"),
    ("filter", "datasette filter"),
    ("word", "datasette word"),
)
FIGURES = (
    ("rows/s", "make_registry, rows a second"),
    ("build s", "index made anew, s"),
    ("load ms", "index loaded by a worker, ms"),
    ("stored MB", "index in the database, MB"),
    ("take up ms", "one publication taken up by a worker, ms"),
    ("update ms", "index updated for one record, with the database, ms"),
    ("update own ms", "the same without the database, ms"),
    ("publication ms", "whole publication of one record, ms"),
    ("visible ms", "visible on both workers after, ms"),
    ("worker MB", "a worker without the index, MB"),
    ("index MB", "the index in a worker, MB"),
    ("served MB", "a worker after all requests, MB"),
)


def size_name(size):
    """A size as it is written at the head of a column."""
    return SIZES.get(size, f"{size:,}")


def table(head, rows):
    """A Markdown table; the first column is text, the others are figures."""
    lines = [f"| {' | '.join(head)} |", f"|{' --- |' + ' ---: |' * (len(head) - 1)}"]
    return "\n".join([*lines, *(f"| {' | '.join(row)} |" for row in rows)])


def databases(results):
    """{database: its runs, the smallest first}, in the order in which they were measured."""
    found = {}
    for run in results["runs"]:
        found.setdefault(run["database"], []).append(run)
    return {
        name: sorted(runs, key=lambda run: run["records"])
        for name, runs in found.items()
    }


def report(results):
    """The whole report; `results` is what `results.json` holds."""
    found = databases(results)
    parts = [_machine(results), _goals(found)]
    for name, runs in found.items():
        largest = size_name(runs[-1]["records"])
        sections = {
            "p50 over HTTP, ms": _pages(runs, "http"),
            "ratios over HTTP": _ratios(runs),
            "p50 in process, ms": _pages(runs, "process"),
            f"at {largest} records, ms": _detail(runs[-1]),
            "the index": _figures(runs),
        }
        parts += [f"### {name}: {head}\n\n{text}" for head, text in sections.items()]
    return "\n\n".join([*parts, *results.get("notes", ())]) + "\n"


def _machine(results):
    facts = ", ".join(f"{name} {which}" for name, which in results["machine"].items())
    return (
        f"Measured on: {facts}.\n\nRepetitions: {results['repetitions']} "
        "The clients share the cores with the servers."
    )


def _goals(found):
    rows = []
    for goal in GOALS:
        texts = dict.fromkeys(goal.text_on(name) for name in found)
        verdicts = [
            goal.verdict(goal.value(Results(runs)), name)
            for name, runs in found.items()
        ]
        rows.append([" / ".join(texts), *verdicts])
    return "### Goals\n\n" + table(["goal, over HTTP unless said", *found], rows)


def _pages(runs, where):
    rows = []
    for target, words in (*OURS, *OTHERS):
        row = [number(run[where].get(target, {}).get("p50")) for run in runs]
        if set(row) != {"–"}:
            rows.append([words, *row])
    return table(["", *(size_name(run["records"]) for run in runs)], rows)


def _ratios(runs):
    found, rows = Results(runs), []
    sizes = list(found.runs)
    for target, words in OURS[1:]:
        row = [found.times_empty(target, size) for size in sizes]
        if any(row):
            rows.append([f"{words} / empty view", *map(number, row)])
    for ours, other in AGAINST:
        row = [ratio(found.p50(other, size), found.p50(ours, size)) for size in sizes]
        if any(row):
            rows.append([f"{dict(OTHERS)[other]} / ours", *map(number, row)])
    for target, words in OURS[1:] if len(sizes) > 1 else ():
        row = [found.growth(target, sizes[0], size) for size in sizes]
        if any(row):
            first = size_name(sizes[0])
            rows.append([f"{words} / the same at {first}", *map(number, row)])
    return table(["", *map(size_name, sizes)], rows)


def _detail(run):
    rows = []
    for target, words in (*OURS, *OTHERS):
        http, process = run["http"].get(target), run["process"].get(target)
        if http or process:
            http, process = http or {}, process or {}
            rows.append(
                [
                    words,
                    *(number(http.get(name)) for name in ("p50", "p95", "p99", "rps")),
                    *(number(process.get(name)) for name in ("p50", "p95", "p99")),
                    str(process.get("queries", "–")),
                    number(http["bytes"] / 1000) if http.get("bytes") else "–",
                    f"{http.get('n', '–')} / {process.get('n', '–')}",
                ]
            )
    head = ["", "HTTP p50", "p95", "p99", "requests/s", "in process p50", "p95", "p99"]
    return table([*head, "queries", "kB", "n"], rows)


def _figures(runs):
    rows = []
    for name, words in FIGURES:
        row = [number(run["figures"].get(name)) for run in runs]
        if set(row) != {"–"}:
            rows.append([words, *row])
    return table(["", *(size_name(run["records"]) for run in runs)], rows)
