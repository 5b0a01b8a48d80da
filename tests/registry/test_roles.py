"""The groups of the admin and what each may do."""

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import call_command


@pytest.fixture
def roles(db):
    call_command("make_roles")


@pytest.mark.parametrize(
    ("role", "right", "has_it"),
    [
        ("contributor", "cases.add_casestudy", True),
        ("contributor", "cases.change_finding", True),
        ("contributor", "organizations.add_organization", True),
        ("contributor", "publishing.view_record", True),
        ("contributor", "publishing.publish_record", False),
        ("contributor", "places.change_place", False),
        ("contributor", "auth.change_user", False),
        ("editor", "cases.change_casestudy", True),
        ("editor", "publishing.publish_record", True),
        ("editor", "places.change_place", True),
        ("editor", "reference.change_sector", True),
        ("editor", "publishing.change_version", False),
        ("editor", "auth.change_user", False),
    ],
)
def test_a_right(roles, role, right, has_it):
    user = User.objects.create_user("somebody")
    user.groups.add(Group.objects.get(name=role))

    assert user.has_perm(right) is has_it


def test_what_an_administrator_changed_in_a_group_stays(roles):
    Group.objects.get(name="editor").permissions.clear()

    call_command("make_roles")

    assert Group.objects.count() == 2
    assert not Group.objects.get(name="editor").permissions.exists()
