"""Mines, the licences to explore and extract them, and who holds these."""

import datetime

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from organizations.models import Organization
from places.models import Place, Point
from publishing.dates import PartialDateField, bounds
from publishing.models import Publishable
from reference.amounts import Quantity, amount_constraints
from reference.models import (
    Commodity,
    FigureRow,
    Row,
    Statement,
    row_constraints,
    statement_constraints,
)


class Mine(Publishable, Statement, Point):
    """A deposit that is or may be mined, from exploration to closure."""

    class Accuracy(models.TextChoices):
        """How exact a point is, after the levels of the Land Matrix."""

        COORDINATES = "coordinates", _("surveyed coordinates")
        EXACT = "exact", _("exact location")
        APPROXIMATE = "approximate", _("approximate location")
        REGION = "region", _("administrative unit only")

    name = models.CharField(
        _("name"), max_length=120, help_text=_("The name of the deposit.")
    )
    commodities = models.ManyToManyField(
        Commodity, blank=True, related_name="+", verbose_name=_("commodities")
    )
    place = models.ForeignKey(
        Place,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("place"),
        help_text=_("The smallest unit in which the source puts it."),
    )
    nearest = models.ForeignKey(
        Place,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("nearest settlement"),
    )
    nearest_as_named = models.CharField(
        _("as the source names it"), max_length=120, blank=True
    )
    distance_km = models.DecimalField(
        _("distance, km"),
        max_digits=6,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text=_("From the nearest settlement. Leave empty where not stated."),
    )
    accuracy = models.CharField(
        _("accuracy of the point"), max_length=12, choices=Accuracy, blank=True
    )
    internal_note = models.TextField(
        _("internal note"),
        blank=True,
        help_text=_("For editors only; never published."),
    )

    class Meta:
        verbose_name = _("mine")
        verbose_name_plural = _("mines")
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None, accuracy="")
                | (
                    Q(latitude__isnull=False, longitude__isnull=False) & ~Q(accuracy="")
                ),
                name="conflicts_mine_point_is_whole",
                violation_error_message=_(
                    "A point has a latitude, a longitude and its accuracy, or none of them."
                ),
            ),
            models.CheckConstraint(
                condition=Q(distance_km=None)
                | Q(nearest__isnull=False, distance_km__gte=0),
                name="conflicts_mine_distance_is_from_a_settlement",
                violation_error_message=_(
                    "A distance is from a settlement: name it, or leave the distance empty."
                ),
            ),
            *statement_constraints("conflicts_mine"),
        ]

    def __str__(self):
        return self.name


class MineAlias(models.Model):
    """Another name of a mine: a former one, or the spelling of a source."""

    mine = models.ForeignKey(Mine, on_delete=models.CASCADE, related_name="aliases")
    name = models.CharField(_("name"), max_length=120)

    class Meta:
        verbose_name = _("other name")
        verbose_name_plural = _("other names")
        ordering = ["mine", "name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["mine", "name"],
                name="conflicts_minealias_once",
                violation_error_message=_("The mine has this name already."),
            )
        ]

    def __str__(self):
        return self.name


class MineRow(Row):
    """A numbered row of a mine."""

    owner = "mine"

    class Meta:
        abstract = True
        ordering = ["mine", "n", "pk"]


class MineStatus(MineRow):
    """In what state a mine was on a date or in a period."""

    class Status(models.TextChoices):
        NOT_BEGUN = "not-begun", _("not begun")
        EXPLORATION = "exploration", _("exploration")
        CONSTRUCTION = "construction", _("construction")
        OPERATION = "operation", _("in operation")
        SUSPENDED = "suspended", _("suspended")
        CLOSED = "closed", _("closed")

    mine = models.ForeignKey(Mine, on_delete=models.CASCADE, related_name="statuses")
    status = models.CharField(_("status"), max_length=12, choices=Status)
    text = models.TextField(
        _("text"),
        blank=True,
        help_text=_("What the source says of it, in your own words."),
    )
    date = PartialDateField(_("date"))

    class Meta(MineRow.Meta):
        verbose_name = _("status")
        verbose_name_plural = _("statuses")
        constraints = row_constraints("conflicts_minestatus", "mine")


class MineFigure(FigureRow):
    """The size of a mine, its reserves or its output, as a source states it."""

    owner = "mine"

    class Kind(models.TextChoices):
        SIZE = "size", _("size")
        RESERVES = "reserves", _("reserves")
        RESOURCES = "resources", _("resources")
        OUTPUT = "output", pgettext_lazy("mine", "output")
        OTHER = "other", _("other")

    mine = models.ForeignKey(Mine, on_delete=models.CASCADE, related_name="figures")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)

    class Meta(MineRow.Meta):
        verbose_name = _("size or reserves")
        verbose_name_plural = _("size and reserves")
        constraints = [
            *row_constraints("conflicts_minefigure", "mine"),
            *amount_constraints("conflicts_minefigure", "quantity", "unit"),
        ]


