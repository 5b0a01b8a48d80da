"""Names of what documents refer to: resolved when shown, all in one query a family, in the reader's language."""

from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from .kinds import LISTS
from .models import PublishedRecord

FALLBACK = {
    "ky": ("ky", "ru", "en"),
    "ru": ("ru", "en", "ky"),
    "en": ("en", "ru", "ky"),
}
FAMILIES = {}
GROUPS = []
EXPANSIONS = {}


@dataclass(frozen=True)
class Name:
    """What a reference is called and where it leads; no address where there is nothing to show."""

    texts: dict
    url: str = ""
    kind: str = ""
    detail: dict | None = None

    def __str__(self):
        return pick(self.texts)[0]


def pick(texts):
    """The text in the reader's language, or the nearest there is, and the language that it is in."""
    if isinstance(texts, str):
        return texts, None
    for language in FALLBACK.get(get_language(), FALLBACK["en"]):
        if (texts or {}).get(language):
            return texts[language], language
    return "", None


@dataclass(frozen=True)
class Expansion:
    """What a value stands for in facets and in search: all values that cover it, and the words by which it is found."""

    values: frozenset
    words: tuple


def register_family(name, resolve, expand=None):
    """`resolve(values)` gives a dict of Name by value for reference data that is read directly, such as places.

    `expand(values)` gives a dict of Expansion by value, where values lie in one another.
    """
    FAMILIES[name] = resolve
    if expand:
        EXPANSIONS[name] = expand


def register_group(families, load):
    """Families that are read together: `load()` gives {family: {value: Name}} for all of them in one query."""
    GROUPS.append((frozenset(families), load))
    for family in families:
        FAMILIES[family] = lambda values, family=family: load()[family]


def register_labels(name, labels):
    """A family of fixed values: `labels` gives the words for each, translated when they are shown."""
    FAMILIES[name] = lambda values: {
        str(value): Name({get_language() or "en": str(words)})
        for value, words in labels.items()
    }


def register_choices(name, choices):
    """A family whose values are the choices of a field."""
    register_labels(name, dict(choices.choices))


FAMILIES["list"] = lambda values: {
    value: Name({get_language() or "en": str(LISTS[value].plural)})
    for value in values
    if value in LISTS
}


def expand(family, values):
    """{value: Expansion} of the values of a family; each value stands for itself where nothing is known of it."""
    known = EXPANSIONS[family](values) if family in EXPANSIONS and values else {}
    return {
        value: known.get(value) or Expansion(frozenset({value}), ()) for value in values
    }


def references(node, role=""):
    """All (key, role) pairs to which a document refers, in its order."""
    if isinstance(node, dict):
        if "ref" in node:
            yield node["ref"], node.get("role") or role
        for field, value in node.items():
            yield from references(value, field)
    elif isinstance(node, list):
        for value in node:
            yield from references(value, role)


def places(node):
    """All place codes to which a document refers."""
    if isinstance(node, dict):
        if isinstance(node.get("place"), str):
            yield node["place"]
        for value in node.values():
            yield from places(value)
    elif isinstance(node, list):
        for value in node:
            yield from places(value)


LANGUAGES = ("en", "ru", "ky")
# Fields with a text whose language is not recorded.
BARE = ("as_named", "note", "alias")


def texts(node):
    """(language, text) of all texts of a document, without codes, keys and dates; no language where none is known."""
    if isinstance(node, dict):
        for field, value in node.items():
            if isinstance(value, str):
                if field in LANGUAGES or field in BARE:
                    yield (field if field in LANGUAGES else ""), value
            elif isinstance(value, dict | list):
                yield from texts(value)
    elif isinstance(node, list):
        for value in node:
            yield from texts(value)


