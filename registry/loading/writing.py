"""Writing the fixtures: what is new or changed there, unless an editor has changed the record since."""

from dataclasses import dataclass, field
from decimal import Decimal

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, connection, transaction

from cases.models import (
    Activity,
    Beneficiary,
    CasePlace,
    CaseStudy,
    Contribution,
    Figure,
    Finding,
    Partner,
    Section,
)
from organizations.models import Alias, Contact, Identifier, Organization, Relation
from places.models import Place, PlaceChange, PlaceName
from publishing import workflow
from publishing.kinds import kind_named
from publishing.models import Record, fingerprint
from reference.amounts import extent_fields
from reference.models import Source, Term, Vocabulary
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

    def write(self, entries, save, state):
        """Saves each entry that is new or changed by `save(data)`; `state(data)` is a hash of what is stored for it."""
        loaded = {
            row.name: row
            for row in LoadedEntry.objects.filter(
                name__in=[entry.name for entry in entries]
            )
        }
        written = []
        for entry in entries:
            row = loaded.get(entry.name)
            forced = entry.name in self.overwrite
            if row and row.entry_hash == entry.hash and not forced:
                continue
            if row and not forced and state(entry.data) != row.state_hash:
                self.summary.kept.append(entry.name)
                continue
            try:
                save(entry.data)
            except ValidationError as error:
                raise FixtureError(
                    [
                        f"{entry.file}: {entry.name}: {sentence}"
                        for sentence in _sentences(error)
                    ]
                ) from error
            written.append(entry)
            self.summary.written += 1
            if self.progress:
                self.progress(entry)
        return written

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
    return checked_all([(instance, where)], save=lambda: instance.save())[0]


def checked_all(rows, save=None):
    """Saves (instance, where) pairs of one model at once after Django's own validation; a fault says where it is."""
    for instance, where in rows:
        relations = [f.name for f in instance._meta.fields if f.is_relation]
        _named(where, instance.clean_fields, exclude=relations)
    instances = [instance for instance, _where in rows]
    try:
        with transaction.atomic():
            save() if save else type(instances[0]).objects.bulk_create(instances)
    except IntegrityError:
        for instance, where in rows:
            _named(where, instance.validate_constraints)
        raise
    return instances


def _named(where, validate, **kwargs):
    try:
        validate(**kwargs)
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


