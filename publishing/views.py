"""The two views of the public: a list of published records, and one record; and what stands beside them."""

from dataclasses import dataclass

from django.contrib.auth.decorators import permission_required
from django.db.models import Count, F, Sum
from django.http import (
    HttpResponse,
    HttpResponseBadRequest,
    HttpResponsePermanentRedirect,
    StreamingHttpResponse,
)
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.html import conditional_escape, strip_tags
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import ListView

from . import derive, facets, workflow
from .columns import csv_lines, file_name
from .differences import differences
from .filters import NOT_STATED, FacetFilter, filterset_for
from .kinds import Part, kind_named
from .models import PastSlug, PublishedRecord, Record, Version
from .names import Names

SORTS = {"oldest": gettext_lazy("oldest"), "newest": gettext_lazy("newest")}


@dataclass(frozen=True)
class Chip:
    """A filter in force, with the query of the list without it."""

    parameter: str
    label: object
    name: object
    query: str


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
        words = "; ".join(
            f"{chip.label} – {chip.name or _('not stated')}" for chip in rest
        )
        sentence = f"{sentence}: {conditional_escape(words)}"
    return mark_safe(sentence)


class ListingView(ListView):
    """A filterable list of the published records of a kind or a part."""

    listed = None
    paginate_by = 20
    template_name = "publishing/listing.html"

    @cached_property
    def base(self):
        """All public records of the list, unfiltered."""
        return PublishedRecord.objects.public().of(self.listed.name)

    @cached_property
    def filterset(self):
        return filterset_for(self.listed)(self.request.GET, queryset=self.base)

    @cached_property
    def faults(self):
        faults = [str(fault) for fault in self.filterset.faults()]
        if self.request.GET.get("sort", "") not in ("", *SORTS):
            faults.append(_("There is no such order; choose one of the list."))
        return faults

    def get_queryset(self):
        if self.faults:
            return self.base.none()
        rows = self.filterset.qs.defer("search_text")
        if self.is_part:
            rows = rows.select_related("parent").defer(
                "search_text", "parent__document", "parent__search_text"
            )
        sort = self.request.GET.get("sort")
        if sort == "oldest":
            return rows.order_by(F("earliest").asc(nulls_last=True), "position", "pk")
        if sort == "newest":
            return rows.order_by(F("latest").desc(nulls_last=True), "position", "pk")
        return rows.order_by(
            "position"
            if self.is_part or self.listed.by_number
            else PublishedRecord.sort_field(),
            "position",
            "pk",
        )

    @cached_property
    def is_part(self):
        return isinstance(self.listed, Part)

    @cached_property
    def totals(self):
        """Sums of exact amounts by currency, where the list has sums; each currency by itself."""
        if self.faults or not self.listed.sums:
            return []
        return [
            row | {"of": strip_tags(self.listed.sentence(row["count"]))}
            for row in self._by_currency
            if row["currency"]
        ]

    @cached_property
    def _by_currency(self):
        rows = (
            self.filterset.qs.order_by()
            .values("currency")
            .annotate(amount=Sum("amount"), count=Count("pk"))
        )
        return list(rows.order_by("currency"))

    def get_paginator(self, queryset, per_page, **kwargs):
        paginator = super().get_paginator(queryset, per_page, **kwargs)
        if not self.faults and self.listed.sums:
            paginator.count = sum(row["count"] for row in self._by_currency)
        return paginator

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        rows = list(context["object_list"])
        counted, chosen = {}, {}
        if not self.faults:
            counted = facets.counts(self.listed, self.filterset, self.base)
            chosen = {
                name: v
                for name, v in self.filterset.form.cleaned_data.items()
                if v not in (None, "", [])
            }
        values = self._facet_values(counted, chosen)
        names = Names([row.document for row in rows], **values)
        chips = self._chips(chosen, names)
        total = context["paginator"].count
        title = heading(self.listed.sentence(total), chips)
        context |= {
            "listed": self.listed,
            "rows": rows,
            "faults": self.faults,
            "names": names,
            "panels": []
            if self.faults
            else facets.panels(self.listed, self.filterset, counted, names),
            "chips": chips,
            "total": total,
            "totals": self.totals,
            "heading": title,
            "title": strip_tags(title),
            "sort": self.request.GET.get("sort", ""),
            "orders": [
                ("", self._order_words()),
                *SORTS.items(),
            ],
            "chosen": chosen,
            "kept": self._kept(),
            "query": self._query(),
            "page_range": context["paginator"].get_elided_page_range(
                context["page_obj"].number, on_each_side=2, on_ends=1
            ),
            "csv_url": reverse(f"registry:{self.listed.name}-csv"),
        }
        return context

    def _order_words(self):
        if self.is_part:
            return _("record")
        return _("number") if self.listed.by_number else _("title")

    def _kept(self):
        """Parameters that the filter form does not show and must not forget."""
        shown = {facet.name for facet in self.listed.facets} | {
            "q",
            "from",
            "to",
            "amount-from",
            "amount-to",
            "page",
        }
        return [
            (name, value)
            for name, values in self.request.GET.lists()
            for value in values
            if name not in shown
        ]

    def _query(self):
        query = self.request.GET.copy()
        query.pop("page", None)
        return query.urlencode()

    def _facet_values(self, counted, chosen):
        """The values that the panels and chips name, by family."""
        values = {}
        for facet in self.listed.facets:
            found = {
                value
                for value in (*counted.get(facet.name, ()), *chosen.get(facet.name, ()))
                if value
            }
            values.setdefault(facet.family, set()).update(found)
        for name, f in self.filterset.filters.items():
            if getattr(f, "facet", None) is None and isinstance(chosen.get(name), list):
                values.setdefault("record", set()).update(chosen[name])
        return values

    def _chips(self, chosen, names):
        chips = []
        for name, value in chosen.items():
            f = self.filterset.filters[name]
            family = f.facet.family if isinstance(f, FacetFilter) else "record"
            for item in value if isinstance(value, list) else [value]:
                query = self.request.GET.copy()
                query.pop("page", None)
                rest = [
                    v for v in query.getlist(name) if v != (str(item) or NOT_STATED)
                ]
                query.setlist(name, rest if isinstance(value, list) else [])
                label = (
                    names.get(family, item)
                    if item and isinstance(value, list)
                    else item
                )
                chips.append(Chip(name, f.label, label, query.urlencode()))
        return chips


