"""What the figures were measured on."""

import os
import platform
import sqlite3
from importlib.metadata import version
from pathlib import Path


def processor():
    """The model of the processor as the system names it."""
    info = Path("/proc/cpuinfo")
    if info.exists():
        for line in info.read_text().splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.processor() or platform.machine()


def memory():
    """The memory of the machine in GiB, or None."""
    info = Path("/proc/meminfo")
    if info.exists():
        kilobytes = int(info.read_text().split("MemTotal:", 1)[1].split()[0])
        return round(kilobytes / 2**20)
    return None


def machine(postgresql=None):
    """{what: which} of everything that the figures depend on."""
    return {
        "processor": processor(),
        "cores": len(os.sched_getaffinity(0)),
        "memory, GiB": memory(),
        "load at the start": f"{os.getloadavg()[0]:.1f}",
        "system": platform.platform(terse=True),
        "Python": platform.python_version(),
        "Django": version("django"),
        "django-filter": version("django-filter"),
        "gunicorn": version("gunicorn"),
        "pyroaring": version("pyroaring"),
        "Datasette": version("datasette"),
        "SQLite": sqlite3.sqlite_version,
        "PostgreSQL": postgresql or "left out",
    }


def resident(pid="self"):
    """The resident memory of a process in MB (10⁶ bytes)."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) * 1024 / 1e6
    raise LookupError(pid)
