"""What a run asks: choices of values and words that have a result, pages and records, drawn from what there is."""

import itertools
import random
from urllib.parse import urlencode

from publishing.engines import engine, tokens
from publishing.index.store import FREQUENT
from publishing.models import PublishedRecord
from publishing.search import WORD, fold
from registry.synthetic import COMMON_WORDS

from .answers import Wrong
from .asking import CHOICES, DEEP, SIZE
from .reference import indexed, total


def choose():
    """What the run asks: {target: queries of the search page}, the paths of detail pages, and the choices made."""
    dice = random.Random(1)  # noqa: S311
    records = total("")
    if not records:
        raise Wrong("The registry is empty.")
    choices = _choices(dice)
    common = _with_words(choices, COMMON_WORDS) or _with_words(
        choices, _words_of(choices)
    )
    if not common:
        raise Wrong("No word has a result within a place and a sector.")
    seldom = _with_words(choices, _seldom_words(dice))
    last = -(-records // SIZE)
    deep = range(max(min(DEEP, last) - CHOICES + 1, 1), min(DEEP, last) + 1)
    pages = list(range(1, last + 1))
    dice.shuffle(pages)
    rows = PublishedRecord.objects.public().filter(parent=None)
    numbers = sorted(rows.values_list("pk", flat=True))
    sample = dice.sample(numbers, min(300, len(numbers)))
    shown = [row.get_absolute_url() for row in rows.filter(pk__in=sample)]
    dice.shuffle(shown)
    return {
        "records": records,
        "datasette": {
            "none": [{}],
            "filter": choices[:6],
            "word": [choice | {"q": fold(choice["q"])} for choice in common],
        },
        "queries": {
            "none": [""],
            "filter": [urlencode(choice) for choice in choices],
            "word": [urlencode(choice) for choice in common],
            "seldom word": [urlencode(choice) for choice in seldom],
            "deep": [urlencode({"page": page}) for page in deep],
            "any page": [urlencode({"page": page}) for page in pages[:300]],
        },
        "detail": shown,
    }


def _choices(dice):
    """Different choices of a place and a sector, out of the most frequent values."""
    counts = indexed("").counts
    frequent = [
        sorted(filter(None, counts[facet]), key=lambda value: -counts[facet][value])
        for facet in ("place", "sector")
    ]
    pairs = list(itertools.product(*(values[:20] for values in frequent)))
    dice.shuffle(pairs)
    choices = _fullest([{"place": place, "sector": sector} for place, sector in pairs])
    if not choices:
        raise Wrong("No record has a place and a sector.")
    return choices


def _with_words(choices, words):
    """The choices with a word beside."""
    pairs = itertools.product(words, choices)
    return _fullest([choice | {"q": word} for word, choice in pairs])


def _fullest(candidates):
    """Those of the candidates that fill a page, in their order; where they are too few, then the next ones."""
    totals = [(total(urlencode(candidate)), candidate) for candidate in candidates]
    totals = [(min(n, SIZE), candidate) for n, candidate in totals if n]
    totals.sort(key=lambda pair: -pair[0])
    return [candidate for _n, candidate in totals[:CHOICES]]


def _words_of(choices):
    """Words in the titles of the records that the first choices find."""
    ids = [pk for choice in choices[:5] for pk in indexed(urlencode(choice)).ids]
    rows = PublishedRecord.objects.filter(pk__in=ids)
    titles = " ".join(title for row in rows for title in row.titles.values())
    texts = titles or " ".join(row.search_text for row in rows)
    return [word for word in dict.fromkeys(WORD.findall(texts)) if len(word) > 3][:20]


def _seldom_words(dice):
    """The most frequent of those words for which no bitmap is stored, out of a sample of records."""
    numbers = sorted(PublishedRecord.objects.values_list("pk", flat=True)[:20_000])
    sample = dice.sample(numbers, min(60, len(numbers)))
    texts = PublishedRecord.objects.filter(pk__in=sample).values_list(
        "search_text", flat=True
    )
    found = {
        token
        for text in texts
        for token in tokens(text)
        if token.isalpha() and len(token) > 4 and fold(token) == token
    }
    counts = {token: len(engine().ids(token, True)) for token in sorted(found)[:300]}
    rare = [token for token, n in counts.items() if n < FREQUENT]
    return sorted(rare, key=lambda token: -counts[token])[:12]
