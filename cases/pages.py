"""What the pages of case studies, dialogues and recommendations show beside their documents."""

from django.db.models import Case, Q, Sum, Value, When

from organizations.roles import RoleDiagram
from publishing.models import FacetValue
from reference.columns import exact_sum
from reference.pages import around, grouped, in_place, linked, places_shown
from reference.series import current

from .models import FindingKind, Participant, PartnerRole

OTHERS = 10
# How many related case studies are shown, and what each thing that two of them share counts for: a place below the
# oblast, each with all that it lies in; an oblast; a sector; a mechanism.
RELATED = 5
NEAR, OBLAST, SECTOR, MECHANISM = 4, 3, 2, 1
# What two case studies share counts for this much before they are shown as related.
ENOUGH = 3
# The parts that places have in a dialogue, in the order in which a reader asks for them.
PLACE_ROLES = ("venue", "site", "discussed", "participants", "seat", "mentioned")


def givers(contributions):
    """[(giver or words, rows)]: contributions by who gave them, in the order in which they first appear."""
    groups = {}
    for row in contributions:
        giver = row.get("giver") or {}
        identity = giver.get("ref") or str(row.get("giver_words"))
        groups.setdefault(identity, (row, []))[1].append(row)
    return list(groups.values())


def totals(contributions):
    """[currency, sum, count] of the sums that are stated exactly: never across currencies, nor a sum and its parts."""
    sums = {}
    for row in contributions:
        value, currency = exact_sum(row)
        if value is not None:
            amount, count = sums.get(currency, (0, 0))
            sums[currency] = (amount + value, count + 1)
    return [
        {"currency": currency, "amount": amount, "count": count}
        for currency, (amount, count) in sorted(sums.items())
    ]


def related_cases(published, names):
    """Other case studies: first those that this one names, then those that share most with it, at most five in all.

    Each entry says what is shared: the innermost place, sectors, the number of mechanisms. One query.
    """
    document = published.document
    named = [entry["ref"] for entry in document.get("related", ())]
    outwards = [around(row["place"], names) for row in places_shown(document)]
    depth = {code: len(codes) - n for codes in outwards for n, code in enumerate(codes)}
    near = [code for code, level in depth.items() if level > 1]
    shared = (
        Q(dimension="place", value__in=depth)
        | Q(dimension="sector", value__in=document.get("sectors", ()))
        | Q(dimension="mechanism", value__in=document.get("mechanisms", ()))
    )
    values = FacetValue.objects.filter(
        shared, kind="case", record__is_withdrawn=False
    ).exclude(record__key=published.key)
    worth = Case(
        When(dimension="place", value__in=near, then=Value(NEAR)),
        When(dimension="place", then=Value(OBLAST)),
        When(dimension="sector", then=Value(SECTOR)),
        default=Value(MECHANISM),
    )
    most = values.order_by().values("record").annotate(score=Sum(worth))
    most = most.filter(score__gte=ENOUGH).order_by("-score", "record__position")
    rows = values.filter(
        Q(record__in=most.values("record")[: RELATED + len(named)])
        | Q(record__key__in=named)
    )
    rows = rows.select_related("record").defer(
        "record__document", "record__search_text", "record__passages"
    )
    found = {
        key: {"ref": key, "record": None, "score": 0, "shared": {}} for key in named
    }
    for row in rows.annotate(worth=worth).order_by("record__position", "pk"):
        entry = found.setdefault(
            row.record.key,
            {"ref": row.record.key, "record": row.record, "score": 0, "shared": {}},
        )
        entry["record"] = row.record
        entry["score"] += row.worth
        entry["shared"].setdefault(row.dimension, []).append(row.value)
    for entry in found.values():
        places = entry["shared"].get("place", ())
        entry["place"] = max(places, key=depth.get, default=None)
        entry["is_named"] = entry["ref"] in named
    rest = [entry for entry in found.values() if not entry["is_named"]]
    rest.sort(key=lambda entry: -entry["score"])
    return [
        *(found[key] for key in named),
        *rest[: max(0, RELATED - len(named))],
    ]


def main_place(document):
    """The code of the place that stands for a case study: where who led it sits, else the first that it names."""
    places = places_shown(document)
    seats = [row for row in places if row["role"] == "seat"]
    return next((row["place"] for row in (*seats, *places)), None)


def case_context(published, names):
    """The case study's roles, findings by kind, contributions by giver, sums, and what stands beside it."""
    document = published.document
    contributions = document.get("contributions", ())
    return {
        "diagram": RoleDiagram(
            grouped(document.get("partners", ()), "role", PartnerRole.values),
            "role",
            hub=(PartnerRole.LEAD,),
            served=(PartnerRole.BENEFICIARY,),
            beneficiaries=document.get("beneficiaries", ()),
        ),
        "findings_by_kind": grouped(
            document.get("findings", ()), "kind", FindingKind.values
        ),
        "contributions_by_giver": givers(contributions),
        "totals": totals(contributions),
        "places_shown": places_shown(document),
        "related": related_cases(published, names),
        "in_place": in_place(published, main_place(document), names),
    }


def sessions(document):
    """[(session or None, participants)] in the order of the sessions; those who took part in none come last."""
    rows = document.get("participants", ())
    entries = [
        (session, [row for row in rows if row.get("session") == session["n"]])
        for session in document.get("sessions", ())
    ]
    numbers = {session["n"] for session, _rows in entries}
    rest = [row for row in rows if row.get("session") not in numbers]
    return [*entries, (None, rest)] if rest else entries


def of_sessions(document, recommendations):
    """[(session or None, recommendations)] in the order of the dialogue's sessions, those of none last."""
    sessions = {session["n"]: session for session in document.get("sessions", ())}
    groups = {n: [] for n in (*sessions, None)}
    for row in recommendations:
        n = row.document.get("session")
        groups[n if n in sessions else None].append(row)
    return [(sessions.get(n), rows) for n, rows in groups.items() if rows]


def dialogue_context(published, names):
    """The dialogue's places and participants in groups, and the recommendations that it made, by session."""
    document = published.document
    recommendations = list(linked("recommendation", published.key, "dialogue"))
    names.add([row.document for row in recommendations])
    return {
        "places_by_role": grouped(document.get("places", ()), "role", PLACE_ROLES),
        "sessions": [
            (session, grouped(rows, "role", Participant.Role.values))
            for session, rows in sessions(document)
        ],
        "recommendations": recommendations,
        "recommendations_by_session": of_sessions(document, recommendations),
    }


def recommendation_context(published, names):
    """The status in force, and other recommendations of the same dialogue, or of the source where there is none."""
    document = published.document
    origin = document.get("dialogue") or document.get("cite") or {}
    others = []
    if "ref" in origin:
        others = linked("recommendation", origin["ref"], origin["role"])
        others = list(others.exclude(key=published.key).defer("document")[: OTHERS + 1])
    return {
        "current": current(document.get("statuses", ())),
        "others": others[:OTHERS],
        "has_more": len(others) > OTHERS,
        "origin": origin,
    }
