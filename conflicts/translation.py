from modeltranslation.translator import TranslationOptions, register

from .models import (
    Aspect,
    Conflict,
    CourtCase,
    CourtParty,
    Event,
    Holding,
    LicenceStatus,
    Mine,
    MineFigure,
    MineStatus,
    Response,
)


@register(Mine)
class MineTranslation(TranslationOptions):
    fields = ["name"]


@register(Conflict)
class ConflictTranslation(TranslationOptions):
    fields = ["title", "summary"]


@register(Response)
class ResponseTranslation(TranslationOptions):
    fields = ["title"]


@register([Aspect, Holding, LicenceStatus, MineStatus])
class TextTranslation(TranslationOptions):
    fields = ["text"]


@register([Event, MineFigure])
class WhatTranslation(TranslationOptions):
    fields = ["what"]


@register(CourtCase)
class CourtCaseTranslation(TranslationOptions):
    fields = ["claim"]


@register(CourtParty)
class CourtPartyTranslation(TranslationOptions):
    fields = ["words"]
