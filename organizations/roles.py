"""Who did what for whom, as a diagram: who led in its hub, a card for each other role, who it was for at the end."""

from math import ceil

from publishing.templatetags.published import distinct

# A role of more organizations than this takes the whole width; so many cards stand beside one another at the most.
FEW, BESIDE = 4, 3


class RoleDiagram:
    """The partners of a record, each in the role that its source gives it.

    `groups` are (role, partners) in the order in which roles are shown; those of `hub` did the work, those of
    `served` are whom it was for. `served_groups` are the rows of beneficiaries that are no organizations.
    """

    def __init__(self, groups, family, hub, served, beneficiaries=()):
        self.family = family
        self.groups = groups
        self.hub = [pair for pair in groups if pair[0] in hub]
        self.served = [row for role, rows in groups if role in served for row in rows]
        self.beneficiaries = beneficiaries
        self.cards = laid_out(
            [pair for pair in groups if pair[0] not in (*hub, *served)]
        )

    @property
    def organizations(self):
        """How many organizations took part, each counted once."""
        rows = [row for _role, partners in self.groups for row in partners]
        return len(distinct(rows, "ref"))

    @property
    def served_groups(self):
        """[(group, rows)] of the beneficiaries, in the order in which the source names them."""
        found = {}
        for row in self.beneficiaries:
            found.setdefault(row["group"], []).append(row)
        return list(found.items())


def laid_out(groups):
    """The cards of the roles in rows: one with many organizations by itself, up to three small ones side by side.

    Each card says how many stand in its row and whether it begins one.
    """
    cards, waiting = [], []

    def place():
        rows = ceil(len(waiting) / BESIDE)
        while waiting:
            count = ceil(len(waiting) / rows)
            for n, (role, partners) in enumerate(waiting[:count]):
                cards.append(
                    {
                        "role": role,
                        "partners": partners,
                        "beside": count,
                        "begins": n == 0,
                        "is_open": any(not row.get("did") for row in partners),
                    }
                )
            del waiting[:count]
            rows -= 1

    for role, partners in groups:
        if len(partners) > FEW:
            place()
        waiting.append((role, partners))
        if len(partners) > FEW:
            place()
    place()
    return cards
