"""Publishing takes a snapshot: each row of the table in section 4 of the design, and each paragraph below it."""

import json

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command

from cases.models import CasePlace, Contribution, Finding, Partner
from organizations.models import Contact
from publishing import derive, workflow
from publishing.differences import Difference, differences
from publishing.kinds import KINDS, kind_named
from publishing.models import (
    FacetValue,
    Link,
    PublishedRecord,
    Record,
    Status,
    Version,
    fingerprint,
)
from tests import factories


@pytest.fixture(autouse=True)
def rebuilding_changes_nothing(db):
    """After each test everything published is what a rebuild would make of it."""
    yield
    assert derive.rebuild() == 0


# Editing a published record


def test_the_public_sees_the_last_version_until_a_change_is_published(
    client, published_case
):
    published_case.title_en = "A better title"
    published_case.save()

    assert "A better title" not in client.get(f"/cases/{published_case.slug}/").text
    assert "A better title" not in client.get("/cases/").text

    workflow.publish(published_case.record, None, "title corrected")

    assert "A better title" in client.get(f"/cases/{published_case.slug}/").text
    assert "A better title" in client.get("/cases/").text
    assert published_case.record.versions.count() == 2


def test_publishing_what_is_public_already_stores_nothing(published_case):
    again = workflow.publish(published_case.record, None)

    assert again.number == 1
    assert Version.objects.filter(record=published_case.record).count() == 1


def test_a_draft_is_not_found(client, db):
    made = factories.case(slug="only-a-draft")

    assert client.get("/cases/only-a-draft/").status_code == 404
    assert client.get(f"/r/{made.key}").status_code == 404
    assert client.get("/cases/").context["total"] == 0


# Review


def test_the_review_names_each_field_that_publishing_would_change(
    client, administrator, published_case
):
    client.force_login(administrator)
    published_case.title_en = "Changed title"
    published_case.save()
    published_case.findings.update(text_en="Changed finding")

    response = client.get(f"/r/{published_case.key}/review/")

    shown = [
        (difference.where, difference.after)
        for difference in response.context["differences"]
    ]
    assert shown == [
        ("title › en", "Changed title"),
        ("findings, no. 1 › text › en", "Changed finding"),
    ]
    assert "Changed finding" in response.text


def test_a_difference_matches_rows_by_their_number():
    before = {
        "findings": [{"n": 1, "text": {"en": "a"}}, {"n": 2, "text": {"en": "b"}}]
    }
    after = {"findings": [{"n": 2, "text": {"en": "b"}}, {"n": 3, "text": {"en": "c"}}]}

    assert list(differences(before, after)) == [
        Difference("findings, no. 3", None, "c"),
        Difference("findings, no. 1", "a", None),
    ]


@pytest.mark.parametrize("page", ["preview", "review"])
def test_the_public_has_no_door_to_preview_and_review(client, published_case, page):
    response = client.get(f"/r/{published_case.key}/{page}/")

    assert response.status_code == 302
    assert response["Location"].startswith("/admin/login/")


# Preview


def test_a_preview_shows_what_would_be_published_and_stores_nothing(
    client, administrator, published_case
):
    client.force_login(administrator)
    published_case.title_en = "Previewed title"
    published_case.save()

    response = client.get(f"/r/{published_case.key}/preview/")

    assert "Previewed title" in response.text
    assert "cases/case.html" in [template.name for template in response.templates]
    assert "no-store" in response["Cache-Control"]
    assert Version.objects.filter(record=published_case.record).count() == 1
    assert "Previewed title" not in client.get(f"/cases/{published_case.slug}/").text


def test_a_draft_that_was_never_published_can_be_previewed(client, administrator, db):
    client.force_login(administrator)
    made = factories.case(title_en="Never seen before")

    assert "Never seen before" in client.get(f"/r/{made.key}/preview/").text


# Privacy


def test_what_the_document_function_leaves_out_is_in_no_published_row(published_case):
    published_case.internal_note = "marker-internal"
    published_case.save()
    organization = published_case.partners.get(role="lead").organization
    organization.internal_note = "marker-internal"
    organization.save()
    Contact.objects.create(
        organization=organization, kind="phone", value="marker-private", is_public=False
    )

    factories.publish(organization)
    factories.publish(published_case)

    stored = json.dumps(
        list(PublishedRecord.objects.values("document", "search_text", "title_en")),
        ensure_ascii=False,
    )
    stored += json.dumps(
        list(Version.objects.values_list("document", flat=True)), ensure_ascii=False
    )
    assert "marker" not in stored


