"""Writing the fixtures: what is new or changed there, unless an editor has changed the record since."""

from dataclasses import dataclass, field
from decimal import Decimal

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, connection, transaction
from modeltranslation.translator import NotRegistered, translator

from cases.models import CaseStudy, Dialogue, Recommendation, Session
from conflicts.models import Conflict, Licence, Mine, Response
from organizations.models import Contact, Organization, Project, Relation
from places.models import Place, PlaceChange, PlaceName
from publishing import index, workflow
from publishing.kinds import kind_named
from publishing.models import Record, fingerprint
from reference.amounts import Money, Quantity, extent_fields
from reference.models import Row, Source, Statement, Term
from registry.models import LoadedEntry

from .reading import FixtureError

LANGUAGES = ("en", "ru", "ky")


@dataclass
class Summary:
    """What a run of the loader did: entries written, and those that it left to the editors."""

    written: int = 0
    kept: list = field(default_factory=list)


@dataclass
class Writer:
    """Writes entries, one kind after the other; `overwrite` names those that may lose an editor's changes."""

    overwrite: frozenset = frozenset()
    progress: object = None
    summary: Summary = field(default_factory=Summary)
    has_written_reference_data: bool = False

    def choose(self, entries, state):
        """(entries that are new or changed, entries that are as they were loaded), each with what is stored untouched.

        `state(data)` is a hash of what is stored for an entry. What an editor has changed since is in neither list; if
        its entry changed as well, the summary names it.
        """
        loaded = {
            row.name: row
            for row in LoadedEntry.objects.filter(
                name__in=[entry.name for entry in entries]
            )
        }
        new, same = [], []
        for entry in entries:
            row = loaded.get(entry.name)
            if row is None or entry.name in self.overwrite:
                new.append(entry)
            elif state(entry.data) != row.state_hash:
                self.summary.kept += [entry.name] * (row.entry_hash != entry.hash)
            else:
                (same if row.entry_hash == entry.hash else new).append(entry)
        return new, same

    def save(self, entries, save):
        """Saves entries by `save(data)`; a fault says in which file and record it is."""
        for entry in entries:
            try:
                save(entry.data)
            except ValidationError as error:
                raise FixtureError(
                    [
                        f"{entry.file}: {entry.name}: {sentence}"
                        for sentence in _sentences(error)
                    ]
                ) from error
            self.summary.written += 1
            if self.progress:
                self.progress(entry)

    def remember(self, entries, state):
        """Keeps the hashes of entries that were written, once all that they cause is stored."""
        rows = [
            LoadedEntry(name=e.name, entry_hash=e.hash, state_hash=state(e.data))
            for e in entries
        ]
        LoadedEntry.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["name"],
            update_fields=["entry_hash", "state_hash"],
        )


def _sentences(error):
    """The sentences of a validation error, each with its field where it is about one."""
    if not hasattr(error, "error_dict"):
        return error.messages
    return [
        " ".join(messages)
        if name == NON_FIELD_ERRORS
        else f"{name}: {' '.join(messages)}"
        for name, messages in error.message_dict.items()
    ]


def translated(name, value):
    """The columns of a translated field; a text in one language is taken as English."""
    texts = {"en": value} if isinstance(value, str) else value or {}
    return {f"{name}_{language}": texts.get(language, "") for language in LANGUAGES}


def statement(row, sources):
    """The columns of a citation."""
    first, last = row.get("lines") or (None, None)
    return {
        "source": sources[row["source"]] if row.get("source") else None,
        "locator": row.get("at", ""),
        "first_line": first,
        "last_line": last,
        "certainty": row.get("certainty", "stated"),
        "note": row.get("note", ""),
    }


