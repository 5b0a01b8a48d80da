"""The pages of projects and of organizations: who did what, for what money, and what names them."""

import re

import pytest

from organizations.models import OrganizationFigure
from organizations.pages import Budget
from tests import factories


def page_of(client, made, path="projects"):
    response = client.get(f"/{path}/{made.slug}/")
    assert response.status_code == 200
    return response.text


def money(low, exactness="exact", currency="USD"):
    return {"min": low, "exactness": exactness, "currency": currency}


def document(total, *lines):
    """A project document with a total and budget lines, for what it says of its budget."""
    rows = [{"n": n, "money": line} for n, line in enumerate(lines, 1)]
    return {"money": total, "budget": rows}


@pytest.mark.parametrize(
    ("total", "lines", "verdict"),
    [
        (money(1000), [money(700), money(300)], "match"),
        (money(1000), [money(700), money(295)], "differ"),
        (money(1000), [money(0.1), money(0.2), money(999.7)], "match"),
        (money(0), [money(0)], "match"),
        (None, [money(700)], "no-total"),
        (None, [{"share": 50}, {"share": 50}], "no-total"),
        (money(1000, "about"), [money(700), money(300)], "total-inexact"),
        (money(1000), [money(700), money(300, "about")], "lines-inexact"),
        (money(1000), [{"share": 50}, {"share": 50}], "lines-inexact"),
        (money(1000), [money(700), None], "lines-inexact"),
        (money(1000), [money(1000, currency="KGS")], "currencies"),
    ],
)
def test_lines_are_compared_with_the_total_only_where_both_are_exact(
    total, lines, verdict
):
    assert Budget(document(total, *lines)).verdict == verdict


def test_a_line_has_a_share_of_an_exact_total_alone():
    shares = [
        [line["percent"] for line in Budget(document(total, money(250))).lines]
        for total in (money(1000), money(1000, "about"), None)
    ]

    assert shares == [[25], [None], [None]]


def test_the_pieces_of_the_bar_lie_end_to_end_and_leave_open_what_no_line_tells_of():
    bar = Budget(document(money(1000), money(700), money(200))).bar

    assert [(piece["x"], piece["width"]) for piece in bar["pieces"]] == [
        ("0.00", "70.00"),
        ("70.00", "20.00"),
    ]
    assert bar["rest"] == {"x": "90.00", "width": "10.00"}
    assert bar["mark"] is None


def test_the_bar_of_lines_beyond_the_total_marks_the_total():
    bar = Budget(document(money(1000), money(1000), money(250))).bar

    assert bar["mark"] == "80.00"
    assert bar["rest"] is None


@pytest.mark.parametrize(
    ("lines", "widths"),
    [
        ([{"share": 60, "of": {"en": "cost"}}], ["60.00"]),
        ([{"share": 80}, {"share": 20}], ["80.00", "20.00"]),
        ([{"share": 80}, {"share": 20, "of": {"en": "rent"}}], None),
        ([{"share": 20, "share_to": 30}], None),
        ([{"share": 80}, {"share": 40}], None),
        ([money(10)], None),
        ([money(10), {"share": 20}], None),
        ([], None),
    ],
)
def test_a_bar_is_drawn_only_where_the_lines_measure_one_whole(lines, widths):
    bar = Budget(document(None, *lines)).bar

    assert (bar and [piece["width"] for piece in bar["pieces"]]) == widths


def test_a_project_page_shows_every_table_of_the_project(client, db):
    made = factories.published_project()

    page = page_of(client, made)

    for text in (
        "What the project did, and for whom.",
        "36 months",
        "1000 GBP",
        f"Funder of {made.slug}",
        f"Lead of {made.slug}",
        "Schools speak two languages.",
        "Seminars for teachers",
        "24 teachers",
        "Staff",
        "What travel costs.",
        "128 people",
        "Winter closes the road.",
        "Work in summer.",
        "A report every half year.",
    ):
        assert text in page, text
    assert '<h3>funding <span class="count">1</span></h3>' in page
    assert '<td class="num" data-l="Quantity">24 teachers</td>' in page


