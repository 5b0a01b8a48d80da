"""Counts beside the values of a facet: what each value would give, with the facet's own choice left out."""

from dataclasses import dataclass

from django.db.models import Count, IntegerField, Value

from .filters import NOT_STATED, FacetFilter
from .models import FacetValue


@dataclass(frozen=True)
class Entry:
    """One line of a facet panel."""

    value: str
    name: object
    count: int
    chosen: bool
    depth: int = 0

    @property
    def is_stated(self):
        return self.value != NOT_STATED


@dataclass(frozen=True)
class Panel:
    """One facet with its lines; at most a few are open at first, the rest behind a fold."""

    facet: object
    entries: list
    OPEN = 8

    @property
    def first(self):
        return [
            entry
            for index, entry in enumerate(self.entries)
            if index < self.OPEN or entry.chosen
        ]

    @property
    def rest(self):
        return [
            entry
            for index, entry in enumerate(self.entries)
            if index >= self.OPEN and not entry.chosen
        ]


def counts(listed, filterset, base):
    """{dimension: {value: count}} for every facet, drill-sideways, in one query; a value without records counts 0.

    `base` is the queryset without any filter. Facets whose own filter is in force are counted with it left out.
    """
    chosen = filterset.form.cleaned_data
    active = [
        name
        for name, f in filterset.filters.items()
        if isinstance(f, FacetFilter) and chosen.get(name)
    ]

    def narrowed(without=None):
        queryset = base
        for name, f in filterset.filters.items():
            if name != without:
                queryset = f.filter(queryset, chosen.get(name))
        return queryset

    def counted(values, records):
        return (
            values.filter(record__in=records.order_by().values("pk"))
            .order_by()
            .values_list("dimension", "value")
            .annotate(n=Count("record"))
        )

    values = FacetValue.objects.filter(kind=listed.name)
    zero = (
        values.order_by()
        .values_list("dimension", "value")
        .annotate(n=Value(0, output_field=IntegerField()))
        .distinct()
    )
    queries = [counted(values.exclude(dimension__in=active), narrowed())]
    queries += [
        counted(values.filter(dimension=name), narrowed(without=name))
        for name in active
    ]
    result = {facet.name: {} for facet in listed.facets}
    for dimension, value, n in zero.union(*queries, all=True):
        if dimension in result:
            result[dimension][value] = max(n, result[dimension].get(value, 0))
    return result


def panels(listed, filterset, counted, names):
    """The facet panels of a list: names sorted by count, then by name; `not stated` last; places as a tree."""
    made = []
    for facet in listed.facets:
        chosen = set(filterset.form.cleaned_data.get(facet.name) or [])
        stated = {value: n for value, n in counted[facet.name].items() if value}
        if facet.tree:
            entries = _tree(facet, stated, chosen, names)
        else:
            entries = [
                Entry(value, names.get(facet.family, value), n, value in chosen)
                for value, n in stated.items()
            ]
            entries.sort(key=lambda entry: (-entry.count, str(entry.name)))
        if "" in counted[facet.name] or "" in chosen:
            entries.append(
                Entry(NOT_STATED, None, counted[facet.name].get("", 0), "" in chosen)
            )
        if entries:
            made.append(Panel(facet, entries))
    return made


def _tree(facet, stated, chosen, names):
    """The outermost places, and below a chosen one or its ancestor what lies in it."""
    named = {value: names.get(facet.family, value) for value in {*stated, *chosen}}
    known = {value: name for value, name in named.items() if name.detail}
    opened = set(chosen)
    for value in chosen:
        while value in known and known[value].detail["parent"]:
            value = known[value].detail["parent"]
            opened.add(value)
    entries = []

    def add(parent, depth):
        children = [v for v in known if known[v].detail["parent"] == parent]
        if parent is None:
            children = [v for v in known if known[v].detail["parent"] not in known]
        for value in sorted(children, key=lambda v: (-stated.get(v, 0), str(known[v]))):
            is_root_country = (
                known[value].detail["kind"] == "country"
                and known[value].detail["is_home"]
            )
            if not is_root_country:
                entries.append(
                    Entry(
                        value,
                        known[value],
                        stated.get(value, 0),
                        value in chosen,
                        depth,
                    )
                )
            if is_root_country or value in opened:
                add(value, depth if is_root_country else depth + 1)

    add(None, 0)
    return entries
