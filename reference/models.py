"""Controlled vocabularies, and the sources on which every statement rests."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from places.models import Place
from publishing.dates import PartialDateField
from publishing.documents import stated, texts
from publishing.models import Publishable, RowCounter

from .amounts import Quantity, amount_constraints


class Vocabulary(models.TextChoices):
    SECTOR = "sector", _("sector")
    THEME = "theme", _("theme")
    MECHANISM = "mechanism", _("mechanism")
    BENEFICIARY_GROUP = "group", _("beneficiary group")
    COMMODITY = "commodity", _("commodity")


class Term(models.Model):
    """A term of a controlled vocabulary. Sectors carry the purpose codes of the OECD DAC where one fits."""

    vocabulary = models.CharField(
        _("vocabulary"), max_length=20, choices=Vocabulary, editable=False
    )
    code = models.SlugField(
        _("code"),
        max_length=50,
        help_text=_(
            "Stands in addresses and tables: short, in Latin letters, never changed."
        ),
    )
    name = models.CharField(
        _("name"),
        max_length=120,
        help_text=_("As it is shown to readers, in each language."),
    )
    dac3 = models.CharField(
        _("OECD DAC sector, 3 digits"),
        max_length=3,
        blank=True,
        validators=[RegexValidator(r"^\d{3}$", _("Three digits."))],
        help_text=_("The category of the OECD DAC list, for sectors only."),
    )
    dac5 = models.CharField(
        _("OECD DAC purpose, 5 digits"),
        max_length=5,
        blank=True,
        validators=[RegexValidator(r"^\d{5}$", _("Five digits."))],
        help_text=_(
            "The purpose code of the OECD DAC list, for sectors, where one fits."
        ),
    )

    class Meta:
        verbose_name = _("term")
        verbose_name_plural = _("terms")
        ordering = ["vocabulary", "code", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["vocabulary", "code"],
                name="reference_term_code_is_unique",
                violation_error_message=_("The vocabulary has this code already."),
            ),
            models.CheckConstraint(
                condition=Q(vocabulary="sector") | Q(dac3="", dac5=""),
                name="reference_term_dac_is_for_sectors",
                violation_error_message=_("Only a sector has a code of the OECD DAC."),
            ),
        ]

    def __str__(self):
        return self.name


class VocabularyManager(models.Manager):
    def get_queryset(self):
        return super().get_queryset().filter(vocabulary=self.model.vocabulary_of_class)


class InVocabulary(Term):
    """A term of the one vocabulary that the class stands for."""

    vocabulary_of_class = None

    objects = VocabularyManager()

    class Meta:
        proxy = True

    def save(self, *args, **kwargs):
        self.vocabulary = self.vocabulary_of_class
        super().save(*args, **kwargs)


class Sector(InVocabulary):
    vocabulary_of_class = Vocabulary.SECTOR

    class Meta:
        proxy = True
        verbose_name = _("sector")
        verbose_name_plural = _("sectors")


class Theme(InVocabulary):
    vocabulary_of_class = Vocabulary.THEME

    class Meta:
        proxy = True
        verbose_name = _("theme")
        verbose_name_plural = _("themes")


class Mechanism(InVocabulary):
    vocabulary_of_class = Vocabulary.MECHANISM

    class Meta:
        proxy = True
        verbose_name = _("partnership mechanism")
        verbose_name_plural = _("partnership mechanisms")


class BeneficiaryGroup(InVocabulary):
    vocabulary_of_class = Vocabulary.BENEFICIARY_GROUP

    class Meta:
        proxy = True
        verbose_name = _("beneficiary group")
        verbose_name_plural = _("beneficiary groups")


class Commodity(InVocabulary):
    vocabulary_of_class = Vocabulary.COMMODITY

    class Meta:
        proxy = True
        verbose_name = _("commodity")
        verbose_name_plural = _("commodities")


class SourceKind(models.TextChoices):
    HANDBOOK = "handbook", _("handbook")
    REPORT = "report", _("report")
    STUDY = "study", _("study")
    SLIDES = "slides", _("slides")
    RESOLUTION = "resolution", _("resolution")
    WEB_PAGE = "web-page", _("web page")
    FILM = "film", _("film")
    NEWS = "news", _("news report")
    LAW = "law", _("law or decision")


class Source(Publishable):
    """A document on which statements of the registry rest."""

    kind = models.CharField(
        _("kind"),
        max_length=20,
        choices=SourceKind,
        blank=True,
        help_text=_("What sort of document it is."),
    )
    title = models.CharField(
        _("title"),
        max_length=300,
        help_text=_("As the document itself bears it, and translated."),
    )
    author = models.CharField(
        _("author"),
        max_length=200,
        blank=True,
        help_text=_("The authors whom the document names, or the body that wrote it."),
    )
    publisher = models.CharField(
        _("publisher"),
        max_length=200,
        blank=True,
        help_text=_("Who published it, and where."),
    )
    date = PartialDateField(_("date"))
    language = models.CharField(
        _("language"),
        max_length=3,
        blank=True,
        choices=[("en", _("English")), ("ru", _("Russian")), ("ky", _("Kyrgyz"))],
        help_text=_("The language in which the document is written."),
    )
    pages = models.PositiveIntegerField(
        _("pages"), null=True, blank=True, help_text=_("Leave empty where not stated.")
    )
    link = models.URLField(
        _("link"),
        blank=True,
        help_text=_("Where the document can be read by everybody."),
    )
    description = models.TextField(
        _("description"),
        blank=True,
        help_text=_(
            "What the document is, how it was made, how citations count its lines."
        ),
    )

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["record__number", "pk"]

    def __str__(self):
        return self.title


class Statement(models.Model):
    """A row that states something: with its source, the place in it in words, and how certain it is."""

    class Certainty(models.TextChoices):
        STATED = "stated", _("stated")
        INFERRED = "inferred", _("inferred")
        UNCERTAIN = "uncertain", _("uncertain")

    source = models.ForeignKey(
        Source,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("source"),
        help_text=_("Leave empty for the source of the whole record."),
    )
    locator = models.CharField(
        _("place in the source"),
        max_length=200,
        help_text=_("In words: the heading, the section, the page."),
    )
    first_line = models.PositiveIntegerField(
        _("from line"), null=True, blank=True, help_text=_("Where lines are counted.")
    )
    last_line = models.PositiveIntegerField(
        _("to line"), null=True, blank=True, help_text=_("Where lines are counted.")
    )
    certainty = models.CharField(
        _("certainty"),
        max_length=10,
        choices=Certainty,
        default=Certainty.STATED,
        help_text=_(
            "Stated: the source says so. Inferred or uncertain: say why in the note."
        ),
    )
    note = models.TextField(
        _("note"),
        blank=True,
        help_text=_(
            "What a reader should know: a contradiction in the source, a reason for doubt."
        ),
    )

    class Meta:
        abstract = True

    def cite(self, source=None):
        """The citation as a document carries it; `source` is the whole record's, none in an unfinished draft."""
        source = self.source or source
        citation = {"ref": source.key, "role": "source"} if source else {}
        citation["at"] = self.locator
        if self.first_line:
            citation["lines"] = [self.first_line, self.last_line or self.first_line]
        if self.certainty != self.Certainty.STATED:
            citation["certainty"] = self.certainty
        if self.note:
            citation["note"] = self.note
        return citation


