"""Projects, and the figures of organizations and sources, in the admin."""

import pytest
from django.contrib import admin

from organizations.models import Project, ProjectPartner
from publishing import workflow
from publishing.models import Record
from tests import factories
from tests.cases.test_admin import add_row, form_of
from tests.conflicts.test_admin import CITED, address, missing_fields, refused, saved

TABLES = (
    "places",
    "partners",
    "aims",
    "activities",
    "outputs",
    "budget",
    "beneficiaries",
    "risks",
    "reporting",
)
TWO_CURRENCIES = "A budget is in one currency, and GBP, USD stand in this one."


@pytest.fixture
def project(client, administrator):
    client.force_login(administrator)
    return factories.project()


def test_the_tables_stand_in_the_order_of_the_work():
    assert tuple(admin.site._registry[Project].tables()) == TABLES


@pytest.mark.parametrize("table", ["", *TABLES, "all"])
def test_every_page_opens_within_its_budget_and_saves_what_it_shows(
    client, project, django_assert_max_num_queries, table
):
    before = workflow.document_of(project.record)
    where = address(project, table)

    # Session, user, the record, its rows, their number in each table, and what it lacks.
    with django_assert_max_num_queries(60):
        assert client.get(where).status_code == 200

    assert saved(client, where, form_of(client, where))
    assert workflow.document_of(Record.objects.get(pk=project.record_id)) == before


def test_the_list_and_a_new_project_open_within_their_budget(
    client, project, django_assert_max_num_queries
):
    for path in ("", "add/"):
        with django_assert_max_num_queries(8):
            response = client.get(f"/admin/organizations/project/{path}")
        assert response.status_code == 200


def test_an_organization_that_is_chosen_costs_no_query_of_its_own(
    client, project, django_assert_max_num_queries
):
    where = address(project, "partners")
    client.get(
        where
    )  # What is read once and kept, such as content types, is not counted.
    with django_assert_max_num_queries(45) as few:
        client.get(where)
    for _n in range(10):
        factories.row(
            ProjectPartner,
            project,
            organization=project.partners.first().organization,
            role="partner",
        )

    with django_assert_max_num_queries(45) as many:
        client.get(where)

    assert len(many) == len(few)


def test_a_budget_line_in_another_currency_is_refused(client, project):
    where = address(project, "budget")
    values = form_of(client, where)

    dollars = values | {"budget-1-currency": "USD"}
    assert refused(client, where, dollars, TWO_CURRENCIES)
    assert {line.currency for line in project.budget.all()} == {"GBP"}
    assert saved(client, where, values | {"budget-1-amount_min": "300"})


def test_a_budget_line_that_is_only_a_share_has_no_currency(client, project):
    where = address(project, "budget")
    values = form_of(client, where)
    add_row(values, "budget", heading_en="Other", amount_share="5", **CITED)

    assert saved(client, where, values)
    assert project.budget.count() == 3


def test_the_currency_of_the_total_is_that_of_the_lines_that_are_stored(
    client, project
):
    where = address(project)
    values = form_of(client, where)

    assert refused(client, where, values | {"currency": "USD"}, TWO_CURRENCIES)
    assert Project.objects.get().currency == "GBP"
    assert saved(client, where, values | {"amount_min": "995"})
    assert Project.objects.get().amount_min == 995


def test_the_whole_budget_changes_its_currency_on_one_page(client, project):
    where = address(project, "all")
    values = form_of(client, where) | {"currency": "USD"}

    assert refused(client, where, values, TWO_CURRENCIES)
    both = {"budget-0-currency": "USD", "budget-1-currency": "USD"}
    assert saved(client, where, values | both)


@pytest.mark.parametrize("table", ["activities", "outputs"])
def test_an_aim_is_of_the_same_project(client, project, table):
    other = factories.project()
    where = address(project, table)
    values = form_of(client, where)
    page = client.get(where).context["inline_admin_formsets"][0]
    offered = [value for value, _label in page.formset.forms[0].fields["aim"].choices]

    assert offered == ["", project.aims.get().pk]
    foreign = values | {f"{table}-0-aim": other.aims.get().pk}
    assert refused(client, where, foreign, "The aim belongs to another project.")
    assert getattr(project, table).get().aim == project.aims.get()
    assert saved(client, where, values | {f"{table}-0-aim": ""})


def test_an_aim_is_offered_with_its_words(client, project):
    page = client.get(address(project, "activities"))

    assert "aim 1 · Schools speak two languages." in page.text
    assert "what is new there is saved first" in page.text


def test_every_field_of_a_project_and_its_rows_can_be_entered():
    """A ratchet: a new field must be put into its form."""
    assert missing_fields(admin.site._registry[Project]) == []


@pytest.mark.parametrize(
    ("make", "prefix"),
    [(factories.OrganizationFactory, "figures"), (factories.SourceFactory, "figures")],
)
def test_a_figure_of_an_organization_or_a_source_is_entered_and_kept(
    client, administrator, make, prefix
):
    client.force_login(administrator)
    made = make()
    values = form_of(client, address(made))
    members = {"what_en": "Members", "unit": "members", **CITED}
    members["source"] = factories.SourceFactory().pk
    add_row(values, prefix, quantity_min="700", **members)

    sentence = "An amount has a number, a unit or currency"
    assert refused(client, address(made), values, sentence)
    assert not made.figures.exists()
    exact = {f"{prefix}-0-quantity_exactness": "at_least"}
    assert saved(client, address(made), values | exact)
    assert made.figures.get().quantity_min == 700
    assert saved(client, address(made), form_of(client, address(made)))
