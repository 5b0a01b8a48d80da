"""Unchanged pages are not made twice: an ETag and 304 for readers who have the page, a kept copy for others.

RFC 9110, sections 8.8.3 and 13.1.2. The ETag is made of the address, of the generation of what is published, of the
release of the code, and of the day: of everything that a public page is made of. Addresses without a query, such as
those of records and places, are kept compressed by the process; lists with filters are too many and are made anew.
"""

import gzip
import hashlib
from collections import OrderedDict
from datetime import date

from django.conf import settings
from django.http import HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags

from . import index
from .release import release

PUBLIC = "registry"
OWN_HEADERS = ("Content-Length", "Content-Encoding", "ETag")


class Pages:
    """Pages that this process made, compressed, by ETag; those asked for last, up to a size in bytes."""

    def __init__(self):
        self.found, self.size = OrderedDict(), 0

    def get(self, tag):
        page = self.found.get(tag)
        if page:
            self.found.move_to_end(tag)
        return page

    def put(self, tag, headers, body):
        if tag in self.found:
            return
        self.found[tag] = (headers, body)
        self.size += len(body)
        while self.size > settings.KEPT_PAGES_MB * 1_000_000:
            _tag, (_headers, old) = self.found.popitem(last=False)
            self.size -= len(old)


PAGES = Pages()


def etag(request, token):
    """The ETag of an address at a generation."""
    parts = (
        token,
        release(),
        date.today().isoformat(),
        request.scheme,
        request.META.get("HTTP_HOST", ""),
        request.get_full_path(),
    )
    return f'"{hashlib.sha256("|".join(parts).encode()).hexdigest()[:32]}"'


class FreshnessMiddleware:
    """Answers 304 where the reader has the page as it is now, and with a kept page where there is one.

    It stands before the session and the gzip middleware, which makes an ETag a weak one: both forms are known here.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.path_info.startswith(settings.NOT_PUBLIC):
            return self.get_response(request)
        request.index = index.current()
        if request.method not in ("GET", "HEAD") or not request.index:
            return self.get_response(request)
        tag = etag(request, request.index.token)
        asked = request.META.get("HTTP_IF_NONE_MATCH")
        if asked and tag in {known.removeprefix("W/") for known in parse_etags(asked)}:
            return self._marked(HttpResponseNotModified(), tag)
        takes_gzip = "gzip" in request.META.get("HTTP_ACCEPT_ENCODING", "")
        if kept := PAGES.get(tag):
            return self._marked(self._kept(kept, takes_gzip), tag)
        response = self.get_response(request)
        match = request.resolver_match
        is_public = match and match.namespace == PUBLIC and response.status_code == 200
        if is_public and not response.has_header("Cache-Control"):
            self._marked(response, tag)
            if not request.META["QUERY_STRING"] and request.method == "GET":
                self._keep(response, tag)
        return response

    @staticmethod
    def _keep(response, tag):
        if response.streaming or response.cookies:
            return
        headers = {n: v for n, v in response.items() if n not in OWN_HEADERS}
        is_compressed = response.get("Content-Encoding") == "gzip"
        body = response.content if is_compressed else gzip.compress(response.content)
        PAGES.put(tag, headers, body)

    @staticmethod
    def _kept(page, takes_gzip):
        headers, body = page
        response = HttpResponse(
            body if takes_gzip else gzip.decompress(body), headers=headers
        )
        if takes_gzip:
            response["Content-Encoding"] = "gzip"
        return response

    @staticmethod
    def _marked(response, tag):
        response["ETag"] = (
            f"W/{tag}" if response.has_header("Content-Encoding") else tag
        )
        response["Cache-Control"] = "no-cache"
        patch_vary_headers(response, ("Accept-Encoding",))
        return response
