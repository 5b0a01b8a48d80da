"""The message catalogues: every string that the code marks is there in Russian and in Kyrgyz."""

import ast
import re
from pathlib import Path

import polib
import pytest
from django.conf import settings

ROOT = Path(__file__).resolve().parent.parent
CALLS = {
    "_": 0,
    "gettext": 0,
    "gettext_lazy": 0,
    "ngettext": 0,
    "pgettext": 1,
    "pgettext_lazy": 1,
}
TAG = re.compile(r"{% translate (?:\"([^\"]+)\"|'([^']+)')")


def marked():
    """Every string that Python code and templates mark for translation; blocks with variables are left out."""
    for part in settings.PARTS:
        for path in (ROOT / part).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") in CALLS:
                    argument = node.args[CALLS[node.func.id]]
                    if isinstance(argument, ast.Constant):
                        yield argument.value
    for path in (ROOT / "templates").rglob("*.html"):
        for double, single in TAG.findall(path.read_text(encoding="utf-8")):
            yield double or single


@pytest.fixture(scope="module", params=["ky", "ru"])
def catalogue(request):
    return polib.pofile(
        str(ROOT / "locale" / request.param / "LC_MESSAGES" / "django.po")
    )


def test_every_marked_string_is_translated(catalogue):
    known = {
        entry.msgid for entry in catalogue if entry.translated() and not entry.obsolete
    }

    assert sorted(set(marked()) - known) == []


def test_no_message_is_empty_or_doubtful(catalogue):
    assert [
        entry.msgid
        for entry in catalogue
        if not entry.obsolete and not entry.translated()
    ] == []
    assert [entry.msgid for entry in catalogue if "fuzzy" in entry.flags] == []


def test_a_translation_keeps_the_placeholders(catalogue):
    placeholder = re.compile(r"%\(\w+\)s|%s|%%|</?b>")
    for entry in catalogue:
        for text in [entry.msgstr, *entry.msgstr_plural.values()]:
            if text:
                wanted = set(placeholder.findall(entry.msgid_plural or entry.msgid))
                assert set(placeholder.findall(text)) <= wanted | set(
                    placeholder.findall(entry.msgid)
                ), entry.msgid


def test_kyrgyz_is_written_in_its_own_letters():
    catalogue = polib.pofile(str(ROOT / "locale" / "ky" / "LC_MESSAGES" / "django.po"))
    text = " ".join(entry.msgstr for entry in catalogue)

    assert all(letter in text for letter in "өүң")
