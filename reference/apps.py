from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReferenceConfig(AppConfig):
    name = "reference"
    verbose_name = _("vocabularies and sources")

    def ready(self):
        from publishing.index import register_spellings
        from publishing.names import register_choices, register_group, register_labels

        from . import kinds  # noqa: F401 (puts the kind on the list)
        from .amounts import SINGULAR, Currency, Unit
        from .models import PlaceRole, Source, SourceKind, Statement, Vocabulary
        from .names import load, spellings

        register_group(Vocabulary.values, load)
        register_spellings(spellings)
        register_choices("unit", Unit)
        register_labels("one-unit", SINGULAR)
        register_choices("currency", Currency)
        register_choices("certainty", Statement.Certainty)
        register_choices("language", Source._meta.get_field("language"))
        register_choices("place-role", PlaceRole)
        register_choices("source-kind", SourceKind)
