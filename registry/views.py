"""Pages that gather several kinds: home, places, about."""

from django.db.models import Count, Exists, OuterRef
from django.http import HttpResponse, HttpResponseServerError
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string

from conflicts.models import TallyKind
from places.models import HOME, Place, PlaceChange
from places.names import PlaceNames
from publishing.kinds import KINDS
from publishing.models import FacetValue, PublishedRecord
from publishing.names import Names
from publishing.templatetags.published import navigation
from publishing.timeline import Timeline

from . import lens

FIRST_LEVEL = ("oblast", "republican_city")


def case_counts(dimension, **values):
    """{value: number of public case studies} in one dimension."""
    rows = FacetValue.objects.filter(
        kind="case", dimension=dimension, record__is_withdrawn=False, **values
    )
    return dict(rows.order_by().values_list("value").annotate(n=Count("record")))


def most_first(pair):
    """The order of (code, count) pairs: the largest count first, then by code."""
    code, count = pair
    return -count, code


def home(request):
    """What there is, the latest, and the ways in by place and by sector."""
    counts = dict(
        PublishedRecord.objects.public()
        .order_by()
        .values_list("kind")
        .annotate(n=Count("pk"))
    )
    by_place, by_sector = case_counts("place"), case_counts("sector")
    latest = list(
        PublishedRecord.objects.public()
        .of("case")
        .order_by("-published_at", "position", "pk")[:3]
    )
    first_level = Place.objects.filter(
        depth=2, path__startswith=_home_path(), kind__in=FIRST_LEVEL
    )
    names = Names(
        [row.document for row in latest], place=[place.code for place in first_level]
    )
    oblasts = [(place.code, by_place.get(place.code, 0)) for place in first_level]
    sectors = [(code, count) for code, count in by_sector.items() if code]
    parts = [part for kind in KINDS.values() for part in kind.parts]
    context = {
        "kinds": [(kind, counts.get(kind.name, 0)) for kind in navigation()],
        "parts": [(part, counts.get(part.name, 0)) for part in parts],
        "oblasts": sorted(oblasts, key=most_first),
        "most": max((count for _code, count in oblasts), default=0),
        "sectors": sorted(sectors, key=most_first),
        "latest": latest,
        "names": names,
        "is_home": True,
    }
    return render(request, "home.html", context)


def places(request):
    """The first two levels of the country, and a search by any of a place's names."""
    text = request.GET.get("q", "").strip()[:100]
    if text:
        found = list(Place.objects.named(text).order_by("depth", "path")[:100])
    else:
        found = list(
            Place.objects.filter(depth=2, path__startswith=_home_path()).order_by(
                "path"
            )
        )
    names = Names(place={place.code for place in found})
    context = {
        "found": found,
        "text": text,
        "names": names,
        "counts": case_counts("place"),
    }
    return render(request, "places/places.html", context)


def _home_path():
    """The path of the country in the tree; that of no place before places are loaded."""
    return Place.objects.filter(code=HOME).values_list("path", flat=True).first() or "-"


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
        "children": children,
        "changes": shown.changes.select_related("other") if shown.changed else [],
        "other_names": shown.names.all(),
        "by_kind": by_kind,
        "rows": [
            (kind, by_kind[kind.name])
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
    units = list(
        Place.objects.filter(
            depth=2, path__startswith=_home_path(), kind__in=FIRST_LEVEL
        )
    )
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
    """What is recorded and what is not, and how to read it."""
    return render(
        request,
        "about.html",
        {
            "sources": PublishedRecord.objects.public()
            .of("source")
            .order_by("position", "pk")
        },
    )


def robots(request):
    return HttpResponse(
        "User-agent: *\nDisallow: /admin/\nDisallow: /*?\n", content_type="text/plain"
    )


def not_found(request, exception):
    return render(request, "404.html", status=404)


def server_error(request):
    return HttpResponseServerError(render_to_string("500.html"))
