"""Projects: funded work with partners in roles, aims, activities, outputs, a budget and risks."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from publishing.dates import PartialDateField
from publishing.models import Publishable
from reference.amounts import Money, Quantity, amount_constraints
from reference.models import (
    BeneficiaryGroup,
    PlaceStatement,
    Row,
    Sector,
    Statement,
    Theme,
    place_constraints,
    row_constraints,
    statement_constraints,
)

from .organizations import Organization


class ProjectStatus(models.TextChoices):
    """Activity statuses of the IATI Standard (codelist ActivityStatus)."""

    PIPELINE = "pipeline", _("in preparation")
    IMPLEMENTATION = "implementation", _("under way")
    FINALISATION = "finalisation", _("being wound up")
    CLOSED = "closed", _("closed")
    CANCELLED = "cancelled", _("cancelled")
    SUSPENDED = "suspended", _("suspended")


class ProjectRole(models.TextChoices):
    """Roles of the IATI Standard (codelist OrganisationRole, 1 to 4), then those that sources tell of beside them."""

    FUNDING = "funding", _("funding")
    ACCOUNTABLE = "accountable", _("accountable")
    EXTENDING = "extending", _("extending (passes the money on)")
    IMPLEMENTING = "implementing", _("implementing")
    INITIATOR = "initiator", _("initiator")
    HOST = "host", _("host municipality")
    ADVISER = "adviser", _("adviser or trainer")
    PARTNER = "partner", _("partner")
    BENEFICIARY = "beneficiary", _("beneficiary")


class Project(Publishable, Statement, Money):
    """Funded work of limited time, described after the IATI Standard. The money is the total of its budget."""

    title = models.CharField(
        _("title"), max_length=200, help_text=_("Its own name first, if it has one.")
    )
    summary = models.TextField(
        _("summary"), help_text=_("One to three sentences in your own words.")
    )
    period = PartialDateField(_("period"))
    months = models.PositiveSmallIntegerField(
        _("duration in months"),
        null=True,
        blank=True,
        help_text=_(
            "Where the source states a duration. Leave empty where not stated."
        ),
    )
    status = models.CharField(
        _("status"),
        max_length=20,
        choices=ProjectStatus,
        blank=True,
        help_text=_("Leave empty where not stated."),
    )
    sectors = models.ManyToManyField(
        Sector, blank=True, related_name="+", verbose_name=_("sectors")
    )
    themes = models.ManyToManyField(
        Theme, blank=True, related_name="+", verbose_name=_("themes")
    )
    internal_note = models.TextField(
        _("internal note"),
        blank=True,
        help_text=_("For editors only; never published."),
    )

    class Meta:
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        ordering = ["record__number", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(months=None) | Q(months__gt=0),
                name="organizations_project_lasts_a_month",
                violation_error_message=_("A project lasts one month at least."),
            ),
            models.CheckConstraint(
                condition=Q(status__in=["", *ProjectStatus.values]),
                name="organizations_project_status_is_known",
                violation_error_message=_("Choose a status of the list."),
            ),
            *statement_constraints("organizations_project"),
            *amount_constraints("organizations_project", "amount", "currency"),
        ]

    def __str__(self):
        return self.title


class ProjectRow(Row):
    """A numbered row of a project."""

    owner = "project"

    class Meta:
        abstract = True
        ordering = ["project", "n", "pk"]


class ProjectPlace(PlaceStatement):
    """A place where a project works or where its lead sits."""

    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="places"
    )

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")
        ordering = ["project", "pk"]
        constraints = place_constraints("organizations_projectplace", "project")


class ProjectPartner(ProjectRow):
    """An organization in its role in a project, and what it did there."""

    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="partners"
    )
    organization = models.ForeignKey(
        Organization,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("organization"),
    )
    role = models.CharField(_("role"), max_length=20, choices=ProjectRole)
    did = models.TextField(
        _("what it did"),
        blank=True,
        help_text=_("One or two sentences in your own words."),
    )

    class Meta(ProjectRow.Meta):
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        constraints = row_constraints("organizations_projectpartner", "project")


class Aim(ProjectRow):
    """What a project is to reach."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="aims")
    text = models.TextField(_("text"), help_text=_("In your own words."))

    class Meta(ProjectRow.Meta):
        verbose_name = _("aim")
        verbose_name_plural = _("aims")
        constraints = row_constraints("organizations_aim", "project")


