"""What is kept so that lists and searches are quick: bitmaps, frequent words, spellings and ready-made cards.

All of it is derived from the published records; `rebuild_index` makes it anew and `check_index` compares.
"""

from django.db import models

from .records import PublishedRecord


class Generation(models.Model):
    """One state of what is published. The newest row moves on in the transaction that publishes.

    `token` is drawn anew each time, so that a state that was rolled back, or restored from a copy, is never taken for
    another of the same number. `checksum` is the sum of the checksums of all bitmaps. `reference` is the number of
    the last generation in which names of places or terms changed, for these stand on any page.
    """

    number = models.PositiveBigIntegerField(unique=True)
    token = models.CharField(max_length=32)
    checksum = models.BigIntegerField(default=0)
    reference = models.PositiveBigIntegerField(default=0)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["number", "pk"]

    def __str__(self):
        return str(self.number)


class IndexBlob(models.Model):
    """The numbers of the published records that have one value in one dimension, as a roaring bitmap.

    `scope` is the list that they belong to; the empty one holds the records of all lists. A dimension is cut in pieces
    of 65,536 record numbers; a piece of an order (`order:newest`) is a run of it, and `first` says where it begins.
    """

    scope = models.CharField(max_length=30, blank=True)
    dimension = models.CharField(max_length=40)
    value = models.CharField(max_length=60, blank=True)
    piece = models.PositiveIntegerField(default=0)
    generation = models.PositiveBigIntegerField()
    bitmap = models.BinaryField()
    checksum = models.BigIntegerField()
    first = models.JSONField(null=True)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["generation"], name="blob_by_generation")]
        constraints = [
            models.UniqueConstraint(
                fields=["scope", "dimension", "value", "piece"],
                name="publishing_index_blob_is_unique",
            )
        ]

    def __str__(self):
        return f"{self.scope} {self.dimension}={self.value} {self.piece}"


class FrequentWord(models.Model):
    """The numbers of the records in which a frequent word stands, as a roaring bitmap made by `rebuild_index`."""

    term = models.CharField(max_length=120, unique=True)
    bitmap = models.BinaryField()
    count = models.PositiveIntegerField()

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return self.term


class Spelling(models.Model):
    """A word of a title or a name: folded as searches see it, and as it is written most often."""

    folded = models.CharField(max_length=60, unique=True)
    text = models.CharField(max_length=60)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return self.text


class Trigram(models.Model):
    """Three letters that follow one another in a spelling, by which words of nearly the same letters are found."""

    gram = models.CharField(max_length=3)
    spelling = models.ForeignKey(
        Spelling, on_delete=models.CASCADE, related_name="trigrams"
    )

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["gram", "spelling"], name="trigram_by_gram")]

    def __str__(self):
        return self.gram


class Touched(models.Model):
    """The generation that last changed what the card of a record shows, where there was one since the last rebuild."""

    record = models.OneToOneField(
        PublishedRecord, on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    generation = models.PositiveBigIntegerField()

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return f"{self.record_id}: {self.generation}"


class Card(models.Model):
    """The card of a published record as it was rendered once in one language.

    It holds as long as the record was not touched since the generation in which it was rendered, and `release` (the
    code, the names of places and terms) is the same.
    """

    record = models.ForeignKey(
        PublishedRecord, on_delete=models.CASCADE, related_name="cards"
    )
    language = models.CharField(max_length=2)
    generation = models.PositiveBigIntegerField()
    release = models.CharField(max_length=40)
    html = models.TextField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["record", "language"], name="publishing_card_once_a_language"
            )
        ]

    def __str__(self):
        return f"{self.record_id} {self.language}"
