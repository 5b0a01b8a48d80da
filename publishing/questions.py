"""What an address asks of a list: which values, words, years and amounts, in which order, which page."""

from dataclasses import dataclass, field
from functools import cached_property

from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from . import words
from .filters import (
    FOREIGN_PARAMETERS,
    MOST_VALUES,
    NOT,
    NOT_STATED,
    PAGE_PARAMETERS,
    FacetFilter,
    filterset_for,
)
from .index.entries import ALL
from .kinds import Part, search_list
from .models import PublishedRecord

RELEVANCE = "relevance"
# So many faults of an address are named.
MOST_FAULTS = 10
# Parameters that are read by themselves and choose no records.
READ_BY_ITSELF = ("page", "sort", *PAGE_PARAMETERS)
CARDS, TABLE = VIEWS = ("cards", "table")
# The orders that an address can name, with the words for them.
ORDERS = {
    RELEVANCE: gettext_lazy("relevance"),
    "kind": gettext_lazy("kind of record"),
    "title": gettext_lazy("title"),
    "number": gettext_lazy("number"),
    "record": gettext_lazy("record"),
    "newest": gettext_lazy("newest"),
    "oldest": gettext_lazy("oldest"),
    "amount": pgettext_lazy("order", "amount"),
}


@dataclass
class Question:
    """An address of a list, read. Where it has `faults`, the rest says nothing and nothing may be shown."""

    listed: object
    data: object
    cleaned: dict = field(default_factory=dict)
    faults: list = field(default_factory=list)

    @cached_property
    def scope(self):
        """The scope of the index to which the list belongs."""
        return ALL if self.listed is search_list() else self.listed.name

    @cached_property
    def filterset(self):
        return filterset_for(self.listed)(self.data, PublishedRecord.objects.none())

    @cached_property
    def filters(self):
        return filterset_for(self.listed).base_filters

    @cached_property
    def chosen(self):
        """{parameter: value} of the filters that are in force."""
        return {n: v for n, v in self.cleaned.items() if v not in (None, "", [])}

    @cached_property
    def search(self):
        return words.read(self.cleaned.get("q") or "")

    @cached_property
    def by_facet(self):
        """{facet: (values chosen, values left out)} of the facets of which some are."""
        found = {}
        for facet in self.listed.facets:
            pair = (
                self.chosen.get(facet.name, ()),
                self.chosen.get(f"{NOT}{facet.name}", ()),
            )
            if any(pair):
                found[facet.name] = pair
        return found

    @cached_property
    def own_order(self):
        """The order in which the list stands where the address names none."""
        if self.scope == ALL:
            return "kind"
        if isinstance(self.listed, Part):
            return "record"
        return "number" if self.listed.by_number else "title"

    @cached_property
    def orders(self):
        """The orders that the list offers, the one first in which it stands by itself."""
        titles = [] if isinstance(self.listed, Part) else ["title"]
        money = ["amount"] if self.listed.sums or self.scope == ALL else []
        offered = [self.own_order, *titles, "newest", "oldest", *money]
        if self.search.wanted:
            offered.insert(0, RELEVANCE)
        return list(dict.fromkeys(offered))

    @cached_property
    def sort(self):
        """The order that is asked for, or that the list has by itself."""
        asked = self.data.get("sort", "")
        return asked if asked in self.orders else self.orders[0]

    @cached_property
    def sequence(self):
        """The name of that order in publishing.index.orders; of relevance, the one within hits of one rank."""
        sort = self.own_order if self.sort == RELEVANCE else self.sort
        if sort == "title":
            language = get_language()
            return f"title-{language if language in ('ky', 'ru') else 'en'}"
        names = {"kind": "browse", "number": "position", "record": "position"}
        return names.get(sort, sort)

    @cached_property
    def page(self):
        """The number of the page, from 1; None where the address gives no such number."""
        text = self.data.get("page") or "1"
        is_number = text.isascii() and text.isdigit() and len(text) < 10
        return (int(text) or None) if is_number else None

    @cached_property
    def view(self):
        """How the records are shown, as cards or as a dense table; None where the address names another way."""
        asked = self.data.get("view") or CARDS
        return asked if asked in VIEWS else None

    @cached_property
    def compared(self):
        """The keys of the records that are kept for comparing, each once."""
        return list(dict.fromkeys(key for key in self.data.getlist("with") if key))


def read(listed, data, copy=None):
    """The Question of an address. `copy` of the index, if any, knows most values without asking the database."""
    question = Question(listed, data)
    cleaned = _read_quickly(question, copy) if copy else None
    if cleaned is None:
        faults = question.filterset.faults()[:MOST_FAULTS]
        question.faults = [str(fault) for fault in faults]
        cleaned = {} if question.faults else question.filterset.form.cleaned_data
    question.cleaned = cleaned
    if data.get("sort", "") not in ("", RELEVANCE, *question.orders):
        question.faults.append(_("There is no such order; choose one of the list."))
    return question


def _read_quickly(question, copy):
    """The values of an address that chooses known values of facets and nothing else; None for every other address.

    What it reads is what the filter set would: this spares making a form for the commonest addresses.
    """
    cleaned, count = {}, 0
    for name, values in question.data.lists():
        if name in READ_BY_ITSELF or name.startswith(FOREIGN_PARAMETERS):
            continue
        if name == "q":
            text = values[-1].strip()
            search = words.read(text)
            if len(text) > 200 or not text.isprintable() or search.fault():
                return None
            cleaned[name] = text
            continue
        facet_filter = question.filters.get(name)
        if not isinstance(facet_filter, FacetFilter):
            return None
        known = copy.dimension(question.scope, facet_filter.facet.name)
        values = list(dict.fromkeys(value for value in values if value))
        if not all(value in known or value == NOT_STATED for value in values):
            return None
        count += len(values)
        cleaned[name] = ["" if value == NOT_STATED else value for value in values]
    return cleaned if count <= MOST_VALUES else None
