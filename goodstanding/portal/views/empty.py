"""A page that shows nothing: what a page costs before anything is put on it, for the benchmark."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from goodstanding.accounts.permissions import public

if TYPE_CHECKING:
    from django.http import HttpRequest


@public
@require_safe
def empty(_request: HttpRequest) -> HttpResponse:
    """Nothing. Served in tests only."""
    return HttpResponse("", content_type="text/plain")
