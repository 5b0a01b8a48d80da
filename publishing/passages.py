"""The piece of a record's text in which a search finds its words, with these words marked."""

from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from .models import PublishedRecord
from .search import GAP, LANGUAGE, UNIT, WORD
from .words import is_match

# So many words before the first that is found, and so many in all.
BEFORE, LENGTH = 8, 30


@dataclass(frozen=True)
class Passage:
    """A piece of a text as HTML, with the language that the text is in, where that is not the reader's."""

    html: str
    language: str = ""


def passages(numbers, search):
    """{number: Passage} of the records in whose texts a word of a search stands."""
    if not search.wanted:
        return {}
    rows = PublishedRecord.objects.filter(pk__in=numbers).order_by()
    rows = rows.values_list("pk", "search_text", "passages")
    found = {pk: passage(folded, texts, search) for pk, folded, texts in rows}
    return {pk: made for pk, made in found.items() if made}


def passage(folded, texts, search):
    """The Passage of one record from what is kept of it for searches; None where no text shows a word of the search.

    The text with the most words of the search is taken, of these one in the reader's language, else the first.
    """
    parts, texts = folded.split(GAP)[1:-1], texts.split(UNIT)
    likely = []
    for place, (part, text) in enumerate(zip(parts, texts, strict=False)):
        language, _mark, text = text.partition(LANGUAGE)
        if hits := sum(_stands_in(term, part) for term in search.wanted):
            likely.append((-hits, language != get_language(), place, language, text))
    made = (_cut(language, text, search) for *_score, language, text in sorted(likely))
    return next((found for found in made if found), None)


def _stands_in(term, part):
    """Whether a term is likely to stand in a folded text; stems are looked at by their first letters."""
    if term.is_phrase:
        return f" {term.folded} " in part
    return any(f" {token.lstrip('=')}" in part for token, _is_prefix in term.tokens)


def _cut(language, text, search):
    words = list(WORD.finditer(text))
    places = [
        place
        for place, word in enumerate(words)
        if is_match(word.group(), search.wanted)
    ]
    if not places:
        return None
    first = max(places[0] - BEFORE, 0)
    last = min(first + LENGTH, len(words)) - 1
    position = words[first].start() if first else 0
    end = words[last].end() if last < len(words) - 1 else len(text)
    pieces = ["… " if first else ""]
    for place in places:
        if first <= place <= last:
            word = words[place]
            pieces.append(escape(text[position : word.start()]))
            pieces.append(f"<mark>{escape(word.group())}</mark>")
            position = word.end()
    pieces.append(escape(text[position:end]))
    pieces.append(" …" if end < len(text) else "")
    is_foreign = language and language != get_language()
    return Passage(mark_safe("".join(pieces)), language if is_foreign else "")
