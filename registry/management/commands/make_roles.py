from django.contrib.auth.models import Group, Permission
from django.core.management.base import BaseCommand
from django.db.models import Q

# Parts of which every table is written by whoever writes records, and tables of other parts that are.
WRITTEN_PARTS = ("organizations", "conflicts", "cases")
WRITTEN = ("source", "sourcefigure")


def contributor():
    """The rights of a contributor: to write records and what they are made of, to see places and terms, to preview."""
    write = Q(content_type__app_label__in=WRITTEN_PARTS) | Q(
        content_type__app_label="reference", content_type__model__in=WRITTEN
    )
    see = Q(
        codename__startswith="view_",
        content_type__app_label__in=["places", "reference", "publishing"],
    )
    return Permission.objects.filter(write | see)


def editor():
    """The rights of an editor: a contributor's, and to publish, to keep places and terms, to see versions."""
    parts = Q(content_type__app_label__in=[*WRITTEN_PARTS, "places", "reference"])
    publish = Q(
        codename__in=["publish_record", "view_record", "view_version", "view_step"]
    )
    return Permission.objects.filter(parts | publish)


class Command(BaseCommand):
    help = (
        "Makes the groups contributor and editor with their rights; running it twice changes nothing. Groups that are "
        "there are given the rights to tables that are new since, and keep all else that was changed in them. "
        "Administrators are superusers."
    )

    def handle(self, **options):
        # A table to which neither group has any right was not there when the groups were made.
        known = list(
            Permission.objects.filter(group__name__in=["contributor", "editor"])
            .values_list("content_type", flat=True)
            .distinct()
        )
        for name, permissions in (("contributor", contributor()), ("editor", editor())):
            group, made = Group.objects.get_or_create(name=name)
            if not made:
                permissions = permissions.exclude(content_type__in=known)
            group.permissions.add(*permissions)
        self.stdout.write("The groups contributor and editor are there.")