def statement_constraints(name):
    """The constraints of every table of statements: doubt is explained, lines run forwards."""
    return [
        models.CheckConstraint(
            condition=Q(certainty="stated") | ~Q(note=""),
            name=f"{name}_doubt_is_explained",
            violation_error_message=_(
                "Say in the note why the statement is inferred or uncertain."
            ),
        ),
        models.CheckConstraint(
            condition=Q(last_line=None)
            | Q(first_line__isnull=False, last_line__gte=models.F("first_line")),
            name=f"{name}_lines_run_forwards",
            violation_error_message=_("The last line lies behind the first one."),
        ),
    ]


class Row(Statement):
    """A numbered row of a record. Its number makes its address and is never used again.

    `owner` names the field of the record that the row belongs to.
    """

    owner = ""

    n = models.PositiveIntegerField(_("no."), editable=False)

    class Meta:
        abstract = True

    def __str__(self):
        return f"{self._meta.verbose_name} {self.n}"

    def save(self, *args, **kwargs):
        if self.n is None:
            record = getattr(self, self.owner)
            rows = type(self).objects.filter(**{self.owner: record})
            last = rows.aggregate(last=models.Max("n"))["last"] or 0
            self.n = RowCounter.objects.next(record.record, self._meta.model_name, last)
        super().save(*args, **kwargs)

    @classmethod
    def check_all(cls, record, rows):
        """Refuses rows of a record that do not go together, with a sentence; called before they are saved."""


