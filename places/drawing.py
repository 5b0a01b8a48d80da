"""Maps on pages: of a list, with a link that narrows it on each unit; of the country; and small ones that locate."""

from itertools import pairwise
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from publishing.cards import rows_of
from publishing.filters import NOT_STATED
from publishing.frames import framed
from publishing.names import pick
from publishing.words import Kept

from . import map as country
from .models import HOME

FACET = "place"
# Records that lie on a point of their own are drawn one by one, as long as there are not more of them.
MOST_RECORDS = 60
# What a name beside a point takes, in units of the grid.
NAME_HEIGHT = 30
# Records that are drawn one by one, with their points, until something is published.
POINTS = Kept()


def list_map(question, answer, names, pairs, shape):
    """The HTML of the map of a list: what each unit would give, the other filters kept; empty where none gives any.

    `pairs` is all of the address but its page, as (parameter, value); `shape` that of the kind of the list.
    """
    facet = next((f for f in question.listed.facets if f.name == FACET), None)
    if facet is None:
        return ""
    chart = country.chart()
    values = answer.values(facet)
    codes = [unit.code for unit in chart.units]
    small = [code for code in chart.points if code in values]
    stated = [code for code in codes if code in values]
    counts = answer.counts(facet, [*stated, *small, ""])
    if not any(counts[code] for code in stated):
        return ""
    query = urlencode(pairs)

    def address(code):
        pair = (FACET, code)
        if pair in pairs:
            return f"?{urlencode([other for other in pairs if other != pair])}"
        return f"?{query}{'&' if query else ''}{FACET}={code}"

    small = [code for code in small if counts[code]]
    small.sort(key=lambda code: (-counts[code], code))
    shown = small[: country.MOST_POINTS]
    names.need("place", shown)
    points = [
        (code, chart.points[code], names.get("place", code), counts[code])
        for code in shown
    ]
    return map_html(
        chart,
        counts,
        address,
        chosen=question.chosen.get(FACET) or [],
        points=points,
        left=len(small) - len(shown),
        records=_records(question.listed, answer),
        shape=shape,
    )


def _records(listed, answer):
    """(x, y, title, address) of the records of a list that lie on a point of their own, where their kind has any."""
    if not listed.point or not 0 < answer.total <= MOST_RECORDS:
        return []
    numbers = answer.page(0, MOST_RECORDS)
    copy = getattr(answer, "copy", None)
    kept, key = POINTS.of(copy.token if copy else object()), tuple(numbers)
    rows = kept.get(key)
    if rows is None:
        rows = [(listed.point(row.document), row) for row in rows_of(numbers)]
        rows = [(at, row.titles, row.kind, row.slug) for at, row in rows if at]
        kept.put(key, rows)
    return [
        (
            *map(round, country.project(*at)),
            titles,
            reverse(f"registry:{kind}-detail", args=[slug]),
        )
        for at, titles, kind, slug in rows
    ]


def map_html(
    chart,
    counts,
    address,
    chosen=(),
    points=(),
    left=0,
    records=(),
    shape="p",
    is_folding=True,
):
    """The map with its legend and the same numbers as a table; each unit leads to `address(code)`.

    `points` are (code, (x, y), name, count) of settlements, `left` says how many more there are; `records` are
    (x, y, titles, address) of records that lie on a point of their own.
    """
    classes = country.steps([counts.get(unit.code, 0) for unit in chart.units])
    values = {}
    for unit in chart.units:
        count = counts.get(unit.code, 0)
        step = country.class_of(count, classes)
        is_chosen = unit.code in chosen
        values |= {
            f"href {unit.code}": address(unit.code),
            f"class {unit.code}": " picked" if is_chosen else "",
            f"ink {unit.code}": " on" if step == "q4" else "",
            f"fill {unit.code}": f"{step}{'' if count else ' zero'}",
            f"count {unit.code}": count,
            f"current {unit.code}": _current(is_chosen),
        }
    values["dots"], values["towns"] = _towns(points, left, address, chosen)
    values["records"] = format_html_join(
        "",
        '<a href="{}" class="rec-pt" aria-label="{}"><title>{}</title>'
        '<use href="#{}" x="{}" y="{}" width="16" height="16"/></a>',
        (
            (url, pick(titles)[0], pick(titles)[0], shape, x - 8, y - 8)
            for x, y, titles, url in records
        ),
    )
    values["legend"] = format_html_join(
        "",
        '<li><i class="sw {}"></i>{}</li>',
        country.legend(classes),
    )
    if points:
        values["legend"] += format_html(
            '<li><i class="sw dot"></i>{}</li>', _("town or village")
        )
    values["rows"] = _rows(chart, counts, address, chosen)
    words = {
        "units": chart.units,
        "credit": chart.credit,
        "shape": shape,
        "is_folding": is_folding,
    }
    key = (shape, chart.credit, is_folding)
    return framed("places/_map.html", key, words, values)