class Content:
    """Saves the entries of each kind; rows of older loads are replaced, their numbers are kept."""

    def __init__(self):
        self.places, self.sources, self.organizations, self.groups = {}, {}, {}, {}

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

    def place_state(self, data):
        return self.place_states([data])(data)

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

    def source(self, data):
        row = row_of("source", Source, data["number"])
        columns = translated("title", data["title"]) | translated(
            "description", data.get("description")
        )
        columns |= {
            name: data.get(name, "")
            for name in ("slug", "author", "publisher", "date", "language", "link")
        }
        checked(assign(row, columns | {"pages": data.get("pages")}))

    def organization(self, data):
        row = row_of("organization", Organization, data["number"])
        columns = translated("name", data["name"]) | translated(
            "mission", data.get("mission")
        )
        columns |= {
            name: data.get(name, "")
            for name in ("kind", "legal_form", "level", "founded", "registered")
        }
        columns |= statement(data, self.sources)
        columns |= {
            "slug": data.get("slug", data["key"]),
            "place": self.places[data["place"]] if data.get("place") else None,
        }
        row = checked(assign(row, columns))
        for rows in (row.aliases, row.identifiers, row.contacts):
            rows.all().delete()
        for name in data.get("aliases", ()):
            checked(Alias(organization=row, name=name), "aliases")
        for identifier in data.get("identifiers", ()):
            checked(Identifier(organization=row, **identifier), "identifiers")
        for contact in data.get("contacts", ()):
            checked(Contact(organization=row, is_public=True, **contact), "contacts")
        self.organizations[data["key"]] = row

    def relations(self, data):
        row = self.organizations[data["key"]]
        row.relations.all().delete()
        for relation in data.get("relations", ()):
            columns = {
                "kind": relation["kind"],
                "date": relation.get("date", ""),
            } | statement(relation, self.sources)
            checked(
                Relation(
                    organization=row,
                    other=self.organizations[relation["to"]],
                    **columns,
                ),
                "relations",
            )

    def case(self, data):
        row = row_of("case", CaseStudy, data["number"])
        columns = translated("title", data["title"]) | translated(
            "summary", data["summary"]
        )
        columns |= {name: data.get(name, "") for name in ("slug", "part", "period")}
        columns |= {"levels": data.get("state_levels", [])} | statement(
            data, self.sources
        )
        case = checked(assign(row, columns))
        for name, vocabulary in (
            ("sectors", Vocabulary.SECTOR),
            ("themes", Vocabulary.THEME),
            ("mechanisms", Vocabulary.MECHANISM),
        ):
            terms = Term.objects.filter(
                vocabulary=vocabulary, code__in=data.get(name, ())
            )
            getattr(case, name).set(terms.values_list("pk", flat=True))
        self._case_places(case, data)
        for table, model, columns_of in (
            ("partners", Partner, self._partner),
            ("sections", Section, self._section),
            ("findings", Finding, self._finding),
            ("contributions", Contribution, self._contribution),
            ("beneficiaries", Beneficiary, self._beneficiary),
            ("activities", Activity, self._activity),
            ("figures", Figure, self._figure),
        ):
            model.objects.filter(case=case).delete()
            made = []
            for entry in data.get(table, ()):
                columns, many = columns_of(entry)
                row = model(
                    case=case, n=entry["n"], **columns, **statement(entry, self.sources)
                )
                made.append((row, f"{table}[{entry['n']}]", many))
            if made:
                checked_all([(row, where) for row, where, _many in made])
            for row, _where, many in made:
                for name, values in many.items():
                    if values:
                        getattr(row, name).set(values)

    def _case_places(self, case, data):
        case.places.all().delete()
        rows = []
        for entry in data["places"]:
            columns = {
                "role": entry["role"],
                "as_named": entry.get("as_named", ""),
            } | statement(entry, self.sources)
            rows.append(
                (
                    CasePlace(case=case, place=self.places[entry["place"]], **columns),
                    f"places “{entry['place']}”",
                )
            )
        checked_all(rows)

    def _organization(self, entry, name):
        return self.organizations[entry[name]] if entry.get(name) else None

    def _partner(self, entry):
        columns = {
            "organization": self._organization(entry, "organization"),
            "role": entry["role"],
        }
        return columns | translated("did", entry["did"]), {}

    def _section(self, entry):
        return {"kind": entry["kind"]} | translated(
            "heading", entry["heading"]
        ) | translated("body", entry["body"]), {}

    def _finding(self, entry):
        return {"kind": entry["kind"]} | translated("text", entry["text"]), {}

    def _contribution(self, entry):
        columns = {
            "giver": self._organization(entry, "giver"),
            "receiver": self._organization(entry, "receiver"),
        }
        for name in ("what", "giver_words", "receiver_words"):
            columns |= translated(name, entry.get(name))
        columns |= {
            "form": entry["form"],
            "date": entry.get("date", ""),
            "part_of": entry.get("part_of"),
        }
        return columns | amounts(entry), {}

    def _beneficiary(self, entry):
        columns = {
            "group_id": self.groups[entry["group"]],
            "date": entry.get("date", ""),
        }
        return columns | translated("who", entry["who"]) | amounts(entry), {}

    def _activity(self, entry):
        many = {
            "funders": [self.organizations[key] for key in entry.get("funders", ())],
            "partners": [self.organizations[key] for key in entry.get("partners", ())],
            "places": [self.places[code] for code in entry.get("places", ())],
        }
        return translated("what", entry["what"]) | {
            "date": entry.get("date", "")
        } | amounts(entry), many

    def _figure(self, entry):
        return translated("what", entry["what"]) | {
            "date": entry.get("date", "")
        } | amounts(entry), {}

    def related(self, data):
        case = CaseStudy.objects.get(record__number=data["number"])
        case.related.set(
            CaseStudy.objects.filter(record__number__in=data.get("related", ()))
        )


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
    written = writer.write(fixtures.terms, content.term, content.term_state)
    writer.remember(written, content.term_state)
    written = writer.write(fixtures.places, content.place, content.place_state)
    changed = set(PlaceChange.objects.values_list("place__code", flat=True))
    for entry in written:
        if "changes" in entry.data or entry.data["code"] in changed:
            content.place_changes(entry.data)
    writer.remember(written, content.place_states([entry.data for entry in written]))
    groups = Term.objects.filter(vocabulary=Vocabulary.BENEFICIARY_GROUP)
    content.groups = dict(groups.values_list("code", "pk"))
    content.places = {place.code: place for place in Place.objects.all()}
    done = {}
    done["source"] = writer.write(
        fixtures.sources, content.source, record_state("source")
    )
    content.sources = {row.slug: row for row in Source.objects.select_related("record")}
    numbers = {
        entry.data["number"]: entry.data["key"] for entry in fixtures.organizations
    }
    done["organization"] = writer.write(
        fixtures.organizations, content.organization, record_state("organization")
    )
    for row in Organization.objects.select_related("record"):
        content.organizations.setdefault(numbers.get(row.record.number), row)
    for entry in done["organization"]:
        content.relations(entry.data)
    done["case"] = writer.write(fixtures.cases, content.case, record_state("case"))
    for entry in done["case"]:
        content.related(entry.data)
    hashes = publish_all(done)
    for kind_name, entries in done.items():
        writer.remember(
            entries, lambda data, kind_name=kind_name: hashes[kind_name, data["number"]]
        )
    # Until its statistics are fresh, the database takes tables that were just filled for empty ones.
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return writer.summary


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