def test_a_budget_that_does_not_add_up_says_so_with_both_figures(client, db):
    page = page_of(client, factories.published_project())

    notice = re.search(r'<div class="note warn"><b>(.*?)</div>', page, re.S)[1]
    assert "do not add up to the stated total" in notice
    assert "They come to 995 GBP" in notice
    assert "a total of 1000 GBP" in notice
    assert "The difference is 5 GBP" in notice


def test_a_budget_that_adds_up_says_so(client, db):
    made = factories.project(amount_min=995)
    factories.publish(made)

    page = page_of(client, made)

    assert "The lines add up to the stated total, 995 GBP." in page
    assert "note warn" not in page


def test_a_budget_without_a_total_cannot_be_compared(client, db):
    made = factories.project(amount_min=None, amount_exactness="")
    factories.publish(made)

    page = page_of(client, made)

    assert "the source states none" in page
    assert '<dt>Total</dt><dd><span class="ns">not stated</span></dd>' in page


def test_the_bar_has_a_label_and_no_view_box_and_no_inline_style(client, db):
    page = page_of(client, factories.published_project())

    bar = re.search(r'<svg class="plot stack.*?</svg>', page, re.S)[0]
    assert 'role="img"' in bar
    assert 'aria-label="Budget by heading: Staff, 700 GBP; Travel, 295 GBP"' in bar
    assert "viewBox" not in bar
    assert "style=" not in bar


def test_what_the_source_leaves_out_is_not_stated_and_zero_is_zero(client, db):
    made = factories.project(period="", months=None, status="")
    made.outputs.update(quantity_min=0)
    made.activities.update(aim=None)
    made.risks.all().delete()
    made.partners.update(did_en="")
    factories.publish(made)

    page = page_of(client, made)

    stated = '<dd><span class="ns">not stated</span></dd>'
    for fact in ("Period", "Duration", "Status"):
        assert f"<dt>{fact}</dt>{stated}" in page, fact
    assert '<td class="num" data-l="Quantity">0 teachers</td>' in page
    assert "Not tied to an aim" in page
    assert '<li>Risks <span class="ns">not stated</span></li>' in page
    assert page.count('<p><span class="ns">not stated</span><sup class="c">') == 2
    assert '<section class="unst"><h3>funding' in page


def test_an_aim_to_which_the_source_ties_nothing_says_so(client, db):
    made = factories.project()
    made.activities.update(aim=None)
    made.outputs.update(aim=None)
    factories.publish(made)

    groups = client.get(f"/projects/{made.slug}/").context["by_aim"]

    assert [
        (bool(aim), len(activities), len(outputs))
        for aim, activities, outputs in groups
    ] == [(True, 0, 0), (False, 1, 1)]
    assert "Activities and outputs of this aim" in page_of(client, made)


def test_a_budget_line_is_found_at_its_permanent_address(client, db):
    made = factories.published_project()

    address = client.get(f"/r/{made.key}-budget-line-2")["Location"]

    assert address == f"/projects/{made.slug}/#budget-line-2"
    assert '<tr id="budget-line-2">' in page_of(client, made)


def test_a_project_and_the_case_study_that_tells_of_it_lead_to_one_another(client, db):
    made = factories.published_project()
    case = factories.case()
    case.projects.add(made)
    factories.publish(case)
    factories.published_case()

    assert [
        row.key for row in client.get(f"/projects/{made.slug}/").context["cases"]
    ] == [case.key]
    assert f'href="/projects/{made.slug}/"' in page_of(client, case, "cases")


def test_an_organization_page_tells_case_studies_and_projects_apart(client, db):
    """“partner” is a role in both."""
    project, case = factories.project(), factories.case()
    organization = project.partners.get(role="funding").organization
    project.partners.filter(role="funding").update(role="partner")
    case.partners.filter(role="contributor").update(
        role="partner", organization=organization
    )
    factories.publish(project)
    factories.publish(case)

    response = client.get(f"/organizations/{organization.slug}/")

    named = {
        entry["kind"].name: {
            role: [row.key for row in rows] for role, rows in entry["roles"].items()
        }
        for entry in response.context["named_in"]
    }
    assert named == {
        "case": {"partner": [case.key]},
        "project": {"partner": [project.key]},
    }
    assert response.context["otherwise"] == []


