"""What every page says of itself: the site's name and operator, as the city's policy gives them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings

from goodstanding.disclosure.queries import policy
from goodstanding.lib.errors import GoodstandingError

if TYPE_CHECKING:
    from django.http import HttpRequest


def site(request: HttpRequest | None) -> dict[str, Any]:  # noqa: ARG001  Django passes it
    """The context processor. Where policy can't be read, the page that says so goes without a name."""
    try:
        return {"site": policy.in_force(settings.ENVIRONMENT).catalogue.city.site}
    except GoodstandingError:
        return {}