def row_constraints(name, owner):
    """The constraints of every table of numbered rows; `name` begins every constraint's name."""
    return [
        models.UniqueConstraint(fields=[owner, "n"], name=f"{name}_number_is_unique"),
        *statement_constraints(name),
    ]


class PlaceRole(models.TextChoices):
    SEAT = "seat", _("seat of who led it")
    SITE = "site", _("work was done here")
    MENTIONED = "mentioned", _("mentioned")
    VENUE = "venue", _("it met here")
    DISCUSSED = "discussed", _("it was about this place")
    PARTICIPANTS = "participants", _("those who took part came from here")


class PlaceStatement(Statement):
    """A place that a record touches, with the name that the source gives it."""

    place = models.ForeignKey(
        Place, on_delete=models.PROTECT, related_name="+", verbose_name=_("place")
    )
    role = models.CharField(
        _("part"), max_length=12, choices=PlaceRole, default=PlaceRole.SITE
    )
    as_named = models.CharField(
        _("as the source names it"),
        max_length=120,
        blank=True,
        help_text=_("The spelling of the source, where it differs."),
    )

    class Meta:
        abstract = True

    def __str__(self):
        return str(self.place)

    def entry(self, source):
        """The place as a document carries it."""
        return stated(
            place=self.place.code,
            role=self.role,
            as_named=self.as_named,
            cite=self.cite(source),
        )


def place_constraints(name, owner):
    """The constraints of every table of places of a record: no place twice in the same part."""
    return [
        models.UniqueConstraint(
            fields=[owner, "place", "role"],
            name=f"{name}_once",
            violation_error_message=_("The record has this place already."),
        ),
        *statement_constraints(name),
    ]


class FigureRow(Row, Quantity):
    """A number that a source states about a record."""

    what = models.CharField(
        _("what"),
        max_length=300,
        help_text=_("What is counted or measured, in your own words."),
    )
    date = PartialDateField(_("date"))

    class Meta:
        abstract = True

    def entry(self, source):
        """The figure as a document carries it."""
        return stated(
            n=self.n,
            what=texts(self, "what"),
            quantity=self.quantity(),
            date=self.date,
            cite=self.cite(source),
        )


class SourceFigure(FigureRow):
    """A number that another source states about a document, as the size of a study's sample."""

    owner = "about"

    about = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="figures")

    class Meta:
        verbose_name = _("figure")
        verbose_name_plural = _("figures")
        ordering = ["about", "n", "pk"]
        constraints = [
            *row_constraints("reference_sourcefigure", "about"),
            models.CheckConstraint(
                condition=Q(source__isnull=False),
                name="reference_sourcefigure_has_a_source",
                violation_error_message=_(
                    "Say which source states it; the document itself may be one."
                ),
            ),
            *amount_constraints("reference_sourcefigure", "quantity", "unit"),
        ]
