"""Who was told that a record changed and has not answered in time: a public list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.views.decorators.http import require_safe

from goodstanding.accounts.permissions import public
from goodstanding.portal.queries import publication
from goodstanding.recall import queries as recall

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@public
@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """Holders that are late with an answer, the longest first; no record is named.

    Never kept elsewhere (`kept`): it changes with an answer, not with a publication.
    """
    context = {"late": recall.register(), "as_of": publication.state().published_at}
    return render(request, "portal/recalls.html", context)
