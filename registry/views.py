"""Pages that gather several kinds: places, about."""

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from conflicts.models import TallyKind
from places.models import Place, PlaceChange
from places.names import PlaceNames
from publishing.models import PublishedRecord
from publishing.names import Names
from publishing.templatetags.published import navigation
from publishing.timeline import Timeline

from . import lens
from .comparison import Choice
from .home import counts, first_level

# So many records of a kind stand on the page of a place; the list of the kind holds all.
MOST_LISTED = 200


def places(request):
    """The first two levels of the country, and a search by any of a place's names."""
    text = request.GET.get("q", "").strip()[:100]
    named = Place.objects.named(text).order_by("depth", "path")[:100]
    found = list(named if text else first_level())
    names = Names(place={place.code for place in found})
    choice = Choice(request.GET)
    context = {
        "found": found,
        "text": text,
        "choice": choice,
        "absent": choice.besides(place.code for place in found),
        "names": names,
        "counts": counts(("case",), "place")["case"],
    }
    return render(request, "places/places.html", context)


def place(request, code):
    """A place: what lies in it, what became of it, and everything that is recorded there."""
    changes = PlaceChange.objects.filter(place=OuterRef("pk"))
    family = list(Place.objects.family(code).annotate(changed=Exists(changes)))
    shown = next((found for found in family if found.code == code), None)
    if shown is None:
        return redirect(
            get_object_or_404(Place.objects.exclude(coate=""), coate=code),
            permanent=True,
        )
    children = [found for found in family if found.depth > shown.depth]
    names = PlaceNames(family)
    by_kind, recorded = {}, lens.recorded_in(shown.code)
    for row in recorded:
        by_kind.setdefault(row.kind, []).append(row)
    partnership, conflict = lens.timeline(shown.code, by_kind, names)
    axis = Timeline([*partnership.lanes, *conflict.lanes]).axis
    context = {
        "place": shown,
        "codes_here": [shown.code],
        "children": children,
        "changes": shown.changes.select_related("other") if shown.changed else [],
        "other_names": shown.names.all(),
        "by_kind": by_kind,
        "rows": [
            (kind, by_kind[kind.name][:MOST_LISTED], len(by_kind[kind.name]))
            for kind in navigation()
            if by_kind.get(kind.name)
        ],
        "axis": axis,
        "partnership": partnership.over(axis),
        "conflict": conflict.over(axis),
        "phases": lens.phases(by_kind.get("case", ()), by_kind.get("conflict", ())),
        "names": names,
        "notes": {},
        "counts": lens.counts_by_place([found.code for found in (shown, *children)]),
    }
    names.add([{"cite": row.cite} for row in recorded if row.cite])
    names.add([row.read for row in recorded if row.read])
    return render(request, "places/place.html", context)


def compare(request):
    """The oblasts and republican cities in one table: partnerships and conflicts side by side."""
    units = list(first_level())
    codes = [place.code for place in units]
    context = {
        "units": units,
        "names": Names(place=codes),
        "counts": lens.counts_by_place(codes),
        "tallies": lens.tallies_by_place(codes),
        "kinds": [kind for kind in navigation() if kind.name in lens.COUNTED],
        "tally_kinds": TallyKind.values,
    }
    return render(request, "places/compare.html", context)


def about(request):
    """What is recorded and what is not, how it is checked, and how to read it."""
    sources = PublishedRecord.objects.public().of("source")
    context = {
        "sources": sources.order_by("position", "pk"),
        "contact": contact(),
    }
    return render(request, "about.html", context)


def contact():
    """Where readers report errors, as a link and in words; None where the operator named no address."""
    words = settings.CONTACT
    if not words:
        return None
    return {"words": words, "address": words if "://" in words else f"mailto:{words}"}


def robots(request):
    return HttpResponse(
        "User-agent: *\nDisallow: /admin/\nDisallow: /*?\n", content_type="text/plain"
    )
