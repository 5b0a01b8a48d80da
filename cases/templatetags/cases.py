"""What the cards and pages of case studies pick out of their documents."""

from django import template

from publishing.templatetags.published import distinct

register = template.Library()


@register.filter
def leads(partners):
    """The partners that led, each organization once."""
    return distinct([row for row in partners or () if row["role"] == "lead"], "ref")


@register.filter
def seats(places):
    """The places that a card names: where who led it sits, else where the work was done."""
    places = places or ()
    found = [row for row in places if row["role"] == "seat"]
    return found or [row for row in places if row["role"] == "site"]
