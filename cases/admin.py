from itertools import groupby
from operator import attrgetter

from django import forms
from django.contrib import admin
from django.db import models
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationAdmin

from organizations.models import Level
from publishing.admin import RecordAdmin, RecordForm
from reference.admin import (
    CITATION,
    IN_MONEY,
    MONEY,
    OF_A_TOTAL,
    QUANTITY,
    QUANTITY_SHARE,
    SHARE,
    STATED,
    PlaceInline,
    RowInline,
    TextRowInline,
    label,
)

from .models import (
    Activity,
    Addressee,
    Beneficiary,
    CasePlace,
    CaseStudy,
    Contribution,
    Dialogue,
    DialoguePlace,
    Figure,
    Finding,
    Outcome,
    Participant,
    Partner,
    Recommendation,
    RecommendationStatus,
    Section,
    Session,
)


class CasePlaceInline(PlaceInline):
    model = CasePlace


class PartnerInline(TextRowInline):
    model = Partner
    autocomplete_fields = ["organization"]
    fieldsets = [(None, {"fields": [("organization", "role"), "did"]}), STATED]


class SectionInline(TextRowInline):
    model = Section
    formfield_overrides = {
        models.TextField: {"widget": forms.Textarea(attrs={"rows": 8})}
    }
    fieldsets = [(None, {"fields": ["kind", "heading", "body"]}), STATED]


class FindingInline(TextRowInline):
    model = Finding
    fieldsets = [(None, {"fields": ["kind", "text"]}), STATED]


class ContributionInline(TextRowInline):
    model = Contribution
    autocomplete_fields = ["giver", "receiver"]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "what",
                    ("form", "date", "part_of"),
                    ("giver", "receiver"),
                    "giver_words",
                    "receiver_words",
                ]
            },
        ),
        IN_MONEY,
        (
            _("In kind"),
            {"fields": [*QUANTITY, *QUANTITY_SHARE], "classes": ["collapse"]},
        ),
        STATED,
    ]


class BeneficiaryInline(TextRowInline):
    model = Beneficiary
    autocomplete_fields = ["group"]
    fieldsets = [
        (None, {"fields": [("group", "date"), "who", *QUANTITY]}),
        OF_A_TOTAL,
        STATED,
    ]


class ActivityInline(TextRowInline):
    model = Activity
    autocomplete_fields = ["funders", "partners", "places"]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "what",
                    "date",
                    ("funders", "partners", "places"),
                    *QUANTITY,
                ]
            },
        ),
        OF_A_TOTAL,
        STATED,
    ]


