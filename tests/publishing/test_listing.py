"""Public lists: filters, facets, sorting, pages, their tables as CSV, and what they cost."""

import csv
import io
from copy import deepcopy

import pytest
from django.db import connection

from cases.models import Addressee, CasePlace, Contribution, Partner
from conflicts.models import Event
from organizations.models import Organization, ProjectPartner
from places import map as country
from places.models import PlaceChange
from publishing import index, workflow
from publishing.kinds import KINDS
from publishing.models import FacetValue, Generation, PublishedRecord
from reference.models import BeneficiaryGroup
from tests import factories
from tests.prepared import prepared

LISTED = [item for kind in KINDS.values() for item in (kind, *kind.parts)]


@prepared
def two():
    """Two case studies that differ in everything that a filter asks for."""
    factories.place("KG-O", "Osh")
    one = factories.published_case(
        slug="one", title_en="One", period="1998/2001", levels=["rayon"], part="talas"
    )
    other = factories.case(
        slug="other",
        title_en="Other",
        period="2004/2006",
        levels=["national"],
        part="osh",
    )
    CasePlace.objects.filter(case=other).update(place=factories.place("KG-O"))
    other.sectors.set([factories.SectorFactory(code="health")])
    other.themes.set([factories.ThemeFactory(code="water")])
    other.mechanisms.set([factories.MechanismFactory(code="dialogue")])
    other.beneficiaries.update(
        group=BeneficiaryGroup.objects.get(pk=factories.GroupFactory(code="farmers").pk)
    )
    Organization.objects.filter(name_en="Government of other").update(kind="donor")
    factories.publish(other)
    return one, other


@pytest.mark.parametrize(
    ("query", "found"),
    [
        pytest.param("place=KG-T", ["One"], id="place"),
        pytest.param("place=KG", ["One", "Other"], id="a place covers what lies in it"),
        pytest.param(
            "place=KG-T&place=KG-O",
            ["One", "Other"],
            id="several values of one filter widen",
        ),
        pytest.param("place=KG-T&sector=health", [], id="different filters narrow"),
        pytest.param("sector=education", ["One"], id="sector"),
        pytest.param("theme=water", ["Other"], id="theme"),
        pytest.param("mechanism=agreement", ["One"], id="mechanism"),
        pytest.param("partner=donor", ["Other"], id="kind of partner"),
        pytest.param("level=national", ["Other"], id="level of government"),
        pytest.param("group=farmers", ["Other"], id="beneficiary group"),
        pytest.param("part=talas", ["One"], id="part of the handbook"),
        pytest.param("from=2002", ["Other"], id="from year"),
        pytest.param("to=2001", ["One"], id="to year"),
        pytest.param("from=2000&to=2005", ["One", "Other"], id="years overlap"),
        pytest.param("q=lead+of+one", ["One"], id="words"),
        pytest.param("theme=not-stated", [], id="not stated"),
        pytest.param(
            "utm_source=x", ["One", "Other"], id="what other sites add says nothing"
        ),
    ],
)
def test_a_filter_of_case_studies(client, two, query, found):
    response = client.get(f"/cases/?{query}")

    assert response.context["faults"] == []
    assert [row.title_en for row in response.context["rows"]] == found


def test_case_studies_of_an_organization(client, two):
    one, _other = two
    lead = one.partners.get(role="lead").organization

    response = client.get("/cases/", {"organization": lead.key})

    assert [row.title_en for row in response.context["rows"]] == ["One"]
    assert lead.name_en in [str(chip.name) for chip in response.context["chips"]]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("kind=donor", {"Government of other"}),
        ("role=lead", {"Lead of one", "Lead of other"}),
        ("role=contributor", {"Government of one", "Government of other"}),
        ("sector=health", {"Lead of other", "Government of other"}),
        (
            "form=not-stated",
            {
                "Lead of one",
                "Lead of other",
                "Government of one",
                "Government of other",
            },
        ),
        ("form=public-foundation", {"Founded"}),
        ("place=KG-T", {"Founded"}),
    ],
)
def test_a_filter_of_organizations(client, two, query, found):
    factories.published_organization(
        name_en="Founded", legal_form="public-foundation", place=factories.place()
    )

    response = client.get(f"/organizations/?{query}")

    assert {row.title_en for row in response.context["rows"]} == found


# Projects, conflicts and recommendations


