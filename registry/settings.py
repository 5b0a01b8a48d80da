"""Settings of the registry. What differs between installations comes from the environment or from `.env`."""

import sys
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
env.smart_cast = False
environ.Env.read_env(BASE_DIR / ".env")


def setting(read, name, hint, **kwargs):
    """The value of one setting; a wrong one stops the start with a sentence."""
    try:
        return read(name, **kwargs)
    except (ImproperlyConfigured, ValueError, KeyError):
        sys.exit(f"The setting {name} is missing or wrong: {hint}")


DEBUG = setting(env.bool, "DEBUG", "write DEBUG=on or DEBUG=off.", default=False)
SECRET_KEY = setting(
    env.str,
    "SECRET_KEY",
    "put a long random SECRET_KEY into .env (`make run` does).",
    **({"default": "only-for-development"} if DEBUG else {}),
)
ALLOWED_HOSTS = setting(
    env.list, "ALLOWED_HOSTS", "write host names with commas between them.", default=["localhost", "127.0.0.1", "[::1]"]
)
CSRF_TRUSTED_ORIGINS = setting(
    env.list,
    "CSRF_TRUSTED_ORIGINS",
    "write origins with their scheme and commas between them, as https://registry.example.",
    default=[],
)
HTTPS = setting(env.bool, "HTTPS", "write HTTPS=on where the site is served by https, else HTTPS=off.", default=False)
SITE_URL = setting(env.str, "SITE_URL", "write the address of the site.", default="http://127.0.0.1:8000")
FOUR_EYES = setting(
    env.bool,
    "FOUR_EYES",
    "write FOUR_EYES=off for a registry that is kept by one person, else FOUR_EYES=on.",
    default=True,
)

DATABASES = {
    "default": setting(
        env.db,
        "DATABASE_URL",
        "write it as sqlite:///file or postgres://user:password@host/name.",
        default=f"sqlite:///{BASE_DIR / 'var' / 'registry.sqlite3'}",
    )
}
if DATABASES["default"].get("ENGINE") not in ("django.db.backends.sqlite3", "django.db.backends.postgresql"):
    sys.exit("The setting DATABASE_URL is missing or wrong: the registry runs on SQLite and on PostgreSQL.")
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60

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
    "publishing",
    "places",
    "reference",
    "organizations",
    "cases",
    "registry",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
]

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
MODELTRANSLATION_FALLBACK_LANGUAGES = {"default": ("en", "ru", "ky"), "ky": ("ru", "en"), "ru": ("en", "ky")}
TIME_ZONE = "Asia/Bishkek"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "var" / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
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
    SILENCED_SYSTEM_CHECKS += ["security.W004", "security.W008", "security.W012", "security.W016"]
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

# An editor's form of a long case study has more fields than Django's default allows.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
