"""The pages of one record: as it is published, as it was, as it would be; and whether the site is up."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from . import derive, workflow
from .differences import differences
from .kinds import kind_named
from .models import PastSlug, PublishedRecord, Record, Version
from .names import Names


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
