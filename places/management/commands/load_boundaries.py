import json
from itertools import groupby
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from places.map import FIRST_LEVEL, is_inside, path_of, project, simplified
from places.models import HOME, Boundary, Place
from publishing.index.store import note_reference_change

# Where a feature may say which unit it is; the first of them that a unit answers to counts.
CODES = ("code", "iso", "iso_3166_2", "shapeISO", "ISO3166-2", "coate", "soate", "id")
# Units of the grid: nearer points of a line are left out, the more of them the longer the paths are in all, for they
# are a part of every list page: 16,000 characters are some 6 kB compressed.
TOLERANCE = 0.35
LONGEST = 16_000


class Command(BaseCommand):
    help = (
        "Reads official boundaries of the oblasts from a GeoJSON file (WGS 84, RFC 7946), for every map of the site. "
        "A feature names its oblast by code (KG-T) or by the 14 digits of COATE."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--credit", default="", help="Whose boundaries these are, for under the map"
        )
        parser.add_argument(
            "--forget",
            action="store_true",
            help="Takes boundaries of units away that the file does not hold",
        )

    def handle(self, file, credit, forget, **options):
        features = read(file)
        units = {}
        first = Place.objects.filter(depth=2, kind__in=FIRST_LEVEL)
        for place in first.filter(code__startswith=f"{HOME}-"):
            units |= {place.code.casefold(): place.code, place.coate: place.code}
        found, strange = {}, []
        for number, feature in enumerate(features, 1):
            properties = feature.get("properties") or {}
            names = [properties.get(name) for name in CODES] + [feature.get("id")]
            names = [str(name).strip() for name in names if name not in (None, "")]
            code = next(
                (units[n.casefold()] for n in names if n.casefold() in units), None
            )
            if code is None:
                strange.append(
                    f"feature {number} ({', '.join(names) or 'without a code'})"
                )
            else:
                found[code] = rings_of(feature.get("geometry"), number)
        if not found:
            raise CommandError(
                f"No feature of {file.name} names an oblast or republican city by its code."
            )
        paths = drawn(found)
        with transaction.atomic():
            if forget:
                Boundary.objects.exclude(code__in=found).delete()
            for code, path in paths.items():
                Boundary.objects.update_or_create(
                    code=code, defaults={"path": path, "credit": credit}
                )
            note_reference_change()
        for line in strange:
            self.stdout.write(f"Not matched: {line}")
        missing = sorted(set(units.values()) - set(found))
        if missing:
            self.stdout.write(f"Not in the file: {', '.join(missing)}")
        size = sum(map(len, paths.values())) / 1000
        self.stdout.write(
            f"{len(found)} boundaries loaded ({size:.1f} kB), {len(strange)} features not matched."
        )


def read(file):
    """The features of a GeoJSON file; CommandError with one sentence where it is none."""
    try:
        content = json.loads(file.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise CommandError(
            f"The file cannot be read: {error.strerror or error}."
        ) from error
    except ValueError as error:
        raise CommandError(f"{file.name} is not JSON: {error}.") from error
    is_collection = (
        isinstance(content, dict) and content.get("type") == "FeatureCollection"
    )
    features = content.get("features") if is_collection else None
    if not isinstance(features, list) or not all(isinstance(f, dict) for f in features):
        raise CommandError(f"{file.name} is not a GeoJSON FeatureCollection.")
    if not features:
        raise CommandError(f"{file.name} holds no features.")
    return features


def rings_of(geometry, number):
    """The rings of a Polygon or MultiPolygon, in degrees; CommandError where it is something else."""
    kind = (geometry or {}).get("type")
    if kind not in ("Polygon", "MultiPolygon"):
        raise CommandError(f"Feature {number} is no Polygon or MultiPolygon.")
    polygons = geometry.get("coordinates")
    polygons = [polygons] if kind == "Polygon" else polygons
    try:
        rings = [
            [(float(point[0]), float(point[1])) for point in ring]
            for polygon in polygons
            for ring in polygon
        ]
    except (TypeError, ValueError, IndexError) as error:
        raise CommandError(
            f"Feature {number} has coordinates that cannot be read."
        ) from error
    if not rings or any(len(ring) < 4 for ring in rings):
        raise CommandError(f"Feature {number} has a ring of fewer than four points.")
    if not all(is_inside(*point) for ring in rings for point in ring):
        raise CommandError(
            f"Feature {number} lies outside of Kyrgyzstan; coordinates are degrees of longitude and latitude (WGS 84)."
        )
    return rings


def drawn(found):
    """{code: SVG path} of {code: rings}, simplified with one tolerance, under 16,000 characters in all."""
    tolerance = TOLERANCE
    while True:
        paths = {
            code: path_of([_simple(ring, tolerance) for ring in rings])
            for code, rings in found.items()
        }
        if sum(map(len, paths.values())) <= LONGEST:
            return paths
        tolerance *= 1.5


def _simple(ring, tolerance):
    """A ring on the grid, simplified in two halves, for its ends are one point."""
    points = (project(*point) for point in ring)
    points = [
        point for point, _same in groupby((round(x), round(y)) for x, y in points)
    ]
    x, y = points[0]
    far = max(
        range(len(points)),
        key=lambda n: (points[n][0] - x) ** 2 + (points[n][1] - y) ** 2,
    )
    first = simplified(points[: far + 1], tolerance)
    return first[:-1] + simplified(points[far:], tolerance)