def amounts(row):
    """The columns of an amount of money and of a quantity."""
    columns = {}
    if money := row.get("money"):
        columns |= extent_fields("amount", money) | {
            "currency": money.get("currency", "")
        }
        if same := money.get("same_as"):
            exactness = next(name for name in same if name != "currency")
            columns |= {
                "same_amount": same[exactness],
                "same_exactness": exactness,
                "same_currency": same["currency"],
            }
    if quantity := row.get("quantity"):
        columns |= extent_fields("quantity", quantity) | {"unit": quantity["unit"]}
    return columns


def checked(instance, where=""):
    """Saves an instance after Django's own validation; a fault says which row it is in."""
    return checked_all([(instance, where)], save=instance.save)[0]


def checked_all(rows, identity=None, save=None):
    """Saves (instance, where) pairs of one model at once after Django's own validation; a fault says where it is.

    Where `identity` names the fields that tell rows apart, a row that is stored already is brought into line.
    """
    for instance, where in rows:
        relations = [f.name for f in instance._meta.fields if f.is_relation]
        _named(where, instance.clean_fields, exclude=relations)
        _named(where, instance.clean)
    instances = [instance for instance, _where in rows]
    try:
        with transaction.atomic():
            if save:
                save()
            else:
                _store(type(instances[0]), instances, identity)
    except IntegrityError:
        for instance, where in rows:
            _named(where, instance.validate_constraints)
        raise
    return instances


def _store(model, instances, identity):
    if not identity:
        model.objects.bulk_create(instances)
        return
    others = [
        field.name
        for field in model._meta.concrete_fields
        if not field.primary_key and field.name not in identity
    ]
    model.objects.bulk_create(
        instances, update_conflicts=True, unique_fields=identity, update_fields=others
    )


def _exact(value):
    """A number with decimals as it is written, not as the nearest binary fraction."""
    return Decimal(str(value)) if isinstance(value, float) else value


def translated_fields(model):
    """The names of the fields of a model that hold a text for each language."""
    try:
        return translator.get_options_for_model(model).get_field_names()
    except NotRegistered:
        return []


def _named(where, validate, **kwargs):
    try:
        return validate(**kwargs)
    except ValidationError as error:
        raise ValidationError(
            [
                f"{where}: {sentence}" if where else sentence
                for sentence in _sentences(error)
            ]
        ) from error


def row_of(kind_name, model, number):
    """The editable row with a record number, unsaved and with its number taken where it is new."""
    record = Record.objects.filter(kind=kind_name, number=number).first()
    if record is None:
        return model(record=Record.objects.allocate(kind_named(kind_name), number))
    return model.objects.get(record=record)


def assign(instance, columns):
    for name, value in columns.items():
        setattr(instance, name, value)
    return instance


# What fixtures call a field, where it is another word than the model's.
RENAMED = {
    (CaseStudy, "levels"): "state_levels",
    (Project, "money"): "total",
    (Licence, "quantity"): "area",
    (Relation, "other"): "to",
}
# The tables of each kind, by the name that both the fixture and the model give them; a table that another one names
# comes before it.
TABLES = {
    Source: ["figures"],
    Organization: ["aliases", "identifiers", "contacts", "figures"],
    Mine: [
        "aliases",
        "statuses",
        "figures",
        "licences",
        "licence_statuses",
        "holdings",
    ],
    Conflict: [
        "aspects",
        "events",
        "event_counts",
        "court_cases",
        "court_parties",
        "court_statuses",
        "tallies",
    ],
    Response: [],
    Project: [
        "places",
        "partners",
        "aims",
        "activities",
        "outputs",
        "budget",
        "beneficiaries",
        "risks",
        "reporting",
    ],
    CaseStudy: [
        "places",
        "partners",
        "sections",
        "findings",
        "contributions",
        "beneficiaries",
        "activities",
        "figures",
    ],
    Dialogue: ["places", "sessions", "participants", "outcomes"],
    Recommendation: ["addressees", "statuses"],
}
# The kinds in the order in which they are written: what is named comes before what names it.
KINDS = {
    "source": Source,
    "organization": Organization,
    "mine": Mine,
    "conflict": Conflict,
    "response": Response,
    "project": Project,
    "case": CaseStudy,
    "dialogue": Dialogue,
    "recommendation": Recommendation,
}


