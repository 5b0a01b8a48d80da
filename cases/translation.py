from modeltranslation.translator import TranslationOptions, register

from .models import (
    Activity,
    Beneficiary,
    CaseStudy,
    Contribution,
    Figure,
    Finding,
    Partner,
    Section,
)


@register(CaseStudy)
class CaseStudyTranslation(TranslationOptions):
    fields = ["title", "summary"]


@register(Partner)
class PartnerTranslation(TranslationOptions):
    fields = ["did"]


@register(Section)
class SectionTranslation(TranslationOptions):
    fields = ["heading", "body"]


@register(Finding)
class FindingTranslation(TranslationOptions):
    fields = ["text"]


@register(Contribution)
class ContributionTranslation(TranslationOptions):
    fields = ["what", "giver_words", "receiver_words"]


@register(Beneficiary)
class BeneficiaryTranslation(TranslationOptions):
    fields = ["who"]


@register([Activity, Figure])
class WhatTranslation(TranslationOptions):
    fields = ["what"]
