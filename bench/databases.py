"""The databases of a run: an SQLite file for each size, and a PostgreSQL cluster that is thrown away at the end."""

import os
import pwd
import re
import shutil
import socket
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path


def free_port():
    """A port of this machine that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def programs():
    """The folder of PostgreSQL's programs, version 15 before others; None where it is not installed."""
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    installed.sort(key=lambda path: path.parts[-3] != "15")
    if installed:
        return installed[0].parent
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found else None


class Cluster:
    """A PostgreSQL cluster of its own, in a folder that `stop` removes; with the settings that it comes with."""

    def __init__(self, bin):
        self.bin, self.port = bin, free_port()
        self.folder = Path(tempfile.mkdtemp(prefix="registry-bench-"))
        # The server refuses to run as root.
        self.owner = "postgres" if os.getuid() == 0 else None

    def run(self, program, *arguments):
        command = [str(self.bin / program), *map(str, arguments)]
        who = (
            {"user": self.owner, "group": self.owner, "extra_groups": []}
            if self.owner
            else {}
        )
        done = subprocess.run(  # noqa: S603
            command, cwd="/", capture_output=True, text=True, **who
        )
        if done.returncode:
            raise RuntimeError(f"{program} failed: {done.stderr.strip()}")
        return done.stdout

    def start(self):
        if self.owner:
            os.chown(self.folder, pwd.getpwnam(self.owner).pw_uid, -1)
        data = self.folder / "data"
        self.run(
            "initdb",
            "-D",
            data,
            "-U",
            "registry",
            "--auth=trust",
            "--locale=C.UTF-8",
            "--encoding=UTF8",
        )
        options = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1"
        log = self.folder / "log"
        self.run("pg_ctl", "-D", data, "-w", "-o", options, "-l", log, "start")

    def stop(self):
        try:
            self.run("pg_ctl", "-D", self.folder / "data", "-m", "immediate", "stop")
        finally:
            shutil.rmtree(self.folder, ignore_errors=True)

    def address(self, name):
        return f"postgres://registry@127.0.0.1:{self.port}/{name}"

    def create(self, name, like="template0"):
        """Makes a database, a copy of another one where that is named, and returns its address."""
        server = ("-h", "127.0.0.1", "-p", self.port, "-U", "registry")
        self.run("createdb", *server, "--template", like, name)
        return self.address(name)

    def drop(self, name):
        self.run(
            "dropdb",
            "--force",
            "-h",
            "127.0.0.1",
            "-p",
            self.port,
            "-U",
            "registry",
            name,
        )

    @property
    def version(self):
        return re.search(r"[\d.]+", self.run("postgres", "--version"))[0]


@contextmanager
def cluster():
    """A running Cluster, or None where PostgreSQL is not installed."""
    bin = programs()
    if bin is None:
        yield None
        return
    made = Cluster(bin)
    try:
        made.start()
        yield made
    finally:
        made.stop()


class SQLite:
    """SQLite files in a folder, each a copy of one that was migrated once."""

    name = "SQLite"

    def __init__(self, folder, migrate):
        self.folder = Path(folder)
        self.empty = self.folder / "empty.sqlite3"
        migrate(f"sqlite:///{self.empty}")

    @contextmanager
    def database(self, size):
        """The address of an empty registry; its file goes at the end."""
        path = self.folder / f"registry-{size}.sqlite3"
        shutil.copy(self.empty, path)
        try:
            yield f"sqlite:///{path}"
        finally:
            for end in ("", "-wal", "-shm"):
                Path(f"{path}{end}").unlink(missing_ok=True)


class PostgreSQL:
    """Databases of a cluster, each a copy of one that was migrated once."""

    name = "PostgreSQL"

    def __init__(self, made, migrate):
        self.cluster = made
        migrate(made.create("empty"))

    @contextmanager
    def database(self, size):
        """The address of an empty registry; the database goes at the end."""
        name = f"registry_{size}"
        try:
            yield self.cluster.create(name, like="empty")
        finally:
            self.cluster.drop(name)
