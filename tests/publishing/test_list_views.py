"""How a list shows what it holds: cards or a dense table, before and after filters, and what is kept for comparing."""

import re
from html.parser import HTMLParser

import pytest

from cases.models import Partner
from publishing import workflow
from publishing.columns import dense_columns
from publishing.filters import PAGE_PARAMETERS
from publishing.kinds import KINDS, search_list
from publishing.models import Generation
from tests import factories
from tests.prepared import prepared

LISTED = [item for kind in KINDS.values() for item in (kind, *kind.parts)]
ADDRESS = re.compile(r'href="(\?[^"]*)"')


class Cells(HTMLParser):
    """The texts of the cells of the dense table of a page, a list for each row, the head first."""

    def __init__(self, html):
        super().__init__()
        self.rows, self.is_inside = [], False
        table = html[html.index('<table class="t flow dense') :]
        self.feed(table.partition("</table>")[0])

    def handle_starttag(self, tag, attrs):
        if tag == "tr":
            self.rows.append([])
        if tag in ("th", "td"):
            self.is_inside = True
            self.rows[-1].append("")

    def handle_endtag(self, tag):
        if tag in ("th", "td"):
            self.is_inside = False

    def handle_data(self, data):
        if self.is_inside:
            self.rows[-1][-1] += data


def cells(page):
    """The rows of the dense table of a page as a dict by the words in the head."""
    head, *rows = Cells(page.text).rows
    return [dict(zip(head, row, strict=True)) for row in rows]


def shown(page):
    """What the page says of which records it shows, above the list and at its end."""
    found = re.findall(r'<span class="shown">(.*?)</span>', page.text)
    return [re.sub("<[^>]*>", "", text) for text in found]


def ticked(page):
    """The keys whose boxes are ticked among all boxes of the records of a page."""
    return re.findall(r'value="(\w+)" form="compare" checked>', page.text)


def boxes(page):
    return re.findall(r'name="with" value="(\w+)" form="compare"', page.text)


@prepared
def three():
    """Three case studies: Alpha and Beta in Talas oblast, Gamma in Osh oblast; {title: key}."""
    factories.place("KG-O", "Osh")
    made = {
        title: factories.case(slug=title.lower(), title_en=title, period="1998/2001")
        for title in ("Alpha", "Beta", "Gamma")
    }
    made["Gamma"].places.update(place=factories.place("KG-O"))
    for case in made.values():
        factories.publish(case)
    return {title: case.key for title, case in made.items()}


# How many, before and after


def test_a_list_says_which_it_shows_of_how_many_above_it_and_at_its_end(client, three):
    page = client.get("/cases/")

    assert shown(page) == ["Showing 1 to 3 of 3"] * 2


def test_a_narrowed_list_says_of_how_many_in_all(client, three):
    page = client.get("/cases/?place=KG-T")

    assert shown(page) == ["Showing 1 to 2 of 2, out of 3 in all"] * 2


def test_it_says_the_same_without_an_index(client, three):
    Generation.objects.all().delete()

    page = client.get("/cases/?place=KG-T")

    assert shown(page) == ["Showing 1 to 2 of 2, out of 3 in all"] * 2


def test_saying_of_how_many_in_all_takes_no_query(
    client, three, take_up, django_assert_num_queries
):
    for address in ("/cases/", "/cases/?place=KG-T"):
        client.get(address)
    take_up()

    # The cards, with filters and without.
    for address in ("/cases/", "/cases/?place=KG-T"):
        with django_assert_num_queries(1):
            client.get(address)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("", None),
        ("place=KG-T", "1 in use"),
        ("place=KG-T&place=KG-O&from=1990", "3 in use"),
        ("view=table&sort=newest", None),
    ],
)
def test_the_button_of_the_filters_says_how_many_are_in_use(
    client, three, query, words
):
    page = client.get(f"/cases/?{query}").text

    summary = re.search(r"<summary>(Filter th.*?)</summary>", page).group(1)
    used = re.search(r'<span class="used">(.*?)</span>', summary)
    assert (used.group(1) if used else None) == words