def found_by(client, address):
    """The titles that a list shows and those that its table holds, at an address without faults."""
    path, _, query = address.partition("?")
    page = client.get(f"/{path}/?{query}")
    assert page.context["faults"] == []
    table = b"".join(client.get(f"/{path}.csv?{query}")).decode("utf-8-sig")
    return (
        [row.title_en for row in page.context["rows"]],
        [row["title"] for row in csv.DictReader(io.StringIO(table))],
    )


@prepared
def projects():
    """Three projects: two that differ in everything that a filter asks for, and one of which little is stated."""
    one = factories.published_project(title_en="One")
    other = factories.project(
        title_en="Other",
        currency="USD",
        amount_min=5000,
        period="2010/2012",
        status="implementation",
    )
    other.beneficiaries.update(group=factories.GroupFactory(code="farmers").pk)
    other.sectors.set([factories.SectorFactory(code="health")])
    factories.publish(other)
    bare = factories.project(title_en="Bare", period="", status="")
    type(bare).objects.filter(pk=bare.pk).update(
        amount_min=None, amount_exactness="", currency=""
    )
    for rows in (bare.budget, bare.beneficiaries, bare.partners):
        rows.all().delete()
    factories.row(
        ProjectPartner,
        bare,
        organization=factories.OrganizationFactory(),
        role="initiator",
    )
    factories.publish(bare)
    return {
        f"{role}_of_{made.title_en.lower()}": made.partners.get(
            role=role
        ).organization.key
        for made in (one, other)
        for role in ("funding", "implementing")
    }


PROJECT_FILTERS = [
    ("", ["Bare", "One", "Other"]),
    ("funder={funding_of_one}", ["One"]),
    ("funder={funding_of_one}&funder={funding_of_other}", ["One", "Other"]),
    ("funder={funding_of_one}&funder=not-stated", ["Bare", "One"]),
    ("funder=not-stated", ["Bare"]),
    ("funder={implementing_of_one}", []),
    ("implementer={implementing_of_other}", ["Other"]),
    ("implementer={implementing_of_one}&implementer=not-stated", ["Bare", "One"]),
    ("implementer={implementing_of_one}&funder={funding_of_other}", []),
    ("organization={funding_of_one}", ["One"]),
    ("group=widows", ["One"]),
    ("group=widows&group=farmers", ["One", "Other"]),
    ("group=not-stated", ["Bare"]),
    ("currency=GBP", ["One"]),
    ("currency=GBP&currency=USD", ["One", "Other"]),
    ("currency=not-stated", ["Bare"]),
    ("currency=USD&currency=not-stated", ["Bare", "Other"]),
    ("currency=GBP&group=widows", ["One"]),
    ("currency=GBP&group=farmers", []),
    ("sector=health", ["Other"]),
    ("sector=health&sector=education", ["Bare", "One", "Other"]),
    ("status=implementation", ["Other"]),
    ("status=implementation&status=not-stated", ["Bare", "Other"]),
    ("place=KG-T&currency=USD", ["Other"]),
    ("from=2006", ["Other"]),
    ("to=2006", ["One"]),
    ("from=2004&to=2011", ["One", "Other"]),
    ("amount-from=1000&currency=GBP", ["One"]),
    ("amount-from=1001&currency=GBP", []),
    ("amount-to=1000&currency=GBP", ["One"]),
    ("amount-to=999&currency=GBP", []),
    ("amount-from=999.5&amount-to=1000.5&currency=GBP", ["One"]),
    ("amount-from=1&currency=USD", ["Other"]),
    ("amount-from=1&currency=USD&group=widows", []),
]


@pytest.mark.parametrize(("query", "found"), PROJECT_FILTERS)
def test_a_filter_of_projects(client, projects, query, found):
    shown, held = found_by(client, f"projects?{query.format(**projects)}")

    assert shown == held == found


