from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConflictsConfig(AppConfig):
    name = "conflicts"
    verbose_name = _("mines and conflicts")

    def ready(self):
        from publishing.names import register_choices, register_labels

        from . import kinds  # noqa: F401 (puts the kinds on the list)
        from .models import (
            Aspect,
            CourtCase,
            CourtParty,
            CourtStatus,
            EventCount,
            EventType,
            Holding,
            Intensity,
            Licence,
            LicenceStatus,
            Mine,
            MineFigure,
            MineStatus,
            Mobilization,
            Response,
            TallyKind,
        )
        from .register import FACTS

        register_choices("accuracy", Mine.Accuracy)
        register_choices("mine-status", MineStatus.Status)
        register_choices("mine-figure", MineFigure.Kind)
        register_choices("licence-type", Licence.Type)
        register_choices("licence-status", LicenceStatus.Status)
        register_choices("holding-role", Holding.Role)
        register_choices("intensity", Intensity)
        register_choices("mobilization", Mobilization)
        register_choices("aspect", Aspect.Kind)
        register_choices("event-type", EventType)
        register_choices("event-count", EventCount.Kind)
        register_choices("court-level", CourtCase.Level)
        register_choices("court-party", CourtParty.Role)
        register_choices("court-status", CourtStatus.Status)
        register_choices("ruling", CourtCase.Ruling)
        register_choices("tally", TallyKind)
        register_choices("response", Response.Kind)
        register_labels("register-facts", FACTS)
        reported = {
            "some": _("a count above zero"),
            "none": _("none: the source says 0"),
            "no": _("not reported"),
        }
        register_labels("reported", reported)