def test_the_heading_begins_with_the_shape_and_the_number_in_the_colour_of_the_kind(
    client, published_all
):
    number = '<span class="nw"><svg class="g" width="16" height="16" aria-hidden="true"><use href="#p"/></svg>1</span>'
    for path, words in (("cases", "partnership"), ("findings", "finding")):
        page = client.get(f"/{path}/").text
        assert f'<h1 class="sentence"><b class="k-p">{number} {words}</b>' in page

    everything = client.get("/search/").text
    assert '<h1 class="sentence"><b><span class="nw">' in everything


def test_a_chip_of_a_kind_has_its_colour_and_shape_and_one_left_out_has_not(
    client, published_all
):
    chosen = client.get("/search/?kind=mine").text
    left_out = client.get("/search/?not-kind=mine").text

    assert (
        'class="k-m"><svg class="g" width="16" height="16" aria-hidden="true"><use href="#m"/>'
        in chosen
    )
    assert "Kind of record, left out: Mines" in left_out
    assert 'class="k-m"><svg' not in left_out.partition('class="chips"')[2][:400]


# The dense table


def test_a_table_shows_the_page_of_the_list_in_the_words_of_the_reader(client, three):
    page = client.get("/cases/?view=table&place=KG-T")

    assert cells(page) == [
        {
            "Compare": f"Compare: {title}",
            "Title": title,
            "period": "1998–2001",
            "led by": f"Lead of {title.lower()}",
            "places": "Talas oblast",
            "levels of government": "not stated",
            "number of partners": "2",
            "number of findings": "1",
            "number of contributions": "1",
        }
        for title in ("Alpha", "Beta")
    ]
    assert '<th scope="row"><a href="/cases/alpha/">Alpha</a></th>' in page.text
    assert '<article class="card' not in page.text
    assert client.get("/cases/?view=table&place=KG-T").context["rows"]


def test_what_is_not_stated_stands_in_a_table_as_such_and_is_no_zero(client, db):
    made = factories.case(title_en="Bare", period="", levels=[])
    made.contributions.all().delete()
    Partner.objects.filter(case=made, role="lead").delete()
    factories.row(
        Partner, made, organization=factories.OrganizationFactory(), role="lead"
    )
    factories.publish(made)

    row = cells(client.get("/cases/?view=table"))[0]

    for column in ("period", "levels of government", "number of contributions"):
        assert row[column] == "not stated", column
    assert row["number of findings"] == "1"


def test_a_row_of_a_part_leads_to_its_place_on_the_page_and_to_its_record(
    client, published_case
):
    page = client.get("/contributions/?view=table")

    row = cells(page)[0]
    title = published_case.title_en
    assert row["Title"] == "A grant"
    assert row["Case study"] == title
    assert row["form"] == "grant"
    assert row["amount"] == "1200 USD"
    assert f'href="/cases/{published_case.slug}/#contribution-1"' in page.text
    assert f'<a href="/cases/{published_case.slug}/">{title}</a>' in page.text


def test_a_row_without_a_title_is_named_by_its_kind(client, published_all):
    row = cells(client.get("/tallies/?view=table"))[0]

    assert row["Title"] == "Tally"


def test_the_search_shows_a_table_of_all_kinds(client, published_all):
    rows = cells(client.get("/search/?view=table&q=grant"))

    found = {row["Title"]: row for row in rows}
    assert found["A grant"]["Kind of record"] == "Contribution"
    assert found["A grant"]["Part of"] == published_all["case"].title_en
    assert found["A grant"]["Amount"] == "1200 USD"
    case = cells(client.get("/search/?view=table&kind=case"))[0]
    assert (case["Part of"], case["Amount"]) == ("–", "–")


