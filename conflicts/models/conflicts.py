"""Conflicts about mines: what happened, what was counted, what went to court, and what was done about it."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from organizations.models import Level, Organization, OrganizationKind
from places.models import Place
from publishing.dates import PartialDateField, bounds
from publishing.models import Publishable
from reference.models import (
    Row,
    Statement,
    row_constraints,
    statement_constraints,
)

from .mines import Licence, Mine


class Intensity(models.TextChoices):
    """How far a conflict went at its height, after the form of the Environmental Justice Atlas."""

    LATENT = "latent", _("latent: no visible organizing")
    LOW = "low", _("low: some local organizing")
    MEDIUM = "medium", _("medium: street protests, visible mobilization")
    HIGH = "high", _("high: mass mobilization, violence, arrests")


class Mobilization(models.TextChoices):
    """When mobilization began, after the form of the Environmental Justice Atlas."""

    PREVENTIVE = "preventive", _("preventive, before the project began")
    REACTION = "reaction", _("in reaction to the project")
    REPARATION = "reparation", _("for reparation, once harm was felt")
    LATENT = "latent", _("latent")


class Conflict(Publishable, Statement):
    """The process around a mine: a dispute with its events, court cases, counts, demands and outcomes."""

    title = models.CharField(
        _("title"), max_length=200, help_text=_("In your own words.")
    )
    summary = models.TextField(
        _("summary"), help_text=_("Two or three sentences in your own words.")
    )
    mines = models.ManyToManyField(
        Mine, blank=True, related_name="+", verbose_name=_("mines")
    )
    places = models.ManyToManyField(
        Place,
        blank=True,
        related_name="+",
        verbose_name=_("places"),
        help_text=_("Where it took place. Empty: where the mines lie."),
    )
    period = PartialDateField(_("period"))
    intensity = models.CharField(
        _("intensity at its height"),
        max_length=12,
        choices=Intensity,
        blank=True,
        help_text=_("Leave empty where the sources do not let you say."),
    )
    mobilization = models.CharField(
        _("when mobilization began"), max_length=12, choices=Mobilization, blank=True
    )
    related = models.ManyToManyField(
        "self", blank=True, verbose_name=_("related conflicts")
    )
    internal_note = models.TextField(
        _("internal note"),
        blank=True,
        help_text=_("For editors only; never published."),
    )

    class Meta:
        verbose_name = _("conflict")
        verbose_name_plural = _("conflicts")
        ordering = ["record__number", "pk"]
        constraints = statement_constraints("conflicts_conflict")

    def __str__(self):
        return self.title


class ConflictRow(Row):
    """A numbered row of a conflict."""

    owner = "conflict"

    class Meta:
        abstract = True
        ordering = ["conflict", "n", "pk"]


class Aspect(ConflictRow):
    """A group that mobilized, a demand, or an outcome of a conflict."""

    class Kind(models.TextChoices):
        GROUP = "group", _("group that mobilized")
        DEMAND = "demand", _("demand")
        OUTCOME = "outcome", _("outcome")

    conflict = models.ForeignKey(
        Conflict, on_delete=models.CASCADE, related_name="aspects"
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    text = models.TextField(
        _("text"), help_text=_("In your own words; never a person's name.")
    )

    class Meta(ConflictRow.Meta):
        verbose_name = _("group, demand or outcome")
        verbose_name_plural = _("groups, demands and outcomes")
        constraints = row_constraints("conflicts_aspect", "conflict")


class EventType(models.TextChoices):
    """Types of demonstration after the ACLED codebook (sub-event types), then the registry's own."""

    PEACEFUL_PROTEST = "peaceful-protest", _("peaceful protest")
    PROTEST_WITH_INTERVENTION = (
        "protest-with-intervention",
        _("protest with intervention"),
    )
    EXCESSIVE_FORCE = "excessive-force", _("excessive force against protesters")
    VIOLENT_DEMONSTRATION = "violent-demonstration", _("violent demonstration")
    MOB_VIOLENCE = "mob-violence", _("mob violence")
    TALKS = "talks", _("talks")
    PUBLIC_HEARING = "public-hearing", _("public hearing")
    AGREEMENT = "agreement", pgettext_lazy("event", "agreement")
    ACCIDENT = "accident", _("accident")
    LICENCE_DECISION = "licence-decision", _("decision on a licence")


class Event(ConflictRow):
    """Something that happened in a conflict on a date that may be known only in part."""

    conflict = models.ForeignKey(
        Conflict, on_delete=models.CASCADE, related_name="events"
    )
    type = models.CharField(_("type"), max_length=30, choices=EventType)
    date = PartialDateField(_("date"))
    what = models.TextField(
        _("what happened"),
        help_text=_("In your own words. Never name a victim, a witness or an accused."),
    )
    place = models.ForeignKey(
        Place,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("place"),
        help_text=_("The unit, never a point. Empty: where the conflict is."),
    )

    class Meta(ConflictRow.Meta):
        verbose_name = _("event")
        verbose_name_plural = _("events")
        constraints = row_constraints("conflicts_event", "conflict")

    @classmethod
    def check_all(cls, record, rows):
        """Refuses an event that is over before the period of the conflict begins."""
        start = bounds(record.period or "")[0]
        for row in rows:
            end = bounds(row.date or "")[1]
            if start and end and end < start:
                raise ValidationError(
                    _(
                        "An event lies before the conflict begins: %(date)s, and the conflict %(period)s."
                    )
                    % {"date": row.date, "period": record.period}
                )


