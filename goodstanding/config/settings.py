"""Django's settings, made from the environment (`goodstanding.lib.environment`).

The database server is not started here: `background.adapters.node.open_node` starts or joins
it and puts its address in the environment before Django reads this file. What only pages
need is left out for commands that show none (`node.faces_installed`): importing it
takes longer than a small file to load.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from goodstanding.background.adapters import node
from goodstanding.lib.environment import read_environment

ENVIRONMENT = read_environment(os.environ)
IN_PRODUCTION = ENVIRONMENT.env == "production"
PACKAGE = Path(__file__).parent.parent


def database(url: str) -> dict[str, Any]:
    """Django's description of a PostgreSQL database from its URL."""
    parts = urlsplit(url)
    options: dict[str, Any] = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", parts.hostname or ""),
        "PORT": str(options.pop("port", parts.port or "")),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"application_name": "goodstanding", **options},
    }


# disclosure: "public" reads the published views and nothing else. Without an address of its own
# the default connection takes the reading role's part (`disclosure.adapters.reading`).
DATABASES = {"default": database(ENVIRONMENT.database_url or "postgresql://localhost/goodstanding")}
if ENVIRONMENT.public_database_url:
    DATABASES["public"] = database(ENVIRONMENT.public_database_url)

DATA_SIDE = [
    "goodstanding.collection",
    "goodstanding.disclosure",
    "goodstanding.records",
    "goodstanding.matching",
    "goodstanding.organisations",
    "goodstanding.catalogue",
    "goodstanding.audit",
    "goodstanding.background",
]
FACES = [
    "goodstanding.objections",
    "goodstanding.casework",
    "goodstanding.accounts",
    "goodstanding.web",
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
]
INSTALLED_APPS = [
    *DATA_SIDE,
    *(FACES if node.faces_installed else []),
    *(["procrastinate.contrib.django"] if node.queue_installed else []),
]

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
LOGGING_CONFIG = None
SECRET_KEY = node.secret_key(ENVIRONMENT)
ALLOWED_HOSTS = list(ENVIRONMENT.hosts) or (
    ["localhost", "127.0.0.1", "[::1]"] if IN_PRODUCTION else ["*"]
)
ROOT_URLCONF = "goodstanding.config.urls"
WSGI_APPLICATION = "goodstanding.config.wsgi.application"

# Languages: Chinese at the root, English under /en/; never guessed from a header or a cookie.
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
USE_I18N = True

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "goodstanding.web.adapters.context.site",
            ],
        },
    }
]

MIDDLEWARE = [
    "goodstanding.web.adapters.middleware.security_headers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "goodstanding.web.adapters.middleware.language",
    "goodstanding.web.adapters.middleware.readable",
    "goodstanding.web.adapters.middleware.fair_share",
    "goodstanding.web.adapters.middleware.large_view_kept",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "goodstanding.web.adapters.middleware.Failures",
]

# web
STATIC_URL = "/static/"
STATIC_ROOT = PACKAGE / "web" / "build" / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
LOCALE_PATHS = [PACKAGE / "config" / "locale"]
CSRF_FAILURE_VIEW = "goodstanding.web.views.csrf_failure"
# Requests of one client to pages; `proxies` is how many of our own stand before this process.
RATE_LIMIT = {"per_minute": 240, "burst": 120, "proxies": 0} if IN_PRODUCTION else None
FILE_UPLOAD_HANDLERS = ["goodstanding.web.adapters.uploads.EncryptedUploadHandler"]
# The longest body by the beginning of the path; 50 MB elsewhere.
BODY_LIMITS = (("/office/", 210 * 2**20),)
# Who runs this site: name, operator, address (each zh, en), telephone, and the footer's items.
SITE: dict[str, Any] = {}

# What the shells show: (name of the address, label, roles that see it; None: everybody).
NAVIGATION: dict[str, list[tuple[str, Any, frozenset[str] | None]]] = {"portal": [], "office": []}

# accounts
AUTH_USER_MODEL = "accounts.Person"