@pytest.mark.parametrize("language", ["", "/ky", "/ru"])
def test_every_list_has_a_table_without_an_empty_cell(client, published_all, language):
    for item in [*LISTED, search_list()]:
        rows = Cells(client.get(f"{language}/{item.path}/?view=table").text).rows

        assert len(rows) > 1, item.name
        assert {len(row) for row in rows} == {len(rows[0])}, item.name
        assert dense_columns(item), item.name
        assert all(all(row) for row in rows), (item.name, rows)


def test_a_text_of_a_table_is_in_the_language_of_the_page(client, published_case):
    made = published_case
    made.title_ky, made.levels = "Аталышы", ["rayon"]
    made.save()
    workflow.publish(made.record, None)

    row = Cells(client.get("/ky/cases/?view=table").text).rows[1]

    assert "Аталышы" in row[1]
    assert "район" in row


def test_a_title_does_not_run_what_stands_in_it(client, db):
    factories.published_case(title_en="<script>alert(1)</script>", slug="risky")

    for query in ("", "?view=table", "?view=table&with=cs1", "?with=cs1"):
        assert "<script>alert" not in client.get(f"/cases/{query}").text


@pytest.mark.parametrize("view", ["cards", ""])
def test_cards_can_be_asked_for_by_name(client, three, view):
    page = client.get("/cases/", {"view": view})

    assert page.text.count('<article class="card') == 3


def test_another_view_is_a_fault_and_the_way_on_keeps_the_filters(client, three):
    page = client.get("/cases/?place=KG-T&view=globe&sort=newest")

    assert page.status_code == 400
    assert page.context["faults"] == [
        "A list is shown as cards or as a table; there is no other view."
    ]
    assert "Alpha" not in page.text
    assert '<a href="?place=KG-T&amp;sort=newest">Show the list</a>' in page.text


@pytest.mark.parametrize("view", ["cards", "table"])
def test_a_table_costs_the_same_with_1_and_with_10_records(
    client, db, take_up, django_assert_num_queries, view
):
    # Of cards: the cards. Of a table: the rows, and the names of records; those of places and terms are kept.
    queries = 1 if view == "cards" else 2
    factories.published_case(slug="one")
    client.get(f"/cases/?view={view}")
    take_up()
    with django_assert_num_queries(queries):
        client.get(f"/cases/?view={view}")

    for n in range(9):
        factories.published_case(slug=f"more-{n}")
    client.get(f"/cases/?view={view}")
    take_up()
    client.get(f"/cases/?view={view}")
    with django_assert_num_queries(queries):
        page = client.get(f"/cases/?view={view}")

    assert page.context["total"] == 10


# Comparing


def test_records_of_kinds_that_are_compared_have_a_box_and_no_others(
    client, published_all
):
    for item in LISTED:
        is_compared = item.name in ("case", "mine", "organization")
        for view in ("cards", "table"):
            page = client.get(f"/{item.path}/?view={view}")
            keys = [row.key for row in page.context["rows"]]
            assert boxes(page) == (keys if is_compared else []), item.name
            assert ('<form id="compare"' in page.text) is is_compared, item.name


def test_a_search_has_boxes_where_it_is_narrowed_to_one_such_kind(
    client, published_all
):
    assert boxes(client.get("/search/")) == []
    assert boxes(client.get("/search/?kind=mine&kind=case")) == []
    assert boxes(client.get("/search/?kind=project")) == []
    assert boxes(client.get("/search/?kind=mine")) == [published_all["mine"].key]


def test_what_is_kept_is_ticked_and_named_and_leads_to_the_comparison(client, three):
    a, c = three["Alpha"], three["Gamma"]

    page = client.get(f"/cases/?with={c}&with={a}")

    assert sorted(ticked(page)) == sorted([a, c])
    bar = page.text.partition('<form id="compare"')[2].partition("</form>")[0]
    assert re.findall(r'<a href="/cases/\w+/">(\w+)</a>', bar) == ["Gamma", "Alpha"]
    assert f'href="?with={a}"' in bar
    assert f'href="?with={c}"' in bar
    assert f'<a href="/compare/?with={c}&amp;with={a}">Compare (2)</a>' in bar


