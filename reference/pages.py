"""What pages show beside their documents: rows in groups, the records that name the one shown; the page of a source."""

from publishing.models import PublishedRecord


def grouped(rows, field, order):
    """[(value, rows)] in a given order, values without rows left out."""
    found = [(value, [row for row in rows if row[field] == value]) for value in order]
    return [(value, group) for value, group in found if group]


def places_shown(document):
    """The places that stand in the facts of a record: those that its source only mentions are left out."""
    return [row for row in document.get("places", ()) if row["role"] != "mentioned"]


def linked(kind, to, role):
    """The public records of a kind that name a record in a role, in the order of their numbers."""
    rows = PublishedRecord.objects.public().of(kind)
    rows = rows.filter(parent=None, links__to=to, links__role=role)
    return rows.order_by("position", "pk")


def source_context(published, names):
    """The records that the source supports, by kind."""
    rows = PublishedRecord.objects.public().filter(
        parent=None, links__to=published.key, links__role="source"
    )
    supported = {}
    for row in (
        rows.exclude(pk=published.pk)
        .distinct()
        .defer("document")
        .order_by("kind", "position", "pk")
    ):
        supported.setdefault(row.kind, []).append(row)
    return {"supported": supported}
