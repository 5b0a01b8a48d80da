"""Records of one kind row by row: what each states, what is the same in all, what differs, what is not stated."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from publishing.names import Names, pick, references

# So many items of a cell are open, the rest stand behind a fold.
OPEN = 6


@dataclass(frozen=True)
class Item:
    """What a record states in a row, in words; the same identity in another record is the same thing."""

    identity: str
    words: object
    detail: str = ""
    url: str = ""
    is_stated: bool = True

    def __str__(self):
        words = pick(self.words)[0]
        return f"{words}: {self.detail}" if self.detail else words

    @property
    def written(self):
        """What is read: the words, and where they lead."""
        return str(self), self.url


@dataclass(frozen=True)
class Cell:
    """What one record states in a row, and sentences behind a fold; `applies` is off where it cannot state anything."""

    items: tuple = ()
    sentences: tuple = ()
    applies: bool = True

    @cached_property
    def stated(self):
        """The identities of what is stated."""
        return frozenset(item.identity for item in self.items if item.is_stated)

    @cached_property
    def written(self):
        return frozenset(item.written for item in self.items)


@dataclass(frozen=True)
class Row:
    """One row: a name that is kept for tables, a label, a cell for each record; prose is shown and not compared."""

    name: str
    label: str
    cells: list
    is_compared: bool = True

    @property
    def is_stated(self):
        """Whether at least one record states something."""
        return any(cell.stated for cell in self.cells)

    @cached_property
    def verdict(self):
        """`differs` where two records state something else, `same` where all state one thing, else `unknown`."""
        if not self.is_compared:
            return ""
        stated = [cell.stated for cell in self.cells if cell.stated]
        if len(set(stated)) > 1:
            return "differs"
        return "same" if len(stated) == len(self.cells) else "unknown"

    @cached_property
    def is_one(self):
        """Whether the same stands in all cells, so that it is written once."""
        return len({(cell.written, cell.applies) for cell in self.cells}) == 1 and not (
            any(cell.sentences for cell in self.cells)
        )

    @cached_property
    def once(self):
        """What all records state in the same words, where they differ in others: written once, across the row."""
        if self.verdict != "differs":
            return []
        written = frozenset.intersection(*(cell.written for cell in self.cells))
        items = self.cells[0].items
        return [item for item in items if item.is_stated and item.written in written]

    @property
    def shown(self):
        """(cell, open items, items behind a fold) of each record, without what is written once.

        An item is paired with whether all others state it, if with another detail; such come first, side by side.
        """
        once, shared = {item.written for item in self.once}, ()
        if self.verdict == "differs":
            shared = frozenset.intersection(*(cell.stated for cell in self.cells))
        for cell in self.cells:
            items = [item for item in cell.items if item.written not in once]
            pairs = [(item, item.identity in shared) for item in items]
            pairs.sort(key=lambda pair: not pair[1])
            most = OPEN if len(pairs) > OPEN + 1 else OPEN + 1
            yield cell, pairs[:most], pairs[most:]


@dataclass(frozen=True)
class Line:
    """The declaration of a row: `items(document, names)` gives what a record states in it.

    The label is words, or a family and a value that has its name there. `sentences(document)` stand behind a fold.
    Where the registry holds no record of the kind that `about` names, nothing can be stated. An optional row is left
    out where no record states anything.
    """

    name: str
    label: object
    items: Callable
    sentences: Callable = lambda document: ()
    about: str = ""
    is_compared: bool = True
    is_optional: bool = False

    def row(self, documents, names):
        is_name = isinstance(self.label, tuple)
        label = names.text(*self.label) if is_name else str(self.label)
        cells = [self._cell(document, names) for document in documents]
        return Row(self.name, label, cells, self.is_compared)

    def _cell(self, document, names):
        items = tuple(self.items(document, names))
        applies = not self.about or bool(items) or self.about in document["counts"]
        return Cell(items, tuple(self.sentences(document)), applies)


@dataclass(frozen=True)
class Table:
    """The rows of a kind: groups of a label and its lines.

    `beside(keys)` gives what the lines read besides the documents: {key: {name: value}}.
    """

    groups: tuple
    beside: Callable = lambda keys: {}


@dataclass(frozen=True)
class Group:
    """Rows under one heading."""

    label: str
    rows: list


@dataclass(frozen=True)
class Side:
    """One of the records that are compared: a published record with its document, or a place."""

    key: str
    kind: str
    titles: dict
    url: str
    document: dict


class Aligned:
    """The rows of some records of one kind; the number of queries does not depend on what they hold."""

    def __init__(self, table, sides):
        self.sides = sides
        beside = table.beside([side.key for side in sides])
        documents = [self._read(side) | beside.get(side.key, {}) for side in sides]
        self.names = Names(documents)
        self.groups = []
        for label, *lines in table.groups:
            rows = [(line, line.row(documents, self.names)) for line in lines]
            rows = [row for line, row in rows if row.is_stated or not line.is_optional]
            if rows:
                self.groups.append(Group(label, rows))

    @staticmethod
    def _read(side):
        """The document with the record's address and the sources on which it and its statements rest."""
        sources = [
            {"ref": key} for key, role in references(side.document) if role == "source"
        ]
        return side.document | {"url": side.url, "sources": sources}

    @property
    def rows(self):
        return [row for group in self.groups for row in group.rows]

    @property
    def compared(self):
        """The rows in which something is compared and at least one record states something."""
        return [row for row in self.rows if row.is_compared and row.is_stated]

    @property
    def same(self):
        return [row for row in self.compared if row.verdict == "same"]
