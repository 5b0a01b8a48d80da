"""Factories of valid records with nothing random in them; `published_case` publishes one with all that it names."""

import factory
from django.contrib.auth.models import Permission, User
from factory.django import DjangoModelFactory

from cases.models import (
    Activity,
    Beneficiary,
    CasePlace,
    CaseStudy,
    Contribution,
    Figure,
    Finding,
    Partner,
    Section,
)
from organizations.models import Organization
from places.models import Place
from publishing import workflow
from publishing.models import Record
from reference.models import BeneficiaryGroup, Mechanism, Sector, Source, Theme


class EditorFactory(DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"editor-marker-{n}")
    is_staff = True

    @factory.post_generation
    def permissions(self, create, extracted, **kwargs):
        self.user_permissions.set(
            Permission.objects.exclude(content_type__app_label="auth")
        )


def place(code="KG-T", name="Talas", kind="oblast", parent="KG", **names):
    """A place below another, which is made where it is missing; the country is the root."""
    found = Place.objects.filter(code=code).first()
    if found:
        return found
    columns = {
        "name_en": name,
        "name_ru": names.pop("ru", ""),
        "name_ky": names.pop("ky", ""),
    }
    new = Place(code=code, kind=kind, **columns, **names)
    if parent is None:
        Place.objects.add_root(instance=new)
    else:
        country = ("KG", "Kyrgyzstan", "country", None)
        above = Place.objects.filter(code=parent).first() or place(
            *(country if parent == "KG" else (parent,))
        )
        Place.objects.add_child(above, instance=new)
    new.refresh_search_text()
    return new


class TermFactory(DjangoModelFactory):
    class Meta:
        abstract = True
        django_get_or_create = ["code"]

    name_en = factory.LazyAttribute(
        lambda term: term.code.replace("-", " ").capitalize()
    )


class SectorFactory(TermFactory):
    class Meta:
        model = Sector

    code = "education"


class ThemeFactory(TermFactory):
    class Meta:
        model = Theme

    code = "youth"


class MechanismFactory(TermFactory):
    class Meta:
        model = Mechanism

    code = "agreement"


class GroupFactory(TermFactory):
    class Meta:
        model = BeneficiaryGroup

    code = "widows"


class SourceFactory(DjangoModelFactory):
    class Meta:
        model = Source

    slug = factory.Sequence(lambda n: f"source-{n}")
    title_en = factory.Sequence(lambda n: f"Handbook {n}")
    publisher = "A publisher"


class OrganizationFactory(DjangoModelFactory):
    class Meta:
        model = Organization

    slug = factory.Sequence(lambda n: f"organization-{n}")
    name_en = factory.Sequence(lambda n: f"Organization {n}")
    kind = "cso"
    source = factory.SubFactory(SourceFactory)
    locator = "Summary"


class CaseStudyFactory(DjangoModelFactory):
    class Meta:
        model = CaseStudy

    slug = factory.Sequence(lambda n: f"case-{n}")
    title_en = factory.Sequence(lambda n: f"Partnership {n}")
    summary_en = "What the partnership did."
    period = "1998/2006"
    part = "talas"
    source = factory.SubFactory(SourceFactory)
    locator = "The case"


def row(model, case, **columns):
    """A row of a case study with a citation."""
    return model.objects.create(
        case=case, **({"locator": "Summary", "first_line": 1, "last_line": 2} | columns)
    )


def case(**columns):
    """A case study that can be published: with a lead, a place, a sector, and one row in each table."""
    made = CaseStudyFactory(**columns)
    lead = OrganizationFactory(name_en=f"Lead of {made.slug}")
    government = OrganizationFactory(
        name_en=f"Government of {made.slug}", kind="government"
    )
    made.sectors.add(SectorFactory())
    made.themes.add(ThemeFactory())
    made.mechanisms.add(MechanismFactory())
    row(CasePlace, made, place=place(), role="site")
    row(Partner, made, organization=lead, role="lead", did_en="Led the work.")
    row(
        Partner,
        made,
        organization=government,
        role="contributor",
        did_en="Gave a room.",
    )
    row(
        Section,
        made,
        kind="background",
        heading_en="How it began",
        body_en="It began with a meeting.",
    )
    row(Finding, made, kind="lesson", text_en="Listening comes first.")
    row(
        Contribution,
        made,
        giver=government,
        receiver=lead,
        what_en="A grant",
        form="grant",
        amount_min=1200,
        amount_exactness="exact",
        currency="USD",
    )
    row(
        Beneficiary,
        made,
        group=GroupFactory(),
        who_en="Widows",
        quantity_min=128,
        quantity_exactness="exact",
        unit="people",
    )
    activity = row(Activity, made, what_en="A training", date="1999")
    activity.funders.add(government)
    row(
        Figure,
        made,
        what_en="Villages around",
        quantity_min=0,
        quantity_exactness="exact",
        unit="villages",
    )
    return made


def publish(made, by=None, why=""):
    """Publishes a record with everything that it names; returns its version."""
    record = made.record
    others = Record.objects.filter(key__in=workflow.all_unpublished(record))
    return workflow.publish_together([*others, record], by, why)[-1]


def published_case(**columns):
    made = case(**columns)
    publish(made)
    return made


def published_organization(**columns):
    made = OrganizationFactory(**columns)
    publish(made)
    return made
