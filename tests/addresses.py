"""Every address of the URL map, for the tests that must forget none."""

from __future__ import annotations

import re

from django.urls import URLPattern, URLResolver, get_resolver

# What a place in an address is filled with: well formed, and nothing that exists.
FILLINGS = {"int": "987654321", "str": "nothing", "slug": "nothing", "path": "nothing",
            "uuid": "00000000-0000-4000-8000-000000000000"}  # fmt: skip


def addresses(patterns=None, before=""):
    """Every address of the URL map in Chinese with its view."""
    for entry in patterns if patterns is not None else get_resolver().url_patterns:
        place = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from addresses(entry.url_patterns, place)
        elif isinstance(entry, URLPattern):
            yield filled(place, entry), entry.callback


def filled(place, entry):
    """The address with its places filled; a place written as an expression gets a word."""
    place = re.sub(r"\(\?P<\w+>[^)]*\)", "nothing", place)
    place = re.sub(r"<(\w+):\w+>", lambda found: FILLINGS.get(found[1], "nothing"), place)
    place = re.sub(r"<\w+>", "nothing", place)
    return "/" + place.lstrip("/^").rstrip("$").replace("\\", "").replace("^", "")