class OfAnAim(ProjectRow, Quantity):
    """Something that belongs to an aim of the same project, where the source connects them."""

    aim = models.ForeignKey(
        Aim,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("aim"),
        help_text=_("Where the source connects them."),
    )
    text = models.TextField(_("text"), help_text=_("In your own words."))
    date = PartialDateField(_("date"))

    class Meta(ProjectRow.Meta):
        abstract = True

    def clean(self):
        super().clean()
        if self.aim and self.aim.project_id != self.project_id:
            raise ValidationError({"aim": _("The aim belongs to another project.")})


class ProjectActivity(OfAnAim):
    """What a project does or is to do."""

    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="activities"
    )

    class Meta(ProjectRow.Meta):
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        constraints = [
            *row_constraints("organizations_projectactivity", "project"),
            *amount_constraints("organizations_projectactivity", "quantity", "unit"),
        ]


class Output(OfAnAim):
    """What a project produced, or is to produce."""

    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="outputs"
    )

    class Meta(ProjectRow.Meta):
        verbose_name = _("output")
        verbose_name_plural = _("outputs")
        constraints = [
            *row_constraints("organizations_output", "project"),
            *amount_constraints("organizations_output", "quantity", "unit"),
        ]


class BudgetLine(ProjectRow, Money):
    """One line of a project's budget; all lines of a budget and its total are in one currency."""

    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="budget"
    )
    heading = models.CharField(_("heading"), max_length=120)
    text = models.TextField(
        _("text"), blank=True, help_text=_("What it pays for, in your own words.")
    )

    class Meta(ProjectRow.Meta):
        verbose_name = _("budget line")
        verbose_name_plural = _("budget lines")
        constraints = [
            *row_constraints("organizations_budgetline", "project"),
            *amount_constraints("organizations_budgetline", "amount", "currency"),
        ]

    @classmethod
    def check_all(cls, record, rows):
        """Refuses a budget in two currencies, the total's own among them."""
        found = {row.currency for row in (record, *rows) if row.currency}
        if len(found) > 1:
            raise ValidationError(
                _("A budget is in one currency, and %(currencies)s stand in this one.")
                % {"currencies": ", ".join(sorted(found))}
            )


class ProjectBeneficiary(ProjectRow, Quantity):
    """A group that a project benefits, with its number or share where the source states it."""

    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="beneficiaries"
    )
    group = models.ForeignKey(
        BeneficiaryGroup,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("group"),
    )
    who = models.CharField(
        _("who"),
        max_length=300,
        help_text=_("In your own words; never a person's name."),
    )

    class Meta(ProjectRow.Meta):
        verbose_name = _("beneficiary")
        verbose_name_plural = _("beneficiaries")
        constraints = [
            *row_constraints("organizations_projectbeneficiary", "project"),
            *amount_constraints("organizations_projectbeneficiary", "quantity", "unit"),
            models.CheckConstraint(
                condition=Q(quantity_share=None) | Q(quantity_share__lte=100),
                name="organizations_projectbeneficiary_share_is_of_a_whole",
                violation_error_message=_("A share lies between 0 and 100 per cent."),
            ),
        ]


class Risk(ProjectRow):
    """What could endanger a project, and how it would answer."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="risks")
    text = models.TextField(_("text"), help_text=_("In your own words."))
    answer = models.TextField(
        _("answer"), blank=True, help_text=_("What is planned against it.")
    )

    class Meta(ProjectRow.Meta):
        verbose_name = _("risk")
        verbose_name_plural = _("risks")
        constraints = row_constraints("organizations_risk", "project")


class Reporting(ProjectRow):
    """How a project reports, to whom and how often."""

    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="reporting"
    )
    text = models.TextField(_("text"), help_text=_("In your own words."))

    class Meta(ProjectRow.Meta):
        verbose_name = _("reporting")
        verbose_name_plural = _("reporting")
        constraints = row_constraints("organizations_reporting", "project")
