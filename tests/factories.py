"""Factories of valid records with nothing random in them; `published_…` publishes one with all that it names."""

import factory
from django.contrib.auth.models import Permission, User
from factory.django import DjangoModelFactory

from cases.models import (
    Activity,
    Addressee,
    Beneficiary,
    CasePlace,
    CaseStudy,
    Contribution,
    Dialogue,
    DialoguePlace,
    Figure,
    Finding,
    Outcome,
    Participant,
    Partner,
    Recommendation,
    RecommendationStatus,
    Section,
    Session,
)
from conflicts.models import (
    Aspect,
    Conflict,
    CourtCase,
    CourtParty,
    CourtStatus,
    Event,
    EventCount,
    Holding,
    Licence,
    LicenceStatus,
    Mine,
    MineAlias,
    MineFigure,
    MineStatus,
    Response,
    Tally,
)
from organizations.models import (
    Aim,
    BudgetLine,
    Organization,
    Output,
    Project,
    ProjectActivity,
    ProjectBeneficiary,
    ProjectPartner,
    ProjectPlace,
    Reporting,
    Risk,
)
from places.models import Place
from publishing import workflow
from publishing.models import Record
from reference.models import (
    BeneficiaryGroup,
    Commodity,
    Mechanism,
    Sector,
    Source,
    Theme,
)


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


class CommodityFactory(TermFactory):
    class Meta:
        model = Commodity

    code = "gold"


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


class MineFactory(DjangoModelFactory):
    class Meta:
        model = Mine

    slug = factory.Sequence(lambda n: f"mine-{n}")
    name_en = factory.Sequence(lambda n: f"Mine {n}")
    source = factory.SubFactory(SourceFactory)
    locator = "Table of mines"


class ConflictFactory(DjangoModelFactory):
    class Meta:
        model = Conflict

    slug = factory.Sequence(lambda n: f"conflict-{n}")
    title_en = factory.Sequence(lambda n: f"Conflict {n}")
    summary_en = "What the conflict is about."
    period = "1994/2016"
    source = factory.SubFactory(SourceFactory)
    locator = "Table of mines"


class ResponseFactory(DjangoModelFactory):
    class Meta:
        model = Response

    slug = factory.Sequence(lambda n: f"response-{n}")
    title_en = factory.Sequence(lambda n: f"Response {n}")
    actor = "cso"
    words = "donor-funded groups"
    kind = "mediation"
    date = "2012"
    source = factory.SubFactory(SourceFactory)
    locator = "Table of responses"


class ProjectFactory(DjangoModelFactory):
    class Meta:
        model = Project

    slug = factory.Sequence(lambda n: f"project-{n}")
    title_en = factory.Sequence(lambda n: f"Project {n}")
    summary_en = "What the project did, and for whom."
    period = "2003/2005"
    months = 36
    status = "closed"
    amount_min = 1000
    amount_exactness = "exact"
    currency = "GBP"
    source = factory.SubFactory(SourceFactory)
    locator = "The project"


class DialogueFactory(DjangoModelFactory):
    class Meta:
        model = Dialogue

    slug = factory.Sequence(lambda n: f"dialogue-{n}")
    title_en = factory.Sequence(lambda n: f"Dialogue {n}")
    summary_en = "Who met and what it was about."
    date = "2021-11-15"
    venue_en = "A hotel in Bishkek"
    source = factory.SubFactory(SourceFactory)
    locator = "The dialogue"


class RecommendationFactory(DjangoModelFactory):
    class Meta:
        model = Recommendation

    slug = factory.Sequence(lambda n: f"recommendation-{n}")
    text_en = factory.Sequence(lambda n: f"Do thing {n}.")
    item = "3"
    period = "2019/2025"
    amount_min = 500
    amount_exactness = "at_least"
    currency = "KGS"
    source = factory.SubFactory(SourceFactory)
    locator = "Recommendations"


def row(model, record, **columns):
    """A row of a record with a citation."""
    owner = getattr(model, "owner", "") or next(
        field.name
        for field in model._meta.fields
        if field.related_model is type(record)
    )
    cited = {"locator": "Summary", "first_line": 1, "last_line": 2}
    return model.objects.create(**(cited | {owner: record} | columns))


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


