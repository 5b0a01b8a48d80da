"""Who funds what, where: the numbers of the table are those of the lists that it leads to."""

import csv
import io
import re

import pytest

from organizations.models import ProjectPartner, ProjectPlace
from publishing import workflow
from registry.funding import Funding
from tests import factories
from tests.prepared import prepared

# Of one record: 1 place, 1 facets, 1 funders, 1 names of funders, 1 terms; with a funder its name and what it received.
PAGE, WITH_A_FUNDER, TABLE = 5, 7, 3


@prepared
def registry():
    """The funder of two projects, one in Talas and Osh, one in the whole country; a third is abroad, a case in Talas.

    The case's contribution is 1200 USD in education; the projects are in education, the second in health as well.
    """
    health = factories.SectorFactory(code="health")
    factories.place("KG-O", "Osh")
    factories.place("X-india", "India", "country", None)
    factories.published_case()
    both, whole, abroad = (
        factories.project(),
        factories.project(currency="USD"),
        factories.project(amount_min=None, amount_exactness=""),
    )
    funder = both.partners.get(role="funding").organization
    whole.partners.filter(role="funding").update(organization=funder)
    whole.sectors.add(health)
    factories.row(ProjectPlace, both, place=factories.place("KG-O"), role="site")
    whole.places.update(place=factories.place("KG"))
    abroad.places.update(place=factories.place("X-india"))
    for made in (both, whole, abroad):
        factories.publish(made)
    return funder


def rows_of(client, address="/funding.csv"):
    response = client.get(address)
    assert response.status_code == 200
    body = b"".join(response).decode().removeprefix("\ufeff")
    return list(csv.reader(io.StringIO(body)))


def cells(table):
    """{(sector, column): {list: (count, sums)}} of every cell, None for all."""
    return {
        (sector, column): {
            entry.listed.name: (entry.amounts.count, dict(entry.amounts.sums))
            for entry in table.cell(sector, column)
        }
        for sector in (*table.sectors, None)
        for column in (*table.columns, None)
    }


def test_a_cell_counts_records_and_sums_each_currency_by_itself(registry):
    found = cells(Funding())

    assert found["education", "KG-T"] == {
        "project": (1, {"GBP": 1000}),
        "contribution": (1, {"USD": 1200}),
    }
    assert found["education", "KG-O"] == {"project": (1, {"GBP": 1000})}
    assert found["education", "country"] == {"project": (1, {"USD": 1000})}
    assert found["education", "abroad"] == {"project": (1, {})}
    assert found["health", "KG-T"] == {}
    assert found["health", None] == {"project": (1, {"USD": 1000})}


def test_a_record_of_two_oblasts_counts_once_in_the_total(registry):
    found = cells(Funding())

    assert found["education", None]["project"] == (3, {"GBP": 1000, "USD": 1000})
    assert found[None, None]["project"] == (3, {"GBP": 1000, "USD": 1000})


def test_a_contribution_is_never_added_to_a_project(registry):
    total = cells(Funding())[None, None]

    assert total["contribution"] == (1, {"USD": 1200})
    assert total["project"][1]["USD"] == 1000


def test_a_part_of_a_sum_and_a_sum_that_is_not_exact_are_counted_but_not_added(db):
    made = factories.project(amount_exactness="about")
    factories.publish(made)

    assert cells(Funding())[None, None] == {"project": (1, {})}


def test_the_heading_says_what_is_found(client, registry):
    page = client.get("/funding/").text

    assert (
        "<b>3</b> projects and <b>1</b> contribution in <b>2</b> sectors, by oblast"
        in page
    )


@pytest.mark.parametrize("is_of_funder", [False, True])
def test_every_number_is_that_of_the_list_it_leads_to(client, registry, is_of_funder):
    query = f"?funder={registry.key}" if is_of_funder else ""
    page = client.get(f"/funding/{query}")

    links = re.findall(
        r'<a href="([^"]+)"><svg[^>]*><use[^>]*></svg><span aria-hidden="true">(\d+)<',
        page.text,
    )

    assert len(links) >= 10
    for address, number in links:
        if address == "#country":
            assert int(number) == 1
            assert len(page.context["table"].in_country) == 1
            continue
        listed = client.get(address.replace("&amp;", "&")).context
        assert listed["faults"] == []
        assert listed["total"] == int(number), address
        assert not is_of_funder or registry.key in address


def test_the_links_of_a_cell_keep_the_funder_in_the_words_of_each_list(registry):
    table = Funding(registry.key)

    assert [entry.address for entry in table.cell("education", "KG-T")] == [
        f"/projects/?sector=education&place=KG-T&funder={registry.key}"
    ]
    assert [entry.address for entry in table.cell(None, "abroad")] == []


def test_the_links_of_a_contribution_keep_the_funder(db):
    made = factories.published_case()
    giver = made.partners.get(role="contributor").organization

    (entry,) = Funding(giver.key).cell("education", "KG-T")

    assert entry.address == (
        f"/contributions/?sector=education&place=KG-T&funder={giver.key}"
    )


def test_a_funder_narrows_to_what_it_funds(client, registry):
    assert cells(Funding(registry.key))[None, None] == {
        "project": (2, {"GBP": 1000, "USD": 1000})
    }


