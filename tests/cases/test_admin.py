"""An NGO worker enters a whole case study in the admin, hands it over, and an editor publishes it."""

import re

import pytest
from django.contrib.auth.models import Permission, User

from cases.admin import CaseStudyAdmin
from cases.models import CaseStudy
from publishing import workflow
from publishing.models import PublishedRecord, Record, Status
from tests import factories

TABLES = (
    "places",
    "partners",
    "sections",
    "findings",
    "contributions",
    "beneficiaries",
    "activities",
    "figures",
)


@pytest.fixture
def contributor(db):
    """Somebody who may write case studies and nothing else."""
    user = User.objects.create_user(
        "contributor", password="not-a-real-one", is_staff=True
    )
    codes = Permission.objects.filter(
        content_type__app_label__in=["cases", "reference", "organizations", "places"]
    )
    user.user_permissions.set(codes)
    return user


def form_of(client, address):
    """All values that the form at an address would send if it were saved as it is."""
    response = client.get(address)
    assert response.status_code == 200
    form = response.context["adminform"].form
    formsets = [inline.formset for inline in response.context["inline_admin_formsets"]]
    values = {}
    for part in [form, *[formset.management_form for formset in formsets]]:
        for field in part:
            _put(values, field)
    for formset in formsets:
        for row in formset.initial_forms:
            for field in row:
                _put(values, field)
    return values


def _put(values, field):
    value = field.value()
    if value is None or value is False:
        return
    values[field.html_name] = list(value) if isinstance(value, list | tuple) else value


def add_row(values, prefix, **columns):
    """Adds a new row to an inline of the form."""
    number = int(values[f"{prefix}-TOTAL_FORMS"])
    values[f"{prefix}-TOTAL_FORMS"] = number + 1
    values |= {f"{prefix}-{number}-{name}": value for name, value in columns.items()}


def test_a_whole_case_study_is_entered_handed_over_and_published(
    client, contributor, editor
):
    source = factories.SourceFactory()
    factories.publish(source)
    lead, okmot = factories.published_organization(), factories.published_organization()
    place, group = factories.place(), factories.GroupFactory()
    sector, mechanism = factories.SectorFactory(), factories.MechanismFactory()
    client.force_login(contributor)
    values = form_of(client, "/admin/cases/casestudy/add/")
    values |= {
        "title_en": "Entered by hand",
        "title_ky": "Кол менен киргизилген",
        "summary_en": "A summary.",
    }
    values |= {
        "slug": "entered-by-hand",
        "period": "2001/2003",
        "levels": ["rayon"],
        "sectors": [sector.pk],
    }
    values |= {"mechanisms": [mechanism.pk], "source": source.pk, "locator": "The case"}
    cited = {"locator": "Summary", "certainty": "stated"}
    add_row(values, "places", place=place.pk, role="site", **cited)
    add_row(
        values, "partners", organization=lead.pk, role="lead", did_en="Led.", **cited
    )
    add_row(
        values,
        "sections",
        kind="start",
        heading_en="A start",
        body_en="It began.",
        **cited,
    )
    add_row(values, "findings", kind="lesson", text_en="Speak plainly.", **cited)
    money = {"amount_min": "1200.50", "amount_exactness": "exact", "currency": "USD"}
    add_row(
        values,
        "contributions",
        what_en="A grant",
        form="grant",
        giver=okmot.pk,
        **money,
        **cited,
    )
    amount = {"quantity_min": "128", "quantity_exactness": "exact", "unit": "people"}
    add_row(values, "beneficiaries", group=group.pk, who_en="Widows", **amount, **cited)
    add_row(
        values, "activities", what_en="Repair", date="2002", funders=[okmot.pk], **cited
    )
    add_row(
        values,
        "figures",
        what_en="Villages",
        **(amount | {"unit": "villages", "quantity_min": "0"}),
        **cited,
    )

    response = client.post(
        "/admin/cases/casestudy/add/", values | {"_continue": "1"}, follow=True
    )

    assert not _errors(response)
    case = CaseStudy.objects.get()
    step = f"/admin/cases/casestudy/{case.pk}/step/"
    assert case.record.status == Status.DRAFT
    assert client.get("/cases/entered-by-hand/").status_code == 404
    client.post(step, {"step": "submit", "comment": "ready"})
    refused = client.post(step, {"step": "publish"}, follow=True)
    assert "You may not take this step." in refused.text

    client.force_login(editor)
    done = client.post(step, {"step": "publish", "comment": "first"}, follow=True)

    assert "Published as version 1." in done.text
    client.logout()
    page = client.get("/cases/entered-by-hand/").text
    for words in (
        "Led.",
        "It began.",
        "Speak plainly.",
        "128 people",
        "0 villages",
        "Repair",
    ):
        assert words in page, words
    assert "1200.5 USD" in page
    assert "Кол менен киргизилген" in client.get("/ky/cases/entered-by-hand/").text


