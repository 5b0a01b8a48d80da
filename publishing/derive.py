"""The published form of a record, made from its current version alone.

First each record's own rows (with its parts, facet values and links), then what rows show of one another: the names by
which a search finds them and the roles in which others name them.
"""

from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Q

from . import index, names
from .dates import bounds
from .kinds import KINDS, kind_named
from .models import FacetValue, Link, PastSlug, PublishedRecord, Record, Status, Version
from .search import searchable, sort_key

# Where more records than these, and than a quarter of all, are published at once, the index is made anew in one go.
TOGETHER = 20
SORT = {"en": ("en", "ru", "ky"), "ru": ("ru", "en", "ky"), "ky": ("ky", "ru", "en")}


@dataclass
class Row:
    """One published record as it should be: the columns of its row, its facet values and its links."""

    columns: dict
    facets: set = field(default_factory=set)
    links: set = field(default_factory=set)


def rows_of(record, version, expansions=None):
    """The rows that a record's version makes: the record's own first, then its parts in their order.

    `expansions` says what the places in the document lie in; they are looked up where it is not given.
    """
    kind = kind_named(record.kind)
    document = version.lifted
    if expansions is None:
        expansions = names.expand("place", set(names.places(document)))
    own = Row(
        _columns(
            kind,
            record,
            version,
            document,
            record.key,
            record.number,
            document.get("title"),
            kind.date(document),
        )
    )
    own.columns |= {"slug": document["slug"]} | _amount(kind.amount(document))
    own.links = set(names.references(document))
    own.facets = _facets(kind, document, expansions)
    rows = [own]
    for part in kind.parts:
        for row in document.get(part.rows, ()):
            key = f"{record.key}-{part.name}-{row['n']}"
            place = record.number * 10_000 + row["n"]
            columns = _columns(
                part,
                record,
                version,
                row,
                key,
                place,
                part.title(row),
                part.date(row, document),
            )
            columns |= {"slug": ""} | _amount(part.amount(row))
            facets = _facets(part, row | {"parent": document}, expansions)
            rows.append(Row(columns, facets, set(names.references(row))))
    return rows


def _columns(kind, record, version, document, key, position, title, date):
    title = title or {}
    earliest, latest = bounds(date or "")
    columns = {
        "key": key,
        "kind": kind.name,
        "position": position,
        "version": version.number,
        "published_at": version.published_at,
        "is_withdrawn": False,
        "document": document,
        "earliest": earliest,
        "latest": latest,
    }
    for language, order in SORT.items():
        columns[f"title_{language}"] = title.get(language, "")
        columns[f"sort_{language}"] = sort_key(
            next((title[other] for other in order if title.get(other)), "")
        )
    return columns


def _amount(pair):
    amount, currency = pair
    return {
        "amount": None if amount is None else Decimal(str(amount)),
        "currency": currency or "",
    }


def _facets(kind, document, expansions):
    """(dimension, value) pairs; a dimension without a value gets the empty one: not stated.

    A value of a tree stands for all that it lies in.
    """
    pairs = set()
    for facet in kind.facets:
        if not facet.is_connected:
            values = {
                str(value)
                for value in facet.values(document)
                if value not in (None, "")
            }
            if facet.tree:
                values = {
                    outer for value in values for outer in expansions[value].values
                }
            pairs |= {(facet.name, value) for value in values or {""}}
    return pairs


def withdrawn_row(record, version):
    """The row of a withdrawn record: it keeps its address and, where it is not withheld, its name."""
    document = version.lifted if version else {}
    title = {} if record.name_withheld else document.get("title")
    kind = kind_named(record.kind)
    last = version or record.versions.order_by("number").last()
    row = Row(_columns(kind, record, last, {}, record.key, record.number, title, ""))
    row.columns |= {
        "slug": document.get("slug", ""),
        "is_withdrawn": True,
        "amount": None,
        "currency": "",
    }
    return row


def target_rows(records):
    """{record: rows} that records should have in public now: none before the first version."""
    versions = {}
    for version in Version.objects.filter(
        record__in=records, redacted_at=None
    ).order_by("number"):
        versions[version.record_id] = version
    any_version = set(
        Version.objects.filter(record__in=records).values_list("record_id", flat=True)
    )
    expansions = names.expand(
        "place", {code for v in versions.values() for code in names.places(v.document)}
    )
    targets = {}
    for record in records:
        version = versions.get(record.pk)
        if version:
            version.record = record
        if record.status == Status.WITHDRAWN:
            targets[record] = (
                [withdrawn_row(record, version)] if record.pk in any_version else []
            )
        else:
            targets[record] = rows_of(record, version, expansions) if version else []
    return targets


