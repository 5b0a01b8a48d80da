"""The panels of facets: for each value its name and what it would give, with the facet's own choice left out."""

from dataclasses import dataclass

from .filters import NOT, NOT_STATED

# A facet with more values than this shows those with the most records, and says so.
MOST = 100


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a facet panel."""

    value: str
    name: object
    count: int
    chosen: bool
    depth: int = 0
    excluded: bool = False

    @property
    def is_stated(self):
        return self.value != NOT_STATED

    @property
    def state(self):
        """What a reader can do with the line: it is chosen, left out, without records, or free."""
        if self.chosen or self.excluded:
            return "chosen" if self.chosen else "excluded"
        return "free" if self.count else "off"


@dataclass(frozen=True)
class Panel:
    """One facet with its lines; at most a few are open at first, the rest behind a fold."""

    facet: object
    entries: list
    left: int = 0
    OPEN = 8

    @property
    def parts(self):
        """(the lines that are open, the lines behind the fold); what is chosen or left out is open."""
        first, rest = [], []
        for place, entry in enumerate(self.entries):
            is_open = place < self.OPEN or entry.chosen or entry.excluded
            (first if is_open else rest).append(entry)
        return first, rest


def panels(question, answer, names):
    """The facet panels of a list: values sorted by count, then by name; `not stated` last; places as a tree.

    A value of a tree that is not in sight is not counted.
    """
    made = []
    for facet in question.listed.facets:
        chosen, excluded = (
            set(question.chosen.get(f"{prefix}{facet.name}") or [])
            for prefix in ("", NOT)
        )
        known = answer.values(facet)
        if not (chosen <= known and excluded <= known):
            known = known | chosen | excluded
        stated = known - {""}
        if facet.tree:
            places = _in_sight(facet, stated, (chosen | excluded) - {""}, names)
            counts = answer.counts(facet, [value for value, _depth in places] + [""])
            places = _by_count(places, counts, facet, names)
        else:
            counts = answer.counts(facet, known)
            names.need(facet.family, stated)
            places = [(value, 0) for value in stated]
            places.sort(
                key=lambda place: (
                    -counts[place[0]],
                    names.word(facet.family, place[0]),
                )
            )
        left = max(len(places) - MOST, 0)
        entries = [
            Entry(
                value,
                names.get(facet.family, value),
                counts[value],
                value in chosen,
                depth,
                value in excluded,
            )
            for place, (value, depth) in enumerate(places)
            if place < MOST or value in chosen or value in excluded
        ]
        if "" in known:
            entries.append(
                Entry(
                    NOT_STATED, None, counts[""], "" in chosen, excluded="" in excluded
                )
            )
        if entries:
            made.append(Panel(facet, entries, left))
    return made


def _in_sight(facet, stated, chosen, names):
    """(value, depth) of the outermost places, and below a chosen one or its ancestors of what lies in it."""
    children, roots = names.tree(facet.family, frozenset(stated))
    opened = set(chosen)
    for value in chosen:
        while (detail := names.get(facet.family, value).detail) and detail["parent"]:
            value = detail["parent"]
            opened.add(value)
    found = []

    def add(values, depth):
        for value in values:
            detail = names.get(facet.family, value).detail
            is_home = detail["kind"] == "country" and detail["is_home"]
            if not is_home:
                found.append((value, depth))
            if is_home or value in opened:
                add(children.get(value, ()), depth if is_home else depth + 1)

    add(roots, 0)
    return found


def _by_count(places, counts, facet, names):
    """The same places; among those that lie in the same one, those with more records first, then by name."""
    blocks = []
    for place in places:
        if place[1] == places[0][1]:
            blocks.append([])
        blocks[-1].append(place)

    def first(block):
        value = block[0][0]
        return -counts[value], names.word(facet.family, value)

    blocks.sort(key=first)
    found = []
    for block in blocks:
        found.append(block[0])
        if len(block) > 1:
            found += _by_count(block[1:], counts, facet, names)
    return found
