"""Names of terms, units and certainties for pages."""

from publishing.names import Name

from .models import Term, Vocabulary


def load():
    """{vocabulary: {code: Name}} of all terms, in one query."""
    families = {vocabulary: {} for vocabulary in Vocabulary.values}
    for term in Term.objects.all():
        texts = {"en": term.name_en, "ru": term.name_ru, "ky": term.name_ky}
        texts = {language: text for language, text in texts.items() if text}
        families[term.vocabulary][term.code] = Name(
            texts, "", "term", {"dac3": term.dac3, "dac5": term.dac5, "parent": None}
        )
    return families


def spellings():
    """Every name of every term, as it is written."""
    rows = Term.objects.order_by().values_list("name_en", "name_ru", "name_ky")
    return (name for row in rows for name in row if name)
