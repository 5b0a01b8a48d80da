"""Amounts as sources state them: exact, about, a range, at least, at most, or a share of a total."""

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from publishing.documents import number


class Exactness(models.TextChoices):
    EXACT = "exact", _("exactly")
    ABOUT = "about", _("about")
    RANGE = "range", _("from … to …")
    AT_LEAST = "at_least", _("at least")
    AT_MOST = "at_most", _("at most")


class Currency(models.TextChoices):
    """Currencies by ISO 4217."""

    KGS = "KGS", _("som")
    USD = "USD", _("US dollar")
    EUR = "EUR", _("euro")
    GBP = "GBP", _("pound sterling")
    CHF = "CHF", _("Swiss franc")
    RUB = "RUB", _("Russian rouble")
    TJS = "TJS", _("Tajik somoni")
    KZT = "KZT", _("Kazakh tenge")


class Unit(models.TextChoices):
    PEOPLE = "people", _("people")
    HOUSEHOLDS = "households", _("households")
    FAMILIES = "families", _("families")
    WOMEN = "women", _("women")
    MEN = "men", _("men")
    CHILDREN = "children", _("children")
    VILLAGES = "villages", _("villages")
    GROUPS = "groups", _("groups")
    ORGANIZATIONS = "organizations", pgettext_lazy("unit", "organizations")
    SCHOOLS = "schools", _("schools")
    SETTLEMENTS = "settlements", _("settlements")
    EVENTS = "events", _("events")
    TRAININGS = "trainings", _("trainings")
    SEMINARS = "seminars", _("seminars")
    MEETINGS = "meetings", _("meetings")
    ROUNDTABLES = "roundtables", _("round tables")
    HEARINGS = "hearings", _("hearings")
    CASES = "cases", _("cases")
    CONSULTATIONS = "consultations", _("consultations")
    APPLICATIONS = "applications", _("applications")
    PUBLICATIONS = "publications", _("publications")
    COPIES = "copies", _("copies")
    PROJECTS = "projects", _("projects")
    AGREEMENTS = "agreements", _("agreements")
    MEMBERS = "members", _("members")
    STAFF = "staff", _("staff")
    VOLUNTEERS = "volunteers", _("volunteers")
    DEPUTIES = "deputies", _("deputies")
    TEACHERS = "teachers", _("teachers")
    HECTARES = "ha", _("ha")
    KILOMETRES = "km", _("km")
    METRES = "m", _("m")
    SQUARE_KILOMETRES = "km2", _("km²")
    SQUARE_METRES = "m2", _("m²")
    CUBIC_METRES = "m3", _("m³")
    LITRES = "l", _("l")
    TONNES = "t", _("t")
    KILOGRAMS = "kg", _("kg")
    HEAD = "head", _("head of livestock")
    BUILDINGS = "buildings", _("buildings")
    ROOMS = "rooms", _("rooms")
    HOUSES = "houses", _("houses")
    STREETS = "streets", _("streets")
    TREES = "trees", _("trees")
    VEHICLES = "vehicles", _("vehicles")
    UNITS = "units", _("pieces")
    SETS = "sets", _("sets")
    WELLS = "wells", _("wells")
    PUMPS = "pumps", _("pumps")
    KILOWATT_HOURS = "kwh", _("kWh")
    MONTHS = "months", _("months")
    YEARS = "years", _("years")
    DAYS = "days", _("days")
    HOURS = "hours", _("hours")
    MINUTES = "minutes", _("minutes")
    PER_CENT = "per_cent", _("per cent")
    RATIO = "ratio", _("to one")
    ITEMS = "items", _("items (named in the text)")
    PARTICIPANTS = "participants", pgettext_lazy("unit", "participants")
    GRANTS = "grants", _("grants")
    MISSIONS = "missions", _("missions")
    COUNTRIES = "countries", _("countries")
    REPRESENTATIVES = "representatives", _("representatives")
    LANGUAGES = "languages", _("languages")
    RESPONSES = "responses", pgettext_lazy("unit", "responses")


