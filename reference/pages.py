"""What pages show beside their documents: rows in groups, the records that name the one shown; the page of a source."""

from django.db.models import Count

from publishing.kinds import KINDS, kind_named
from publishing.models import FacetValue, PublishedRecord


def grouped(rows, field, order):
    """[(value, rows)] in a given order, values without rows left out."""
    found = [(value, [row for row in rows if row[field] == value]) for value in order]
    return [(value, group) for value, group in found if group]


def places_shown(document):
    """The places that stand in the facts of a record: those that its source only mentions are left out."""
    return [row for row in document.get("places", ()) if row["role"] != "mentioned"]


def around(code, names):
    """The codes of a place and of all that it lies in, from the inside out, without the country."""
    codes = []
    while code:
        detail = names.get("place", code).detail
        if not detail or detail["is_home"]:
            break
        codes.append(code)
        code = detail["parent"]
    return codes


def in_place(published, code, names):
    """[(place code, [(kind, number of other records)])] of a place and of all that it lies in, in one query."""
    located = [
        kind
        for kind in KINDS.values()
        if any(facet.name == "place" for facet in kind.facets)
    ]
    codes = around(code, names)
    if not codes:
        return []
    rows = FacetValue.objects.filter(
        kind__in=[kind.name for kind in located],
        dimension="place",
        value__in=codes,
        record__is_withdrawn=False,
    )
    rows = rows.exclude(record__key=published.key).order_by()
    found = {
        (value, kind): n
        for value, kind, n in rows.values_list("value", "kind").annotate(n=Count("pk"))
    }
    counted = [
        (
            code,
            [
                (kind, found[code, kind.name])
                for kind in sorted(located, key=lambda kind: kind.rank)
                if (code, kind.name) in found
            ],
        )
        for code in codes
    ]
    return [(code, kinds) for code, kinds in counted if kinds]


def linked(kind, to, role):
    """The public records of a kind that name a record in a role, in the order of their numbers."""
    rows = PublishedRecord.objects.public().of(kind)
    rows = rows.filter(parent=None, links__to=to, links__role=role)
    return rows.order_by("position", "pk")


def source_context(published, names):
    """The records that the source supports, by kind, in the order in which readers look for kinds."""
    rows = PublishedRecord.objects.public().filter(
        parent=None, links__to=published.key, links__role="source"
    )
    found = {}
    for row in (
        rows.exclude(pk=published.pk)
        .distinct()
        .defer("document")
        .order_by("position", "pk")
    ):
        found.setdefault(row.kind, []).append(row)
    kinds = sorted((kind_named(name) for name in found), key=lambda kind: kind.rank)
    return {
        "supported": [(kind, found[kind.name]) for kind in kinds],
        "supports": sum(len(rows) for rows in found.values()),
    }
