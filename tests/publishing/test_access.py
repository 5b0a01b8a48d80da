"""Who gets in where: address, visitor, status. What is hidden from somebody is not found or leads to the login."""

import pytest

from publishing import workflow
from tests import factories

LOGIN = 302


@pytest.fixture
def addresses(published_case):
    draft = factories.case(slug="hidden")
    return {
        "page": f"/cases/{published_case.slug}/",
        "draft": "/cases/hidden/",
        "draft by number": f"/r/{draft.key}",
        "preview": f"/r/{draft.key}/preview/",
        "review": f"/r/{draft.key}/review/",
        "admin": "/admin/",
        "admin of a case": f"/admin/cases/casestudy/{draft.pk}/change/",
        "versions in the admin": "/admin/publishing/version/",
        "users": "/admin/auth/user/",
    }


@pytest.mark.parametrize(
    ("name", "to_public", "to_editor", "to_administrator"),
    [
        ("page", 200, 200, 200),
        ("draft", 404, 404, 404),
        ("draft by number", 404, 404, 404),
        ("preview", LOGIN, 200, 200),
        ("review", LOGIN, 200, 200),
        ("admin", LOGIN, 200, 200),
        ("admin of a case", LOGIN, 200, 200),
        ("versions in the admin", LOGIN, 200, 200),
        ("users", LOGIN, 403, 200),
    ],
)
def test_access(
    client,
    addresses,
    editor,
    administrator,
    name,
    to_public,
    to_editor,
    to_administrator,
):
    statuses = [client.get(addresses[name]).status_code]
    for visitor in (editor, administrator):
        client.force_login(visitor)
        statuses.append(client.get(addresses[name]).status_code)

    assert statuses == [to_public, to_editor, to_administrator]


def test_somebody_without_rights_sees_no_draft(client, django_user_model, addresses):
    client.force_login(django_user_model.objects.create_user("nobody", password="x"))

    for name in ("preview", "review", "admin of a case"):
        assert client.get(addresses[name]).status_code == LOGIN, name


def test_an_administrator_redacts_an_old_version_in_the_admin(
    client, administrator, editor, published_case
):
    first = published_case.record.versions.get()
    published_case.summary_en = "Another."
    published_case.save()
    workflow.publish(published_case.record, None)
    address = f"/admin/publishing/version/{first.pk}/redact/"

    client.force_login(editor)
    assert client.post(address, {"reason": "x"}).status_code == 403
    client.force_login(administrator)
    assert client.get(address).status_code == 403
    client.post(address, {"reason": "It named a person."})

    first.refresh_from_db()
    assert first.document == {}
    assert (
        client.get(f"/admin/publishing/version/{first.pk}/change/").status_code == 200
    )
