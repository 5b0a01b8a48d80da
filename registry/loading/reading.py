"""Reading the fixtures and finding every fault in them before anything is written."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

import yaml
from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import best_match, relevance

from publishing.dates import bounds
from publishing.models import fingerprint
from reference.models import Vocabulary

from . import schemas

FORMATS = FormatChecker(formats=())


@FORMATS.checks("edtf", raises=ValueError)
def is_edtf(value):
    """Whether a text is an EDTF date."""
    bounds(value)
    return True


class FixtureError(Exception):
    """Faults of the fixtures, one sentence each, with file, record and field."""

    def __init__(self, faults):
        self.faults = faults
        super().__init__("\n".join(faults))


@dataclass(frozen=True)
class Entry:
    """One record of a fixture file: where it stands, how it is called there, and what it says."""

    file: str
    name: str
    data: dict

    @property
    def hash(self):
        return fingerprint(self.data)


@dataclass
class Fixtures:
    """Everything that the fixtures hold, by kind, in the order in which it is written."""

    terms: list
    places: list
    sources: list
    organizations: list
    mines: list
    conflicts: list
    responses: list
    projects: list
    cases: list
    dialogues: list
    recommendations: list


VOCABULARIES = {
    "sectors": Vocabulary.SECTOR,
    "themes": Vocabulary.THEME,
    "mechanisms": Vocabulary.MECHANISM,
    "beneficiary-groups": Vocabulary.BENEFICIARY_GROUP,
    "commodities": Vocabulary.COMMODITY,
}
# Kind: the files that hold it, the shape of an entry, and the field by which other entries refer to it.
FILES = {
    "place": ("places/*.yaml", schemas.PLACE, "code"),
    "source": ("sources.yaml", schemas.SOURCE, "slug"),
    "organization": ("organizations/*.yaml", schemas.ORGANIZATION, "key"),
    "mine": ("mines.yaml", schemas.MINE, "slug"),
    "conflict": ("conflicts.yaml", schemas.CONFLICT, "slug"),
    "response": ("responses.yaml", schemas.RESPONSE, "slug"),
    "project": ("projects/*.yaml", schemas.PROJECT, "slug"),
    "case": ("cases/*.yaml", schemas.CASE, "slug"),
    "dialogue": ("dialogues.yaml", schemas.DIALOGUE, "slug"),
    "recommendation": ("recommendations/*.yaml", schemas.RECOMMENDATION, "slug"),
}


def digest(folder):
    """One hash over the names and the bytes of all fixture files."""
    state = hashlib.sha256()
    for path in sorted(Path(folder).rglob("*.yaml")):
        state.update(
            str(path.relative_to(folder)).encode() + b"\0" + path.read_bytes() + b"\0"
        )
    return state.hexdigest()


def read(folder):
    """The fixtures of a folder, all faults found first; FixtureError names each fault."""
    folder, faults = Path(folder), []
    entries = {
        f"{kind}s": _entries(folder, pattern, schema, kind, key, faults)
        for kind, (pattern, schema, key) in FILES.items()
    }
    fixtures = Fixtures(terms=_terms(folder, faults), **entries)
    if not faults:
        faults += _doubles(fixtures) + _dangling(fixtures)
    if faults:
        raise FixtureError(faults)
    return fixtures


def _load(path, folder, faults):
    name = str(path.relative_to(folder))
    try:
        return name, yaml.load(
            path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader
        )
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        faults.append(f"{name}: is not readable YAML: {' '.join(str(error).split())}")
        return name, []


def _terms(folder, faults):
    entries = []
    for stem, vocabulary in VOCABULARIES.items():
        found = _entries(
            folder,
            f"vocabularies/{stem}.yaml",
            schemas.TERM,
            vocabulary,
            "code",
            faults,
        )
        entries += [
            Entry(entry.file, entry.name, entry.data | {"vocabulary": vocabulary})
            for entry in found
        ]
    return entries


def _entries(folder, pattern, schema, prefix, key, faults):
    validator = Draft202012Validator(schema, format_checker=FORMATS)
    entries = []
    for path in sorted(folder.glob(pattern)):
        file, found = _load(path, folder, faults)
        for place, data in enumerate(
            [found] if isinstance(found, dict) else found or []
        ):
            name = data.get(key) if isinstance(data, dict) else None
            entry = Entry(file, f"{prefix}:{name or place + 1}", data)
            faults += [_sentence(entry, error) for error in validator.iter_errors(data)]
            entries.append(entry)
    return entries


def _sentence(entry, error):
    """One fault in words: file, record, field, and what is wrong there."""
    inner = best_match([error], key=relevance)
    where, row = [], entry.data
    for step in inner.absolute_path:
        row = row[step]
        where.append(
            f"[{row.get('n', step)}]"
            if isinstance(row, dict) and isinstance(step, int)
            else f"{step}"
        )
    return f"{entry.file}: {entry.name}: {'.'.join(where).replace('.[', '[') or 'the record'}: {inner.message[:300]}"


def _doubles(fixtures):
    faults = []
    unique = [(fixtures.terms, ("vocabulary", "code"))]
    for kind, (_pattern, _schema, key) in FILES.items():
        entries = getattr(fixtures, f"{kind}s")
        unique += [(entries, (key,))]
        unique += [(entries, ("number",))] if kind != "place" else []
    for entries, names in unique:
        seen = {}
        for entry in entries:
            value = tuple(entry.data[name] for name in names)
            if value in seen:
                faults.append(
                    f"{entry.file}: {entry.name}: {names[-1]}: stands also in {seen[value]}"
                )
            seen.setdefault(value, entry.file)
    for entry in _records(fixtures):
        for table, rows in entry.data.items():
            numbers = [
                row["n"]
                for row in (rows if isinstance(rows, list) else ())
                if isinstance(row, dict) and "n" in row
            ]
            twice = sorted({n for n in numbers if numbers.count(n) > 1})
            faults += [
                f"{entry.file}: {entry.name}: {table}[{n}]: the number stands twice"
                for n in twice
            ]
    return faults


def _records(fixtures):
    """All entries but those of vocabularies."""
    return [entry for kind in FILES for entry in getattr(fixtures, f"{kind}s")]


def _dangling(fixtures):
    """References to records, places and terms that the fixtures do not hold."""
    known = {
        kind: {entry.data[key] for entry in getattr(fixtures, f"{kind}s")}
        for kind, (_pattern, _schema, key) in FILES.items()
    }
    for vocabulary in VOCABULARIES.values():
        known[vocabulary] = {
            entry.data["code"]
            for entry in fixtures.terms
            if entry.data["vocabulary"] == vocabulary
        }
    faults = []
    for entry in _records(fixtures):
        for family, value, where in _references(entry):
            if value not in known[family]:
                faults.append(
                    f"{entry.file}: {entry.name}: {where}: there is no {family} “{value}”"
                )
    sessions = {
        (entry.data["slug"], row["n"])
        for entry in fixtures.dialogues
        for row in entry.data.get("sessions", ())
    }
    for entry in fixtures.recommendations:
        session = (entry.data.get("dialogue"), entry.data.get("session"))
        if session[1] and session not in sessions:
            faults.append(
                f"{entry.file}: {entry.name}: session: the dialogue has no session {session[1]}"
            )
    order = {}
    for place, entry in enumerate(fixtures.places):
        order[entry.data["code"]] = place
    for entry in fixtures.places:
        parent = entry.data.get("parent")
        if parent and order.get(parent, -1) > order[entry.data["code"]]:
            faults.append(
                f"{entry.file}: {entry.name}: parent: “{parent}” stands further down; parents come first"
            )
    return faults


FAMILIES = {
    "place": "place",
    "places": "place",
    "parent": "place",
    "source": "source",
    "organization": "organization",
    "giver": "organization",
    "receiver": "organization",
    "funders": "organization",
    "to": "organization",
    "sectors": Vocabulary.SECTOR,
    "themes": Vocabulary.THEME,
    "mechanisms": Vocabulary.MECHANISM,
    "group": Vocabulary.BENEFICIARY_GROUP,
    "commodities": Vocabulary.COMMODITY,
    "nearest": "place",
    "holder": "organization",
    "court": "organization",
    "mine": "mine",
    "mines": "mine",
    "conflicts": "conflict",
    "projects": "project",
    "dialogue": "dialogue",
}


def _references(entry):
    """(family, value, where) for everything that an entry refers to."""

    def walk(node, where, field):
        if isinstance(node, dict):
            for name, value in node.items():
                yield from walk(value, f"{where}.{name}" if where else name, name)
        elif isinstance(node, list):
            for place, value in enumerate(node):
                number = (
                    value.get("n", place + 1) if isinstance(value, dict) else place + 1
                )
                yield from walk(value, f"{where}[{number}]", field)
        elif node is not None:
            family = FAMILIES.get(field)
            if field == "partners":
                family = "organization"
            kind = entry.name.split(":")[0]
            if field == "other" and kind == "place":
                family = "place"
            if field == "related":
                family = kind
            if family and not (field == "to" and not isinstance(node, str)):
                yield family, node, where

    yield from walk(entry.data, "", "")
