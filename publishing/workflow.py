"""The steps of a record from draft to public and back: the only code that writes versions and published records."""

from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from . import derive, names
from .kinds import kind_named
from .models import PublishedRecord, Record, Status, Step, Version, fingerprint


@dataclass(frozen=True)
class Lack:
    """What a record lacks before it can be published: the field to fill and a sentence for the editor."""

    field: str
    sentence: str


def editables(records):
    """The rows that editors work on, in the order of their records, with what their documents need."""
    rows = {}
    for kind in {record.kind for record in records}:
        ours = [record for record in records if record.kind == kind]
        found = (
            kind_named(kind)
            .model_class.objects.filter(record__in=ours)
            .select_related("record")
        )
        rows |= {
            row.record_id: row
            for row in found.prefetch_related(*kind_named(kind).prefetch)
        }
    return [rows[record.pk] for record in records]


def document_of(record):
    """The public document of what editors have now, not stored."""
    return kind_named(record.kind).document(editables([record])[0])


def lacks(record, row=None):
    """Everything that stands in the way of publishing a record, except other records."""
    missing = kind_named(record.kind).missing(row or record.editable)
    return [Lack(field, str(sentence)) for field, sentence in missing]


def unpublished_references(document):
    """Keys of the records that a document names and that were never published, in order."""
    keys = dict.fromkeys(key for key, _role in names.references(document))
    known = set(
        PublishedRecord.objects.filter(key__in=keys, parent=None).values_list(
            "key", flat=True
        )
    )
    return [key for key in keys if key not in known]


def all_unpublished(record):
    """Keys of every record that was never published and that a record names, and those that these name in turn."""
    found, open_records = [], [record]
    while open_records:
        for key in unpublished_references(document_of(open_records.pop())):
            if key not in found and key != record.key:
                found.append(key)
                open_records += Record.objects.filter(key=key)
    return found


def _step(record, action, by, comment):
    Step.objects.create(record=record, action=action, by=by, comment=comment)


def _locked(record):
    return Record.objects.select_for_update().get(pk=record.pk)


@transaction.atomic
def note_change(record, by):
    """Says that an editor has saved a record: its revision moves, and that editor does not publish it alone."""
    record = _locked(record)
    record.revision += 1
    record.changed_by = by
    record.save(update_fields=["revision", "changed_by"])
    return record.revision


@transaction.atomic
def submit(record, by, comment=""):
    """Hands a draft over for review."""
    record = _locked(record)
    if record.status != Status.DRAFT:
        raise ValidationError(_("Only a draft is handed over for review."))
    record.status = Status.IN_REVIEW
    record.save(update_fields=["status"])
    _step(record, "submit", by, comment)


@transaction.atomic
def send_back(record, by, comment):
    """Sends a record in review back to its author, with a comment."""
    record = _locked(record)
    if record.status != Status.IN_REVIEW:
        raise ValidationError(_("Only a record in review is sent back."))
    record.status = Status.DRAFT
    record.save(update_fields=["status"])
    _step(record, "send back", by, comment)


def _four_eyes(record, by):
    """Refuses an editor who publishes the own change; an administrator may, and the step says so."""
    if not settings.FOUR_EYES or by is None or record.changed_by_id != by.pk:
        return ""
    if by.is_superuser:
        return _("published by the administrator who changed it last")
    raise PermissionDenied(
        _(
            "Whoever last changed a record does not publish it alone: ask another editor."
        )
    )


def publish(record, by, why=""):
    """Publishes a record as it is now; returns its current version.

    Nothing is stored anew where the document is the one that is public already. Raises ValidationError with one
    sentence for each lack, PermissionDenied where the four-eyes rule is broken.
    """
    return publish_together([record], by, why)[0]


