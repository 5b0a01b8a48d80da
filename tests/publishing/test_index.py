"""The stored index: taken up by every worker, mended where it is damaged, right after two have published at once."""

import os
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from pyroaring import BitMap

from publishing import index, words, workflow
from publishing.index import copy, store
from publishing.models import (
    Card,
    FacetValue,
    FrequentWord,
    Generation,
    IndexBlob,
    PublishedRecord,
    Spelling,
)
from tests import factories

ROOT = Path(__file__).resolve().parents[2]


def numbers(scope, dimension, value=""):
    return set(index.current().bitmap(scope, dimension, value))


def test_a_published_case_is_in_the_index_with_its_parts(published_case):
    own = PublishedRecord.objects.get(key=published_case.key)
    findings = PublishedRecord.objects.of("finding").values_list("pk", flat=True)

    assert numbers("case", "*") == {own.pk}
    assert own.pk in numbers("", "place", "KG")
    assert numbers("finding", "place", "KG-T") == set(findings) != set()
    assert index.check() == []


def test_a_place_is_found_in_all_that_it_lies_in_and_was_merged_into(db):
    from places.models import PlaceChange

    village = factories.village()
    merged = factories.place("KG-N", "Naryn")
    PlaceChange.objects.create(
        place=village, other=merged, kind=PlaceChange.Kind.MERGED_INTO
    )
    made = factories.published_case()
    made.places.update(place=village)
    factories.publish(made)
    own = PublishedRecord.objects.get(key=made.key).pk

    for place in (village.code, merged.code, "KG"):
        assert own in numbers("case", "place", place)


def test_a_withdrawn_record_leaves_the_index(published_case):
    workflow.withdraw(published_case.record, None, "asked for")

    assert not numbers("case", "*")
    assert not numbers("finding", "*")
    assert index.check() == []


def test_each_publication_moves_the_generation_in_its_transaction(published_case):
    before = Generation.objects.last().number
    published_case.title_en = "Another title of it"
    published_case.save()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        factories.publish(published_case)
        assert Generation.objects.last().number == before + 1
        raise ZeroDivisionError

    assert Generation.objects.last().number == before
    assert index.check() == []


def test_a_copy_takes_up_only_what_changed(published_case, monkeypatch):
    index.current()
    read = []
    blobs = copy._blobs
    monkeypatch.setattr(
        copy, "_blobs", lambda **which: read.append(list(blobs(**which))) or read[-1]
    )
    published_case.title_en = "Another title of it"
    published_case.save()
    factories.publish(published_case)

    index.current()

    assert len(read) == 1
    assert 0 < len(read[0]) < IndexBlob.objects.count() / 2


def test_a_copy_of_a_state_that_was_rolled_back_is_dropped(published_case):
    with transaction.atomic():
        factories.published_case(slug="other")
        assert len(numbers("case", "*")) == 2
        transaction.set_rollback(True)

    assert len(numbers("case", "*")) == 1


def test_nothing_is_asked_within_a_short_bound(
    published_case, settings, django_assert_num_queries
):
    settings.INDEX_SECONDS = 60
    index.current()

    with django_assert_num_queries(0):
        assert index.current()


def spoil_bytes():
    blob = IndexBlob.objects.filter(dimension="place").first()
    blob.bitmap = bytes(blob.bitmap)[:-1] + b"\x07"
    blob.save()


def lose_a_blob():
    IndexBlob.objects.filter(dimension="place").first().delete()


def lose_all():
    IndexBlob.objects.all().delete()


def lose_generations():
    Generation.objects.all().delete()


