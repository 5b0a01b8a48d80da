"""What a handbook says, out of the published documents and their names alone; the template only sets it."""

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import Truncator, capfirst
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from cases.models import FindingKind, PartnerRole
from cases.pages import givers, totals
from cases.templatetags.cases import leads
from places.map import chart
from publishing import dates
from publishing.models import PublishedRecord
from publishing.names import Names, pick
from publishing.search import sort_key
from publishing.templatetags.published import (
    ancestors,
    distinct,
    figure,
    money,
    note_number,
    numbered_notes,
    quantity,
)
from reference.pages import grouped, places_shown

from . import map as chart_of
from .prose import blocks

# A column that does not apply.
NOT_APPLICABLE = {"na": True}
# So many characters of a title stand in the head of a page.
HEAD = 50


def said(texts):
    """A text in the book's language as the template takes it: itself, or with its language where that is another."""
    text, language = pick(texts)
    return {"text": text, "lang": language} if is_foreign(texts) else text


def is_foreign(texts):
    """Whether there is a text, but not in the book's language."""
    language = pick(texts)[1]
    return bool(language) and language != get_language()


def named(name):
    """A Name as the template takes it."""
    return said(name.texts)


def dated(edtf):
    """A partial date in words; None where it is not stated."""
    return dates.describe(edtf) if edtf else None


class Manuscript:
    """The book of some published case studies, written in the language in use.

    `rows` are the published records in their order, `selection` the words for them: the sentence of the list and
    its filters as (label, value) and the path and query of the list; `origin` is the scheme and host of the site.
    """

    def __init__(self, rows, selection, origin):
        self.rows, self.selection, self.origin = rows, selection, origin
        self.documents = [row.document for row in rows]
        self.names = Names(self.documents)
        self.inside = {row.key for row in rows}
        self.sources = {}
        self.places, self.organizations = set(), set()

    def written(self, note=lambda done: None):
        """The whole book as JSON can keep it; `note(n)` is told of each case study that is written."""
        cases = []
        for row in self.rows:
            cases.append(Case(row, self).written())
            note(len(cases))
        return {
            "lang": get_language() or settings.LANGUAGE_CODE,
            "words": words(),
            "title": _("Partnerships: a handbook"),
            "registry": _("Registry of partnership and conflict, Kyrgyzstan"),
            "selection": self.selection["sentence"],
            "filters": self.selection["filters"],
            "date": date_format(timezone.localdate(), "j E Y"),
            "day": timezone.localdate().isoformat(),
            "origin": self.origin,
            "address": f"{self.origin}{self.selection['address']}",
            "map": self._map(),
            "cases": cases,
            "sources": self._sources(),
            "places": self._place_index(),
            "organizations": self._organization_index(),
        }

    def source_number(self, key):
        """The number of a source in the book, given in the order in which notes first name it."""
        return self.sources.setdefault(key, len(self.sources) + 1)

    def place(self, code):
        """A place with what it lies in; its page stands in the index of places."""
        self.places.add(code)
        outer = [str(name) for name in reversed(ancestors(code, self.names))]
        return {
            "mark": f"p:{code}",
            "name": named(self.names.get("place", code)),
            "in": ", ".join(outer),
        }

    def organization(self, key, is_lead=False):
        """An organization by name; its page stands in the index of organizations."""
        self.organizations.add(key)
        return {
            "mark": f"o:{key}",
            "lead": is_lead,
            "name": named(self.names.get("record", key)),
        }

    def record(self, key):
        """Another record by name, with its case study in this book where it is there, else with its address."""
        found = self.names.get("record", key)
        if key in self.inside:
            return {"name": named(found), "case": key}
        url = f"{self.origin}/r/{key}" if found.url else None
        return {"name": named(found), "url": url}

    def label(self, family, value):
        return named(self.names.get(family, value))

    def caption(self, family, value):
        """A label with a capital, as it stands over a group."""
        label = self.label(family, value)
        if isinstance(label, dict):
            return label | {"text": capfirst(label["text"])}
        return capfirst(label)

    def _map(self):
        total, drawing = len(self.rows), chart()
        counted = chart_of.counts(self.documents, self.names, drawing.units)
        names = Names(place=counted)
        units = [(names.get("place", code), count) for code, count in counted.items()]
        units.sort(key=lambda unit: (-unit[1], sort_key(str(unit[0]))))
        stated = [f"{name}: {count}" for name, count in units if count]
        return {
            "svg": chart_of.drawn(counted, drawing.units),
            "alt": _("Map of Kyrgyzstan. Case studies by oblast and city: %s.")
            % "; ".join(stated),
            "rows": [(named(name), count) for name, count in units],
            "credit": drawing.credit or _("Shapes: Natural Earth, public domain."),
            "total": ngettext(
                "%(n)s case study; one that is set in several oblasts counts in each.",
                "%(n)s case studies; one that is set in several oblasts counts in each.",
                total,
            )
            % {"n": total},
        }

    def _sources(self):
        rows = PublishedRecord.objects.public().of("source")
        documents = {row.key: row.document for row in rows.filter(key__in=self.sources)}
        return [
            self._source(number, key, documents.get(key))
            for key, number in self.sources.items()
        ]

    def _source(self, number, key, document):
        entry = {"n": number} | self.record(key)
        if document is None:
            return entry
        author, publisher = document.get("author"), document.get("publisher")
        return entry | {
            "by": [name for name in (author, publisher) if name],
            "date": dated(document.get("date")),
            "link": document.get("link"),
        }

    def _place_index(self):
        """The places of the book, each under the oblast, city or country abroad in which it lies."""
        groups = {}
        for code in self.places:
            outer = ancestors(code, self.names)
            name = self.names.get("place", code)
            head = outer[0] if outer else name
            group = groups.setdefault(
                str(head), {"name": named(head), "mark": None, "entries": []}
            )
            if not outer:
                group["mark"] = f"p:{code}"
                continue
            between = ", ".join(str(found) for found in reversed(outer[1:]))
            group["entries"].append(
                {"name": named(name), "mark": f"p:{code}", "in": between}
            )
        for group in groups.values():
            group["entries"].sort(key=_in_order)
        return [groups[words] for words in sorted(groups, key=sort_key)]

    def _organization_index(self):
        """The organizations of the book under the first letter of their names."""
        entries = [
            {"name": named(self.names.get("record", key)), "mark": f"o:{key}"}
            for key in self.organizations
        ]
        groups = {}
        for entry in sorted(entries, key=_in_order):
            letter = next((c for c in _words(entry["name"]) if c.isalnum()), "–")
            groups.setdefault(letter.upper(), []).append(entry)
        return [
            {"name": letter, "mark": None, "entries": entries}
            for letter, entries in groups.items()
        ]


