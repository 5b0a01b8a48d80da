from modeltranslation.translator import TranslationOptions, register

from .models import (
    Activity,
    Beneficiary,
    CaseStudy,
    Contribution,
    Dialogue,
    Figure,
    Finding,
    Outcome,
    Participant,
    Partner,
    Recommendation,
    Section,
    Session,
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


@register(Dialogue)
class DialogueTranslation(TranslationOptions):
    fields = ["title", "summary", "venue"]


@register(Session)
class SessionTranslation(TranslationOptions):
    fields = ["title", "text"]


@register(Participant)
class ParticipantTranslation(TranslationOptions):
    fields = ["office"]


@register([Outcome, Recommendation])
class TextTranslation(TranslationOptions):
    fields = ["text"]
