"""A manuscript set as a PDF: tagged, PDF/UA-1 (ISO 14289-1), in the fonts that typst itself brings along."""

import json
import re
from functools import cache
from pathlib import Path

import typst
from django.conf import settings

TEMPLATE = Path(__file__).parent / "handbook.typ"
# What stands for a character that no font of the book has.
MISSING = "□"
# So often characters without a glyph are looked for; each time all that typst names are replaced.
TRIES = 5
UNSHOWN = re.compile(r'the text `"(.*?)"` could not be displayed')
ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
CONTROL = dict.fromkeys([*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F])
TOKEN = re.compile(r"--([\w-]+):(#[0-9a-fA-F]{3,6})\b")
PAGE = re.compile(rb"/Type\s*/Page(?![a-zA-Z])")


class Unprintable(Exception):
    """The manuscript could not be set."""


@cache
def template():
    """The template of the book, as typst reads it."""
    return TEMPLATE.read_bytes()


@cache
def colours():
    """{name: hexadecimal colour} of the light tokens of the site."""
    css = (Path(settings.BASE_DIR) / "static" / "tokens.css").read_text("utf-8")
    return dict(TOKEN.findall(css.split("@media")[0]))


@cache
def ornament():
    """The felt band of the site, as SVG."""
    return (Path(settings.BASE_DIR) / "static" / "shyrdak.svg").read_text("utf-8")


def typeset(manuscript, **options):
    """The PDF of a manuscript; raises Unprintable.

    A character that no font of the book has is shown as an empty box, for PDF/UA forbids to leave it without a glyph.
    `options` are typst's own and take the place of those that make a PDF.
    """
    style = {"colours": colours(), "ornament": ornament()}
    data = json.dumps(_printable(manuscript | {"style": style}), ensure_ascii=False)
    options = {"format": "pdf", "pdf_standards": "ua-1"} | options
    for _try in range(TRIES):
        try:
            return typst.compile(
                template(),
                sys_inputs={"manuscript": data},
                ignore_system_fonts=True,
                **options,
            )
        except typst.TypstError as error:
            unshown = set(UNSHOWN.findall(f"{error.message}\n{error.diagnostic}"))
            if not unshown:
                raise Unprintable(error.diagnostic or error.message) from error
            for text in unshown:
                data = data.replace(ESCAPED.sub(_character, text), MISSING)
    raise Unprintable("Characters without a glyph are left.")


def _character(escaped):
    return chr(int(escaped.group(1), 16))


def _printable(node):
    """The manuscript without control characters, which no font shows."""
    if isinstance(node, dict):
        return {name: _printable(value) for name, value in node.items()}
    if isinstance(node, list | tuple):
        return [_printable(value) for value in node]
    if isinstance(node, str):
        return node.translate(CONTROL)
    return node


def pages(pdf):
    """The number of pages of a PDF that typst has made."""
    return len(PAGE.findall(pdf))