class ListingCSV(ListingView):
    """The list in view as CSV, all pages of it; 400 where a parameter is wrong."""

    def get(self, request, *args, **kwargs):
        if self.faults:
            return HttpResponseBadRequest(
                "\n".join(self.faults), content_type="text/plain; charset=utf-8"
            )
        rows = list(self.get_queryset())
        names = Names([row.document for row in rows])
        table = (
            {"published": row, "document": row.document, "names": names} for row in rows
        )
        response = StreamingHttpResponse(
            csv_lines(self.listed, table), content_type="text/csv; charset=utf-8"
        )
        response["Content-Disposition"] = (
            f'attachment; filename="{file_name(self.listed)}"'
        )
        return response


def detail(request, slug, kind):
    """One published record, by its address; an old address leads to the new one, a withdrawn record answers 410."""
    rows = PublishedRecord.objects.filter(kind=kind.name, parent=None)
    row = rows.select_related("record").filter(slug=slug).first()
    if row is None:
        past = get_object_or_404(PastSlug, kind=kind.name, slug=slug)
        row = get_object_or_404(rows.select_related("record"), record=past.record_id)
        if not row.is_withdrawn:
            return HttpResponsePermanentRedirect(row.get_absolute_url())
    if row.is_withdrawn:
        return withdrawn(request, row)
    return record_page(request, kind, row)


def record_page(request, kind, row, **extra):
    """The page of a record from its published row; the same for a preview and for an old version."""
    names = Names([row.document])
    context = {
        "kind": kind,
        "published": row,
        "document": row.document,
        "names": names,
        "notes": {},
        **extra,
    }
    context |= kind.page_context(row, names)
    return render(request, kind.detail, context)


def withdrawn(request, row):
    """The page of a record that was withdrawn: 410 Gone, with the reason."""
    return render(
        request,
        "publishing/withdrawn.html",
        {"published": row, "record": row.record},
        status=410,
    )


def permanent(request, key):
    """The language-neutral address that citations use leads to the record's page, or to the place of a part on it.

    The address of a part that the present version does not have any more leads to the record.
    """
    rows = PublishedRecord.objects.select_related("parent", "record")
    row = rows.filter(key=key).first() or get_object_or_404(rows, key=key.split("-")[0])
    if row.is_withdrawn:
        return withdrawn(request, row)
    return redirect(row.get_absolute_url())


def _unstored(record, version):
    """The published row that a version would make, not stored."""
    target = derive.rows_of(record, version)[0]
    return PublishedRecord(record=record, **target.columns)


def versions(request, slug, kind):
    """All versions of a record, the newest first."""
    row = get_object_or_404(
        PublishedRecord.objects.public().select_related("record"),
        kind=kind.name,
        slug=slug,
        parent=None,
    )
    stored = row.record.versions.order_by("-number").defer("document")
    return render(
        request,
        "publishing/versions.html",
        {"published": row, "versions": stored, "kind": kind},
    )


def version(request, slug, number, kind):
    """One version as it was published; an old one says that there is a newer one, a redacted one says why."""
    row = get_object_or_404(
        PublishedRecord.objects.public().select_related("record"),
        kind=kind.name,
        slug=slug,
        parent=None,
    )
    stored = get_object_or_404(
        Version.objects.select_related("record"), record=row.record, number=number
    )
    if stored.redacted_at:
        return render(
            request,
            "publishing/redacted.html",
            {"published": row, "version": stored, "kind": kind},
            status=410,
        )
    newer = row if row.version != stored.number else None
    return record_page(
        request, kind, _unstored(row.record, stored), newer=newer, version=stored
    )


def _draft_version(record):
    kind = kind_named(record.kind)
    last = record.versions.order_by("number").last()
    return Version(
        record=record,
        number=last.number + 1 if last else 1,
        shape=kind.shape,
        document=workflow.document_of(record),
        published_at=timezone.now(),
    )


@permission_required(
    "publishing.view_record", raise_exception=False, login_url="admin:login"
)
def preview(request, key):
    """What the record's page would show if it were published now; nothing is stored."""
    record = get_object_or_404(Record, key=key)
    response = record_page(
        request,
        kind_named(record.kind),
        _unstored(record, _draft_version(record)),
        is_preview=True,
    )
    response["Cache-Control"] = "private, no-store"
    return response


@permission_required(
    "publishing.view_record", raise_exception=False, login_url="admin:login"
)
def review(request, key):
    """What publishing the record now would change in public, field by field."""
    record = get_object_or_404(Record, key=key)
    last = record.current_version
    changed = list(
        differences(last.lifted if last else {}, workflow.document_of(record))
    )
    context = {
        "record": record,
        "differences": changed,
        "last": last,
        "lacks": workflow.lacks(record),
    }
    response = render(request, "publishing/review.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


def health(request):
    """200 where the database answers."""
    PublishedRecord.objects.exists()
    return HttpResponse("ok", content_type="text/plain")