def natural_key(model, data):
    """The name by which other entries refer to a record."""
    return data["key"] if model is Organization else data["slug"]


class Content:
    """Saves the entries of each kind; rows of older loads are replaced, their numbers are kept."""

    def __init__(self):
        # What fixtures name, by model: {natural key: row}.
        self.known = {model: {} for model in (Place, *KINDS.values())}
        self.terms = {}

    # Reference data

    def term(self, data):
        row = (
            Term.objects.filter(
                vocabulary=data["vocabulary"], code=data["code"]
            ).first()
            or Term()
        )
        columns = {
            "vocabulary": data["vocabulary"],
            "code": data["code"],
            "dac3": data.get("dac3", ""),
        }
        checked(
            assign(
                row,
                columns
                | {"dac5": data.get("dac5", "")}
                | translated("name", data["name"]),
            )
        )

    def term_state(self, data):
        row = Term.objects.filter(
            vocabulary=data["vocabulary"], code=data["code"]
        ).first()
        return _state(row)

    def place(self, data):
        columns = translated("name", data["name"]) | {
            "kind": data["kind"],
            "coate": data.get("coate", ""),
        }
        point = [Decimal(str(degrees)) for degrees in data.get("point", ())]
        columns["latitude"], columns["longitude"] = point or (None, None)
        columns |= {
            name: data.get(name, "") for name in ("valid_from", "valid_to", "note")
        }
        place = Place.objects.filter(code=data["code"]).first()
        parent = Place.objects.get(code=data["parent"]) if data.get("parent") else None
        if place is None:
            place = assign(Place(code=data["code"]), columns)
            place.clean_fields(exclude=["path", "depth", "numchild"])
            if parent:
                Place.objects.add_child(parent, instance=place)
            else:
                Place.objects.add_root(instance=place)
        else:
            checked(assign(place, columns))
            above = Place.objects.get_parent(place)
            if (above and above.code) != data.get("parent"):
                Place.objects.move(place, parent, "last-child")
                place = Place.objects.get(code=data["code"])
            place.names.all().delete()
        if data.get("other"):
            checked_all(
                [
                    (PlaceName(place=place, **other), f"other “{other['name']}”")
                    for other in data["other"]
                ]
            )
        place.refresh_search_text()

    def place_changes(self, data):
        place = Place.objects.get(code=data["code"])
        place.changes.all().delete()
        for change in data.get("changes", ()):
            other = (
                Place.objects.get(code=change["other"]) if change.get("other") else None
            )
            checked(PlaceChange(place=place, **(change | {"other": other})), "changes")

    @staticmethod
    def place_states(entries):
        """A function from an entry to the hash of its place, all of them read at once."""
        rows = Place.objects.filter(
            code__in=[data["code"] for data in entries]
        ).prefetch_related("names")
        states = {
            place.code: _state(place, [name.name for name in place.names.all()])
            for place in rows
        }
        return lambda data: states.get(data["code"], "")

    # Records

    def find(self, model, entries):
        """Finds the rows that are stored for entries, by the names by which fixtures call them."""
        names = {
            entry.data["number"]: natural_key(model, entry.data) for entry in entries
        }
        for row in model.objects.select_related("record"):
            self.known[model][names.get(row.record.number)] = row

    def columns(self, model, entry, rows=()):
        """The columns of a row of any model from its entry, by the names of its fields.

        `rows` holds the rows of the same record that are saved already, as {model: {n: row}}.
        """
        columns, texts = {}, translated_fields(model)
        for name in texts:
            columns |= translated(name, entry.get(name))
        if issubclass(model, Statement):
            columns |= statement(entry, self.known[Source])
        columns |= amounts(
            {
                name: entry.get(RENAMED.get((model, name), name))
                for name, base in (("money", Money), ("quantity", Quantity))
                if issubclass(model, base)
            }
        )
        for column in model._meta.concrete_fields:
            name = RENAMED.get((model, column.name), column.name)
            if name not in entry or column.name in columns or name in texts:
                continue
            if column.is_relation:
                columns |= self._relation(column, entry[name], rows)
            else:
                columns[column.name] = _exact(entry[name])
        return columns

    def _relation(self, field, value, rows):
        """The column of a foreign key: to a row of the same record by number, else to what fixtures call by name."""
        other = field.related_model
        if other is Licence and other not in rows:
            licences = self.known[Mine][value["mine"]].licences
            rows, value = {other: {row.n: row for row in licences.all()}}, value["n"]
        if other not in rows:
            return {field.attname: self._key(other, value)}
        if value not in rows[other]:
            raise ValidationError(
                f"{field.name}: there is no row {value} in that table"
            )
        return {field.name: rows[other][value]}

    def _key(self, model, value):
        """The primary key of what fixtures call by a name: a place, a record, or a term of a vocabulary."""
        if issubclass(model, Term):
            return self.terms[model.vocabulary_of_class, value]
        return self.known[model][value].pk

    def record(self, kind_name):
        """A function that saves an entry of a kind with all its tables."""
        model = KINDS[kind_name]

        def save(data):
            row = row_of(kind_name, model, data["number"])
            for column in model._meta.concrete_fields:
                kept = column.primary_key or column.name == "internal_note"
                if column.editable and not kept:
                    setattr(row, column.attname, column.get_default())
            rows = {}
            if "session" in data:
                sessions = self.known[Dialogue][data["dialogue"]].sessions
                rows[Session] = {session.n: session for session in sessions.all()}
            columns = {"slug": data.get("key")} | self.columns(model, data, rows)
            checked(assign(row, columns))
            self.known[model][natural_key(model, data)] = row
            self._many(row, data)
            saved = {}
            for name in TABLES[model]:
                self._table(row, name, data, saved)

        return save

    def _many(self, row, data):
        """Sets the many-to-many fields of a row, but for those that name records of its own kind."""
        for many in row._meta.many_to_many:
            other = many.related_model
            if other is not type(row):
                keys = [self._key(other, value) for value in data.get(many.name, ())]
                getattr(row, many.name).set(keys)

    def _table(self, record, name, data, saved):
        """Brings a table of a record into line with its entry; a numbered row stays the same row."""
        relation = type(record)._meta.get_field(name)
        table, owner = relation.related_model, relation.field.name
        made = []
        for entry in data.get(name, ()):
            entry = {"name": entry} if isinstance(entry, str) else entry
            identity = entry.get("n") or entry.get("place") or entry.get("name", "")
            where = f"{name}[{identity}]"
            columns = _named(where, self.columns, model=table, entry=entry, rows=saved)
            if table is Contact:
                columns["is_public"] = True
            made.append((table(**{owner: record}, **columns), where, entry))
        numbered = issubclass(table, Row)
        stored = getattr(record, name).all()
        if numbered:
            stored = stored.exclude(n__in=[row.n for row, _where, _entry in made])
        stored.delete()
        if made:
            checked_all(
                [(row, where) for row, where, _entry in made],
                [owner, "n"] if numbered else None,
            )
        if numbered:
            rows = [row for row, _where, _entry in made]
            saved[table] = {row.n: row for row in rows}
            _named(name, table.check_all, record=record, rows=rows)
        for row, _where, entry in made:
            if row._meta.many_to_many:
                self._many(row, entry)

    def relations(self, data):
        """The relations of an organization to others, once all of them are there."""
        row = self.known[Organization][data["key"]]
        row.relations.all().delete()
        for entry in data.get("relations", ()):
            columns = self.columns(Relation, entry)
            checked(Relation(organization=row, **columns), "relations")

    def related(self, kind_name):
        """A function that names related records of the same kind, once all of them are there."""
        model = KINDS[kind_name]

        def save(data):
            row = self.known[model][natural_key(model, data)]
            row.related.set(
                [self.known[model][value] for value in data.get("related", ())]
            )

        return save


