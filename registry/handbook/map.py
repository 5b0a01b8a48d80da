"""The map of a selection: oblasts shaded by how many of its case studies lie there, as an SVG for the book."""

from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe

from cases.kinds.studies import places_of
from places.map import HEIGHT, WIDTH, class_of, steps
from places.names import outermost

from .typesetting import colours

FONT = "Libertinus Serif"
# Room above the northernmost name, which stands outside the shapes.
ABOVE = 24
# On the darkest class numbers are light.
DARK = ("q3", "q4")


def counts(documents, names, units):
    """{code: number of case studies} of the first-level units; a case study in two of them counts in each."""
    found = {unit.code: 0 for unit in units}
    for document in documents:
        for code in {outermost(code, names) for code in places_of(document)} - {None}:
            found[code] = found.get(code, 0) + 1
    return found


def drawn(counted, units):
    """The map as SVG, with the count and the name of each unit."""
    colour = colours()
    classes = steps(counted.get(unit.code, 0) for unit in units)
    shapes = [_shape(unit, counted, classes, colour) for unit in units]
    labels = [_label(unit, counted, classes, colour) for unit in units]
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 {} {} {}">{}{}</svg>',
        -ABOVE,
        WIDTH,
        HEIGHT + ABOVE,
        mark_safe("".join(shapes)),
        mark_safe("".join(labels)),
    )


def _shape(unit, counted, classes, colour):
    count = counted.get(unit.code, 0)
    fill = colour[class_of(count, classes)]
    line = format_html(
        'fill="{}" stroke="{}" stroke-width="2"{}',
        fill,
        colour["bg"] if count else colour["line-2"],
        "" if count else mark_safe(' stroke-dasharray="5 4"'),
    )
    if unit.circle:
        x, y = unit.circle
        return format_html(
            '<circle cx="{}" cy="{}" r="{}" {}/>', x, y, unit.radius, line
        )
    return format_html('<path d="{}" {}/>', unit.path, line)


def _label(unit, counted, classes, colour):
    count = counted.get(unit.code, 0)
    is_dark = class_of(count, classes) in DARK
    number = colour["q-ink-on"] if is_dark else colour["q-ink"]
    name = colour["q-ink"] if unit.outside or not is_dark else number
    rows = [
        (*unit.at, 20, 700, number, count),
        (*unit.name_at, 15, 400, name, unit.short),
    ]
    if unit.circle and not unit.outside:
        rows.pop()
    return format_html_join(
        "",
        '<text x="{}" y="{}" font-family="{}" font-size="{}" font-weight="{}" text-anchor="middle" fill="{}">{}</text>',
        (
            (x, y, FONT, size, weight, fill, words)
            for x, y, size, weight, fill, words in rows
        ),
    )
