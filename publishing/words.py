"""What a reader types into a search: words, “phrases in quotation marks” and -words to leave out; and what it finds.

A word finds each word that begins with it, and each word of the same stem. In a phrase the very words follow one
another. All of a search must be found; nothing that is typed is taken for an operator of the database.
"""

import re
import time
from collections import OrderedDict
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from pyroaring import BitMap

from .engines import TooBroad, engine
from .models import FrequentWord, PublishedRecord
from .search import STEM, TITLE, WORD, fold, folded_word, stem

MOST = 12
# Where more records than this have other words than when the frequent ones were collected, these are not used.
MOST_CHANGED = 2000
TERM = re.compile(r'(-?)(?:["“«„]([^"“”«»„]*)["”»“]?|([^\s"“”«»„]+))')


@dataclass(frozen=True)
class Term:
    """One word or phrase of a search: folded, as (token, is a prefix) pairs of which one must be found."""

    folded: str
    tokens: tuple
    is_phrase: bool = False
    is_excluded: bool = False

    @property
    def in_titles(self):
        """The same for titles alone."""
        return tuple((TITLE + token, is_prefix) for token, is_prefix in self.tokens)

    def condition(self, mark=""):
        """The condition on the search text that says the same in plain SQL."""
        if self.is_phrase:
            words = " ".join(mark + word for word in self.folded.split())
            return Q(search_text__contains=f" {words} ")
        found = Q()
        for token, is_prefix in self.tokens:
            end = "" if is_prefix else " "
            found |= Q(search_text__contains=f" {mark}{token}{end}")
        return found


@dataclass(frozen=True)
class Search:
    """A search as it was typed, read into terms."""

    text: str
    terms: tuple

    @property
    def wanted(self):
        return [term for term in self.terms if not term.is_excluded]

    @property
    def excluded(self):
        return [term for term in self.terms if term.is_excluded]

    def fault(self):
        """A sentence about a search that cannot be carried out, or None."""
        if self.text.strip() and not self.terms:
            return _("There is no word in “%s” to search for.") % self.text.strip()[:60]
        if len(self.terms) > MOST:
            return _("A search has at most %s words.") % MOST
        return None


def read(text):
    """The Search of a text, whatever stands in it."""
    terms = {}
    for minus, phrase, word in TERM.findall(text):
        folded = fold(phrase or word)
        parts = folded.split()
        if phrase and parts:
            tokens = tuple((part, False) for part in parts)
            terms[Term(folded, tokens, len(parts) > 1, bool(minus))] = None
        for raw in WORD.findall(word):
            for part in folded_word(raw).split():
                terms[Term(part, _tokens(part, raw), False, bool(minus))] = None
    return Search(text, tuple(terms))


def _tokens(folded, raw):
    """A word as a beginning; its stem as a word, and as the stem of other words."""
    short = stem(raw) if folded_word(raw) == folded else ""
    tokens = [(folded, True)]
    if short and " " not in short:
        tokens += [(short, False), (STEM + short, False)]
    return tuple(tokens)


def matching(records, search):
    """The records that a search finds, by plain SQL over the search texts: the reference for `found`."""
    for term in search.terms:
        condition = term.condition()
        records = records.filter(~condition if term.is_excluded else condition)
    return records


def in_title(search):
    """The condition, in plain SQL, that all wanted words stand in the title."""
    condition = Q()
    for term in search.wanted:
        condition &= term.condition(TITLE)
    return condition


class Kept:
    """Bitmaps that were looked up, the ones asked for last; they hold for one generation."""

    SIZE = 400

    def __init__(self):
        self.generation, self.bitmaps = None, OrderedDict()

    def of(self, generation):
        if generation != self.generation:
            self.generation, self.bitmaps = generation, OrderedDict()
        return self

    def get(self, key):
        if key in self.bitmaps:
            self.bitmaps.move_to_end(key)
        return self.bitmaps.get(key)

    def put(self, key, bitmap):
        self.bitmaps[key] = bitmap
        while len(self.bitmaps) > self.SIZE:
            self.bitmaps.popitem(last=False)