def record_state(kind_name):
    """The hash of a record as editors have it now: of the document that it would be published as."""

    def state(data):
        record = Record.objects.filter(kind=kind_name, number=data["number"]).first()
        return fingerprint(workflow.document_of(record)) if record else ""

    return state


def _state(row, *more):
    if row is None:
        return ""
    skipped = ("id", "path", "depth", "numchild", "search_text")
    columns = {
        f.attname: f.value_to_string(row)
        for f in row._meta.fields
        if f.attname not in skipped
    }
    return fingerprint([columns, *more])


def write(fixtures, overwrite=(), progress=None):
    """Writes the fixtures and publishes what was written; returns a Summary. Call it inside a transaction."""
    writer, content = Writer(frozenset(overwrite), progress), Content()
    write_reference_data(fixtures, writer, content)
    chosen = {
        kind_name: writer.choose(
            getattr(fixtures, f"{kind_name}s"), record_state(kind_name)
        )
        for kind_name in KINDS
    }
    for kind_name, model in KINDS.items():
        content.find(model, getattr(fixtures, f"{kind_name}s"))
        new, _same = chosen[kind_name]
        writer.save(new, content.record(kind_name))
    for entry in chosen["organization"][0]:
        content.relations(entry.data)
    for kind_name in ("conflict", "case"):
        for entry in chosen[kind_name][0]:
            content.related(kind_name)(entry.data)
    done = {
        kind_name: new + moved(same, record_state(kind_name))
        for kind_name, (new, same) in chosen.items()
    }
    hashes = publish_all(done)
    if writer.has_written_reference_data:
        index.note_reference_change()
    for kind_name, entries in done.items():
        writer.remember(
            entries, lambda data, kind_name=kind_name: hashes[kind_name, data["number"]]
        )
    # Until its statistics are fresh, the database takes tables that were just filled for empty ones.
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return writer.summary


