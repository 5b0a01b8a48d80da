from django.contrib import admin
from modeltranslation.admin import TranslationAdmin

from publishing.admin import ReferenceAdmin

from .models import Place, PlaceChange, PlaceName


class PlaceNameInline(admin.TabularInline):
    model = PlaceName
    extra = 0


class PlaceChangeInline(admin.TabularInline):
    model = PlaceChange
    fk_name = "place"
    extra = 0
    autocomplete_fields = ["other"]


@admin.register(Place)
class PlaceAdmin(ReferenceAdmin, TranslationAdmin):
    """Places are moved in the tree by `load_registry`; here their names, points and changes are kept."""

    list_display = ["name", "kind", "code"]
    list_filter = ["kind"]
    search_fields = ["search_text"]
    inlines = [PlaceNameInline, PlaceChangeInline]
    exclude = ["path", "depth", "numchild"]
    list_per_page = 100

    def get_search_results(self, request, queryset, search_term):
        return queryset.named(search_term), False

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        form.instance.refresh_search_text()
