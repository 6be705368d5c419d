"""Django's settings, made from the environment (`goodstanding.lib.environment`).

The database server is not started here: `background.adapters.node.open_node` starts or
joins it and puts its address in the environment before Django reads this file.
"""

from __future__ import annotations

import os
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from goodstanding.background import adapters
from goodstanding.lib.environment import read_environment

ENVIRONMENT = read_environment(os.environ)


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


DATABASES = {"default": database(ENVIRONMENT.database_url or "postgresql://localhost/goodstanding")}

INSTALLED_APPS = [
    "goodstanding.collection",
    "goodstanding.records",
    "goodstanding.organisations",
    "goodstanding.catalogue",
    "goodstanding.background",
    *(["procrastinate.contrib.django"] if adapters.queue_installed else []),
]

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
LANGUAGE_CODE = "zh-hans"

# Nothing is signed for the web yet; the pages bring a key of their own from the environment.
SECRET_KEY = os.urandom(32).hex()
LOGGING_CONFIG = None
