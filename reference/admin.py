from django import forms
from django.contrib import admin
from django.db import models
from django.utils.functional import cached_property
from django.utils.text import Truncator, format_lazy
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationAdmin, TranslationStackedInline

from publishing.admin import InLanguages, PartialDates, RecordAdmin, ReferenceAdmin
from publishing.rows import FoldedFormSet, FoldedInline, chosen_in
from publishing.templatetags.published import extent

from .amounts import SINGULAR, Money, Quantity
from .models import (
    BeneficiaryGroup,
    Commodity,
    Mechanism,
    Row,
    Sector,
    Source,
    SourceFigure,
    Theme,
)

# What every row of a record says of its source.
CITATION = (
    ("source", "locator", "first_line", "last_line"),
    ("certainty", "note"),
)
STATED = (_("Where it is stated"), {"fields": CITATION, "classes": ["stated"]})
MONEY = (("amount_min", "amount_max", "amount_exactness", "currency", "amount_per"),)
SHARE = (
    ("amount_share", "amount_share_to", "amount_share_of"),
    ("same_amount", "same_exactness", "same_currency"),
)
QUANTITY = (
    ("quantity_min", "quantity_max", "quantity_exactness", "unit", "quantity_per"),
)
QUANTITY_SHARE = (("quantity_share", "quantity_share_to", "quantity_share_of"),)
# What few sources give: folded away until it is filled.
OF_A_TOTAL = (
    _("Share of a total"),
    {"fields": QUANTITY_SHARE, "classes": ["collapse"]},
)
IN_MONEY = (_("Money"), {"fields": [*MONEY, *SHARE], "classes": ["collapse"]})
# The fields in which a row says what it is, of which the first that is filled names it.
NAMING = ("title", "text", "what", "claim")


def siblings(model):
    """The names of the fields of a row's model that point to other rows of the same record."""
    return [
        field.name
        for field in model._meta.fields
        if field.many_to_one
        and issubclass(field.related_model, Row)
        and record_model(field.related_model) is record_model(model)
    ]


def record_model(model):
    """The model of the records to which the rows of a model belong."""
    return model._meta.get_field(model.owner).related_model


def label(row):
    """A row as others of its record name it: its number, its date, and how its text begins."""
    text = next((getattr(row, n) for n in NAMING if getattr(row, n, "")), "")
    parts = (str(row), getattr(row, "date", ""), Truncator(text).chars(80))
    return " · ".join(part for part in parts if part)


class RowFormSet(FoldedFormSet):
    """Rows of one record: they must go together, and name no row of another record.

    A row of another record is left out of what is offered, and refused by the row's own `clean`, in its own words.
    """

    def clean(self):
        super().clean()
        rows = [
            form.instance
            for form in self.forms
            if (form.instance.pk or form.has_changed())
            and form.is_valid()
            and not self._should_delete_form(form)
        ]
        self.model.check_all(record=self.instance, rows=rows)

    def add_fields(self, form, index):
        super().add_fields(form, index)
        for name, choices in self.offered.items():
            if name in form.fields:
                form.fields[name].choices = choices

    @cached_property
    def offered(self):
        """The choices of each field that points to another row of the record, read once for all rows."""
        offered = {}
        for name in siblings(self.model):
            model = self.model._meta.get_field(name).related_model
            rows = (
                model.objects.filter(**{model.owner: self.instance})
                if self.instance.pk
                else ()
            )
            offered[name] = [("", "---------")]
            for row in rows:
                # The record is at hand: without this, each row that names it would read it again.
                setattr(row, model.owner, self.instance)
                offered[name].append((row.pk, label(row)))
        return offered

    def _construct_form(self, i, **kwargs):
        form = super()._construct_form(i, **kwargs)
        setattr(form.instance, self.fk.name, self.instance)
        return form


