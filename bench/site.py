"""The registry called in process, with all its middleware, as a server calls it."""

import io
import sys
import time
from contextlib import contextmanager

from django.core.handlers.wsgi import WSGIHandler
from django.db import connection


class Site:
    """The registry's WSGI handler with all its middleware, called as a server calls it."""

    def __init__(self):
        self.handler = WSGIHandler()

    def get(self, path, headers=None):
        """(status, headers, body, seconds) of one request, the closing of the response counted in."""
        address, _, query = path.partition("?")
        environ = {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": address,
            "QUERY_STRING": query,
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "SCRIPT_NAME": "",
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(),
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": False,
            "wsgi.multiprocess": True,
            "wsgi.run_once": False,
        }
        for name, value in (headers or {}).items():
            environ[f"HTTP_{name.upper().replace('-', '_')}"] = value
        answered = {}

        def start_response(status, sent, exc_info=None):
            answered.update(status=int(status[:3]), headers=dict(sent))

        started = time.perf_counter()
        response = self.handler(environ, start_response)
        body = b"".join(response)
        response.close()
        seconds = time.perf_counter() - started
        return answered["status"], answered["headers"], body, seconds


@contextmanager
def counted():
    """A list to which the SQL of each query inside is added."""
    queries = []

    def note(execute, sql, *rest):
        queries.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(note):
        yield queries
