from django import forms
from django.contrib import admin
from django.db import models
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationAdmin, TranslationStackedInline

from organizations.models import Level
from publishing.admin import RecordAdmin, RecordForm
from reference.admin import CITATION

from .models import (
    Activity,
    Beneficiary,
    CasePlace,
    CaseStudy,
    Contribution,
    Figure,
    Finding,
    Partner,
    Section,
)

STATED = (_("Where it is stated"), {"fields": CITATION, "classes": ["collapse"]})
MONEY = (("amount_min", "amount_max", "amount_exactness", "currency", "amount_per"),)
SHARE = (
    ("amount_share", "amount_share_to", "amount_share_of"),
    ("same_amount", "same_exactness", "same_currency"),
)
QUANTITY = (
    ("quantity_min", "quantity_max", "quantity_exactness", "unit", "quantity_per"),
)
QUANTITY_SHARE = (("quantity_share", "quantity_share_to", "quantity_share_of"),)


class RowInline(TranslationStackedInline):
    """Rows of a case study; what is seldom needed is shut until it is opened."""

    extra = 0
    formfield_overrides = {
        models.TextField: {"widget": forms.Textarea(attrs={"rows": 3})}
    }
    raw_id_fields = ["source"]


class CasePlaceInline(admin.StackedInline):
    model = CasePlace
    extra = 0
    autocomplete_fields = ["place"]
    raw_id_fields = ["source"]
    fieldsets = [(None, {"fields": [("place", "role", "as_named")]}), STATED]


class PartnerInline(RowInline):
    model = Partner
    autocomplete_fields = ["organization"]
    fieldsets = [(None, {"fields": ["organization", "role", "did"]}), STATED]


class SectionInline(RowInline):
    model = Section
    formfield_overrides = {
        models.TextField: {"widget": forms.Textarea(attrs={"rows": 8})}
    }
    fieldsets = [(None, {"fields": ["kind", "heading", "body"]}), STATED]


class FindingInline(RowInline):
    model = Finding
    fieldsets = [(None, {"fields": ["kind", "text"]}), STATED]


class ContributionInline(RowInline):
    model = Contribution
    autocomplete_fields = ["giver", "receiver"]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "what",
                    "form",
                    "giver",
                    "giver_words",
                    "receiver",
                    "receiver_words",
                    "date",
                    "part_of",
                ]
            },
        ),
        (_("Money"), {"fields": [*MONEY, *SHARE]}),
        (_("In kind"), {"fields": [*QUANTITY, *QUANTITY_SHARE]}),
        STATED,
    ]


class BeneficiaryInline(RowInline):
    model = Beneficiary
    autocomplete_fields = ["group"]
    fieldsets = [
        (None, {"fields": ["group", "who", "date", *QUANTITY, *QUANTITY_SHARE]}),
        STATED,
    ]


class ActivityInline(RowInline):
    model = Activity
    autocomplete_fields = ["funders", "partners", "places"]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "what",
                    "date",
                    "funders",
                    "partners",
                    "places",
                    *QUANTITY,
                    *QUANTITY_SHARE,
                ]
            },
        ),
        STATED,
    ]


class FigureInline(RowInline):
    model = Figure
    fieldsets = [
        (
            None,
            {"fields": ["what", "date", *QUANTITY, *QUANTITY_SHARE, *MONEY, *SHARE]},
        ),
        STATED,
    ]


class CaseStudyForm(RecordForm):
    levels = forms.MultipleChoiceField(
        label=_("levels of government"),
        choices=Level,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


@admin.register(CaseStudy)
class CaseStudyAdmin(RecordAdmin, TranslationAdmin):
    """A case study in the order of the handbook: who and where, the story, what was found, what was given."""

    kind_name = "case"
    form = CaseStudyForm
    list_display = ["title", "record_key", "record_status", "period"]
    list_filter = ["record__status", "part", "sectors"]
    search_fields = ["title_en", "title_ru", "title_ky"]
    autocomplete_fields = ["sectors", "themes", "mechanisms", "related", "source"]
    prepopulated_fields = {"slug": ["title_en"]}
    inlines = [
        CasePlaceInline,
        PartnerInline,
        SectionInline,
        FindingInline,
        ContributionInline,
        BeneficiaryInline,
        ActivityInline,
        FigureInline,
    ]
    fieldsets = [
        (None, {"fields": ["title", "summary", "period", "levels"]}),
        (
            _("What it is about"),
            {"fields": ["sectors", "themes", "mechanisms", "related"]},
        ),
        (
            _("Source of the whole record"),
            {"fields": ["source", "part", *CITATION[1:]]},
        ),
        (_("Address and notes"), {"fields": ["slug", "internal_note", "revision"]}),
    ]

    def tables(self):
        """The tables of a case study by the name under which the model has their rows."""
        return {
            inline.model._meta.get_field("case").remote_field.related_name: inline
            for inline in self.inlines
        }