@pytest.mark.parametrize("path", ["projects", "budget-lines", "contributions"])
@pytest.mark.parametrize(
    "query",
    [
        "amount-from=10",
        "amount-to=10000",
        "amount-from=0",
        "amount-from=10&amount-to=10000",
        "amount-from=10&currency=GBP&currency=USD",
        "amount-from=10&currency=not-stated",
        "amount-from=10&currency=USD&currency=not-stated",
    ],
)
def test_an_amount_without_one_currency_says_so_and_shows_nothing(
    client, projects, two, path, query
):
    sentence = "Choose one currency beside an amount: sums in different currencies are not compared."

    page = client.get(f"/{path}/?{query}")
    table = client.get(f"/{path}.csv?{query}")

    assert page.context["faults"] == [sentence]
    assert sentence in page.text
    assert page.context["rows"] == []
    assert page.context["totals"] == []
    assert table.status_code == 400
    assert table.text == sentence


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("amount-from=much&currency=GBP", "Amount from: Enter a number."),
        (
            "amount-to=-1&currency=GBP",
            "Amount to: Ensure this value is greater than or equal to 0.",
        ),
        ("currency=XXX", "“XXX” is no value of the filter “Currency”."),
        ("funder=org999", "“org999” is no value of the filter “Funder”."),
        ("implementer=x", "“x” is no value of the filter “Implementer”."),
    ],
)
def test_a_wrong_value_of_a_filter_of_projects_says_so(
    client, projects, query, sentence
):
    page, table = (
        client.get(f"/projects/?{query}"),
        client.get(f"/projects.csv?{query}"),
    )

    assert page.context["faults"] == [sentence]
    assert page.context["rows"] == []
    assert table.status_code == 400


def test_a_budget_line_is_found_by_its_amount(client, projects):
    page = client.get("/budget-lines/?amount-from=500&currency=USD")

    assert [row.key for row in page.context["rows"]] == ["pj2-budget-line-1"]
    assert [(row["currency"], row["amount"]) for row in page.context["totals"]] == [
        ("USD", 700)
    ]


@prepared
def conflicts():
    """Three conflicts: two that differ in everything that a filter asks for, and one of which little is stated."""
    one = factories.published_conflict(title_en="One")
    silver = factories.mine()
    silver.commodities.set([factories.CommodityFactory(code="silver")])
    silver.statuses.update(status="suspended")
    other = factories.conflict(
        silver, title_en="Other", intensity="low", period="2018/2020"
    )
    other.events.all().delete()
    factories.row(Event, other, type="agreement", date="2019", what_en="They agreed.")
    factories.publish(other)
    nothing = factories.mine()
    nothing.commodities.clear()
    for rows in (nothing.statuses, nothing.holdings):
        rows.all().delete()
    bare = factories.conflict(nothing, title_en="Bare", intensity="", period="")
    bare.events.all().delete()
    factories.publish(bare)
    return {
        "holder_of_one": one.mines.get().holdings.get().holder.key,
        "holder_of_other": silver.holdings.get().holder.key,
        "mine_of_one": one.mines.get().key,
    }


CONFLICT_FILTERS = [
    ("", ["Bare", "One", "Other"]),
    ("commodity=gold", ["One"]),
    ("commodity=gold&commodity=silver", ["One", "Other"]),
    ("commodity=silver&commodity=not-stated", ["Bare", "Other"]),
    ("commodity=not-stated", ["Bare"]),
    ("status=exploration", ["One"]),
    ("status=suspended&status=exploration", ["One", "Other"]),
    ("status=not-stated", ["Bare"]),
    ("commodity=gold&status=suspended", []),
    ("commodity=silver&status=suspended", ["Other"]),
    ("intensity=medium", ["One"]),
    ("intensity=medium&intensity=low", ["One", "Other"]),
    ("intensity=low&intensity=not-stated", ["Bare", "Other"]),
    ("event=accident", ["One"]),
    ("event=accident&event=agreement", ["One", "Other"]),
    ("event=violent-demonstration&intensity=medium", ["One"]),
    ("event=violent-demonstration&intensity=low", []),
    ("event=not-stated", ["Bare"]),
    ("company={holder_of_one}", ["One"]),
    ("company={holder_of_one}&company={holder_of_other}", ["One", "Other"]),
    ("company={holder_of_other}&company=not-stated", ["Bare", "Other"]),
    ("company={holder_of_one}&commodity=silver", []),
    ("mine={mine_of_one}", ["One"]),
    ("place=KG-T&event=agreement", ["Other"]),
    ("from=2017", ["Other"]),
    ("to=2017", ["One"]),
    ("from=2016&to=2018", ["One", "Other"]),
    ("from=2017&commodity=gold", []),
]


@pytest.mark.parametrize(("query", "found"), CONFLICT_FILTERS)
def test_a_filter_of_conflicts(client, conflicts, query, found):
    shown, held = found_by(client, f"conflicts?{query.format(**conflicts)}")

    assert shown == held == found


