"""Records side by side: what differs, what is the same, what is not stated; a wrong address loses nothing."""

import csv
import io
import re
from urllib.parse import urlencode

import pytest

from cases.models import Beneficiary, CasePlace, Contribution, Finding
from publishing import workflow
from registry.aligned.rows import Cell, Item, Row
from tests import factories
from tests.prepared import prepared

# Records, names of records, of places and of terms; those that are offered.
CASES, OFFERED = 4, 1
# As for case studies, and the conflicts about the mines and the responses to these.
MINES = CASES + 2
# Records, roles, sectors, names of records and of terms; what is offered takes links, names, how many there are.
ORGANIZATIONS, ORGANIZATIONS_OFFERED = 5, 3
# Records, places; counts, tallies, mines, sectors; names of records, of terms; the country, its oblasts.
PLACES = 10


def query(*keys):
    return f"?{urlencode([('with', key) for key in keys])}"


def row_of(response, name):
    return next(row for row in response.context["table"].rows if row.name == name)


def words(row):
    return [[str(item) for item in cell.items] for cell in row.cells]


def cells(client, *keys, path="/compare.csv"):
    response = client.get(f"{path}{query(*keys)}")
    assert response.status_code == 200
    body = b"".join(response).decode().removeprefix("\ufeff")
    return list(csv.reader(io.StringIO(body)))


@prepared
def pair():
    """Two case studies with one sector of two in common, of the same period, one without beneficiaries."""
    first = factories.case(title_en="First", slug="first")
    first.sectors.add(factories.SectorFactory(code="health"))
    second = factories.case(title_en="Second", slug="second")
    second.sectors.add(factories.SectorFactory(code="energy"))
    second.beneficiaries.all().delete()
    for made in (first, second):
        factories.publish(made)
    return first.key, second.key


@pytest.mark.parametrize(
    ("stated", "verdict"),
    [
        ((["a"], ["a"]), "same"),
        ((["a", "b"], ["b", "a"]), "same"),
        ((["a"], ["b"]), "differs"),
        ((["a"], ["a", "b"]), "differs"),
        ((["a"], []), "unknown"),
        (([], []), "unknown"),
        ((["a"], ["a"], []), "unknown"),
        ((["a"], ["b"], []), "differs"),
    ],
)
def test_what_is_not_stated_is_neither_the_same_nor_different(stated, verdict):
    row = Row("x", "X", [Cell(tuple(Item(i, i) for i in ids)) for ids in stated])

    assert row.verdict == verdict


def test_a_count_that_a_source_does_not_report_is_no_statement():
    silent = Item("", "not reported", is_stated=False)
    row = Row("x", "X", [Cell((silent,)), Cell((Item("2", "2"),))])

    assert row.verdict == "unknown"


def test_rows_say_what_is_the_same_and_what_differs(client, pair):
    response = client.get(f"/compare/{query(*pair)}")

    verdicts = {row.name: row.verdict for row in response.context["table"].rows}
    assert verdicts["period"] == "same"
    assert verdicts["sectors"] == "differs"
    assert verdicts["groups"] == "unknown"
    assert verdicts["beneficiaries"] == ""
    assert 'class="is-same"' in response.text
    assert 'class="is-differs"' in response.text
    assert '<span class="vh">, differs</span>' in response.text


def test_what_all_state_is_written_once_and_the_rest_stays_in_its_column(client, pair):
    row = row_of(client.get(f"/compare/{query(*pair)}"), "sectors")

    assert [str(item) for item in row.once] == ["Education"]
    shown = [
        [str(item) for item, _shared in items] for _cell, items, _rest in row.shown
    ]
    assert shown == [["Health"], ["Energy"]]


def test_the_same_thing_with_another_number_is_marked_in_both_columns(client, db):
    first, second = factories.case(), factories.case()
    giver = second.partners.last().organization
    factories.row(Contribution, second, giver=giver, what_en="More", form="grant")
    factories.row(Contribution, second, giver=giver, what_en="Work", form="labour")
    for made in (first, second):
        factories.publish(made)

    row = row_of(client.get(f"/compare/{query(first.key, second.key)}"), "forms")

    assert row.once == []
    assert [
        [(str(item), is_shared) for item, is_shared in items]
        for _cell, items, _rest in row.shown
    ] == [[("grant: 1", True)], [("grant: 2", True), ("labour: 1", False)]]


