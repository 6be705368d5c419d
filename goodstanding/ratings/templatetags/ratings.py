"""`{% load ratings %}`: names by their codes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template

from goodstanding.catalogue.domain.model import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

register = template.Library()


@register.filter
def named(code: str, titles: Mapping[str, Text]) -> Text:
    """The title under a code; the code itself where there is none."""
    return titles.get(code, Text(code, code))
