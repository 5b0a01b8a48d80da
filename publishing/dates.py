"""Partial dates: Extended Date/Time Format (ISO 8601-2, Library of Congress EDTF levels 0 and 1)."""

import datetime
from functools import lru_cache

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext
from edtf import EDTFParseException, parse_edtf

SEASONS = {"21": _("spring"), "22": _("summer"), "23": _("autumn"), "24": _("winter")}


@lru_cache(maxsize=4096)
def bounds(edtf):
    """The earliest and the latest day that an EDTF string allows, as dates; None where the end is open.

    Raises ValueError where the string is not EDTF. An empty string has no bounds.
    """
    if not edtf:
        return None, None
    try:
        parsed = parse_edtf(edtf)
        days = [_day(parsed.lower_strict()), _day(parsed.upper_strict())]
    except (
        EDTFParseException,
        ValueError,
        TypeError,
        AttributeError,
        OverflowError,
    ) as error:
        raise ValueError(f"“{edtf}” is not an EDTF date") from error
    if None not in days and days[0] > days[1]:
        raise ValueError(f"“{edtf}” ends before it begins")
    return tuple(days)


def _day(struct):
    return datetime.date(*struct[:3]) if hasattr(struct, "tm_year") else None


def validate_edtf(value):
    """Refuses what is not EDTF, with a sentence that an editor can act on."""
    try:
        bounds(value)
    except ValueError:
        raise ValidationError(
            _(
                "“%(value)s” is not a date that the registry can read. Write 1998, 1998-05, 1998-05-12, "
                "1998~ for “about”, 199X for a decade, 2001/2006 for a span, 2001/.. for “since 2001”."
            ),
            params={"value": value},
            code="edtf",
        ) from None


class PartialDateField(models.CharField):
    """A date known to the year, the month or the day, a span or an open span, as an EDTF string; empty: not stated."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("max_length", 40)
        kwargs.setdefault("blank", True)
        kwargs.setdefault("default", "")
        kwargs.setdefault(
            "help_text",
            _(
                "As 1998, 1998-05, 1998-05-12, 1998~ (about), 2001/2006 or 2001/.. (since). "
                "Leave empty where not stated."
            ),
        )
        super().__init__(*args, **kwargs)
        self.validators = [*self.validators, validate_edtf]


def describe(edtf):
    """The partial date in words of the current language, as “about 1998” or “May 1998 – 2001”."""
    if not edtf:
        return ""
    if "/" in edtf:
        start, end = edtf.split("/")
        if end in ("..", ""):
            return _("since %(date)s") % {"date": _one(start)}
        if start in ("..", ""):
            return _("until %(date)s") % {"date": _one(end)}
        return f"{_one(start)}–{_one(end)}"
    return str(_one(edtf))


def _one(text):
    about, unsure = "~" in text or "%" in text, "?" in text or "%" in text
    text = text.rstrip("~?%")
    parts = text.split("-")
    if text.endswith("X"):
        words = _("the %(decade)ss") % {"decade": text.replace("X", "0")}
    elif len(parts) == 1:
        words = parts[0]
    elif parts[1] in SEASONS:
        words = f"{SEASONS[parts[1]]} {parts[0]}"
    elif len(parts) == 2:
        words = date_format(datetime.date(int(parts[0]), int(parts[1]), 1), "F Y")
    else:
        words = date_format(datetime.date(*map(int, parts)), "j E Y")
    if about:
        words = pgettext("date", "about %(date)s") % {"date": words}
    if unsure:
        words = pgettext("date", "%(date)s (uncertain)") % {"date": words}
    return words