# Citing


def test_an_old_version_has_an_address_and_says_that_there_is_a_newer_one(
    client, published_case
):
    published_case.title_en = "The second title"
    published_case.save()
    workflow.publish(published_case.record, None, "new title")

    old = client.get(f"/cases/{published_case.slug}/versions/1/")
    new = client.get(f"/cases/{published_case.slug}/versions/2/")

    assert "This is an old version." in old.text
    assert "The second title" not in old.text
    assert "This is an old version." not in new.text
    assert "The second title" in new.text
    assert [
        v.number
        for v in client.get(f"/cases/{published_case.slug}/versions/").context[
            "versions"
        ]
    ] == [2, 1]


def test_a_version_that_does_not_exist_is_not_found(client, published_case):
    assert client.get(f"/cases/{published_case.slug}/versions/7/").status_code == 404


def test_the_permanent_address_leads_to_the_page(client, published_case):
    response = client.get(f"/r/{published_case.key}")

    assert response["Location"] == f"/cases/{published_case.slug}/"


def test_the_permanent_address_of_a_part_leads_to_its_anchor(client, published_case):
    response = client.get(f"/r/{published_case.key}-finding-1")

    assert response["Location"] == f"/cases/{published_case.slug}/#finding-1"
    assert 'id="finding-1"' in client.get(f"/cases/{published_case.slug}/").text


def test_the_permanent_address_of_a_part_that_is_gone_leads_to_the_record(
    client, published_case
):
    published_case.findings.all().delete()
    workflow.publish(published_case.record, None)

    response = client.get(f"/r/{published_case.key}-finding-1")
    assert response["Location"] == f"/cases/{published_case.slug}/"
    workflow.withdraw(published_case.record, None, "A reason")
    assert client.get(f"/r/{published_case.key}-finding-1").status_code == 410


# Static copy


def test_every_document_can_be_written_out_through_its_template(client, published_case):
    for row in PublishedRecord.objects.public().filter(parent=None):
        response = client.get(row.get_absolute_url())

        assert response.status_code == 200
        assert kind_named(row.kind).detail in [
            template.name for template in response.templates
        ]


# Parts that people list by themselves


def test_parts_come_and_go_with_their_record(client, published_case):
    for path in ("findings", "contributions", "beneficiaries"):
        assert client.get(f"/{path}/").context["total"] == 1

    workflow.withdraw(published_case.record, None, "Asked for by the partner.")

    for path in ("findings", "contributions", "beneficiaries"):
        assert client.get(f"/{path}/").context["total"] == 0


def test_a_row_that_is_taken_away_disappears_with_the_next_version(published_case):
    published_case.findings.all().delete()
    assert PublishedRecord.objects.of("finding").count() == 1

    workflow.publish(published_case.record, None)

    assert PublishedRecord.objects.of("finding").count() == 0


def test_the_number_of_a_row_is_never_used_again(published_case):
    published_case.findings.all().delete()

    new = factories.row(Finding, published_case, kind="lesson", text_en="Another one.")

    assert new.n == 2


# Links


def test_a_reference_is_a_row_by_which_the_other_side_is_found(client, published_case):
    lead = published_case.partners.get(role="lead").organization

    assert (
        Link.objects.filter(
            record__key=published_case.key, to=lead.key, role="lead"
        ).count()
        == 1
    )
    assert published_case.title_en in client.get(f"/organizations/{lead.slug}/").text
    assert (
        published_case.title_en
        in client.get(f"/sources/{published_case.source.slug}/").text
    )
    assert published_case.title_en in client.get("/places/KG-T/").text


def total(client, query):
    """How many conflicts a list shows."""
    return client.get(f"/conflicts/?{query}").context["total"]


@pytest.fixture
def published_conflict(db):
    return factories.published_conflict()