def store(records):
    """Brings the published rows of records into line with versions and status; the number of rows that changed."""
    stored = {
        row.key: row for row in PublishedRecord.objects.filter(record__in=records)
    }
    targets = target_rows(records)
    gone = set(stored) - {
        row.columns["key"] for rows in targets.values() for row in rows
    }
    PublishedRecord.objects.filter(key__in=gone).delete()
    changed = len(gone)
    own = [(record, rows[0], None) for record, rows in targets.items() if rows]
    changed += _store_rows(own, stored)
    parts = [
        (record, row, stored[record.key])
        for record, rows in targets.items()
        for row in rows[1:]
    ]
    changed += _store_rows(parts, stored)
    every = [row for rows in targets.values() for row in rows]
    changed += _store_pairs(
        records,
        every,
        {row.columns["key"]: stored[row.columns["key"]].pk for row in every},
    )
    _store_past_slugs(targets)
    return changed


def _store_rows(rows, stored):
    """Creates or updates (record, row, parent) rows; puts new ones into `stored`."""
    made, changed = [], 0
    for record, target, parent in rows:
        row = stored.get(target.columns["key"])
        if row is None:
            row = stored[target.columns["key"]] = PublishedRecord(
                record=record, parent=parent, **target.columns
            )
            made.append(row)
            continue
        different = [
            name
            for name, value in target.columns.items()
            if getattr(row, name) != value
        ]
        if different:
            for name in different:
                setattr(row, name, target.columns[name])
            row.save(update_fields=different)
            changed += 1
    PublishedRecord.objects.bulk_create(made)
    return changed + len(made)


def _store_pairs(records, rows, ids):
    """Brings facet values and links into line; those that come from other records are left alone here."""
    kind_of_id = {ids[row.columns["key"]]: row.columns["kind"] for row in rows}
    connected = {
        (kind.name, facet.name)
        for kind in KINDS.values()
        for facet in kind.facets
        if facet.is_connected
    }
    facets = FacetValue.objects.filter(record__record__in=records)
    changed = _align(
        facets,
        {
            (row.record_id, row.dimension, row.value): row.pk
            for row in facets
            if (row.kind, row.dimension) not in connected
        },
        {(ids[row.columns["key"]], *pair) for row in rows for pair in row.facets},
        lambda pk, dimension, value: FacetValue(
            record_id=pk, kind=kind_of_id[pk], dimension=dimension, value=value
        ),
    )
    links = Link.objects.filter(record__record__in=records)
    return changed + _align(
        links,
        {(row.record_id, row.to, row.role): row.pk for row in links},
        {(ids[row.columns["key"]], *link) for row in rows for link in row.links},
        lambda pk, to, role: Link(record_id=pk, to=to, role=role),
    )


def _align(rows, stored, wanted, make):
    gone = [pk for key, pk in stored.items() if key not in wanted]
    new = sorted(wanted - set(stored))
    if gone:
        rows.model.objects.filter(pk__in=gone).delete()
    rows.model.objects.bulk_create([make(*key) for key in new])
    return len(gone) + len(new)


def _store_past_slugs(targets):
    """Every address that an older version had leads to the present one."""
    for record, rows in targets.items():
        if not rows or rows[0].columns["version"] == 1:
            continue
        documents = [
            version.lifted for version in record.versions.filter(redacted_at=None)
        ]
        past = {document["slug"] for document in documents} - {
            rows[0].columns["slug"],
            "",
        }
        record.past_slugs.exclude(slug__in=past).delete()
        taken = PublishedRecord.objects.filter(
            kind=record.kind, slug__in=past
        ).values_list("slug", flat=True)
        for slug in sorted(past - set(taken)):
            PastSlug.objects.get_or_create(
                kind=record.kind, slug=slug, defaults={"record": record}
            )


def connect(keys=None):
    """Brings into line what rows show of other records, for the records of these keys or for all; how many changed.

    The search text holds the names of what a record refers to, an incoming facet the roles in which others name it.
    """
    rows = PublishedRecord.objects.all()
    if keys is not None:
        rows = rows.filter(Q(key__in=keys) | Q(parent__key__in=keys))
    rows = list(rows)
    titles = names.record_names(
        {key for row in rows for key, _role in names.references(row.document)}
    )
    expansions = names.expand(
        "place", {code for row in rows for code in names.places(row.document)}
    )
    changed = []
    for row in rows:
        found = search_columns(row, titles, expansions)
        if found != (row.search_text, row.passages):
            row.search_text, row.passages = found
            changed.append(row)
    PublishedRecord.objects.bulk_update(
        changed, ["search_text", "passages"], batch_size=200
    )
    return len(changed) + _connect_facets(rows)