def test_the_heading_counts_the_rows_that_are_the_same(client, pair):
    response = client.get(f"/compare/{query(*pair)}")

    table = response.context["table"]
    same = [row.name for row in table.rows if row.verdict == "same"]
    assert [row.name for row in table.same] == same
    assert all(any(cell.stated for cell in row.cells) for row in table.compared)
    assert (
        f"<b>2 partnerships</b> side by side: the same in <b>{len(same)}</b> of "
        f"<b>{len(table.compared)}</b> rows" in response.text
    )


def test_sums_stand_in_a_row_for_each_currency_and_count_no_part_twice(client, db):
    first, second = factories.case(), factories.case()
    giver = second.partners.last().organization
    for columns in (
        {"amount_min": 300, "currency": "USD"},
        {"amount_min": 100, "currency": "USD", "part_of": 2},
        {"amount_min": 500, "currency": "KGS"},
    ):
        factories.row(
            Contribution,
            second,
            giver=giver,
            what_en="Money",
            form="grant",
            amount_exactness="exact",
            **columns,
        )
    for made in (first, second):
        factories.publish(made)

    response = client.get(f"/compare/{query(first.key, second.key)}")

    assert words(row_of(response, "sum_USD")) == [["1200"], ["1500"]]
    assert words(row_of(response, "sum_KGS")) == [[], ["500"]]
    assert row_of(response, "sum_KGS").verdict == "unknown"


def test_findings_are_counted_and_each_sentence_leads_to_its_place(client, pair):
    response = client.get(f"/compare/{query(*pair)}")

    lessons = row_of(response, "findings_lesson")
    assert words(lessons) == [["1"], ["1"]]
    assert words(row_of(response, "findings_challenge")) == [["0"], ["0"]]
    address = lessons.cells[0].sentences[0].url
    assert f'<a href="{address}"' in response.text
    assert 'id="finding-1"' in client.get(address.partition("#")[0]).text


def test_places_that_are_only_mentioned_are_left_out(client, db):
    made = factories.case()
    elsewhere = factories.place("KG-O", "Osh")
    factories.row(CasePlace, made, place=elsewhere, role="mentioned")
    factories.publish(made)
    other = factories.published_case()

    response = client.get(f"/compare/{query(made.key, other.key)}")

    assert words(row_of(response, "places")) == [["Talas oblast"], ["Talas oblast"]]
    assert row_of(response, "oblasts").is_one


def test_only_what_is_published_is_compared(client, pair):
    made = factories.CaseStudyFactory._meta.model.objects.get(slug="first")
    made.period = "1950"
    made.save()

    row = row_of(client.get(f"/compare/{query(*pair)}"), "period")

    assert words(row) == [["1998–2006"], ["1998–2006"]]


def test_mines_stand_side_by_side_with_what_conflicts_about_them_count(client, db):
    first, second = (
        factories.mine(),
        factories.mine(latitude=None, longitude=None, accuracy=""),
    )
    about = factories.conflict(first)
    factories.publish(factories.response(about))
    factories.publish(second)

    response = client.get(f"/compare/{query(first.key, second.key)}")

    assert words(row_of(response, "commodities")) == [["Gold"], ["Gold"]]
    assert words(row_of(response, "accuracy")) == [["approximate location"], []]
    assert words(row_of(response, "tally_court_cases")) == [["2"], []]
    assert words(row_of(response, "tally_violent_demonstrations")) == [
        ["not reported"],
        [],
    ]
    assert words(row_of(response, "conflicts")) == [[about.title], []]
    assert len(row_of(response, "responses").cells[0].items) == 1
    assert words(row_of(response, "figures_reserves")) == [["Gold: about 60 t"]] * 2


def test_organizations_stand_side_by_side_with_their_roles(client, db):
    made = factories.published_case()
    lead, giver = [partner.organization for partner in made.partners.order_by("n")]

    response = client.get(f"/compare/{query(lead.key, giver.key)}")

    assert words(row_of(response, "case_lead")) == [["1"], ["0"]]
    assert words(row_of(response, "case_contributor")) == [["0"], ["1"]]
    assert words(row_of(response, "sectors")) == [["Education: 1"], ["Education: 1"]]
    assert words(row_of(response, "kind")) == [
        ["civil society organization"],
        ["government body"],
    ]


