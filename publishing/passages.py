"""The piece of a record's text in which a search finds its words, with these words marked."""

from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from .models import PublishedRecord
from .search import GAP, LANGUAGE, STEM, UNIT, WORD
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
    places = _places(folded, search)
    if not places:
        return None
    texts, likely = texts.split(UNIT), []
    for place, positions in places.items():
        if 0 <= place < len(texts):
            language, _mark, text = texts[place].partition(LANGUAGE)
            is_foreign = language != get_language()
            score = (-len(positions), is_foreign, place)
            likely.append((*score, language, text, min(positions.values())))
    for *_score, language, text, position in sorted(likely):
        start, end = folded.rfind(GAP, 0, position), folded.find(GAP, position)
        if made := _cut(language, text, folded[start + 1 : end].split(), search):
            return made
    return None


def _beginnings(term):
    """With what a word begins that a term is likely to find; the folded phrase for a phrase."""
    if term.is_phrase:
        return {term.folded}
    return {token.removeprefix(STEM) for token, _is_prefix in term.tokens}


def _places(folded, search):
    """{text: {term: position}} of the texts in which terms stand, counted from the first after the titles."""
    found = {}
    for number, term in enumerate(search.wanted):
        for beginning in _beginnings(term):
            position = folded.find(f" {beginning}")
            while position >= 0:
                place = folded.count(GAP, 0, position) - 1
                found.setdefault(place, {}).setdefault(number, position)
                end = folded.find(GAP, position)
                position = folded.find(f" {beginning}", end) if end >= 0 else -1
    return found


def _found(words, folded, search):
    """The places of the words of a text that a search finds; `folded` are its words as searches see them."""
    if len(folded) == len(words):
        beginnings = {b for term in search.wanted for b in _beginnings(term)}
        beginnings = tuple(part for b in beginnings for part in b.split())
        places = [i for i, word in enumerate(folded) if word.startswith(beginnings)]
    else:
        places = range(len(words))
    return [i for i in places if is_match(words[i].group(), search.wanted)]


def _cut(language, text, folded, search):
    words = list(WORD.finditer(text))
    places = _found(words, folded, search)
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
