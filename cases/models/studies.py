"""Case studies of partnership between civil society and government, and the rows they are made of."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from conflicts.models import Conflict
from organizations.models import Organization, Project
from places.models import Place
from publishing.dates import PartialDateField
from publishing.models import Publishable
from reference.amounts import Money, Quantity, amount_constraints
from reference.models import (
    BeneficiaryGroup,
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


class HandbookPart(models.TextChoices):
    """The part of the handbook of 2006 in which a case study stands."""

    CHUI = "chui", _("Chui")
    BISHKEK = "bishkek", _("Bishkek")
    ISSYK_KUL = "issyk-kul", _("Issyk-Kul")
    TALAS = "talas", _("Talas")
    NARYN = "naryn", _("Naryn")
    OSH = "osh", _("Osh")
    JALAL_ABAD = "jalal-abad", _("Jalal-Abad")
    BATKEN = "batken", _("Batken")


class CaseStudy(Publishable, Statement):
    """The story of one partnership between civil society and government, as a source tells it."""

    title = models.CharField(
        _("title"),
        max_length=200,
        help_text=_(
            "What the partnership did, with the name of who led it, in your own words."
        ),
    )
    summary = models.TextField(
        _("summary"), help_text=_("Two or three sentences in your own words.")
    )
    part = models.CharField(
        _("part of the handbook"),
        max_length=20,
        choices=HandbookPart,
        blank=True,
        help_text=_("For the case studies of the handbook of 2006 only."),
    )
    period = PartialDateField(_("period"))
    levels = models.JSONField(
        _("levels of government"),
        default=list,
        blank=True,
        help_text=_("The levels of government that took part."),
    )
    sectors = models.ManyToManyField(
        Sector, blank=True, related_name="+", verbose_name=_("sectors")
    )
    themes = models.ManyToManyField(
        Theme, blank=True, related_name="+", verbose_name=_("themes")
    )
    mechanisms = models.ManyToManyField(
        Mechanism, blank=True, related_name="+", verbose_name=_("mechanisms")
    )
    related = models.ManyToManyField(
        "self", blank=True, verbose_name=_("related case studies")
    )
    projects = models.ManyToManyField(
        Project,
        blank=True,
        related_name="+",
        verbose_name=_("projects"),
        help_text=_("Projects that are a part of its story."),
    )
    conflicts = models.ManyToManyField(
        Conflict,
        blank=True,
        related_name="+",
        verbose_name=_("conflicts"),
        help_text=_("Only conflicts that a source connects with it."),
    )
    internal_note = models.TextField(
        _("internal note"),
        blank=True,
        help_text=_("For editors only; never published."),
    )

    class Meta:
        verbose_name = _("case study")
        verbose_name_plural = _("case studies")
        ordering = ["record__number", "pk"]
        constraints = [*statement_constraints("cases_casestudy")]

    def __str__(self):
        return self.title


class CaseRow(Row):
    """A numbered row of a case study."""

    owner = "case"

    class Meta:
        abstract = True
        ordering = ["case", "n", "pk"]


class CasePlace(PlaceStatement):
    """A place that a case study touches, with the name that the source gives it."""

    case = models.ForeignKey(CaseStudy, on_delete=models.CASCADE, related_name="places")

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")
        ordering = ["case", "pk"]
        constraints = place_constraints("cases_caseplace", "case")


class PartnerRole(models.TextChoices):
    LEAD = "lead", _("led")
    PARTNER = "partner", _("worked alongside")
    FUNDER = "funder", _("funded")
    CONTRIBUTOR = "contributor", _("contributed")
    ADVISER = "adviser", _("advised or trained")
    PARTICIPANT = "participant", _("took part")
    BENEFICIARY = "beneficiary", _("benefited")


class Partner(CaseRow):
    """An organization in the role that it had in a partnership, and what it did there."""

    case = models.ForeignKey(
        CaseStudy, on_delete=models.CASCADE, related_name="partners"
    )
    organization = models.ForeignKey(
        Organization,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("organization"),
    )
    role = models.CharField(_("role"), max_length=20, choices=PartnerRole)
    did = models.TextField(
        _("what it did"), help_text=_("One or two sentences in your own words.")
    )

    class Meta(CaseRow.Meta):
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        constraints = row_constraints("cases_partner", "case")


class Section(CaseRow):
    """A section of the story, in the order of the source."""

    class Kind(models.TextChoices):
        BACKGROUND = "background", _("background")
        START = "start", _("how it began")
        PARTNERSHIP = "partnership", _("the partnership")
        ACTIVITIES = "activities", _("what was done")
        RESULTS = "results", _("results")
        FUTURE = "future", _("plans")
        OTHER = "other", _("other")

    case = models.ForeignKey(
        CaseStudy, on_delete=models.CASCADE, related_name="sections"
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    heading = models.CharField(
        _("heading"), max_length=200, help_text=_("In your own words.")
    )
    body = models.TextField(
        _("text"), help_text=_("In your own words; an empty line between paragraphs.")
    )

    class Meta(CaseRow.Meta):
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        constraints = row_constraints("cases_section", "case")


class FindingKind(models.TextChoices):
    SUCCESS_FACTOR = "success_factor", _("what helped")
    CHALLENGE = "challenge", _("what stood in the way")
    LESSON = "lesson", _("what was learned")
    BENEFIT_CIVIL_SOCIETY = "benefit_civil_society", _("benefit to civil society")
    BENEFIT_GOVERNMENT = "benefit_government", _("benefit to government")
    BENEFIT_COMMUNITY = "benefit_community", _("benefit to the community")
    RESULT = "result", _("what changed")


class Finding(CaseRow):
    """A success factor, a challenge, a lesson, a benefit or a result that the source names."""

    case = models.ForeignKey(
        CaseStudy, on_delete=models.CASCADE, related_name="findings"
    )
    kind = models.CharField(_("kind"), max_length=30, choices=FindingKind)
    text = models.TextField(
        _("text"), help_text=_("One or two sentences in your own words.")
    )

    class Meta(CaseRow.Meta):
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        constraints = row_constraints("cases_finding", "case")


class ContributionForm(models.TextChoices):
    GRANT = "grant", _("grant")
    LOAN = "loan", _("loan")
    CO_FINANCE = "co-finance", _("co-finance")
    BUDGET = "budget", _("public budget")
    TAX = "tax", _("tax or tax relief")
    IN_KIND = "in-kind", _("in kind")
    LABOUR = "labour", _("labour")
    EXPERTISE = "expertise", _("expertise")
    SUBSIDY = "subsidy", _("subsidy")
    FEE = "fee", _("fee or charge")
    OTHER = "other", _("other")


class Contribution(CaseRow, Money, Quantity):
    """What one side gave another for the partnership: money, or something in kind with its quantity."""

    case = models.ForeignKey(
        CaseStudy, on_delete=models.CASCADE, related_name="contributions"
    )
    giver = models.ForeignKey(
        Organization,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("given by"),
    )
    giver_words = models.CharField(
        _("given by, in words"),
        max_length=200,
        blank=True,
        help_text=_("Where the giver is no organization: residents."),
    )
    receiver = models.ForeignKey(
        Organization,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("given to"),
    )
    receiver_words = models.CharField(
        _("given to, in words"), max_length=200, blank=True
    )
    what = models.CharField(
        _("what"),
        max_length=300,
        help_text=_("What was given and for what, in your own words."),
    )
    form = models.CharField(_("form"), max_length=20, choices=ContributionForm)
    date = PartialDateField(_("date"))
    part_of = models.PositiveIntegerField(
        _("part of no."),
        null=True,
        blank=True,
        help_text=_(
            "The number of the contribution of this case study that includes this one; it is then not added again."
        ),
    )

    class Meta(CaseRow.Meta):
        verbose_name = _("contribution")
        verbose_name_plural = _("contributions")
        constraints = [
            *row_constraints("cases_contribution", "case"),
            *amount_constraints("cases_contribution", "amount", "currency"),
            *amount_constraints("cases_contribution", "quantity", "unit"),
            models.CheckConstraint(
                condition=Q(giver__isnull=False) | ~Q(giver_words=""),
                name="cases_contribution_names_its_giver",
                violation_error_message=_(
                    "Say who gave it: an organization, or in words."
                ),
            ),
            models.CheckConstraint(
                condition=Q(part_of=None) | ~Q(part_of=models.F("n")),
                name="cases_contribution_is_no_part_of_itself",
                violation_error_message=_("A contribution is no part of itself."),
            ),
        ]


class Beneficiary(CaseRow, Quantity):
    """A group that benefited, with its number where the source states it."""

    case = models.ForeignKey(
        CaseStudy, on_delete=models.CASCADE, related_name="beneficiaries"
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
    date = PartialDateField(_("date"))

    class Meta(CaseRow.Meta):
        verbose_name = _("beneficiary")
        verbose_name_plural = _("beneficiaries")
        constraints = [
            *row_constraints("cases_beneficiary", "case"),
            *amount_constraints("cases_beneficiary", "quantity", "unit"),
        ]


class Activity(CaseRow, Quantity):
    """Something that was done, with its time and its funders where the source states them."""

    case = models.ForeignKey(
        CaseStudy, on_delete=models.CASCADE, related_name="activities"
    )
    what = models.CharField(
        _("what"), max_length=400, help_text=_("In your own words.")
    )
    date = PartialDateField(_("date"))
    funders = models.ManyToManyField(
        Organization, blank=True, related_name="+", verbose_name=_("funded by")
    )
    partners = models.ManyToManyField(
        Organization, blank=True, related_name="+", verbose_name=_("carried out by")
    )
    places = models.ManyToManyField(
        Place, blank=True, related_name="+", verbose_name=_("places")
    )

    class Meta(CaseRow.Meta):
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        constraints = [
            *row_constraints("cases_activity", "case"),
            *amount_constraints("cases_activity", "quantity", "unit"),
        ]


class Figure(CaseRow, Money, Quantity):
    """Any other number that the source states: about the setting, the course or the results."""

    case = models.ForeignKey(
        CaseStudy, on_delete=models.CASCADE, related_name="figures"
    )
    what = models.CharField(
        _("what"),
        max_length=300,
        help_text=_("What is counted or measured, in your own words."),
    )
    date = PartialDateField(_("date"))

    class Meta(CaseRow.Meta):
        verbose_name = _("figure")
        verbose_name_plural = _("figures")
        constraints = [
            *row_constraints("cases_figure", "case"),
            *amount_constraints("cases_figure", "amount", "currency"),
            *amount_constraints("cases_figure", "quantity", "unit"),
        ]
