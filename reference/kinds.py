"""Sources as a kind of published record."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from publishing.columns import as_it_is, dated, named
from publishing.documents import number, stated, texts
from publishing.kinds import Column, Facet, Kind, register

from .columns import figures


def source_document(source):
    """The public document of a source."""
    return stated(
        key=source.key,
        slug=source.slug,
        kind=source.kind,
        title=texts(source, "title"),
        author=source.author,
        publisher=source.publisher,
        date=source.date,
        language=source.language,
        pages=None if source.pages is None else number(source.pages),
        link=source.link,
        description=texts(source, "description"),
        figures=[row.entry(None) for row in source.figures.all()],
    )


def missing(source):
    if not source.title_en and not source.title_ru and not source.title_ky:
        yield "title_en", _("The source has no title.")
    if not (source.publisher or source.author or source.description_en):
        yield (
            "publisher",
            _("The source has no author, no publisher and no description."),
        )


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
        rank=90,
        in_menu=False,
        model="reference.Source",
        document=source_document,
        missing=missing,
        card="reference/_source_card.html",
        detail="reference/source.html",
        context="reference.pages.source_context",
        date=lambda document: document.get("date"),
        prefetch=("figures__source__record",),
        facets=(
            Facet(
                "kind",
                _("Kind"),
                "source-kind",
                lambda document: [document.get("kind")],
            ),
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
            Column(
                "kind",
                _("kind"),
                lambda row: row["document"].get("kind"),
                dense=named("source-kind"),
            ),
            Column(
                "author",
                _("author"),
                lambda row: row["document"].get("author"),
                dense=as_it_is,
            ),
            Column(
                "publisher",
                _("publisher"),
                lambda row: row["document"].get("publisher"),
                dense=as_it_is,
            ),
            Column(
                "date",
                _("date"),
                lambda row: row["document"].get("date"),
                dense=dated,
            ),
            Column(
                "language", _("language"), lambda row: row["document"].get("language")
            ),
            Column(
                "pages", _("pages"), lambda row: row["document"].get("pages"), "number"
            ),
            Column("link", _("link"), lambda row: row["document"].get("link")),
            Column("figures", _("figures"), figures, "list"),
        ),
    )
)
