"""Records, their versions and their published form; and what is kept so that searches are quick."""

from .index import Card, FrequentWord, Generation, IndexBlob, Spelling, Touched, Trigram
from .records import (
    FacetValue,
    Link,
    PastSlug,
    Publishable,
    PublishedQuerySet,
    PublishedRecord,
    Record,
    RowCounter,
    Status,
    Step,
    Version,
    canonical,
    fingerprint,
)

__all__ = [
    "Card",
    "FacetValue",
    "FrequentWord",
    "Generation",
    "IndexBlob",
    "Link",
    "PastSlug",
    "Publishable",
    "PublishedQuerySet",
    "PublishedRecord",
    "Record",
    "RowCounter",
    "Spelling",
    "Status",
    "Step",
    "Touched",
    "Trigram",
    "Version",
    "canonical",
    "fingerprint",
]
