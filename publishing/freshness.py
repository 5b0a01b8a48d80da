"""Unchanged pages: each public page carries an ETag, and a reader who has it gets 304 before anything is rendered.

RFC 9110, sections 8.8.3 and 13.1.2. The ETag is made of the address, of the generation of what is published, of the
release of the code, and of the day: of everything that a public page is made of.
"""

import hashlib
from datetime import date

from django.http import HttpResponseNotModified
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags

from . import index
from .release import release

PUBLIC = "registry"


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
    """Answers 304 where the reader has the page as it is now; gives public pages their ETag.

    It stands before the session and the gzip middleware, which makes an ETag a weak one: both forms are known here.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.method not in ("GET", "HEAD"):
            return self.get_response(request)
        copy = index.current()
        request.index = copy
        ours = etag(request, copy.token) if copy else None
        asked = request.META.get("HTTP_IF_NONE_MATCH")
        if (
            ours
            and asked
            and ours in {tag.removeprefix("W/") for tag in parse_etags(asked)}
        ):
            return self._marked(HttpResponseNotModified(), ours)
        response = self.get_response(request)
        match = request.resolver_match
        is_public = match and match.namespace == PUBLIC and response.status_code == 200
        if ours and is_public and not response.has_header("Cache-Control"):
            weak = response.has_header("Content-Encoding")
            self._marked(response, f"W/{ours}" if weak else ours)
        return response

    @staticmethod
    def _marked(response, tag):
        response["ETag"] = tag
        response["Cache-Control"] = "no-cache"
        patch_vary_headers(response, ("Accept-Encoding",))
        return response
