"""Lists of published records: the frame of a list, filled with what an address asks for; and the table of it."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import (
    HttpResponse,
    HttpResponseRedirect,
    QueryDict,
)
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.functional import SimpleLazyObject, cached_property
from django.utils.html import (
    conditional_escape,
    format_html,
    format_html_join,
    strip_tags,
)
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import View

from . import facets, names, questions
from .answers import answer
from .cards import cards, rows_of
from .columns import csv_answer, dense_columns, dense_rows, refused
from .engines import TooBroad
from .filters import (
    FOREIGN_PARAMETERS,
    NOT,
    NOT_STATED,
    PAGE_PARAMETERS,
    FacetFilter,
)
from .frames import Frame, framed, keep, panels_html
from .index.entries import ALL
from .kinds import KINDS, LISTS, kind_with, map_of_list
from .names import Names, record_names
from .passages import passages
from .templatetags.published import in_every_language, tr

# The parameters of a span of years.
YEARS = ("from", "to")
PAGE = 20
# So many records at a time are read for a table.
CHUNK = 500
# So many records are set side by side at most.
MOST_COMPARED = 4
# How the box of a card begins to say which record it is of, and how it ends.
BOX_OF, BOX_CLOSED = 'value="{}" form="compare"', "</label>"


@dataclass(frozen=True)
class Chip:
    """A filter in force, with the query of the list without it."""

    parameter: str
    label: object
    name: object
    query: str
    shape: str = ""


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


def shape_of(listed):
    """The shape of the kind to which a list belongs; nothing for the list of all records."""
    kind = kind_with(listed)
    return kind.shape_class if kind else ""


def counted(listed, total):
    """How many records of a list there are, in the colour and with the shape of their kind beside the number."""
    shape = shape_of(listed)
    drawn = framed("publishing/_shape.html", shape, {"shape": shape}, {})
    words = listed.sentence(total).replace("<b>", f'<span class="nw">{drawn}')
    tint = f' class="k-{shape}"' if shape else ""
    return f"<b{tint}>{words.replace('</b>', '</span>')}</b>"


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
        years = {chip.parameter: chip for chip in rest if chip.parameter in YEARS}
        if len(years) == len(YEARS):
            rest = [chip for chip in rest if chip.parameter not in YEARS]
            span = "–".join(str(years[side].name) for side in YEARS)
            by_label[_("Years")] = [span]
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
        if not faults:
            faults += self.faults_of_page
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
    def faults_of_page(self):
        """Sentences about what says nothing of the records: how they are shown, which are kept for comparing."""
        faults = []
        if self.question.view is None:
            faults.append(
                _("A list is shown as cards or as a table; there is no other view.")
            )
        keys = self.question.compared
        if len(keys) > MOST_COMPARED:
            return [
                *faults,
                _("At most %(most)s records are compared; here are %(n)s.")
                % {"most": MOST_COMPARED, "n": len(keys)},
            ]
        strange = [key for key in keys if not self._is_compared(self.compared.get(key))]
        faults += [
            _("“%s” is no record of this list that can be compared.") % key[:60]
            for key in strange
        ]
        if not strange and len({name.kind for name in self.compared.values()}) > 1:
            faults.append(_("Only records of one kind can be compared."))
        return faults

    def _is_compared(self, name):
        if not (name and name.url and KINDS[name.kind].is_compared):
            return False
        return self.question.scope in (ALL, name.kind)

    @cached_property
    def compared(self):
        """{key: Name} of the records that are kept for comparing, in their order in the address."""
        keys = self.question.compared
        found = record_names(keys) if keys else {}
        return {key: found[key] for key in keys if key in found}

    @cached_property
    def boxed(self):
        """The kind whose records the list offers for comparing, or None."""
        kind = KINDS.get(self.question.scope)
        if self.question.scope == ALL:
            chosen = self.question.chosen.get("kind", ())
            kind = KINDS.get(chosen[0]) if len(chosen) == 1 else None
            if any(name.kind != kind.name for name in self.compared.values() if kind):
                return None
        return kind if kind and kind.is_compared else None

    @cached_property
    def names(self):
        return names.kept(self.copy) if self.copy else names.KeptNames()

    def get(self, request, *args, **kwargs):
        if "keep" in request.GET:
            return self._with_kept()
        context = self.context()
        response = HttpResponse(self.page(context), status=self.status)
        response.context_data = context
        return response

    @property
    def status(self):
        """404 where the address is right but for the number of the page, 400 where anything else is wrong with it."""
        if not self.faults:
            return 200
        others = self.question.faults or self.faults_of_page or self.is_too_broad
        return 400 if others else 404

    def _with_kept(self):
        """Leads from the button that keeps the ticked boxes to the address that holds them beside all it held."""
        query = QueryDict(self.request.GET["keep"], mutable=True)
        query.setlist("with", self.request.GET.getlist("with"))
        query.pop("keep", None)
        return HttpResponseRedirect(f"{self.request.path}?{query.urlencode()}")

    def page(self, context):
        """The HTML of the page: the frame of the list, filled with what this address asks for."""
        has_lines = any(panel.parts[0] for panel in context["panels"])
        key = (self.template_name, self.listed.name, bool(self.faults), has_lines)
        fixed = {name: context[name] for name in ("listed", "csv_url", "faults")}
        fixed["has_lines"] = has_lines
        frame = keep(key, lambda: Frame(self.template_name, fixed, self.request))

        values = context["chosen"] | {
            "title": context["title"],
            "heading": context["heading"],
            "query": context["query"],
            "filter": self._filter_words(context["total"]),
            "used": self._used_html(context["chips"]),
            "asked": self.request.GET.get("q", ""),
            "panels": panels_html(context["panels"]),
            "hidden": _inputs(context["hidden"]),
            **self._in_languages(),
        }
        if self.faults:
            values["faults"] = self._part("_faults", context)
            return frame.filled(values)
        if context["chips"]:
            values["chips"] = self._chips_html(context["chips"], context["kept"])
        values["map"] = map_of_list(
            self.question, self.answer, self.names, self._pairs, shape_of(self.listed)
        )
        if context["total"]:
            values["shown"] = self._shown_html(context)
            values["bar"] = self._bar_html(context, values["shown"])
            html = context["cards"] or self._hits_html(context["hits"])
            values["cards"] = self._ticked(html)
        else:
            values["cards"] = self._part("_nothing", context)
        if self.compared or (self.boxed and context["total"]):
            values["compare"] = self._compare_html(values["cards"])
        if context["page"].has_other_pages:
            key = (context["page"].number, context["page"].count)
            values["pages"] = framed(
                "publishing/_pages.html",
                key,
                {"page": context["page"]},
                {"address": context["page_address"]},
            )
        return frame.filled(values)

    def _in_languages(self):
        """The addresses of the page in each language, with and without the host."""
        values = {}
        for code, path, whole in in_every_language(self.request):
            values |= {f"in {code}": path, f"whole {code}": whole}
        return values

    @staticmethod
    def _filter_words(total):
        """What opens the filters on a narrow screen."""
        if not total:
            return _("Filter")
        return ngettext("Filter this %(n)s", "Filter these %(n)s", total) % {"n": total}

    @staticmethod
    def _part(name, context):
        return render_to_string(f"publishing/{name}.html", context)

    @staticmethod
    def _chips_html(chips, kept):
        lines = []
        for chip in chips:
            words = {"shape": chip.shape}
            values = {
                "query": chip.query,
                "label": chip.label,
                "name": chip.name or _("not stated"),
            }
            lines.append(framed("publishing/_chip.html", chip.shape, words, values))
        values = {"chips": mark_safe("".join(lines)), "kept": kept}
        return framed("publishing/_chips.html", "", {}, values)

    @staticmethod
    def _used_html(chips):
        """How many filters are in force, beside the word that opens them on a narrow screen."""
        if not chips:
            return ""
        words = ngettext("%(n)s in use", "%(n)s in use", len(chips)) % {"n": len(chips)}
        return format_html(' <span class="used">{}</span>', words)

    @staticmethod
    def _shown_html(context):
        """Which of the records are shown, of how many, and of how many without filters."""
        page, every = context["page"], context["every"]
        values = {
            "first": page.start_index,
            "last": page.end_index,
            "total": context["total"],
            "every": every,
        }
        is_narrowed = every != context["total"]
        words = {"is_narrowed": is_narrowed}
        return framed("publishing/_shown.html", is_narrowed, words, values)

    def _ticked(self, html):
        """Cards or rows with the boxes of what is kept for comparing ticked; a fifth one cannot be ticked."""
        is_offered = len(self.compared) > 1 and self.question.view == questions.CARDS
        link = self._compare_link() if is_offered else ""
        for key in self.compared:
            start, box, end = html.partition(BOX_OF.format(key) + ">")
            if box:
                label, closed, end = end.partition(BOX_CLOSED)
                html = f"{start}{box[:-1]} checked>{label}{closed}{link}{end}"
        if len(self.compared) == MOST_COMPARED:
            html = html.replace(' form="compare">', ' form="compare" disabled>')
        return mark_safe(html)

    def _compare_link(self):
        address = f"{reverse('registry:compare-records')}?{self._with}"
        words = _("Compare (%(n)s)") % {"n": len(self.compared)}
        return format_html('<a href="{}">{}</a>', address, words)

    @cached_property
    def _with(self):
        """The query that names what is kept for comparing."""
        return urlencode([("with", key) for key in self.compared])

    def _compare_html(self, html):
        """What is kept for comparing, by name; the form to which the boxes of the cards or rows belong."""
        chosen = []
        rest = [pair for pair in self._carried if pair[0] != "with"]
        for key, name in self.compared.items():
            others = [("with", other) for other in self.compared if other != key]
            query = urlencode([*rest, *others])
            values = {"query": query, "name": tr(name.texts), "url": name.url}
            chosen.append(framed("publishing/_kept.html", "", {}, values))
        absent = [key for key in self.compared if BOX_OF.format(key) not in html]
        words = {"count": min(len(self.compared), 2), "is_boxed": bool(self.boxed)}
        values = {
            "chosen": mark_safe("".join(chosen)),
            "hidden": _inputs(("with", key) for key in absent),
            "query": urlencode(rest),
            "link": self._compare_link(),
        }
        return framed("publishing/_chosen.html", tuple(words.values()), words, values)

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

    def _bar_html(self, context, shown):
        """What stands above the results: which are shown, in which order and view, the table, the sums."""
        orders, total = context["orders"], context["total"]
        views = self._views()
        words = {
            "orders": [(name, label) for name, label, _address in orders],
            "sort": context["sort"],
            "views": [(name, label) for name, label, _address in views],
            "view": self.question.view,
            "csv_url": context["csv_url"],
            "book_url": self.listed.book_url,
        }
        addresses = [*orders, *views]
        values = {name: address for name, _label, address in addresses} | {
            "shown": shown,
            "query": context["query"],
            "download": ngettext("Download this %(n)s:", "Download all %(n)s:", total)
            % {"n": total},
        }
        key = (
            self.listed.name,
            self.question.view,
            context["sort"],
            *self.question.orders,
        )
        bar = framed("publishing/_bar.html", key, words, values)
        return bar + self._part("_totals", context) if context["totals"] else bar

    def context(self):
        """What the template of a list needs."""
        question, shown = self.question, not self.faults
        total = self.answer.total if shown else 0
        page = Page(question.page or 1, total)
        numbers = self.answer.page(page.start_index - 1, PAGE) if shown else []
        chips = self._chips(question.chosen if shown else {})
        title = str(self.listed.plural)
        if shown:
            title = heading(counted(self.listed, total), chips)
        is_narrowed = bool(shown and question.chosen)
        return {
            "listed": self.listed,
            "every": self.answer.every_total if is_narrowed else total,
            "kept": self._kept_query,
            "instead": self._instead() if self.faults else "",
            "is_only_view": bool(self.faults_of_page) and not question.faults,
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
        return cards(numbers, self.copy, self.is_of_many_kinds, bool(self.boxed))

    def _results(self, numbers):
        """The cards or the table of a page in one piece; of a search the cards of hits, each with its passage."""
        if self.question.view == questions.TABLE:
            return {"cards": self._table_html(numbers), "hits": []}
        if self.question.search.wanted:
            return {"cards": "", "hits": self._hits(numbers)}
        return {"cards": mark_safe("".join(self._cards(numbers))), "hits": []}

    def _hits(self, numbers):
        found = passages(numbers, self.question.search) if numbers else {}
        return [
            Hit(card, found.get(pk))
            for pk, card in zip(numbers, self._cards(numbers), strict=True)
        ]

    def _table_html(self, numbers):
        """The records of a page as a dense table: a frame for the head, one for each row, the values put in."""
        listed = self.listed
        key = (listed.name, bool(self.boxed))
        words = {
            "listed": listed,
            "parent": self._whole(),
            "columns": [
                (f"c{place}", column)
                for place, column in enumerate(dense_columns(listed))
            ],
            "is_boxed": bool(self.boxed),
        }
        rows = rows_of(numbers)
        lines = [
            framed("publishing/_row.html", key, words, {"key": row.key} | cells)
            for row, cells in zip(
                rows, dense_rows(listed, rows, self.names), strict=True
            )
        ]
        values = {"rows": mark_safe("".join(lines))}
        return framed("publishing/_table.html", key, words, values)

    def _whole(self):
        """The word for what the rows of the list are parts of; nothing where they are records themselves."""
        kind = kind_with(self.listed)
        if kind is None:
            return _("Part of")
        return "" if kind is self.listed else kind.label

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
    def _carried(self):
        """(parameter, value) of everything in the address but what other sites add."""
        return [
            (name, value)
            for name, values in self.request.GET.lists()
            if not name.startswith(FOREIGN_PARAMETERS)
            for value in values
        ]

    @cached_property
    def _pairs(self):
        """(parameter, value) of everything that is carried on but the page."""
        return [pair for pair in self._carried if pair[0] != "page"]

    @cached_property
    def _bare_query(self):
        """The query of the address without page and order."""
        return urlencode([pair for pair in self._pairs if pair[0] != "sort"])

    @cached_property
    def _kept_query(self):
        """The query of what stays where all filters are taken away."""
        kept = ("sort", *PAGE_PARAMETERS)
        return urlencode([pair for pair in self._pairs if pair[0] in kept])

    def _instead(self):
        """The query of a list that can be shown: without the filters that cannot be read, or without a wrong view."""
        if not self.question.faults:
            if not self.faults_of_page:
                return self._kept_query
            return urlencode([p for p in self._pairs if p[0] not in PAGE_PARAMETERS])
        if self.faults_of_page:
            return ""
        return urlencode([p for p in self._pairs if p[0] in PAGE_PARAMETERS])

    def _views(self):
        """(name, words, address) of the ways to show the list; nothing where it has no table."""
        if not dense_columns(self.listed):
            return []
        rest = urlencode([pair for pair in self._pairs if pair[0] != "view"])
        page = self.question.page
        rest = "&".join(filter(None, (rest, f"page={page}" if page > 1 else "")))
        table = f"{rest}&view=table" if rest else "view=table"
        return [
            (questions.CARDS, _("cards"), f"?{rest}"),
            (questions.TABLE, _("table"), f"?{table}"),
        ]

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
        """The query of the table as CSV, with its question mark."""
        pairs = [pair for pair in self._pairs if pair[0] not in PAGE_PARAMETERS]
        return f"?{urlencode(pairs)}" if pairs else ""

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
                is_kind = family == "list" and not getattr(f, "is_excluded", False)
                shape = shape_of(LISTS[item]) if is_kind and item else ""
                chips.append(Chip(name, f.label, label, query, shape))
        return chips


def _inputs(pairs):
    """Hidden inputs of (name, value)."""
    return format_html_join("", '<input type="hidden" name="{}" value="{}">', pairs)


class ListingCSV(ListingView):
    """The list in view as CSV, all pages of it; 400 where a parameter is wrong.

    What says how a page shows the list says nothing here.
    """

    faults_of_page = ()

    def get(self, request, *args, **kwargs):
        if self.faults:
            return refused(self.faults)
        numbers = self.answer.page(0, self.answer.total)
        return csv_answer(self.listed, lines_of(numbers))


def lines_of(numbers):
    """What the columns of a table read of published records, in their order."""
    for start in range(0, len(numbers), CHUNK):
        rows = rows_of(numbers[start : start + CHUNK])
        names = Names([row.document for row in rows])
        for row in rows:
            yield {"published": row, "document": row.document, "names": names}