def test_one_that_is_kept_is_no_comparison_yet(client, three):
    page = client.get(f"/cases/?with={three['Alpha']}")

    assert "Compare (" not in page.text
    assert "Tick one more." in page.text


@pytest.mark.parametrize("view", ["cards", "table"])
def test_with_four_kept_no_fifth_can_be_ticked(client, three, view):
    more = [factories.published_case(slug=f"more-{n}").key for n in range(2)]
    kept = [*three.values(), more[0]]

    page = client.get("/cases/", {"with": kept, "view": view})

    assert sorted(ticked(page)) == sorted(kept)
    assert f'value="{more[1]}" form="compare" disabled>' in page.text
    assert page.text.count('form="compare" disabled>') == 1
    page = client.get("/cases/", {"with": kept[:3], "view": view})
    assert 'form="compare" disabled>' not in page.text


def test_what_is_kept_holds_no_records_back_and_adds_none(client, three):
    plain = client.get("/cases/?place=KG-T")
    kept = client.get(f"/cases/?place=KG-T&with={three['Gamma']}")

    rows = [[row.key for row in page.context["rows"]] for page in (plain, kept)]
    assert rows[0] == rows[1]
    assert plain.context["title"] == kept.context["title"]
    assert [chip.parameter for chip in kept.context["chips"]] == ["place"]
    assert shown(plain) == shown(kept)


def test_all_links_and_the_form_of_a_list_keep_the_view_and_what_is_kept(client, db):
    for n in range(21):
        factories.published_case(slug=f"many-{n}")

    page = client.get("/cases/?place=KG-T&with=cs1&view=table&sort=newest")

    links = [link.replace("&amp;", "&") for link in ADDRESS.findall(page.text)]
    assert len(links) > 8
    # The link that takes the one record out, and the one that leads to cards.
    assert [link for link in links if "with=cs1" not in link] == [
        "?place=KG-T&view=table&sort=newest"
    ]
    assert [link for link in links if "view=table" not in link] == [
        "?place=KG-T&with=cs1&sort=newest"
    ]
    assert "?with=cs1&view=table&sort=newest" in links
    form = page.text.partition('<form action="" method="get">')[2]
    form = form.partition("</form>")[0]
    for name, value in (("with", "cs1"), ("view", "table"), ("sort", "newest")):
        assert f'<input type="hidden" name="{name}" value="{value}">' in form
    assert f"{'/ky'}/cases/?place=KG-T&amp;with=cs1&amp;view=table" in page.text


def test_a_record_that_is_kept_and_not_in_view_goes_along_with_the_form(client, three):
    key = three["Gamma"]

    page = client.get(f"/cases/?place=KG-T&with={key}&with={three['Alpha']}")

    bar = page.text.partition('<form id="compare"')[2].partition("</form>")[0]
    hidden = '<input type="hidden" name="with" value="{}">'
    assert hidden.format(key) in bar
    assert hidden.format(three["Alpha"]) not in bar


def test_the_button_that_keeps_leads_to_an_address_with_all_that_was_there(
    client, three
):
    page = client.get("/cases/?place=KG-T&sort=newest&page=1&with=cs1")
    query = re.search(r'name="keep" value="([^"]*)"', page.text).group(1)
    query = query.replace("&amp;", "&")

    response = client.get("/cases/", {"with": ["cs1", "cs3"], "keep": query})

    assert query == "place=KG-T&sort=newest&page=1"
    assert response.status_code == 302
    assert response["Location"] == f"/cases/?{query}&with=cs1&with=cs3"
    nothing = client.get("/ky/cases/?keep=&with=cs1")
    assert nothing["Location"] == "/ky/cases/?with=cs1"


