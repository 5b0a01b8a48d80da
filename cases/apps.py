from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CasesConfig(AppConfig):
    name = "cases"
    verbose_name = _("case studies")

    def ready(self):
        from publishing.names import register_choices, register_labels

        from . import kinds  # noqa: F401 (puts the kind on the list)
        from .models import (
            ContributionForm,
            FindingKind,
            HandbookPart,
            Participant,
            PartnerRole,
            RecommendationStatus,
            Section,
        )

        register_choices("role", PartnerRole)
        register_choices("finding-kind", FindingKind)
        register_choices("contribution-form", ContributionForm)
        register_choices("handbook-part", HandbookPart)
        register_choices("participant-role", Participant.Role)
        register_choices("recommendation-status", RecommendationStatus.Status)
        register_choices("section-kind", Section.Kind)
        stated = {
            "money": _("money, amount stated"),
            "quantity": _("in kind, quantity stated"),
            "named": _("neither stated"),
        }
        register_labels("nature", stated)
