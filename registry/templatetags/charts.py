"""One chart on another page."""

from django import template
from django.http import QueryDict

from registry.charts import charts, pages

register = template.Library()


@register.inclusion_tag("registry/_chart_alone.html", takes_context=True)
def chart(context, name, place="", is_brief=False, level="h2"):
    """The chart of a name, of a place where one is given; nothing where it has no record there.

    A brief one is its first panel with what is not stated, and a link to the whole.
    """
    parameters = QueryDict(mutable=True)
    if place:
        parameters["place"] = place
    selection = pages.selection_of(context["request"], parameters)
    found = None if selection.faults else charts.chart(name, selection)
    return {
        "chart": found if found and not found.is_empty else None,
        "is_brief": is_brief,
        "level": level,
        "names": selection.names,
    }
