"""The page that searches all records of all kinds, with the facets that several kinds share."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from publishing.kinds import Column, Facet, Listed, register_search


def _title(language):
    return lambda row: row["published"].titles.get(language)


SEARCH = register_search(
    Listed(
        name="search",
        path="search",
        label=_("record"),
        plural=_("Search"),
        sentence=lambda total: (
            ngettext("%(n)s record", "%(n)s records", total) % {"n": f"<b>{total}</b>"}
        ),
        shape_class="p",
        facets=(
            Facet("kind", _("Kind of record"), "list"),
            Facet("place", _("Place"), "place", tree=True),
            Facet("sector", _("Sector"), "sector"),
            Facet("mechanism", _("Mechanism"), "mechanism"),
            Facet("group", _("Beneficiary group"), "group"),
        ),
        columns=(
            Column("key", _("Key"), lambda row: row["published"].key),
            Column("kind", _("Kind of record"), lambda row: row["published"].kind),
            Column("title_en", _("Title in English"), _title("en")),
            Column("title_ru", _("Title in Russian"), _title("ru")),
            Column("title_ky", _("Title in Kyrgyz"), _title("ky")),
            Column("earliest", _("First day"), lambda row: row["published"].earliest),
            Column("latest", _("Last day"), lambda row: row["published"].latest),
            Column(
                "amount", _("Amount"), lambda row: row["published"].amount, "number"
            ),
            Column(
                "currency", _("Currency"), lambda row: row["published"].currency or None
            ),
            Column(
                "address",
                _("Address"),
                lambda row: reverse("registry:permanent", args=[row["published"].key]),
            ),
        ),
    )
)