@prepared
def recommendations():
    """Three recommendations: two that differ in everything that a filter asks for, and one with little stated."""
    one = factories.published_recommendation(text_en="One")
    other = factories.recommendation(text_en="Other")
    other.addressees.update(kind="cso", level="")
    Organization.objects.filter(name_en=f"Addressee of {other.slug}").update(level="")
    other.statuses.update(status="accepted", date="2023")
    other.sectors.set([factories.SectorFactory(code="health")])
    factories.publish(other)
    bare = factories.recommendation(text_en="Bare")
    bare.dialogue = bare.session = None
    bare.save()
    bare.statuses.all().delete()
    bare.addressees.all().delete()
    factories.row(Addressee, bare, kind="research", words="researchers")
    factories.publish(bare)
    return {
        "dialogue_of_one": one.dialogue.key,
        "dialogue_of_other": other.dialogue.key,
        "addressee_of_one": one.addressees.get().organization.key,
        "addressee_of_other": other.addressees.get().organization.key,
        "source_of_bare": bare.source.key,
    }


RECOMMENDATION_FILTERS = [
    ("", ["One", "Other", "Bare"]),
    ("kind=government", ["One"]),
    ("kind=cso&kind=research", ["Other", "Bare"]),
    ("level=national", ["One"]),
    ("level=not-stated", ["Other", "Bare"]),
    ("kind=research&level=not-stated", ["Bare"]),
    ("addressee={addressee_of_one}", ["One"]),
    ("addressee={addressee_of_one}&addressee={addressee_of_other}", ["One", "Other"]),
    ("addressee={addressee_of_other}&addressee=not-stated", ["Other", "Bare"]),
    ("addressee={addressee_of_one}&kind=cso", []),
    ("dialogue={dialogue_of_other}", ["Other"]),
    ("dialogue={dialogue_of_one}&dialogue={dialogue_of_other}", ["One", "Other"]),
    ("dialogue={dialogue_of_one}&dialogue=not-stated", ["One", "Bare"]),
    ("dialogue={dialogue_of_one}&status=accepted", []),
    ("status=proposed", ["One"]),
    ("status=proposed&status=accepted", ["One", "Other"]),
    ("status=not-stated", ["Bare"]),
    ("sector=health", ["Other"]),
    ("sector=health&status=accepted", ["Other"]),
    ("source={source_of_bare}", ["Bare"]),
    ("from=2022", ["Other"]),
    ("to=2022", ["One"]),
    ("from=2021&to=2023", ["One", "Other"]),
    ("from=2022&kind=government", []),
]


@pytest.mark.parametrize(("query", "found"), RECOMMENDATION_FILTERS)
def test_a_filter_of_recommendations(client, recommendations, query, found):
    shown, held = found_by(client, f"recommendations?{query.format(**recommendations)}")

    assert shown == held == found


@pytest.mark.django_db  # said here, for the fixture that asks for it is named at run time
@pytest.mark.parametrize("path", ["projects", "conflicts", "recommendations"])
def test_beside_each_value_of_a_new_list_stands_the_number_that_it_gives(
    client, request, path
):
    request.getfixturevalue(path)

    for panel in client.get(f"/{path}/").context["panels"]:
        for entry in panel.entries:
            page = client.get(f"/{path}/", {panel.facet.name: entry.value})
            assert page.context["total"] == entry.count, (panel.facet.name, entry)


def test_a_withdrawn_case_study_gives_its_organizations_no_role(client, two):
    workflow.withdraw(two[0].record, None, "A reason")

    titles = {
        row.title_en for row in client.get("/organizations/?role=lead").context["rows"]
    }
    assert titles == {"Lead of other"}


def test_a_place_covers_what_was_merged_into_it(client, db):
    old, new = (
        factories.place("41701", "Old", "ayil_aimak", "KG-T"),
        factories.place("41702", "New", "ayil_aimak", "KG-T"),
    )
    PlaceChange.objects.create(
        place=old, kind="merged_into", other=new, date="2024", source="A decree"
    )
    made = factories.case(title_en="Merged")
    CasePlace.objects.filter(case=made).update(place=old)
    factories.publish(made)

    for code in ("41701", "41702", "KG-T"):
        assert client.get("/cases/", {"place": code}).context["total"] == 1, code