def village():
    """The settlement nearest to a mine, in the oblast of the case studies."""
    place()
    return place("41707232829010", "Kopuro-Bazar", "village", "KG-T")


def mine(**columns):
    """A mine that can be published: gold in Talas, one licence, its holder since 2006, and one row in each table."""
    made = MineFactory(
        **(
            {
                "place": place(),
                "nearest": village(),
                "nearest_as_named": "Kopuro-Bazar village",
                "distance_km": "1.5",
                "latitude": "42.5",
                "longitude": "71.5",
                "accuracy": "approximate",
            }
            | columns
        )
    )
    company = OrganizationFactory(name_en=f"Holder of {made.slug}", kind="company")
    made.commodities.add(CommodityFactory())
    MineAlias.objects.create(mine=made, name=f"Alias of {made.slug}")
    row(MineStatus, made, status="exploration", date="2006", text_en="It is explored.")
    licence = row(
        Licence,
        made,
        number="123",
        type="mining",
        applied="2005",
        awarded="2006",
        expires="2026",
        quantity_min=1200,
        quantity_exactness="exact",
        unit="ha",
    )
    licence.commodities.add(CommodityFactory())
    row(LicenceStatus, made, licence=licence, status="valid", date="2006")
    row(
        Holding,
        made,
        licence=licence,
        holder=company,
        role="licensee",
        share=60,
        since="2006",
        text_en="An investor from abroad.",
    )
    row(
        MineFigure,
        made,
        kind="reserves",
        what_en="Gold",
        quantity_min=60,
        quantity_exactness="about",
        unit="t",
    )
    return made


# One event of each sort: a protest, violence, talks, a decision and an accident.
EVENTS = (
    ("accident", "1998-05-20", "A lorry fell into the river."),
    ("licence-decision", "2004", "The licence was taken away."),
    ("violent-demonstration", "2005-10", "Stones were thrown."),
    ("peaceful-protest", "2006-04-11", "Residents stood before the gate."),
    ("public-hearing", "2012", "The company answered questions."),
)
# What a source counts from 1994 to 2016; it does not report the violent demonstrations.
TALLIES = (
    ("ownership_changes", 7),
    ("court_cases", 2),
    ("peaceful_demonstrations", 12),
    ("violent_demonstrations", None),
)


def conflict(about=None, **columns):
    """A conflict that can be published: about a mine in Talas, with its events, tallies and one row in each table."""
    made = ConflictFactory(
        **({"intensity": "medium", "mobilization": "reaction"} | columns)
    )
    about = about or mine(source=made.source)
    court = OrganizationFactory(
        name_en=f"Court of {made.slug}", kind="state_institution", source=made.source
    )
    made.mines.add(about)
    row(Aspect, made, kind="demand", text_en="Clean water.")
    for kind, date, what in EVENTS:
        event = row(Event, made, type=kind, date=date, what_en=what)
    row(EventCount, made, event=event, kind="size", minimum=100, maximum=200)
    row(EventCount, made, event=event, kind="injured", minimum=0, maximum=0)
    court_case = row(
        CourtCase,
        made,
        court=court,
        level="first",
        number="7",
        claim_en="To give the licence back.",
        filed="2007",
        decided="2008",
        ruling="dismissed",
        licence=about.licences.first(),
        event=made.events.get(type="licence-decision"),
    )
    row(
        CourtParty, made, court_case=court_case, role="claimant", words_en="the company"
    )
    row(CourtStatus, made, court_case=court_case, status="decided", date="2008")
    for kind, count in TALLIES:
        row(
            Tally,
            made,
            kind=kind,
            count=count,
            period="1994/2016",
            source=made.source,
        )
    return made


def response(about=None, **columns):
    """A response that can be published, to a conflict in Talas."""
    made = ResponseFactory(**columns)
    made.organization = OrganizationFactory(
        name_en=f"Actor of {made.slug}", source=made.source
    )
    made.save()
    made.conflicts.add(about or conflict(source=made.source))
    return made