@pytest.mark.parametrize(
    "keep",
    ["//example.org/", "https://example.org/", "keep=x&a=1", "\r\nSet-Cookie: a=b"],
)
def test_the_button_that_keeps_leads_to_this_list_and_nowhere_else(client, three, keep):
    response = client.get("/cases/", {"keep": keep})

    assert response["Location"].startswith("/cases/?")
    assert "keep=" not in response["Location"]
    assert not response.cookies


def test_what_cannot_be_compared_says_so_and_the_way_on_drops_it(client, published_all):
    for path, query, sentence in (
        ("cases", "with=cs999", "“cs999” is no record of this list"),
        ("cases", "with=mn1", "“mn1” is no record of this list"),
        ("cases", "with=cs1-finding-1", "“cs1-finding-1” is no record of this list"),
        ("findings", "with=cs1", "“cs1” is no record of this list"),
        ("projects", "with=pj1", "“pj1” is no record of this list"),
        ("search", "with=pj1", "“pj1” is no record of this list"),
        ("search", "with=cs1&with=mn1", "Only records of one kind can be compared."),
        (
            "cases",
            "with=a&with=b&with=c&with=d&with=e",
            "At most 4 records are compared; here are 5.",
        ),
    ):
        page = client.get(f"/{path}/?place=KG-T&{query}")

        assert page.status_code == 400, query
        assert any(fault.startswith(sentence) for fault in page.context["faults"])
        assert page.context["rows"] == []
        assert '<a href="?place=KG-T">Show the list</a>' in page.text


def test_a_withdrawn_record_is_compared_no_more(client, three, editor):
    made = factories.published_case(slug="gone", title_en="Gone")
    workflow.withdraw(made.record, None, "A reason")

    page = client.get(f"/cases/?with={made.key}")

    assert page.context["faults"] == [
        f"“{made.key}” is no record of this list that can be compared."
    ]


def test_a_record_that_is_named_twice_is_kept_once(client, three):
    page = client.get("/cases/?with=cs1&with=cs1&with=cs1&with=cs1&with=cs1")

    assert page.context["faults"] == []
    assert ticked(page) == ["cs1"]


def test_the_way_on_from_a_wrong_filter_keeps_what_is_kept(client, three):
    page = client.get("/cases/?sector=xx&with=cs1&view=table")

    assert '<a href="?with=cs1&amp;view=table">Show the whole list</a>' in page.text


@pytest.mark.parametrize("parameter", PAGE_PARAMETERS)
@pytest.mark.parametrize("value", ["table", "cs1", "none-such"])
def test_the_table_as_csv_does_not_heed_how_the_page_is_shown(
    client, three, parameter, value
):
    plain = b"".join(client.get("/cases.csv?place=KG-T"))
    table = client.get(f"/cases.csv?place=KG-T&{parameter}={value}")

    assert table.status_code == 200
    assert b"".join(table) == plain


def test_the_link_to_the_csv_names_filters_alone(client, three):
    page = client.get("/cases/?place=KG-T&view=table&with=cs1&sort=newest").text

    assert 'href="/cases.csv?place=KG-T&amp;sort=newest"' in page


def test_what_is_kept_takes_one_query(
    client, three, take_up, django_assert_num_queries
):
    client.get("/cases/")
    take_up()

    # The cards, and the names of what is kept.
    for kept in (["cs1"], ["cs1", "cs2", "cs3"]):
        with django_assert_num_queries(2):
            client.get("/cases/", {"with": kept})


def test_a_card_is_kept_with_its_box_and_shown_without_where_nothing_is_compared(
    client, published_all
):
    key = published_all["case"].key
    for _time in range(2):
        assert boxes(client.get("/cases/")) == [key]
        assert 'class="cmp"' not in client.get("/search/?q=lead").text
    assert ticked(client.get(f"/cases/?with={key}")) == [key]
    assert ticked(client.get("/cases/")) == []