def test_a_place_that_is_only_mentioned_does_not_hold_the_case(client, published_case):
    factories.place("KG-N", "Naryn")
    factories.row(
        CasePlace, published_case, place=factories.place("KG-N"), role="mentioned"
    )
    workflow.publish(published_case.record, None)

    assert client.get("/cases/?place=KG-N").context["total"] == 0
    assert "Naryn" in client.get(f"/cases/{published_case.slug}/").text


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("sector=xx", "“xx” is no value of the filter “Sector”."),
        ("place=KG-X", "“KG-X” is no value of the filter “Place”."),
        ("organization=org999", "“org999” is no value of the filter “Organization”."),
        ("from=soon", "From year: A year is written with four digits, as 1998."),
        ("to=3", "To year: A year is written with four digits, as 1998."),
        ("sectr=education", "There is no filter named “sectr” here."),
        ("sort=best", "There is no such order; choose one of the list."),
    ],
)
def test_a_wrong_value_says_so_and_shows_nothing(client, two, query, sentence):
    page, table = client.get(f"/cases/?{query}"), client.get(f"/cases.csv?{query}")

    assert sentence in page.context["faults"]
    assert page.context["rows"] == []
    assert "Lead of one" not in page.text
    assert table.status_code == 400
    assert sentence in table.text


@pytest.mark.parametrize("page", ["0", "2", "99999", "x", "-1"])
def test_a_page_out_of_range_is_not_found_and_says_so(client, two, page):
    response = client.get("/cases/", {"page": page})
    table = client.get("/cases.csv", {"page": page})

    assert response.status_code == 404
    assert "page" in response.context["faults"][0]
    assert not response.context["hits"]
    assert table.status_code == 400


def test_an_empty_list_says_so_and_offers_a_way_out(client, two):
    page = client.get("/cases/?place=KG-T&sector=health").text

    assert "No record has all of this." in page
    assert 'href="?place=KG-T"' in page


def test_a_list_without_any_record_says_so(client, db):
    assert "Nothing is published here yet." in client.get("/cases/").text


def test_each_value_shows_the_count_that_it_would_give(client, two):
    panels = {
        panel.facet.name: panel
        for panel in client.get("/cases/?sector=health").context["panels"]
    }
    counts = {
        name: {entry.value: (entry.count, entry.chosen) for entry in panel.entries}
        for name, panel in panels.items()
    }

    assert counts["sector"] == {"education": (1, False), "health": (1, True)}
    assert counts["theme"] == {"youth": (0, False), "water": (1, False)}
    assert counts["place"] == {"KG-T": (0, False), "KG-O": (1, False)}


def test_the_count_beside_a_value_is_the_number_that_choosing_it_gives(client, two):
    for panel in client.get("/cases/?from=1990").context["panels"]:
        for entry in panel.entries:
            total = client.get(
                f"/cases/?from=1990&{panel.facet.name}={entry.value}"
            ).context["total"]
            assert total == entry.count, (panel.facet.name, entry.value)


def test_not_stated_is_counted_and_can_be_chosen(client, two):
    made = factories.case(title_en="No level", levels=[])
    factories.publish(made)

    panel = next(
        p for p in client.get("/cases/").context["panels"] if p.facet.name == "level"
    )

    assert panel.entries[-1].value == "not-stated"
    assert panel.entries[-1].count == 1
    rows = client.get("/cases/?level=not-stated").context["rows"]
    assert [row.title_en for row in rows] == ["No level"]


def test_a_value_without_records_stays_visible_and_is_disabled(client, two):
    page = client.get("/cases/?place=KG-T").text

    assert '<input type="checkbox" name="sector" value="health" disabled>' in page


def test_below_a_chosen_place_stands_what_lies_in_it(client, published_case):
    factories.place("41707232", "Talas", "rayon", "KG-T")
    CasePlace.objects.filter(case=published_case).update(
        place=factories.place("41707232")
    )
    workflow.publish(published_case.record, None)

    shut = next(
        p for p in client.get("/cases/").context["panels"] if p.facet.name == "place"
    )
    opened = next(
        p
        for p in client.get("/cases/?place=KG-T").context["panels"]
        if p.facet.name == "place"
    )

    assert [(entry.value, entry.depth) for entry in shut.entries] == [("KG-T", 0)]
    assert [(entry.value, entry.depth) for entry in opened.entries] == [
        ("KG-T", 0),
        ("41707232", 1),
    ]


