"""Lists of published records: the frame of a list, filled with what an address asks for; and the table of it."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseBadRequest, StreamingHttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.functional import SimpleLazyObject, cached_property
from django.utils.html import conditional_escape, format_html_join, strip_tags
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import View

from . import facets, names, questions
from .answers import answer
from .cards import cards, rows_of
from .columns import csv_lines, file_name
from .engines import TooBroad
from .filters import NOT, NOT_STATED, FacetFilter
from .frames import Frame, framed, keep, panels_html
from .names import Names
from .passages import passages
from .templatetags.published import in_every_language

PAGE = 20
# So many records at a time are read for a table.
CHUNK = 500


@dataclass(frozen=True)
class Chip:
    """A filter in force, with the query of the list without it."""

    parameter: str
    label: object
    name: object
    query: str


@dataclass(frozen=True)
class Hit:
    """One record of a page of a list: its card, and of a search the passage that was found."""

    card: str
    passage: object = None


@dataclass(frozen=True)
class Page:
    """Which of the pages of a list is shown."""

    number: int
    total: int

    @property
    def count(self):
        return max((self.total + PAGE - 1) // PAGE, 1)

    @property
    def start_index(self):
        return (self.number - 1) * PAGE + 1

    @property
    def end_index(self):
        return min(self.number * PAGE, self.total)

    @property
    def has_other_pages(self):
        return self.count > 1

    @property
    def previous(self):
        return self.number - 1 if self.number > 1 else None

    @property
    def following(self):
        return self.number + 1 if self.number < self.count else None

    @property
    def numbers(self):
        """The pages to offer: the first, those around this one, the last; None where some are left out."""
        around = range(max(self.number - 2, 1), min(self.number + 2, self.count) + 1)
        shown = sorted({1, *around, self.count})
        found = []
        for number in shown:
            if found and number > found[-1] + 1:
                found.append(None)
            found.append(number)
        return found


def heading(sentence, chips):
    """The heading that says the result as a sentence: “4 partnerships in Talas oblast: Education”."""
    places = [chip.name for chip in chips if chip.parameter == "place" and chip.name]
    rest = [chip for chip in chips if chip.parameter != "place" or not chip.name]
    if places:
        names = conditional_escape(_(" or ").join(str(name) for name in places))
        # Translators: a list in a place, as “4 partnerships in Talas oblast”.
        sentence = _("%(list)s in %(place)s") % {
            "list": sentence,
            "place": f"<b>{names}</b>",
        }
    if rest:
        by_label = {}
        for chip in rest:
            is_search = chip.parameter == "q"
            found = by_label.setdefault("" if is_search else str(chip.label), [])
            name = str(chip.name or _("not stated"))
            found.append(f"“{name}”" if is_search else name)
        words = "; ".join(
            f"{label} – {_(' or ').join(found)}" if label else found[0]
            for label, found in by_label.items()
        )
        sentence = f"{sentence}: {conditional_escape(words)}"
    return mark_safe(sentence)


class ListingView(View):
    """A filterable list of the published records of a kind or a part, or of all records."""

    listed = None
    template_name = "publishing/listing.html"
    is_of_many_kinds = False
    is_too_broad = False

    @cached_property
    def copy(self):
        return self.request.index

    @cached_property
    def question(self):
        return questions.read(self.listed, self.request.GET, self.copy)

    @cached_property
    def answer(self):
        return answer(self.question, self.copy)

    @cached_property
    def faults(self):
        """Sentences about what is wrong with the address; where there is one, nothing is shown."""
        faults = list(self.question.faults)
        if not faults and self.question.page is None:
            faults.append(_("A page has a number from 1 on."))
        if not faults:
            try:
                total = self.answer.total
            except TooBroad:
                self.is_too_broad = True
                return [
                    _(
                        "So many records hold these words that searching them takes too long: add a word, or choose a "
                        "place or a sector first."
                    )
                ]
            if self.question.page > Page(1, total).count:
                faults.append(
                    ngettext(
                        "There is no page %(number)s: the list has %(count)s page.",
                        "There is no page %(number)s: the list has %(count)s pages.",
                        Page(1, total).count,
                    )
                    % {"number": self.question.page, "count": Page(1, total).count}
                )
        return faults

    @cached_property
    def names(self):
        return names.kept(self.copy) if self.copy else names.KeptNames()

    def get(self, request, *args, **kwargs):
        context = self.context()
        response = HttpResponse(
            self.page(context), status=404 if self.is_beyond else 200
        )
        response.context_data = context
        return response

    @property
    def is_beyond(self):
        """Whether the address is right but for the number of the page."""
        return bool(self.faults) and not self.question.faults and not self.is_too_broad

    def page(self, context):
        """The HTML of the page: the frame of the list, filled with what this address asks for."""
        key = (self.template_name, self.listed.name, bool(self.faults))
        fixed = {name: context[name] for name in ("listed", "csv_url", "faults")}
        frame = keep(key, lambda: Frame(self.template_name, fixed, self.request))

        values = context["chosen"] | {
            "title": context["title"],
            "heading": context["heading"],
            "query": context["query"],
            "filter": ngettext(
                "Filter this %(n)s", "Filter these %(n)s", context["total"]
            )
            % {"n": context["total"]},
            "asked": self.request.GET.get("q", ""),
            "panels": panels_html(context["panels"]),
            "hidden": format_html_join(
                "", '<input type="hidden" name="{}" value="{}">', context["hidden"]
            ),
            **{
                f"in {code}": address
                for code, address in in_every_language(self.request)
            },
        }
        if self.faults:
            values["faults"] = self._part("_faults", context)
            return frame.filled(values)
        if context["chips"]:
            values["chips"] = self._chips_html(context["chips"])
        if context["total"]:
            values["bar"] = self._bar_html(context)
            values["cards"] = context["cards"] or self._hits_html(context["hits"])
        else:
            values["cards"] = self._part("_nothing", context)
        if context["page"].has_other_pages:
            key = (context["page"].number, context["page"].count)
            values["pages"] = framed(
                "publishing/_pages.html",
                key,
                {"page": context["page"]},
                {"address": context["page_address"]},
            )
        return frame.filled(values)

    @staticmethod
    def _part(name, context):
        return render_to_string(f"publishing/{name}.html", context)

    @staticmethod
    def _chips_html(chips):
        frame = keep("chip", lambda: Frame("publishing/_chip.html", {}))
        lines = [
            frame.filled(
                {
                    "query": chip.query,
                    "label": chip.label,
                    "name": chip.name or _("not stated"),
                }
            )
            for chip in chips
        ]
        return framed(
            "publishing/_chips.html", "", {}, {"chips": mark_safe("".join(lines))}
        )

    @staticmethod
    def _hits_html(hits):
        """The cards of hits, each with the passage that was found."""
        pieces = []
        for hit in hits:
            pieces.append(hit.card)
            if hit.passage:
                is_foreign = bool(hit.passage.language)
                pieces.append(
                    framed(
                        "publishing/_passage.html",
                        is_foreign,
                        {"is_foreign": is_foreign},
                        {"html": hit.passage.html, "language": hit.passage.language},
                    )
                )
        return mark_safe("".join(pieces))

    def _bar_html(self, context):
        """What stands above the results: which are shown, in which order, the table, the sums."""
        page, orders, total = context["page"], context["orders"], context["total"]
        words = {
            "orders": [(name, label) for name, label, _address in orders],
            "sort": context["sort"],
            "csv_url": context["csv_url"],
        }
        values = {name: address for name, _label, address in orders} | {
            "first": page.start_index,
            "last": page.end_index,
            "total": total,
            "query": context["query"],
            "download": ngettext("Download this %(n)s:", "Download all %(n)s:", total)
            % {"n": total},
        }
        key = (self.listed.name, context["sort"], *self.question.orders)
        bar = framed("publishing/_bar.html", key, words, values)
        return bar + self._part("_totals", context) if context["totals"] else bar

    def context(self):
        """What the template of a list needs."""
        question, shown = self.question, not self.faults
        total = self.answer.total if shown else 0
        page = Page(question.page or 1, total)
        numbers = self.answer.page(page.start_index - 1, PAGE) if shown else []
        chips = self._chips(question.chosen if shown else {})
        title = heading(self.listed.sentence(total), chips)
        return {
            "listed": self.listed,
            "rows": SimpleLazyObject(lambda: rows_of(numbers)),
            **self._results(numbers),
            "faults": self.faults,
            "panels": facets.panels(question, self.answer, self.names) if shown else [],
            "chips": chips,
            "total": total,
            "totals": self._totals() if shown else [],
            "heading": title,
            "title": strip_tags(title),
            "sort": question.sort,
            "orders": self._orders(),
            "page_address": self._address("page", "sort" in self.request.GET),
            "chosen": question.chosen if shown else {},
            "search": question.search,
            "hidden": self._hidden(),
            "query": self._query(),
            "is_too_broad": self.is_too_broad,
            "page": page,
            "csv_url": reverse(self.listed.csv_url) if self.listed.columns else "",
        }

    def _cards(self, numbers):
        return cards(numbers, self.copy, self.is_of_many_kinds)

    def _results(self, numbers):
        """The cards of a page in one piece; of a search the hits, each with its passage."""
        if self.question.search.wanted:
            return {"cards": "", "hits": self._hits(numbers)}
        return {"cards": mark_safe("".join(self._cards(numbers))), "hits": []}

    def _hits(self, numbers):
        found = passages(numbers, self.question.search) if numbers else {}
        return [
            Hit(card, found.get(pk))
            for pk, card in zip(numbers, self._cards(numbers), strict=True)
        ]

    def _totals(self):
        """Sums of exact amounts by currency, where the list has sums; each currency by itself."""
        if not self.listed.sums:
            return []
        return [
            row | {"of": strip_tags(self.listed.sentence(row["count"]))}
            for row in self.answer.sums()
        ]

    def _hidden(self):
        """Parameters that the filter form does not show and must not forget."""
        shown = {facet.name for facet in self.listed.facets}
        shown |= {f"{NOT}{name}" for name in shown}
        shown |= {"q", "from", "to", "amount-from", "amount-to", "page"}
        return [pair for pair in self._pairs if pair[0] not in shown]

    @cached_property
    def _pairs(self):
        """(parameter, value) of everything in the address but the page."""
        lists = self.request.GET.lists()
        return [(name, v) for name, vs in lists if name != "page" for v in vs]

    @cached_property
    def _bare_query(self):
        """The query of the address without page and order."""
        return urlencode([pair for pair in self._pairs if pair[0] != "sort"])

    def _address(self, parameter, is_sorted=False):
        """The address of the list up to the value of a last parameter."""
        parts = [self._bare_query] if self._bare_query else []
        if is_sorted:
            parts.append(urlencode({"sort": self.request.GET["sort"]}))
        return f"?{'&'.join([*parts, parameter])}="

    def _orders(self):
        """(name, words, address) of the orders that the list offers."""
        first, *others = self.question.orders
        address = self._address("sort")
        found = [(first, questions.ORDERS[first], f"?{self._bare_query}")]
        return found + [
            (name, questions.ORDERS[name], f"{address}{name}") for name in others
        ]

    def _query(self):
        sort = self.request.GET.get("sort")
        parts = [self._bare_query, urlencode({"sort": sort}) if sort else ""]
        query = "&".join(part for part in parts if part)
        return f"?{query}" if query else ""

    def _chips(self, chosen):
        chips = []
        for name, value in chosen.items():
            f = self.question.filters[name]
            family = f.facet.family if isinstance(f, FacetFilter) else "record"
            is_list = isinstance(value, list)
            for item in value if is_list else [value]:
                gone = (str(item) or NOT_STATED) if is_list else None
                query = urlencode(
                    [
                        pair
                        for pair in self._pairs
                        if pair[0] != name or gone not in (None, pair[1])
                    ]
                )
                label = self.names.get(family, item) if item and is_list else item
                chips.append(Chip(name, f.label, label, query))
        return chips


class ListingCSV(ListingView):
    """The list in view as CSV, all pages of it; 400 where a parameter is wrong."""

    def get(self, request, *args, **kwargs):
        if self.faults:
            return HttpResponseBadRequest(
                "\n".join(self.faults), content_type="text/plain; charset=utf-8"
            )
        response = StreamingHttpResponse(
            csv_lines(self.listed, self._table()),
            content_type="text/csv; charset=utf-8",
        )
        response["Content-Disposition"] = (
            f'attachment; filename="{file_name(self.listed)}"'
        )
        return response

    def _table(self):
        numbers = self.answer.page(0, self.answer.total)
        for start in range(0, len(numbers), CHUNK):
            rows = rows_of(numbers[start : start + CHUNK])
            names = Names([row.document for row in rows])
            for row in rows:
                yield {"published": row, "document": row.document, "names": names}