# What a unit is called beside the number 1, where that differs.
SINGULAR = {
    Unit.HOUSEHOLDS: pgettext_lazy("one", "household"),
    Unit.FAMILIES: pgettext_lazy("one", "family"),
    Unit.WOMEN: pgettext_lazy("one", "woman"),
    Unit.MEN: pgettext_lazy("one", "man"),
    Unit.CHILDREN: pgettext_lazy("one", "child"),
    Unit.VILLAGES: pgettext_lazy("one", "village"),
    Unit.GROUPS: pgettext_lazy("one", "group"),
    Unit.ORGANIZATIONS: pgettext_lazy("one", "organization"),
    Unit.SCHOOLS: pgettext_lazy("one", "school"),
    Unit.SETTLEMENTS: pgettext_lazy("one", "settlement"),
    Unit.EVENTS: pgettext_lazy("one", "event"),
    Unit.TRAININGS: pgettext_lazy("one", "training"),
    Unit.SEMINARS: pgettext_lazy("one", "seminar"),
    Unit.MEETINGS: pgettext_lazy("one", "meeting"),
    Unit.ROUNDTABLES: pgettext_lazy("one", "round table"),
    Unit.HEARINGS: pgettext_lazy("one", "hearing"),
    Unit.CASES: pgettext_lazy("one", "case"),
    Unit.CONSULTATIONS: pgettext_lazy("one", "consultation"),
    Unit.APPLICATIONS: pgettext_lazy("one", "application"),
    Unit.PUBLICATIONS: pgettext_lazy("one", "publication"),
    Unit.COPIES: pgettext_lazy("one", "copy"),
    Unit.PROJECTS: pgettext_lazy("one", "project"),
    Unit.AGREEMENTS: pgettext_lazy("one", "agreement"),
    Unit.MEMBERS: pgettext_lazy("one", "member"),
    Unit.VOLUNTEERS: pgettext_lazy("one", "volunteer"),
    Unit.DEPUTIES: pgettext_lazy("one", "deputy"),
    Unit.TEACHERS: pgettext_lazy("one", "teacher"),
    Unit.BUILDINGS: pgettext_lazy("one", "building"),
    Unit.ROOMS: pgettext_lazy("one", "room"),
    Unit.HOUSES: pgettext_lazy("one", "house"),
    Unit.STREETS: pgettext_lazy("one", "street"),
    Unit.TREES: pgettext_lazy("one", "tree"),
    Unit.VEHICLES: pgettext_lazy("one", "vehicle"),
    Unit.UNITS: pgettext_lazy("one", "piece"),
    Unit.SETS: pgettext_lazy("one", "set"),
    Unit.WELLS: pgettext_lazy("one", "well"),
    Unit.PUMPS: pgettext_lazy("one", "pump"),
    Unit.MONTHS: pgettext_lazy("one", "month"),
    Unit.YEARS: pgettext_lazy("one", "year"),
    Unit.DAYS: pgettext_lazy("one", "day"),
    Unit.HOURS: pgettext_lazy("one", "hour"),
    Unit.MINUTES: pgettext_lazy("one", "minute"),
    Unit.PARTICIPANTS: pgettext_lazy("one", "participant"),
    Unit.GRANTS: pgettext_lazy("one", "grant"),
    Unit.MISSIONS: pgettext_lazy("one", "mission"),
    Unit.COUNTRIES: pgettext_lazy("one", "country"),
    Unit.REPRESENTATIVES: pgettext_lazy("one", "representative"),
    Unit.LANGUAGES: pgettext_lazy("one", "language"),
    Unit.RESPONSES: pgettext_lazy("one", "response"),
}


def value_field(label, **kwargs):
    return models.DecimalField(
        label, max_digits=18, decimal_places=3, null=True, blank=True, **kwargs
    )


class Money(models.Model):
    """Money that a source states. The source's own second currency is kept beside it and never added."""

    amount_min = value_field(
        _("amount"),
        help_text=_("The sum, or the lower end of a range. Empty where not stated."),
    )
    amount_max = value_field(
        _("amount up to"), help_text=_("Only for a range, and for “at most”.")
    )
    amount_exactness = models.CharField(
        _("exactness"), max_length=10, choices=Exactness, blank=True
    )
    currency = models.CharField(
        _("currency"), max_length=3, choices=Currency, blank=True
    )
    amount_share = value_field(
        _("share, per cent"), help_text=_("Where the source states a share of a total.")
    )
    amount_share_to = value_field(
        _("share up to, per cent"), help_text=_("Only for a range of shares.")
    )
    amount_share_of = models.CharField(
        _("share of what"),
        max_length=200,
        blank=True,
        help_text=_("As “cost of the pump”."),
    )
    amount_per = models.CharField(
        _("per"),
        max_length=60,
        blank=True,
        help_text=_("For a rate: month, household, hectare."),
    )
    same_amount = value_field(
        _("same sum in another currency"),
        help_text=_("Where the source itself gives both; never added."),
    )
    same_exactness = models.CharField(
        _("exactness of the same sum"), max_length=10, choices=Exactness, blank=True
    )
    same_currency = models.CharField(
        _("that currency"), max_length=3, choices=Currency, blank=True
    )

    class Meta:
        abstract = True

    def money(self):
        """The money as a document carries it, or None."""
        entry = _extent(self.amount_min, self.amount_max, self.amount_exactness)
        if entry:
            entry["currency"] = self.currency
        if entry and self.amount_per:
            entry["per"] = {"en": self.amount_per}
        entry |= _share(self.amount_share, self.amount_share_to, self.amount_share_of)
        if self.same_amount is not None:
            same = _extent(
                self.same_amount, None, self.same_exactness or Exactness.EXACT
            )
            entry["same_as"] = same | {"currency": self.same_currency}
        return entry or None