def _words(text):
    return text["text"] if isinstance(text, dict) else text


def _in_order(entry):
    return sort_key(_words(entry["name"])), entry["mark"]


class Case:
    """One case study of a book; its notes are numbered from 1, as on its page."""

    def __init__(self, row, book):
        self.row, self.document, self.book = row, row.document, book
        self.context = {"names": book.names, "notes": {}}

    def written(self):
        """The case study in the order in which it is read, for the numbers of its notes follow that order."""
        document, row, book = self.document, self.row, self.book
        contributions = document.get("contributions", ())
        sums = self.totals(contributions)
        return {
            "key": row.key,
            "title": said(row.titles),
            "short": self.running_head(),
            "summary": self.cited(said(document.get("summary")), document),
            "version": _("version %(n)s, %(date)s")
            % {"n": row.version, "date": date_format(row.published_at, "j E Y")},
            "url": f"{book.origin}/r/{row.key}",
            "facts": self.facts(sums),
            "partners": [
                {
                    "role": book.caption("role", role),
                    "rows": [self.partner(entry) for entry in rows],
                }
                for role, rows in grouped(
                    document.get("partners", ()), "role", PartnerRole.values
                )
            ],
            "sections": [
                {
                    "heading": self.cited(said(entry.get("heading")), entry),
                    **self.body(entry),
                }
                for entry in document.get("sections", ())
            ],
            "findings": [
                {
                    "kind": book.caption("finding-kind", kind),
                    "rows": [self.cited(said(entry["text"]), entry) for entry in rows],
                }
                for kind, rows in grouped(
                    document.get("findings", ()), "kind", FindingKind.values
                )
            ],
            "contributions": [
                {
                    "giver": self.party(rows[0], "giver"),
                    "rows": [self.contribution(entry) for entry in rows],
                }
                for _first, rows in givers(contributions)
            ],
            "totals": sums,
            "beneficiaries": [
                self.beneficiary(entry) for entry in document.get("beneficiaries", ())
            ],
            "activities": [
                self.activity(entry) for entry in document.get("activities", ())
            ],
            "figures": [self.figure(entry) for entry in document.get("figures", ())],
            "places": [self.place(entry) for entry in document.get("places", ())],
            "projects": self.records("projects"),
            "conflicts": self.records("conflicts"),
            "related": self.records("related"),
            "notes": [self.note(entry) for entry in numbered_notes(self.context)],
        }

    def running_head(self):
        """The title as the head of a page has room for it."""
        title = Truncator(pick(self.row.titles)[0]).chars(HEAD)
        return (
            said(self.row.titles) | {"text": title}
            if is_foreign(self.row.titles)
            else title
        )

    def cited(self, text, row):
        """A statement with the mark that leads to its note."""
        number = note_number(self.context, row)
        if number is None:
            return {"text": text}
        is_stated = row["cite"].get("certainty", "stated") == "stated"
        return {"text": text, "note": number, "unsure": not is_stated}

    def facts(self, sums):
        """(label, values) of the facts at a glance; no values where the source states none."""
        document, book = self.document, self.book
        places = distinct(places_shown(document), "place")
        found = [
            (_("Place"), [book.place(row["place"]) for row in places]),
            (_("Period"), [dated(document.get("period"))]),
            (
                _("Led by"),
                [
                    book.organization(row["ref"], is_lead=True)
                    for row in leads(document.get("partners"))
                ],
            ),
        ]
        for label, family, values in (
            (_("State level"), "level", "levels"),
            (_("Sectors"), "sector", "sectors"),
            (_("Themes"), "theme", "themes"),
            (_("Mechanisms"), "mechanism", "mechanisms"),
        ):
            names = [book.label(family, value) for value in document.get(values, ())]
            found.append((label, names))
        found.append((_("Money stated"), sums))
        return [
            {
                "label": label,
                "values": [value for value in values if value],
                "lines": any(isinstance(v, dict) and "mark" in v for v in values),
            }
            for label, values in found
        ]

    @staticmethod
    def totals(contributions):
        return [
            f"{figure(entry['amount'])} {entry['currency']}"
            for entry in totals(contributions)
        ]

    def partner(self, row):
        return {
            "who": self.book.organization(row["ref"], row["role"] == "lead"),
            "kind": self.book.label("organization-kind", row["kind"]),
            "did": self.cited(said(row.get("did")), row),
        }

    def body(self, row):
        text, language = pick(row.get("body"))
        foreign = language if is_foreign(row.get("body")) else None
        return {"body": blocks(text), "lang": foreign}

    def party(self, row, side):
        """A giver or receiver: the organization, else the words that stand for it, else None."""
        if row.get(side):
            return self.book.organization(row[side]["ref"])
        if row.get(f"{side}_words"):
            return {"name": said(row[f"{side}_words"])}
        return None

    def contribution(self, row):
        has_money, has_quantity = bool(row.get("money")), bool(row.get("quantity"))
        part_of = row.get("part_of")
        return {
            "what": self.cited(said(row.get("what")), row),
            "n": row["n"],
            "date": dated(row.get("date")),
            "part_of": _("part of no. %(n)s") % {"n": part_of} if part_of else None,
            "to": self.party(row, "receiver"),
            "form": self.book.label("contribution-form", row["form"]),
            "quantity": self.quantity(row, has_money),
            "money": money(row["money"])
            if has_money
            else NOT_APPLICABLE
            if has_quantity
            else None,
        }

    def quantity(self, row, is_optional=False):
        if row.get("quantity"):
            return str(quantity(self.context, row["quantity"]))
        return NOT_APPLICABLE if is_optional else None

    def beneficiary(self, row):
        return {
            "who": self.cited(said(row.get("who")), row),
            "group": self.book.label("group", row["group"]),
            "quantity": self.quantity(row),
            "date": dated(row.get("date")),
        }

    def activity(self, row):
        for entry in row.get("places", ()):
            self.book.places.add(entry["place"])
        return {
            "what": self.cited(said(row.get("what")), row),
            "marks": [f"p:{entry['place']}" for entry in row.get("places", ())],
            "date": dated(row.get("date")),
            "funders": [
                self.book.organization(entry["ref"]) for entry in row.get("funders", ())
            ],
            "partners": [
                self.book.organization(entry["ref"])
                for entry in row.get("partners", ())
            ],
            "quantity": self.quantity(row, is_optional=True),
        }

    def figure(self, row):
        amounts = [self.quantity(row)] if row.get("quantity") else []
        amounts += [money(row["money"])] if row.get("money") else []
        return {
            "what": self.cited(said(row.get("what")), row),
            "figure": "; ".join(amounts) or None,
            "date": dated(row.get("date")),
        }

    def place(self, row):
        return {
            "place": self.book.place(row["place"]),
            "role": self.book.label("place-role", row["role"]),
            "as_named": self.cited(row.get("as_named"), row),
        }

    def records(self, name):
        return [self.book.record(row["ref"]) for row in self.document.get(name, ())]

    def note(self, note):
        """A note: the number of its source in the book, the place in it, its certainty, its remark."""
        first, last = note["lines"] or (None, None)
        lines = None
        if first is not None:
            lines = (
                _("line %(line)s") % {"line": first}
                if first == last
                else _("lines %(first)s–%(last)s") % {"first": first, "last": last}
            )
        certainty = None
        if note["certainty"] != "stated":
            certainty = self.book.caption("certainty", note["certainty"])
        return {
            "n": note["number"],
            "source": self.book.source_number(note["ref"]) if note["ref"] else None,
            "at": note["at"],
            "lines": lines,
            "certainty": certainty,
            "remark": note["note"] or None,
        }


