"""What a record lacks before it can be published, asked of its fields and tables by name."""

from .documents import LANGUAGES, texts


def lacking(**sentences):
    """A kind's `missing` function: the fields and tables that a record needs, each with the sentence that asks for it.

    A text needs one language, a table or a many-to-many field one row, any other field a value.
    """

    def missing(row):
        for name, sentence in sentences.items():
            if hasattr(row, f"{name}_{LANGUAGES[0]}"):
                if not texts(row, name):
                    yield f"{name}_{LANGUAGES[0]}", sentence
            elif not _has(row, name):
                yield name, sentence

    return missing


def _has(row, name):
    value = getattr(row, name)
    return value.exists() if hasattr(value, "exists") else bool(value)
