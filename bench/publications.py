"""Publishing in a synthetic registry, which has no rows for editors: the next version of a record."""

import itertools
import json
import time

from django.db import connection, transaction
from django.utils import timezone

from publishing import derive, index
from publishing.index import store
from publishing.models import PublishedRecord, Version, fingerprint

from . import baseline
from .answers import Wrong
from .asking import PATH
from .measuring import figures, percentile
from .reference import compare
from .site import Site


def publish(folder):
    """Publishes a few records, one after the other; times the update of the index, and the first page after it."""
    site, times = (
        Site(),
        {"first": [], "whole": [], "update": [], "own": [], "take": []},
    )
    baseline.drop_index()
    plan = json.loads((folder / "plan.json").read_text())
    queries = itertools.cycle(plan["queries"]["filter"])
    plain_update = store.update

    def timed(*arguments, **options):
        sql = []

        def note(execute, *rest):
            started = time.perf_counter()
            try:
                return execute(*rest)
            finally:
                sql.append(time.perf_counter() - started)

        started = time.perf_counter()
        with connection.execute_wrapper(note):
            found = plain_update(*arguments, **options)
        whole = time.perf_counter() - started
        times["update"].append(whole)
        times["own"].append(whole - sum(sql))
        return found

    store.update = index.update = timed
    for turn, key in enumerate(published_keys(12)):
        site.get(f"{PATH}?{next(queries)}")
        times["whole"].append(publish_again(key, f"bench{turn}word"))
        started = time.perf_counter()
        if index.current() is None:
            raise Wrong("After a publication the index is missing or damaged.")
        times["take"].append(time.perf_counter() - started)
        index.forget(everything=False)
        times["first"].append(site.get(f"{PATH}?{next(queries)}")[3])
    if not times["update"]:
        raise Wrong("A publication did not update the index.")
    compare(site, "after the publications", next(queries))
    middle = {name: 1000 * percentile(found, 0.5) for name, found in times.items()}
    return {
        "process": {"first": figures(times["first"])},
        "figures": {
            "publication ms": middle["whole"],
            "update ms": middle["update"],
            "update own ms": middle["own"],
            "take up ms": middle["take"],
        },
    }


def published_keys(count):
    """Keys of records that can be published again."""
    rows = PublishedRecord.objects.public().filter(parent=None)
    return list(rows.order_by("-pk").values_list("key", flat=True)[:count])


def publish_again(key, word):
    """Publishes the next version of a record, with a word more in its title; the seconds that took."""
    row = PublishedRecord.objects.select_related("record").get(key=key)
    last = row.record.versions.order_by("number").last()
    document = json.loads(json.dumps(last.document))
    for language, title in document["title"].items():
        document["title"][language] = f"{title} {word}"
    started = time.perf_counter()
    with transaction.atomic():
        Version.objects.create(
            record=row.record,
            number=last.number + 1,
            shape=last.shape,
            document=document,
            hash=fingerprint(document),
            published_at=timezone.now(),
        )
        derive.publish_rows([row.record])
    return time.perf_counter() - started


def publish_one(folder):
    """Publishes one record with a word of its own; says when, by the clock of the machine."""
    asked = json.loads((folder / "word.json").read_text())
    key = published_keys(40)[-1 - asked["turn"]]
    publish_again(key, asked["word"])
    return {"at": time.time()}