def words():
    """The words of the book that do not change with what it shows."""
    return {
        "contents": _("Contents"),
        "selection": _("What it holds"),
        "made": _("Made on"),
        "address": _("The same list on the site"),
        "read": _("How to read it"),
        "not_stated": _("not stated"),
        "means": _("means that the source is silent: it is not zero, and not none."),
        "dash": _("“–” means that the column does not apply."),
        "marks": _(
            "A small number beside a statement leads to a note at the end of its case study; the note names the source "
            "and the place in it. A mark with “?” is inferred or uncertain; the note says why."
        ),
        "numbers": _(
            "Sources are numbered through the whole book and listed at its end."
        ),
        "languages": _(
            "A text that is not translated yet stands in the language in which there is one."
        ),
        "licence": _("Text and data: CC BY 4.0. Sources keep their own rights."),
        "words": _(
            "Facts come from the sources that are cited; the words are the registry's own. Points of places: GeoNames, "
            "CC BY 4.0, by way of Who's On First."
        ),
        "map": _("Where the case studies are set"),
        "indicative": _("Boundaries are indicative."),
        "oblast": _("Oblast or city"),
        "count": _("Case studies"),
        "facts": _("Facts at a glance"),
        "partnership": _("Partnership"),
        "who": _("Who took part, by role"),
        "story": _("What happened"),
        "findings": _("Findings"),
        "contributions": _("Contributions"),
        "beneficiaries": _("Beneficiaries"),
        "activities": _("Activities"),
        "figures": _("Other figures"),
        "places": _("Places"),
        "projects": _("Projects"),
        "conflicts": _("Conflicts"),
        "related": _("Related case studies"),
        "notes": _("Notes"),
        "organization": _("Organization"),
        "did": _("What it did"),
        "what": _("What was given"),
        "to": pgettext("receiver", "To"),
        "form": _("Form"),
        "quantity": _("Quantity"),
        "money": _("Money"),
        "total": _(
            "Sums of the amounts that are stated exactly, each currency by itself; parts of a sum are left out:"
        ),
        "beneficiary": _("Who"),
        "group": _("Group"),
        "number": _("Number"),
        "date": _("Date"),
        "activity": _("Activity"),
        "by": _("By and with"),
        "funded": _("Funded by"),
        "figure_of": _("What"),
        "figure": _("Figure"),
        "place": _("Place"),
        "part": _("Part"),
        "as_named": _("As the source names it"),
        "page": pgettext("page of a book", "p. %s"),
        "sources": _("All sources"),
        "index_places": _("Index of places"),
        "index_organizations": _("Index of organizations"),
        "lead": _("A bold page number: the organization led there."),
    }
