"""Makes an installation ready to serve: message catalogues, database, content, static files. Run again, it is quick.

`python -m registry.start` does each step that is not done yet and says which one it is at.
"""

import hashlib
import os
import sys
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent


def compile_messages():
    """Compiles each message catalogue that is newer than its compiled form, without the gettext tools."""
    for source in sorted(ROOT.glob("locale/*/LC_MESSAGES/django.po")):
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            print(f"Compiling {source.relative_to(ROOT)} …", flush=True)
            polib.pofile(str(source)).save_as_mofile(str(target))


# The parts whose code says what is derived from the versions, and the entry under which its hash is remembered.
DERIVING = ("publishing", "places", "reference", "organizations", "conflicts", "cases")
CODE = "*code"


def code_hash():
    """One hash over the code from which published records are derived."""
    state = hashlib.sha256()
    for part in DERIVING:
        for path in sorted((ROOT / part).rglob("*.py")):
            if "migrations" not in path.parts:
                state.update(path.read_bytes())
    return state.hexdigest()


def rebuild_after_update(is_new):
    """Derives the published records anew where the code has changed since they were; not in a new database."""
    from django.core.management import call_command

    from registry.models import LoadedEntry

    state = {"entry_hash": code_hash(), "state_hash": ""}
    if LoadedEntry.objects.filter(name=CODE, **state).exists():
        return
    if not is_new:
        call_command("rebuild_published")
    LoadedEntry.objects.update_or_create(name=CODE, defaults=state)


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "registry.settings")
    compile_messages()
    import django
    from django.conf import settings
    from django.core.management import CommandError, call_command

    django.setup()
    try:
        print("Database …", flush=True)
        call_command("migrate", verbosity=0, interactive=False)
        from publishing.models import PublishedRecord

        is_new = not PublishedRecord.objects.exists()
        print("Content …", flush=True)
        call_command("load_registry")
        rebuild_after_update(is_new)
        call_command("make_roles", verbosity=0)
        if not settings.DEBUG:
            print("Static files …", flush=True)
            call_command("collectstatic", verbosity=0, interactive=False)
    except CommandError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
