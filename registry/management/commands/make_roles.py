from django.contrib.auth.models import Group, Permission
from django.core.management.base import BaseCommand
from django.db.models import Q

WRITTEN = ("casestudy", "organization", "source")
ROWS = {"cases", "organizations"}


def contributor():
    """The rights of a contributor: to write records and what they are made of, to see places and terms, to preview."""
    write = Q(content_type__model__in=WRITTEN) | Q(content_type__app_label__in=ROWS)
    see = Q(
        codename__startswith="view_",
        content_type__app_label__in=["places", "reference", "publishing"],
    )
    return Permission.objects.filter(write | see)


def editor():
    """The rights of an editor: a contributor's, and to publish, to keep places and terms, to see versions."""
    parts = Q(
        content_type__app_label__in=["cases", "organizations", "places", "reference"]
    )
    publish = Q(
        codename__in=["publish_record", "view_record", "view_version", "view_step"]
    )
    return Permission.objects.filter(parts | publish)


class Command(BaseCommand):
    help = (
        "Makes the groups contributor and editor with their rights; running it twice changes nothing. Administrators "
        "are superusers."
    )

    def handle(self, **options):
        for name, permissions in (("contributor", contributor()), ("editor", editor())):
            group, made = Group.objects.get_or_create(name=name)
            if made:
                group.permissions.set(permissions)
        self.stdout.write("The groups contributor and editor are there.")
