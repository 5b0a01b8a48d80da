"""What the page of a case study shows beside its document: the document's rows, grouped as a reader looks for them."""

from .kinds import summed
from .models import FindingKind, PartnerRole


def grouped(rows, field, order):
    """[(value, rows)] in a given order, values without rows left out."""
    found = [(value, [row for row in rows if row[field] == value]) for value in order]
    return [(value, group) for value, group in found if group]


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
        value, currency = summed(row)
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
        "places_shown": [
            row for row in document.get("places", ()) if row["role"] != "mentioned"
        ],
        "places_mentioned": [
            row for row in document.get("places", ()) if row["role"] == "mentioned"
        ],
    }
