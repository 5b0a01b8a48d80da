"""Time lines: what is dated stands at its time, what is only counted stands in a dashed frame and is not placed."""

import datetime
from dataclasses import dataclass, field

from .dates import bounds
from .names import pick

STEP = 22
# Letters of a label that take up half of the narrowest and of the widest plot.
SHORT, LONG = 22, 58


@dataclass(frozen=True)
class Entry:
    """One thing on a time line.

    `what` is a text by language; `date` an EDTF string, empty where not stated; `row` the statement with its citation;
    `url` a page of its own. `count` is given for a tally: it is then framed and not placed; `is_tally` with a count of
    None says that the source does not report it. `is_span` draws a bar from its first to its last day; `is_heavy` thick
    strokes.
    """

    what: object
    date: str = ""
    row: dict = field(default_factory=dict)
    url: str = ""
    is_tally: bool = False
    count: int | None = None
    is_span: bool = False
    is_heavy: bool = False


@dataclass(frozen=True)
class Lane:
    """Entries of one sort, with the word for it, its kind and what stands at its end."""

    name: object
    entries: list
    kind: str = ""
    sum: object = ""
    url: str = ""
    names_tallies: bool = False


@dataclass(frozen=True)
class Shape:
    """What is drawn for an entry: x and width in per cent of the plot, y in pixels."""

    entry: Entry
    form: str
    x: float = 0
    width: float = 0
    y: int = 0
    text_x: float = 0
    is_left: bool = False
    strokes: str = ""
    strokes_width: int = 0

    @property
    def texts(self):
        """(label, size of the window in which it is shown); an undated entry has the whole width for its label."""
        text = pick(self.entry.what)[0]
        room = 1.6 if self.form == "undated" else 1
        return [
            (cut(text, int(SHORT * room)), "narrow"),
            (cut(text, int(LONG * room)), "broad"),
        ]


def cut(text, length):
    return text if len(text) <= length else f"{text[: length - 1].rstrip()}…"


class Axis:
    """The years that a time line covers, from the first to the last that its entries name."""

    def __init__(self, entries):
        days = [day for entry in entries for day in bounds(entry.date or "") if day]
        today = datetime.date.today().year
        self.first = min((day.year for day in days), default=today)
        self.last = max((day.year for day in days), default=today) + 1

    def at(self, day):
        """Where a day stands, in per cent of the width."""
        start = datetime.date(self.first, 1, 1).toordinal()
        end = datetime.date(self.last, 1, 1).toordinal()
        share = (day.toordinal() - start) / (end - start)
        return round(100 * min(max(share, 0), 1), 2)

    def span(self, edtf):
        """(x, width) of a partial date in per cent; an open end runs to the edge."""
        start, end = bounds(edtf)
        left = self.at(start) if start else 0
        right = self.at(end + datetime.timedelta(days=1)) if end else 100
        return left, round(max(right - left, 0.6), 2)

    @property
    def ticks(self):
        """(year, x) of the years that are written under the plots: about six of them."""
        years = self.last - self.first
        step = next((n for n in (1, 2, 5, 10, 20, 50) if years / n <= 6), 100)
        first = -(-self.first // step) * step
        return [
            (year, self.at(datetime.date(year, 1, 1)))
            for year in range(first, self.last, step)
        ]


def strokes(count, is_heavy=False):
    """(path, width in pixels) of a tally: strokes in fives, the fifth across; at most fifty are drawn."""
    step, path, x = (9 if is_heavy else 6), [], 0
    for number in range(1, min(count, 50) + 1):
        if number % 5 == 0:
            path.append(f"M{x - 4 * step - 2} 14L{x + 2} 2")
            x += 8
        else:
            path.append(f"M{x} 0v16")
            x += step
    return "".join(path), x


@dataclass(frozen=True)
class Plot:
    """The shapes of a lane and the height that they need, in pixels."""

    lane: Lane
    shapes: list
    height: int


def plot(lane, axis):
    """The lane drawn: tallies and undated entries in frames, spans as bars, moments as signs, each on its own row."""
    shapes, y = [], 5
    for entry in lane.entries:
        if entry.is_tally:
            x, width = axis.span(entry.date) if entry.date else (0, 100)
            path, path_width = strokes(entry.count or 0, entry.is_heavy)
            shapes.append(
                Shape(
                    entry, "tally", x, width, y, strokes=path, strokes_width=path_width
                )
            )
            y += 36
        elif not entry.date:
            shapes.append(Shape(entry, "undated", 0, 100, y))
            y += 36
        else:
            x, width = axis.span(entry.date)
            is_left = x > 47
            if entry.is_span:
                end = x + width if is_left else x
                shapes.append(
                    Shape(entry, "bar", x, width, y + 14, min(end, 100), is_left)
                )
                y += STEP + 6
            else:
                first, last = bounds(entry.date)
                is_day = first is not None and first == last
                middle = round(x + width / 2, 2)
                end = x if is_left else x + width
                shapes.append(
                    Shape(
                        entry,
                        "moment" if is_day else "range",
                        x,
                        width,
                        y,
                        middle if is_day else min(end, 100),
                        is_left,
                    )
                )
                y += STEP
    return Plot(lane, shapes, max(y + 3, 40))


@dataclass(frozen=True)
class Timeline:
    """Lanes over one axis."""

    lanes: list

    @property
    def axis(self):
        return Axis([entry for lane in self.lanes for entry in lane.entries])

    @property
    def plots(self):
        return self.over(self.axis)

    def over(self, axis):
        """The lanes drawn over an axis that they share with others."""
        return [plot(lane, axis) for lane in self.lanes]
