"""Actors: civil society organizations, community bodies, government, donors, companies and others."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from places.models import Place
from publishing.dates import PartialDateField
from publishing.models import Publishable
from reference.amounts import amount_constraints
from reference.models import (
    FigureRow,
    Statement,
    row_constraints,
    statement_constraints,
)


class OrganizationKind(models.TextChoices):
    CSO = "cso", _("civil society organization")
    COMMUNITY_BODY = "community_body", _("community body")
    GOVERNMENT = "government", _("government body")
    STATE_INSTITUTION = "state_institution", _("state institution")
    DONOR = "donor", _("donor")
    INTERNATIONAL = "international", _("international organization")
    COMPANY = "company", _("company")
    MEDIA = "media", _("media")
    UNIVERSITY = "university", _("university")
    COALITION = "coalition", _("coalition or network")
    RESEARCH = "research", _("research institute")


class LegalForm(models.TextChoices):
    """Legal forms of Kyrgyz law, forms of community bodies, and types of public bodies."""

    PUBLIC_ASSOCIATION = "public-association", _("public association")
    PUBLIC_FOUNDATION = "public-foundation", _("public foundation")
    ASSOCIATION_OF_LEGAL_ENTITIES = (
        "association-of-legal-entities",
        _("association of legal entities"),
    )
    INSTITUTION = "institution", _("institution")
    TERRITORIAL_COUNCIL = "territorial-council", _("territorial council")
    QUARTER_COMMITTEE = "quarter-committee", _("quarter committee")
    SELF_HELP_GROUP = "self-help-group", _("self-help group")
    INITIATIVE_GROUP = "initiative-group", _("initiative group")
    WATER_USERS_ASSOCIATION = "water-users-association", _("water users' association")
    CONDOMINIUM = "condominium", _("condominium")
    COOPERATIVE = "cooperative", _("cooperative")
    CREDIT_UNION = "credit-union", _("credit union")
    MINISTRY = "ministry", _("ministry")
    STATE_AGENCY = "state-agency", _("state agency")
    STATE_ADMINISTRATION = "state-administration", _("state administration")
    CITY_ADMINISTRATION = "city-administration", _("city administration")
    AYIL_OKMOT = "ayil-okmot", _("ayil okmot")
    KENESH = "kenesh", _("kenesh")
    COURT = "court", _("court")
    POLICE = "police", _("police")
    SCHOOL = "school", _("school")
    HOSPITAL = "hospital", _("hospital or clinic")
    LLC = "llc", _("limited liability company")
    JSC = "jsc", _("joint stock company")
    STATE_ENTERPRISE = "state-enterprise", _("state enterprise")
    MUNICIPAL_ENTERPRISE = "municipal-enterprise", _("municipal enterprise")
    INDIVIDUAL_ENTERPRISE = "individual-enterprise", _("individual enterprise")


class Level(models.TextChoices):
    NATIONAL = "national", _("national")
    OBLAST = "oblast", _("oblast")
    RAYON = "rayon", _("rayon")
    CITY = "city", _("city")
    AYIL_OKMOT = "ayil-okmot", _("ayil okmot")
    INTERNATIONAL = "international", _("international")


class Organization(Publishable, Statement):
    """An actor: one record however the sources spell it."""

    kind = models.CharField(_("kind"), max_length=20, choices=OrganizationKind)
    legal_form = models.CharField(
        _("legal form"),
        max_length=40,
        choices=LegalForm,
        blank=True,
        help_text=_("Leave empty where not stated."),
    )
    level = models.CharField(
        _("level of government"),
        max_length=20,
        choices=Level,
        blank=True,
        help_text=_("For public bodies only."),
    )
    name = models.CharField(
        _("name"), max_length=250, help_text=_("The full name without its legal form.")
    )
    mission = models.TextField(
        _("mission"), blank=True, help_text=_("What it is for, in your own words.")
    )
    founded = PartialDateField(_("founded"))
    registered = PartialDateField(_("registered"))
    place = models.ForeignKey(
        Place,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("seat"),
        help_text=_("Where it sits, not where it works."),
    )
    internal_note = models.TextField(
        _("internal note"),
        blank=True,
        help_text=_("For editors only; never published."),
    )

    class Meta:
        verbose_name = _("organization")
        verbose_name_plural = _("organizations")
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=OrganizationKind.values),
                name="organizations_organization_kind_is_known",
                violation_error_message=_("Choose the kind of the organization."),
            ),
            *statement_constraints("organizations_organization"),
        ]

    def __str__(self):
        return self.name


class Alias(models.Model):
    """Another name of an organization: an abbreviation, a former name, or the spelling of a source."""

    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="aliases"
    )
    name = models.CharField(_("name"), max_length=250)

    class Meta:
        verbose_name = _("other name")
        verbose_name_plural = _("other names")
        ordering = ["organization", "name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "name"],
                name="organizations_alias_once",
                violation_error_message=_("The organization has this name already."),
            )
        ]

    def __str__(self):
        return self.name


class Relation(Statement):
    """What one organization is to another: its branch, member, successor, part, or supported by it."""

    class Kind(models.TextChoices):
        BRANCH_OF = "branch_of", _("branch of")
        MEMBER_OF = "member_of", _("member of")
        SUCCESSOR_OF = "successor_of", _("successor of")
        SUPPORTED_BY = "supported_by", _("supported by")
        PART_OF = "part_of", _("part of")
        AFFILIATED_WITH = "affiliated_with", _("affiliated with")

    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="relations"
    )
    kind = models.CharField(_("is"), max_length=20, choices=Kind)
    other = models.ForeignKey(
        Organization,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("organization"),
    )
    date = PartialDateField(_("period"))

    class Meta:
        verbose_name = _("relation")
        verbose_name_plural = _("relations")
        ordering = ["organization", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(other=models.F("organization")),
                name="organizations_relation_is_to_another",
                violation_error_message=_("An organization has no relation to itself."),
            ),
            *statement_constraints("organizations_relation"),
        ]

    def __str__(self):
        return f"{self.organization}, {self.get_kind_display()} {self.other}"


class OrganizationFigure(FigureRow):
    """A number that a source states about an organization, as that of its members."""

    owner = "organization"

    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="figures"
    )

    class Meta:
        verbose_name = _("figure")
        verbose_name_plural = _("figures")
        ordering = ["organization", "n", "pk"]
        constraints = [
            *row_constraints("organizations_figure", "organization"),
            *amount_constraints("organizations_figure", "quantity", "unit"),
        ]


class Identifier(models.Model):
    """An identifier of an organization in a register, by the scheme codes of org-id.guide."""

    class Scheme(models.TextChoices):
        KG_ID = "KG-ID", _("Ministry of Justice registration number (KG-ID)")
        KG_INN = "KG-INN", _("taxpayer number INN (KG-INN)")
        KG_OKPO = "KG-OKPO", _("statistics code OKPO (KG-OKPO)")
        KG_TIN = "KG-TIN", _("taxpayer number TIN (KG-TIN)")
        KG_COA = "KG-COA", _("chart of accounts (KG-COA)")
        KG_CR = "KG-CR", _("company register (KG-CR)")
        XM_DAC = "XM-DAC", _("OECD DAC agency code (XM-DAC)")
        XI_IATI = "XI-IATI", _("IATI identifier (XI-IATI)")
        OTHER = "other", _("other")

    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="identifiers"
    )
    scheme = models.CharField(_("scheme"), max_length=10, choices=Scheme)
    code = models.CharField(_("identifier"), max_length=60)

    class Meta:
        verbose_name = _("identifier")
        verbose_name_plural = _("identifiers")
        ordering = ["organization", "scheme", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["scheme", "code"],
                name="organizations_identifier_is_unique",
                violation_error_message=_("Another organization has this identifier."),
            ),
            models.CheckConstraint(
                condition=~Q(scheme__in=["KG-INN", "KG-TIN"])
                | Q(code__regex=r"^\d{14}$"),
                name="organizations_identifier_tax_number_has_14_digits",
                violation_error_message=_("A taxpayer number has 14 digits."),
            ),
            models.CheckConstraint(
                condition=~Q(scheme="KG-OKPO") | Q(code__regex=r"^\d{8}$"),
                name="organizations_identifier_okpo_has_8_digits",
                violation_error_message=_("An OKPO code has 8 digits."),
            ),
        ]

    def __str__(self):
        return f"{self.scheme} {self.code}"


class Contact(models.Model):
    """A way to reach an organization, never a person; public only where it is marked so, with a date."""

    class Kind(models.TextChoices):
        PHONE = "phone", _("telephone")
        EMAIL = "email", _("e-mail")
        ADDRESS = "address", _("address")
        WEBSITE = "website", _("web site")

    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="contacts"
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    value = models.CharField(
        _("contact"),
        max_length=250,
        help_text=_("The organization's own, not a person's."),
    )
    is_public = models.BooleanField(
        _("public"),
        default=False,
        help_text=_("Shown to everybody. Off unless it is agreed."),
    )
    checked_on = models.DateField(
        _("checked on"),
        null=True,
        blank=True,
        help_text=_("The day on which it was right."),
    )

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        ordering = ["organization", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_public=False) | Q(checked_on__isnull=False),
                name="organizations_public_contact_has_a_date",
                violation_error_message=_(
                    "A public contact says on which day it was checked."
                ),
            )
        ]

    def __str__(self):
        return self.get_kind_display()
