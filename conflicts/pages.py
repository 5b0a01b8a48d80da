"""What the pages of mines and conflicts show beside their documents."""

from django.db.models import Q
from django.db.models.fields.json import KT, KeyTransform
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from places.names import outermost
from publishing.models import PublishedRecord
from publishing.names import pick
from publishing.timeline import Entry, Lane, Timeline
from reference.pages import in_place
from reference.series import current

from .models import TallyKind
from .register import FACTS, known_facts, ownership_changes

TALKS = ("talks", "public-hearing", "agreement")


def in_places(codes):
    """What lies in some places."""
    return Q(facets__dimension="place", facets__value__in=codes)


def nearby_records(codes):
    """Published case studies and dialogues in some places, with dates and citations but without their documents."""
    rows = PublishedRecord.objects.public().filter(
        in_places(codes), kind__in=("case", "dialogue"), parent=None
    )
    rows = rows.annotate(
        period=KT("document__period"),
        date=KT("document__date"),
        cite=KeyTransform("cite", "document"),
    )
    return list(
        rows.distinct().defer("document").order_by("earliest", "position", "pk")
    )


def conflicts_near(key, codes):
    """Published conflicts about a mine, and those about others in the same places."""
    about = Q(links__role="mine", links__to=key)
    rows = PublishedRecord.objects.public().filter(in_places(codes) | about)
    return list(rows.of("conflict").distinct())


def place_codes(mine):
    """The codes of the places of a mine's document."""
    codes = [mine.get("place"), (mine.get("nearest") or {}).get("place")]
    return [code for code in codes if code]


def points_of(published):
    """(name, latitude, longitude) of a mine whose source states its point, in a list."""
    point = published.document.get("point")
    name = pick(published.titles)[0]
    return [(name, point["latitude"], point["longitude"])] if point else []


def tally_rows(conflicts, kind):
    """The tallies of one kind in the documents of conflicts, in their order."""
    return [
        row
        for conflict in conflicts
        for row in conflict.get("tallies", ())
        if row["kind"] == kind
    ]


def tally_entries(rows, words):
    return [
        Entry(
            words,
            row.get("period", ""),
            row,
            is_tally=True,
            count=row.get("count"),
            is_heavy=row["kind"] == TallyKind.VIOLENT_DEMONSTRATIONS,
        )
        for row in rows
    ]


def tally_sum(rows):
    """What stands at the end of the lane of a tally: each source's count by itself, never added."""
    counts = [
        str(row["count"]) if "count" in row else _("not reported") for row in rows
    ]
    return " / ".join(dict.fromkeys(counts)) if counts else _("not stated")


def holder_entries(mine, names):
    entries = []
    for row in mine.get("holdings", ()):
        name = names.get("record", row["holder"]["ref"])
        since, until = row.get("since"), row.get("until")
        date = (
            f"{since or '..'}/{until or '..'}" if since or until else row.get("as_of")
        )
        entries.append(
            Entry(
                name.texts, date or "", row, url=name.url, is_span=bool(since or until)
            )
        )
    return entries


def licence_entries(mine, names):
    words = {
        "applied": _("applied for"),
        "awarded": _("awarded"),
        "expires": _("expires"),
    }
    entries = []
    for licence in mine.get("licences", ()):
        number = licence.get("number") or _("number not stated")
        dated = [
            Entry(f"{number}: {word}", licence[field], licence)
            for field, word in words.items()
            if licence.get(field)
        ]
        dated += [
            Entry(
                names.get("licence-status", row["status"]).texts,
                row.get("date", ""),
                row,
            )
            for row in licence.get("statuses", ())
        ]
        entries += dated or [Entry(f"{number}, {_('dates not stated')}", "", licence)]
    return entries


def event_entries(conflicts, types=(), inside=False):
    """Entries of the events of conflicts whose type is none of some, or is among them (`inside`)."""
    return [
        Entry(row["what"], row.get("date", ""), row)
        for conflict in conflicts
        for row in conflict.get("events", ())
        if (row["type"] in types) == inside
    ]


def court_entries(conflicts):
    entries = []
    for conflict in conflicts:
        for row in conflict.get("court_cases", ()):
            since, until = row.get("filed"), row.get("decided")
            date = (
                f"{since or '..'}/{until or '..'}"
                if since and until
                else since or until
            )
            entries.append(
                Entry(row["claim"], date or "", row, is_span=bool(since and until))
            )
    return entries


def nearby_entries(rows):
    """Entries of published records that lie nearby: each cites what it itself rests on."""
    return [
        Entry(
            row.titles,
            row.period or row.date or "",
            {"cite": row.cite} if row.cite else {},
            url=row.get_absolute_url(),
            is_span=row.kind != "dialogue",
        )
        for row in rows
    ]


