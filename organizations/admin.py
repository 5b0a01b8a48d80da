from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationAdmin

from publishing.admin import RecordAdmin
from reference.admin import CITATION

from .models import Alias, Contact, Identifier, Organization, Relation


class AliasInline(admin.TabularInline):
    model = Alias
    extra = 0


class IdentifierInline(admin.TabularInline):
    model = Identifier
    extra = 0


class ContactInline(admin.TabularInline):
    model = Contact
    extra = 0


class RelationInline(admin.StackedInline):
    model = Relation
    fk_name = "organization"
    extra = 0
    autocomplete_fields = ["other", "source"]
    fieldsets = [
        (None, {"fields": ["kind", "other", "date"]}),
        (_("Where it is stated"), {"fields": CITATION}),
    ]


@admin.register(Organization)
class OrganizationAdmin(RecordAdmin, TranslationAdmin):
    kind_name = "organization"
    list_display = ["name", "record_key", "kind", "record_status"]
    list_filter = ["record__status", "kind", "level"]
    search_fields = ["name_en", "name_ru", "name_ky", "aliases__name"]
    autocomplete_fields = ["place", "source"]
    prepopulated_fields = {"slug": ["name_en"]}
    inlines = [AliasInline, RelationInline, IdentifierInline, ContactInline]
    fieldsets = [
        (None, {"fields": ["name", "kind", "legal_form", "level", "place", "mission"]}),
        (_("When"), {"fields": [("founded", "registered")]}),
        (_("Where it is stated"), {"fields": CITATION}),
        (_("Address and notes"), {"fields": ["slug", "internal_note", "revision"]}),
    ]