def test_a_number_of_a_place_is_that_of_the_list_it_leads_to(client, published_all):
    factories.place("KG-O", "Osh")

    response = client.get(f"/compare/{query('KG-T', 'KG-O')}")

    counted = response.context["table"].groups[0].rows
    assert [words(row) for row in counted] == [[["1"], ["0"]]] * 5
    for row in counted:
        address = row.cells[0].items[0].url
        assert client.get(address).context["total"] == 1, address
        assert row.cells[1].items[0].url == ""
    sectors = row_of(response, "sectors").cells
    assert [str(item) for item in sectors[0].items] == ["Education: 1"]
    assert client.get(sectors[0].items[0].url).context["total"] == 1
    assert not sectors[1].applies
    tallies = row_of(response, "tally_peaceful_demonstrations")
    assert [cell.applies for cell in tallies.cells] == [True, False]
    assert words(tallies)[0] == ["12"]


def test_a_place_of_any_level_can_be_compared(client, published_case):
    factories.village()

    response = client.get(f"/compare/{query('KG-T', '41707232829010')}")

    assert words(row_of(response, "cases")) == [["1"], ["0"]]


def test_each_column_can_be_taken_out_of_the_address(client, pair):
    response = client.get(f"/compare/{query(*pair)}")

    for gone, left in zip(pair, reversed(pair), strict=True):
        (one,) = [
            one for one in response.context["choice"].chosen if one.side.key == gone
        ]
        assert one.without == query(left)
        assert f'href="{query(left)}"' in response.text


def test_nothing_chosen_explains_and_offers_every_kind(client, published_all):
    response = client.get("/compare/")

    assert response.status_code == 200
    assert "Choose two, three or four of one kind." in response.text
    for key in (published_all["case"].key, published_all["mine"].key, "KG-T"):
        assert f'name="with" value="{key}"' in response.text
    assert f'value="{published_all["organization"].key}"' in response.text


def test_an_organization_that_is_withdrawn_is_not_offered(
    client, published_case, administrator
):
    lead = published_case.partners.get(role="lead").organization
    workflow.withdraw(lead.record, administrator, "It asked for it.")

    assert f'value="{lead.key}"' not in client.get("/compare/").text


def test_one_chosen_is_kept_while_another_is_looked_for(client, pair):
    first, second = pair
    response = client.get(f"/compare/{query(first)}")

    assert "One record is chosen" in response.text
    assert f'<a href="{query()}">' in response.text
    assert f'<a href="/cases/{query(first)}">' in response.text
    assert f'<input type="hidden" name="with" value="{first}">' in response.text
    assert f'<option value="{second}">' in response.text
    assert f'<option value="{first}">' not in response.text


def test_a_fifth_is_not_offered_beside_four(client, db):
    keys = [factories.published_case().key for _n in range(5)]

    assert (
        f'<option value="{keys[3]}">' in client.get(f"/compare/{query(*keys[:3])}").text
    )
    assert "<option" not in client.get(f"/compare/{query(*keys[:4])}").text


def test_the_same_key_twice_is_one_record(client, pair):
    response = client.get(f"/compare/{query(pair[0], pair[0])}")

    assert "One record is chosen" in response.text


@pytest.fixture
def wrong(published_all, administrator):
    """{what is wrong: (address, sentence, what is kept of it)} of addresses that cannot be compared."""
    key = {kind: made.key for kind, made in published_all.items()}
    gone = factories.published_case(title_en="A hidden name")
    workflow.withdraw(gone.record, administrator, "To protect somebody.")
    more = [factories.published_case().key for _n in range(4)]
    return {
        "unknown": (
            query(key["case"], "cs999"),
            "Nothing with the key “cs999” is published.",
            [query(key["case"])],
        ),
        "withdrawn": (
            query(key["case"], gone.key),
            f"The record “{gone.key}” was withdrawn.",
            [query(key["case"])],
        ),
        "other kind": (
            query(key["case"], key["conflict"]),
            "is of another kind: case studies, mines, organizations and places can be compared.",
            [query(key["case"])],
        ),
        "mixed": (
            query(key["case"], key["mine"], more[0]),
            "Only records of one kind can stand side by side.",
            [query(key["case"], more[0]), query(key["mine"])],
        ),
        "five": (
            query(key["case"], *more),
            "At most four can stand side by side; this address names 5.",
            [query(key["case"], *more[:3])],
        ),
        "part": (
            query(key["case"], f"{key['case']}-finding-1"),
            f"Nothing with the key “{key['case']}-finding-1” is published.",
            [query(key["case"])],
        ),
        "parameter": (
            f"{query(key['case'], more[0])}&sector=x",
            "There is no filter named “sector” here.",
            [query(key["case"], more[0])],
        ),
    }


