"""The difference between two documents, field by field, in words that an editor reads."""

from dataclasses import dataclass

from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Difference:
    """One field that differs: where it stands, what it said and what it says; None where it was not there."""

    where: str
    before: object
    after: object


def differences(before, after, where=""):
    """All differences between two documents, in the order of the newer one; rows are matched by their number."""
    if before == after:
        return
    if isinstance(before, dict) and isinstance(after, dict):
        for field in dict.fromkeys([*after, *before]):
            yield from differences(
                before.get(field),
                after.get(field),
                f"{where} › {field}" if where else field,
            )
    elif _numbered(before) and _numbered(after):
        old, new = ({row["n"]: row for row in rows} for rows in (before, after))
        for n in dict.fromkeys([*new, *old]):
            yield from differences(
                old.get(n),
                new.get(n),
                _("%(list)s, no. %(n)s") % {"list": where, "n": n},
            )
    else:
        yield Difference(where, _plain(before), _plain(after))


def _numbered(rows):
    return isinstance(rows, list) and all(
        isinstance(row, dict) and "n" in row for row in rows
    )


def _plain(value):
    """A value as words: the texts and figures in it, without the names of its fields."""
    if isinstance(value, dict):
        return (
            "; ".join(
                filter(
                    None,
                    (_plain(item) for field, item in value.items() if field != "n"),
                )
            )
            or None
        )
    if isinstance(value, list):
        return ", ".join(filter(None, (_plain(item) for item in value))) or None
    return None if value in (None, "") else str(value)
