"""What an editor wrote is not lost: two save at once, the session ends, half of a form arrives."""

import re
from html import unescape
from io import BytesIO
from urllib.parse import urlencode

import pytest
from django.conf import settings as site
from django.contrib import admin
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.test import Client

from cases.models import CaseStudy
from places.models import Place
from publishing.models import Status
from publishing.saving import KeptWork
from reference.models import Sector
from tests import factories
from tests.cases.test_admin import form_of

SECRET = "only-for-this-test"
NOTE = "Өзгөндөгү үй-бүлөлөр\r\nжаңы «суу» & <жол>"
ROW = "findings-0-text_ky"


@pytest.fixture
def writer(db):
    return User.objects.create_superuser("writer-marker", password=SECRET)


def change(row, table=""):
    opts = row._meta
    page = f"/admin/{opts.app_label}/{opts.model_name}/{row.pk}/change/"
    return page + (f"?table={table}" if table else "")


@pytest.fixture
def left(client, writer, published_case):
    """(address, values) of a form that was opened before its writer was signed out."""
    client.force_login(writer)
    address = change(published_case)
    values = form_of(client, address) | {"internal_note": NOTE}
    client.logout()
    return address, values


def carried(page):
    """What a page would send of what was written, as a browser reads it."""
    pairs = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page)
    sent = {}
    for name, value in pairs:
        sent.setdefault(name, []).append(unescape(value))
    sent.pop("csrfmiddlewaretoken")
    return sent


def signing_in(values, name="writer-marker", password=SECRET):
    return values | {"sign-in-username": name, "sign-in-password": password}


# A session that ended


def test_who_was_signed_out_is_told_and_what_was_written_is_on_the_page(client, left):
    address, values = left

    response = client.post(address, values)

    assert response.status_code == 403
    assert len(re.findall("<h1", response.text)) == 1
    assert "You were signed out" in response.text
    sent = carried(response.text)
    assert sent["internal_note"] == [NOTE]
    assert {name for name, value in values.items() if value != []} == set(sent)
    assert CaseStudy.objects.get().internal_note == ""


def test_signing_in_there_saves_what_was_written(client, left):
    address, values = left
    sent = carried(client.post(address, values).text)

    response = client.post(address, signing_in(sent) | {"_continue": "1"})

    assert response.status_code == 302
    assert CaseStudy.objects.get().internal_note == NOTE
    assert client.get(address).status_code == 200


def test_a_wrong_password_loses_nothing_and_is_not_repeated(client, left):
    address, values = left

    page = client.post(address, signing_in(values, password="wrong-marker")).text

    assert carried(page)["internal_note"] == [NOTE]
    assert "Please enter the correct username and password" in page
    assert "wrong-marker" not in page
    assert CaseStudy.objects.get().internal_note == ""


def test_who_is_no_editor_saves_nothing_by_signing_in_there(client, left):
    address, values = left
    User.objects.create_user("reader", password=SECRET)

    response = client.post(address, signing_in(values, "reader"))

    assert response.status_code == 403
    assert CaseStudy.objects.get().internal_note == ""
    assert "_auth_user_id" not in client.session


def test_an_editor_of_other_things_saves_nothing_by_signing_in_there(client, left):
    address, values = left
    User.objects.create_user("other", password=SECRET, is_staff=True)

    response = client.post(address, signing_in(values, "other"))

    assert response.status_code == 403
    assert CaseStudy.objects.get().internal_note == ""


def test_a_step_of_publishing_is_taken_after_signing_in(client, writer, published_case):
    address = f"/admin/cases/casestudy/{published_case.pk}/step/"
    step = {"step": "withdraw", "comment": "Wrong place", "sure": "1"}

    page = client.post(address, step).text
    response = client.post(address, signing_in(carried(page)))

    assert response.status_code == 302
    published_case.record.refresh_from_db()
    assert published_case.record.status == Status.WITHDRAWN


def test_a_page_of_another_site_gets_nothing_sent_by_an_editor(left):
    """A form without the token is refused before anything of it is offered for sending."""
    address, values = left
    strict = Client(enforce_csrf_checks=True)

    response = strict.post(address, values)

    assert response.status_code == 403
    assert "sign-in-password" not in response.text
    assert "internal_note" not in response.text


def test_every_form_of_ours_in_the_admin_keeps_what_was_written():
    ours = [
        one for model, one in admin.site._registry.items()
        if model._meta.app_label in site.PARTS
    ]  # fmt: skip

    assert len(ours) > 10
    assert [one for one in ours if not isinstance(one, KeptWork)] == []


# Half of a form