def _towns(points, left, address, chosen):
    """(the dots of settlements, the fold with the same settlements as links); a dot is for the pointer alone."""
    if not points:
        return "", ""
    dots, links = [], []
    for code, (x, y), name, count in points:
        link, name = escape(address(code)), escape(name)
        is_chosen = code in chosen
        dots.append(
            f'<a href="{link}" class="pt{" picked" if is_chosen else ""}" tabindex="-1" data-key="dot-{code}">'
            f'<title>{name}: {count}</title><circle r="{country.POINT_RADIUS}" cx="{x}" cy="{y}"/></a>'
        )
        links.append(
            f'<li><a href="{link}" data-key="town-{code}"{_current(is_chosen)}>{name}</a> {count}</li>'
        )
    values = {
        "words": ngettext(
            "%(n)s town or village", "%(n)s towns and villages", len(points)
        )
        % {"n": len(points)},
        "links": mark_safe("".join(links)),
    }
    if left:
        values["left"] = ngettext(
            "%(n)s with fewer records is not drawn.",
            "%(n)s with fewer records are not drawn.",
            left,
        ) % {"n": left}
    return mark_safe("".join(dots)), framed(
        "places/_towns.html", bool(left), {"is_cut": bool(left)}, values
    )


def _current(is_chosen):
    return mark_safe(' aria-current="true"') if is_chosen else ""


def _rows(chart, counts, address, chosen):
    """The rows of the table beside a map, the largest count first; last those whose place is not stated."""
    units = sorted(chart.units, key=lambda unit: (-counts.get(unit.code, 0), unit.name))
    most = max((counts.get(unit.code, 0) for unit in units), default=0) or 1
    rows = format_html_join(
        "",
        '<tr><th scope="row"><a href="{}" data-key="bar-{}"{}>{}</a></th><td><svg height="14" aria-hidden="true">'
        '<rect class="bar" width="{}%" height="14"/></svg></td><td>{}</td></tr>',
        (
            (
                address(unit.code),
                unit.code,
                _current(unit.code in chosen),
                unit.name,
                f"{100 * counts.get(unit.code, 0) / most:.4g}",
                counts.get(unit.code, 0),
            )
            for unit in units
        ),
    )
    if not counts.get(""):
        return rows
    return rows + format_html(
        '<tr class="un"><th scope="row"><a href="{}" data-key="bar-{}"{}><span class="ns">{}</span></a></th>'
        "<td></td><td>{}</td></tr>",
        address(NOT_STATED),
        NOT_STATED,
        _current("" in chosen),
        _("not stated"),
        counts[""],
    )


def country_map(counts, url, shape="p"):
    """The map of the country for a page of its own: each unit leads to `url` followed by its code."""
    return map_html(
        country.chart(),
        counts,
        lambda code: f"{url}{code}",
        shape=shape,
        is_folding=False,
    )


def locator(codes, names, kind="p", points=()):
    """A small map that fills the units in which places lie and marks the places themselves; empty without a unit."""
    chart = country.chart()
    inside = {}
    for code in codes:
        unit = _unit_of(code, names)
        if unit:
            inside.setdefault(unit, []).append(code)
    drawn = [unit for unit in chart.units if unit.code in inside]
    if not drawn:
        return ""
    marks = []
    for code in dict.fromkeys(codes):
        if code in chart.points:
            marks.append((*chart.points[code], str(names.get("place", code))))
    for name, latitude, longitude in points:
        x, y = country.project(longitude, latitude)
        marks.append((round(x), round(y), name))
    is_named = _have_room(marks)
    return framed(
        "places/_locator.html",
        "",
        {"units": chart.units, "credit": chart.credit},
        {
            f"class {unit.code}": "here" if unit.code in inside else "off"
            for unit in chart.units
        }
        | {
            "kind": kind,
            "label": ", ".join(unit.name for unit in drawn),
            "marks": format_html_join(
                "", "{}", ((_mark(*m, is_named),) for m in marks)
            ),
            "names": format_html_join(
                "",
                '<text x="{}" y="{}">{}</text>',
                (
                    (*(unit.outside or unit.at), unit.short)
                    for unit in drawn
                    if not (marks and is_named) and len(drawn) <= 4
                ),
            ),
        },
    )


def _have_room(marks):
    """Whether the names of marks, (x, y, name), can stand beside them: few, and none at the height of another."""
    heights = sorted(y for _x, y, _name in marks)
    return len(marks) <= 3 and all(
        below - above >= NAME_HEIGHT for above, below in pairwise(heights)
    )


def _mark(x, y, name, is_named):
    is_left = x > country.WIDTH * 0.6
    words = (
        format_html(
            '<text class="{}" x="{}" y="{}">{}</text>',
            "e" if is_left else "s",
            x - 14 if is_left else x + 14,
            y + 8,
            name,
        )
        if is_named
        else ""
    )
    return format_html(
        '<g class="pt"><title>{}</title><circle r="8" cx="{}" cy="{}"/>{}</g>',
        name,
        x,
        y,
        words,
    )


def _unit_of(code, names):
    """The code of the first-level unit in which a place lies; None abroad, or for the country itself."""
    while code and code != HOME:
        detail = names.get("place", code).detail
        parent = detail["parent"] if detail else None
        if parent == HOME:
            return code
        code = parent
    return None
