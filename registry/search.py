"""The page that searches all records of all kinds, with the facets that several kinds share."""

from dataclasses import dataclass
from itertools import islice, product

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from publishing import questions, words
from publishing.answers import answer
from publishing.columns import DOES_NOT_APPLY
from publishing.engines import TooBroad
from publishing.index.entries import EVERY
from publishing.index.spellings import nearest
from publishing.kinds import LISTS, Column, Facet, Listed, register_search
from publishing.lists import ListingView
from publishing.search import WORD
from publishing.templatetags.published import figure

# So many other spellings are offered, of so many that are tried; more wrong words than this are not guessed at.
OFFERED, TRIED, WRONG = 3, 8, 3


def _title(language):
    return lambda row: row["published"].titles.get(language)


def kind_label(value, row):
    return LISTS[value].label


def amount(value, row):
    """The exact amount with its currency; kinds of record without amounts have none to state."""
    if value is not None:
        return f"{figure(value)} {row['published'].currency}"
    return None if LISTS[row["published"].kind].sums else DOES_NOT_APPLY


SEARCH = register_search(
    Listed(
        name="search",
        path="search",
        label=_("record"),
        plural=_("Search"),
        sentence=lambda total: (
            ngettext("%(n)s record", "%(n)s records", total) % {"n": f"<b>{total}</b>"}
        ),
        facets=(
            Facet("kind", _("Kind of record"), "list"),
            Facet("place", _("Place"), "place", tree=True),
            Facet("sector", _("Sector"), "sector"),
            Facet("mechanism", _("Mechanism"), "mechanism"),
            Facet("group", _("Beneficiary group"), "group"),
        ),
        columns=(
            Column("key", _("Key"), lambda row: row["published"].key),
            Column(
                "kind",
                _("Kind of record"),
                lambda row: row["published"].kind,
                dense=kind_label,
            ),
            Column("title_en", _("Title in English"), _title("en")),
            Column("title_ru", _("Title in Russian"), _title("ru")),
            Column("title_ky", _("Title in Kyrgyz"), _title("ky")),
            Column(
                "earliest",
                _("First day"),
                lambda row: row["published"].earliest,
            ),
            Column(
                "latest",
                _("Last day"),
                lambda row: row["published"].latest,
            ),
            Column(
                "amount",
                _("Amount"),
                lambda row: row["published"].amount,
                "number",
                amount,
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


@dataclass(frozen=True)
class Offer:
    """A search with other spellings, which finds so many records, with the query of its address."""

    text: str
    query: str
    total: int


class SearchView(ListingView):
    """The page that searches all records; where it finds none it offers other spellings."""

    listed = SEARCH
    is_of_many_kinds = True

    def context(self):
        return super().context() | {"offers": self.offers()}

    def offers(self):
        """Searches with the nearest spellings in the place of words that stand nowhere, each of which finds records."""
        if self.faults or self.answer.total or not self.copy:
            return []
        try:
            return list(islice(self._spellings(), OFFERED))
        except TooBroad:
            return []

    def _spellings(self):
        text = self.question.search.text
        wrong = [match for match in WORD.finditer(text) if self._is_unknown(match)]
        if not 0 < len(wrong) <= WRONG:
            return
        choices = product(*(nearest(match.group()) for match in wrong))
        likely = sorted(
            choices, key=lambda pairs: -sum(alike for _text, alike in pairs)
        )
        known = []
        for pairs in likely[:TRIED]:
            query = self.request.GET.copy()
            query.pop("page", None)
            query["q"] = _replaced(text, wrong, [spelling for spelling, _ in pairs])
            question = questions.read(self.listed, query, self.copy)
            if question.faults:
                continue
            records = answer(question, self.copy).records
            if records and records not in known:
                known.append(records)
                yield Offer(query["q"], query.urlencode(), len(records))

    def _is_unknown(self, match):
        """Whether a word of the search stands in no record; a word to be left out is not looked at."""
        if match.string[: match.start()].endswith("-"):
            return False
        search = words.read(match.group())
        every = self.copy.bitmap("", EVERY)
        return bool(search.terms) and not words.found(search, every, self.copy)[0]


def _replaced(text, matches, spellings):
    """The text with other spellings in the place of some of its words."""
    pieces, end = [], 0
    for match, spelling in zip(matches, spellings, strict=True):
        pieces += [text[end : match.start()], spelling]
        end = match.end()
    return "".join([*pieces, text[end:]])
