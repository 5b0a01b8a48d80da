"""The arrows of the design: what may import what."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
# Each part may import those before it.
PARTS = [
    "publishing",
    "places",
    "reference",
    "organizations",
    "conflicts",
    "cases",
    "registry",
]
FORBIDDEN_NAMES = {"utils.py", "helpers.py", "services.py", "managers.py", "signals.py"}


def imports_of(path):
    """The first-party parts that a file imports, relative imports left out."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.module.split(".")[0]


@pytest.mark.parametrize("part", PARTS)
def test_a_part_imports_only_what_stands_before_it(part):
    later = PARTS[PARTS.index(part) + 1 :]

    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in sorted((ROOT / part).rglob("*.py"))
        if "migrations" not in path.parts
        for name in imports_of(path)
        if name in later
    ]

    assert wrong == []


def test_the_wall_sees_an_arrow_that_runs_the_other_way(tmp_path):
    file = tmp_path / "models.py"
    file.write_text("from cases.models import CaseStudy\nimport registry.views\n")

    assert list(imports_of(file)) == ["cases", "registry"]


def test_no_file_has_a_name_that_says_nothing():
    found = [
        path
        for part in PARTS
        for path in (ROOT / part).rglob("*.py")
        if path.name in FORBIDDEN_NAMES
    ]

    assert found == []


def test_nothing_listens_to_signals():
    found = [
        str(path)
        for part in PARTS
        for path in (ROOT / part).rglob("*.py")
        if "django.db.models.signals" in path.read_text(encoding="utf-8")
        or "@receiver" in path.read_text(encoding="utf-8")
    ]

    assert found == []
