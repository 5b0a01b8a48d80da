"""The command behind `make bench`: `python -m bench 25 1000 10000 100000 [--million]`."""

import argparse
import json
import os
import re
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import quote

from . import copying, databases, serving
from .answers import Wrong, demand_same
from .asking import FORGET, SAME, SLOWEST, Asked, as_target, asked_of
from .machine import machine, resident
from .measuring import in_turn
from .table import report, size_name

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "var" / "bench"
LOADED = ("empty", "none", "filter", "word", "detail", "304")
REPETITIONS = (
    "300 requests to each quick page, 200 to words, 5 to 40 to the ORM page and Datasette, in turn; "
    "the number of each is under n."
)


def main():
    options = read_arguments()
    OUT.mkdir(parents=True, exist_ok=True)
    left_out, runs, started = [], [], time.monotonic()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=OUT)))
        engines, cluster = [], None
        try:
            if "sqlite" in options.databases:
                engines.append(databases.SQLite(folder, migrate))
            if "postgresql" in options.databases:
                cluster = stack.enter_context(databases.cluster())
                if cluster:
                    engines.append(databases.PostgreSQL(cluster, migrate))
                else:
                    left_out.append(
                        "Left out: PostgreSQL, which is not installed here."
                    )
            ready()
            results = {
                "machine": machine(cluster and cluster.version),
                "repetitions": REPETITIONS,
                "notes": left_out,
                "runs": runs,
            }
            for size in options.sizes:
                for engine in engines:
                    with engine.database(size) as address:
                        runs.append(
                            measure(engine.name, size, address, folder, options)
                        )
                    write(results)
        except Wrong as fault:
            sys.exit(f"Stopped: {fault}")
    print(report(results))
    minutes = (time.monotonic() - started) / 60
    say(f"Took {minutes:.1f} minutes; written to {OUT.relative_to(ROOT)}/.")


def write(results):
    """Writes what is known so far."""
    (OUT / "results.json").write_text(json.dumps(results, indent=1, ensure_ascii=False))
    (OUT / "table.md").write_text(report(results))


def read_arguments():
    """The sizes and flags of the command line."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, default=[25, 1000, 10000, 100000])
    parser.add_argument(
        "--million", action="store_true", help="measure a million records too"
    )
    parser.add_argument(
        "--databases",
        nargs="+",
        choices=["sqlite", "postgresql"],
        default=["sqlite", "postgresql"],
    )
    parser.add_argument(
        "--datasette-most",
        type=int,
        default=100_000,
        help="the largest registry that Datasette is asked about; it takes seconds a page beyond",
    )
    options = parser.parse_args()
    if options.million:
        options.sizes.append(1_000_000)
    options.sizes = sorted(set(options.sizes))
    return options


def say(sentence):
    print(sentence, file=sys.stderr, flush=True)


def environment(address=""):
    """The environment of a child: settings of its own, whatever this installation's are."""
    own = {
        "SECRET_KEY": secrets.token_urlsafe(60),
        "DEBUG": "off",
        "HTTPS": "off",
        "ALLOWED_HOSTS": "127.0.0.1",
        "STATIC_ROOT": str(OUT / "static"),
        "DJANGO_SETTINGS_MODULE": "bench.settings",
        "DATABASE_URL": address,
    }
    return os.environ | own


