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
        ("contributor", "organizations.add_project", True),
        ("contributor", "organizations.delete_budgetline", True),
        ("contributor", "conflicts.add_mine", True),
        ("contributor", "conflicts.change_tally", True),
        ("contributor", "conflicts.add_response", True),
        ("contributor", "cases.add_dialogue", True),
        ("contributor", "cases.change_recommendationstatus", True),
        ("contributor", "reference.add_sourcefigure", True),
        ("contributor", "reference.view_commodity", True),
        ("contributor", "reference.change_commodity", False),
        ("contributor", "publishing.view_record", True),
        ("contributor", "publishing.publish_record", False),
        ("contributor", "places.change_place", False),
        ("contributor", "auth.change_user", False),
        ("editor", "cases.change_casestudy", True),
        ("editor", "organizations.change_project", True),
        ("editor", "conflicts.change_conflict", True),
        ("editor", "conflicts.delete_holding", True),
        ("editor", "cases.change_recommendation", True),
        ("editor", "reference.change_sourcefigure", True),
        ("editor", "reference.change_commodity", True),
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


def test_groups_that_are_there_are_given_the_rights_to_tables_that_are_new(roles):
    contributor = Group.objects.get(name="contributor")
    for group in Group.objects.all():
        of_conflicts = group.permissions.filter(content_type__app_label="conflicts")
        group.permissions.remove(*of_conflicts)
    contributor.permissions.remove(
        *contributor.permissions.filter(codename__endswith="_place")
    )

    call_command("make_roles")

    rights = set(contributor.permissions.values_list("codename", flat=True))
    assert {"add_mine", "change_tally", "view_conflict"} <= rights
    assert "view_place" not in rights