def test_a_facet_of_another_record_follows_when_that_is_published_anew(
    client, published_conflict
):
    mine = published_conflict.mines.get()
    old, new = (mine.holdings.get().holder, factories.OrganizationFactory())
    mine.statuses.update(status="suspended")
    mine.commodities.set([factories.CommodityFactory(code="silver")])
    mine.holdings.update(holder=new)

    assert (total(client, "status=exploration"), total(client, "status=suspended")) == (
        1,
        0,
    )

    factories.publish(mine)

    for was, now in (
        ("status=exploration", "status=suspended"),
        ("commodity=gold", "commodity=silver"),
        (f"company={old.key}", f"company={new.key}"),
    ):
        assert (total(client, was), total(client, now)) == (0, 1), (was, now)
    assert published_conflict.record.versions.count() == 1


def test_a_facet_of_another_record_goes_when_that_is_withdrawn_and_comes_back_with_it(
    client, published_conflict
):
    mine = published_conflict.mines.get()

    workflow.withdraw(mine.record, None, "A reason")

    for name, value in (("status", "exploration"), ("commodity", "gold")):
        assert total(client, f"{name}={value}") == 0, name
        assert total(client, f"{name}=not-stated") == 1, name

    workflow.publish(mine.record, None)

    assert total(client, "status=exploration&commodity=gold") == 1
    assert total(client, "status=not-stated") == 0


def test_a_facet_of_another_record_goes_when_the_record_is_not_named_any_more(
    client, published_conflict
):
    other = factories.mine()
    other.statuses.update(status="closed")
    published_conflict.mines.set([other])
    published_conflict.court_cases.update(licence=None)

    factories.publish(published_conflict)

    assert (total(client, "status=exploration"), total(client, "status=closed")) == (
        0,
        1,
    )


def test_a_conflict_about_two_mines_has_the_facets_of_both(client, published_conflict):
    other = factories.mine()
    other.statuses.update(status="closed")
    published_conflict.mines.add(other)

    factories.publish(published_conflict)

    for query in ("status=exploration", "status=closed"):
        assert total(client, query) == 1, query


def test_a_renamed_organization_is_right_everywhere(client, published_case):
    lead = published_case.partners.get(role="lead").organization
    lead.name_en = "Renamed association"
    lead.save()

    workflow.publish(lead.record, None)

    assert "Renamed association" in client.get(f"/cases/{published_case.slug}/").text
    assert client.get("/cases/", {"q": "renamed"}).context["total"] == 1
    assert published_case.record.versions.count() == 1


def test_a_record_that_names_one_that_was_never_published_is_refused(db):
    made = factories.case()

    with pytest.raises(ValidationError, match="never published"):
        workflow.publish(made.record, None)

    assert not PublishedRecord.objects.exists()
    assert made.record.versions.count() == 0


def test_records_that_name_one_another_are_published_together(db):
    made = factories.case()

    keys = workflow.all_unpublished(made.record)
    workflow.publish_together([*Record.objects.filter(key__in=keys), made.record], None)

    assert set(
        PublishedRecord.objects.filter(parent=None).values_list("key", flat=True)
    ) == {*keys, made.key}


def test_when_one_of_several_cannot_be_published_none_is(db):
    made = factories.case()
    broken = factories.case()
    broken.sectors.clear()
    keys = workflow.all_unpublished(made.record) + workflow.all_unpublished(
        broken.record
    )

    with pytest.raises(ValidationError, match="no sector"):
        workflow.publish_together(
            [*Record.objects.filter(key__in=keys), made.record, broken.record], None
        )

    assert not Version.objects.exists()


# Withdrawal


def test_a_withdrawn_record_keeps_an_address_that_says_so(client, published_case):
    workflow.withdraw(published_case.record, None, "The partner asked for it.")

    for address in (f"/cases/{published_case.slug}/", f"/r/{published_case.key}"):
        response = client.get(address)
        assert response.status_code == 410
        assert "The partner asked for it." in response.text
    assert client.get("/cases/").context["total"] == 0
    assert (
        published_case.summary_en
        not in client.get(f"/cases/{published_case.slug}/").text
    )


