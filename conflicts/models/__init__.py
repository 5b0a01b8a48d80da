"""Mines with licences and holdings; conflicts with all that belongs to them; responses."""

from .conflicts import (
    Aspect,
    Conflict,
    CourtCase,
    CourtParty,
    CourtStatus,
    Event,
    EventCount,
    EventType,
    Intensity,
    Mobilization,
    Response,
    Tally,
    TallyKind,
)
from .mines import (
    Holding,
    Licence,
    LicenceStatus,
    Mine,
    MineAlias,
    MineFigure,
    MineStatus,
)

__all__ = [
    "Aspect",
    "Conflict",
    "CourtCase",
    "CourtParty",
    "CourtStatus",
    "Event",
    "EventCount",
    "EventType",
    "Holding",
    "Intensity",
    "Licence",
    "LicenceStatus",
    "Mine",
    "MineAlias",
    "MineFigure",
    "MineStatus",
    "Mobilization",
    "Response",
    "Tally",
    "TallyKind",
]
