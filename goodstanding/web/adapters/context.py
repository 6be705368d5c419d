"""What every page's shell knows: the site's name, its navigation, the reader's language and view."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from goodstanding.web.adapters import addresses

if TYPE_CHECKING:
    from django.http import HttpRequest


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One word of a navigation: where it leads, under which heading, and whether the reader is there."""

    address: str
    label: str
    icon: str
    is_current: bool
    group: object = ""


def site(request: HttpRequest | None) -> dict[str, Any]:
    """The context processor; asks nothing of session and database unless a shell does."""
    language = get_language() or settings.LANGUAGE_CODE
    known = {
        "html_lang": "en" if language == "en" else "zh-Hans",
        "is_chinese": language != "en",
        "is_demonstration": settings.ENVIRONMENT.env == "demo",
        "footer": _links(getattr(settings, "FOOTER", [])),
        "home_address": address_of("portal:home") or "/",
    }
    return known if request is None else known | _of_request(request)


def _of_request(request: HttpRequest) -> dict[str, Any]:
    is_large = request.GET.get("view") == addresses.LARGE
    here = request.get_full_path()
    return {
        "is_large": is_large,
        "other_view": addresses.with_view(
            here, addresses.STANDARD if is_large else addresses.LARGE
        ),
        "in_chinese": addresses.in_language(here, settings.LANGUAGE_CODE),
        "in_english": addresses.in_language(here, "en"),
        "navigation": {
            shell: SimpleLazyObject(partial(_entries, request, entries))
            for shell, entries in settings.NAVIGATION.items()
        },
    }


def address_of(name: str) -> str:
    """The address of a named page; empty where this node does not serve it."""
    return _address(name, get_language(), settings.ROOT_URLCONF)


@lru_cache(maxsize=512)
def _address(name: str, _language: str | None, _addresses: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _entries(request: HttpRequest, described: list[tuple[Any, ...]]) -> list[Entry]:
    found = []
    for name, label, roles, *more in described:
        address = address_of(name)
        if address and _may_see(request, roles):
            found.append(
                Entry(
                    address=address,
                    label=str(label),
                    icon=more[0] if more else "",
                    is_current=_is_current(request, name, address),
                    group=more[1] if len(more) > 1 else "",
                )
            )
    return found


def _may_see(request: HttpRequest, roles: frozenset[str] | None) -> bool:
    if roles is None:
        return True
    own: frozenset[str] = getattr(getattr(request, "user", None), "roles", frozenset())
    return bool(set(own) & roles)


def _is_current(request: HttpRequest, name: str, address: str) -> bool:
    if request.resolver_match and request.resolver_match.view_name == name:
        return True
    # A page below the entry's own, but not everything below a home.
    depth = addresses.bare_path(address).strip("/").count("/")
    is_home = addresses.bare_path(address) == "/" or (depth == 0 and name.endswith(":home"))
    return not is_home and request.path.startswith(address)


@dataclass(frozen=True)
class Link:
    """A word in both languages, and where it leads; nowhere without an address."""

    zh: str
    en: str
    address: str


def _links(described: list[dict[str, Any]]) -> list[Link]:
    """Footer items: `{"zh", "en"}` and an address or the name of a page; absent pages left out."""
    found = []
    for item in described:
        address = item.get("address") or (address_of(item["page"]) if "page" in item else "")
        if address or "page" not in item:
            found.append(Link(item["zh"], item["en"], address))
    return found
