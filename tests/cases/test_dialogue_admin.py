"""Dialogues and recommendations in the admin, and what a case study is connected with."""

import pytest
from django.contrib import admin

from cases.models import CaseStudy, Dialogue, Recommendation
from publishing import workflow
from publishing.models import Record
from tests import factories
from tests.cases.test_admin import add_row, form_of
from tests.conflicts.test_admin import CITED, address, missing_fields, refused, saved

OTHER_DIALOGUE = "The session belongs to another dialogue."


@pytest.fixture
def dialogue(client, administrator):
    client.force_login(administrator)
    return factories.dialogue()


@pytest.fixture
def recommendation(client, administrator):
    client.force_login(administrator)
    return factories.recommendation()


@pytest.mark.parametrize(
    ("kind", "tables"),
    [
        ("dialogue", ["places", "sessions", "participants", "outcomes"]),
        ("recommendation", ["addressees", "statuses"]),
    ],
)
def test_every_page_opens_within_its_budget_and_saves_what_it_shows(
    client, administrator, django_assert_max_num_queries, kind, tables
):
    client.force_login(administrator)
    made = getattr(factories, kind)()
    before = workflow.document_of(made.record)

    assert list(admin.site._registry[type(made)].tables()) == tables
    for path in ("", "add/"):
        with django_assert_max_num_queries(9):
            assert client.get(f"/admin/cases/{kind}/{path}").status_code == 200
    for table in ("", *tables, "all"):
        where = address(made, table)
        # Session, user, the record, its rows, their number in each table, and what it lacks.
        with django_assert_max_num_queries(50):
            assert client.get(where).status_code == 200
        assert saved(client, where, form_of(client, where)), table
    assert workflow.document_of(Record.objects.get(pk=made.record_id)) == before


def test_the_list_of_recommendations_costs_the_same_with_1_and_with_10(
    client, recommendation, django_assert_max_num_queries
):
    client.get(
        "/admin/cases/recommendation/"
    )  # What is read once and kept, such as content types, is not counted.
    # Session, user, two counts, the rows, and the choices of the filters.
    with django_assert_max_num_queries(9) as few:
        client.get("/admin/cases/recommendation/")
    for _n in range(9):
        factories.recommendation(of=recommendation.dialogue)

    with django_assert_max_num_queries(9) as many:
        client.get("/admin/cases/recommendation/")

    assert len(many) == len(few)


def test_a_participant_takes_part_in_a_session_of_the_same_dialogue(client, dialogue):
    other = factories.dialogue()
    where = address(dialogue, "participants")
    values = form_of(client, where)
    page = client.get(where).context["inline_admin_formsets"][0]
    choices = page.formset.forms[0].fields["session"].choices

    assert [value for value, _label in choices] == ["", dialogue.sessions.get().pk]
    foreign = values | {"participants-0-session": other.sessions.get().pk}
    assert refused(client, where, foreign, OTHER_DIALOGUE)
    assert dialogue.participants.get().session == dialogue.sessions.get()
    assert saved(client, where, values | {"participants-0-session": ""})


def test_a_recommendation_names_a_session_of_its_dialogue(client, recommendation):
    other = factories.dialogue()
    where = address(recommendation)
    values = form_of(client, where)
    session = recommendation.session

    moved = values | {"dialogue": other.pk}
    assert refused(client, where, moved, OTHER_DIALOGUE)
    assert refused(client, where, values | {"dialogue": ""}, OTHER_DIALOGUE)
    stored = Recommendation.objects.get()
    assert (stored.dialogue, stored.session) == (session.dialogue, session)
    assert saved(client, where, moved | {"session": other.sessions.get().pk})


def test_a_recommendation_of_a_study_has_neither_dialogue_nor_session(
    client, recommendation
):
    where = address(recommendation)
    values = form_of(client, where) | {"dialogue": "", "session": ""}

    assert saved(client, where, values)
    assert Recommendation.objects.get().dialogue is None


def test_sessions_are_offered_under_their_dialogues(client, recommendation):
    dialogue = recommendation.dialogue

    page = client.get("/admin/cases/recommendation/add/")

    choices = page.context["adminform"].form.fields["session"].choices
    session = dialogue.sessions.get()
    assert choices[1:] == [(str(dialogue), [(session.pk, "session 1 · Schools")])]


def test_an_addressee_is_somebody(client, recommendation):
    where = address(recommendation, "addressees")
    values = form_of(client, where)
    add_row(values, "addressees", words="the powers that be", **CITED)

    sentence = "Name an organization, a kind of organization, or both."
    assert refused(client, where, values, sentence)
    assert recommendation.addressees.count() == 1
    assert saved(client, where, values | {"addressees-1-kind": "government"})


def test_a_whole_dialogue_is_entered_on_one_page(client, administrator):
    client.force_login(administrator)
    organizer = factories.OrganizationFactory()
    values = form_of(client, "/admin/cases/dialogue/add/")
    values |= {"title_en": "By hand", "summary_en": "x", "slug": "by-hand"}
    values |= {"date": "2021-11-15", "source": organizer.source_id, "locator": "x"}
    values |= {"sectors": [factories.SectorFactory().pk]}
    add_row(values, "places", place=factories.place().pk, role="venue", **CITED)
    add_row(values, "sessions", title_en="Schools", **CITED)
    add_row(
        values, "participants", organization=organizer.pk, role="organizer", **CITED
    )
    add_row(values, "outcomes", text_en="An appeal.", **CITED)

    assert saved(client, "/admin/cases/dialogue/add/", values)
    made = Dialogue.objects.get()
    assert workflow.lacks(made.record) == []
    assert made.sessions.get().n == 1


def test_a_case_study_names_projects_and_conflicts(client, administrator):
    client.force_login(administrator)
    case, project = factories.case(), factories.project()
    conflict = factories.conflict()
    values = form_of(client, address(case))

    connected = {"projects": [project.pk], "conflicts": [conflict.pk]}
    assert saved(client, address(case), values | connected)

    case = CaseStudy.objects.get()
    assert (case.projects.get(), case.conflicts.get()) == (project, conflict)


@pytest.mark.parametrize("model", [CaseStudy, Dialogue, Recommendation])
def test_every_field_of_a_record_and_its_rows_can_be_entered(model):
    """A ratchet: a new field must be put into its form."""
    assert missing_fields(admin.site._registry[model]) == []