class CaseFigureInline(TextRowInline):
    model = Figure
    fieldsets = [
        (None, {"fields": ["what", "date", *QUANTITY]}),
        OF_A_TOTAL,
        IN_MONEY,
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
    by_table = True
    form = CaseStudyForm
    list_display = ["title", "record_key", "record_status", "period"]
    list_filter = ["record__status", "part", "sectors"]
    search_fields = ["title_en", "title_ru", "title_ky"]
    autocomplete_fields = [
        "sectors",
        "themes",
        "mechanisms",
        "projects",
        "conflicts",
        "related",
        "source",
    ]
    prepopulated_fields = {"slug": ["title_en"]}
    inlines = [
        CasePlaceInline,
        PartnerInline,
        SectionInline,
        FindingInline,
        ContributionInline,
        BeneficiaryInline,
        ActivityInline,
        CaseFigureInline,
    ]
    fieldsets = [
        (None, {"fields": ["title", "summary", "period", "levels"]}),
        (
            _("What it is about"),
            {"fields": ["sectors", "themes", "mechanisms"]},
        ),
        (
            _("What it is connected with"),
            {"fields": ["projects", "conflicts", "related"]},
        ),
        (
            _("Source of the whole record"),
            {"fields": ["part", *CITATION]},
        ),
        (_("Address and notes"), {"fields": ["slug", "internal_note", "revision"]}),
    ]


class DialoguePlaceInline(PlaceInline):
    model = DialoguePlace


class SessionInline(TextRowInline):
    model = Session
    autocomplete_fields = ["sectors"]
    fieldsets = [(None, {"fields": ["title", "text", "sectors"]}), STATED]


class ParticipantInline(TextRowInline):
    model = Participant
    autocomplete_fields = ["organization"]
    fieldsets = [
        (None, {"fields": [("organization", "role"), "session", "office"]}),
        STATED,
    ]


class OutcomeInline(TextRowInline):
    model = Outcome
    fieldsets = [
        (None, {"fields": ["text", "date", *QUANTITY]}),
        OF_A_TOTAL,
        STATED,
    ]


@admin.register(Dialogue)
class DialogueAdmin(RecordAdmin, TranslationAdmin):
    """A dialogue: when and where, its sessions, who took part, and what came of it."""

    kind_name = "dialogue"
    by_table = True
    list_display = ["title", "record_key", "record_status", "date"]
    list_filter = ["record__status", "sectors"]
    search_fields = ["title_en", "title_ru", "title_ky"]
    autocomplete_fields = ["sectors", "mechanisms", "conflicts", "source"]
    prepopulated_fields = {"slug": ["title_en"]}
    inlines = [DialoguePlaceInline, SessionInline, ParticipantInline, OutcomeInline]
    fieldsets = [
        (None, {"fields": ["title", "summary", "date", "venue"]}),
        (
            _("What it is about"),
            {"fields": ["sectors", "mechanisms", "conflicts"]},
        ),
        (_("Source of the whole record"), {"fields": CITATION}),
        (_("Address and notes"), {"fields": ["slug", "internal_note", "revision"]}),
    ]


class AddresseeInline(RowInline):
    model = Addressee
    autocomplete_fields = ["organization"]
    fieldsets = [
        (None, {"fields": ["organization", ("kind", "level"), "words"]}),
        STATED,
    ]


class RecommendationStatusInline(RowInline):
    model = RecommendationStatus
    fieldsets = [(None, {"fields": [("status", "date")]}), STATED]


class RecommendationForm(RecordForm):
    """Offers the sessions under the dialogue that each belongs to; the model refuses one of another dialogue."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "session" in self.fields:
            self.fields["session"].choices = self.sessions()

    def sessions(self):
        """The choices of a session, by dialogue."""
        choices = [("", "---------")]
        rows = Session.objects.select_related("dialogue").order_by(
            "dialogue__record__number", "n"
        )
        for dialogue, sessions in groupby(rows, attrgetter("dialogue")):
            choices.append((str(dialogue), [(row.pk, label(row)) for row in sessions]))
        return choices


@admin.register(Recommendation)
class RecommendationAdmin(RecordAdmin, TranslationAdmin):
    """A recommendation: what is asked, by which dialogue or study, of whom, and what became of it."""

    kind_name = "recommendation"
    by_table = True
    form = RecommendationForm
    list_display = ["asked", "record_key", "record_status", "dialogue", "item"]
    list_filter = ["record__status", "dialogue", "sectors"]
    search_fields = ["text_en", "text_ru", "text_ky"]
    autocomplete_fields = [
        "dialogue",
        "sectors",
        "themes",
        "places",
        "conflicts",
        "source",
    ]
    prepopulated_fields = {"slug": ["text_en"]}
    inlines = [AddresseeInline, RecommendationStatusInline]
    fieldsets = [
        (None, {"fields": ["text", ("dialogue", "session", "item")]}),
        (
            _("What it is about"),
            {"fields": ["sectors", "themes", "places", "conflicts", "period"]},
        ),
        (
            _("Money that is asked for"),
            {"fields": [*MONEY, *SHARE], "classes": ["collapse"]},
        ),
        (_("Source of the whole record"), {"fields": CITATION}),
        (_("Address and notes"), {"fields": ["slug", "internal_note", "revision"]}),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("dialogue")

    @admin.display(description=_("what is asked"), ordering="text")
    def asked(self, row):
        return Truncator(row.text).chars(120)