def mine_lanes(mine, conflicts, nearby, names):
    """The lanes of a mine: licences and holders, status, court cases, events, talks, partnerships nearby."""
    changes, reported = (
        ownership_changes(mine),
        tally_rows(conflicts, TallyKind.OWNERSHIP_CHANGES),
    )
    holders = holder_entries(mine, names)
    shown = (
        []
        if changes is not None
        else tally_entries(reported, _("changes of ownership"))
    )
    status = current(mine.get("statuses", ()))
    courts = court_entries(conflicts)
    lanes = [
        Lane(
            _("Licence holders"),
            shown + holders,
            sum=ownership_words(changes, reported),
        ),
        Lane(_("Licences"), licence_entries(mine, names), sum=_licences(mine)),
        Lane(
            _("Status"),
            [
                Entry(
                    names.get("mine-status", row["status"]).texts,
                    row.get("date", ""),
                    row,
                )
                for row in mine.get("statuses", ())
            ],
            sum=str(names.get("mine-status", status["status"]))
            if status
            else _("not stated"),
        ),
    ]
    tallied = (
        (TallyKind.COURT_CASES, _("Court cases"), courts),
        (TallyKind.PEACEFUL_DEMONSTRATIONS, _("Demonstrations, peaceful"), []),
        (TallyKind.VIOLENT_DEMONSTRATIONS, _("Demonstrations, violent"), []),
    )
    for kind, words, dated in tallied:
        rows = tally_rows(conflicts, kind)
        lanes.append(
            Lane(
                words,
                tally_entries(rows, words) + dated,
                "c",
                sum=tally_sum(rows),
            )
        )
    events = event_entries(conflicts, TALKS)
    talks = event_entries(conflicts, TALKS, inside=True)
    dialogues = nearby_entries(row for row in nearby if row.kind == "dialogue")
    cases = nearby_entries(row for row in nearby if row.kind == "case")
    lanes += [
        Lane(_("Events"), events, "c", sum=str(len(events))),
        Lane(
            _("Talks and dialogues, same oblast"),
            talks + dialogues,
            "d",
            sum=str(len(talks + dialogues)),
        ),
        Lane(_("Partnerships, same oblast"), cases, "p", sum=str(len(cases))),
    ]
    return lanes


def ownership_words(changes, reported):
    """How often ownership changed, and by what it was counted."""
    if changes is not None:
        return (
            ngettext(
                "%s change, counted from holdings",
                "%s changes, counted from holdings",
                changes,
            )
            % changes
        )
    counts = [row["count"] for row in reported if "count" in row]
    if not counts:
        return _("changes not stated")
    return ngettext(
        "%s change, by the source's tally",
        "%s changes, by the source's tally",
        counts[0],
    ) % " / ".join(str(count) for count in dict.fromkeys(counts))


def _licences(mine):
    found = mine.get("licences", ())
    known = [len(known_facts(licence, mine)) for licence in found]
    return " / ".join(
        _("%(known)s of %(all)s facts known") % {"known": n, "all": len(FACTS)}
        for n in known
    ) or _("not stated")


def is_about(document, key):
    return any(entry["ref"] == key for entry in document.get("mines", ()))


def mine_context(published, names):
    """The biography of a mine: its own series and those of the conflicts about it, on one axis, and as a table."""
    mine = published.document
    outer = sorted({outermost(code, names) for code in place_codes(mine)} - {None})
    every = conflicts_near(published.key, outer)
    nearby = nearby_records(outer)
    names.add([row.document for row in every])
    names.add([{"cite": row.cite} for row in nearby if row.cite])
    about = [row for row in every if is_about(row.document, published.key)]
    documents = [row.document for row in about]
    timeline = Timeline(mine_lanes(mine, documents, nearby, names))
    beside = {}
    for row in every:
        for entry in row.document.get("mines", ()):
            beside.setdefault(entry["ref"], []).append(row.document)
    return {
        "conflicts": about,
        "timeline": timeline,
        "changes": ownership_changes(mine),
        "reported_changes": tally_rows(documents, TallyKind.OWNERSHIP_CHANGES),
        "status": current(mine.get("statuses", ())),
        "licences": [
            (licence, known_facts(licence, mine))
            for licence in mine.get("licences", ())
        ],
        "all_facts": FACTS,
        "outer": outer,
        "codes": place_codes(mine),
        "points": points_of(published),
        "in_place": in_place(published, next(iter(place_codes(mine)), None), names),
        "beside": [
            (key, [tally_rows(found, kind) for kind in TallyKind.values])
            for key, found in sorted(beside.items())
        ]
        if len(beside) > 1
        else [],
        "sources": {
            row["cite"]["ref"]
            for document in documents
            for row in document.get("tallies", ())
        },
    }


def conflict_context(published, names):
    """What was said and done about a conflict: responses, and recommendations and case studies that name it."""
    rows = (
        PublishedRecord.objects.public()
        .filter(links__to=published.key, parent=None)
        .exclude(pk=published.pk)
        .distinct()
        .order_by("kind", "position", "pk")
    )
    naming = {}
    for row in rows:
        naming.setdefault(row.kind, []).append(row)
    document = published.document
    events = [
        Lane(
            _("Events"),
            event_entries([document]),
            "c",
        ),
        Lane(_("Court cases"), court_entries([document]), "c"),
    ]
    return {
        "responses": naming.pop("response", []),
        "recommendations": naming.pop("recommendation", []),
        "naming": naming,
        "timeline": Timeline([lane for lane in events if lane.entries]),
        "in_place": in_place(
            published,
            next((row["place"] for row in document.get("places", ())), None),
            names,
        ),
        "tallies_by_kind": [
            (kind, tally_rows([document], kind)) for kind in TallyKind.values
        ],
    }
