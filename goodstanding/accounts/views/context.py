"""What every page's shell knows of the reader: looks, keys, when the session ends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse

from goodstanding.accounts.domain import IDLE, LONGEST_SESSION
from goodstanding.lib.environment import now

if TYPE_CHECKING:
    from django.http import HttpRequest


def account(request: HttpRequest) -> dict[str, Any]:
    """The context processor; asks the database nothing that the middleware has not asked."""
    session = getattr(request, "account_session", None)
    if session is None:
        return {}
    at, person = now(settings.ENVIRONMENT), session.person
    ends_at = min(at + IDLE, session.started_at + LONGEST_SESSION)
    return {
        "theme": person.theme,
        "shortcuts": person.shortcuts,
        "session_ends_in": max(int((ends_at - at).total_seconds()), 1),
        "session_extend_address": reverse("accounts:still-here"),
    }
