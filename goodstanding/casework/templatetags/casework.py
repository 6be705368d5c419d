"""Looking up the time limit of policy that a clock measures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template

if TYPE_CHECKING:
    from collections.abc import Mapping

    from goodstanding.catalogue.domain.model import Limit

register = template.Library()


@register.filter
def limit_of(key: str, limits: Mapping[str, Limit]) -> Limit | None:
    """The limit of that key; none where policy has dropped it since."""
    return limits.get(key)
