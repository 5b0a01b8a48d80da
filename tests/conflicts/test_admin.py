"""Mines, conflicts and responses in the admin: each opens, takes what is right and refuses what is not."""

import re

import pytest
from django.contrib import admin
from django.contrib.admin.utils import flatten

from conflicts.models import (
    Conflict,
    Event,
    EventCount,
    Holding,
    Mine,
    Response,
    Tally,
)
from publishing import workflow
from publishing.models import Record
from reference.admin import siblings
from tests import factories
from tests.cases.test_admin import add_row, form_of

CITED = {"locator": "Summary", "certainty": "stated"}
# Queries of a page at most: session, user, the record, its rows, their number in each table, and what it lacks.
BUDGETS = {"mine": 50, "conflict": 60, "response": 30}


def address(made, table=""):
    base = f"/admin/{made._meta.app_label}/{made._meta.model_name}/{made.pk}/change/"
    return f"{base}?table={table}" if table else base


def tables(made):
    return admin.site._registry[type(made)].tables()


def refused(client, where, values, sentence):
    """Whether a form is refused with a sentence; nothing is saved then."""
    response = client.post(where, values)
    return response.status_code == 200 and sentence in response.text


def saved(client, where, values):
    return client.post(where, values).status_code == 302


@pytest.fixture
def mine(client, administrator):
    client.force_login(administrator)
    return factories.mine()


@pytest.fixture
def conflict(client, administrator):
    client.force_login(administrator)
    return factories.conflict()


@pytest.mark.parametrize("kind", BUDGETS)
def test_every_page_opens_within_its_budget(
    client, administrator, django_assert_max_num_queries, kind
):
    client.force_login(administrator)
    made = getattr(factories, kind)()
    listed = f"/admin/conflicts/{kind}/"

    with django_assert_max_num_queries(8):
        assert client.get(listed).status_code == 200
    with django_assert_max_num_queries(8):
        assert client.get(f"{listed}add/").status_code == 200
    for table in ("", *tables(made), "all"):
        with django_assert_max_num_queries(BUDGETS[kind]):
            assert client.get(address(made, table)).status_code == 200


@pytest.mark.parametrize("kind", BUDGETS)
def test_saving_each_form_as_it_is_changes_nothing_of_the_document(
    client, administrator, kind
):
    client.force_login(administrator)
    made = getattr(factories, kind)()
    before = workflow.document_of(made.record)

    for table in ("", *tables(made), "all"):
        where = address(made, table)
        assert saved(client, where, form_of(client, where)), table

    assert workflow.document_of(Record.objects.get(pk=made.record_id)) == before


def test_a_table_costs_no_more_with_ten_events_than_with_one(
    client, conflict, django_assert_max_num_queries
):
    where = address(conflict, "event_counts")
    client.get(
        where
    )  # What is read once and kept, such as content types, is not counted.
    # As above; the events that a count may name are read once for all counts.
    with django_assert_max_num_queries(40) as few:
        client.get(where)
    event = conflict.events.first()
    for _n in range(10):
        factories.row(Event, conflict, type="talks", date="2001", what_en="x")
        factories.row(EventCount, conflict, event=event, kind="killed", minimum=0)

    with django_assert_max_num_queries(40) as many:
        client.get(where)

    assert len(many) == len(few)


def test_a_holder_that_is_chosen_costs_no_query_of_its_own(
    client, mine, django_assert_max_num_queries
):
    where = address(mine, "holdings")
    client.get(
        where
    )  # What is read once and kept, such as content types, is not counted.
    with django_assert_max_num_queries(40) as few:
        client.get(where)
    holding = mine.holdings.get()
    for year in range(10):
        factories.row(
            Holding,
            mine,
            licence=holding.licence,
            holder=holding.holder,
            since=f"199{year}",
            until=f"199{year}",
        )

    with django_assert_max_num_queries(40) as many:
        client.get(where)

    assert len(many) == len(few)


# Rows that are refused


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"share": "100.01"}, "A share lies above 0 and up to 100 per cent."),
        ({"share": "0"}, "A share lies above 0 and up to 100 per cent."),
        ({"until": "2005"}, "The holding ends before it starts."),
        ({"since": "spring"}, "is not a date that the registry can read"),
    ],
)
def test_a_wrong_holding_is_refused(client, mine, values, sentence):
    where = address(mine, "holdings")
    sent = {f"holdings-0-{name}": value for name, value in values.items()}

    assert refused(client, where, form_of(client, where) | sent, sentence)
    holding = mine.holdings.get()
    assert (holding.share, holding.since, holding.until) == (60, "2006", "")


@pytest.mark.parametrize(
    "values", [{"share": "100"}, {"share": ""}, {"until": "2006"}, {"since": "2005~"}]
)
def test_a_right_holding_is_taken(client, mine, values):
    where = address(mine, "holdings")
    sent = {f"holdings-0-{name}": value for name, value in values.items()}

    assert saved(client, where, form_of(client, where) | sent)


