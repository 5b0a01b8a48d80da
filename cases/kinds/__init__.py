"""The kinds of record of this part, in the order in which they are put on the list."""

from . import dialogues, studies

__all__ = ["dialogues", "studies"]