def test_a_chip_is_a_link_that_removes_itself_alone(client, two):
    chips = client.get("/cases/?place=KG-T&place=KG-O&from=1990&sort=newest").context[
        "chips"
    ]

    assert [(chip.parameter, str(chip.name), chip.query) for chip in chips] == [
        ("place", "Talas oblast", "place=KG-O&from=1990&sort=newest"),
        ("place", "Osh oblast", "place=KG-T&from=1990&sort=newest"),
        ("from", "1990", "place=KG-T&place=KG-O&sort=newest"),
    ]


def test_the_heading_says_the_result_as_a_sentence(client, two):
    response = client.get("/cases/?place=KG-T&sector=education")

    assert (
        response.context["title"] == "1 partnership in Talas oblast: Sector – Education"
    )


@pytest.mark.parametrize(
    ("query", "years"),
    [
        ("from=1850&to=1851", "Years – 1850–1851"),
        ("from=1850", "From year – 1850"),
        ("to=1851", "To year – 1851"),
    ],
)
def test_the_heading_says_a_span_of_years_in_one(client, two, query, years):
    response = client.get(f"/cases/?{query}")

    assert response.context["title"].partition(": ")[2] == years


def test_a_heading_does_not_run_what_stands_in_the_address(client, two):
    page = client.get("/cases/", {"q": "<script>alert(1)</script>"}).text

    assert "<script>" not in page


@pytest.mark.parametrize(
    ("sort", "titles"),
    [
        ("", ["One", "Other"]),
        ("newest", ["Other", "One"]),
        ("oldest", ["One", "Other"]),
    ],
)
def test_a_list_is_sorted_as_asked(client, two, sort, titles):
    rows = client.get("/cases/", {"sort": sort} if sort else {}).context["rows"]

    assert [row.title_en for row in rows] == titles


def test_links_of_a_page_keep_the_filters(client, db):
    for n in range(21):
        factories.published_case(slug=f"many-{n}")

    page = client.get("/cases/?place=KG-T").text

    assert "?place=KG-T&amp;page=2" in page
    assert client.get("/cases/?place=KG-T&page=2").context["page"].number == 2


def test_sums_are_by_currency_of_exact_amounts_without_the_parts_of_a_sum(client, db):
    made = factories.case()
    giver = Partner.objects.filter(case=made).first().organization
    money = {"what_en": "x", "form": "grant", "giver": giver}
    for columns in (
        {"amount_min": 300, "amount_exactness": "exact", "currency": "USD"},
        {
            "amount_min": 100,
            "amount_exactness": "exact",
            "currency": "USD",
            "part_of": 1,
        },
        {"amount_min": 5000, "amount_exactness": "exact", "currency": "KGS"},
        {"amount_min": 7, "amount_exactness": "at_least", "currency": "USD"},
        {
            "amount_min": 9,
            "amount_exactness": "exact",
            "currency": "USD",
            "amount_per": "month",
        },
    ):
        factories.row(Contribution, made, **money, **columns)
    factories.publish(made)

    sums = {
        row["currency"]: (row["amount"], row["count"])
        for row in client.get("/contributions/").context["totals"]
    }

    assert sums == {"USD": (1500, 2), "KGS": (5000, 1)}
    shown = client.get(f"/cases/{made.slug}/").context["totals"]
    assert [(row["currency"], row["amount"]) for row in shown] == [
        ("KGS", 5000),
        ("USD", 1500),
    ]


# What a list costs

# The filters that are in force when a list is asked what it costs.
TWO_FILTERS = {
    "case": "place=KG-T&sector=education",
    "finding": "place=KG-T&sector=education",
    "contribution": "place=KG-T&sector=education",
    "beneficiary": "place=KG-T&sector=education",
    "organization": "role=lead&sector=education",
    "source": "language=not-stated&from=1990",
    "project": "place=KG-T&sector=education",
    "budget-line": "place=KG-T&sector=education",
    "project-activity": "place=KG-T&sector=education",
    "output": "place=KG-T&sector=education",
    "mine": "place=KG-T&commodity=gold",
    "licence": "place=KG-T&type=mining",
    "holding": "place=KG-T&role=licensee",
    "conflict": "place=KG-T&commodity=gold",
    "event": "place=KG-T&type=accident",
    "court-case": "place=KG-T&level=first",
    "tally": "place=KG-T&kind=court_cases",
    "response": "place=KG-T&kind=mediation",
    "dialogue": "place=KG-T&sector=education",
    "recommendation": "place=KG-T&sector=education",
}


