"""What the loader remembers of the fixtures that it has loaded; the handbooks that readers have asked for."""

from pathlib import Path

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class LoadedEntry(models.Model):
    """One entry of the fixtures as it was loaded, and the state of the record right after.

    Where the state is another now, an editor has changed the record since, and the loader leaves it alone.
    """

    name = models.CharField(_("entry"), max_length=100, unique=True)
    entry_hash = models.CharField(_("hash of the entry"), max_length=64)
    state_hash = models.CharField(_("hash of the record"), max_length=64)

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self):
        return self.name


class HandbookQuerySet(models.QuerySet):
    def in_line(self):
        """The handbooks that wait to be made, the one that was asked for first before all."""
        return self.filter(stage=Handbook.Stage.WAITING).order_by("asked_at", "pk")

    def in_hand(self):
        """The handbooks that are being made, or were when the process that made them died."""
        return self.filter(stage__in=Handbook.IN_HAND)


class Handbook(models.Model):
    """A selection of case studies that a reader asked for as one PDF, in one language.

    `name` is made of all that the book is made of, so that what is asked twice is made once; it is its address too.
    """

    class Stage(models.TextChoices):
        WAITING = "waiting", _("It waits for its turn.")
        READING = "reading", _("The case studies are being gathered.")
        SETTING = "setting", _("The pages are being set.")
        READY = "ready", _("The handbook is ready.")
        FAILED = "failed", _("The handbook could not be made.")

    class Fault(models.TextChoices):
        DIED = "died", _("The process that made it ended before it was done.")
        GONE = "gone", _("Its case studies are not public any more.")
        UNPRINTABLE = "unprintable", _("Its pages could not be set.")

    IN_HAND = (Stage.READING, Stage.SETTING)

    name = models.CharField(_("name"), max_length=32, unique=True)
    token = models.CharField(_("state of what is published"), max_length=64)
    language = models.CharField(_("language"), max_length=5)
    origin = models.CharField(_("scheme and host"), max_length=300)
    query = models.TextField(_("query of the list"), blank=True)
    selection = models.JSONField(_("the selection in words"))
    keys = models.JSONField(_("keys of the case studies"))
    stage = models.CharField(
        _("stage"), max_length=10, choices=Stage, default=Stage.WAITING
    )
    fault = models.CharField(_("fault"), max_length=15, choices=Fault, blank=True)
    done = models.PositiveIntegerField(_("case studies gathered"), default=0)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    pages = models.PositiveIntegerField(_("pages"), null=True)
    size = models.PositiveBigIntegerField(_("size in bytes"), null=True)
    asked_at = models.DateTimeField(_("asked for at"))
    ended_at = models.DateTimeField(_("ended at"), null=True)

    objects = HandbookQuerySet.as_manager()

    class Meta:
        verbose_name = _("handbook")
        verbose_name_plural = _("handbooks")
        ordering = ["-asked_at", "pk"]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("registry:handbook-progress", args=[self.name])

    @property
    def total(self):
        """The number of case studies that were asked for."""
        return len(self.keys)

    @property
    def is_ready(self):
        """Whether it is made and its files are there."""
        files = (self.path, self.packed)
        return self.stage == self.Stage.READY and all(file.exists() for file in files)

    @property
    def is_underway(self):
        """Whether it waits or is being made."""
        return self.stage in (self.Stage.WAITING, *self.IN_HAND)

    @property
    def path(self):
        """Where its PDF lies, once it is made."""
        return Path(settings.HANDBOOKS) / f"{self.name}.pdf"

    @property
    def packed(self):
        """Where the same lies as gzip, for the way over the line."""
        return self.path.with_suffix(".pdf.gz")