KEPT = Kept()


def forget():
    """Drops the bitmaps that this process keeps."""
    KEPT.of(None)


def found(search, within, copy):
    """(numbers, numbers in titles) that a search finds among `within`, by the index of words.

    Raises TooBroad where that takes longer than the time there is (SEARCH_SECONDS).
    """
    end = time.monotonic() + settings.SEARCH_SECONDS
    asked = {
        token
        for term in search.terms
        for token in (*term.tokens, *(() if term.is_excluded else term.in_titles))
    }
    bitmaps = _bitmaps(asked, copy, end)

    def all_of(records, terms, title=False):
        for term in terms:
            hits = _hits(term, bitmaps, title)
            if term.is_phrase:
                hits = _phrase(term, records & hits, TITLE if title else "", end)
            records = records & hits
        return records

    hits = all_of(within, search.wanted)
    for term in search.excluded:
        hits = hits - all_of(hits, [term])
    titles = all_of(hits, search.wanted, title=True) if search.wanted else BitMap()
    return hits, titles


def _hits(term, bitmaps, title):
    tokens = term.in_titles if title else term.tokens
    if term.is_phrase:
        hits = bitmaps[tokens[0]]
        for token in tokens[1:]:
            hits = hits & bitmaps[token]
        return hits
    return BitMap.union(*(bitmaps[token] for token in tokens))


def _phrase(term, candidates, mark, end):
    """Those of the candidates in which the words of a phrase follow one another."""
    hits, numbers = BitMap(), list(candidates)
    for start in range(0, len(numbers), 2000):
        if time.monotonic() > end:
            raise TooBroad
        rows = PublishedRecord.objects.filter(pk__in=numbers[start : start + 2000])
        hits.update(
            rows.filter(term.condition(mark)).order_by().values_list("pk", flat=True)
        )
    return hits


def _bitmaps(asked, copy, end):
    """{token: bitmap} of tokens: kept, or stored because they are frequent, or looked up now."""
    kept = KEPT.of(copy.token)
    bitmaps = {token: kept.get(token) for token in asked}
    missing = {
        _key(token): token for token, bitmap in bitmaps.items() if bitmap is None
    }
    if not missing:
        return bitmaps
    changed = copy.changed_words
    rows = FrequentWord.objects.filter(term__in=missing)
    rows = rows if len(changed) <= MOST_CHANGED else rows.none()
    stored = dict(rows.values_list("term", "bitmap"))
    for key, token in missing.items():
        if key in stored:
            bitmap = BitMap.deserialize(bytes(stored[key]))
            if changed:
                bitmap = (bitmap - changed) | _among(token, changed)
        else:
            with engine().within(max(end - time.monotonic(), 0.001)):
                bitmap = engine().ids(*token)
        bitmaps[token] = bitmap
        kept.put(token, bitmap)
    return bitmaps


def _key(token):
    word, is_prefix = token
    return f"{word}*" if is_prefix else word


def _among(token, numbers):
    """In which of some records a token stands, read from their search texts."""
    word, is_prefix = token
    rows = PublishedRecord.objects.filter(pk__in=list(numbers))
    rows = rows.filter(search_text__contains=f" {word}{'' if is_prefix else ' '}")
    return BitMap(rows.order_by().values_list("pk", flat=True))


def is_match(raw, terms):
    """Whether a word of a text is one that a term of a search finds, for the mark around it."""
    parts = folded_word(raw).split()
    for term in terms:
        if term.is_phrase:
            if any(part in term.folded.split() for part in parts):
                return True
            continue
        for token, is_prefix in term.tokens:
            for part in parts:
                if part.startswith(token) if is_prefix else part == token:
                    return True
            if token.startswith(STEM) and token[1:] in {
                stem(raw, "en"),
                stem(raw, "ru"),
            }:
                return True
    return False