def second_holding(mine, **columns):
    """The columns of a second holding of 60 per cent of the same licence."""
    first = mine.holdings.get()
    return {
        "licence": first.licence_id,
        "holder": first.holder_id,
        "role": "licensee",
        "share": "60",
        **CITED,
        **columns,
    }


def test_two_holdings_of_one_licence_at_one_time_are_100_per_cent_at_most(client, mine):
    where = address(mine, "holdings")
    values = form_of(client, where)
    add_row(values, "holdings", **second_holding(mine, since="2010"))

    sentence = "The shares of one licence at one time add up to 120"
    assert refused(client, where, values, sentence)
    assert mine.holdings.count() == 1


@pytest.mark.parametrize(
    "columns",
    [
        {"since": "2001", "until": "2004"},
        {"since": "2010", "share": "40"},
        {"since": "2010", "role": "operator"},
    ],
)
def test_a_second_holding_is_taken_where_it_goes_together_with_the_first(
    client, mine, columns
):
    where = address(mine, "holdings")
    values = form_of(client, where)
    add_row(values, "holdings", **second_holding(mine, **columns))

    assert saved(client, where, values)
    assert mine.holdings.count() == 2


def test_a_holding_that_is_deleted_is_not_added_up(client, mine):
    where = address(mine, "holdings")
    values = form_of(client, where) | {"holdings-0-DELETE": "on"}
    add_row(values, "holdings", **second_holding(mine, since="2010"))

    assert saved(client, where, values)
    assert mine.holdings.get().since == "2010"


def test_a_mine_saved_without_its_holdings_must_go_together_with_them(client, mine):
    first = mine.holdings.get()
    first.pk = first.n = None
    first.save()
    where = address(mine)

    sentence = "The shares of one licence at one time add up to 120"
    assert refused(client, where, form_of(client, where), sentence)


def test_an_event_before_the_conflict_begins_is_refused(client, conflict):
    where = address(conflict, "events")
    values = form_of(client, where)

    sentence = (
        "An event lies before the conflict begins: 1993, and the conflict 1994/2016."
    )
    assert refused(client, where, values | {"events-0-date": "1993"}, sentence)
    assert not conflict.events.filter(date="1993").exists()
    assert saved(client, where, values | {"events-0-date": "1994"})


def test_the_period_of_a_conflict_is_not_moved_behind_an_event_that_is_stored(
    client, conflict
):
    where = address(conflict)
    values = form_of(client, where)

    sentence = "An event lies before the conflict begins: 1998-05-20, and the conflict 1999/2016."
    assert refused(client, where, values | {"period": "1999/2016"}, sentence)
    assert Conflict.objects.get().period == "1994/2016"
    assert saved(client, where, values | {"period": "1998/2016"})


def test_a_period_that_is_no_date_is_refused_by_itself_and_with_all_tables(
    client, conflict
):
    for table in ("", "all"):
        where = address(conflict, table)
        values = form_of(client, where) | {"period": "long ago"}

        assert refused(client, where, values, "is not a date that the registry can")
    assert Conflict.objects.get().period == "1994/2016"


def test_period_and_event_are_moved_together_on_one_page(client, conflict):
    where = address(conflict, "all")
    values = form_of(client, where)
    first = conflict.events.get(type="accident")
    number = next(n for n in range(5) if values[f"events-{n}-id"] == first.pk)
    values |= {"period": "1999/2016", f"events-{number}-date": "1999-05"}

    assert saved(client, where, values)
    assert Conflict.objects.get().period == "1999/2016"


def test_a_tally_names_its_source(client, conflict):
    where = address(conflict, "tallies")
    values = form_of(client, where)
    tally = {"kind": "court_cases", "count": "0", "period": "2017", **CITED}
    bad, good = values.copy(), values.copy()
    add_row(bad, "tallies", **tally)
    add_row(good, "tallies", source=conflict.source_id, **tally)

    sentence = "A tally names its source: two sources may count differently."
    assert refused(client, where, bad, sentence)
    assert Tally.objects.count() == 4
    assert saved(client, where, good)
    assert conflict.tallies.get(period="2017").count == 0


def test_a_tally_tells_none_from_not_reported_and_shows_its_source_openly(
    client, conflict
):
    page = client.get(address(conflict, "tallies"))

    assert "Empty: not reported, as where a source prints a dash. 0: none." in page.text
    inline = page.context["inline_admin_formsets"][0]
    _name, openly = inline.fieldsets[0]
    assert "source" in flatten(openly["fields"])
    assert "classes" not in openly


def test_the_greatest_number_is_not_below_the_least(client, conflict):
    where = address(conflict, "event_counts")
    values = form_of(client, where)
    killed = {"event": conflict.events.first().pk, "kind": "killed", **CITED}
    bad, good = values.copy(), values.copy()
    add_row(bad, "event_counts", minimum="3", maximum="2", **killed)
    add_row(good, "event_counts", minimum="3", maximum="3", **killed)

    sentence = "The greatest number is not below the least one."
    assert refused(client, where, bad, sentence)
    assert not conflict.event_counts.filter(kind="killed").exists()
    assert saved(client, where, good)


# Rows of one record that name one another


