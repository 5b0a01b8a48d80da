"""The declaration of a kind of record, from which its lists, pages and exports are made, and the list of all kinds."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.apps import apps
from django.utils.module_loading import import_string

KINDS = {}
# Kinds and parts by name: everything that has a list of its own.
LISTS = {}
SEARCH = []
MAPS = []


@dataclass(frozen=True)
class Facet:
    """One dimension by which a list is filtered and counted.

    `values(document)` gives the values of a document in the shape of today, codes or keys; for a part it is given the
    part's document, which carries its record's under `parent`. `family` says how a value is named (publishing.names).
    `tree` is set where values lie in one another, as places do. `incoming` names a kind: the values are then the roles,
    out of `roles`, in which records of that kind refer to this one, or the values that those have in `through`.
    `outgoing` names a role: the values are those that the records which this one names in that role have in `through`.
    """

    name: str
    label: str
    family: str
    values: Callable | None = None
    tree: bool = False
    incoming: str = ""
    roles: tuple = ()
    through: str = ""
    outgoing: str = ""

    @property
    def is_connected(self):
        """Whether the values come from other records and not from the document."""
        return bool(self.incoming or self.outgoing)


@dataclass(frozen=True)
class Column:
    """One column of a kind's table: a name that is kept, a heading, and its value in a document (None: not stated).

    `dense(value, row)` gives the value in the reader's words for the dense table of a list (publishing.columns); a
    column without it stands in the CSV alone.
    """

    name: str
    label: str
    value: Callable
    type: str = "text"
    dense: Callable | None = None


@dataclass(frozen=True)
class Listed:
    """What a kind and a part have in common: a list with facets, columns and a card.

    `point(document)` gives (longitude, latitude) where a record lies on a point of its own, else None.
    `sums` says that a list shows the sums of its amounts, each currency by itself, and takes limits of the amount.
    `book_url` names the address, if any, where what the list holds is printed as one PDF.
    """

    name: str
    path: str
    label: str
    plural: str
    sentence: Callable
    facets: tuple = ()
    columns: tuple = ()
    card: str = ""
    shape_class: str = ""
    filters: tuple = ()
    sums: bool = False
    book_url: str = ""
    point: Callable = None

    @property
    def list_url(self):
        """The name of the address of the list."""
        return f"registry:{self.name}-list"

    @property
    def csv_url(self):
        """The name of the address of its table."""
        return f"registry:{self.name}-csv"


@dataclass(frozen=True)
class Part(Listed):
    """Rows of a record that people list by themselves; they come and go with their record.

    `rows` names the list in the record's document; `title(row)` gives a text by language; `date(row, document)` and
    `amount(row)` what lists sort and sum by.
    """

    rows: str = ""
    title: Callable = lambda row: {}
    date: Callable = lambda row, document: row.get("date")
    amount: Callable = lambda row: (None, "")


@dataclass(frozen=True)
class Kind(Listed):
    """A kind of record. `rank` is its place among the kinds where they are listed for readers; one that is not
    `in_menu` is found from its neighbours. A list that is `by_number` stands in the order of the records' numbers.
    Records of a kind that `is_compared` can be chosen in lists to be set side by side.

    `document(row)` is the allow-listing function: what it leaves out cannot be published; `prefetch` names what it
    reads of other tables. `shape` is the number of the
    document's shape; `lifts[n]` turns a document of shape n into one of shape n + 1. `missing(row)` lists what the
    record lacks before it can be published, as pairs of field name and sentence.
    """

    prefix: str = ""
    model: str = ""
    rank: int = 100
    in_menu: bool = True
    by_number: bool = False
    is_compared: bool = False
    document: Callable = None
    prefetch: tuple = ()
    shape: int = 1
    lifts: dict = field(default_factory=dict)
    missing: Callable = lambda row: []
    detail: str = ""
    context: str = ""
    parts: tuple = ()
    date: Callable = lambda document: document.get("period")
    amount: Callable = lambda document: (None, "")

    @property
    def versions_url(self):
        return f"registry:{self.name}-versions"

    @property
    def version_url(self):
        return f"registry:{self.name}-version"

    @property
    def model_class(self):
        return apps.get_model(self.model)

    def lift(self, document, shape):
        """A document of an older shape in the shape of today; one of today's shape as it is."""
        for number in range(shape, self.shape):
            document = self.lifts[number](document)
        return document

    def page_context(self, published, names):
        """What the detail template needs beside the document, by the function that `context` names, if any."""
        return import_string(self.context)(published, names) if self.context else {}


def register(kind):
    """Puts a kind on the list; parts of the site are made from the list in the order of registration."""
    KINDS[kind.name] = kind
    LISTS.update({listed.name: listed for listed in (kind, *kind.parts)})
    return kind


def register_search(listed):
    """Declares the list of all records of all kinds, with the facets that they share."""
    SEARCH[:] = [listed]
    return listed


def register_map(function):
    """Declares what draws the map of a list, given its question, answer, names, address and shape."""
    MAPS[:] = [function]


def map_of_list(*arguments):
    """The HTML of the map of a list; empty where nothing draws one."""
    return MAPS[0](*arguments) if MAPS else ""


def search_list():
    """The list of all records, or None where there is none."""
    return SEARCH[0] if SEARCH else None


def list_named(name):
    """The kind, part or list of all records of a name; KeyError where there is none."""
    if SEARCH and SEARCH[0].name == name:
        return SEARCH[0]
    return LISTS[name]


def kind_named(name):
    """The kind of a name; KeyError where there is none."""
    return KINDS[name]


def kind_with(listed):
    """The kind to which a kind or part belongs, or None for the list of all records."""
    return next(
        (kind for kind in KINDS.values() if listed is kind or listed in kind.parts),
        None,
    )


def kind_of(model):
    """The kind whose rows the model holds."""
    return next(kind for kind in KINDS.values() if kind.model == model._meta.label)
