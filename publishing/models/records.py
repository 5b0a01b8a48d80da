"""What publishing keeps of a record: its number and status, its versions, and the form in which the public sees it."""

import hashlib
import json

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Max, Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from ..kinds import kind_named, kind_of


class Status(models.TextChoices):
    DRAFT = "draft", _("draft")
    IN_REVIEW = "in_review", _("in review")
    PUBLISHED = "published", _("published")
    WITHDRAWN = "withdrawn", _("withdrawn")


class RecordManager(models.Manager):
    def allocate(self, kind, number=None):
        """A new record of a kind, with the number that is asked for or with the next one that was never used."""
        with transaction.atomic():
            if number is None:
                number = (
                    self.filter(kind=kind.name).aggregate(last=Max("number"))["last"]
                    or 0
                ) + 1
            return self.create(
                kind=kind.name, number=number, key=f"{kind.prefix}{number}"
            )


class Record(models.Model):
    """A record's identity and its place in the workflow. It outlives the draft: a number is never used again."""

    kind = models.CharField(_("kind"), max_length=30, editable=False)
    number = models.PositiveIntegerField(_("number"), editable=False)
    key = models.CharField(_("key"), max_length=30, unique=True, editable=False)
    status = models.CharField(
        _("status"), max_length=10, choices=Status, default=Status.DRAFT, editable=False
    )
    revision = models.PositiveIntegerField(_("revision"), default=0, editable=False)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        editable=False,
    )
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, editable=False)
    withdrawal_reason = models.TextField(
        _("reason of the withdrawal"), blank=True, editable=False
    )
    name_withheld = models.BooleanField(
        _("name withheld"), default=False, editable=False
    )

    objects = RecordManager()

    class Meta:
        verbose_name = _("record")
        verbose_name_plural = _("records")
        permissions = [
            ("publish_record", _("Can publish, send back and withdraw records"))
        ]
        ordering = ["kind", "number", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "number"], name="publishing_record_number_is_unique"
            ),
            models.CheckConstraint(
                condition=Q(status__in=Status.values),
                name="publishing_record_status_is_known",
                violation_error_message=_(
                    "A record is a draft, in review, published or withdrawn."
                ),
            ),
        ]

    def __str__(self):
        return self.key

    def get_absolute_url(self):
        return reverse("registry:permanent", args=[self.key])

    @property
    def editable(self):
        """The row that editors work on."""
        return kind_named(self.kind).model_class.objects.get(record=self)

    @property
    def current_version(self):
        """The version that the public sees or saw last, or None."""
        return self.versions.filter(redacted_at=None).order_by("number").last()


class Publishable(models.Model):
    """A row that editors work on and that the public sees only as the document it was published as."""

    record = models.OneToOneField(
        Record, on_delete=models.PROTECT, editable=False, related_name="+"
    )
    slug = models.SlugField(
        _("address"),
        max_length=100,
        unique=True,
        help_text=_(
            "The last part of the page's address: short, lower case, hyphens. An old address leads to the new one."
        ),
    )

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        if self.record_id is None:
            self.record = Record.objects.allocate(kind_of(type(self)))
        super().save(*args, **kwargs)

    @property
    def key(self):
        return self.record.key


class RowCounterManager(models.Manager):
    def next(self, record, table, last=0):
        """The next number of a table of a record, higher than `last` and than any that was given before."""
        counter, _made = self.get_or_create(record=record, table=table)
        counter.last = max(counter.last, last) + 1
        counter.save(update_fields=["last"])
        return counter.last


class RowCounter(models.Model):
    """The last number that was given in one table of a record, so that none is given twice."""

    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="+")
    table = models.CharField(max_length=30)
    last = models.PositiveIntegerField(default=0)

    objects = RowCounterManager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["record", "table"], name="publishing_rowcounter_once_a_table"
            )
        ]

    def __str__(self):
        return f"{self.record}, {self.table}: {self.last}"


class Step(models.Model):
    """One step of a record through the workflow: who took it, when, and what they wrote."""

    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="steps")
    action = models.CharField(_("step"), max_length=20)
    at = models.DateTimeField(_("at"), auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    comment = models.TextField(_("comment"), blank=True)

    class Meta:
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        ordering = ["at", "pk"]

    def __str__(self):
        return f"{self.record}: {self.action}"


def canonical(document):
    """The one JSON text of a document: sorted keys, no blanks, as RFC 8785 does for such values."""
    return json.dumps(
        document, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )


def fingerprint(document):
    """SHA-256 of the canonical JSON text of a document, in hexadecimal."""
    return hashlib.sha256(canonical(document).encode()).hexdigest()


class Version(models.Model):
    """A document as it was published once. It never changes, but by a redaction that protects a person."""

    record = models.ForeignKey(
        Record, on_delete=models.PROTECT, related_name="versions"
    )
    number = models.PositiveIntegerField(_("number"))
    shape = models.PositiveSmallIntegerField(_("shape"))
    document = models.JSONField(_("document"))
    hash = models.CharField(_("SHA-256"), max_length=64)
    published_at = models.DateTimeField(_("published at"))
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    why = models.CharField(_("what changed"), max_length=300, blank=True)
    redacted_at = models.DateTimeField(_("redacted at"), null=True, blank=True)
    redacted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    redaction_reason = models.CharField(
        _("reason of the redaction"), max_length=300, blank=True
    )

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        ordering = ["record", "number", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["record", "number"], name="publishing_version_number_is_unique"
            ),
        ]

    def __str__(self):
        return f"{self.record}, {self.number}"

    def save(self, *args, **kwargs):
        if not kwargs.pop("redaction", False) and self.pk:
            raise ValidationError(_("A version never changes."))
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise ValidationError(_("A version is never deleted."))

    @property
    def lifted(self):
        """The document in the shape of today."""
        return kind_named(self.record.kind).lift(self.document, self.shape)