def test_a_withdrawn_organization_is_named_without_a_link(client, published_case):
    lead = published_case.partners.get(role="lead").organization

    workflow.withdraw(lead.record, None, "It asked for it.")

    page = client.get(f"/cases/{published_case.slug}/").text
    assert lead.name_en in page
    assert f"/organizations/{lead.slug}/" not in page


def test_a_name_that_is_withheld_is_shown_nowhere(client, published_case):
    lead = published_case.partners.get(role="lead").organization

    workflow.withdraw(lead.record, None, "To protect somebody.", withhold_name=True)

    page = client.get(f"/cases/{published_case.slug}/").text
    assert lead.name_en not in page
    assert "name withheld" in page
    assert client.get(f"/organizations/{lead.slug}/").status_code == 410
    assert lead.name_en not in client.get(f"/organizations/{lead.slug}/").text
    assert client.get("/cases/", {"q": lead.name_en}).context["total"] == 0


def test_a_withdrawn_record_can_be_published_again(client, published_case):
    workflow.withdraw(published_case.record, None, "For a check.")

    version = workflow.publish(published_case.record, None, "checked")

    assert version.number == 2
    assert client.get(f"/cases/{published_case.slug}/").status_code == 200
    assert client.get("/findings/").context["total"] == 1


def test_a_withdrawal_needs_a_reason(published_case):
    with pytest.raises(ValidationError, match="why"):
        workflow.withdraw(published_case.record, None, "  ")


# Old versions stay readable; redaction


def test_an_old_shape_is_lifted_to_the_present_one(client, published_case, monkeypatch):
    kind = KINDS["case"]
    lifts = {
        1: lambda document: (
            document | {"title": {"en": f"Lifted: {document['title']['en']}"}}
        )
    }
    object.__setattr__(kind, "shape", 2)
    object.__setattr__(kind, "lifts", lifts)
    try:
        derive.rebuild()

        assert "Lifted: " in client.get(f"/cases/{published_case.slug}/").text
        assert (
            "Lifted: " in client.get(f"/cases/{published_case.slug}/versions/1/").text
        )
        assert (
            published_case.record.versions.get().document["title"]["en"]
            == published_case.title_en
        )
    finally:
        object.__setattr__(kind, "shape", 1)
        object.__setattr__(kind, "lifts", {})
        derive.rebuild()


def test_a_version_never_changes(published_case):
    version = published_case.record.versions.get()
    version.document = {}

    with pytest.raises(ValidationError, match="never changes"):
        version.save()
    with pytest.raises(ValidationError, match="never deleted"):
        version.delete()


def test_the_hash_of_a_version_is_the_one_of_its_document(published_case):
    version = published_case.record.versions.get()

    assert version.hash == fingerprint(version.document)
    assert len(version.hash) == 64


def test_a_redaction_removes_the_text_and_keeps_number_date_hash_and_reason(
    client, administrator, published_case
):
    first = published_case.record.versions.get()
    published_case.summary_en = "Another summary."
    published_case.save()
    workflow.publish(published_case.record, None)

    workflow.redact(first, administrator, "It named a person.")

    stored = Version.objects.get(pk=first.pk)
    assert stored.document == {}
    assert (stored.number, stored.published_at, stored.hash) == (
        first.number,
        first.published_at,
        first.hash,
    )
    response = client.get(f"/cases/{published_case.slug}/versions/1/")
    assert response.status_code == 410
    assert "It named a person." in response.text
    assert "What the partnership did." not in response.text


def test_the_version_in_force_is_not_redacted(administrator, published_case):
    with pytest.raises(ValidationError, match="reads this version now"):
        workflow.redact(published_case.record.versions.get(), administrator, "A reason")


def test_an_editor_redacts_nothing(editor, published_case):
    with pytest.raises(PermissionDenied):
        workflow.redact(published_case.record.versions.get(), editor, "A reason")


# Numbers and addresses


def test_a_number_is_never_used_again(db):
    first = factories.case()
    number = first.record.number
    first.partners.all().delete()
    first.delete()

    assert factories.case().record.number == number + 1


def test_an_old_address_leads_to_the_new_one(client, published_case):
    old = published_case.slug
    published_case.slug = "a-corrected-address"
    published_case.save()
    workflow.publish(published_case.record, None)

    response = client.get(f"/cases/{old}/")

    assert response.status_code == 301
    assert response["Location"] == "/cases/a-corrected-address/"