def test_a_form_that_was_cut_off_on_its_way_changes_nothing(
    client, writer, published_case
):
    client.force_login(writer)
    address = change(published_case, "findings")
    values = form_of(client, address)
    note = values.pop("findings-0-note", "")
    body = urlencode(
        [*values.items(), ("findings-0-note", note + " written to its end")]
    ).encode()
    before = published_case.findings.get().note

    def send(arrived):
        return client.generic(
            "POST",
            address,
            CONTENT_TYPE="application/x-www-form-urlencoded",
            CONTENT_LENGTH=str(len(body)),
            **{"wsgi.input": BytesIO(arrived)},
        )

    assert send(body[:-9]).status_code == 400
    assert published_case.findings.get().note == before
    assert send(body).status_code == 302
    assert published_case.findings.get().note.endswith("to its end")


# Two editors


def test_the_second_editor_learns_who_saved_when_and_keeps_the_own_words(
    client, writer, published_case
):
    client.force_login(writer)
    address = change(published_case)
    first, second = form_of(client, address), form_of(client, address)
    client.post(address, first | {"internal_note": "From the first"})

    page = client.post(address, second | {"internal_note": NOTE}).text

    assert re.search(r"Last saved by writer-marker, \d+ \w+ \d{4}, \d\d:\d\d\.", page)
    assert '<a href="" target="_blank">Open it in a second window</a>' in page
    assert "жаңы «суу» &amp; &lt;жол&gt;" in page


def test_a_name_with_a_tag_is_no_tag_in_what_the_second_editor_reads(
    client, published_case
):
    client.force_login(User.objects.create_superuser("<b>bold"))
    address = change(published_case)
    first, second = form_of(client, address), form_of(client, address)
    client.post(address, first)

    page = client.post(address, second).text

    assert "Last saved by &lt;b&gt;bold" in page


def test_a_row_that_somebody_else_deleted_meanwhile_breaks_nothing(
    client, writer, published_case
):
    factories.row(
        published_case.findings.model, published_case, kind="lesson", text_en="Wait."
    )
    client.force_login(writer)
    address = change(published_case, "findings")
    first, second = form_of(client, address), form_of(client, address)
    client.post(address, first | {"findings-1-DELETE": "on"})

    response = client.post(address, second | {ROW: "Күтүү керек"})

    assert response.status_code == 200
    assert "Somebody else has saved this record" in response.text
    assert "Күтүү керек" in response.text
    assert published_case.findings.count() == 1


REFERENCES = {
    "place": (lambda: factories.place(), Place),
    "sector": (lambda: factories.SectorFactory(), Sector),
}


@pytest.mark.parametrize("kind", REFERENCES)
def test_places_and_terms_are_not_overwritten_by_the_second_of_two_editors(
    client, writer, kind
):
    make, model = REFERENCES[kind]
    row = make()
    client.force_login(writer)
    first, second = form_of(client, change(row)), form_of(client, change(row))

    saved = client.post(change(row), first | {"name_ky": "Биринчиси"})
    late = client.post(change(row), second | {"name_ky": "Экинчиси"})

    assert saved.status_code == 302
    assert late.status_code == 200
    assert "Last saved by writer-marker" in late.text
    assert "Экинчиси" in late.text
    assert model.objects.get(pk=row.pk).name_ky == "Биринчиси"


def test_a_place_is_saved_twice_by_one_editor_who_opens_it_anew(client, writer):
    place = factories.place()
    client.force_login(writer)

    for name in ("Биринчиси", "Экинчиси"):
        values = form_of(client, change(place)) | {"name_ky": name}
        assert client.post(change(place), values).status_code == 302

    assert Place.objects.get(pk=place.pk).name_ky == "Экинчиси"


def test_a_new_term_is_saved(client, writer):
    client.force_login(writer)
    address = "/admin/reference/theme/add/"

    values = form_of(client, address) | {"name_en": "Water", "code": "water-new"}

    assert client.post(address, values).status_code == 302


@pytest.mark.parametrize("kind", ["case", "place"])
def test_who_saves_holds_the_row_until_it_is_saved(
    client, writer, published_case, kind, monkeypatch
):
    """Two who save in one moment are asked one after the other, on a database that serves both at once."""
    row = published_case if kind == "case" else factories.place()
    client.force_login(writer)
    values = form_of(client, change(row))
    held, held_at_saving = [], []

    def note(queryset, *args, **options):
        held.append(queryset.model)
        return queryset

    monkeypatch.setattr(QuerySet, "select_for_update", note)
    monkeypatch.setattr(
        admin.ModelAdmin, "save_model", lambda *_args: held_at_saving.extend(held)
    )
    client.post(change(row), values)

    assert held_at_saving == [type(row.record) if kind == "case" else Place]


# Labels


def test_every_field_of_a_place_and_its_rows_has_a_label(client, writer):
    place = factories.place()
    place.names.create(name="Талас шаары", kind="former")
    client.force_login(writer)

    page = client.get(change(place)).text

    ids = re.findall(r'<(?:input|select|textarea) (?!type="hidden")[^>]*?\bid="(id_[^"]+)"', page)  # fmt: skip
    assert "id_names-0-name" in ids
    assert "id_names-0-DELETE" in ids
    assert [one for one in ids if f'for="{one}"' not in page] == []