class PublishedQuerySet(models.QuerySet):
    def public(self):
        """What the public may see, without the texts for search. Every page, export and count begins here."""
        return self.filter(is_withdrawn=False).without_texts()

    def without_texts(self):
        """The same records; the long texts that only searches read are left in the database."""
        return self.defer("search_text", "passages")

    def with_parent(self):
        """The same records with the name and address of the record that each is a part of."""
        long = ("parent__document", "parent__search_text", "parent__passages")
        return self.select_related("parent").defer(*long)

    def of(self, kind):
        """The published records of a kind or of a part, by name."""
        return self.filter(kind=kind)


class PublishedRecord(models.Model):
    """What the public sees of a record, or of a part of one, with what lists need beside the document.

    Everything here is derived from the record's current version; `rebuild_published` makes it anew. `search_text` and
    `passages` are made by `publishing.search`.
    """

    key = models.CharField(max_length=60, unique=True)
    kind = models.CharField(max_length=30)
    record = models.ForeignKey(
        Record, on_delete=models.CASCADE, related_name="published"
    )
    parent = models.ForeignKey(
        "self", null=True, on_delete=models.CASCADE, related_name="parts"
    )
    position = models.PositiveIntegerField()
    version = models.PositiveIntegerField()
    published_at = models.DateTimeField()
    is_withdrawn = models.BooleanField(default=False)
    slug = models.SlugField(max_length=100, blank=True)
    title_en = models.TextField(blank=True)
    title_ru = models.TextField(blank=True)
    title_ky = models.TextField(blank=True)
    sort_en = models.CharField(max_length=300, blank=True)
    sort_ru = models.CharField(max_length=300, blank=True)
    sort_ky = models.CharField(max_length=300, blank=True)
    earliest = models.DateField(null=True)
    latest = models.DateField(null=True)
    amount = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    currency = models.CharField(max_length=3, blank=True)
    document = models.JSONField()
    search_text = models.TextField(blank=True)
    passages = models.TextField(blank=True)

    objects = PublishedQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "position", "pk"]
        indexes = [
            models.Index(
                fields=["kind", "is_withdrawn", "position", "id"],
                name="published_by_position",
            ),
            models.Index(
                fields=["kind", "is_withdrawn", "sort_en", "id"],
                name="published_by_title_en",
            ),
            models.Index(
                fields=["kind", "is_withdrawn", "sort_ru", "id"],
                name="published_by_title_ru",
            ),
            models.Index(
                fields=["kind", "is_withdrawn", "sort_ky", "id"],
                name="published_by_title_ky",
            ),
            models.Index(
                fields=["kind", "is_withdrawn", "earliest", "id"],
                name="published_by_date",
            ),
            models.Index(fields=["kind", "slug"], name="published_by_slug"),
        ]

    def __str__(self):
        return self.key

    def get_absolute_url(self):
        if self.parent_id:
            return f"{self.parent.get_absolute_url()}#{self.anchor}"
        return reverse(f"registry:{self.kind}-detail", args=[self.slug])

    @property
    def anchor(self):
        """The part's anchor on its record's page, as `finding-3`."""
        return self.key.split("-", 1)[-1]

    @property
    def titles(self):
        """The title by language, where there is one."""
        titles = {"en": self.title_en, "ru": self.title_ru, "ky": self.title_ky}
        return {language: title for language, title in titles.items() if title}

    @staticmethod
    def sort_field():
        """The column that sorts titles in the current language."""
        return (
            f"sort_{get_language() if get_language() in ('en', 'ru', 'ky') else 'en'}"
        )


class FacetValue(models.Model):
    """One value of a published record in one dimension; the empty value says that the source does not state it."""

    record = models.ForeignKey(
        PublishedRecord, on_delete=models.CASCADE, related_name="facets"
    )
    kind = models.CharField(max_length=30)
    dimension = models.CharField(max_length=30)
    value = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(
                fields=["kind", "dimension", "value", "record"], name="facet_by_value"
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["record", "dimension", "value"],
                name="publishing_facet_value_is_unique",
            )
        ]

    def __str__(self):
        return f"{self.dimension}={self.value}"


class Link(models.Model):
    """A reference from a published record to a record, in a role."""

    record = models.ForeignKey(
        PublishedRecord, on_delete=models.CASCADE, related_name="links"
    )
    role = models.CharField(max_length=40)
    to = models.CharField(max_length=60)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["to", "role", "record"], name="link_by_target")]
        constraints = [
            models.UniqueConstraint(
                fields=["record", "role", "to"], name="publishing_link_is_unique"
            )
        ]

    def __str__(self):
        return f"{self.role} → {self.to}"


class PastSlug(models.Model):
    """An address that a record had once and that leads to its present one."""

    kind = models.CharField(max_length=30)
    slug = models.SlugField(max_length=100)
    record = models.ForeignKey(
        Record, on_delete=models.CASCADE, related_name="past_slugs"
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "slug"], name="publishing_past_slug_is_unique"
            )
        ]

    def __str__(self):
        return self.slug
