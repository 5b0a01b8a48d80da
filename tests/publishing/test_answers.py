"""The bitmaps answer what plain SQL answers: totals, counts, records in their order and sums, for drawn registries."""

import datetime

import pytest
from django.db import transaction
from django.http import QueryDict
from django.utils import timezone, translation
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from publishing import facets, index, names, questions, words
from publishing.answers import IndexAnswer, PlainAnswer
from publishing.index import store
from publishing.index.entries import entries
from publishing.kinds import LISTS, list_named
from publishing.models import (
    FacetValue,
    Link,
    PublishedRecord,
    Record,
)
from publishing.search import searchable, sort_key
from tests import factories

VALUES = {
    "place": ["KG", "KG-T", "KG-O", ""],
    "sector": ["education", "health", ""],
    "mechanism": ["grant", "dialogue", ""],
    "group": ["youth", "women", ""],
    "currency": ["USD", "KGS", ""],
}
LISTED = ["case", "finding", "project", "contribution", "recommendation"]
WORDS = [
    *("water", "waters", "clean", "school", "schools", "вода", "воды", "водный"),
    *("Өзгөн", "Ozgon", "таза", "суу", "айыл", "айылдык", "100", "gold"),
]
SEARCHES = [
    *("", "water", "waters", "wat", "воды", "ozgon", "Узген", "таза суу", "айыл", "w"),
    *('"clean water"', '"water"', "water -school", "-school", '-"clean water"', "1"),
    *("clean school", "nothing such", '"school clean water"', "золото gold"),
]

texts = st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join)
days = st.none() | st.dates(datetime.date(1998, 1, 1), datetime.date(2001, 12, 31))
amounts = st.none() | st.decimals(0, 10**9, places=2)


@st.composite
def rows(draw):
    """The columns of one published row, its facet values, and the records that it names."""
    kind = draw(st.sampled_from(LISTED))
    row = {
        "kind": kind,
        "title": draw(texts),
        "text": draw(texts),
        "earliest": draw(days),
        "latest": draw(days),
        "position": draw(st.integers(1, 6)),
        "is_withdrawn": draw(st.integers(0, 9)) == 0,
        "currency": draw(st.sampled_from(VALUES["currency"])),
        "amount": draw(amounts),
        "links": draw(st.sets(st.sampled_from(["org1", "org2"]))),
        "facets": {},
    }
    for facet in LISTS[kind].facets:
        values = VALUES.get(facet.name, ["a", "b", ""])
        found = draw(st.sets(st.sampled_from(values[:-1]), max_size=3))
        row["facets"][facet.name] = found or {""}
    return row


@st.composite
def addresses(draw):
    """(name of a list, query) of an address without faults."""
    name = draw(st.sampled_from([*LISTED, "search"]))
    listed = list_named(name)
    pairs = []
    for facet in listed.facets:
        values = VALUES.get(facet.name, [])
        if facet.family == "list":
            values = LISTED
        for prefix in ("", "", "not-"):
            if values and draw(st.integers(0, 4)) == 0:
                chosen = draw(st.sets(st.sampled_from(values), min_size=1, max_size=2))
                pairs += [
                    (prefix + facet.name, value or "not-stated") for value in chosen
                ]
    for name in ("from", "to"):
        if draw(st.integers(0, 2)) == 0:
            pairs.append((name, str(draw(st.integers(1997, 2002)))))
    if listed.sums and draw(st.integers(0, 2)) == 0:
        pairs = [pair for pair in pairs if pair[0] != "currency"]
        pairs.append(("currency", draw(st.sampled_from(["USD", "KGS"]))))
        pairs.append(
            (
                draw(st.sampled_from(["amount-from", "amount-to"])),
                str(draw(amounts) or 0),
            )
        )
    if "organization" in dict(listed.filters) and draw(st.integers(0, 4)) == 0:
        pairs.append(("organization", draw(st.sampled_from(["org1", "org2"]))))
    if text := draw(st.sampled_from(SEARCHES)):
        pairs.append(("q", text))
    sorts = ["", "newest", "oldest", "title", "amount", "relevance"]
    pairs.append(("sort", draw(st.sampled_from(sorts))))
    query = QueryDict(mutable=True)
    for name, value in pairs:
        query.appendlist(name, value)
    return listed.name, query


@pytest.fixture
def reference(db):
    """The places, terms and organizations that addresses name."""
    factories.place()
    factories.place("KG-O", "Osh")
    factories.SectorFactory()
    factories.SectorFactory(code="health")
    factories.MechanismFactory(code="grant")
    factories.MechanismFactory(code="dialogue")
    factories.GroupFactory(code="youth")
    factories.GroupFactory(code="women")
    for number in (1, 2):
        record = Record.objects.create(
            kind="organization", number=number, key=f"org{number}"
        )
        write({"kind": "organization", "title": f"Body {number}"}, record.key, record)
    return Record.objects.create(kind="case", number=900, key="cs900")


