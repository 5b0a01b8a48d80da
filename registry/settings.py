"""Settings of the registry. What differs between installations comes from the environment or from `.env`."""

import sys
import warnings
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
env.smart_cast = False
environ.Env.read_env(BASE_DIR / ".env")


def stop(name, hint):
    """Stops the start with one sentence about a setting."""
    sys.exit(f"The setting {name} is missing or wrong: {hint}")


def switch(name, default, hint):
    """A setting that is on or off."""
    value = env.str(name, default="on" if default else "off").strip().lower()
    if value not in ("on", "off", "true", "false", "1", "0", "yes", "no"):
        stop(name, hint)
    return value in ("on", "true", "1", "yes")


DEBUG = switch("DEBUG", False, "write DEBUG=on or DEBUG=off.")
SECRET_KEY = env.str("SECRET_KEY", default="only-for-development" if DEBUG else "")
if not SECRET_KEY:
    stop("SECRET_KEY", "put a long random SECRET_KEY into .env (`make run` does).")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
if not all("://" in origin for origin in CSRF_TRUSTED_ORIGINS):
    stop(
        "CSRF_TRUSTED_ORIGINS",
        "write origins with their scheme and commas between them, as https://registry.example.",
    )
HTTPS = switch(
    "HTTPS", False, "write HTTPS=on where the site is served by https, else HTTPS=off."
)
FOUR_EYES = switch(
    "FOUR_EYES",
    True,
    "write FOUR_EYES=off for a registry that is kept by one person, else FOUR_EYES=on.",
)
# Where readers report errors: an e-mail address or a web address of the operator.
CONTACT = env.str("CONTACT", default="").strip()
if CONTACT and "://" not in CONTACT and "@" not in CONTACT:
    stop(
        "CONTACT",
        "write an e-mail address or a web address with its scheme, as CONTACT=editors@registry.example.",
    )

ENGINES = ("django.db.backends.sqlite3", "django.db.backends.postgresql")
try:
    with warnings.catch_warnings(action="error"):
        DATABASES = {
            "default": env.db(
                "DATABASE_URL",
                default=f"sqlite:///{BASE_DIR / 'var' / 'registry.sqlite3'}",
            )
        }
except (ImproperlyConfigured, UserWarning, ValueError, KeyError):
    DATABASES = {"default": {}}
if DATABASES["default"].get("ENGINE") not in ENGINES:
    stop(
        "DATABASE_URL",
        "write it as sqlite:///file or postgres://user:password@host/name.",
    )
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
# Opening a database anew for each page costs more than the page.
DATABASES["default"]["CONN_MAX_AGE"] = 60

# The parts of the project, in the order in which one may import another.
PARTS = [
    "publishing",
    "places",
    "reference",
    "organizations",
    "conflicts",
    "cases",
    "registry",
]
INSTALLED_APPS = [
    "modeltranslation",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "csp",
    "django_filters",
    "treebeard",
    *PARTS,
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "publishing.freshness.FreshnessMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "registry.languages.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "registry.errors.ReadableAddressMiddleware",
]

# A worker asks so often, in seconds, whether something was published; 0 asks for every page.
INDEX_SECONDS = 0.25
# A damaged index is made anew beside the requests.
INDEX_REPAIR = True
# What is no public page and says nothing of what is published.
NOT_PUBLIC = ("/admin/", "/admin-language/", "/health")
# So much of ready pages, compressed, a worker keeps in memory.
KEPT_PAGES_MB = 16
# A search that takes longer, in seconds, is too broad and says so.
SEARCH_SECONDS = 2.0

ROOT_URLCONF = "registry.urls"
WSGI_APPLICATION = "registry.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

LANGUAGE_CODE = "en"
LANGUAGES = [("ky", _("Kyrgyz")), ("ru", _("Russian")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
MODELTRANSLATION_DEFAULT_LANGUAGE = "en"
MODELTRANSLATION_FALLBACK_LANGUAGES = {
    "default": ("en", "ru", "ky"),
    "ky": ("ru", "en"),
    "ru": ("en", "ky"),
}
TIME_ZONE = "Asia/Bishkek"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(BASE_DIR / "var" / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
# Where the PDFs of handbooks lie; all workers of a site share this folder.
HANDBOOKS = Path(env.str("HANDBOOKS", default=str(BASE_DIR / "var" / "handbooks")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_REFERRER_POLICY = "same-origin"
SILENCED_SYSTEM_CHECKS = [
    # The operator of a domain decides on its other hosts and on the preload list.
    "security.W005",
    "security.W021",
]
if not HTTPS:
    # A small installation in an office network is served over http until HTTPS=on says otherwise.
    SILENCED_SYSTEM_CHECKS += [
        "security.W004",
        "security.W008",
        "security.W012",
        "security.W016",
    ]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "registry.errors.forbidden"

# An editor's form of a long case study has more fields than Django's default allows.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
