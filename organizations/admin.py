from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationAdmin

from publishing.admin import RecordAdmin
from reference.admin import (
    CITATION,
    MONEY,
    OF_A_TOTAL,
    QUANTITY,
    SHARE,
    STATED,
    FigureInline,
    PlaceInline,
    StatementInline,
    TextRowInline,
)

from .models import (
    Aim,
    Alias,
    BudgetLine,
    Contact,
    Identifier,
    Organization,
    OrganizationFigure,
    Output,
    Project,
    ProjectActivity,
    ProjectBeneficiary,
    ProjectPartner,
    ProjectPlace,
    Relation,
    Reporting,
    Risk,
)


class AliasInline(admin.TabularInline):
    model = Alias
    extra = 0


class IdentifierInline(admin.TabularInline):
    model = Identifier
    extra = 0


class ContactInline(admin.TabularInline):
    model = Contact
    extra = 0


class RelationInline(StatementInline):
    model = Relation
    fk_name = "organization"
    autocomplete_fields = ["other", "source"]
    fieldsets = [
        (None, {"fields": [("kind", "other", "date")]}),
        STATED,
    ]


class OrganizationFigureInline(FigureInline):
    model = OrganizationFigure


@admin.register(Organization)
class OrganizationAdmin(RecordAdmin, TranslationAdmin):
    kind_name = "organization"
    list_display = ["name", "record_key", "kind", "record_status"]
    list_filter = ["record__status", "kind", "level"]
    search_fields = ["name_en", "name_ru", "name_ky", "aliases__name"]
    autocomplete_fields = ["place", "source"]
    prepopulated_fields = {"slug": ["name_en"]}
    inlines = [
        AliasInline,
        RelationInline,
        OrganizationFigureInline,
        IdentifierInline,
        ContactInline,
    ]
    fieldsets = [
        (None, {"fields": ["name", "kind", "legal_form", "level", "place", "mission"]}),
        (_("When"), {"fields": [("founded", "registered")]}),
        (_("Where it is stated"), {"fields": CITATION}),
        (_("Address and notes"), {"fields": ["slug", "internal_note", "revision"]}),
    ]


class ProjectPlaceInline(PlaceInline):
    model = ProjectPlace


class ProjectPartnerInline(TextRowInline):
    model = ProjectPartner
    autocomplete_fields = ["organization"]
    fieldsets = [(None, {"fields": [("organization", "role"), "did"]}), STATED]


class AimInline(TextRowInline):
    model = Aim
    fieldsets = [(None, {"fields": ["text"]}), STATED]


class OfAnAimInline(TextRowInline):
    """What belongs to an aim of the project, where the source connects them."""

    fieldsets = [
        (None, {"fields": ["text", ("aim", "date"), *QUANTITY]}),
        OF_A_TOTAL,
        STATED,
    ]


class ProjectActivityInline(OfAnAimInline):
    model = ProjectActivity


class OutputInline(OfAnAimInline):
    model = Output


class BudgetLineInline(TextRowInline):
    model = BudgetLine
    fieldsets = [
        (None, {"fields": ["heading", "text", *MONEY]}),
        (
            _("Share of a total"),
            {"fields": SHARE, "classes": ["collapse"]},
        ),
        STATED,
    ]


class ProjectBeneficiaryInline(TextRowInline):
    model = ProjectBeneficiary
    autocomplete_fields = ["group"]
    fieldsets = [
        (None, {"fields": ["group", "who", *QUANTITY]}),
        OF_A_TOTAL,
        STATED,
    ]


class RiskInline(TextRowInline):
    model = Risk
    fieldsets = [(None, {"fields": ["text", "answer"]}), STATED]


class ReportingInline(TextRowInline):
    model = Reporting
    fieldsets = [(None, {"fields": ["text"]}), STATED]


@admin.register(Project)
class ProjectAdmin(RecordAdmin, TranslationAdmin):
    """A project as its papers tell it: where and with whom, to what end, what it does, with what money."""

    kind_name = "project"
    by_table = True
    list_display = ["title", "record_key", "record_status", "period", "status"]
    list_filter = ["record__status", "status", "sectors"]
    search_fields = ["title_en", "title_ru", "title_ky"]
    autocomplete_fields = ["sectors", "themes", "source"]
    prepopulated_fields = {"slug": ["title_en"]}
    inlines = [
        ProjectPlaceInline,
        ProjectPartnerInline,
        AimInline,
        ProjectActivityInline,
        OutputInline,
        BudgetLineInline,
        ProjectBeneficiaryInline,
        RiskInline,
        ReportingInline,
    ]
    fieldsets = [
        (None, {"fields": ["title", "summary", ("period", "months"), "status"]}),
        (_("What it is about"), {"fields": ["sectors", "themes"]}),
        (
            _("Total of the budget"),
            {
                "fields": [*MONEY, *SHARE],
                "description": _(
                    "As the source states it, in the currency of the budget's lines. Where their sum is another, both "
                    "are shown."
                ),
            },
        ),
        (_("Source of the whole record"), {"fields": CITATION}),
        (_("Address and notes"), {"fields": ["slug", "internal_note", "revision"]}),
    ]
