"""The start page of the admin: what waits for whoever is signed in, and the admin's look and language."""

import re

import pytest
from django.conf import settings as site
from django.contrib.auth.models import Group, User
from django.core.management import call_command

from organizations.models import Organization
from publishing import workflow
from publishing.desk import Desk
from tests import factories
from tests.cases.test_admin import form_of

START = "/admin/"


@pytest.fixture
def roles(db):
    call_command("make_roles")


def person(name, role):
    user = User.objects.create_user(name, is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    return user


@pytest.fixture
def writer(roles):
    return person("writer", "contributor")


@pytest.fixture
def reviewer(roles):
    return person("reviewer", "editor")


def save_in_admin(client, user, row, **columns):
    """What an editor does who opens the form of a record, changes something, and saves."""
    client.force_login(user)
    opts = row._meta
    address = f"/admin/{opts.app_label}/{opts.model_name}/{row.pk}/change/"
    response = client.post(address, form_of(client, address) | columns, follow=True)
    assert response.redirect_chain


def draft(by, **columns):
    """An organization's record that somebody has entered."""
    made = factories.OrganizationFactory(**columns)
    workflow.note_change(made.record, by)
    return made


def waiting(user, name):
    """The keys of the organizations in a queue; the sources that they rest on are left out."""
    keys = [entry.record.key for entry in Desk(user).queue(name).entries]
    return [key for key in keys if key.startswith("org")]


def test_a_draft_waits_for_the_person_who_wrote_it(writer, reviewer):
    made = draft(writer)

    assert waiting(writer, "drafts") == [made.key]
    assert waiting(reviewer, "drafts") == []
    assert waiting(reviewer, "others") == [made.key]


def test_a_draft_stays_with_its_writer_when_an_editor_corrects_it(
    client, writer, reviewer
):
    made = factories.OrganizationFactory()
    save_in_admin(client, writer, made, name_en="By the writer")
    save_in_admin(client, reviewer, made, name_en="By the editor")

    assert waiting(writer, "drafts") == [made.key]


def test_a_record_sent_back_waits_with_what_the_editor_wrote(client, writer, reviewer):
    made = draft(writer)
    workflow.submit(made.record, writer, "Please look.")
    workflow.send_back(made.record, reviewer, "Say in which year.")
    client.force_login(writer)

    page = client.get(START).text

    assert waiting(writer, "sent_back") == [made.key]
    assert waiting(writer, "drafts") == []
    assert "Say in which year." in page
    assert waiting(reviewer, "sent_back") == []


def test_a_record_sent_back_and_handed_over_again_is_sent_back_no_more(
    writer, reviewer
):
    made = draft(writer)
    workflow.submit(made.record, writer)
    workflow.send_back(made.record, reviewer, "Why?")
    workflow.submit(made.record, writer)

    assert waiting(writer, "sent_back") == []
    assert waiting(writer, "in_review") == [made.key]


def test_with_four_eyes_an_editor_reviews_what_somebody_else_changed(
    writer, reviewer, settings
):
    others, own = draft(writer), draft(reviewer)
    for made in (others, own):
        workflow.submit(made.record, reviewer)

    assert waiting(reviewer, "to_review") == [others.key]
    assert waiting(reviewer, "in_review") == [own.key]
    settings.FOUR_EYES = False
    assert set(waiting(reviewer, "to_review")) == {others.key, own.key}


def test_an_administrator_may_review_the_own_change(administrator):
    made = draft(administrator)
    workflow.submit(made.record, administrator)

    assert waiting(administrator, "to_review") == [made.key]


def test_who_may_not_publish_has_nothing_to_review(writer, reviewer):
    workflow.submit(draft(reviewer).record, reviewer)

    assert "to_review" not in Desk(writer).names
    assert waiting(writer, "to_review") == []


def test_the_record_that_has_waited_longest_is_reviewed_first(writer, reviewer):
    first, second = draft(writer), draft(writer)
    workflow.submit(second.record, writer)
    workflow.submit(first.record, writer)

    assert waiting(reviewer, "to_review") == [second.key, first.key]


def test_a_change_that_is_not_public_yet_is_listed_until_it_is_published(
    client, writer, reviewer
):
    made = factories.published_organization()
    assert waiting(reviewer, "changed") == []

    save_in_admin(client, writer, made, name_en="Renamed")
    assert waiting(reviewer, "changed") == [made.key]
    workflow.publish(made.record, reviewer, "renamed")

    assert waiting(reviewer, "changed") == []


def test_saving_a_record_as_it_is_does_not_list_it_as_changed(client, reviewer):
    made = factories.published_organization()
    save_in_admin(client, reviewer, made)

    assert waiting(reviewer, "changed") == []


def test_a_contributor_sees_nothing_that_is_not_the_own_work(client, writer, reviewer):
    foreign = draft(reviewer, name_en="Not to be seen")
    shared = factories.published_organization(name_en="Long public")
    save_in_admin(client, reviewer, shared, name_en="Changed by another")
    workflow.submit(foreign.record, reviewer)
    client.force_login(writer)

    page = client.get(START).text

    assert "Not to be seen" not in page
    assert "Changed by another" not in page
    assert "Nothing of yours was published yet." in page


def test_who_may_not_see_a_kind_has_none_of_it_on_the_start_page(client, db):
    user = User.objects.create_user("guest", is_staff=True)
    factories.published_organization(name_en="Of no concern")
    client.force_login(user)

    page = client.get(START).text

    assert "Of no concern" not in page
    assert "Organizations" not in page


def test_a_draft_says_what_it_lacks(client, writer):
    made = factories.CaseStudyFactory(source=None)
    workflow.note_change(made.record, writer)
    client.force_login(writer)

    page = client.get(START).text

    assert "The case study has no source." in page
    assert "The case study has no sector." in page


def test_a_draft_that_lacks_nothing_says_so(client, writer):
    made = factories.case()
    workflow.note_change(made.record, writer)
    client.force_login(writer)

    assert "Nothing is missing" in client.get(START).text


def test_an_empty_queue_says_so(client, reviewer):
    client.force_login(reviewer)

    page = client.get(START).text

    for name in Desk(reviewer).names:
        assert str(Desk(reviewer).queue(name).empty) in page


def test_each_record_leads_to_its_form_and_to_what_would_change(client, writer):
    made = draft(writer)
    client.force_login(writer)

    page = client.get(START).text

    assert f'href="/admin/organizations/organization/{made.pk}/change/"' in page
    assert f'href="/r/{made.key}/review/"' in page


def test_a_long_queue_shows_ten_and_leads_to_all(client, writer):
    for _n in range(12):
        draft(writer)
    client.force_login(writer)

    page = client.get(START).text
    queue = Desk(writer).queue("drafts")
    [(_kind, count, address)] = queue.lists

    assert (len(queue.entries), queue.count, count) == (10, 12, 12)
    assert f'href="{address}"' in page
    assert client.get(address).context["cl"].result_count == 12


@pytest.mark.parametrize(
    "name", ["to_review", "sent_back", "drafts", "changed", "in_review", "others"]
)
def test_a_list_can_be_narrowed_to_each_queue(client, writer, reviewer, name):
    draft(writer)
    workflow.submit(draft(writer).record, writer)
    back = draft(reviewer)
    workflow.submit(back.record, reviewer)
    workflow.send_back(back.record, writer, "Why?")
    workflow.submit(draft(reviewer).record, reviewer)
    draft(reviewer)
    public = factories.published_organization()
    save_in_admin(client, reviewer, public, name_en="Renamed")

    listed = client.get("/admin/organizations/organization/", {"queue": name})

    keys = {row.record.key for row in listed.context["cl"].result_list}
    assert keys == set(waiting(reviewer, name))
    assert len(keys) == 1


def test_a_list_is_not_narrowed_to_a_queue_that_there_is_not(client, reviewer):
    draft(reviewer)
    client.force_login(reviewer)

    listed = client.get("/admin/organizations/organization/", {"queue": "records"})

    assert listed.status_code in (200, 302)
    assert Organization.objects.count() == 1


def test_the_numbers_lead_to_the_lists_that_they_count(client, writer, reviewer):
    draft(writer), draft(writer)
    factories.published_organization()
    client.force_login(reviewer)
    numbers = {kind.name: statuses for kind, statuses in Desk(reviewer).numbers}

    counted = [
        (count, client.get(address).context["cl"].result_count)
        for _status, count, address in numbers["organization"]
    ]

    assert counted == [(2, 2), (0, 0), (1, 1), (0, 0)]


def test_the_start_page_costs_the_same_with_1_and_with_10_records_in_each_queue(
    client, writer, reviewer, django_assert_max_num_queries
):
    def one_more(_n):
        draft(writer)
        back = draft(reviewer)
        workflow.submit(back.record, reviewer)
        workflow.send_back(back.record, writer, "Why?")
        workflow.submit(draft(writer).record, writer)
        workflow.submit(draft(reviewer).record, reviewer)
        draft(reviewer)
        save_in_admin(
            client, reviewer, factories.published_organization(), name_en=f"No. {_n}"
        )

    one_more(0)
    client.force_login(reviewer)
    client.get(START)
    # Session, user and rights; the log and what it names; of each queue its number by kind, its records and their rows,
    # for drafts with what their documents need; the versions published last; the numbers; the user's own log.
    with django_assert_max_num_queries(75) as few:
        client.get(START)
    for n in range(1, 10):
        one_more(n)
    client.force_login(reviewer)
    client.get(START)

    with django_assert_max_num_queries(75) as many:
        client.get(START)

    assert len(many) == len(few)


def test_a_narrowed_list_costs_the_same_with_1_and_with_10_records(
    client, writer, django_assert_max_num_queries
):
    draft(writer)
    client.force_login(writer)
    address = "/admin/organizations/organization/?queue=drafts"
    client.get(address)
    with django_assert_max_num_queries(20) as few:
        client.get(address)
    for _n in range(9):
        draft(writer)

    with django_assert_max_num_queries(20) as many:
        client.get(address)

    assert len(many) == len(few)


@pytest.mark.parametrize(
    ("language", "words"), [("ky", "Башкы бет"), ("ru", "Выберите"), ("en", "Home")]
)
def test_the_admin_is_in_the_language_that_the_editor_chose(
    client, administrator, language, words
):
    client.force_login(administrator)
    chosen = client.post("/admin-language/", {"language": language, "next": START})

    page = client.get("/admin/cases/casestudy/")

    assert chosen["Location"] == START
    assert f'<html lang="{language}"' in page.text
    assert words in page.text


def test_the_language_of_the_admin_does_not_reach_public_pages(client, db):
    client.post("/admin-language/", {"language": "ky", "next": START})

    assert '<html lang="en">' in client.get("/about/").text


def test_the_page_for_signing_in_has_a_heading_and_asks_in_any_language(client, db):
    page = client.get("/admin/login/", headers={"accept-language": "ru"}).text

    assert '<html lang="ru"' in page
    assert len(re.findall(r"<h1", page)) == 1
    for language in ("ky", "ru", "en"):
        assert f'name="language" value="{language}"' in page


def test_the_themes_of_the_admin_have_the_colours_of_the_site():
    """The switch of the theme overrules what the system prefers, so both sets of colours are written out once more."""
    tokens = (site.BASE_DIR / "static" / "tokens.css").read_text(encoding="utf-8")
    admin = (site.BASE_DIR / "static" / "admin-registry.css").read_text("utf-8")
    light, dark = (
        dict(re.findall(r"(--[\w-]+):([^;}]+)", part))
        for part in tokens.split("@media (prefers-color-scheme:dark)")
    )
    written = {
        theme: dict(re.findall(r"(--[\w-]+):([^;}]+)", part))
        for theme, part in re.findall(r'html\[data-theme="(\w+)"\]\{([^}]+)\}', admin)
    }

    clean = {name: value.strip() for name, value in dark.items()}
    assert written["dark"] == clean
    assert written["light"] == {name: light[name].strip() for name in clean}


def test_the_style_of_the_admin_names_no_colour_of_its_own():
    admin = (site.BASE_DIR / "static" / "admin-registry.css").read_text("utf-8")
    ours = re.sub(r'html\[data-theme="\w+"\]\{[^}]+\}', "", admin)

    assert re.findall(r"#[0-9a-f]{3,8}\b(?=[;}\s,])|rgba?\(", ours) == []
