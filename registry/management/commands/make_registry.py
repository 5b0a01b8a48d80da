import time

from django.core.management.base import BaseCommand, CommandError

from publishing.models import Record
from registry.synthetic.filling import fill, load_reference_data


class Command(BaseCommand):
    help = (
        "Fills an empty database with a made-up registry, to measure with: places and vocabularies from fixtures/, and "
        "any number of published rows of all kinds. The same number and seed make the same registry. A database that "
        "holds a record already is refused."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--records",
            type=int,
            required=True,
            metavar="N",
            help="How many published rows to make, the parts of records among them.",
        )
        parser.add_argument(
            "--seed", type=int, default=1, help="Another seed makes another registry."
        )
        parser.add_argument(
            "--no-index",
            action="store_true",
            help="Leave the index of searches and lists to rebuild_index.",
        )

    def handle(self, **options):
        if options["records"] < 1:
            raise CommandError("--records: ask for at least one row.")
        if Record.objects.exists():
            raise CommandError(
                "This database holds records already; a made-up registry is only ever put into an empty one. "
                "Name another database in DATABASE_URL."
            )
        self.stdout.write("Loading places and vocabularies …")
        load_reference_data()
        start = time.monotonic()
        fill(options["records"], options["seed"])
        seconds = time.monotonic() - start
        if not options["no_index"]:
            from publishing import index

            self.stdout.write("Making the index …")
            index.rebuild()
        self.stdout.write(
            f"{options['records']} published rows in {seconds:.1f} s, {options['records'] / seconds:.0f} rows a second."
        )
