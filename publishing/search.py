"""Text as searches see it: folded, so that one word is found in either alphabet and however spelt; and stemmed."""

import re
import unicodedata
from functools import lru_cache

import snowballstemmer

CYRILLIC = str.maketrans(
    dict(
        zip(
            "абвгдеёжзийклмнңоөпрстуүфхцчшщъыьэюя",
            [
                "a",
                "b",
                "v",
                "g",
                "d",
                "e",
                "e",
                "j",
                "z",
                "i",
                "i",
                "k",
                "l",
                "m",
                "n",
                "n",
                "o",
                "o",
                "p",
                "r",
                "s",
                "t",
                "u",
                "u",
                "f",
                "h",
                "c",
                "ch",
                "sh",
                "sh",
                "",
                "i",
                "",
                "e",
                "iu",
                "ia",
            ],
            strict=True,
        )
    )
)
# Latin spellings of one Kyrgyz or Russian sound that occur side by side in the sources.
LATIN = [
    ("dzh", "j"),
    ("dj", "j"),
    ("zh", "j"),
    ("kh", "h"),
    ("ts", "c"),
    ("shch", "sh"),
    ("ng", "n"),
    ("y", "i"),
]
WORD = re.compile(r"\w+")
LONGEST = 60
STEMMERS = {
    "en": snowballstemmer.stemmer("english"),
    "ru": snowballstemmer.stemmer("russian"),
}
CYRILLIC_LETTER = re.compile("[а-яё]", re.IGNORECASE)
# What separates texts where they are kept for search, folded and as they are; no word holds any of these.
TITLE, STEM, GAP = "^", "=", "|"
UNIT, LANGUAGE = "\x1e", "\x1f"
ALPHABET = {
    letter: chr(0x1000 + place)
    for place, letter in enumerate("абвгдеёжзийклмнңоөпрстуүфхцчшщъыьэюя")
}


def fold(text):
    """The words of a text in folded form, a blank between them: lower case, Latin letters, without accents.

    ё→е, ө→о, ү→у, ң→н, Cyrillic is transliterated and the common Latin spellings are made one, so that “Ozgon”, “өзгөн”
    and “Озгон” fold to the same word.
    """
    text = unicodedata.normalize("NFKC", text).casefold().translate(CYRILLIC)
    if not text.isascii():
        text = "".join(
            c
            for c in unicodedata.normalize("NFKD", text)
            if not unicodedata.combining(c)
        )
    for spelling, letter in LATIN:
        text = text.replace(spelling, letter)
    return " ".join(word[:LONGEST] for word in WORD.findall(text.replace("ii", "i")))


@lru_cache(maxsize=65_536)
def folded_word(word):
    """The folded form of one word; empty or several words where folding makes such of it."""
    return fold(word)


@lru_cache(maxsize=65_536)
def stem(word, language=""):
    """The folded stem of a word by the Snowball stemmer of its language; empty where there is no stemmer for it.

    Where no language is given the alphabet decides: English for Latin letters, Russian for Cyrillic ones.
    """
    is_cyrillic = bool(CYRILLIC_LETTER.search(word))
    language = language or ("ru" if is_cyrillic else "en")
    if language not in STEMMERS or is_cyrillic != (language == "ru"):
        return ""
    return fold(STEMMERS[language].stemWord(word.casefold()))


def searchable(titles, texts):
    """(folded words, passages) of a record: what searches look through, and the texts that they show a piece of.

    `titles` and `texts` are (language, text) pairs; the titles stand among the texts too. Of the words, those of titles
    come first with a mark, then each text in its order, then the stems that differ from their words, with a mark.
    """
    marked = [f"{TITLE}{word}" for _lang, text in titles for word in fold(text).split()]
    words = [" ".join([*dict.fromkeys(marked)]), *(fold(text) for _lang, text in texts)]
    stems = [f"{TITLE}{STEM}{word}" for word in _stems(titles)]
    stems += [f"{STEM}{word}" for word in _stems(texts)]
    folded = f" {GAP} ".join([*words, " ".join(stems)])
    passages = UNIT.join(f"{language}{LANGUAGE}{text}" for language, text in texts)
    return f" {folded} ", passages


def _stems(texts):
    """The folded stems that differ from their words, each once."""
    found = {}
    for language, text in texts:
        for word in WORD.findall(text):
            short = stem(word, language)
            if short and " " not in short and short != folded_word(word):
                found[short] = None
    return found


def sort_key(text):
    """A key that sorts text by the Kyrgyz alphabet (… н ң о ө … у ү …) in byte order; Latin letters come first."""
    return "".join(
        ALPHABET.get(c, c) for c in text.casefold() if c.isalnum() or c == " "
    ).strip()[:300]
