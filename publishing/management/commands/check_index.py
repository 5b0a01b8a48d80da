from django.core.management.base import BaseCommand, CommandError

from publishing import index


class Command(BaseCommand):
    help = "Compares the index with the published records and says every difference; rebuild_index mends them."

    def handle(self, **options):
        if faults := index.check():
            raise CommandError("\n".join(faults))
        self.stdout.write("The index agrees with the published records.")
