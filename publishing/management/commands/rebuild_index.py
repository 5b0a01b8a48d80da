from django.core.management.base import BaseCommand

from publishing import index


class Command(BaseCommand):
    help = (
        "Makes the index of facets, orders and words anew from the published records."
    )

    def handle(self, **options):
        self.stdout.write(f"{index.rebuild()} bitmaps stored.")
