"""Dialogues of several sectors, and the recommendations that they and studies make."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from conflicts.models import Conflict
from organizations.models import Level, Organization, OrganizationKind
from places.models import Place
from publishing.dates import PartialDateField
from publishing.models import Publishable
from reference.amounts import Money, Quantity, amount_constraints
from reference.models import (
    Mechanism,
    PlaceStatement,
    Row,
    Sector,
    Statement,
    Theme,
    place_constraints,
    row_constraints,
    statement_constraints,
)


class Dialogue(Publishable, Statement):
    """A forum in which several sectors met: when and where, who took part, what it discussed."""

    title = models.CharField(
        _("title"), max_length=200, help_text=_("In your own words.")
    )
    summary = models.TextField(
        _("summary"), help_text=_("Two or three sentences in your own words.")
    )
    date = PartialDateField(_("date"))
    venue = models.CharField(
        _("venue"),
        max_length=200,
        blank=True,
        help_text=_("The house and the town, without a street address."),
    )
    sectors = models.ManyToManyField(
        Sector, blank=True, related_name="+", verbose_name=_("sectors")
    )
    mechanisms = models.ManyToManyField(
        Mechanism, blank=True, related_name="+", verbose_name=_("mechanisms")
    )
    conflicts = models.ManyToManyField(
        Conflict, blank=True, related_name="+", verbose_name=_("conflicts")
    )
    internal_note = models.TextField(
        _("internal note"),
        blank=True,
        help_text=_("For editors only; never published."),
    )

    class Meta:
        verbose_name = _("dialogue")
        verbose_name_plural = _("dialogues")
        ordering = ["record__number", "pk"]
        constraints = statement_constraints("cases_dialogue")

    def __str__(self):
        return self.title


class DialogueRow(Row):
    """A numbered row of a dialogue."""

    owner = "dialogue"

    class Meta:
        abstract = True
        ordering = ["dialogue", "n", "pk"]


class DialoguePlace(PlaceStatement):
    """A place where a dialogue met, that it was about, or from which its participants came."""

    dialogue = models.ForeignKey(
        Dialogue, on_delete=models.CASCADE, related_name="places"
    )

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")
        ordering = ["dialogue", "pk"]
        constraints = place_constraints("cases_dialogueplace", "dialogue")


class Session(DialogueRow):
    """One group or section of a dialogue, with the sectors that it discussed."""

    dialogue = models.ForeignKey(
        Dialogue, on_delete=models.CASCADE, related_name="sessions"
    )
    title = models.CharField(
        _("title"), max_length=200, help_text=_("In your own words.")
    )
    text = models.TextField(
        _("text"), blank=True, help_text=_("What it dealt with, in your own words.")
    )
    sectors = models.ManyToManyField(
        Sector, blank=True, related_name="+", verbose_name=_("sectors")
    )

    class Meta(DialogueRow.Meta):
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        constraints = row_constraints("cases_session", "dialogue")


class Participant(DialogueRow):
    """An organization that took part in a dialogue; a person is named only by the office."""

    class Role(models.TextChoices):
        ORGANIZER = "organizer", _("organizer")
        OPENING = "opening", _("opened it")
        SPEAKER = "speaker", _("spoke")
        PARTICIPANT = "participant", _("took part")
        ADDRESSEE = "addressee", _("was addressed")

    dialogue = models.ForeignKey(
        Dialogue, on_delete=models.CASCADE, related_name="participants"
    )
    organization = models.ForeignKey(
        Organization,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("organization"),
    )
    role = models.CharField(_("role"), max_length=12, choices=Role)
    session = models.ForeignKey(
        Session,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("session"),
    )
    office = models.CharField(
        _("represented by"),
        max_length=200,
        blank=True,
        help_text=_("The office, never a person's name."),
    )

    class Meta(DialogueRow.Meta):
        verbose_name = _("participant")
        verbose_name_plural = _("participants")
        constraints = row_constraints("cases_participant", "dialogue")

    def clean(self):
        super().clean()
        if self.session and self.session.dialogue_id != self.dialogue_id:
            raise ValidationError(
                {"session": _("The session belongs to another dialogue.")}
            )


class Outcome(DialogueRow, Quantity):
    """What a dialogue agreed or sent out, other than its recommendations."""

    dialogue = models.ForeignKey(
        Dialogue, on_delete=models.CASCADE, related_name="outcomes"
    )
    text = models.TextField(_("text"), help_text=_("In your own words."))
    date = PartialDateField(_("date"))

    class Meta(DialogueRow.Meta):
        verbose_name = _("outcome")
        verbose_name_plural = _("outcomes")
        constraints = [
            *row_constraints("cases_outcome", "dialogue"),
            *amount_constraints("cases_outcome", "quantity", "unit"),
        ]


class Recommendation(Publishable, Statement, Money):
    """What a dialogue or a study asks of somebody, and what became of it."""

    text = models.TextField(
        _("what is asked"), help_text=_("One or two sentences in your own words.")
    )
    dialogue = models.ForeignKey(
        Dialogue,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("dialogue"),
        help_text=_("Empty where it comes from a study: then the source says which."),
    )
    session = models.ForeignKey(
        Session,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("session"),
    )
    item = models.CharField(
        _("number in the source"),
        max_length=10,
        blank=True,
        help_text=_("As the source numbers it, if it does."),
    )
    sectors = models.ManyToManyField(
        Sector, blank=True, related_name="+", verbose_name=_("sectors")
    )
    themes = models.ManyToManyField(
        Theme, blank=True, related_name="+", verbose_name=_("themes")
    )
    places = models.ManyToManyField(
        Place,
        blank=True,
        related_name="+",
        verbose_name=_("places"),
        help_text=_("Only places that the recommendation itself names."),
    )
    conflicts = models.ManyToManyField(
        Conflict, blank=True, related_name="+", verbose_name=_("conflicts")
    )
    period = PartialDateField(
        _("period"),
        help_text=_("The years that the recommendation itself names, as 2019/2025."),
    )
    internal_note = models.TextField(
        _("internal note"),
        blank=True,
        help_text=_("For editors only; never published."),
    )

    class Meta:
        verbose_name = _("recommendation")
        verbose_name_plural = _("recommendations")
        ordering = ["record__number", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(session=None) | Q(dialogue__isnull=False),
                name="cases_recommendation_session_is_of_a_dialogue",
                violation_error_message=_("Name the dialogue of the session."),
            ),
            *statement_constraints("cases_recommendation"),
            *amount_constraints("cases_recommendation", "amount", "currency"),
        ]

    def __str__(self):
        return self.text

    def clean(self):
        super().clean()
        if self.session and self.session.dialogue_id != self.dialogue_id:
            raise ValidationError(
                {"session": _("The session belongs to another dialogue.")}
            )


class RecommendationRow(Row):
    """A numbered row of a recommendation."""

    owner = "recommendation"

    class Meta:
        abstract = True
        ordering = ["recommendation", "n", "pk"]


class Addressee(RecommendationRow):
    """Of whom something is asked: an organization, a kind of organization, or both."""

    recommendation = models.ForeignKey(
        Recommendation, on_delete=models.CASCADE, related_name="addressees"
    )
    organization = models.ForeignKey(
        Organization,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("organization"),
    )
    kind = models.CharField(
        _("kind of organization"),
        max_length=20,
        choices=OrganizationKind,
        blank=True,
    )
    level = models.CharField(
        _("level of government"), max_length=20, choices=Level, blank=True
    )
    words = models.CharField(_("as the source names them"), max_length=120, blank=True)

    class Meta(RecommendationRow.Meta):
        verbose_name = _("addressee")
        verbose_name_plural = _("addressees")
        constraints = [
            *row_constraints("cases_addressee", "recommendation"),
            models.CheckConstraint(
                condition=Q(organization__isnull=False) | ~Q(kind=""),
                name="cases_addressee_is_somebody",
                violation_error_message=_(
                    "Name an organization, a kind of organization, or both."
                ),
            ),
        ]


class RecommendationStatus(RecommendationRow):
    """How far a recommendation had come on a date, as a source says."""

    class Status(models.TextChoices):
        PROPOSED = "proposed", _("proposed")
        ACCEPTED = "accepted", _("accepted")
        IN_PROGRESS = "in_progress", _("in progress")
        DONE = "done", _("done")
        REFUSED = "refused", _("refused")
        UNKNOWN = "unknown", _("unknown")

    recommendation = models.ForeignKey(
        Recommendation, on_delete=models.CASCADE, related_name="statuses"
    )
    status = models.CharField(_("status"), max_length=12, choices=Status)
    date = PartialDateField(_("date"))

    class Meta(RecommendationRow.Meta):
        verbose_name = _("status")
        verbose_name_plural = _("statuses")
        constraints = row_constraints("cases_recommendationstatus", "recommendation")
