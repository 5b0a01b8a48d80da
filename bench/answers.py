"""Answers, and whether two of them are the same."""

import re
from dataclasses import dataclass
from html.parser import HTMLParser

COUNT = re.compile(r"\d[\d\s,.]*")


class Wrong(Exception):
    """An answer differs from the reference or is empty; the run ends with its sentence."""


@dataclass(frozen=True)
class Answer:
    """What a page says: how many records there are, {facet: {value: count}}, and the first records' numbers."""

    total: int
    counts: dict
    ids: tuple = ()

    @property
    def stated(self):
        """The counts without those of 0, which one page shows and another leaves out."""
        return {
            facet: {value: n for value, n in counts.items() if n}
            for facet, counts in self.counts.items()
        }


def demand_same(what, expected, found):
    """Raises Wrong with a sentence where an answer is not the expected one, or where that is empty."""
    if not expected.total or not expected.ids:
        raise Wrong(
            f"{what}: the reference finds nothing, so there is nothing to time."
        )
    if found.total != expected.total:
        raise Wrong(f"{what}: {found.total} records instead of {expected.total}.")
    for facet, counts in expected.stated.items():
        others = found.stated.get(facet, {})
        for value in sorted({*counts, *others}):
            if counts.get(value, 0) != others.get(value, 0):
                raise Wrong(
                    f"{what}: {facet}={value or 'not stated'} is counted "
                    f"{others.get(value, 0)} instead of {counts.get(value, 0)}."
                )
    if tuple(found.ids) != tuple(expected.ids):
        raise Wrong(f"{what}: other records, or the same ones in another order.")


class Panels(HTMLParser):
    """Reads the check boxes of facet panels in a page: the last words of a label are its count."""

    def __init__(self):
        super().__init__()
        self.counts, self.box, self.last = {}, None, ""

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "input" and attrs.get("type") == "checkbox":
            self.box, self.last = (attrs.get("name"), attrs.get("value", "")), ""

    def handle_data(self, data):
        self.last = data.strip() or self.last

    def handle_endtag(self, tag):
        if tag == "label" and self.box:
            name, value = self.box
            if COUNT.fullmatch(self.last):
                number = int(re.sub(r"\D", "", self.last))
                self.counts.setdefault(name, {})[value] = number
            self.box = None


def shown_counts(html):
    """{facet: {value: count}} of the check boxes in a page."""
    panels = Panels()
    panels.feed(html)
    return panels.counts


def demand_shown(what, expected, html, addresses, not_stated="not-stated"):
    """Raises Wrong where a page shows a count that the answer has not, none at all, or not its records in order."""
    counts = shown_counts(html)
    if not any(counts.get(facet) for facet in expected.counts):
        raise Wrong(f"{what}: the page shows no counts.")
    for facet, known in expected.counts.items():
        for value, n in counts.get(facet, {}).items():
            right = known.get("" if value == not_stated else value, 0)
            if n != right:
                raise Wrong(
                    f"{what}: the page shows {facet}={value} {n} times instead of {right}."
                )
    place = html.find("</form>")
    for address in addresses:
        found = html.find(f'href="{address}"', place)
        if found < 0:
            raise Wrong(
                f"{what}: the page does not show {address}, or in another order."
            )
        place = found