def write(row, key, record):
    """Writes a drawn row as a published row, with all that belongs to it."""
    title = row["title"]
    folded, passages = searchable(
        [] if "-" in key else [("en", title)],
        [("en", title), ("ru", row.get("text", ""))],
    )
    made = PublishedRecord.objects.create(
        key=key,
        kind=row["kind"],
        record=record,
        position=row.get("position", 1),
        version=1,
        slug=key,
        published_at=timezone.now(),
        is_withdrawn=row.get("is_withdrawn", False),
        title_en=title,
        **{f"sort_{language}": sort_key(title) for language in ("en", "ru", "ky")},
        earliest=row.get("earliest"),
        latest=row.get("latest"),
        amount=row.get("amount"),
        currency=row.get("currency", ""),
        document={},
        search_text="" if row.get("is_withdrawn") else folded,
        passages=passages,
    )
    FacetValue.objects.bulk_create(
        FacetValue(record=made, kind=made.kind, dimension=dimension, value=value)
        for dimension, values in row.get("facets", {}).items()
        for value in values
        if not made.is_withdrawn
    )
    Link.objects.bulk_create(
        Link(record=made, role="lead", to=to) for to in row.get("links", ())
    )
    return made


def demand_same(name, query, size=3):
    """Asks both ways; every figure and every record must be the same."""
    listed, held = list_named(name), index.current()
    assert held is not None
    quick = questions.read(listed, query, held)
    plain = questions.read(listed, query)
    assert quick.faults == plain.faults
    assert {k: v for k, v in quick.chosen.items() if k != "q"} == {
        k: v for k, v in plain.chosen.items() if k != "q"
    }
    if plain.faults:
        return None
    ours, right = IndexAnswer(quick, held), PlainAnswer(plain)
    assert ours.total == right.total
    for facet in listed.facets:
        counted = right.counts(facet)
        assert ours.values(facet) == set(counted)
        assert ours.counts(facet) == counted
    numbers = right.page(0, right.total)
    assert ours.page(0, ours.total) == numbers
    for start in range(0, right.total + 1, size):
        assert ours.page(start, size) == numbers[start : start + size]
    kept = names.KeptNames()
    assert facets.panels(quick, ours, kept) == facets.panels(plain, right, kept)
    if listed.sums:
        assert ours.sums() == right.sums()
    return right


drawn = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    database=None,
    phases=[Phase.explicit, Phase.generate],
)


@drawn
@given(
    found=st.lists(rows(), max_size=25),
    asked=st.lists(addresses(), min_size=3, max_size=6),
    language=st.sampled_from(["en", "ru", "ky"]),
    frequent=st.sampled_from([1, 2, 1000]),
)
def test_the_index_answers_what_plain_sql_answers(
    reference, monkeypatch_runs, found, asked, language, frequent
):
    monkeypatch_runs(frequent)
    with transaction.atomic(), translation.override(language):
        for number, row in enumerate(found):
            write(
                row,
                f"cs900-{number}" if row["kind"] in ("finding",) else f"x{number}",
                reference,
            )
        index.rebuild()
        words.forget()

        assert index.check() == []
        for name, query in asked:
            demand_same(name, query)
        transaction.set_rollback(True)


@drawn
@given(
    first=st.lists(rows(), max_size=12),
    changes=st.lists(
        st.tuples(st.integers(0, 14), st.none() | rows()), min_size=1, max_size=8
    ),
    asked=st.lists(addresses(), min_size=2, max_size=4),
    frequent=st.sampled_from([1, 1000]),
)
def test_an_index_that_took_up_changes_answers_what_plain_sql_answers(
    reference, monkeypatch_runs, first, changes, asked, frequent
):
    monkeypatch_runs(frequent)
    with transaction.atomic():
        for number, row in enumerate(first):
            write(row, f"x{number}", reference)
        index.rebuild()
        words.forget()
        for number, row in changes:
            old = PublishedRecord.objects.filter(key=f"x{number}")
            before = entries(
                with_texts=True, pk__in=list(old.values_list("pk", flat=True))
            )
            old.delete()
            after = {}
            if row:
                made = write(row, f"x{number}", reference)
                after = entries(with_texts=True, pk=made.pk)
            index.update(before, after)

            assert index.check() == []
        for name, query in asked:
            demand_same(name, query)
        transaction.set_rollback(True)


@pytest.fixture
def monkeypatch_runs(monkeypatch):
    """Runs of three records and groups of two runs, so that a small registry has many; and words frequent sooner."""

    def patch(frequent):
        monkeypatch.setattr(store, "RUN", 3)
        monkeypatch.setattr("publishing.index.orders.GROUP", 2)
        monkeypatch.setattr(store, "FREQUENT", frequent)

    return patch