def test_two_records_of_a_kind_do_not_share_an_address(published_case):
    other = factories.case(slug="other")
    published_case.slug = "moved"
    published_case.save()
    other.slug = PublishedRecord.objects.get(key=published_case.key).slug
    other.save()

    with pytest.raises(ValidationError, match="has the address"):
        factories.publish(other)


# What is missing, four eyes, steps


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (lambda case: case.sectors.clear(), "no sector"),
        (lambda case: CasePlace.objects.filter(case=case).delete(), "no place"),
        (
            lambda case: Partner.objects.filter(case=case, role="lead").delete(),
            "no organization that it led",
        ),
        (
            lambda case: type(case).objects.filter(pk=case.pk).update(source=None),
            "no source",
        ),
        (
            lambda case: type(case).objects.filter(pk=case.pk).update(title_en=""),
            "no title",
        ),
        (
            lambda case: type(case).objects.filter(pk=case.pk).update(summary_en=""),
            "no summary",
        ),
    ],
)
def test_a_case_study_is_not_published_while_something_is_missing(db, spoil, sentence):
    made = factories.case()
    for row in (*made.partners.all(), *made.findings.all()):
        row.source = made.source
        row.save()
    for model in (Contribution,):
        model.objects.filter(case=made).delete()
    for rows in (
        made.sections,
        made.beneficiaries,
        made.activities,
        made.figures,
        made.places,
        made.findings,
    ):
        rows.update(source=made.source)
    spoil(made)

    assert any(sentence in lack.sentence for lack in workflow.lacks(made.record))


def test_an_editor_does_not_publish_the_own_change(editor, published_case):
    workflow.note_change(published_case.record, editor)
    published_case.title_en = "Changed"
    published_case.save()

    with pytest.raises(PermissionDenied, match="alone"):
        workflow.publish(published_case.record, editor)

    assert (
        workflow.publish(published_case.record, factories.EditorFactory()).number == 2
    )


def test_an_administrator_may_and_the_step_says_so(administrator, published_case):
    workflow.note_change(published_case.record, administrator)
    published_case.title_en = "Changed"
    published_case.save()

    workflow.publish(published_case.record, administrator, "typo")

    assert (
        "administrator who changed it last"
        in published_case.record.steps.last().comment
    )


def test_a_registry_kept_by_one_person_has_no_four_eyes(
    settings, editor, published_case
):
    settings.FOUR_EYES = False
    workflow.note_change(published_case.record, editor)
    published_case.title_en = "Changed"
    published_case.save()

    assert workflow.publish(published_case.record, editor).number == 2


def test_a_draft_goes_to_review_and_back(db, editor):
    made = factories.case()

    workflow.submit(made.record, editor, "ready")
    assert Record.objects.get(pk=made.record_id).status == Status.IN_REVIEW
    workflow.send_back(made.record, editor, "the sum is missing")

    record = Record.objects.get(pk=made.record_id)
    assert record.status == Status.DRAFT
    assert [(step.action, step.by, step.comment) for step in record.steps.all()] == [
        ("submit", editor, "ready"),
        ("send back", editor, "the sum is missing"),
    ]


# rebuild_published


def test_rebuilding_makes_everything_anew_from_the_versions(
    client, published_case, capsys
):
    FacetValue.objects.all().delete()
    Link.objects.all().delete()
    PublishedRecord.objects.filter(parent__isnull=False).delete()
    PublishedRecord.objects.update(search_text="", title_en="spoilt")

    call_command("rebuild_published")

    assert "0 rows" not in capsys.readouterr().out
    assert published_case.title_en in client.get("/cases/?place=KG-T").text
    assert client.get("/findings/").context["total"] == 1
    call_command("rebuild_published")
    assert capsys.readouterr().out == "0 rows changed.\n"


def test_rebuilding_reads_no_table_that_editors_write(published_case):
    titles = dict(PublishedRecord.objects.values_list("key", "title_en"))
    type(published_case).objects.update(title_en="edited since")
    published_case.findings.update(text_en="edited since")

    assert derive.rebuild() == 0
    assert dict(PublishedRecord.objects.values_list("key", "title_en")) == titles
