"""What the pages of organizations and projects show beside their documents."""

from decimal import Decimal

from publishing.kinds import kind_named
from publishing.models import Link
from reference.columns import exact_sum
from reference.pages import grouped, in_place, linked, places_shown

from .kinds import CASE_ROLES
from .models import ProjectRole
from .roles import RoleDiagram

# The kinds that name an organization in a role: the family of the words for the roles, and the roles in order. One word
# may be a role in two kinds, as “partner” is; so the kind of the record that names it is asked first.
KINDS_WITH_ROLES = {
    "case": ("role", CASE_ROLES),
    "project": ("project-role", ProjectRole.values),
    "mine": ("holding-role", ("licensee", "operator", "parent")),
    "dialogue": (
        "participant-role",
        ("organizer", "opening", "speaker", "participant", "addressee"),
    ),
    "recommendation": ("", ("addressee",)),
    "response": ("", ("actor",)),
    "conflict": ("court-party", ("claimant", "defendant", "third")),
}


def organization_context(published, names):
    """What names the organization: by kind of record and by role, and whatever else does in no role of its kind."""
    links = Link.objects.filter(
        to=published.key, record__parent=None, record__is_withdrawn=False
    )
    links = links.select_related("record").defer(
        "record__document", "record__search_text", "record__passages"
    )
    groups, otherwise = {}, {}
    for link in links.order_by("record__kind", "record__position", "pk"):
        kind = link.record.kind
        _family, roles = KINDS_WITH_ROLES.get(kind, ("", ()))
        if link.role in roles:
            by_role = groups.setdefault(kind, {role: [] for role in roles})
            by_role[link.role].append(link.record)
        else:
            otherwise[link.record.pk] = link.record
    named = {
        kind: {role: records for role, records in by_role.items() if records}
        for kind, by_role in groups.items()
    }
    in_roles = {
        record.pk
        for by_role in named.values()
        for records in by_role.values()
        for record in records
    }
    return {
        "roles": named.get("case", {}),
        "named_in": [
            {
                "kind": kind_named(kind),
                "family": family,
                "roles": named[kind],
                "records": len(
                    {row.pk for rows in named[kind].values() for row in rows}
                ),
            }
            for kind, (family, _roles) in KINDS_WITH_ROLES.items()
            if kind in named
        ],
        "otherwise": [record for pk, record in otherwise.items() if pk not in in_roles],
    }


def by_aim(document):
    """[(aim or None, activities, outputs)]: what belongs to each aim; what the source ties to none comes last."""

    numbers = {aim["n"] for aim in document.get("aims", ())}

    def of(belongs):
        return [
            [row for row in document.get(table, ()) if belongs(row.get("aim"))]
            for table in ("activities", "outputs")
        ]

    groups = [
        (aim, *of(lambda n, aim=aim: n == aim["n"])) for aim in document.get("aims", ())
    ]
    activities, outputs = of(lambda n: n not in numbers)
    return [*groups, (None, activities, outputs)] if activities or outputs else groups


class Budget:
    """A project's budget lines beside its stated total: what they add up to, and whether that is the total.

    Only what is stated exactly and in the one currency is added up or compared.
    """

    def __init__(self, document):
        self.rows = document.get("budget", [])
        self.money = document.get("money")
        self.amounts = [_exact(row) for row in self.rows]
        stated = [pair for pair in (*self.amounts, _exact(document)) if pair]
        self.currency = stated[0][1] if stated else ""
        self.is_one_currency = len({currency for _amount, currency in stated}) <= 1
        exact = [pair[0] for pair in self.amounts if pair]
        self.count = len(exact)
        self.sum = sum(exact) if exact and self.is_one_currency else None
        total = _exact(document)
        self.total = total[0] if total and self.is_one_currency else None

    @property
    def verdict(self):
        """`match` or `differ`, or why the lines cannot be compared with the total."""
        if not self.is_one_currency:
            return "currencies"
        if not self.money:
            return "no-total"
        if self.total is None:
            return "total-inexact"
        if self.count < len(self.rows):
            return "lines-inexact"
        return "match" if self.sum == self.total else "differ"

    @property
    def difference(self):
        """By how much the lines and the total differ, where they can be compared."""
        return abs(self.sum - self.total) if self.verdict == "differ" else None

    @property
    def lines(self):
        """Each line with its share of the stated total in per cent, where both are stated exactly."""
        return [
            {"row": row, "percent": _percent(pair[0], self.total) if pair else None}
            for row, pair in zip(self.rows, self.amounts, strict=True)
        ]

    @property
    def bar(self):
        """The lines laid end to end, in per cent of the width; None where they do not measure one whole.

        `rest` is the part of the whole that no line tells of, `mark` the total where the lines go beyond it.
        """
        sizes = self._sizes()
        whole = max(sum(sizes), self._whole()) if sizes else 0
        if not whole:
            return None
        x, pieces = Decimal(0), []
        for row, size in zip(self.rows, sizes, strict=True):
            width = 100 * size / whole
            piece = {"n": row["n"], "x": _figure(x), "width": _figure(width)}
            middle = _figure(x + width / 2)
            pieces.append(piece | {"middle": middle, "is_wide": width >= 4})
            x += width
        mark = 100 * self._whole() / whole
        return {
            "pieces": pieces,
            "rest": {"x": _figure(x), "width": _figure(100 - x)}
            if 100 - x > Decimal("0.05")
            else None,
            "mark": _figure(mark) if 0 < mark < 100 else None,
        }

    def _sizes(self):
        """The lines' lengths in one measure: all of them exact sums, or all of them shares of the same."""
        if self.is_one_currency and self.count == len(self.rows):
            is_whole = self.total or self.count > 1
            return [pair[0] for pair in self.amounts] if is_whole else []
        shares = [row.get("money") or {} for row in self.rows]
        is_alike = all(
            set(money) <= {"share", "of"} and money.get("of") == shares[0].get("of")
            for money in shares
        )
        sizes = [Decimal(str(money.get("share", 0))) for money in shares]
        return sizes if is_alike and 0 < sum(sizes) <= 100 else []

    def _whole(self):
        if self.count == len(self.rows):
            return self.total or Decimal(0)
        return Decimal(100)


def _exact(row):
    amount, currency = exact_sum(row)
    return None if amount is None else (Decimal(str(amount)), currency)


def _percent(part, whole):
    return round(100 * part / whole, 1) if whole else None


def _figure(number):
    return f"{number:.2f}"


def project_context(published, names):
    """The project's roles, its rows by aim, its budget, and the case studies that tell of it."""
    document = published.document
    places = places_shown(document)
    return {
        "diagram": RoleDiagram(
            grouped(document.get("partners", ()), "role", ProjectRole.values),
            "project-role",
            hub=(ProjectRole.IMPLEMENTING,),
            served=(ProjectRole.BENEFICIARY,),
            beneficiaries=document.get("beneficiaries", ()),
        ),
        "by_aim": by_aim(document),
        "budget": Budget(document),
        "places_shown": places,
        "in_place": in_place(published, places[0]["place"] if places else None, names),
        "cases": list(linked("case", published.key, "project").defer("document")),
    }
