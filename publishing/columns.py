"""Tables of a list: one column at a time read from the document; written so that a spreadsheet does not run a cell."""

import csv
import datetime
import json
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain
from operator import methodcaller

from django.http import HttpResponseBadRequest, StreamingHttpResponse
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import mark_safe

from .kinds import LISTS, Column
from .names import Name, pick, record_names
from .templatetags.published import edtf, figure, money, not_stated, quantity, tr

# What stands in a dense table where a column says nothing of a record of this kind.
DOES_NOT_APPLY = "–"
CSV = "text/csv; charset=utf-8"
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


@dataclass(frozen=True)
class Sheet:
    """A table that is no list's, with dicts as lines: the name of its file, the type of each column by its name."""

    path: str
    types: dict

    @property
    def columns(self):
        return [
            Column(name, name, methodcaller("get", name), kind)
            for name, kind in self.types.items()
        ]


def csv_lines(listed, rows):
    """The lines of the CSV file of a list or Sheet: a heading, then one line a row."""
    heading = [column.name for column in listed.columns]
    lines = (
        [write(column.value(row), column.type) for column in listed.columns]
        for row in rows
    )
    return csv_of(chain([heading], lines))


def csv_of(lines):
    """Lines of cells that `write` wrote as CSV (RFC 4180, UTF-8 with byte order mark)."""
    writer, mark = csv.writer(Echo()), "\ufeff"
    for line in lines:
        yield mark + writer.writerow(line)
        mark = ""


def csv_answer(listed, rows):
    """The table of a list or Sheet as a file, line by line as it is read."""
    answer = StreamingHttpResponse(csv_lines(listed, rows), content_type=CSV)
    return saved(answer, file_name(listed.path))


def saved(answer, name):
    """An answer that browsers keep as a file of that name."""
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def refused(faults):
    """400, with what is wrong with the address of a file, a sentence a line."""
    return HttpResponseBadRequest(
        "\n".join(map(str, faults)), content_type="text/plain; charset=utf-8"
    )


def file_name(path, suffix="csv", today=None):
    """The name under which a table or a drawing is saved, with the day, as `cases-2026-11-23.csv`."""
    return f"{path}-{today or datetime.date.today():%Y-%m-%d}.{suffix}"


def as_it_is(value, row):
    """A value that is in the reader's words already: a text, a number, or a list of names."""
    if isinstance(value, int | float | Decimal):
        return figure(value)
    return ", ".join(map(str, value)) if isinstance(value, list) else value


def dated(value, row):
    """A partial date in words."""
    return edtf(value) if value else None


def named(family):
    """Codes by the names that a family has for them (publishing.names)."""

    def shown(value, row):
        codes = value if isinstance(value, list) else [value] if value else []
        names = [tr(row["names"].get(family, code).texts) for code in codes]
        return mark_safe(", ".join(names)) or None

    return shown


def worded(name):
    """A text of the document in the reader's language."""

    def shown(value, row):
        texts = row["document"].get(name)
        return tr(texts) if pick(texts)[0] else None

    return shown


def in_money(value, row):
    """The money of the document in words, with its currency."""
    found = row["document"].get("money")
    return money(found) if found else None


def in_quantity(value, row):
    """The quantity of the document in words, with its unit."""
    found = row["document"].get("quantity")
    return quantity({"names": row["names"]}, found) if found else None


class Asked:
    """Takes note of the names for which rows ask, so that they can be read together."""

    def __init__(self):
        self.values = {}

    def get(self, family, value):
        self.values.setdefault(family, set()).add(value)
        return Name({"en": str(value)})

    def text(self, family, value):
        return str(self.get(family, value)) if value else None


class Known:
    """Names that a worker keeps, and beside them those of the records for which rows ask."""

    def __init__(self, kept, asked):
        for family, values in asked.values.items():
            if family != "record":
                kept.need(family, values)
        self.kept = kept
        wanted = asked.values.get("record")
        self.records = record_names(wanted) if wanted else {}

    def get(self, family, value):
        if family != "record":
            return self.kept.get(family, value)
        return self.records.get(value) or Name({"en": str(value)})

    def text(self, family, value):
        return str(self.get(family, value)) if value else None


def dense_rows(listed, rows, names):
    """The cells of published records in the dense table of their list, by `dense_row`.

    `names` are those that a worker keeps. Of the documents only what the columns show is looked through.
    """
    asked = Asked()
    shown = [{"published": row, "document": row.document} for row in rows]
    for row in shown:
        for column in dense_columns(listed):
            column.dense(column.value(row | {"names": asked}), row | {"names": asked})
    known = Known(names, asked)
    return [dense_row(listed, row | {"names": known}) for row in shown]


def dense_row(listed, row):
    """{place of the column: HTML} of a record in the dense table of its list."""
    published = row["published"]
    cells = {
        "address": published.get_absolute_url(),
        "title": tr(published.titles) or LISTS[published.kind].label,
        "parent": DOES_NOT_APPLY,
    }
    if published.parent_id:
        parent = published.parent
        link = format_html(
            '<a href="{}">{}</a>', parent.get_absolute_url(), tr(parent.titles)
        )
        cells["parent"] = link
    for place, column in enumerate(dense_columns(listed)):
        shown = column.dense(column.value(row), row)
        is_stated = shown is not None and shown != ""
        cells[f"c{place}"] = conditional_escape(shown) if is_stated else not_stated()
    return cells


def dense_columns(listed):
    """The columns of a list that its dense table shows, beside the title and the record of a part."""
    return [column for column in listed.columns if column.dense]
