"""What document functions of all kinds use: texts by language, numbers as JSON keeps them, stated fields."""

LANGUAGES = ("en", "ru", "ky")


def texts(row, field):
    """The texts of a translated field by language, where there are any."""
    found = {language: getattr(row, f"{field}_{language}") for language in LANGUAGES}
    return {language: text for language, text in found.items() if text}


def number(value):
    """A decimal as JSON keeps it: an integer where it is whole, else the nearest binary fraction."""
    return int(value) if value == int(value) else float(value)


def stated(**fields):
    """The fields that the source states: those with a value, zero among them; empty ones are left out."""
    return {
        name: value for name, value in fields.items() if value not in (None, "", [], {})
    }


def named(rows, role):
    """Records of a many-to-many field as a document names them, in a role, in the order of their numbers."""
    found = rows.select_related("record").order_by("record__number")
    return [{"ref": row.key, "role": role} for row in found]


def codes(terms):
    """The codes of the terms of a many-to-many field, in order."""
    return sorted(term.code for term in terms.all())
