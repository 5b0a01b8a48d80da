"""The words of titles and names as they are written, for “did you mean”: found by letters that follow one another."""

from collections import Counter, defaultdict

from django.db.models import Count

from ..models import PublishedRecord, Spelling, Trigram
from ..search import LONGEST, WORD, folded_word

SHORTEST = 3
SOURCES = []
BATCH = 500


def register_spellings(texts):
    """`texts()` gives names, such as those of all places, whose words are offered beside those of titles."""
    SOURCES.append(texts)


def grams(folded):
    """The three-letter pieces of a word, its beginning and its end marked by blanks."""
    padded = f"  {folded} "
    return {padded[place : place + 3] for place in range(len(padded) - 2)}


def rebuild():
    """Makes all spellings anew."""
    Trigram.objects.all()._raw_delete(Trigram.objects.db)
    Spelling.objects.all()._raw_delete(Spelling.objects.db)
    texts = (text for source in SOURCES for text in source())
    _store(_counted(texts, _titles().iterator(chunk_size=2000)))


def add(numbers):
    """Adds the words of the titles of some published rows; none is taken away before the next `rebuild`."""
    _store(_counted((), _titles().filter(pk__in=list(numbers))))


def _titles():
    rows = PublishedRecord.objects.public().filter(parent=None).order_by()
    return rows.values_list("title_en", "title_ru", "title_ky")


def _counted(names, rows):
    """{folded: how often each way of writing it occurs}."""
    found = defaultdict(Counter)
    for text in (*names, *(title for row in rows for title in row)):
        for word in WORD.findall(text):
            folded = folded_word(word)
            if folded.isalpha() and len(folded) >= SHORTEST and len(word) < LONGEST:
                found[folded][word] += 1
    return found


def _store(found):
    for start in range(0, len(found), BATCH):
        words = list(found)[start : start + BATCH]
        known = Spelling.objects.filter(folded__in=words)
        known = set(known.values_list("folded", flat=True))
        new = Spelling.objects.bulk_create(
            Spelling(
                folded=word,
                text=found[word].most_common(1)[0][0],
                count=found[word].total(),
            )
            for word in words
            if word not in known
        )
        Trigram.objects.bulk_create(
            Trigram(gram=gram, spelling=spelling)
            for spelling in new
            for gram in sorted(grams(spelling.folded))
        )


def nearest(word, most=5):
    """Spellings whose letters are most like those of a word, the most alike first, with how alike (0 to 1)."""
    folded = folded_word(word)
    wanted = grams(folded)
    rows = (
        Trigram.objects.filter(gram__in=wanted)
        .order_by()
        .values_list("spelling__folded", "spelling__text", "spelling__count")
        .annotate(shared=Count("pk"))
        .order_by("-shared", "-spelling__count", "spelling__folded")[:200]
    )
    found = []
    for other, text, count, shared in rows:
        alike = shared / (len(wanted) + len(grams(other)) - shared)
        if other != folded and alike >= 0.3:
            found.append((alike, count, text))
    found.sort(key=lambda item: (-item[0], -item[1], item[2]))
    return [(text, alike) for alike, _count, text in found[:most]]