@pytest.mark.parametrize(
    "spoil", [spoil_bytes, lose_a_blob, lose_all, lose_generations]
)
def test_a_damaged_index_is_noticed_and_plain_sql_answers(
    client, published_case, spoil, caplog
):
    right = client.get("/cases/?place=KG-T").context
    spoil()
    index.forget()

    page = client.get("/cases/?place=KG-T")

    assert index.current() is None
    assert "damaged or missing" in caplog.text
    assert page.context["total"] == right["total"] == 1
    assert [p.entries for p in page.context["panels"]] == [
        p.entries for p in right["panels"]
    ]
    assert page.has_header("ETag") is False
    with pytest.raises(CommandError):
        call_command("check_index")


@pytest.mark.parametrize("spoil", [spoil_bytes, lose_a_blob, lose_generations])
def test_a_publication_on_a_damaged_index_makes_it_anew(published_case, spoil):
    spoil()
    index.forget()

    factories.published_case(slug="other")

    assert index.check() == []
    assert len(numbers("case", "*")) == 2


def test_a_damaged_index_is_made_anew_beside_the_requests(
    published_case, settings, monkeypatch
):
    spoil_bytes()
    index.forget()
    settings.INDEX_REPAIR = True
    started = []

    class AtOnce:
        def __init__(self, target, name):
            self.target = target

        def start(self):
            started.append(True)
            self.target()

    monkeypatch.setattr("publishing.index.repair.threading.Thread", AtOnce)
    monkeypatch.setattr("publishing.index.repair.connection.close", lambda: None)

    assert index.current() is None
    assert started == [True]
    index.forget()
    assert index.current() is not None
    assert index.check() == []


def wrong_value():
    FacetValue.objects.filter(dimension="sector").update(value="mining")


def wrong_date():
    PublishedRecord.objects.of("finding").update(earliest="2001-01-01")


def wrong_word():
    PublishedRecord.objects.update(search_text=" other words ")


@pytest.mark.parametrize("change", [wrong_value, wrong_date, wrong_word])
def test_check_index_finds_what_the_index_does_not_know(published_case, change):
    call_command("check_index")
    change()

    with pytest.raises(CommandError, match="Wrong"):
        call_command("check_index")

    call_command("rebuild_index")
    call_command("check_index")


def test_names_of_places_and_terms_reach_pages_at_once(
    client, administrator, published_case
):
    before = client.get("/cases/")
    client.force_login(administrator)
    sector = factories.SectorFactory()
    response = client.post(
        f"/admin/reference/sector/{sector.pk}/change/",
        {
            "name_en": "Schooling",
            "name_ru": "",
            "name_ky": "",
            "code": sector.code,
            "dac3": "",
            "dac5": "",
        },
    )
    client.logout()

    page = client.get("/cases/")

    assert response.status_code == 302, response.context["adminform"].form.errors
    assert "Schooling" not in before.text
    assert "Schooling" in page.text
    assert page["ETag"] != before["ETag"]


def test_a_card_is_rendered_once_and_again_when_what_it_shows_has_changed(
    client, published_case
):
    client.get("/cases/")
    own = Card.objects.get(record__key=published_case.key, language="en")
    Card.objects.filter(pk=own.pk).update(html="<p>kept card</p>")

    assert "kept card" in client.get("/cases/").text
    assert "kept card" not in client.get("/ru/cases/").text

    published_case.title_en = "Another title of it"
    published_case.save()
    factories.publish(published_case)

    page = client.get("/cases/").text
    assert "kept card" not in page
    assert "Another title of it" in page


def test_a_card_changes_with_the_name_of_what_it_shows(client, published_case):
    lead = published_case.partners.first().organization
    client.get("/cases/")
    lead.name_en = "A renamed union"
    lead.save()
    factories.publish(lead)

    assert "A renamed union" in client.get("/cases/").text


def test_a_card_that_was_rendered_before_a_publication_is_not_kept_as_a_later_one(
    client, published_case
):
    client.get("/cases/")
    own = Card.objects.get(record__key=published_case.key)
    published_case.title_en = "Another title of it"
    published_case.save()
    factories.publish(published_case)
    # A worker that began before the publication stores its card after it.
    Card.objects.update_or_create(
        record=own.record,
        language="en",
        defaults={
            "html": "<p>stale card</p>",
            "generation": own.generation,
            "release": own.release,
        },
    )

    assert "stale card" not in client.get("/cases/").text


