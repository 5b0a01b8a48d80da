"""What the page of a source shows beside its document."""

from publishing.models import PublishedRecord


def source_context(published, names):
    """The records that the source supports, by kind."""
    rows = PublishedRecord.objects.public().filter(
        parent=None, links__to=published.key, links__role="source"
    )
    supported = {}
    for row in (
        rows.exclude(pk=published.pk)
        .distinct()
        .defer("document", "search_text")
        .order_by("kind", "position", "pk")
    ):
        supported.setdefault(row.kind, []).append(row)
    return {"supported": supported}
