"""The rows of a record in the admin: each folded into one line, and all read in the queries of one."""

from django.contrib import admin
from django.contrib.admin.widgets import (
    AutocompleteSelect,
    AutocompleteSelectMultiple,
    RelatedFieldWidgetWrapper,
)
from django.db import models
from django.forms import BaseInlineFormSet
from django.utils.text import Truncator

from . import dates
from .dates import PartialDateField
from .renderers import QuickRenderer


class KnownChoices:
    """An autocomplete field that names what is chosen from what it was told, and asks the database only for the rest.

    It is made ready when its row is opened (`static/admin-record.js`): a record may have hundreds.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # Shared by the copies of the widget in all rows of one page.
        self.known = {}

    def build_attrs(self, *args, **kwargs):
        attrs = super().build_attrs(*args, **kwargs)
        attrs["class"] = attrs["class"].replace("admin-autocomplete", "in-row")
        return attrs

    def optgroups(self, name, value, attr=None):
        chosen = [one for one in value if one]
        if any(one not in self.known for one in chosen):
            return super().optgroups(name, value, attr)
        options = []
        if not self.is_required and not self.allow_multiple_selected:
            options.append(self.create_option(name, "", "", False, 0))
        for one in chosen:
            options.append(
                self.create_option(name, one, self.known[one], True, len(options))
            )
        return [(None, options, 0)]


class KnownChoice(KnownChoices, AutocompleteSelect):
    pass


class SeveralChoices(AutocompleteSelectMultiple):
    """An autocomplete field of several values, each taken out by itself: one wrong click does not empty it."""

    def build_attrs(self, *args, **kwargs):
        return super().build_attrs(*args, **kwargs) | {"data-allow-clear": "false"}


class SeveralKnownChoices(KnownChoices, SeveralChoices):
    pass


class FoldedFormSet(BaseInlineFormSet):
    """Rows that tell their fields the names of what they have chosen."""

    def add_fields(self, form, index):
        super().add_fields(form, index)
        row = form.instance
        if row.pk is None:
            return
        for name, field in form.fields.items():
            widget = getattr(field.widget, "widget", field.widget)
            if isinstance(widget, KnownChoices):
                widget.known |= {
                    str(chosen.pk): str(chosen) for chosen in chosen_in(row, name)
                }


def chosen_in(row, name):
    """What a row has in a field that points elsewhere, of what was read with it."""
    field = row._meta.get_field(name)
    if field.many_to_many:
        return getattr(row, "_prefetched_objects_cache", {}).get(name, ())
    chosen = field.get_cached_value(row, default=None)
    return [chosen] if chosen else []


class FoldedInline(admin.StackedInline):
    """Rows of a record, each folded until it is opened or is wrong.

    `aside` names the fields that say nothing of what a row is.
    """

    extra = 0
    formset = FoldedFormSet
    template = "admin/publishing/rows.html"
    aside = frozenset()

    def get_queryset(self, request):
        """The rows with all that they name, in as many queries for many as for one."""
        opts = self.model._meta
        one = [field.name for field in self.pointing()]
        return (
            super()
            .get_queryset(request)
            .select_related(*one)
            .prefetch_related(*(field.name for field in opts.many_to_many))
        )

    def pointing(self):
        """The fields of a row that point elsewhere than to its own record."""
        owner = self.fk_name or getattr(self.model, "owner", "")
        return [
            field
            for field in self.model._meta.fields
            if field.many_to_one
            and field.name != owner
            and (owner or field.related_model is not self.parent_model)
        ]

    def get_formset(self, request, obj=None, **kwargs):
        return super().get_formset(request, obj, renderer=QuickRenderer(), **kwargs)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """A field; what it points to can be made and changed from here, but is neither deleted nor only looked at."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(getattr(field, "widget", None), RelatedFieldWidgetWrapper):
            field.widget.can_view_related = field.widget.can_delete_related = False
            if db_field.name in self.aside:
                field.widget = field.widget.widget
        return field

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault(
                "widget",
                KnownChoice(db_field, self.admin_site, using=kwargs.get("using")),
            )
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault(
                "widget",
                SeveralKnownChoices(
                    db_field, self.admin_site, using=kwargs.get("using")
                ),
            )
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def summary(self, row):
        """What a row is, in a few words, from its own fields in their order."""
        words = (self.words(row, field) for field in row._meta.fields)
        return " · ".join(word for word in words if word)

    def words(self, row, field):
        """What one field says of a row; nothing where it is empty or says nothing by itself."""
        if field.name in self.aside or hasattr(field, "translated_field"):
            return ""
        if field.many_to_one:
            if field not in self.pointing():
                return ""
            return Truncator(" ".join(map(str, chosen_in(row, field.name)))).chars(60)
        value = getattr(row, field.name)
        if field.choices:
            return str(getattr(row, f"get_{field.name}_display")())
        if isinstance(field, PartialDateField):
            return dates.describe(value) if value else ""
        if isinstance(field, models.CharField | models.TextField):
            return Truncator(value or "").chars(90)
        return ""
