"""Partnership and conflict in one place: both on one time line, and what is on record in words. It claims no cause."""

import datetime
from dataclasses import dataclass

from django.db.models import Case, Count, F, JSONField, Q, Value, When
from django.db.models.fields.json import KT, KeyTransform
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from conflicts.models import TallyKind
from conflicts.pages import (
    court_entries,
    event_entries,
    nearby_entries,
    tally_entries,
    tally_rows,
    tally_sum,
)
from publishing.dates import bounds
from publishing.kinds import kind_named
from publishing.models import FacetValue, PublishedRecord
from publishing.names import pick
from publishing.timeline import Entry, Lane, Timeline

# Kinds whose documents a time line reads whole; they are small.
READ = ("conflict", "mine")
LONGEST_LANE = 24
COUNTED = ("case", "project", "dialogue", "conflict", "mine")


def recorded_in(code, kinds=()):
    """Everything that is published about a place, with dates, citations and mechanisms but without long documents.

    Of some kinds alone where these are given.
    """
    rows = PublishedRecord.objects.public().filter(
        parent=None, facets__dimension="place", facets__value=code
    )
    rows = rows.filter(kind__in=kinds) if kinds else rows
    return list(
        rows.annotate(
            period=KT("document__period"),
            date=KT("document__date"),
            sort=KT("document__kind"),
            cite=KeyTransform("cite", "document"),
            mechanisms=KeyTransform("mechanisms", "document"),
            read=Case(
                When(kind__in=READ, then=F("document")),
                default=Value(None, JSONField()),
                output_field=JSONField(),
            ),
        )
        .defer("document")
        .order_by("kind", PublishedRecord.sort_field(), "pk")
    )


def counts_by_place(codes):
    """{place: {kind: number of published records}} for the kinds that a place page counts."""
    rows = FacetValue.objects.filter(
        kind__in=COUNTED,
        dimension="place",
        value__in=codes,
        record__is_withdrawn=False,
    )
    found = {}
    for code, kind, n in (
        rows.order_by().values_list("value", "kind").annotate(n=Count("record"))
    ):
        found.setdefault(code, {})[kind] = n
    return found


@dataclass(frozen=True)
class Phase:
    """The partnerships of a place before, during or after its conflicts, with the mechanisms that they used."""

    name: str
    words: object
    rows: list

    @property
    def mechanisms(self):
        """(code, number of case studies), the most frequent first."""
        found = {}
        for row in self.rows:
            for code in row.mechanisms or ():
                found[code] = found.get(code, 0) + 1
        return sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))


def phases(cases, conflicts):
    """The case studies by their time: before the first conflict on record, during, after the last, or not dated.

    A case study that overlaps the years of the conflicts counts as during them. Empty without a dated conflict.
    """
    days = [bounds(row.period or "") for row in conflicts if row.period]
    starts, ends = [start for start, _end in days], [end for _start, end in days]
    if not days or None in starts:
        return []
    start, end = min(starts), None if None in ends else max(ends)
    sorted_in = {"before": [], "during": [], "after": [], "undated": []}
    for row in cases:
        begins, over = bounds(row.period or "")
        if not row.period:
            sorted_in["undated"].append(row)
        elif over and over < start:
            sorted_in["before"].append(row)
        elif end and begins and begins > end:
            sorted_in["after"].append(row)
        else:
            sorted_in["during"].append(row)
    years = {"start": start.year, "end": end.year if end else ""}
    words = {
        "before": _("Before %(start)s") % years,
        "during": _("%(start)s–%(end)s, in the years of the conflicts") % years,
        "after": _("After %(end)s") % years,
        "undated": _("Not dated"),
    }
    if end is None:
        words["during"] = _("Since %(start)s, in the years of the conflicts") % years
    shown = ["before", "during"] + (["after"] if end else [])
    if sorted_in["undated"]:
        shown.append("undated")
    return [Phase(name, words[name], sorted_in[name]) for name in shown]


def _lane(words, kind_name, code, rows):
    """A lane of records of one kind; a long one ends where the list goes on."""
    kind = kind_named(kind_name)
    entries = nearby_entries(rows)
    dated = [entry for entry in entries if entry.date]
    dated.sort(key=lambda entry: bounds(entry.date)[0] or datetime.date.min)
    undated = len(entries) - len(dated)
    shown = dated[:LONGEST_LANE]
    if len(dated) > LONGEST_LANE:
        more = len(dated) - LONGEST_LANE
        shown.append(Entry(ngettext("%s more", "%s more", more) % more))
    if undated:
        shown.append(Entry(_("%s without a date") % undated))
    return Lane(
        words,
        shown,
        kind.shape_class,
        sum=str(len(rows)),
        url=f"{reverse(kind.list_url)}?place={code}",
    )


def timeline(code, by_kind, names):
    """(time line of partnership, time line of conflict) of a place; the page draws them over one axis."""
    partnership = [
        _lane(words, kind, code, by_kind[kind])
        for kind, words in (
            ("case", _("Partnerships")),
            ("project", _("Projects")),
            ("dialogue", _("Dialogues")),
        )
        if by_kind.get(kind)
    ]
    statuses = [
        Entry(
            f"{pick(row.titles)[0]}: {names.get('mine-status', status['status'])}",
            status.get("date", ""),
            status,
        )
        for row in by_kind.get("mine", ())
        for status in row.read.get("statuses", ())
    ]
    conflict = []
    if by_kind.get("mine"):
        conflict.append(
            Lane(
                _("Mines: status"),
                statuses,
                "m",
                sum=str(len(by_kind["mine"])),
                url=f"{reverse('registry:mine-list')}?place={code}",
            )
        )
    for row in by_kind.get("conflict", ()):
        documents = [row.read]
        peaceful = tally_rows(documents, TallyKind.PEACEFUL_DEMONSTRATIONS)
        violent = tally_rows(documents, TallyKind.VIOLENT_DEMONSTRATIONS)
        conflict.append(
            Lane(
                row.titles,
                tally_entries(peaceful, _("peaceful"))
                + tally_entries(violent, _("violent"))
                + event_entries(documents)
                + court_entries(documents),
                "c",
                sum=_sums(peaceful, violent),
                url=row.get_absolute_url(),
                names_tallies=True,
            )
        )
    return Timeline(partnership), Timeline(conflict)


def _sums(peaceful, violent):
    """The counts of a conflict's demonstrations, peaceful and violent, as its sources report them."""
    words = []
    if peaceful:
        words.append(_("peaceful: %s") % tally_sum(peaceful))
    if violent:
        words.append(_("violent: %s") % tally_sum(violent))
    return ", ".join(words)


def tallies_by_place(codes):
    """{place: {kind of tally: [count or None]}} of the tallies that are on record in some places; never summed."""
    rows = (
        PublishedRecord.objects.public()
        .of("tally")
        .filter(Q(facets__dimension="place") & Q(facets__value__in=codes))
        .annotate(code=F("facets__value"))
        .order_by("position", "pk")
    )
    found = {}
    for row in rows:
        kinds = found.setdefault(row.code, {})
        kinds.setdefault(row.document["kind"], []).append(row.document.get("count"))
    return found