@pytest.mark.parametrize(
    "case",
    ["unknown", "withdrawn", "other kind", "mixed", "five", "part", "parameter"],
)
def test_a_wrong_address_is_said_and_loses_nothing(client, wrong, case):
    address, sentence, ways = wrong[case]

    response = client.get(f"/compare/{address}")

    assert response.status_code == 400
    assert sentence in response.text
    assert "A hidden name" not in response.text
    assert "table" not in response.context
    assert [way for _words, way in response.context["choice"].ways_on] == ways
    for way in ways:
        assert f'href="{way.replace("&", "&amp;")}"' in response.text
        assert client.get(f"/compare/{way}").context["choice"].faults == []
    refused = client.get(f"/compare.csv{address}")
    assert refused.status_code == 400
    assert sentence in refused.text


def test_of_five_each_can_be_removed(client, wrong):
    address, _sentence, _ways = wrong["five"]

    text = client.get(f"/compare/{address}").text

    keys = re.findall(r"with=(\w+)", address)
    for gone in keys:
        left = query(*(key for key in keys if key != gone))
        assert f'href="{left.replace("&", "&amp;")}"' in text


@pytest.mark.parametrize("keys", [(), ("cs1",)])
def test_a_table_of_fewer_than_two_is_refused(client, published_case, keys):
    response = client.get(f"/compare.csv{query(*keys)}")

    assert response.status_code == 400
    assert response.text == "Choose two to four records of one kind to compare."


def test_the_table_of_mines_holds_every_row(client, db):
    source = factories.SourceFactory(title_en="Slides")
    first = factories.mine(slug="one", name_en="=One", source=source)
    second = factories.mine(slug="two", name_en="Two", source=source, distance_km=None)
    factories.publish(
        factories.conflict(first, slug="over", title_en="Over one", source=source)
    )
    factories.publish(second)

    assert cells(client, first.key, second.key) == [
        ["row", "label", first.key, second.key, "verdict"],
        ["title", "title", "'=One", "Two", ""],
        ["commodities", "Commodity", "Gold", "Gold", "same"],
        ["place", "Place", "Talas oblast", "Talas oblast", "same"],
        [
            "nearest",
            "Nearest settlement",
            "Kopuro-Bazar, Talas oblast: 1.5 km",
            "Kopuro-Bazar, Talas oblast",
            "same",
        ],
        [
            "accuracy",
            "Accuracy of the point",
            "approximate location",
            "approximate location",
            "same",
        ],
        ["statuses", "Status", "exploration: 2006", "exploration: 2006", "same"],
        ["figures_size", "size", "", "", "unknown"],
        [
            "figures_reserves",
            "reserves",
            "Gold: about 60 t",
            "Gold: about 60 t",
            "same",
        ],
        ["licences", "Licences", "123: mining", "123: mining", "same"],
        [
            "facts",
            "Facts of the register",
            "6 of 6 facts known",
            "6 of 6 facts known",
            "same",
        ],
        [
            "holders",
            "Holders",
            "Holder of one: licensee, 60%, since 2006",
            "Holder of two: licensee, 60%, since 2006",
            "differs",
        ],
        ["tally_court_cases", "court cases", "2", "", "unknown"],
        [
            "tally_peaceful_demonstrations",
            "peaceful demonstrations",
            "12",
            "",
            "unknown",
        ],
        ["tally_violent_demonstrations", "violent demonstrations", "", "", "unknown"],
        ["tally_ownership_changes", "changes of ownership", "7", "", "unknown"],
        ["conflicts", "Conflicts", "Over one", "", "unknown"],
        [
            "intensity",
            "Intensity",
            "medium: street protests, visible mobilization",
            "",
            "unknown",
        ],
        ["responses", "Responses", "", "", "unknown"],
        ["sources", "Sources", "Slides", "Slides", "same"],
    ]


def test_the_page_names_its_table_and_the_table_is_a_file(client, pair):
    page = client.get(f"/compare/{query(*pair)}")
    address = f"/compare.csv{query(*pair)}"

    assert f'href="{address.replace("&", "&amp;")}"' in page.text
    response = client.get(address)
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert re.fullmatch(
        r'attachment; filename="compare-\d{4}-\d\d-\d\d\.csv"',
        response["Content-Disposition"],
    )


