import contextlib
import os
from pathlib import Path

from django.core.management.base import BaseCommand

from registry.handbook import press

# How far the making of handbooks stands back behind the pages of the site.
NICE = 10
# Where Linux is told which process to end first when memory runs out.
OUT_OF_MEMORY = Path("/proc/self/oom_score_adj")


class Command(BaseCommand):
    help = (
        "Makes the handbooks that readers have asked for, one after another, and ends when none is left in line. The "
        "site starts it by itself; where it is at work already it does nothing."
    )

    def handle(self, **options):
        os.nice(NICE)
        with contextlib.suppress(OSError):
            OUT_OF_MEMORY.write_text("1000")
        made = []
        if press.work(made.append):
            self.stdout.write(f"Handbooks made or given up: {len(made)}")
        else:
            self.stdout.write("Another process makes handbooks already.")
