"""How charts are drawn: columns in per cent of the width, and a whole chart as a file that opens anywhere."""

import textwrap
from dataclasses import dataclass
from functools import cached_property
from xml.etree import ElementTree

from publishing.templatetags.published import figure
from publishing.timeline import strokes

# Height of the largest column, of the line of numbers above it, and of the line of years under the baseline, in pixels.
TALL, NUMBERS, TICKS = 112, 18, 22
# A chart of few years does not spread them over the whole width.
FEWEST = 12
# Room for numbers and years, in pixels of a narrow and of a wide figure; a digit is about so wide.
NARROW, WIDE, DIGIT = 288, 540, 8


@dataclass(frozen=True)
class Column:
    """One column: x and width in per cent, y and height in pixels; `tick` is what stands under the baseline."""

    label: str
    value: int
    address: str
    x: float
    middle: float
    width: float
    slot: float
    slot_width: float
    y: float
    height: float
    tick: str
    is_top: bool

    @property
    def text(self):
        return figure(self.value)

    @property
    def above(self):
        """Where the number stands."""
        return round(self.y - 5, 1)


class Columns:
    """A panel of columns over years, each (label, value, address); a soft one is tinted and framed."""

    baseline = NUMBERS + TALL
    height = NUMBERS + TALL + TICKS

    def __init__(self, label, values, is_soft=False):
        self.label, self.values, self.is_soft = label, values, is_soft

    @cached_property
    def most(self):
        return max((value for _label, value, _address in self.values), default=0)

    @property
    def description(self):
        said = "; ".join(f"{label} – {value}" for label, value, _a in self.values)
        return f"{self.label}: {said}"

    @property
    def is_linked(self):
        return any(address for _label, _value, address in self.values)

    @property
    def room(self):
        """`tight` where not all numbers fit into a narrow figure, `full` where they do not fit into a wide one."""
        needed = len(self.values) * DIGIT * len(figure(self.most))
        return "full" if needed > WIDE else "tight" if needed > NARROW else ""

    def ticks(self):
        """The labels under the columns, some of them empty: all that fit, else every fifth and the two ends."""
        labels = [label for label, _value, _address in self.values]
        fitting = NARROW // (DIGIT * max(map(len, labels), default=1))
        if len(labels) <= fitting:
            return labels
        ends = {0, len(labels) - 1}
        step = -(-len(labels) // max(fitting - 1, 1))
        step = next((n for n in (5, 10, 20) if n >= step), step)
        marked = {
            place for place, label in enumerate(labels) if int(label[:4]) % step == 0
        }
        marked = marked or ends
        apart = -(-len(labels) // max(fitting, 1))
        marked |= {
            end for end in ends if all(abs(end - place) >= apart for place in marked)
        }
        return [label if place in marked else "" for place, label in enumerate(labels)]

    @cached_property
    def columns(self):
        slot = 100 / max(len(self.values), FEWEST)
        made, topped = [], False
        for place, ((label, value, address), tick) in enumerate(
            zip(self.values, self.ticks(), strict=True)
        ):
            height = round(TALL * value / self.most, 1) if self.most else 0
            height = max(height, 1.5) if value else 0
            is_top = value == self.most and not topped
            topped = topped or is_top
            made.append(
                Column(
                    label,
                    value,
                    address,
                    round((place + 0.14) * slot, 2),
                    round((place + 0.5) * slot, 2),
                    round(0.72 * slot, 2),
                    round(place * slot, 2),
                    round(slot, 2),
                    round(self.baseline - height, 1),
                    height,
                    tick,
                    is_top,
                )
            )
        return made

    @property
    def end(self):
        """Where the baseline ends, in per cent."""
        return round(100 * len(self.values) / max(len(self.values), FEWEST), 2)


# The light values of tokens.css, for a file that opens anywhere: by shape of the kind, colour and tint.
COLOURS = {
    "p": ("#00675a", "#dff1ed"),
    "c": ("#a62c1b", "#fbe8e4"),
    "j": ("#855000", "#f8ecd8"),
}
GROUND, INK, INK_2, LINE_2 = "#fff", "#121923", "#485364", "#7f8a99"
FONT = "system-ui, 'Segoe UI', Roboto, 'Noto Sans', 'Helvetica Neue', Arial, sans-serif"
FILE, MARGIN, ROW = 900, 24, 26
# Where bars and strokes begin.
START = MARGIN + 336
# Letters that fit into a line of the title, of the names of bars, of small print.
TITLE_LINE, NAME_LINE, SMALL_LINE = 60, 38, 100


class Drawing:
    """A chart as an SVG file of a fixed width: presentation attributes alone, nothing from elsewhere, no script."""

    def __init__(self, chart, source, language):
        self.chart, self.y = chart, MARGIN
        self.root = ElementTree.Element(
            "svg",
            {
                "xmlns": "http://www.w3.org/2000/svg",
                "role": "img",
                "aria-labelledby": "title desc",
                "font-family": FONT,
                "font-size": "14",
                "fill": INK,
            },
        )
        self.root.set("lang", language)
        self._add("title", chart.heading, id="title")
        self._add("desc", f"{chart.label}. {chart.description}", id="desc")
        self.ground = self._add("rect", fill=GROUND)
        self.colour, self.tint = COLOURS[chart.shape]
        self._lines(chart.label, SMALL_LINE, 14, INK_2)
        self._lines(chart.heading, TITLE_LINE, 22, INK, weight="700")
        self.y += 12
        for panel in chart.panels:
            self._columns(panel)
        for group in chart.groups:
            self._bars(group)
        for row in chart.tallies:
            self._tallies(row)
        for said in chart.small_print:
            self._lines(said, SMALL_LINE, 13, INK_2)
        self.y += 8
        self._lines(source, SMALL_LINE, 12, INK_2)
        height = str(round(self.y + MARGIN - 6))
        for element in (self.root, self.ground):
            element.set("width", str(FILE))
            element.set("height", height)
        self.root.set("viewBox", f"0 0 {FILE} {height}")

    def __str__(self):
        text = ElementTree.tostring(self.root, encoding="unicode")
        return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'

    def _add(self, tag, text="", into=None, **attributes):
        given = {
            name.replace("_", "-"): f"{value:g}"
            if isinstance(value, float)
            else str(value)
            for name, value in attributes.items()
        }
        parent = self.root if into is None else into
        element = ElementTree.SubElement(parent, tag, given)
        element.text = text or None
        return element

    def _lines(self, text, letters, size, colour, weight="400"):
        room = letters * 14 // size if size < 14 else letters
        for line in textwrap.wrap(text, room, break_on_hyphens=False):
            self.y += round(size * 1.35)
            self._add(
                "text",
                line,
                x=MARGIN,
                y=self.y,
                font_size=size,
                fill=colour,
                font_weight=weight,
            )

    def _dashed(self, x, y, width, height):
        self._add(
            "rect",
            x=x,
            y=y,
            width=width,
            height=height,
            fill="none",
            stroke=LINE_2,
            stroke_dasharray="4 3",
        )

    def _columns(self, panel):
        self._lines(panel.label, SMALL_LINE, 14, INK, weight="650")
        scale, top = (FILE - 2 * MARGIN) / 100, self.y + 6
        for column in panel.columns:
            middle = MARGIN + column.middle * scale
            if column.height:
                self._add(
                    "rect",
                    x=round(MARGIN + column.x * scale, 1),
                    y=round(top + column.y, 1),
                    width=round(column.width * scale, 1),
                    height=column.height,
                    fill=self.tint if panel.is_soft else self.colour,
                    **({"stroke": self.colour} if panel.is_soft else {}),
                )
            for text, y, fill, weight in (
                (column.text, top + column.above, INK, "650"),
                (column.tick, top + panel.baseline + 16, INK_2, "400"),
            ):
                if text:
                    self._add(
                        "text",
                        text,
                        x=round(middle, 1),
                        y=round(y, 1),
                        text_anchor="middle",
                        font_size=13,
                        fill=fill,
                        font_weight=weight,
                    )
        self._add(
            "line",
            x1=MARGIN,
            x2=round(MARGIN + panel.end * scale, 1),
            y1=top + panel.baseline,
            y2=top + panel.baseline,
            stroke=INK,
            stroke_width=2,
        )
        self.y = top + panel.height + 10

    def _bars(self, group):
        if group.label:
            self.y += 8
            self._lines(group.label, SMALL_LINE, 14, INK, weight="650")
        self.y += 6
        room = FILE - MARGIN - START - 110
        for bar in group.bars:
            names = textwrap.wrap(bar.name, NAME_LINE) or [""]
            for number, line in enumerate(names):
                fill = INK if bar.is_stated else INK_2
                self._add(
                    "text", line, x=MARGIN, y=self.y + 16 + 18 * number, fill=fill
                )
            share = float(bar.size / group.largest) if group.largest else 0
            width = round(room * share, 1)
            if bar.is_stated and width:
                self._add(
                    "rect",
                    x=START,
                    y=self.y + 4,
                    width=width,
                    height=16,
                    fill=self.colour,
                )
            elif width:
                self._dashed(START, self.y + 4, width, 16)
            self._add(
                "text",
                figure(bar.size),
                x=round(START + width + 8, 1),
                y=self.y + 17,
                font_weight="650",
            )
            self.y += ROW + 18 * (len(names) - 1)

    def _tallies(self, row):
        self.y += 8
        self._lines(f"{row.title}, {row.period}", SMALL_LINE, 14, INK, weight="650")
        self.y += 6
        for cell in row.cells:
            self._add("text", cell.name, x=MARGIN, y=self.y + 16)
            x = START
            for said in cell.rows:
                count = said.document.get("count")
                if count:
                    path, width = strokes(count, cell.is_heavy)
                    self._dashed(x, self.y, width + 12, 22)
                    self._add(
                        "path",
                        d=path,
                        transform=f"translate({x + 8} {self.y + 3})",
                        stroke=self.colour,
                        stroke_width=4.5 if cell.is_heavy else 2.0,
                        fill="none",
                    )
                    x += width + 22
            self._add("text", cell.words, x=x, y=self.y + 17, font_weight="650")
            self.y += ROW
