"""Dated series, such as the statuses of a mine: the row that is in force."""

import datetime

from publishing.dates import bounds


def current(rows):
    """The row of a series with the latest date, the last of several; an undated one where none is dated; or None."""

    def latest(row):
        start, end = bounds(row.get("date") or "")
        open_end = end is None and start is not None
        return datetime.date.max if open_end else end or datetime.date.min

    return max(
        enumerate(rows), key=lambda pair: (latest(pair[1]), pair[0]), default=(0, None)
    )[1]