def _errors(response):
    """Every error of the form and of its rows."""
    if "adminform" not in (response.context or {}):
        return []
    context = response.context
    errors = [
        context["adminform"].form.errors,
        *(inline.formset.errors for inline in context["inline_admin_formsets"]),
    ]
    return [error for error in errors if error and any(error)]


def test_a_draft_lists_what_is_missing_with_links_to_the_fields(client, administrator):
    draft = factories.CaseStudyFactory(source=None)
    client.force_login(administrator)

    page = client.get(f"/admin/cases/casestudy/{draft.pk}/change/").text

    assert '<a href="?#id_sectors">The case study has no sector.</a>' in page
    assert '<a href="?#id_source">The case study has no source.</a>' in page


def test_an_unfinished_draft_can_be_opened_and_previewed(client, administrator):
    draft = factories.case()
    CaseStudy.objects.update(source=None)
    draft.findings.update(source=None)
    client.force_login(administrator)

    for address in (
        f"/admin/cases/casestudy/{draft.pk}/change/",
        f"/r/{draft.key}/preview/",
        f"/r/{draft.key}/review/",
    ):
        assert client.get(address).status_code == 200, address


def test_publishing_a_draft_that_lacks_something_says_what(client, administrator):
    draft = factories.case()
    draft.sectors.clear()
    client.force_login(administrator)

    response = client.post(
        f"/admin/cases/casestudy/{draft.pk}/step/",
        {"step": "publish together"},
        follow=True,
    )

    assert "The case study has no sector." in response.text
    assert not PublishedRecord.objects.exists()


def test_records_that_were_never_published_are_listed_and_published_together(
    client, administrator
):
    draft = factories.case()
    client.force_login(administrator)
    address = f"/admin/cases/casestudy/{draft.pk}/"
    assert (
        "It names records that were never published:"
        in client.get(f"{address}change/").text
    )

    response = client.post(f"{address}step/", {"step": "publish together"}, follow=True)

    assert "records were published." in response.text
    assert client.get(f"/cases/{draft.slug}/").status_code == 200


def test_the_second_of_two_editors_is_told_and_nothing_is_overwritten(
    client, administrator, published_case
):
    client.force_login(administrator)
    address = f"/admin/cases/casestudy/{published_case.pk}/change/"
    first, second = form_of(client, address), form_of(client, address)

    saved = client.post(address, first | {"title_en": "From the first editor"})
    late = client.post(address, second | {"title_en": "From the second editor"})

    assert saved.status_code == 302
    assert late.status_code == 200
    assert "Somebody else has saved this record" in late.text
    assert CaseStudy.objects.get().title_en == "From the first editor"


@pytest.mark.parametrize("table", ["", "all", *TABLES])
def test_saving_a_form_as_it_is_changes_nothing_of_the_document(
    client, administrator, published_case, table
):
    client.force_login(administrator)
    before = workflow.document_of(published_case.record)
    address = f"/admin/cases/casestudy/{published_case.pk}/change/?table={table}"

    response = client.post(address, form_of(client, address))

    assert response.status_code == 302
    record = Record.objects.get(pk=published_case.record_id)
    assert workflow.document_of(record) == before
    assert record.revision == 1


def test_a_table_is_edited_by_itself_and_stays_open(
    client, administrator, published_case
):
    client.force_login(administrator)
    address = f"/admin/cases/casestudy/{published_case.pk}/change/?table=findings"
    values = form_of(client, address) | {"findings-0-text_ky": "Угуу биринчи орунда."}

    response = client.post(address, values | {"_continue": "1"})

    assert response["Location"] == address
    assert published_case.findings.get().text_ky == "Угуу биринчи орунда."
    assert not any(name.startswith(("title", "partners-")) for name in values)


def test_every_table_can_be_reached_with_its_number_of_rows(
    client, administrator, published_case
):
    client.force_login(administrator)

    page = client.get(f"/admin/cases/casestudy/{published_case.pk}/change/").text

    for table in TABLES:
        assert f'href="?table={table}"' in page
    assert "Partners 2" in page


def test_withdrawing_asks_for_the_reason_first(client, administrator, published_case):
    client.force_login(administrator)
    step = f"/admin/cases/casestudy/{published_case.pk}/step/"

    asked = client.post(step, {"step": "withdraw", "comment": ""})
    assert "Withdraw" in asked.text
    assert client.get(f"/cases/{published_case.slug}/").status_code == 200
    client.post(
        step, {"step": "withdraw", "sure": "1", "comment": "The partner asked for it."}
    )

    assert client.get(f"/cases/{published_case.slug}/").status_code == 410


