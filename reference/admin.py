from django.contrib import admin
from modeltranslation.admin import TranslationAdmin

from publishing.admin import RecordAdmin

from .models import BeneficiaryGroup, Mechanism, Sector, Source, Theme

# What every row of a record says of its source, folded away until it is needed.
CITATION = ("source", "locator", ("first_line", "last_line"), "certainty", "note")


class TermAdmin(TranslationAdmin):
    list_display = ["name", "code"]
    search_fields = ["name", "name_ru", "name_ky", "code"]
    exclude = ["dac3", "dac5"]

    def get_readonly_fields(self, request, obj=None):
        """A code stands in addresses, so it does not change."""
        return ["code"] if obj else []

    def has_delete_permission(self, request, obj=None):
        return False


admin.site.register([Theme, Mechanism, BeneficiaryGroup], TermAdmin)


@admin.register(Sector)
class SectorAdmin(TermAdmin):
    list_display = ["name", "code", "dac3", "dac5"]
    exclude = []


@admin.register(Source)
class SourceAdmin(RecordAdmin, TranslationAdmin):
    kind_name = "source"
    list_display = ["title", "record_key", "record_status", "date"]
    list_filter = ["record__status"]
    search_fields = ["title_en", "title_ru", "title_ky", "author"]
    prepopulated_fields = {"slug": ["title_en"]}
    fieldsets = [
        (
            None,
            {
                "fields": [
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
