from django import forms
from django.contrib import admin
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationAdmin

from publishing.admin import RecordAdmin
from reference.admin import (
    CITATION,
    OF_A_TOTAL,
    QUANTITY,
    QUANTITY_SHARE,
    STATED,
    FigureInline,
    RowFormSet,
    RowInline,
    TextRowInline,
)

from .models import (
    Aspect,
    Conflict,
    CourtCase,
    CourtParty,
    CourtStatus,
    Event,
    EventCount,
    Holding,
    Licence,
    LicenceStatus,
    Mine,
    MineAlias,
    MineFigure,
    MineStatus,
    Response,
    Tally,
)


class MineAliasInline(admin.TabularInline):
    model = MineAlias
    extra = 0


class MineStatusInline(TextRowInline):
    model = MineStatus
    fieldsets = [(None, {"fields": ["status", "date", "text"]}), STATED]


class MineFigureInline(FigureInline):
    model = MineFigure
    fieldsets = [
        (None, {"fields": ["kind", "what", "date", *QUANTITY]}),
        OF_A_TOTAL,
        STATED,
    ]


class LicenceInline(RowInline):
    model = Licence
    autocomplete_fields = ["commodities"]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    ("number", "type"),
                    "commodities",
                    ("applied", "awarded", "expires"),
                ]
            },
        ),
        (_("Area"), {"fields": [*QUANTITY, *QUANTITY_SHARE, "coordinates"]}),
        STATED,
    ]


class LicenceStatusInline(TextRowInline):
    model = LicenceStatus
    fieldsets = [(None, {"fields": ["licence", "status", "date", "text"]}), STATED]


class HoldingInline(TextRowInline):
    model = Holding
    autocomplete_fields = ["holder"]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "licence",
                    ("holder", "role", "share"),
                    ("since", "until", "as_of"),
                    "text",
                ]
            },
        ),
        STATED,
    ]


@admin.register(Mine)
class MineAdmin(RecordAdmin, TranslationAdmin):
    """A mine: where it lies, in what state it was when, its licences, and who held them."""

    kind_name = "mine"
    by_table = True
    list_display = ["name", "record_key", "record_status", "place"]
    list_filter = ["record__status", "commodities"]
    search_fields = ["name_en", "name_ru", "name_ky", "aliases__name"]
    autocomplete_fields = ["commodities", "place", "nearest", "source"]
    prepopulated_fields = {"slug": ["name_en"]}
    inlines = [
        MineAliasInline,
        MineStatusInline,
        LicenceInline,
        LicenceStatusInline,
        HoldingInline,
        MineFigureInline,
    ]
    fieldsets = [
        (None, {"fields": ["name", "commodities"]}),
        (
            _("Where it lies"),
            {
                "fields": [
                    "place",
                    ("nearest", "nearest_as_named", "distance_km"),
                    ("latitude", "longitude", "accuracy"),
                ]
            },
        ),
        (_("Source of the whole record"), {"fields": CITATION}),
        (_("Address and notes"), {"fields": ["slug", "internal_note", "revision"]}),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("place")


class AspectInline(TextRowInline):
    model = Aspect
    fieldsets = [(None, {"fields": ["kind", "text"]}), STATED]


class EventInline(TextRowInline):
    model = Event
    autocomplete_fields = ["place"]
    fieldsets = [(None, {"fields": [("type", "date"), "what", "place"]}), STATED]


class EventCountInline(RowInline):
    model = EventCount
    fieldsets = [
        (
            None,
            {
                "fields": ["event", ("kind", "minimum", "maximum")],
                "description": _("Two sources that count differently are two rows."),
            },
        ),
        STATED,
    ]


class CourtCaseFormSet(RowFormSet):
    """Court cases; the licences that they may name are those of the mines that the conflict is about."""

    @cached_property
    def offered(self):
        licences = (
            Licence.objects.filter(mine__in=self.instance.mines.all())
            if self.instance.pk
            else Licence.objects.none()
        )
        choices = [(row.pk, str(row)) for row in licences.select_related("mine")]
        return super().offered | {"licence": [("", "---------"), *choices]}


class CourtCaseInline(TextRowInline):
    model = CourtCase
    formset = CourtCaseFormSet
    autocomplete_fields = ["court"]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "claim",
                    ("court", "level", "number"),
                    ("filed", "decided", "ruling"),
                    ("licence", "event"),
                ]
            },
        ),
        STATED,
    ]


class CourtPartyInline(TextRowInline):
    model = CourtParty
    autocomplete_fields = ["organization"]
    fieldsets = [
        (None, {"fields": ["court_case", "role", "organization", "words"]}),
        STATED,
    ]


class CourtStatusInline(RowInline):
    model = CourtStatus
    fieldsets = [(None, {"fields": ["court_case", ("status", "date")]}), STATED]


class TallyForm(forms.ModelForm):
    class Meta:
        help_texts = {
            "count": _(
                "Empty: not reported, as where a source prints a dash. 0: none."
            ),
            "source": _("Never empty here: two sources may count differently."),
        }


class TallyInline(RowInline):
    model = Tally
    form = TallyForm
    # The source stands in the open, for a tally is refused without it.
    fieldsets = [(None, {"fields": [("kind", "count", "period"), *CITATION]})]

    def words(self, row, field):
        """A tally is nothing without its number; where there is none, it is not reported."""
        if field.name == "count":
            return str(_("not reported") if row.count is None else row.count)
        return super().words(row, field)


@admin.register(Conflict)
class ConflictAdmin(RecordAdmin, TranslationAdmin):
    """A conflict: about which mine, who wanted what, what happened, what went to court, what was counted."""

    kind_name = "conflict"
    by_table = True
    list_display = ["title", "record_key", "record_status", "period", "intensity"]
    list_filter = ["record__status", "intensity"]
    search_fields = ["title_en", "title_ru", "title_ky"]
    autocomplete_fields = ["mines", "places", "related", "source"]
    prepopulated_fields = {"slug": ["title_en"]}
    inlines = [
        AspectInline,
        EventInline,
        EventCountInline,
        CourtCaseInline,
        CourtPartyInline,
        CourtStatusInline,
        TallyInline,
    ]
    fieldsets = [
        (None, {"fields": ["title", "summary", "period"]}),
        (_("What it is about"), {"fields": ["mines", "places", "related"]}),
        (_("How it was fought"), {"fields": [("intensity", "mobilization")]}),
        (_("Source of the whole record"), {"fields": CITATION}),
        (_("Address and notes"), {"fields": ["slug", "internal_note", "revision"]}),
    ]


@admin.register(Response)
class ResponseAdmin(RecordAdmin, TranslationAdmin):
    """What one side did about conflicts: who it was, what kind of thing it did, about which conflicts."""

    kind_name = "response"
    list_display = ["title", "record_key", "record_status", "actor", "kind"]
    list_filter = ["record__status", "actor", "kind"]
    search_fields = ["title_en", "title_ru", "title_ky"]
    autocomplete_fields = ["organization", "conflicts", "source"]
    prepopulated_fields = {"slug": ["title_en"]}
    fieldsets = [
        (None, {"fields": ["title", "kind", "date", "conflicts"]}),
        (_("Who it was"), {"fields": [("actor", "level"), "words", "organization"]}),
        (_("Source of the whole record"), {"fields": CITATION}),
        (_("Address and notes"), {"fields": ["slug", "internal_note", "revision"]}),
    ]
