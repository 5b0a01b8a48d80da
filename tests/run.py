"""Runs every check of the project and says at the end what was left out, and why. `make test` calls it."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def templates():
    return [
        str(path.relative_to(ROOT)) for path in sorted(ROOT.glob("templates/**/*.html"))
    ]


CHECKS = {
    "format": [BIN / "ruff", "format", "--check", "--quiet", "."],
    "lint": [BIN / "ruff", "check", "--quiet", "."],
    "templates": [BIN / "djade", "--check", "--target-version", "5.2", *templates()],
    "system checks": [
        sys.executable,
        "manage.py",
        "check",
        "--deploy",
        "--fail-level",
        "WARNING",
    ],
    "migrations": [
        sys.executable,
        "manage.py",
        "makemigrations",
        "--check",
        "--dry-run",
    ],
    "tests": [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-n",
        "auto",
        "--dist",
        "loadgroup",
    ],
}
# A browser sees nothing of the database: all of its tests run on SQLite, the ways of people on PostgreSQL too.
ON_POSTGRESQL = ["-m", "not browser or ways"]


def environment():
    """The environment of the checks: this machine's, with settings that do not depend on a local .env."""
    settings = {
        "SECRET_KEY": "for-the-tests-alone-" + "x" * 50,
        "DEBUG": "off",
        "HTTPS": "off",
        "FOUR_EYES": "on",
    }
    return os.environ | settings


def main():
    database = (
        "PostgreSQL"
        if os.environ.get("DATABASE_URL", "").startswith("postgres")
        else "SQLite"
    )
    failed = []
    (ROOT / "var").mkdir(exist_ok=True)
    if database == "PostgreSQL":
        CHECKS["tests"] += ON_POSTGRESQL
    # `make test ONLY=tests` leaves out what asks the code alone.
    for name in sys.argv[1:] or CHECKS:
        command = CHECKS[name]
        started = time.monotonic()
        print(f"== {name} ({database})", flush=True)
        if subprocess.run(
            [str(part) for part in command], cwd=ROOT, env=environment()
        ).returncode:
            failed.append(name)
        print(f"   {time.monotonic() - started:.0f} s", flush=True)
    left_out = []
    if not any(shutil.which(browser) for browser in BROWSERS):
        left_out.append("Left out: the browser tests, for want of Chromium.")
        if os.environ.get("CI"):
            failed.append("browser tests were left out")
    if database == "SQLite" and not os.environ.get("CI"):
        left_out.append(
            "Left out: the same tests on PostgreSQL; they run where DATABASE_URL names one."
        )
    print("All checks passed." if not failed else f"FAILED: {', '.join(failed)}")
    print("\n".join(left_out))
    sys.exit(bool(failed))


if __name__ == "__main__":
    main()
