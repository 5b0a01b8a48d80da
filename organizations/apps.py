from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrganizationsConfig(AppConfig):
    name = "organizations"
    verbose_name = _("organizations")

    def ready(self):
        from publishing.names import register_choices

        from . import kinds  # noqa: F401 (puts the kind on the list)
        from .models import (
            Contact,
            Identifier,
            LegalForm,
            Level,
            OrganizationKind,
            ProjectRole,
            ProjectStatus,
            Relation,
        )

        register_choices("organization-kind", OrganizationKind)
        register_choices("legal-form", LegalForm)
        register_choices("level", Level)
        register_choices("relation", Relation.Kind)
        register_choices("contact", Contact.Kind)
        register_choices("scheme", Identifier.Scheme)
        register_choices("project-role", ProjectRole)
        register_choices("project-status", ProjectStatus)