def search_columns(row, titles, expansions):
    """(search_text, passages) of a published record: its texts, and the names of what it refers to and lies in."""
    if row.is_withdrawn:
        return "", ""
    own = [] if row.parent_id else list(row.titles.items())
    texts = list(names.texts(row.document))
    for key in dict.fromkeys(key for key, _role in names.references(row.document)):
        texts += titles[key].texts.items() if key in titles else []
    for code in dict.fromkeys(names.places(row.document)):
        texts += [("", word) for word in expansions[code].words]
    texts = [
        (language, " ".join(text.split()))
        for language, text in dict.fromkeys(texts)
        if text and not text.isspace()
    ]
    return searchable(own, texts)


def _connect_facets(rows):
    changed = 0
    for kind in KINDS.values():
        ours = {
            row.key: row.pk
            for row in rows
            if row.kind == kind.name and not row.is_withdrawn
        }
        for facet in (facet for facet in kind.facets if facet.is_connected and ours):
            pairs = _outgoing if facet.outgoing else _incoming
            wanted = {
                (ours[key], facet.name, value) for key, value in pairs(facet, ours)
            }
            wanted |= {
                (pk, facet.name, "")
                for pk in set(ours.values()) - {pk for pk, *_ in wanted}
            }
            stored = FacetValue.objects.filter(
                record__in=ours.values(), dimension=facet.name
            )
            changed += _align(
                stored,
                {(row.record_id, row.dimension, row.value): row.pk for row in stored},
                wanted,
                lambda pk, dimension, value, kind=kind: FacetValue(
                    record_id=pk, kind=kind.name, dimension=dimension, value=value
                ),
            )
    return changed


def _incoming(facet, keys):
    """(key, value) pairs that an incoming facet takes from the records that refer to these keys."""
    links = Link.objects.filter(
        to__in=list(keys),
        record__kind=facet.incoming,
        record__is_withdrawn=False,
        role__in=facet.roles,
    )
    if facet.through:
        links = links.filter(record__facets__dimension=facet.through)
        return {
            pair for pair in links.values_list("to", "record__facets__value") if pair[1]
        }
    return set(links.values_list("to", "role"))


def _outgoing(facet, keys):
    """(key, value) pairs that a facet takes from the records that these keys name in its role."""
    links = Link.objects.filter(
        record__key__in=list(keys), record__parent=None, role=facet.outgoing
    )
    named = set(links.values_list("record__key", "to"))
    values = FacetValue.objects.filter(
        record__key__in={to for _key, to in named},
        record__is_withdrawn=False,
        dimension=facet.through,
    ).exclude(value="")
    by_key = {}
    for to, value in values.values_list("record__key", "value"):
        by_key.setdefault(to, set()).add(value)
    return {(key, value) for key, to in named for value in by_key.get(to, ())}


def neighbours(records):
    """Keys of the records that these refer to or that refer to them, their own among them."""
    own = {record.key for record in records}
    to = set(
        Link.objects.filter(record__record__in=records).values_list("to", flat=True)
    )
    of = set(
        Link.objects.filter(to__in=own).values_list("record__record__key", flat=True)
    )
    return own | to | of


def _entries_of(keys):
    """{number: Entry} of the published rows of some records, their parts among them."""
    rows = PublishedRecord.objects.filter(Q(key__in=keys) | Q(parent__key__in=keys))
    numbers = list(rows.order_by().values_list("pk", flat=True))
    found = {}
    for start in range(0, len(numbers), 500):
        found |= index.entries(with_texts=True, pk__in=numbers[start : start + 500])
    return found


def publish_rows(records):
    """Stores the rows of records and whatever their neighbours show of them; how many rows changed.

    The index moves with them; where most records are published at once it is made anew.
    """
    before = neighbours(records)
    if len(records) > max(TOGETHER, Record.objects.count() // 4):
        changed = store(records)
        changed += connect(before | neighbours(records))
        index.rebuild()
        return changed
    entries = _entries_of(before)
    changed = store(records)
    after = neighbours(records)
    entries |= _entries_of(after - before)
    changed += connect(before | after)
    index.update(entries, _entries_of(before | after))
    return changed


def rebuild():
    """Makes everything published anew from the versions; how many rows that changed (none, if all was in line)."""
    changed, _by_model = PublishedRecord.objects.filter(record__versions=None).delete()
    records = list(Record.objects.all())
    for start in range(0, len(records), 200):
        changed += store(records[start : start + 200])
    changed += connect()
    index.rebuild()
    return changed
