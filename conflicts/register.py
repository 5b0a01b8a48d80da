"""What a register of licences should say, after EITI Standard 2023, requirement 2.3 b."""

from itertools import pairwise

from django.utils.translation import gettext_lazy as _

FACTS = {
    "holder": _("who holds it"),
    "area": _("coordinates or size of the area"),
    "applied": _("date of application"),
    "awarded": _("date of award"),
    "expires": _("date of expiry"),
    "commodity": _("commodity"),
}


def known_facts(licence, mine):
    """Which of the six facts the documents of a licence and its mine state, in the order of the requirement."""
    stated = {
        "holder": licence.get("holders"),
        "area": licence.get("area") or licence.get("coordinates"),
        "applied": licence.get("applied"),
        "awarded": licence.get("awarded"),
        "expires": licence.get("expires"),
        "commodity": licence.get("commodities") or mine.get("commodities"),
    }
    return [fact for fact in FACTS if stated[fact]]


def ownership_changes(mine):
    """How often the licensee changed, counted from the mine's holdings; None where fewer than two are known.

    A change is two dated holdings of one licence that follow one another with another licensee.
    """
    changes, known = 0, False
    for licence in mine.get("licences", ()):
        rows = [
            row
            for row in mine.get("holdings", ())
            if row["licence"] == licence["n"]
            and row["holder"]["role"] == "licensee"
            and (row.get("since") or row.get("until") or row.get("as_of"))
        ]
        rows.sort(key=lambda row: row.get("since") or row.get("as_of") or row["until"])
        holders = [row["holder"]["ref"] for row in rows]
        known = known or len(set(holders)) > 1
        changes += sum(one != other for one, other in pairwise(holders))
    return changes if known else None
