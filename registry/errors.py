"""The pages of errors: forbidden, not found, broken, out of service; each in the look of the site, with a way on."""

import sys

from django.core.exceptions import BadRequest
from django.db import OperationalError
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext_lazy as _

# Seconds after which a reader may ask again.
RETRY_AFTER = 60
WORDS = {
    400: (
        _("This request cannot be read"),
        _("Something in it is wrong. Go back and try once more, or begin anew."),
    ),
    403: (
        _("This page is not open to you"),
        _("You may have been signed out, or your account has no right to it."),
    ),
    404: (
        _("There is no page at this address"),
        _("It may have been typed wrongly, or the record was never published."),
    ),
    500: (
        _("Something went wrong on our side"),
        _("It is no fault of yours. Please try again in a minute."),
    ),
    503: (
        _("The registry is out of service for a moment"),
        _("The database cannot be reached. Please try again in a minute."),
    ),
}


class ReadableAddressMiddleware:
    """Refuses an address that holds a NUL character, which no text in PostgreSQL can hold, before anything reads it."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if "\0" in request.path_info or "%00" in request.META["QUERY_STRING"]:
            raise BadRequest
        return self.get_response(request)


def error_page(request, status):
    """The page of an error; one without the frame of the site where even that fails."""
    language = translation.get_language_from_path(request.path_info)
    with translation.override(language or translation.get_language() or "en"):
        title, lede = WORDS[status]
        context = {"status": status, "title": title, "lede": lede}
        try:
            response = render(request, "error.html", context, status=status)
        except Exception:
            response = HttpResponse(
                render_to_string("error_bare.html", context), status=status
            )
    if status == 503:
        response["Retry-After"] = str(RETRY_AFTER)
    return response


def bad_request(request, exception):
    return error_page(request, 400)


def forbidden(request, exception=None, reason=""):
    return error_page(request, 403)


def not_found(request, exception):
    return error_page(request, 404)


def server_error(request):
    """500, or 503 where the database cannot be reached: the error that is being handled tells which."""
    is_out = isinstance(sys.exc_info()[1], OperationalError)
    return error_page(request, 503 if is_out else 500)