def write_reference_data(fixtures, writer, content):
    """Writes vocabularies and places, which are public as they stand."""
    new, _same = writer.choose(fixtures.terms, content.term_state)
    writer.save(new, content.term)
    writer.remember(new, content.term_state)
    writer.has_written_reference_data = bool(new)
    new, _same = writer.choose(
        fixtures.places, content.place_states([e.data for e in fixtures.places])
    )
    writer.save(new, content.place)
    writer.has_written_reference_data |= bool(new)
    changed = set(PlaceChange.objects.values_list("place__code", flat=True))
    for entry in new:
        if "changes" in entry.data or entry.data["code"] in changed:
            content.place_changes(entry.data)
    writer.remember(new, content.place_states([entry.data for entry in new]))
    content.terms = {
        (term.vocabulary, term.code): term.pk for term in Term.objects.all()
    }
    content.known[Place] = {place.code: place for place in Place.objects.all()}


def moved(entries, state):
    """Entries whose document is another now, because of what it takes from records that were written beside it."""
    loaded = LoadedEntry.objects.in_bulk(
        [entry.name for entry in entries], field_name="name"
    )
    return [
        entry for entry in entries if state(entry.data) != loaded[entry.name].state_hash
    ]


def publish_all(done):
    """Publishes what was written, all of it together, for its records name one another; {(kind, number): hash}."""
    records = []
    for kind_name, entries in done.items():
        numbers = [entry.data["number"] for entry in entries]
        records += Record.objects.filter(kind=kind_name, number__in=numbers).order_by(
            "number"
        )
    versions = workflow.publish_together(records, None, "")
    return {
        (record.kind, record.number): version.hash
        for record, version in zip(records, versions, strict=True)
    }