def test_what_was_ever_published_is_not_deleted(client, administrator, published_case):
    client.force_login(administrator)

    response = client.post(
        f"/admin/cases/casestudy/{published_case.pk}/delete/", {"post": "yes"}
    )

    assert response.status_code == 403
    assert CaseStudy.objects.count() == 1


def test_a_draft_that_was_never_published_can_be_deleted(client, administrator):
    draft = factories.CaseStudyFactory()
    client.force_login(administrator)

    client.post(f"/admin/cases/casestudy/{draft.pk}/delete/", {"post": "yes"})

    assert not CaseStudy.objects.exists()


def test_a_step_is_taken_by_post_alone(client, administrator, published_case):
    client.force_login(administrator)

    response = client.get(
        f"/admin/cases/casestudy/{published_case.pk}/step/?step=withdraw&sure=1&comment=x"
    )

    assert response.status_code == 403
    assert client.get(f"/cases/{published_case.slug}/").status_code == 200


@pytest.mark.parametrize(
    "words", ["Партнёрство", "партнерство", "өнөктөштүк", "onoktoshtuk"]
)
def test_the_list_of_case_studies_finds_a_title_in_either_alphabet(
    client, administrator, words
):
    factories.published_case(title_en="", title_ru="Партнёрство", title_ky="Өнөктөштүк")
    factories.published_case(title_en="Another")
    client.force_login(administrator)

    response = client.get("/admin/cases/casestudy/", {"q": words})

    assert response.context["cl"].result_count == 1


def test_the_autocomplete_of_places_finds_any_name(client, administrator):
    uzgen = factories.place("41706255", "Uzgen", "rayon", "KG-O", ky="Өзгөн")
    client.force_login(administrator)

    response = client.get(
        "/admin/autocomplete/",
        {
            "app_label": "cases",
            "model_name": "caseplace",
            "field_name": "place",
            "term": "озгон",
        },
    )

    assert [int(found["id"]) for found in response.json()["results"]] == [uzgen.pk]


@pytest.mark.parametrize(
    "path", ["cases/casestudy", "organizations/organization", "reference/source"]
)
def test_a_change_list_costs_the_same_with_1_and_with_10_records(
    client, administrator, django_assert_max_num_queries, path
):
    client.force_login(administrator)
    factories.published_case()
    # Session, user, two counts, the rows, and the choices of the filters.
    with django_assert_max_num_queries(9) as few:
        client.get(f"/admin/{path}/")
    for _n in range(9):
        factories.published_case()

    with django_assert_max_num_queries(9) as many:
        client.get(f"/admin/{path}/")

    assert len(many) == len(few)


def test_the_inlines_stand_in_the_order_of_the_handbook():
    tables = [inline.model._meta.model_name for inline in CaseStudyAdmin.inlines]

    assert tables == [
        "caseplace",
        "partner",
        "section",
        "finding",
        "contribution",
        "beneficiary",
        "activity",
        "figure",
    ]


@pytest.mark.parametrize(
    "model", CaseStudyAdmin.inlines, ids=lambda inline: inline.model._meta.model_name
)
def test_every_field_of_a_row_can_be_entered(model):
    """A ratchet: a new field of a row must be put into its inline."""
    entered = set()
    for _name, options in model.fieldsets:
        for field in options["fields"]:
            names = field if isinstance(field, tuple) else (field,)
            entered |= {re.sub(r"_(en|ru|ky)$", "", name) for name in names}
    fields = {
        re.sub(r"_(en|ru|ky)$", "", field.name)
        for field in (*model.model._meta.fields, *model.model._meta.many_to_many)
        if field.editable and field.name not in ("id", "case")
    }

    assert fields - entered == set()


def test_every_field_that_an_editor_fills_has_a_help_text_or_a_plain_name():
    """A ratchet: fields without help are those whose label says it all."""
    plain = {
        "sectors",
        "themes",
        "mechanisms",
        "related",
        "kind",
        "role",
        "group",
        "form",
        "place",
        "organization",
    }
    plain |= {
        "giver",
        "receiver",
        "funders",
        "partners",
        "places",
        "receiver_words",
        "part",
        "unit",
        "currency",
    }
    plain |= {
        "same_currency",
        "same_exactness",
        "amount_exactness",
        "quantity_exactness",
    }
    without = {
        f"{model._meta.model_name}.{field.name}"
        for model in (CaseStudy, *(inline.model for inline in CaseStudyAdmin.inlines))
        for field in (*model._meta.fields, *model._meta.many_to_many)
        if field.editable
        and not field.help_text
        and re.sub(r"_(en|ru|ky)$", "", field.name) not in plain | {"id", "case"}
    }

    assert without == set()
