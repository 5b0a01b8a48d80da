from modeltranslation.translator import TranslationOptions, register

from .models import (
    BeneficiaryGroup,
    InVocabulary,
    Mechanism,
    Sector,
    Source,
    Term,
    Theme,
)


@register(Term)
class TermTranslation(TranslationOptions):
    fields = ["name"]


@register([InVocabulary, Sector, Theme, Mechanism, BeneficiaryGroup])
class VocabularyTranslation(TranslationOptions):
    fields = []


@register(Source)
class SourceTranslation(TranslationOptions):
    fields = ["title", "description"]
