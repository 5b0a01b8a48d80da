"""The tags of maps: of the country with counts, and small ones that show where a record lies."""

from django import template

from places import drawing

register = template.Library()


@register.simple_tag
def country_map(counts, url, shape="p"):
    """The map of the country: `counts` by code of first-level units; a unit leads to `url` followed by its code."""
    return drawing.country_map(counts, url, shape)


@register.simple_tag(takes_context=True)
def locator_map(context, codes, kind="p", points=()):
    """A small map of where places lie, by their codes, and of points of (name, latitude, longitude)."""
    return drawing.locator(list(codes), context["names"], kind, points)


@register.filter
def place_codes(rows):
    """The codes of the places that rows of a document name."""
    return [row["place"] for row in rows or () if row.get("place")]