def test_the_page_speaks_kyrgyz_and_keeps_its_keys(client, pair):
    page = client.get(f"/ky/compare/{query(*pair)}")

    assert '<html lang="ky">' in page.text
    assert "Мезгили" in page.text
    assert f'href="/compare/{query(*pair).replace("&", "&amp;")}"' in page.text
    table = cells(client, *pair, path="/ky/compare.csv")
    assert table[0] == ["row", "label", *pair, "verdict"]
    assert table[2][:2] == ["period", "Мезгили"]


def test_the_pages_set_no_cookie_and_hold_no_style(client, pair):
    for address in ("/compare/", f"/compare/{query(*pair)}", "/places/?with=KG-T"):
        response = client.get(address)

        assert not response.cookies
        assert " style=" not in response.text
        assert "<script>" not in response.text


def full_case(n):
    """A case study with n rows of each sort, each naming others than those of the rows before."""
    made = factories.case()
    for number in range(n):
        giver = factories.OrganizationFactory(source=made.source)
        factories.row(Finding, made, kind="result", text_en=f"Result {number}.")
        factories.row(Contribution, made, giver=giver, what_en="Work", form="labour")
        group = factories.GroupFactory(code=f"group-{number}")
        factories.row(Beneficiary, made, group=group, who_en=f"Group {number}")
        made.sectors.add(factories.SectorFactory(code=f"sector-{number}"))
    factories.publish(made)
    return made.key


@pytest.mark.parametrize("n", [1, 10])
def test_comparing_case_studies_takes_as_many_queries_whatever_they_hold(
    client, db, n, take_up, django_assert_num_queries
):
    keys = [full_case(n) for _n in range(4)]
    take_up()

    with django_assert_num_queries(CASES):
        client.get(f"/compare/{query(*keys)}")
    with django_assert_num_queries(CASES + OFFERED):
        client.get(f"/compare/{query(*keys[:2])}")


@pytest.mark.parametrize("n", [1, 10])
def test_comparing_mines_takes_as_many_queries_however_many_conflicts_there_are(
    client, db, n, take_up, django_assert_num_queries
):
    made = [factories.mine() for _n in range(2)]
    for about in made:
        for _n in range(n):
            factories.publish(factories.response(factories.conflict(about)))
    take_up()

    address = f"/compare/{query(*(mine.key for mine in made))}"
    with django_assert_num_queries(MINES + OFFERED):
        client.get(address)


@pytest.mark.parametrize("n", [1, 10])
def test_comparing_organizations_takes_as_many_queries_however_often_they_are_named(
    client, db, n, take_up, django_assert_num_queries
):
    made = [factories.published_case() for _n in range(n)]
    keys = [row.organization.key for row in made[0].partners.order_by("n")]
    take_up()

    with django_assert_num_queries(ORGANIZATIONS + ORGANIZATIONS_OFFERED):
        client.get(f"/compare/{query(*keys)}")


@pytest.mark.parametrize("n", [1, 10])
def test_comparing_places_takes_as_many_queries_whatever_is_recorded_there(
    client, db, n, take_up, django_assert_num_queries
):
    factories.place("KG-O", "Osh")
    for _n in range(n):
        factories.publish(factories.response())
        factories.published_case()
    take_up()

    with django_assert_num_queries(PLACES):
        client.get(f"/compare/{query('KG-T', 'KG-O')}")


def test_places_can_be_ticked_and_what_was_ticked_elsewhere_stays(
    client, published_case
):
    factories.place("KG-O", "Osh")

    page = client.get("/places/?with=KG-O").text

    assert 'value="KG-T" form="compare">' in page
    assert 'value="KG-O" form="compare" checked>' in page
    assert 'action="/compare/"' in page
    found = client.get("/places/?q=talas&with=KG-O").text
    assert '<input type="hidden" name="with" value="KG-O">' in found
    assert found.count('value="KG-O"') == 2
    assert 'value="KG-O" form="compare"' not in found


def test_a_wrong_key_among_places_is_said(client, published_case):
    page = client.get("/places/?with=nowhere").text

    assert "Nothing with the key “nowhere” is published." in page
    assert 'value="KG-T" form="compare">' in page


def test_the_footer_leads_to_the_ways_to_compare(client, db):
    page = client.get("/about/").text

    for address in (
        "/compare/",
        "/places/compare/",
        "/findings/library/",
        "/findings/factors/",
    ):
        assert f'href="{address}"' in page
        assert client.get(address).status_code == 200
