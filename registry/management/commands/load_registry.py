from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from registry.loading.reading import FixtureError, digest, read
from registry.loading.writing import write
from registry.models import LoadedEntry

WHOLE = "*"


class Command(BaseCommand):
    help = (
        "Loads the registry's content from fixtures/: vocabularies, places, sources, organizations, mines, "
        "conflicts, responses, projects, case studies, dialogues, recommendations. All is checked before "
        "anything is written. Running it twice changes nothing; a record that an "
        "editor has changed since is left as it is, unless --overwrite names it."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--folder",
            default=settings.BASE_DIR / "fixtures",
            help="The folder of the fixtures.",
        )
        parser.add_argument(
            "--overwrite",
            nargs="+",
            default=[],
            metavar="ENTRY",
            help="Entries to load over an editor's changes, as case:lady-shirin-chimkent or place:KG-T.",
        )

    def handle(self, **options):
        whole = digest(options["folder"])
        if (
            not options["overwrite"]
            and LoadedEntry.objects.filter(name=WHOLE, entry_hash=whole).exists()
        ):
            self.stdout.write(
                "The registry holds these fixtures already; nothing changed."
            )
            return
        try:
            self.stdout.write("Reading and checking the fixtures …")
            fixtures = read(options["folder"])
            unknown = set(options["overwrite"]) - {
                entry.name for entries in vars(fixtures).values() for entry in entries
            }
            if unknown:
                raise FixtureError(
                    [
                        f"--overwrite: there is no entry “{name}”"
                        for name in sorted(unknown)
                    ]
                )
            with transaction.atomic():
                summary = write(
                    fixtures, options["overwrite"], self._progress(fixtures)
                )
                state = {"entry_hash": whole, "state_hash": ""}
                if not summary.kept:
                    LoadedEntry.objects.update_or_create(name=WHOLE, defaults=state)
        except FixtureError as error:
            faults = error.faults
            raise CommandError(
                f"Nothing was loaded; {len(faults)} faults:\n" + "\n".join(faults)
            ) from error
        for name in summary.kept:
            self.stdout.write(f"Left as an editor has changed it: {name}")
        self.stdout.write(
            f"{summary.written} entries written, {len(summary.kept)} left to the editors."
        )

    def _progress(self, fixtures):
        total = sum(len(entries) for entries in vars(fixtures).values())
        count = 0

        def progress(entry):
            nonlocal count
            count += 1
            if entry.name.startswith("case:") or count % 250 == 0:
                self.stdout.write(f"  {count} of {total}: {entry.name}")
                self.stdout.flush()

        return progress