@pytest.mark.parametrize(
    ("kind", "heading"),
    [
        ("mine", "What it holds"),
        ("dialogue", "Dialogues it took part in"),
        ("recommendation", "Recommendations addressed to it"),
        ("response", "How it responded to conflicts"),
    ],
)
def test_an_organization_page_says_in_the_right_words_what_names_it(
    client, db, kind, heading
):
    make = {
        "mine": (factories.mine, lambda made: made.holdings.first().holder),
        "dialogue": (
            factories.dialogue,
            lambda made: made.participants.first().organization,
        ),
        "recommendation": (
            factories.recommendation,
            lambda made: made.addressees.first().organization,
        ),
        "response": (factories.response, lambda made: made.organization),
    }
    made = make[kind][0]()
    organization = make[kind][1](made)
    factories.publish(made)

    response = client.get(f"/organizations/{organization.slug}/")

    assert [entry["kind"].name for entry in response.context["named_in"]] == [kind]
    assert heading in response.text
    assert f'href="/r/{made.key}"' in response.text or made.slug in response.text


def test_an_organization_page_shows_its_figures(client, db):
    made = factories.OrganizationFactory()
    factories.row(
        OrganizationFigure,
        made,
        what_en="Members",
        quantity_min=0,
        quantity_exactness="exact",
        unit="members",
    )
    factories.publish(made)

    page = page_of(client, made, "organizations")

    assert '<td class="num" data-l="Figure">0 members</td>' in page
    assert '<td data-l="Date"><span class="ns">not stated</span></td>' in page


@pytest.mark.parametrize("path", ["projects", "organizations"])
def test_a_page_costs_at_most_6_queries(
    client, db, django_assert_max_num_queries, take_up, path
):
    # At most: the record, what names it, and the names of records, places and terms.
    made = factories.published_project()
    for _n in range(3):
        case = factories.case()
        case.projects.add(made)
        factories.publish(case)
    slug = made.slug
    if path == "organizations":
        slug = made.partners.first().organization.slug
    take_up()
    # Asked once before, for a worker keeps the map until places change.
    client.get(f"/{path}/{slug}/")

    with django_assert_max_num_queries(6):
        assert client.get(f"/{path}/{slug}/").status_code == 200


def test_the_cards_of_projects_and_budget_lines_say_what_is_not_stated(client, db):
    made = factories.project(amount_min=None, amount_exactness="")
    made.budget.update(amount_min=None, amount_exactness="")
    factories.publish(made)

    card = client.get("/projects/").text
    lines = client.get("/budget-lines/").text

    assert '<dt>Total</dt><dd><span class="ns">not stated</span></dd>' in card
    assert f"Funder of {made.slug}" in card
    assert lines.count('<dt>Money</dt><dd><span class="ns">not stated</span></dd>') == 2
    assert f'href="/projects/{made.slug}/#budget-line-1"' in lines


def test_who_implements_a_project_stands_in_the_hub_of_its_diagram(client, db):
    made = factories.published_project()

    response = client.get(f"/projects/{made.slug}/")

    diagram = response.context["diagram"]
    assert [role for role, _rows in diagram.hub] == ["implementing"]
    assert [entry["role"] for entry in diagram.cards] == ["funding"]
    assert "2 organizations in 2 roles</h2>" in response.text


def test_a_project_says_what_else_is_on_record_in_its_place(
    client, published_all, take_up, django_assert_max_num_queries
):
    made = published_all["project"]
    take_up()
    page_of(client, made)

    # The record, names of records, places and terms; case studies that tell of it; what is in its place.
    with django_assert_max_num_queries(6):
        page = page_of(client, made)

    assert 'href="/cases/?place=KG-T"' in page
    assert 'href="/projects/?place=KG-T"' not in page
