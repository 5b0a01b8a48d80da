"""Runs Lighthouse on the served registry as a phone sees it, writes the scores down, and fails below 100.

`make lighthouse` calls it. Each page is measured three times; the median counts. A last run of each page on a line of
250 kbit/s and 300 ms, as on 2G, says when its text and its largest part stand there.
"""

import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from urllib.error import URLError

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "var" / "lighthouse"
PROGRAM = ROOT / "lighthouse" / "node_modules" / ".bin" / "lighthouse"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
PAGES = {
    "home": "/",
    "list": "/cases/",
    "case": "/cases/lady-shirin-chimkent/",
    "mine": "/mines/jerui/",
    "place": "/places/KG-T/",
}
CATEGORIES = {
    "performance": "Performance",
    "accessibility": "Accessibility",
    "best-practices": "Best practices",
    "seo": "SEO",
}
TIMES = 3
ATTEMPTS = 3
GOAL = 100
FLAGS = (
    "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run "
    "--disable-background-networking --disable-component-update --disable-sync"
)
SLOW = [
    "--throttling-method=devtools",
    "--throttling.requestLatencyMs=300",
    "--throttling.downloadThroughputKbps=250",
    "--throttling.uploadThroughputKbps=250",
    "--only-categories=performance",
]


def environment():
    """The environment of the server and of the browser: a database and static files of their own, no debug pages."""
    return os.environ | {
        "SECRET_KEY": "for-measuring-alone-" + "x" * 50,
        "DEBUG": "off",
        "HTTPS": "off",
        "DATABASE_URL": f"sqlite:///{FOLDER / 'registry.sqlite3'}",
        "STATIC_ROOT": str(FOLDER / "static"),
        "CHROME_PATH": next(filter(None, map(shutil.which, BROWSERS)), ""),
    }


def serve():
    """Serves the registry with its whole content; gives the process and its address."""
    run = [sys.executable, "-m", "registry.start"]
    subprocess.run(run, cwd=ROOT, env=environment(), check=True)  # noqa: S603
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "registry.wsgi", "--workers", "2"]
    server = subprocess.Popen(  # noqa: S603
        [*command, "--bind", f"127.0.0.1:{port}", "--log-level", "warning"],
        cwd=ROOT,
        env=environment(),
    )
    address = f"http://127.0.0.1:{port}"
    for _try in range(300):
        try:
            urllib.request.urlopen(f"{address}/health").read()  # noqa: S310 (our own address)
            break
        except URLError:
            time.sleep(0.1)
    return server, address


def measure(url, *options):
    """What Lighthouse reports of one page in one run; asked again where the browser lost its trace."""
    target = FOLDER / "run.json"
    command = [
        PROGRAM,
        url,
        "--quiet",
        "--output=json",
        f"--output-path={target}",
        f"--chrome-flags={FLAGS}",
        "--max-wait-for-load=90000",
        *options,
    ]
    for attempt in range(1, ATTEMPTS + 1):
        done = subprocess.run(command, env=environment(), check=attempt == ATTEMPTS)  # noqa: S603
        if done.returncode == 0:
            break
    return json.loads(target.read_text())


def lost(report, category):
    """What keeps a category of a run below 100: each audit that weighs and falls short, with the first elements."""
    for item in report["categories"][category]["auditRefs"]:
        audit = report["audits"][item["id"]]
        if item["weight"] and audit["score"] not in (None, 1):
            rows = (audit.get("details") or {}).get("items", [])
            where = [
                (row.get("node") or {}).get("snippet")
                or row.get("url")
                or row.get("description", "")
                for row in rows[:3]
            ]
            yield {
                "audit": audit["id"],
                "score": audit["score"],
                "says": audit.get("displayValue") or audit["title"],
                "where": [text for text in where if text],
            }


def measure_page(url):
    """The scores of a page, what they lack, its weight, and its times on a slow line."""
    reports = [measure(url) for _time in range(TIMES)]
    scores = {
        category: round(
            100
            * statistics.median(
                report["categories"][category]["score"] or 0 for report in reports
            )
        )
        for category in CATEGORIES
    }
    slow = measure(url, *SLOW)["audits"]
    return {
        "scores": scores,
        "lost": [
            found for category in CATEGORIES for found in lost(reports[-1], category)
        ],
        "bytes": reports[-1]["audits"]["total-byte-weight"]["numericValue"],
        "slow_first_paint_s": slow["first-contentful-paint"]["numericValue"] / 1000,
        "slow_largest_paint_s": slow["largest-contentful-paint"]["numericValue"] / 1000,
        "shift": slow["cumulative-layout-shift"]["numericValue"],
    }


def table(results):
    """The results as a table in Markdown."""
    heads = ["Page", *CATEGORIES.values(), "kB", "Text at 2G", "All at 2G"]
    lines = [
        f"| {' | '.join(heads)} |",
        f"| --- {'| ---: ' * (len(heads) - 1)}|",
    ]
    for name, result in results.items():
        cells = [
            name,
            *(str(result["scores"][category]) for category in CATEGORIES),
            f"{result['bytes'] / 1000:.0f}",
            f"{result['slow_first_paint_s']:.1f} s",
            f"{result['slow_largest_paint_s']:.1f} s",
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def main():
    if not environment()["CHROME_PATH"]:
        sys.exit("Chromium is missing: install it, or put it on the PATH.")
    FOLDER.mkdir(parents=True, exist_ok=True)
    server, address = serve()
    results = {}
    try:
        for name, path in PAGES.items():
            print(f"Measuring {path} …", flush=True)
            results[name] = {"path": path} | measure_page(address + path)
    finally:
        server.terminate()
        server.wait()
    (FOLDER / "run.json").unlink(missing_ok=True)
    (FOLDER / "results.json").write_text(json.dumps(results, indent=1) + "\n")
    (FOLDER / "table.md").write_text(table(results) + "\n")
    print(f"\n{table(results)}\n")
    for name, result in results.items():
        for found in result["lost"]:
            print(f"{name}: {found['audit']} ({found['score']}): {found['says']}")
            print("".join(f"  {text}\n" for text in found["where"]), end="")
    below = [
        name
        for name, result in results.items()
        if min(result["scores"].values()) < GOAL
    ]
    sys.exit(f"Below {GOAL}: {', '.join(below)}" if below else 0)


if __name__ == "__main__":
    main()
