from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlacesConfig(AppConfig):
    name = "places"
    verbose_name = _("places")

    def ready(self):
        from publishing.index import register_spellings
        from publishing.kinds import register_map
        from publishing.names import register_family

        from .drawing import list_map
        from .names import expand, resolve, spellings

        register_family("place", resolve, expand)
        register_spellings(spellings)
        register_map(list_map)