def project(**columns):
    """A project that can be published, with one row in each table; its budget lines are 5 short of its total, 1000."""
    made = ProjectFactory(**columns)
    funder = OrganizationFactory(
        name_en=f"Funder of {made.slug}", kind="donor", source=made.source
    )
    lead = OrganizationFactory(name_en=f"Lead of {made.slug}", source=made.source)
    made.sectors.add(SectorFactory())
    made.themes.add(ThemeFactory())
    row(ProjectPlace, made, place=place(), role="site")
    row(ProjectPartner, made, organization=funder, role="funding", did_en="Paid.")
    row(ProjectPartner, made, organization=lead, role="implementing", did_en="Did it.")
    aim = row(Aim, made, text_en="Schools speak two languages.")
    row(
        ProjectActivity,
        made,
        aim=aim,
        text_en="Seminars for teachers",
        date="2004",
        quantity_min=2,
        quantity_exactness="exact",
        unit="seminars",
    )
    row(
        Output,
        made,
        aim=aim,
        text_en="Teachers who were trained",
        quantity_min=24,
        quantity_exactness="exact",
        unit="teachers",
    )
    for heading, sum_ in (("Staff", 700), ("Travel", 295)):
        row(
            BudgetLine,
            made,
            heading_en=heading,
            text_en=f"What {heading.lower()} costs.",
            amount_min=sum_,
            amount_exactness="exact",
            currency=made.currency,
        )
    row(
        ProjectBeneficiary,
        made,
        group=GroupFactory(),
        who_en="Widows",
        quantity_min=128,
        quantity_exactness="exact",
        unit="people",
    )
    row(Risk, made, text_en="Winter closes the road.", answer_en="Work in summer.")
    row(Reporting, made, text_en="A report every half year.")
    return made


def dialogue(**columns):
    """A dialogue that can be published: it met about Talas, with one row in each table."""
    made = DialogueFactory(**columns)
    organizer = OrganizationFactory(
        name_en=f"Organizer of {made.slug}", source=made.source
    )
    made.sectors.add(SectorFactory())
    made.mechanisms.add(MechanismFactory())
    row(DialoguePlace, made, place=place(), role="discussed")
    session = row(Session, made, title_en="Schools", text_en="What schools need.")
    session.sectors.add(SectorFactory())
    row(
        Participant,
        made,
        organization=organizer,
        role="organizer",
        session=session,
        office_en="Director",
    )
    row(
        Outcome,
        made,
        text_en="An appeal was sent",
        date="2021-12",
        quantity_min=1,
        quantity_exactness="exact",
        unit="items",
    )
    return made


def recommendation(of=None, **columns):
    """A recommendation that can be published: of a dialogue's session, to an organization, with its status."""
    made = RecommendationFactory(**columns)
    made.dialogue = of or dialogue(source=made.source)
    made.session = made.dialogue.sessions.first()
    made.save()
    addressee = OrganizationFactory(
        name_en=f"Addressee of {made.slug}",
        kind="government",
        level="national",
        source=made.source,
    )
    made.sectors.add(SectorFactory())
    made.themes.add(ThemeFactory())
    made.places.add(place())
    row(
        Addressee,
        made,
        organization=addressee,
        kind="government",
        level="national",
        words="the ministry",
    )
    row(RecommendationStatus, made, status="proposed", date="2021-11-15")
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


def published_mine(**columns):
    made = mine(**columns)
    publish(made)
    return made


def published_conflict(**columns):
    made = conflict(**columns)
    publish(made)
    return made


def published_response(**columns):
    made = response(**columns)
    publish(made)
    return made


def published_project(**columns):
    made = project(**columns)
    publish(made)
    return made


def published_dialogue(**columns):
    made = dialogue(**columns)
    publish(made)
    return made


def published_recommendation(**columns):
    made = recommendation(**columns)
    publish(made)
    return made


def published_all(**columns):
    """One published record of every kind in one place, each naming the others where it can; {kind: row}."""
    source = SourceFactory(**columns)
    made = {"source": source, "mine": mine(source=source)}
    made["conflict"] = conflict(made["mine"], source=source)
    made["response"] = response(made["conflict"], source=source)
    made["project"] = project(source=source)
    made["case"] = case(source=source)
    made["case"].projects.add(made["project"])
    made["case"].conflicts.add(made["conflict"])
    made["dialogue"] = dialogue(source=source)
    made["dialogue"].conflicts.add(made["conflict"])
    made["recommendation"] = recommendation(made["dialogue"], source=source)
    made["recommendation"].conflicts.add(made["conflict"])
    made["organization"] = made["case"].partners.first().organization
    for row in made.values():
        publish(row)
    return made
