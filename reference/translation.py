from modeltranslation.translator import TranslationOptions, register

from .models import (
    BeneficiaryGroup,
    Commodity,
    InVocabulary,
    Mechanism,
    Sector,
    Source,
    SourceFigure,
    Term,
    Theme,
)


@register(Term)
class TermTranslation(TranslationOptions):
    fields = ["name"]


@register([InVocabulary, Sector, Theme, Mechanism, BeneficiaryGroup, Commodity])
class VocabularyTranslation(TranslationOptions):
    fields = []


@register(Source)
class SourceTranslation(TranslationOptions):
    fields = ["title", "description"]


@register(SourceFigure)
class FigureTranslation(TranslationOptions):
    fields = ["what"]