class EventCount(ConflictRow):
    """How many took part in an event or came to harm, as one source reports it; another source is another row."""

    class Kind(models.TextChoices):
        SIZE = "size", _("took part")
        INJURED = "injured", _("injured")
        ARRESTED = "arrested", _("arrested")
        KILLED = "killed", _("killed")

    conflict = models.ForeignKey(
        Conflict, on_delete=models.CASCADE, related_name="event_counts"
    )
    event = models.ForeignKey(
        Event,
        on_delete=models.CASCADE,
        related_name="counts",
        verbose_name=_("event"),
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    minimum = models.PositiveIntegerField(
        _("at least"), null=True, blank=True, help_text=_("0 means none.")
    )
    maximum = models.PositiveIntegerField(
        _("at most"), null=True, blank=True, help_text=_("0 means none.")
    )

    class Meta(ConflictRow.Meta):
        verbose_name = _("count of an event")
        verbose_name_plural = _("counts of events")
        constraints = [
            *row_constraints("conflicts_eventcount", "conflict"),
            models.CheckConstraint(
                condition=Q(minimum__isnull=False) | Q(maximum__isnull=False),
                name="conflicts_eventcount_has_a_number",
                violation_error_message=_("Give the least or the greatest number."),
            ),
            models.CheckConstraint(
                condition=Q(minimum=None)
                | Q(maximum=None)
                | Q(maximum__gte=models.F("minimum")),
                name="conflicts_eventcount_runs_upwards",
                violation_error_message=_(
                    "The greatest number is not below the least one."
                ),
            ),
        ]

    def clean(self):
        super().clean()
        if self.event_id and self.event.conflict_id != self.conflict_id:
            raise ValidationError(
                {"event": _("The event belongs to another conflict.")}
            )


class CourtCase(ConflictRow):
    """A case before a court, with its parties by role; persons are never named."""

    class Level(models.TextChoices):
        FIRST = "first", _("first instance")
        APPEAL = "appeal", _("appeal")
        SUPREME = "supreme", _("supreme court")
        CONSTITUTIONAL = "constitutional", _("constitutional court")
        ARBITRATION = "arbitration", _("arbitration")

    class Ruling(models.TextChoices):
        FOR_CLAIMANT = "for-claimant", _("for the claimant")
        PARTLY = "partly", _("partly for the claimant")
        FOR_DEFENDANT = "for-defendant", _("for the defendant")
        SETTLED = "settled", _("settled")
        DISMISSED = "dismissed", _("dismissed")

    conflict = models.ForeignKey(
        Conflict, on_delete=models.CASCADE, related_name="court_cases"
    )
    court = models.ForeignKey(
        Organization,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("court"),
    )
    level = models.CharField(_("level"), max_length=20, choices=Level, blank=True)
    number = models.CharField(_("number of the case"), max_length=60, blank=True)
    claim = models.TextField(
        _("claim"), help_text=_("What is asked of the court, in your own words.")
    )
    filed = PartialDateField(_("filed"))
    decided = PartialDateField(_("decided"))
    ruling = models.CharField(_("ruling"), max_length=20, choices=Ruling, blank=True)
    licence = models.ForeignKey(
        Licence,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("licence"),
    )
    event = models.ForeignKey(
        Event,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("event"),
    )

    class Meta(ConflictRow.Meta):
        verbose_name = _("court case")
        verbose_name_plural = _("court cases")
        constraints = row_constraints("conflicts_courtcase", "conflict")

    def clean(self):
        super().clean()
        start, end = bounds(self.filed or "")[0], bounds(self.decided or "")[1]
        if start and end and end < start:
            raise ValidationError(
                {"decided": _("The case is decided before it is filed.")}
            )
        mines = self.conflict.mines
        if self.licence and not mines.filter(pk=self.licence.mine_id).exists():
            raise ValidationError(
                {
                    "licence": _(
                        "The licence is of a mine that the conflict is not about."
                    )
                }
            )
        if self.event and self.event.conflict_id != self.conflict_id:
            raise ValidationError(
                {"event": _("The event belongs to another conflict.")}
            )


def of_this_conflict(row, name):
    """Refuses a row that names a court case of another conflict."""
    other = getattr(row, name, None)
    if other and other.conflict_id != row.conflict_id:
        raise ValidationError({name: _("The case belongs to another conflict.")})


class CourtParty(ConflictRow):
    """A party to a court case: an organization, or a side in words, never a person."""

    class Role(models.TextChoices):
        CLAIMANT = "claimant", _("claimant")
        DEFENDANT = "defendant", _("defendant")
        THIRD = "third", _("third party")

    conflict = models.ForeignKey(
        Conflict, on_delete=models.CASCADE, related_name="court_parties"
    )
    court_case = models.ForeignKey(
        CourtCase,
        on_delete=models.CASCADE,
        related_name="parties",
        verbose_name=_("court case"),
    )
    role = models.CharField(_("role"), max_length=12, choices=Role)
    organization = models.ForeignKey(
        Organization,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("organization"),
    )
    words = models.CharField(
        _("in words"),
        max_length=200,
        blank=True,
        help_text=_("Where the party is no organization: residents, a group."),
    )

    class Meta(ConflictRow.Meta):
        verbose_name = _("party to a court case")
        verbose_name_plural = _("parties to court cases")
        constraints = [
            *row_constraints("conflicts_courtparty", "conflict"),
            models.CheckConstraint(
                condition=Q(organization__isnull=False) | ~Q(words=""),
                name="conflicts_courtparty_is_somebody",
                violation_error_message=_(
                    "Say who the party is: an organization, or in words."
                ),
            ),
        ]

    def clean(self):
        super().clean()
        of_this_conflict(self, "court_case")


class CourtStatus(ConflictRow):
    """How far a court case had come on a date."""

    class Status(models.TextChoices):
        FILED = "filed", _("filed")
        PENDING = "pending", _("pending")
        DECIDED = "decided", _("decided")
        APPEALED = "appealed", _("appealed")
        CLOSED = "closed", _("closed")

    conflict = models.ForeignKey(
        Conflict, on_delete=models.CASCADE, related_name="court_statuses"
    )
    court_case = models.ForeignKey(
        CourtCase,
        on_delete=models.CASCADE,
        related_name="statuses",
        verbose_name=_("court case"),
    )
    status = models.CharField(_("status"), max_length=12, choices=Status)
    date = PartialDateField(_("date"))

    class Meta(ConflictRow.Meta):
        verbose_name = _("status of a court case")
        verbose_name_plural = _("statuses of court cases")
        constraints = row_constraints("conflicts_courtstatus", "conflict")

    def clean(self):
        super().clean()
        of_this_conflict(self, "court_case")


class TallyKind(models.TextChoices):
    COURT_CASES = "court_cases", _("court cases")
    PEACEFUL_DEMONSTRATIONS = "peaceful_demonstrations", _("peaceful demonstrations")
    VIOLENT_DEMONSTRATIONS = "violent_demonstrations", _("violent demonstrations")
    OWNERSHIP_CHANGES = "ownership_changes", _("changes of ownership")


class Tally(ConflictRow):
    """A count that a source reports for a period. It is never added to events, nor to another tally."""

    conflict = models.ForeignKey(
        Conflict, on_delete=models.CASCADE, related_name="tallies"
    )
    kind = models.CharField(_("kind"), max_length=30, choices=TallyKind)
    count = models.PositiveIntegerField(
        _("count"),
        null=True,
        blank=True,
        help_text=_(
            "0 where the source says none; empty where it prints a dash or says that it does not know."
        ),
    )
    period = PartialDateField(_("period"))

    class Meta(ConflictRow.Meta):
        verbose_name = _("tally")
        verbose_name_plural = _("tallies")
        constraints = [
            *row_constraints("conflicts_tally", "conflict"),
            models.CheckConstraint(
                condition=Q(source__isnull=False),
                name="conflicts_tally_has_a_source",
                violation_error_message=_(
                    "A tally names its source: two sources may count differently."
                ),
            ),
        ]


class Response(Publishable, Statement):
    """What one side did about conflicts: who, and what kind of thing."""

    class Kind(models.TextChoices):
        CAPACITY_BUILDING = "capacity-building", _("capacity building")
        MEDIATION = "mediation", _("mediation")
        TECHNICAL_ASSISTANCE = "technical-assistance", _("technical assistance")
        DIRECT_ENGAGEMENT = "direct-engagement", _("direct engagement")
        SOCIAL_RESPONSIBILITY = "social-responsibility", _("social responsibility")
        NEGOTIATION = "negotiation", _("negotiation")
        INFORMATION = "information", _("information")
        TRANSPARENCY = "transparency", _("transparency")
        OTHER = "other", _("other")

    title = models.CharField(
        _("who did what"), max_length=200, help_text=_("In your own words.")
    )
    actor = models.CharField(
        _("kind of organization"),
        max_length=20,
        choices=OrganizationKind,
        help_text=_("Which side did it."),
    )
    level = models.CharField(
        _("level of government"), max_length=20, choices=Level, blank=True
    )
    words = models.CharField(_("as the source names them"), max_length=120, blank=True)
    organization = models.ForeignKey(
        Organization,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("organization"),
        help_text=_("Where the source names one."),
    )
    kind = models.CharField(_("kind"), max_length=30, choices=Kind)
    conflicts = models.ManyToManyField(
        Conflict, blank=True, related_name="+", verbose_name=_("conflicts")
    )
    date = PartialDateField(_("date"))
    internal_note = models.TextField(
        _("internal note"),
        blank=True,
        help_text=_("For editors only; never published."),
    )

    class Meta:
        verbose_name = _("response")
        verbose_name_plural = _("responses")
        ordering = ["record__number", "pk"]
        constraints = statement_constraints("conflicts_response")

    def __str__(self):
        return self.title
