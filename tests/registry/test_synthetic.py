"""The made-up registry: as many rows as asked for, of all kinds, the very rows that deriving them anew would make."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from publishing import derive
from publishing.kinds import KINDS
from publishing.models import (
    FacetValue,
    Link,
    PublishedRecord,
    Record,
    Version,
    fingerprint,
)
from publishing.search import fold, stem
from registry.synthetic import COMMON_WORDS
from registry.synthetic.words import made_up_name, spellings

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("synthetic")]
ROWS = 400
LISTED = [listed for kind in KINDS.values() for listed in (kind, *kind.parts)]


def make(rows, **options):
    out = io.StringIO()
    call_command("make_registry", records=rows, no_index=True, stdout=out, **options)
    return out.getvalue()


@pytest.fixture(scope="module", autouse=True)
def made(django_db_setup, django_db_blocker):
    """A made-up registry, filled once for this file and taken back after it; what the command said."""
    with django_db_blocker.unblock():
        block = transaction.atomic()
        block.__enter__()
        yield make(ROWS)
        transaction.set_rollback(True)
        block.__exit__(None, None, None)


@pytest.fixture
def emptied(db):
    """The database without records; places and vocabularies stay."""
    for model in (FacetValue, Link, PublishedRecord, Version, Record):
        model.objects.all()._raw_delete(model.objects.db)


def state():
    """Everything that is published, without the primary keys."""
    rows = PublishedRecord.objects.order_by("key")
    return (
        list(rows.values_list("key", "document", "search_text", "published_at")),
        list(FacetValue.objects.values_list("record__key", "dimension", "value")),
        list(Version.objects.order_by("record__key").values_list("hash", flat=True)),
    )


def test_it_holds_the_rows_that_were_asked_for(made):
    assert PublishedRecord.objects.count() == ROWS
    assert made.splitlines()[-1].startswith(f"{ROWS} published rows in ")


def test_deriving_it_anew_changes_nothing():
    assert derive.rebuild() == 0


def test_a_mould_is_stamped_more_than_once():
    """Else the test above would compare what was derived with itself."""
    titles = PublishedRecord.objects.of("case").values_list("title_en", flat=True)
    topics = [title.split(": ")[1] for title in titles]

    assert len(set(titles)) == len(topics) > len(set(topics))


def test_what_other_records_give_a_facet_is_there():
    """An organization has its roles from the records that name it, a conflict its commodity from its mine."""
    for kind in KINDS.values():
        for facet in (facet for facet in kind.facets if facet.is_connected):
            values = FacetValue.objects.filter(kind=kind.name, dimension=facet.name)
            assert values.exclude(value="").exists(), (kind.name, facet.name)


def test_each_version_is_the_document_that_is_public_with_its_hash():
    rows = PublishedRecord.objects.filter(parent=None).select_related("record")
    versions = {version.record_id: version for version in Version.objects.all()}

    assert len(versions) == len(rows) == Record.objects.count()
    for row in rows:
        version = versions[row.record_id]
        assert version.document == row.document
        assert version.hash == fingerprint(row.document)
        assert row.key == row.record.key == row.document["key"]


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_a_page_of_each_kind_opens(kind):
    for row in PublishedRecord.objects.of(kind.name).order_by("position")[:3]:
        response = Client().get(row.get_absolute_url())

        assert response.status_code == 200
        assert row.title_en.split(":")[0] in response.text


@pytest.mark.parametrize("listed", LISTED, ids=lambda listed: listed.name)
def test_a_list_of_each_kind_and_part_opens_and_is_not_empty(listed):
    total = PublishedRecord.objects.of(listed.name).count()

    response = Client().get(reverse(listed.list_url))

    assert response.status_code == 200
    assert total
    assert f"<b>{total}</b>" in response.text


def test_every_document_names_what_there_is():
    keys = set(Record.objects.values_list("key", flat=True))

    assert set(Link.objects.values_list("to", flat=True)) <= keys


def test_the_next_record_gets_the_next_number():
    record = Record.objects.allocate(KINDS["case"])

    assert record.number == Record.objects.filter(kind="case").count()


def test_a_database_that_holds_records_is_refused():
    with pytest.raises(CommandError, match="holds records already"):
        make(25)

    assert PublishedRecord.objects.count() == ROWS


@pytest.mark.parametrize("rows", [1, 2, 24, 25, 26, 137])
def test_any_number_is_met_exactly(emptied, rows):
    make(rows)

    assert PublishedRecord.objects.count() == rows
    if rows >= 25:
        kinds = set(PublishedRecord.objects.values_list("kind", flat=True))
        assert kinds == {listed.name for listed in LISTED}


def test_a_number_below_one_is_refused(emptied):
    with pytest.raises(CommandError, match="at least one row"):
        make(0)


def test_the_same_seed_makes_the_same_registry_and_another_one_another(emptied):
    def made_with(seed):
        make(60, seed=seed)
        found = state()
        for model in (FacetValue, Link, PublishedRecord, Version, Record):
            model.objects.all()._raw_delete(model.objects.db)
        return found

    assert made_with(7) == made_with(7) != made_with(8)


def test_indexes_and_foreign_keys_are_there_again(emptied):
    def all_constraints():
        with connection.cursor() as cursor:
            return {
                model: connection.introspection.get_constraints(
                    cursor, model._meta.db_table
                )
                for model in (Record, Version, PublishedRecord, FacetValue, Link)
            }

    before = all_constraints()

    make(25)

    assert all_constraints() == before


def test_made_up_names_differ_and_stay_whole_when_folded_and_stemmed():
    names = [made_up_name(number * 7_919) for number in range(500)]

    assert len(set(names)) == 500
    for name in names:
        *written, _sorted = spellings(name)
        assert {fold(form) for form in written} == {name}
        assert {stem(form) for form in written} == {name}


def test_common_words_stand_in_few_rows():
    """In two to four of a hundred, and so in some here."""
    for word in COMMON_WORDS:
        found = PublishedRecord.objects.filter(search_text__contains=fold(word))
        assert 0 < found.count() < ROWS / 8
