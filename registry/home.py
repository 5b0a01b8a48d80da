"""The home page: what there is, where and since when, the latest, and the ways in."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, Max, Min, Window
from django.db.models.functions import RowNumber
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from places.map import FIRST_LEVEL
from places.models import HOME, Place
from places.names import PlaceNames
from publishing.kinds import KINDS
from publishing.models import FacetValue, PublishedRecord, Version
from publishing.names import Names
from publishing.templatetags.published import navigation
from publishing.timeline import Timeline

from . import lens

# Kinds that stand in the two felts; the others of the menu stand in the strip under them.
FELTS = ("case", "conflict")
LINES = {
    "mine": _("the deposit, its licences and who holds them"),
    "project": _("funded work with a term, a budget and outputs"),
    "dialogue": _("meetings of several sectors, with what came of them"),
    "recommendation": _("what is asked of whom, and what became of it"),
    "organization": _("everyone who is named in a record, by role"),
}
LATEST = 6
SECTORS = 12


@dataclass(frozen=True)
class Felt:
    """One of the two fields: how many records, in which first-level units, from which to which year."""

    count: int
    units: list
    first: int | None
    last: int | None


@dataclass(frozen=True)
class News:
    """A record that was published of late, and why this version was made."""

    row: object
    why: str

    @property
    def kind(self):
        return KINDS[self.row.kind]


def first_level():
    """The oblasts and republican cities, in the order of the tree."""
    country = Place.objects.filter(code=HOME).values_list("path", flat=True).first()
    return Place.objects.filter(
        depth=2, path__startswith=country or "-", kind__in=FIRST_LEVEL
    )


def counts(kinds, dimension, **values):
    """{kind: {value: number of public records}} in one dimension."""
    rows = FacetValue.objects.filter(
        kind__in=kinds, dimension=dimension, record__is_withdrawn=False, **values
    )
    found = {kind: {} for kind in kinds}
    for kind, value, n in (
        rows.order_by().values_list("kind", "value").annotate(n=Count("record"))
    ):
        found[kind][value] = n
    return found


def most_first(pair):
    """The order of (code, count) pairs: the largest count first, then by code."""
    code, count = pair
    return -count, code


def latest():
    """What was published of late: of one day the first of each kind, then the second, so that no kind hides others."""
    newest_first = ("-published_at", "position", "pk")
    order = {
        kind.name: kind.rank
        for kind in navigation()
        if kind.name not in ("organization", "source")
    }
    # Of a kind no record after its sixth newest can be among the six latest of all.
    ranked = PublishedRecord.objects.public().filter(parent=None, kind__in=order)
    ranked = ranked.annotate(
        rank=Window(RowNumber(), partition_by="kind", order_by=newest_first)
    )
    rows = PublishedRecord.objects.filter(
        pk__in=ranked.filter(rank__lte=LATEST).values("pk")
    )
    seen, placed = Counter(), []
    for row in rows.order_by(*newest_first).defer(
        "document", "search_text", "passages"
    ):
        day = timezone.localdate(row.published_at).toordinal()
        placed.append((-day, seen[row.kind, day], row))
        seen[row.kind, day] += 1
    placed = sorted(placed, key=lambda found: found[:2])[:LATEST]
    rows = [
        row
        for _day, _rank, row in sorted(
            placed, key=lambda found: (*found[:2], order[found[2].kind])
        )
    ]
    whys = {
        (record, number): why
        for record, number, why in Version.objects.filter(
            record__in=[row.record_id for row in rows]
        ).values_list("record", "number", "why")
    }
    return [News(row, whys.get((row.record_id, row.version), "")) for row in rows]


def overlap(by_kind):
    """The code of the unit whose conflicts are the most, where partnerships are on record too; None without one."""
    both = [
        (code, count)
        for code, count in by_kind["conflict"].items()
        if count and by_kind["case"].get(code)
    ]
    return min(both, key=most_first)[0] if both else None


def felt(kind, total, by_place, spans):
    earliest, last = spans.get(kind, (None, None))
    return Felt(
        total,
        sorted(code for code, count in by_place.items() if count),
        earliest.year if earliest else None,
        last.year if last else None,
    )


def page(request):
    """What there is, where, since when; the latest; and the ways in by place, by sector and by question."""
    totals = dict(
        PublishedRecord.objects.public()
        .order_by()
        .values_list("kind")
        .annotate(n=Count("pk"))
    )
    spans = {
        kind: (first, last)
        for kind, first, last in PublishedRecord.objects.public()
        .filter(kind__in=FELTS)
        .order_by()
        .values_list("kind")
        .annotate(first=Min("earliest"), last=Max("latest"))
    }
    units = list(first_level())
    codes = [unit.code for unit in units]
    by_place = counts(FELTS, "place", value__in=codes)
    by_sector = counts(("case",), "sector")["case"]
    sectors = sorted(
        ((code, count) for code, count in by_sector.items() if code), key=most_first
    )
    oblasts = [(code, by_place["case"].get(code, 0)) for code in codes]
    news = latest()
    names = Names(place=codes)
    shared = overlap(by_place)
    context = {
        "kinds": [(kind, totals.get(kind.name, 0)) for kind in navigation()],
        "strip": [
            (kind, totals.get(kind.name, 0), LINES.get(kind.name, ""))
            for kind in navigation()
            if kind.in_menu and kind.name not in FELTS
        ],
        "partnership": felt("case", totals.get("case", 0), by_place["case"], spans),
        "conflict": felt(
            "conflict", totals.get("conflict", 0), by_place["conflict"], spans
        ),
        "parts": [
            (part, totals[part.name])
            for kind in KINDS.values()
            for part in kind.parts
            if part.name in totals
        ],
        "oblasts": sorted(oblasts, key=most_first),
        "with_cases": sum(1 for _code, count in oblasts if count),
        "counts": by_place["case"],
        "sectors": sectors[:SECTORS],
        "more_sectors": len(sectors) - SECTORS,
        "latest": news,
        "names": names,
        "is_home": True,
        "shared": shared,
        **(_seam(shared) if shared else {}),
    }
    return render(request, "home.html", context)


def _seam(code):
    """The time lines of a place in which partnerships and conflicts are on record."""
    by_kind = {}
    for row in lens.recorded_in(code, FELTS):
        by_kind.setdefault(row.kind, []).append(row)
    names = PlaceNames(list(Place.objects.family(code)))
    names.add([row.read for rows in by_kind.values() for row in rows if row.read])
    shown = {kind: by_kind.get(kind, []) for kind in FELTS}
    partnership, conflict = lens.timeline(code, shown, names)
    axis = Timeline([*partnership.lanes, *conflict.lanes]).axis
    return {
        "axis": axis,
        "above": partnership.over(axis),
        "below": conflict.over(axis),
        "seam_counts": {kind: len(rows) for kind, rows in shown.items()},
        "place_url": reverse("registry:place", args=[code]),
    }