def run(command, address, task=""):
    """Runs a program of the project to its end; Wrong with its last words where it fails."""
    done = subprocess.run(  # noqa: S603
        [sys.executable, *map(str, command)],
        cwd=ROOT,
        env=environment(address),
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise Wrong((done.stderr or done.stdout).strip()[-3000:])
    return done.stdout


def inside(task, address, folder):
    """Does a task in a process of the registry; what it found."""
    run(["-m", "bench.task", task, folder], address)
    return json.loads((folder / f"{task}.json").read_text())


def migrate(address):
    say("Migrating …")
    run(["manage.py", "migrate", "--verbosity=0"], address)


def ready():
    """Message catalogues and static files, as an installation has them."""
    run(["-c", "from registry.start import compile_messages as make; make()"], "")
    run(
        ["manage.py", "collectstatic", "--noinput", "--verbosity=0"],
        "sqlite://:memory:",
    )


def measure(database, size, address, folder, options):
    """All figures of one size on one database."""
    folder = folder / f"{database}-{size}"
    folder.mkdir()
    found = {"database": database, "records": size, "figures": {}, "http": {}}

    def step(words):
        say(f"{time.strftime('%H:%M:%S')} {database}, {size_name(size)}: {words} …")

    step("making the registry")
    said = run(
        ["manage.py", "make_registry", f"--records={size}", "--no-index"], address
    )
    found["figures"]["rows/s"] = float(re.search(r"(\d+) rows a second", said)[1])
    step("making the index and comparing all answers")
    plan = inside("prepare", address, folder)
    step(f"{plan['compared']} answers are right; measuring in process")
    (folder / "plan.json").write_text(json.dumps(plan))
    found["figures"] |= plan["figures"] | inside("memory", address, folder)["figures"]
    found |= inside("process", address, folder)
    step("measuring over HTTP")
    with ExitStack() as stack:
        port = stack.enter_context(serving.registry(environment(address), folder))
        copied = None
        if size <= options.datasette_most:
            plan |= inside("export", address, folder)
            server = serving.datasette(folder / "records.db", environment(), folder)
            copied = stack.enter_context(server)
        over_http(found, plan, port, copied, folder)
        step("publishing")
        found["figures"]["visible ms"] = visible(address, port, folder)
    after = inside("publish", address, folder)
    found["figures"] |= after["figures"]
    found["process"] |= after["process"]
    shutil.rmtree(folder)
    return found


def over_http(found, plan, port, copied, folder):
    """Times all targets over HTTP, in turn, then the requests a second that some of them bear."""

    def get(path, headers, status, port=port):
        response = serving.fetch(port, path, headers)
        if response.status != status:
            raise Wrong(f"{path} answers {response.status} instead of {status}.")
        return response.seconds

    def before(asked, request):
        if asked.before == FORGET:
            serving.workers(port, "/bench/forget")
        elif asked.before == SAME:
            serving.workers(port, *request)

    def tag_of(path):
        tag = serving.fetch(port, path).headers.get("etag")
        if not tag:
            raise Wrong(f"{path} has no ETag.")
        return tag

    every = asked_of(plan, tag_of, half=1)
    targets = [as_target(asked, get, before) for asked in every]
    if copied:
        targets += of_datasette(plan, copied, folder, get)
    found["http"] = in_turn(targets)
    for asked in every:
        found["http"][asked.name]["bytes"] = len(
            serving.fetch(port, *asked.requests[0]).body
        )
    for asked in every:
        if asked.name in LOADED:
            requests = [(*request, asked.status) for request in asked.requests]
            found["http"][asked.name]["rps"] = serving.requests_a_second(port, requests)
    held = [resident(worker) for worker in serving.workers(port)]
    found["figures"]["served MB"] = max(held)


def of_datasette(plan, port, folder, get):
    """The targets of Datasette, each of its answers compared with SQL over its own file first."""
    file, targets = folder / "records.db", []
    for name, choices in plan["datasette"].items():
        asked = []
        for choice in choices:
            filters = [
                (facet, value) for facet, value in choice.items() if facet != "q"
            ]
            given = (plan["facets"], filters, choice.get("q", ""))
            right = copying.by_sql(file, *given)
            if right.total:
                path = copying.address("records", *given)
                found = copying.read(serving.fetch(port, path).body)
                demand_same(f"Datasette, {path}", right, found)
                asked.append((path, {}))
            if len(asked) == 6:
                break
        if not asked:
            raise Wrong(f"Datasette finds nothing ({name}).")
        targets.append(
            as_target(
                Asked(f"datasette {name}", asked, options=SLOWEST),
                lambda *request: get(*request, port=port),
            )
        )
    return targets


def visible(address, port, folder, times=5):
    """The longest time, in milliseconds, after which a publication was seen on both workers."""
    waits = []
    for turn in range(times):
        word = f"visible{turn}word"
        path = f"/search/?q={quote(word)}"
        (folder / "word.json").write_text(json.dumps({"turn": turn, "word": word}))
        serving.workers(port, path)
        child = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", "bench.task", "publish_one", str(folder)],
            cwd=ROOT,
            env=environment(address),
        )
        seen = {}
        while len(seen) < serving.WORKERS:
            response = serving.fetch(port, path)
            if child.poll():
                raise Wrong("A record could not be published.")
            if "<article" in response.body.decode():
                seen.setdefault(response.headers["x-worker"], time.time())
            elif child.poll() == 0 and time.time() - _published(folder) > 30:
                raise Wrong("A publication is not visible after 30 seconds.")
        child.wait()
        waits.append(1000 * (max(seen.values()) - _published(folder)))
    return max(waits)


def _published(folder):
    return json.loads((folder / "publish_one.json").read_text())["at"]


if __name__ == "__main__":
    main()
