"""`python -m bench.task TASK FOLDER` does one task on the database of `DATABASE_URL`; its results go to the folder."""

import json
import os
import sys
from pathlib import Path

import django

from .answers import Wrong


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")
    django.setup()
    from .inside import TASKS

    task, folder = sys.argv[1], Path(sys.argv[2])
    try:
        found = TASKS[task](folder)
    except Wrong as fault:
        sys.exit(str(fault))
    (folder / f"{task}.json").write_text(json.dumps(found, ensure_ascii=False))


if __name__ == "__main__":
    main()
