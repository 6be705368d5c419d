"""Addresses of the same page in another language or view."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from django.conf import settings

LARGE = "large"
STANDARD = "standard"  # said once, by the link that leaves the large view


def language_of(path: str) -> str:
    """The language that a path says: its first part, else the language of the root."""
    first = path.split("/", 2)[1] if path.startswith("/") else ""
    others = {code for code, _ in settings.LANGUAGES} - {settings.LANGUAGE_CODE}
    return first if first in others else str(settings.LANGUAGE_CODE)


def bare_path(path: str) -> str:
    """The path as it is in the language of the root."""
    language = language_of(path)
    if language == settings.LANGUAGE_CODE:
        return path
    return path[len(language) + 1 :] or "/"


def in_language(address: str, language: str) -> str:
    """The same address, path and query, in another language."""
    parts = urlsplit(address)
    path = bare_path(parts.path)
    if language != settings.LANGUAGE_CODE:
        path = f"/{language}{path}"
    return urlunsplit(("", "", path, parts.query, ""))


def with_view(address: str, view: str) -> str:
    """The same address in the large view or in the standard one."""
    parts = urlsplit(address)
    query = parse_qsl(parts.query, keep_blank_values=True)
    kept = [(name, value) for name, value in query if name != "view"]
    return urlunsplit(("", "", parts.path, urlencode([*kept, ("view", view)]), parts.fragment))
