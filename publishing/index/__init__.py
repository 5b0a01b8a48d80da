"""The facet index: which published records have which value, one roaring bitmap for each list, dimension and value.

It is derived from the published rows, stored as blobs beside a generation number (`store`) and held by each worker as a
copy that takes up what has changed (`copy`). Where it is missing or damaged, plain SQL answers in its place.
"""

from .checking import check
from .copy import current, forget
from .entries import entries
from .spellings import register_spellings
from .store import note_reference_change, rebuild, update

__all__ = [
    "check",
    "current",
    "entries",
    "forget",
    "note_reference_change",
    "rebuild",
    "register_spellings",
    "update",
]
