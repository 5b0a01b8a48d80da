"""A name for the code, the templates and the translations that this process runs: what they make is kept under it."""

import hashlib
from functools import cache
from pathlib import Path

from django.conf import settings

KINDS_OF_FILE = (".py", ".html", ".mo", ".css", ".js", ".svg")


@cache
def release():
    """Sixteen hexadecimal digits that change with any file of which pages are made."""
    state = hashlib.sha256()
    root = Path(settings.BASE_DIR)
    for part in (*settings.PARTS, "templates", "locale", "static"):
        for path in sorted((root / part).rglob("*")):
            if path.suffix in KINDS_OF_FILE:
                state.update(str(path.relative_to(root)).encode())
                state.update(path.read_bytes())
    return state.hexdigest()[:16]