def record_names(keys):
    """Names of published records by key, withdrawn ones without an address; an unknown key is missing from the dict."""
    names = {}
    rows = PublishedRecord.objects.filter(Q(key__in=set(keys)), parent=None)
    for row in rows.only(
        "key",
        "kind",
        "slug",
        "title_en",
        "title_ru",
        "title_ky",
        "is_withdrawn",
        "parent_id",
    ):
        if row.is_withdrawn:
            titles = row.titles or {get_language(): str(_("name withheld"))}
            names[row.key] = Name(titles, "", row.kind)
        else:
            names[row.key] = Name(row.titles, row.get_absolute_url(), row.kind)
    return names


class Names:
    """The names that one page needs: records, places, terms, choices; each family is read when asked for."""

    def __init__(self, documents=(), **values):
        documents = list(documents)
        self.values = {family: set(found) for family, found in values.items()}
        keys = (key for document in documents for key, _role in references(document))
        self.values.setdefault("record", set()).update(keys)
        self.values.setdefault("place", set()).update(
            code for document in documents for code in places(document)
        )
        self.families = {}

    def add(self, documents):
        """Names of further documents are needed too; called before the first name is asked for."""
        for document in documents:
            self.values["record"].update(key for key, _role in references(document))
            self.values["place"].update(places(document))

    def _family(self, family):
        if family not in self.families:
            group = next((load for names, load in GROUPS if family in names), None)
            if family == "record":
                self.families[family] = (
                    record_names(self.values["record"]) if self.values["record"] else {}
                )
            elif group:
                self.families |= group()
            else:
                self.families[family] = FAMILIES[family](self.values.get(family, set()))
        return self.families[family]

    def get(self, family, value):
        """The Name of a value, or a Name that shows the bare value where nothing is known of it."""
        return self._family(family).get(value) or Name({"en": str(value)})

    def text(self, family, value):
        """The name of a value as plain text, or None where there is no value."""
        return str(self.get(family, value)) if value else None


class KeptNames(Names):
    """Names that a worker keeps in one language, for panels, chips and headings of lists."""

    def __init__(self):
        super().__init__()
        self.known, self.trees, self.words = {}, {}, {}

    def need(self, family, values):
        """Reads the names of those values of a family that were not read yet, in one query."""
        known = self.known.setdefault(family, {})
        new = {value for value in values if value and value not in known}
        if new:
            found = record_names(new) if family == "record" else FAMILIES[family](new)
            known.update(found)
            for value in new - set(found):
                known[value] = Name({"en": str(value)})

    def forget(self, family):
        """Drops the names of one family."""
        self.known.pop(family, None)
        self.words = {key: word for key, word in self.words.items() if key[0] != family}

    def get(self, family, value):
        known = self.known.get(family, {})
        if value not in known:
            self.need(family, [value])
        return self.known[family][value]

    def word(self, family, value):
        """The name of a value as plain text, for sorting."""
        if (family, value) not in self.words:
            self.words[family, value] = str(self.get(family, value))
        return self.words[family, value]

    def tree(self, family, values):
        """({parent: what lies in it}, the outermost) of the values of a family whose values lie in one another."""
        key = (family, values)
        if key not in self.trees:
            self.need(family, values)
            named = {value: self.get(family, value) for value in values}
            inside, roots = {}, []
            for value, name in sorted(named.items()):
                if name.detail is None:
                    continue
                parent = name.detail["parent"]
                if parent in named and named[parent].detail is not None:
                    inside.setdefault(parent, []).append(value)
                else:
                    roots.append(value)
            if len(self.trees) > 100:
                self.trees.clear()
            self.trees[key] = inside, roots
        return self.trees[key]


KEPT = {}


def kept(copy):
    """The KeptNames in the language in use for a copy of the index.

    Names of records hold for its generation, all others until names of places or terms change.
    """
    language = get_language() or "en"
    reference, token, names = KEPT.get(language, (None, None, None))
    if names is None or reference != copy.reference:
        names = KeptNames()
    elif token != copy.token:
        names.forget("record")
    KEPT[language] = (copy.reference, copy.token, names)
    return names
