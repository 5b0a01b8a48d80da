"""Pieces of pages that are rendered once and kept by the process.

A `Frame` is a rendered template with places in it that are filled anew for each page: the template writes
`{{ slot.name }}` there. So a page costs what changes on it, and a template stays a template.
"""

from django.conf import settings
from django.template.loader import get_template
from django.utils.html import conditional_escape
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from .index.copy import HELD

KEPT = {}
MOST = 50_000
MARK = "\x00"


def keep(key, make):
    """What `make()` gives, made once for a key in a language, until names of places or terms change.

    Nothing is kept while templates are being written, nor without an index.
    """
    if settings.DEBUG or not HELD.copy:
        return make()
    now = HELD.copy.reference
    if KEPT.get("state") != now or len(KEPT) > MOST:
        KEPT.clear()
        KEPT["state"] = now
    key = (get_language(), key)
    found = KEPT.get(key)
    if found is None:
        found = KEPT[key] = make()
    return found


class Slots:
    """Gives a mark for whatever name a template asks for."""

    def __getitem__(self, name):
        return mark_safe(f"{MARK}{name}{MARK}")

    get = __getitem__


class Frame:
    """A template that was rendered with marks in the place of what changes."""

    def __init__(self, template, context, request=None):
        html = get_template(template).render(context | {"slot": Slots()}, request)
        parts = html.strip().split(MARK)
        self.texts, self.names = parts[::2], parts[1::2]

    def filled(self, values):
        """The HTML with a value in each place; what is not safe is escaped, what is missing or None is left out."""
        pieces = []
        for text, name in zip(self.texts, self.names, strict=False):
            value = values.get(name)
            pieces += (text, "" if value is None else conditional_escape(value))
        return mark_safe("".join([*pieces, self.texts[-1]]))


def framed(template, key, context, values):
    """The HTML of a template: its frame, kept under a key, with values in its slots."""
    return keep((template, key), lambda: Frame(template, context)).filled(values)


def panels_html(panels):
    """The panels of facets as HTML: each frame and each line rendered once, the counts put in."""
    pieces = []
    for panel in panels:
        first, rest = panel.parts
        facet = panel.facet
        key = (facet.name, facet.family, len(rest), panel.left)
        lines = _kept_lines(facet)
        words = {"facet": facet, "more": len(rest), "left": panel.left}
        found = {
            "first": _lines(facet, first, lines),
            "rest": _lines(facet, rest, lines),
        }
        pieces.append(framed("publishing/_panel.html", key, words, found))
    return mark_safe("".join(pieces))


def _kept_lines(facet):
    """The lines of a facet that are rendered already; names of records hold until something is published."""
    kept = keep(("lines", facet.name, facet.family), dict)
    token = HELD.copy.token if HELD.copy and facet.family == "record" else ""
    if kept.get("token", "") != token:
        kept.clear()
        kept["token"] = token
    return kept


def _lines(facet, entries, lines):
    pieces = []
    for entry in entries:
        key = (entry.value, entry.depth, entry.state)
        line = lines.get(key)
        if line is None:
            words = {"facet": facet, "entry": entry, "state": entry.state}
            line = lines[key] = Frame("publishing/_entry.html", words).texts
        pieces += (line[0], str(entry.count), line[1])
    return mark_safe("".join(pieces))
