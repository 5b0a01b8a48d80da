"""The project's settings with two addresses more: the empty page and the plain ORM page."""

from registry.settings import *  # noqa: F403
from registry.settings import BASE_DIR, TEMPLATES

ROOT_URLCONF = "bench.urls"
WSGI_APPLICATION = "bench.wsgi.application"
TEMPLATES[0]["DIRS"].append(BASE_DIR / "bench" / "templates")
