from modeltranslation.translator import TranslationOptions, register

from .models import (
    Aim,
    BudgetLine,
    Organization,
    OrganizationFigure,
    Output,
    Project,
    ProjectActivity,
    ProjectBeneficiary,
    ProjectPartner,
    Reporting,
    Risk,
)


@register(Organization)
class OrganizationTranslation(TranslationOptions):
    fields = ["name", "mission"]


@register(OrganizationFigure)
class FigureTranslation(TranslationOptions):
    fields = ["what"]


@register(Project)
class ProjectTranslation(TranslationOptions):
    fields = ["title", "summary"]


@register(ProjectPartner)
class PartnerTranslation(TranslationOptions):
    fields = ["did"]


@register([Aim, Output, ProjectActivity, Reporting])
class TextTranslation(TranslationOptions):
    fields = ["text"]


@register(BudgetLine)
class BudgetLineTranslation(TranslationOptions):
    fields = ["heading", "text"]


@register(ProjectBeneficiary)
class BeneficiaryTranslation(TranslationOptions):
    fields = ["who"]


@register(Risk)
class RiskTranslation(TranslationOptions):
    fields = ["text", "answer"]