@pytest.mark.parametrize(
    ("kind", "table", "name", "others", "sentence"),
    [
        ("mine", "holdings", "licence", "licences", "belongs to another mine."),
        ("mine", "licence_statuses", "licence", "licences", "belongs to another mine."),
        ("conflict", "event_counts", "event", "events", "belongs to another conflict."),
        ("conflict", "court_cases", "event", "events", "belongs to another conflict."),
        (
            "conflict",
            "court_parties",
            "court_case",
            "court_cases",
            "belongs to another conflict.",
        ),
        (
            "conflict",
            "court_statuses",
            "court_case",
            "court_cases",
            "belongs to another conflict.",
        ),
    ],
)
def test_a_row_names_rows_of_its_own_record_alone(
    client, administrator, kind, table, name, others, sentence
):
    client.force_login(administrator)
    made, other = getattr(factories, kind)(), getattr(factories, kind)()
    where = address(made, table)
    form = client.get(where).context["inline_admin_formsets"][0].formset.forms[0]
    offered = {value for value, _label in form.fields[name].choices if value}
    foreign = getattr(other, others).first()
    values = form_of(client, where)
    stored = values[f"{table}-0-{name}"]

    assert offered == set(getattr(made, others).values_list("pk", flat=True))
    sent = values | {f"{table}-0-{name}": foreign.pk}
    assert refused(client, where, sent, sentence)
    assert getattr(getattr(made, table).first(), f"{name}_id") == stored
    assert saved(client, where, values)


def test_every_row_that_names_a_row_of_its_record_is_known():
    found = {
        (model._meta.model_name, name)
        for kind in (Mine, Conflict)
        for relation in kind._meta.related_objects
        if relation.one_to_many and hasattr(model := relation.related_model, "owner")
        for name in siblings(model)
    }

    assert found == {
        ("holding", "licence"),
        ("licencestatus", "licence"),
        ("eventcount", "event"),
        ("courtcase", "event"),
        ("courtparty", "court_case"),
        ("courtstatus", "court_case"),
    }


def test_a_court_case_is_offered_the_licences_of_the_mines_of_its_conflict(
    client, conflict
):
    factories.mine()
    page = client.get(address(conflict, "court_cases"))
    form = page.context["inline_admin_formsets"][0].formset.forms[0]

    offered = [value for value, _label in form.fields["licence"].choices if value]

    assert offered == [conflict.mines.get().licences.get().pk]


def test_a_holding_without_a_licence_is_refused(client, mine):
    where = address(mine, "holdings")
    values = form_of(client, where)
    add_row(values, "holdings", **second_holding(mine, since="2010", licence=""))

    assert refused(client, where, values, "This field is required.")


# Whole records


def test_a_conflict_is_entered_on_one_page(client, administrator):
    client.force_login(administrator)
    mine = factories.mine()
    values = form_of(client, "/admin/conflicts/conflict/add/")
    values |= {"title_en": "By hand", "summary_en": "x", "slug": "by-hand"}
    values |= {"period": "1994/2016", "mines": [mine.pk], "locator": "x"}
    values |= {"source": mine.source_id}
    add_row(values, "events", type="talks", date="1995", what_en="Talks.", **CITED)
    add_row(values, "tallies", kind="court_cases", source=mine.source_id, **CITED)
    early = values | {"events-0-date": "1990"}

    sentence = "An event lies before the conflict begins: 1990"
    assert refused(client, "/admin/conflicts/conflict/add/", early, sentence)
    assert not Conflict.objects.exists()
    assert saved(client, "/admin/conflicts/conflict/add/", values)
    made = Conflict.objects.get()
    assert made.tallies.get().count is None
    assert (made.events.get().n, made.tallies.get().n) == (1, 1)


@pytest.mark.parametrize("kind", BUDGETS)
def test_a_record_can_be_found_by_its_title(client, administrator, kind):
    client.force_login(administrator)
    made = getattr(factories, f"published_{kind}")()

    response = client.get(f"/admin/conflicts/{kind}/", {"q": str(made)})

    assert [row.pk for row in response.context["cl"].result_list] == [made.pk]


@pytest.mark.parametrize("model", [Mine, Conflict, Response])
def test_every_field_of_a_record_and_its_rows_can_be_entered(model):
    """A ratchet: a new field must be put into its form."""
    assert missing_fields(admin.site._registry[model]) == []


def missing_fields(made):
    """Fields of a kind and of its rows that an editor should fill and that no form shows."""
    missing = []
    for part in (made, *made.inlines):
        if part.fieldsets is None:
            continue
        rows = [options["fields"] for _name, options in part.fieldsets]
        entered = {plain(name) for fields in rows for name in flatten(fields)}
        for field in (*part.model._meta.fields, *part.model._meta.many_to_many):
            owner = field.related_model is made.model and field.name != "related"
            if field.editable and not owner and plain(field.name) not in entered:
                missing.append(f"{part.model.__name__}.{field.name}")
    return [name for name in missing if not name.endswith(".id")]


def plain(name):
    """The name of a field without its language."""
    return re.sub(r"_(en|ru|ky)$", "", name)
