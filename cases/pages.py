"""What the pages of case studies, dialogues and recommendations show beside their documents."""

from reference.columns import exact_sum
from reference.pages import grouped, linked, places_shown
from reference.series import current

from .models import FindingKind, Participant, PartnerRole

OTHERS = 10
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


def case_context(published, names):
    """The case study's partners by role, findings by kind, contributions by giver, and sums per currency."""
    document = published.document
    contributions = document.get("contributions", ())
    return {
        "partners_by_role": grouped(
            document.get("partners", ()), "role", PartnerRole.values
        ),
        "findings_by_kind": grouped(
            document.get("findings", ()), "kind", FindingKind.values
        ),
        "contributions_by_giver": givers(contributions),
        "totals": totals(contributions),
        "places_shown": places_shown(document),
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
