"""Folding of text, so that one search finds a word in either alphabet and however it is spelt."""

import re
import unicodedata

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
    return " ".join(WORD.findall(text.replace("ii", "i")))


def sort_key(text):
    """A key that sorts text by the Kyrgyz alphabet (… н ң о ө … у ү …) in byte order; Latin letters come first."""
    return "".join(
        ALPHABET.get(c, c) for c in text.casefold() if c.isalnum() or c == " "
    ).strip()[:300]