class StatementInline(FoldedInline):
    """Rows of a record that state something; where it is stated says nothing of what they are."""

    aside = frozenset({"id", "n", "source", "locator", "certainty", "note"})

    def summary(self, row):
        """What a row is, with its amounts."""
        parts = [super().summary(row)]
        if isinstance(row, Money) and row.amount_min is not None:
            parts.append(f"{extent(row.money())} {row.currency}")
        if isinstance(row, Quantity) and row.quantity_min is not None:
            is_one = row.quantity_min == 1 and row.quantity_exactness == "exact"
            unit = SINGULAR.get(row.unit) if is_one else None
            parts.append(f"{extent(row.quantity())} {unit or row.get_unit_display()}")
        return " · ".join(part for part in parts if part)

    def words(self, row, field):
        is_of_an_amount = field.name.startswith(("amount_", "quantity_", "same_"))
        if is_of_an_amount or field.name in ("currency", "unit"):
            return ""
        return super().words(row, field)


class RowInline(PartialDates, StatementInline):
    """Numbered rows of a record; what is seldom needed is shut until it is opened."""

    formset = RowFormSet
    formfield_overrides = {
        models.TextField: {"widget": forms.Textarea(attrs={"rows": 3})}
    }

    def get_autocomplete_fields(self, request):
        return [*super().get_autocomplete_fields(request), "source"]

    def words(self, row, field):
        """What a field says; another row of the record is named by its number, without the record."""
        if field.name in siblings(self.model):
            return "".join(map(Row.__str__, chosen_in(row, field.name)))
        return super().words(row, field)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name in siblings(self.model):
            kwargs["help_text"] = format_lazy(
                "{} {}",
                db_field.help_text,
                _("One of this record; what is new there is saved first."),
            )
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class TextRowInline(InLanguages, RowInline, TranslationStackedInline):
    """Rows of a record with a text in each language."""


class PlaceInline(StatementInline):
    """The places of a record."""

    autocomplete_fields = ["place", "source"]
    fieldsets = [(None, {"fields": [("place", "role", "as_named")]}), STATED]


class FigureInline(TextRowInline):
    """The numbers that a source states about a record."""

    fieldsets = [
        (None, {"fields": ["what", "date", *QUANTITY]}),
        OF_A_TOTAL,
        STATED,
    ]


class TermAdmin(ReferenceAdmin, TranslationAdmin):
    list_display = ["name", "code"]
    search_fields = ["name", "name_ru", "name_ky", "code"]
    exclude = ["dac3", "dac5"]

    def get_readonly_fields(self, request, obj=None):
        """A code stands in addresses, so it does not change."""
        return ["code"] if obj else []

    def has_delete_permission(self, request, obj=None):
        return False


admin.site.register([Theme, Mechanism, BeneficiaryGroup, Commodity], TermAdmin)


@admin.register(Sector)
class SectorAdmin(TermAdmin):
    list_display = ["name", "code", "dac3", "dac5"]
    exclude = []


class SourceFigureForm(forms.ModelForm):
    class Meta:
        help_texts = {
            "source": _("The document that states it, where it is another than this.")
        }


class SourceFigureInline(FigureInline):
    model = SourceFigure
    fk_name = "about"
    form = SourceFigureForm


@admin.register(Source)
class SourceAdmin(RecordAdmin, TranslationAdmin):
    kind_name = "source"
    list_display = ["title", "record_key", "kind", "record_status", "date"]
    list_filter = ["record__status", "kind"]
    search_fields = ["title_en", "title_ru", "title_ky", "author"]
    prepopulated_fields = {"slug": ["title_en"]}
    # Django 6 takes an address without a scheme for https; 5.2 warns until it is told to.
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    inlines = [SourceFigureInline]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "kind",
                    "title",
                    "author",
                    "publisher",
                    "date",
                    "language",
                    "pages",
                    "link",
                    "description",
                ]
            },
        ),
        (None, {"fields": ["slug", "revision"]}),
    ]
