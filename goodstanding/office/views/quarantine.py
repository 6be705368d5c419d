"""The quarantine: every row that waits, by age and by reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.views.decorators.http import require_safe

from goodstanding.accounts.domain import AGENCY_ROLES, OFFICE_ROLES
from goodstanding.accounts.permissions import allowed
from goodstanding.collection.queries import quarantine
from goodstanding.office.forms.narrowing import QuarantineFilters
from goodstanding.office.queries import desk
from goodstanding.office.views.pages import answer, catalogue, clock, pager, put_down

if TYPE_CHECKING:
    from django.http import HttpResponse

    from goodstanding.accounts.permissions import PersonRequest


@require_safe
@allowed(*OFFICE_ROLES)
def listed(request: PersonRequest) -> HttpResponse:
    form = QuarantineFilters(request.GET, person=request.user, catalogue=catalogue())
    narrowed = form.narrowed()
    rows, following = quarantine.page(
        request.user, narrowed, items=catalogue().item, after=form.after()
    )
    put_down(request, "quarantine_read", "quarantine", rows=len(rows))
    context = {
        "form": form, "rows": rows, "page": pager(request, after=following),
        "waiting": desk.waiting(request.user, settings.ENVIRONMENT, narrowed, now=clock()),
        "policy": catalogue(), "can_correct": request.user.has(*AGENCY_ROLES),
    }  # fmt: skip
    return answer(request, "quarantine", context, part="_quarantine")