class Quantity(models.Model):
    """A quantity with its unit that a source states."""

    quantity_min = value_field(
        _("quantity"),
        help_text=_("The number, or the lower end of a range. Empty where not stated."),
    )
    quantity_max = value_field(
        _("quantity up to"), help_text=_("Only for a range, and for “at most”.")
    )
    quantity_exactness = models.CharField(
        _("exactness"), max_length=10, choices=Exactness, blank=True
    )
    unit = models.CharField(_("unit"), max_length=20, choices=Unit, blank=True)
    quantity_per = models.CharField(
        _("per"),
        max_length=60,
        blank=True,
        help_text=_("For a rate: month, household, day."),
    )
    quantity_share = value_field(
        _("share, per cent"), help_text=_("Where the source states a share of a total.")
    )
    quantity_share_to = value_field(
        _("share up to, per cent"), help_text=_("Only for a range of shares.")
    )
    quantity_share_of = models.CharField(
        _("share of what"),
        max_length=200,
        blank=True,
        help_text=_("As “the villagers”."),
    )

    class Meta:
        abstract = True

    def quantity(self):
        """The quantity as a document carries it, or None."""
        entry = _extent(self.quantity_min, self.quantity_max, self.quantity_exactness)
        if entry and self.quantity_per:
            entry["per"] = {"en": self.quantity_per}
        entry |= _share(
            self.quantity_share, self.quantity_share_to, self.quantity_share_of
        )
        return entry | {"unit": self.unit} if entry else None


def _extent(low, high, exactness):
    entry = {}
    if low is not None:
        entry["min"] = number(low)
    if high is not None:
        entry["max"] = number(high)
    return entry | {"exactness": exactness} if entry else {}


def _share(share, share_to, of):
    if share is None:
        return {}
    entry = {"share": number(share)}
    if share_to is not None:
        entry["share_to"] = number(share_to)
    return entry | ({"of": {"en": of}} if of else {})


def extent_fields(prefix, entry):
    """The columns of an amount as fixtures write it: exact, about, at_least, at_most, from and to, share and of."""
    fields = {}
    for exactness in (Exactness.EXACT, Exactness.ABOUT, Exactness.AT_LEAST):
        if exactness in entry:
            fields |= {
                f"{prefix}_min": Decimal(str(entry[exactness])),
                f"{prefix}_exactness": exactness,
            }
    if Exactness.AT_MOST in entry:
        fields |= {
            f"{prefix}_max": Decimal(str(entry["at_most"])),
            f"{prefix}_exactness": Exactness.AT_MOST,
        }
    if "from" in entry:
        low, high = Decimal(str(entry["from"])), Decimal(str(entry["to"]))
        fields |= {
            f"{prefix}_min": low,
            f"{prefix}_max": high,
            f"{prefix}_exactness": Exactness.RANGE,
        }
    if "share" in entry:
        fields |= {
            f"{prefix}_share": Decimal(str(entry["share"])),
            f"{prefix}_share_of": entry.get("of", ""),
        }
    if "per" in entry:
        fields[f"{prefix}_per"] = entry["per"]
    if "share_to" in entry:
        fields[f"{prefix}_share_to"] = Decimal(str(entry["share_to"]))
    return fields


def amount_constraints(name, prefix, measure):
    """The constraints of an amount: it has its exactness and its unit or currency, and a range runs upwards."""
    low, high, exactness = f"{prefix}_min", f"{prefix}_max", f"{prefix}_exactness"
    share = f"{prefix}_share"
    nothing = Q(**{f"{low}__isnull": True, f"{high}__isnull": True})
    whole = (
        Q(
            **{
                f"{exactness}__in": ["exact", "about", "at_least"],
                f"{low}__isnull": False,
                f"{high}__isnull": True,
            }
        )
        | Q(**{exactness: "at_most", f"{low}__isnull": True, f"{high}__isnull": False})
        | Q(
            **{
                exactness: "range",
                f"{low}__isnull": False,
                f"{high}__gte": models.F(low),
            }
        )
    )
    return [
        models.CheckConstraint(
            condition=(nothing & Q(**{exactness: ""})) | (whole & ~Q(**{measure: ""})),
            name=f"{name}_{prefix}_is_whole",
            violation_error_message=_(
                "An amount has a number, a unit or currency, and says whether it is "
                "exact, about, at least, at most or a range."
            ),
        ),
        models.CheckConstraint(
            condition=nothing
            | Q(**{f"{low}__gte": 0})
            | Q(**{f"{low}__isnull": True, f"{high}__gte": 0}),
            name=f"{name}_{prefix}_is_not_negative",
            violation_error_message=_("An amount is not negative."),
        ),
        models.CheckConstraint(
            condition=Q(**{f"{share}__isnull": True})
            | Q(**{f"{share}__gte": 0, f"{share}__lte": 1000}),
            name=f"{name}_{prefix}_share_is_a_percentage",
            violation_error_message=_("A share is written in per cent."),
        ),
    ]
