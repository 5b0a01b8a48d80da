"""Servers that a run starts and stops, and a client that asks them as a browser does at its first visit."""

import asyncio
import http.client
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from .databases import free_port

BIN = Path(sys.executable).parent
ROOT = Path(__file__).resolve().parent.parent
WORKERS = 2


@dataclass(frozen=True)
class Response:
    """What a server answered, and how many seconds that took from the first packet to the last."""

    status: int
    headers: dict
    body: bytes
    seconds: float


def fetch(port, path, headers=None):
    """The Response to one GET over a connection of its own."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=300)
    started = time.perf_counter()
    connection.request("GET", path, headers=headers or {})
    answer = connection.getresponse()
    body = answer.read()
    seconds = time.perf_counter() - started
    connection.close()
    named = {name.lower(): value for name, value in answer.getheaders()}
    return Response(answer.status, named, body, seconds)


@contextmanager
def running(command, port, environment, log):
    """A server process that answers on its port; it is stopped at the end. RuntimeError where it does not start."""
    with open(log, "w") as file:
        process = subprocess.Popen(  # noqa: S603
            [str(part) for part in command],
            cwd=ROOT,
            env=environment,
            stdout=file,
            stderr=subprocess.STDOUT,
        )
        try:
            _await(process, port, log)
            yield process
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _await(process, port, log):
    for _ in range(1200):
        try:
            fetch(port, "/")
            return
        except OSError:
            if process.poll() is not None:
                break
            time.sleep(0.1)
    raise RuntimeError(f"A server did not start: {Path(log).read_text()[-2000:]}")


@contextmanager
def registry(environment, folder):
    """The registry under gunicorn with two workers; gives the port."""
    port = free_port()
    command = [BIN / "gunicorn", "bench.wsgi", "--bind", f"127.0.0.1:{port}"]
    command += ["--workers", WORKERS, "--log-level", "warning", "--timeout", 300]
    with running(command, port, environment, Path(folder) / "gunicorn.log"):
        yield port


@contextmanager
def datasette(file, environment, folder):
    """Datasette over a file, with limits so high that it cuts nothing short; gives the port."""
    port = free_port()
    settings = {
        "sql_time_limit_ms": 600_000,
        "facet_time_limit_ms": 600_000,
        "max_returned_rows": 100_000,
        "default_facet_size": 10_000,
        "suggest_facets": "off",
        "default_cache_ttl": 0,
    }
    command = [BIN / "datasette", "serve", "-i", file, "-p", port]
    for name, value in settings.items():
        command += ["--setting", name, value]
    with running(command, port, environment, Path(folder) / "datasette.log"):
        yield port


def workers(port, ask="/bench/empty", headers=None):
    """The numbers of the processes that answer on a port: asked until each of the two has answered."""
    found = set()
    for _ in range(2000):
        found.add(int(fetch(port, ask, headers).headers["x-worker"]))
        if len(found) == WORKERS:
            return found
    raise RuntimeError("One worker answers all requests.")


def requests_a_second(port, asked, seconds=1.5, clients=4):
    """How many requests four clients get answered a second, one connection each; `asked` are (path, headers, status).

    The client shares the cores of the machine with the server.
    """
    return asyncio.run(_load(port, asked, seconds, clients))


async def _load(port, asked, seconds, clients):
    loop = asyncio.get_running_loop()
    started = loop.time()
    counts = [0] * clients

    async def client(own):
        turn = own
        while loop.time() - started < seconds:
            path, headers, status = asked[turn % len(asked)]
            turn += clients
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            lines = [
                f"GET {path} HTTP/1.1",
                f"Host: 127.0.0.1:{port}",
                "Connection: close",
            ]
            lines += [f"{name}: {value}" for name, value in headers.items()]
            writer.write("\r\n".join([*lines, "", ""]).encode())
            body = await reader.read(-1)
            writer.close()
            if int(body[9:12]) != status:
                raise RuntimeError(f"{path} answers {body[9:12].decode()}.")
            counts[own] += 1

    await asyncio.gather(*(client(own) for own in range(clients)))
    return sum(counts) / (loop.time() - started)
