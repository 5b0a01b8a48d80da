"""Pieces of pages that are rendered once and kept by the process: what is the same on many pages, lines of facets."""

from django import template
from django.conf import settings
from django.template.loader import get_template
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from publishing.index.copy import HELD

register = template.Library()
KEPT = {}
MOST = 50_000
MARK = "\x00"


def state():
    """What kept pieces depend on: they are dropped when something was published. None where nothing may be kept."""
    return None if settings.DEBUG or not HELD.copy else HELD.copy.token


def keep(key, make):
    """What `make()` gives, made once for a key in each state."""
    now = state()
    if now is None:
        return make()
    if KEPT.get("state") != now or len(KEPT) > MOST:
        KEPT.clear()
        KEPT["state"] = now
    found = KEPT.get(key)
    if found is None:
        found = KEPT[key] = make()
    return found


class Kept(template.Node):
    def __init__(self, names, nodes):
        self.names, self.nodes = names, nodes

    def render(self, context):
        names = (*(name.resolve(context) for name in self.names), get_language())
        return keep(names, lambda: self.nodes.render(context))


@register.tag
def kept(parser, token):
    """A piece that is rendered once for its name, whatever else is named with it, and the language in use."""
    names = [parser.compile_filter(name) for name in token.split_contents()[1:]]
    nodes = parser.parse(("endkept",))
    parser.delete_first_token()
    return Kept(names, nodes)


@register.simple_tag
def entries(facet, found):
    """The lines of a facet panel: each rendered once for each state that it can be in, the count put in here."""
    language = get_language()
    pieces = []
    for entry in found:
        key = (
            facet.name,
            facet.family,
            entry.value,
            entry.depth,
            entry.state,
            language,
        )

        def make(entry=entry):
            words = {"facet": facet, "entry": entry, "state": entry.state, "mark": MARK}
            html = get_template("publishing/_entry.html").render(words)
            return tuple(html.strip().split(MARK))

        before, after = keep(key, make)
        pieces += (before, str(entry.count), after)
    return mark_safe("".join(pieces))
