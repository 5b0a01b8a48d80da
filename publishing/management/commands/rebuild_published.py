from django.core.management.base import BaseCommand
from django.db import transaction

from publishing.derive import rebuild


class Command(BaseCommand):
    help = "Makes everything that is published anew from the stored versions; running it twice changes nothing."

    @transaction.atomic
    def handle(self, **options):
        self.stdout.write(f"{rebuild()} rows changed.")
