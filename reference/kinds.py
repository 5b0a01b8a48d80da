"""Sources as a kind of published record."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from publishing.documents import number, stated, texts
from publishing.kinds import Column, Facet, Kind, register


def source_document(source):
    """The public document of a source."""
    return stated(
        key=source.key,
        slug=source.slug,
        title=texts(source, "title"),
        author=source.author,
        publisher=source.publisher,
        date=source.date,
        language=source.language,
        pages=None if source.pages is None else number(source.pages),
        link=source.link,
        description=texts(source, "description"),
    )


def missing(source):
    if not source.title_en and not source.title_ru and not source.title_ky:
        yield "title_en", _("The source has no title.")
    if not source.publisher and not source.author:
        yield "publisher", _("The source names neither an author nor a publisher.")


def sentence(total):
    return ngettext("%(n)s source", "%(n)s sources", total) % {"n": f"<b>{total}</b>"}


SOURCE = register(
    Kind(
        name="source",
        path="sources",
        label=_("Source"),
        plural=_("Sources"),
        sentence=sentence,
        prefix="src",
        model="reference.Source",
        document=source_document,
        missing=missing,
        card="reference/_source_card.html",
        detail="reference/source.html",
        context="reference.pages.source_context",
        date=lambda document: document.get("date"),
        facets=(
            Facet(
                "language",
                _("Language"),
                "language",
                lambda document: [document.get("language")],
            ),
        ),
        columns=(
            Column("key", _("key"), lambda row: row["document"]["key"]),
            Column("title", _("title"), lambda row: row["published"].titles.get("en")),
            Column("author", _("author"), lambda row: row["document"].get("author")),
            Column(
                "publisher",
                _("publisher"),
                lambda row: row["document"].get("publisher"),
            ),
            Column("date", _("date"), lambda row: row["document"].get("date")),
            Column(
                "language", _("language"), lambda row: row["document"].get("language")
            ),
            Column(
                "pages", _("pages"), lambda row: row["document"].get("pages"), "number"
            ),
            Column("link", _("link"), lambda row: row["document"].get("link")),
        ),
    )
)