@transaction.atomic
def publish_together(records, by, why=""):
    """Publishes records that may name one another: all of them, or none; returns their current versions."""
    numbers = [record.pk for record in records]
    locked = {
        record.pk: record
        for record in Record.objects.select_for_update().filter(pk__in=numbers)
    }
    records = [locked[pk] for pk in numbers]
    rows = editables(records)
    documents = [
        kind_named(record.kind).document(row)
        for record, row in zip(records, rows, strict=True)
    ]
    together = {record.key for record in records}
    faults = []
    for record, row, document in zip(records, rows, documents, strict=True):
        for sentence in _faults(record, row, document, together):
            faults.append(
                sentence if len(records) == 1 else f"{record.key}: {sentence}"
            )
    if faults:
        raise ValidationError(faults)
    stored = [
        _store_version(*pair, by, why) for pair in zip(records, documents, strict=True)
    ]
    changed = [version.record for version, is_new in stored if is_new]
    derive.publish_rows(changed)
    return [version for version, _is_new in stored]


def _faults(record, row, document, together):
    yield from (lack.sentence for lack in lacks(record, row))
    unpublished = [
        key for key in unpublished_references(document) if key not in together
    ]
    if unpublished:
        yield _("It names records that were never published: %s.") % ", ".join(
            unpublished
        )
    clash = PublishedRecord.objects.filter(
        kind=record.kind, slug=document["slug"], parent=None
    ).exclude(record=record)
    if clash.exists():
        yield _("Another record has the address “%s”.") % document["slug"]


def _store_version(record, document, by, why):
    """(version, whether it is new): the document as the record's next version, unless it is public already."""
    remark = _four_eyes(record, by)
    last = record.versions.order_by("number").last()
    if (
        last
        and not last.redacted_at
        and last.hash == fingerprint(document)
        and record.status == Status.PUBLISHED
    ):
        return last, False
    version = Version.objects.create(
        record=record,
        number=(last.number if last else 0) + 1,
        shape=kind_named(record.kind).shape,
        document=document,
        hash=fingerprint(document),
        published_at=timezone.now(),
        published_by=by,
        why=why,
    )
    record.status = Status.PUBLISHED
    record.withdrawn_at, record.withdrawal_reason, record.name_withheld = (
        None,
        "",
        False,
    )
    record.save(
        update_fields=["status", "withdrawn_at", "withdrawal_reason", "name_withheld"]
    )
    _step(record, "publish", by, "; ".join(text for text in (why, remark) if text))
    return version, True


@transaction.atomic
def withdraw(record, by, reason, withhold_name=False):
    """Takes a record from the public; its address says so from then on. `reason` is shown to the public."""
    record = _locked(record)
    if record.status != Status.PUBLISHED:
        raise ValidationError(_("Only a published record is withdrawn."))
    if not reason.strip():
        raise ValidationError(
            _("Say why the record is withdrawn; the public reads it.")
        )
    record.status = Status.WITHDRAWN
    record.withdrawn_at, record.withdrawal_reason, record.name_withheld = (
        timezone.now(),
        reason,
        withhold_name,
    )
    record.save(
        update_fields=["status", "withdrawn_at", "withdrawal_reason", "name_withheld"]
    )
    _step(record, "withdraw", by, reason)
    derive.publish_rows([record])


@transaction.atomic
def redact(version, by, reason):
    """Removes the text of an old version to protect a person; its number, date, hash and the reason stay."""
    if by is not None and not by.is_superuser:
        raise PermissionDenied(_("Only an administrator redacts a version."))
    record = _locked(version.record)
    if not reason.strip():
        raise ValidationError(
            _("Say why the version is redacted; the public reads it.")
        )
    if record.status == Status.PUBLISHED and version == record.current_version:
        raise ValidationError(
            _(
                "The public reads this version now: publish a corrected one or withdraw the record first."
            )
        )
    version.document, version.redaction_reason = {}, reason
    version.redacted_at, version.redacted_by = timezone.now(), by
    version.save(redaction=True)
    _step(
        record,
        "redact",
        by,
        _("Version %(number)s: %(reason)s")
        % {"number": version.number, "reason": reason},
    )
    derive.publish_rows([record])
