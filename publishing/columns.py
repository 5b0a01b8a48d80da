"""Tables of a list: one column at a time read from the document; written so that a spreadsheet does not run a cell."""

import csv
import datetime
import json
from decimal import Decimal

RISKY = ("=", "+", "-", "@", "\t", "\r")


def write(value, kind="text"):
    """The cell of a value: empty for None, `; ` between the items of a list, an apostrophe before a risky one."""
    if value is None:
        return ""
    if kind == "list":
        value = "; ".join(str(item).replace(";", ",") for item in value)
    elif isinstance(value, dict):
        value = json.dumps(value, ensure_ascii=False, sort_keys=True)
    if kind == "number":
        return format(Decimal(str(value)).normalize(), "f")
    text = str(value)
    return f"'{text}" if text.startswith((*RISKY, "'")) else text


def read(cell, kind="text"):
    """The value of a cell that `write` wrote."""
    text = cell[1:] if cell.startswith("'") else cell
    if kind == "number":
        return Decimal(cell) if cell else None
    if kind == "list":
        return text.split("; ") if text else None
    return text or None


class Echo:
    """A file that hands back each line that is written to it."""

    def write(self, value):
        return value


def csv_lines(listed, rows):
    """The lines of a CSV file (RFC 4180, UTF-8 with byte order mark): a heading, then one line a row."""
    writer = csv.writer(Echo())
    yield "\ufeff" + writer.writerow([column.name for column in listed.columns])
    for row in rows:
        yield writer.writerow(
            [write(column.value(row), column.type) for column in listed.columns]
        )


def file_name(listed, today=None):
    """The name under which a list is saved, with the day, as `cases-2026-11-23.csv`."""
    return f"{listed.path}-{today or datetime.date.today():%Y-%m-%d}.csv"
