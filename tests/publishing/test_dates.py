import datetime

import pytest
from django.core.exceptions import ValidationError

from publishing.dates import bounds, describe, validate_edtf


@pytest.mark.parametrize(
    ("edtf", "earliest", "latest"),
    [
        ("1998", (1998, 1, 1), (1998, 12, 31)),
        ("1998-02", (1998, 2, 1), (1998, 2, 28)),
        ("1998-05-12", (1998, 5, 12), (1998, 5, 12)),
        ("1998~", (1998, 1, 1), (1998, 12, 31)),
        ("199X", (1990, 1, 1), (1999, 12, 31)),
        ("2001/2006", (2001, 1, 1), (2006, 12, 31)),
        ("2001/..", (2001, 1, 1), None),
        ("../2003", None, (2003, 12, 31)),
        ("2004-21", (2004, 3, 1), (2004, 5, 31)),
    ],
)
def test_a_partial_date_has_an_earliest_and_a_latest_day(edtf, earliest, latest):
    days = [day and datetime.date(*day) for day in (earliest, latest)]

    assert list(bounds(edtf)) == days


@pytest.mark.parametrize(
    "wrong", ["around 1998", "1998-13", "12.05.1998", "2006/1998", "1998-02-30", "98"]
)
def test_what_is_no_edtf_date_is_refused(wrong):
    with pytest.raises(ValueError, match=r"is not an EDTF date|ends before"):
        bounds(wrong)
    with pytest.raises(ValidationError):
        validate_edtf(wrong)


def test_nothing_is_a_date_without_bounds():
    assert bounds("") == (None, None)


@pytest.mark.parametrize(
    ("edtf", "words"),
    [
        ("", ""),
        ("1998", "1998"),
        ("1998-05", "May 1998"),
        ("1998-05-12", "12 May 1998"),
        ("1998~", "about 1998"),
        ("1998?", "1998 (uncertain)"),
        ("199X", "the 1990s"),
        ("2001/2006", "2001–2006"),
        ("2001/..", "since 2001"),
        ("../2003", "until 2003"),
        ("2004-23", "autumn 2004"),
    ],
)
def test_a_partial_date_is_described_in_words(edtf, words):
    assert str(describe(edtf)) == words
