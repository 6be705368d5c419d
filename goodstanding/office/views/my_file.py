"""An organisation's own file: all that is said about it, who read it, and what it can do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.views.decorators.http import require_safe

from goodstanding.accounts.domain import Role
from goodstanding.accounts.permissions import allowed
from goodstanding.casework.queries.cases import visible_to
from goodstanding.casework.views import address
from goodstanding.lib.environment import CIVIL_TIME
from goodstanding.office.queries.credit_file import STATES, Times, credit_file
from goodstanding.office.queries.readers import readers_of
from goodstanding.office.views.pages import answer, catalogue, clock, put_down
from goodstanding.organisations import queries as organisations

if TYPE_CHECKING:
    from django.http import HttpResponse

    from goodstanding.accounts.permissions import PersonRequest


@require_safe
@allowed(Role.REPRESENTATIVE)
def my_file(request: PersonRequest) -> HttpResponse:
    """Every record, public or not, ended or not; the cases that are open; who read what, and why."""
    found = organisations.find(request.user.organisation)
    today = clock().astimezone(CIVIL_TIME).date()
    state, page = request.GET.get("state", ""), request.GET.get("page", "1")
    shown = credit_file(
        found, Times(today, today, today), catalogue(), settings.ENVIRONMENT,
        state=state if state in STATES else "",
        page=int(page) if page.isdecimal() and len(page) < 7 else 1,
    )  # fmt: skip
    put_down(request, "own_file_read", f"organisation:{found.uscc}", records=len(shown.records))
    context = {
        "file": shown, "policy": catalogue(), "open": _open_cases(request),
        "readers": readers_of(found.uscc, until=clock()),
    }  # fmt: skip
    return answer(request, "my_file", {**context, "as_of": clock()})


def _open_cases(request: PersonRequest) -> list[dict[str, object]]:
    cases = visible_to(request.user).filter(closed_at=None).order_by("due_on", "id")
    return [{"case": case, "address": address(case, request.user)} for case in cases]