def test_a_contribution_that_an_organization_received_does_not_count_as_its_own(
    client, db
):
    made = factories.published_case()
    receiver = made.partners.get(role="lead").organization
    giver = made.partners.get(role="contributor").organization

    assert Funding(receiver.key).rows == []
    assert Funding(giver.key).rows
    assert client.get(f"/contributions/?funder={giver.key}").context["total"] == 1
    assert client.get(f"/contributions/?funder={receiver.key}").context["total"] == 0


def test_a_project_in_which_an_organization_is_not_the_funder_does_not_count(db):
    made = factories.project()
    lead = made.partners.get(role="implementing").organization
    factories.publish(made)

    assert Funding(lead.key).rows == []


def test_the_funders_offered_are_those_with_the_most_records(client, registry):
    factories.publish(factories.project())

    page = client.get("/funding/")
    context = page.context

    keys = [key for key, _name, _n in context["funders"]]
    name = registry.name_en
    assert context["funders"][0] == (registry.key, name, 2)
    assert len(set(keys)) == len(keys)
    assert f'<option value="{registry.key}">{name} (2)</option>' in page.text


def test_a_withdrawn_project_is_not_counted(db, administrator):
    made = factories.published_project()
    workflow.withdraw(made.record, administrator, "By mistake.")

    assert Funding().sectors == []


def test_columns_beside_the_oblasts_are_there_only_where_something_is(db):
    for code, name in (("KG-T", "Talas"), ("KG-O", "Osh")):
        factories.place(code, name)
    factories.place("X-india", "India", "country", None)
    factories.published_project()

    assert Funding().columns == ["KG-T", "KG-O"]


def test_a_project_whose_source_states_no_place_stands_in_a_column_of_its_own(
    client, db
):
    made = factories.project()
    made.places.update(role="mentioned")
    factories.publish(made)

    table = Funding()

    assert table.columns == ["KG-T", ""]
    (entry,) = table.cell("education", "")
    assert entry.address == "/projects/?sector=education&place=not-stated"
    assert client.get(entry.address).context["total"] == 1


@pytest.mark.parametrize(
    "query",
    ["?funder=org999", "?funder=cs1", "?founder=org1", "?funder=org1&funder=org2"],
)
def test_a_wrong_address_is_said_and_shows_no_table_and_is_400_as_csv(
    client, registry, query
):
    page, table = client.get(f"/funding/{query}"), client.get(f"/funding.csv{query}")

    assert "This address cannot be read, so nothing is shown." in page.text
    assert "<table" not in page.text
    assert table.status_code == 400
    assert table["Content-Type"] == "text/plain; charset=utf-8"


def test_an_empty_funder_and_what_other_sites_add_are_no_fault(client, registry):
    assert client.get("/funding/?funder=&utm_source=x").context["table"].rows


def test_the_whole_table_as_csv(client, registry):
    heads = "sector sector_name place place_name projects projects_amount contributions contributions_amount currency"

    assert rows_of(client) == [
        heads.split(),
        ["education", "Education", "KG-O", "Osh oblast", "1", "1000", "0", "", "GBP"],
        ["education", "Education", "KG-T", "Talas oblast", "1", "1000", "0", "", "GBP"],
        ["education", "Education", "KG-T", "Talas oblast", "0", "", "1", "1200", "USD"],
        [
            "education",
            "Education",
            "country",
            "Kyrgyzstan, oblast not stated",
            "1",
            "1000",
            "0",
            "",
            "USD",
        ],
        ["education", "Education", "abroad", "Abroad", "1", "", "0", "", ""],
        [
            "health",
            "Health",
            "country",
            "Kyrgyzstan, oblast not stated",
            "1",
            "1000",
            "0",
            "",
            "USD",
        ],
    ]


def test_a_cell_that_a_spreadsheet_would_run_is_made_harmless(client, registry):
    factories.SectorFactory._meta.model.objects.filter(code="health").update(
        name_en="=1+1"
    )

    assert rows_of(client)[-1][1] == "'=1+1"


def test_the_csv_keeps_the_funder_and_is_named_by_the_day(client, registry):
    response = client.get(f"/funding.csv?funder={registry.key}")

    assert re.search(
        r'filename="funding-\d{4}-\d\d-\d\d\.csv"', response["Content-Disposition"]
    )
    assert {
        row[2] for row in rows_of(client, f"/funding.csv?funder={registry.key}")[1:]
    } == {
        "KG-T",
        "KG-O",
        "country",
    }


@pytest.mark.parametrize(
    ("path", "queries"), [("/funding/", PAGE), ("/funding.csv", TABLE)]
)
def test_the_table_costs_the_same_with_1_and_with_20_records(
    client, db, django_assert_max_num_queries, take_up, path, queries
):
    factories.published_project()
    take_up()
    with django_assert_max_num_queries(queries) as few:
        b"".join(client.get(path))
    funder = factories.OrganizationFactory()
    for _n in range(19):
        made = factories.project()
        factories.row(ProjectPartner, made, organization=funder, role="funding")
        factories.publish(made)
    take_up()
    with django_assert_max_num_queries(queries) as many:
        b"".join(client.get(path))

    assert len(many) == len(few)
    if path == "/funding/":
        with django_assert_max_num_queries(WITH_A_FUNDER):
            assert client.get(path, {"funder": funder.key}).context["table"].rows


@pytest.mark.parametrize("prefix", ["", "/ky", "/ru"])
def test_the_page_is_there_before_anything_is_loaded(client, db, prefix):
    response = client.get(f"{prefix}/funding/")

    assert response.status_code == 200
    assert len(rows_of(client, f"{prefix}/funding.csv")) == 1
