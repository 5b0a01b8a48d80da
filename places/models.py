"""Administrative units of Kyrgyzstan, and of its neighbours where a record crosses a border."""

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Length, Substr
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from treebeard.mp_tree import MP_Node, MP_NodeManager, MP_NodeQuerySet

from publishing.dates import PartialDateField
from publishing.search import fold

HOME = "KG"


class PlaceKind(models.TextChoices):
    COUNTRY = "country", _("country")
    OBLAST = "oblast", _("oblast")
    REPUBLICAN_CITY = "republican_city", _("city of republican significance")
    RAYON = "rayon", _("rayon")
    OBLAST_CITY = "oblast_city", _("city of oblast significance")
    CITY_DISTRICT = "city_district", _("city district")
    AYIL_AIMAK = "ayil_aimak", _("ayil aimak")
    TOWN = "town", _("town")
    VILLAGE = "village", _("village")


class PlaceQuerySet(MP_NodeQuerySet):
    def named(self, text):
        """Places of which each word of the text begins a word of one of their names, in either alphabet."""
        for word in fold(text).split():
            self = self.filter(search_text__contains=f" {word}")
        return self

    def around(self, codes):
        """The places of these codes and everything that they lie in, from the outside in."""
        inner = Place.objects.filter(
            code__in=codes, path__startswith=OuterRef("path")
        ).order_by()
        return self.filter(Exists(inner)).order_by("path")

    def family(self, code):
        """The place of a code, all that it lies in and what lies directly in it, from the outside in."""
        own = Place.objects.filter(code=code).order_by().annotate(length=Length("path"))
        outer = own.filter(path__startswith=OuterRef("path"))
        below = own.annotate(start=Substr(OuterRef("path"), 1, F("length"))).filter(
            path=F("start"), depth=OuterRef("depth") - 1
        )
        return self.filter(Exists(outer) | Exists(below)).order_by("path")


class PlaceManager(MP_NodeManager.from_queryset(PlaceQuerySet)):
    def get_queryset(self):
        return PlaceQuerySet(self.model, using=self._db).order_by("path")


class Point(models.Model):
    """A point on the earth, WGS 84, in degrees."""

    latitude = models.DecimalField(
        _("latitude"),
        max_digits=7,
        decimal_places=4,
        null=True,
        blank=True,
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
        help_text=_("Degrees north, WGS 84."),
    )
    longitude = models.DecimalField(
        _("longitude"),
        max_digits=7,
        decimal_places=4,
        null=True,
        blank=True,
        validators=[MinValueValidator(-180), MaxValueValidator(180)],
        help_text=_("Degrees east, WGS 84."),
    )

    class Meta:
        abstract = True


class Place(MP_Node, Point):
    """An administrative unit, from the country down to the village, with the time in which it exists.

    Codes: ISO 3166-2 for first-level units, else the 14 digits of the state classifier COATE; `X-…` for a place that
    neither has.
    """

    code = models.CharField(
        _("code"),
        max_length=40,
        unique=True,
        validators=[
            RegexValidator(
                r"^[A-Z0-9][A-Za-z0-9-]*$", _("Letters, digits and hyphens.")
            )
        ],
        help_text=_(
            "ISO 3166-2 for an oblast or a republican city, else the 14 digits of COATE; X-name where there is neither."
        ),
    )
    coate = models.CharField(
        _("COATE code"),
        max_length=14,
        blank=True,
        help_text=_("14 digits, where the code is another."),
    )
    kind = models.CharField(_("kind"), max_length=20, choices=PlaceKind)
    name = models.CharField(
        _("name"),
        max_length=120,
        help_text=_("Without the word for the kind: Talas, not Talas oblast."),
    )
    valid_from = PartialDateField(_("exists since"))
    valid_to = PartialDateField(_("existed until"))
    note = models.TextField(
        _("note"), blank=True, help_text=_("What a reader should know about the unit.")
    )
    search_text = models.TextField(editable=False, blank=True)

    objects = PlaceManager()

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")
        ordering = ["path"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=PlaceKind.values),
                name="places_place_kind_is_known",
                violation_error_message=_("Choose the kind of the place."),
            ),
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None)
                | Q(latitude__isnull=False, longitude__isnull=False),
                name="places_place_point_is_whole",
                violation_error_message=_(
                    "A point has a latitude and a longitude, or neither."
                ),
            ),
        ]

    def __str__(self):
        return f"{self.name}, {self.get_kind_display()}"

    def get_absolute_url(self):
        return reverse("registry:place", args=[self.code])

    def all_names(self):
        """Every name of the place: in each language, former ones and other spellings."""
        own = [self.name_en, self.name_ru, self.name_ky]
        return list(
            dict.fromkeys(
                name
                for name in (*own, *(other.name for other in self.names.all()))
                if name
            )
        )

    def refresh_search_text(self):
        """Stores the folded names by which the place is found; called by whatever saves it or its names."""
        self.search_text = (
            f" {' '.join(dict.fromkeys(fold(' '.join(self.all_names())).split()))} "
        )
        Place.objects.filter(pk=self.pk).update(search_text=self.search_text)


class PlaceName(models.Model):
    """Another name of a place: a former one, one in Latin letters, or one that a source misspells."""

    class Kind(models.TextChoices):
        FORMER = "former", _("former name")
        TRANSLITERATED = "transliterated", _("transliterated")
        MISSPELT = "misspelt", _("as a source spells it")

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="names")
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)

    class Meta:
        verbose_name = _("other name")
        verbose_name_plural = _("other names")
        ordering = ["place", "name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["place", "name"],
                name="places_name_once_a_place",
                violation_error_message=_("The place has this name already."),
            )
        ]

    def __str__(self):
        return self.name


class PlaceChange(models.Model):
    """What became of an administrative unit: merged, split, renamed or transferred, by a legal act."""

    class Kind(models.TextChoices):
        MERGED_INTO = "merged_into", _("merged into")
        SPLIT_FROM = "split_from", _("split from")
        RENAMED = "renamed", _("renamed")
        TRANSFERRED = "transferred", _("transferred to")

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="changes")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    other = models.ForeignKey(
        Place,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="changes_from",
        verbose_name=_("other place"),
        help_text=_(
            "The unit that it became a part of or came from; empty for a mere change of name."
        ),
    )
    date = PartialDateField(_("date"))
    legal_act = models.CharField(
        _("legal act"),
        max_length=300,
        blank=True,
        help_text=_("Title, number and day of the act."),
    )
    source = models.CharField(
        _("source"),
        max_length=300,
        help_text=_("Where this is stated: title, publisher, page."),
    )

    class Meta:
        verbose_name = _("change")
        verbose_name_plural = _("changes")
        ordering = ["place", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="renamed") | Q(other__isnull=False),
                name="places_change_names_the_other_place",
                violation_error_message=_(
                    "Name the other place, unless the unit was only renamed."
                ),
            )
        ]

    def __str__(self):
        return f"{self.place}: {self.get_kind_display()}"


class Boundary(models.Model):
    """The shape of an oblast as its operator's official boundaries draw it, on the grid of the map (places.map)."""

    code = models.CharField(
        _("code"), max_length=40, unique=True, help_text=_("The code of the oblast.")
    )
    path = models.TextField(
        _("path"), help_text=_("An SVG path on a grid 800 units wide.")
    )
    credit = models.CharField(
        _("credit"),
        max_length=200,
        blank=True,
        help_text=_("Whose boundaries these are; it stands under each map."),
    )

    class Meta:
        verbose_name = _("boundary")
        verbose_name_plural = _("boundaries")
        ordering = ["code", "pk"]

    def __str__(self):
        return self.code