def test_frequent_words_are_stored_and_right_after_later_changes(
    published_case, monkeypatch
):
    monkeypatch.setattr(store, "FREQUENT", 1)
    index.rebuild()

    assert FrequentWord.objects.filter(term="talas*").exists()
    factories.published_case(slug="other")

    assert index.check() == []


def test_frequent_words_are_not_used_once_many_records_have_changed(
    client, published_case, monkeypatch
):
    monkeypatch.setattr(store, "FREQUENT", 1)
    index.rebuild()
    FrequentWord.objects.update(bitmap=BitMap().serialize())
    words.forget()
    assert client.get("/cases/?q=talas").context["total"] == 0

    monkeypatch.setattr(words, "MOST_CHANGED", -1)
    words.forget()

    assert client.get("/cases/?q=talas").context["total"] == 1


def test_spellings_hold_the_words_of_titles(published_case):
    published_case.title_en = "Kindergartens for Otuz-Adyr"
    published_case.save()
    factories.publish(published_case)

    assert Spelling.objects.filter(text="Kindergartens").exists()


PUBLISH = """
import os, sys, time
os.environ["DJANGO_SETTINGS_MODULE"] = "registry.settings"
import django
django.setup()
from publishing import index, workflow
from publishing.models import Record
print("ready", flush=True)
sys.stdin.readline()
for key in sys.argv[1:]:
    index.current()
    workflow.publish(Record.objects.get(key=key), None)
"""
READ = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "registry.settings"
import django
django.setup()
from publishing import index
print(len(index.current().bitmap("case", "*")), index.check(), flush=True)
"""


def address_of_database(folder):
    """The address by which another process reaches what this test has written."""
    if connection.vendor == "sqlite":
        path = folder / "registry.sqlite3"
        with sqlite3.connect(path) as target:
            connection.connection.backup(target)
        target.close()
        return f"sqlite:///{path}"
    found = connection.settings_dict
    owner = (
        f"{found['USER']}:{found['PASSWORD']}" if found["PASSWORD"] else found["USER"]
    )
    return f"postgres://{owner}@{found['HOST']}:{found['PORT'] or 5432}/{found['NAME']}"


@pytest.mark.django_db(transaction=True)
def test_two_processes_that_publish_at_once_leave_the_index_right(tmp_path):
    cases = [factories.published_case(slug=f"case-{n}") for n in range(8)]
    for made in cases:
        made.title_en = "Another title of it"
        made.save()
    keys = [made.key for made in cases]
    environment = os.environ | {
        "DATABASE_URL": address_of_database(tmp_path),
        "SECRET_KEY": "for-the-tests-alone",
        "DEBUG": "off",
    }

    def start(code, *arguments):
        return subprocess.Popen(
            [sys.executable, "-c", code, *arguments],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    workers = [start(PUBLISH, *keys[::2]), start(PUBLISH, *keys[1::2])]
    for worker in workers:
        assert worker.stdout.readline() == "ready\n", worker.stderr.read()
    for worker in workers:
        worker.stdin.write("go\n")
        worker.stdin.flush()
    for worker in workers:
        _out, errors = worker.communicate(timeout=120)
        assert worker.returncode == 0, errors
    out, errors = start(READ).communicate(timeout=120)

    assert out == "8 []\n", errors


def test_a_publication_is_seen_within_the_bound(published_case, settings):
    settings.INDEX_SECONDS = 0.3
    index.current()
    Generation.objects.create(
        number=Generation.objects.last().number + 1,
        token="x" * 32,
        checksum=store._checksum(),
    )
    time.sleep(0.35)

    assert index.current().token == "x" * 32