class Licence(MineRow, Quantity):
    """A right to explore or extract, with the facts that EITI requirement 2.3 asks of a register.

    The quantity is the size of its area.
    """

    class Type(models.TextChoices):
        EXPLORATION = "exploration", _("exploration")
        MINING = "mining", pgettext_lazy("licence", "mining")

    mine = models.ForeignKey(Mine, on_delete=models.CASCADE, related_name="licences")
    number = models.CharField(_("licence number"), max_length=40, blank=True)
    type = models.CharField(_("type"), max_length=12, choices=Type, blank=True)
    coordinates = models.TextField(
        _("coordinates of the area"),
        blank=True,
        help_text=_(
            "Corner points, WGS 84, as the licence or the register states them."
        ),
    )
    commodities = models.ManyToManyField(
        Commodity, blank=True, related_name="+", verbose_name=_("commodities")
    )
    applied = PartialDateField(_("applied for"))
    awarded = PartialDateField(_("awarded"))
    expires = PartialDateField(_("expires"))

    class Meta(MineRow.Meta):
        verbose_name = _("licence")
        verbose_name_plural = _("licences")
        constraints = [
            *row_constraints("conflicts_licence", "mine"),
            *amount_constraints("conflicts_licence", "quantity", "unit"),
        ]

    def __str__(self):
        return f"{self.mine}, {self._meta.verbose_name} {self.number or self.n}"

    def clean(self):
        super().clean()
        for earlier, later in (
            ("applied", "awarded"),
            ("awarded", "expires"),
            ("applied", "expires"),
        ):
            if runs_backwards(getattr(self, earlier), getattr(self, later)):
                raise ValidationError(
                    {
                        later: _(
                            "A licence is applied for, awarded, and expires, in this order."
                        )
                    }
                )


def runs_backwards(since, until):
    """Whether a partial date ends before another begins, on every day that the two allow."""
    start, end = bounds(since or "")[0], bounds(until or "")[1]
    return start is not None and end is not None and end < start


class LicenceStatus(MineRow):
    """In what state a licence was on a date or in a period."""

    class Status(models.TextChoices):
        APPLIED = "applied", _("applied for")
        VALID = "valid", _("valid")
        SUSPENDED = "suspended", _("suspended")
        REVOKED = "revoked", _("revoked")
        EXPIRED = "expired", _("expired")
        TRANSFERRED = "transferred", _("transferred")

    mine = models.ForeignKey(
        Mine, on_delete=models.CASCADE, related_name="licence_statuses"
    )
    licence = models.ForeignKey(
        Licence,
        on_delete=models.CASCADE,
        related_name="statuses",
        verbose_name=_("licence"),
    )
    status = models.CharField(_("status"), max_length=12, choices=Status)
    text = models.TextField(_("text"), blank=True, help_text=_("In your own words."))
    date = PartialDateField(_("date"))

    class Meta(MineRow.Meta):
        verbose_name = _("status of a licence")
        verbose_name_plural = _("statuses of licences")
        constraints = row_constraints("conflicts_licencestatus", "mine")

    def clean(self):
        super().clean()
        of_this_mine(self, "licence")


def of_this_mine(row, name):
    """Refuses a row that names a licence of another mine."""
    other = getattr(row, name, None)
    if other and other.mine_id != row.mine_id:
        raise ValidationError({name: _("The licence belongs to another mine.")})


class Holding(MineRow):
    """A company's share of a licence from one date to another; a change of owner is two holdings.

    EITI Standard 2023, requirement 2.3 (register of licences) and 2.5 (beneficial ownership).
    """

    class Role(models.TextChoices):
        LICENSEE = "licensee", _("licensee")
        OPERATOR = "operator", _("operator")
        PARENT = "parent", _("parent company")

    mine = models.ForeignKey(Mine, on_delete=models.CASCADE, related_name="holdings")
    licence = models.ForeignKey(
        Licence,
        on_delete=models.CASCADE,
        related_name="holdings",
        verbose_name=_("licence"),
    )
    holder = models.ForeignKey(
        Organization,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("holder"),
    )
    role = models.CharField(
        _("role"), max_length=12, choices=Role, default=Role.LICENSEE
    )
    share = models.DecimalField(
        _("share, per cent"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("Leave empty where the source does not state it."),
    )
    since = PartialDateField(_("since"))
    until = PartialDateField(_("until"))
    as_of = PartialDateField(
        _("held on"),
        help_text=_(
            "A date for which the source states it, where it says neither since when nor until when."
        ),
    )
    text = models.TextField(
        _("text"),
        blank=True,
        help_text=_("What the source says of the holder, in your own words."),
    )

    class Meta(MineRow.Meta):
        verbose_name = _("holding")
        verbose_name_plural = _("holdings")
        constraints = [
            *row_constraints("conflicts_holding", "mine"),
            models.CheckConstraint(
                condition=Q(share__isnull=True) | Q(share__gt=0, share__lte=100),
                name="conflicts_holding_share_is_a_percentage",
                violation_error_message=_(
                    "A share lies above 0 and up to 100 per cent."
                ),
            ),
        ]

    def clean(self):
        super().clean()
        of_this_mine(self, "licence")
        if runs_backwards(self.since, self.until):
            raise ValidationError({"until": _("The holding ends before it starts.")})

    @classmethod
    def check_all(cls, record, rows):
        """Refuses stated shares of one licence, in one role, that certainly exceed 100 per cent at the same time.

        Holdings overlap where no reading of their dates keeps them apart; one without dates overlaps none.
        """
        shared = [row for row in rows if row.share is not None]
        for row in shared:
            day = row.certain_days()[0]
            total = sum(
                other.share
                for other in shared
                if (other.licence_id, other.role) == (row.licence_id, row.role)
                and (other is row or (day is not None and other.lasts_on(day)))
            )
            if total > 100:
                raise ValidationError(
                    _(
                        "The shares of one licence at one time add up to %(total)s per cent; they are 100 at most."
                    )
                    % {"total": total}
                )

    def certain_days(self):
        """The first day on which the holding certainly lasts, and the first on which it may be over; None: not stated.

        Of a holding that is stated for one date only, that date's first day and the day behind it.
        """
        since, until = bounds(self.since)[1], bounds(self.until)[0]
        if since is None and self.as_of:
            since = bounds(self.as_of)[0]
            until = until or (since and since + datetime.timedelta(days=1))
        return since, until

    def lasts_on(self, day):
        """Whether the holding certainly lasts on a day."""
        start, end = self.certain_days()
        return start is not None and start <= day and (end is None or end > day)