@pytest.mark.parametrize("item", LISTED, ids=lambda item: item.name)
@pytest.mark.parametrize("filters", ["none", "two"])
def test_a_list_costs_the_same_with_1_and_with_100_records(
    client, db, django_assert_max_num_queries, item, filters
):
    # At most, once the worker holds the index and the cards are kept: the generation, two values that no bitmap knows,
    # the cards.
    address = f"/{item.path}/?{TWO_FILTERS[item.name] if filters == 'two' else ''}"
    factories.published_all(date="1999")
    client.get(address)
    with django_assert_max_num_queries(4) as few:
        client.get(address)
    _multiply(item, 100)
    client.get(address)
    with django_assert_max_num_queries(4) as many:
        response = client.get(address)

    assert response.context["total"] >= 100
    assert len(many) == len(few)


@pytest.mark.parametrize("item", LISTED, ids=lambda item: item.name)
@pytest.mark.parametrize("filters", ["none", "two"])
def test_a_list_without_an_index_costs_the_same_with_1_and_with_100_records(
    client, db, django_assert_max_num_queries, item, filters
):
    # At most: the generation and whether there are rows, two values to check, the count, the sums, the facets, the
    # numbers of the page, the rows, the names of records and terms in panels, chips and cards, and for the map the
    # places that it draws and the boundaries of the operator.
    address = f"/{item.path}/?{TWO_FILTERS[item.name] if filters == 'two' else ''}"
    factories.published_all(date="1999")
    Generation.objects.all().delete()
    with django_assert_max_num_queries(21) as few:
        client.get(address)
    _multiply(item, 100, has_index=False)
    with django_assert_max_num_queries(21) as many:
        response = client.get(address)

    assert response.context["total"] >= 100
    assert len(many) <= len(few) + 1


def _multiply(item, times, has_index=True):
    """Copies what is published of a kind or part, with its facet values, under other keys."""
    own = PublishedRecord.objects.of(item.name)
    parents = PublishedRecord.objects.filter(parts__in=own)
    rows = list({row.pk: row for row in (*parents, *own)}.values())
    values = list(FacetValue.objects.filter(record__in=[row.pk for row in rows]))
    copies = {}
    for own in (True, False):
        made = []
        for row in rows:
            for n in range(times if (row.parent_id is None) is own else 0):
                copy = copies[row.pk, n] = deepcopy(row)
                copy.pk, copy.key, copy._state.adding = None, f"{row.key}x{n}", True
                copy.slug = f"{row.slug}-{n}" if row.slug else ""
                copy.parent = copies.get((row.parent_id, n))
                made.append(copy)
        PublishedRecord.objects.bulk_create(made)
    FacetValue.objects.bulk_create(
        FacetValue(
            record=copies[v.record_id, n],
            kind=v.kind,
            dimension=v.dimension,
            value=v.value,
        )
        for v in values
        for n in range(times)
    )
    if has_index:
        index.rebuild()
    # As after loading: the planner of PostgreSQL takes tables without statistics for empty ones.
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


@pytest.mark.parametrize(
    "address",
    [f"/{kind.path}/{{{name}.slug}}/" for name, kind in KINDS.items()]
    + ["/places/KG-T/"],
)
def test_a_page_of_a_record_costs_at_most_7_queries(
    client, db, django_assert_max_num_queries, take_up, address
):
    made = factories.published_all()
    for _n in range(3):
        factories.published_all()
    address = address.format(**made)
    take_up()
    # The map is kept by the worker until places change.
    country.chart()

    with django_assert_max_num_queries(7):
        assert client.get(address).status_code == 200


# Ratchets


def test_every_facet_of_every_list_is_a_filter_and_is_derived(published_all):
    for item in LISTED:
        stored = set(
            FacetValue.objects.filter(kind=item.name).values_list(
                "dimension", flat=True
            )
        )
        assert stored == {facet.name for facet in item.facets}, item.name


def test_the_name_of_a_list_is_unique():
    names = [item.name for item in LISTED]

    assert len(names) == len(set(names))
