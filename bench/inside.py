"""The tasks of a process of the registry itself: making ready, comparing all answers, timing in process."""

import gc
import json
import time

from django.urls import get_resolver

from publishing import index, words
from publishing.models import FacetValue, IndexBlob, PublishedRecord

from . import baseline, copying
from .answers import Wrong
from .asking import FORGET, SAME, as_target, asked_of
from .choosing import choose
from .machine import resident
from .measuring import in_turn
from .publications import publish, publish_one
from .reference import compare, compare_pages
from .site import Site, counted

# The reference is slow: so many records are gone through in plain SQL for each target.
PLAINLY = 300_000


def prepare(folder):
    """Makes the index anew and times it; chooses what to ask; compares every answer."""
    started = time.perf_counter()
    index.rebuild()
    build = time.perf_counter() - started
    stored = sum(
        len(bitmap)
        for bitmap in IndexBlob.objects.values_list("bitmap", flat=True).iterator()
    )
    baseline.make_index()
    plan = choose()
    site, queries = Site(), plan["queries"]
    plainly = max(2, PLAINLY // plan["records"])
    for target in ("none", "filter", "word", "seldom word"):
        for place, query in enumerate(queries[target]):
            compare(site, target, query, place < plainly)
    compare_pages(site, [*queries["deep"], *queries["any page"]])
    plan["figures"] = {"build s": build, "stored MB": stored / 1e6}
    plan["compared"] = sum(map(len, queries.values()))
    return plan


def memory(folder):
    """Resident memory of a new process before and after it holds the index, and how long it takes to load it."""
    # All code is read before the index is; a request would load it.
    get_resolver().url_patterns  # noqa: B018
    IndexBlob.objects.first()
    gc.collect()
    before = resident()
    started = time.perf_counter()
    copy = index.current()
    seconds = time.perf_counter() - started
    if copy is None:
        raise Wrong("The index is missing or damaged.")
    gc.collect()
    return {
        "figures": {
            "load ms": 1000 * seconds,
            "worker MB": before,
            "index MB": resident() - before,
        }
    }


def process(folder):
    """Times all targets in process, in turn, and counts their queries."""
    plan = json.loads((folder / "plan.json").read_text())
    site = Site()

    def get(path, headers, status):
        found = site.get(path, headers)
        if found[0] != status:
            raise Wrong(f"{path} answers {found[0]} instead of {status}.")
        return found[3]

    def before(asked, request):
        if asked.before == FORGET:
            words.forget()
        elif asked.before == SAME:
            get(*request, asked.status)

    def tag_of(path):
        tag = site.get(path)[1].get("ETag")
        if not tag:
            raise Wrong(f"{path} has no ETag.")
        return tag

    targets = asked_of(plan, tag_of, half=0)
    made = [as_target(asked, get, before) for asked in targets]
    found = in_turn(made)
    for asked in targets:
        before(asked, asked.requests[0])
        with counted() as queries:
            body = site.get(*asked.requests[0])[2]
        found[asked.name] |= {"queries": len(queries), "bytes": len(body)}
    return {"process": found}


def export(folder):
    """Writes the same records as a file for Datasette; says which facets are arrays there."""
    facets = baseline.facets()
    arrays = {}
    values = FacetValue.objects.filter(dimension__in=facets).order_by()
    for pk, facet, value in values.values_list(
        "record", "dimension", "value"
    ).iterator():
        arrays.setdefault(pk, {}).setdefault(facet, []).append(value)
    rows = PublishedRecord.objects.public().order_by("pk")
    columns = ("pk", "kind", "title_en", "earliest", "latest", "amount", "currency")
    rows = rows.values_list(*columns, "search_text").iterator()
    copying.export(
        (
            (
                *row[:3],
                *(str(day) if day else None for day in row[3:5]),
                *map(_plain, row[5:]),
            )
            for row in rows
        ),
        facets,
        arrays,
        folder / "records.db",
    )
    return {"facets": facets}


def _plain(value):
    return value if value is None or isinstance(value, str) else float(value)


TASKS = {
    "prepare": prepare,
    "export": export,
    "memory": memory,
    "process": process,
    "publish": publish,
    "publish_one": publish_one,
}
