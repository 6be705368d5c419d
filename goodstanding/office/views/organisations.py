"""Finding an organisation in the office, and its credit file with both times."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from goodstanding.accounts.domain import OFFICE_ROLES
from goodstanding.accounts.permissions import allowed
from goodstanding.lib.environment import CIVIL_TIME
from goodstanding.matching import permissions
from goodstanding.matching.queries.search import search
from goodstanding.office.forms.credit_file import PurposeForm, TimesForm
from goodstanding.office.queries.credit_file import STATES, Times, credit_file
from goodstanding.office.views.pages import answer, catalogue, clock, put_down
from goodstanding.organisations import queries as organisations_queries
from goodstanding.recall import queries as copies
from goodstanding.recall import services as recall
from goodstanding.recall.domain import Channel

if TYPE_CHECKING:
    from datetime import date, datetime

    from django.http import HttpResponse

    from goodstanding.accounts.permissions import PersonRequest
    from goodstanding.office.queries.credit_file import CreditFile
    from goodstanding.organisations.models import Organisation

PURPOSES = "office_purposes"
"""In a session: for which organisation which purpose of reading was given."""


@require_safe
@allowed(*OFFICE_ROLES)
def organisations(request: PersonRequest) -> HttpResponse:
    """Organisations by code, old number or name; one that is meant for certain is opened."""
    asked = request.GET.get("q", "").strip()[:200]
    page = search(asked, limit=25, public=False) if asked else None
    if page and page.count == 1 and page.hits and page.hits[0].score >= 96:
        return redirect("office:credit_file", page.hits[0].uscc)
    return answer(request, "organisations", {"asked": asked, "page": page}, part="_organisations")


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(*OFFICE_ROLES)
def file(request: PersonRequest, uscc: str) -> HttpResponse:
    """The credit file; the purpose of reading is asked first, once a session."""
    found = organisations_queries.find(uscc, known_before=_known_before(request))
    if found.uscc != uscc:  # an old number, or a name
        return redirect("office:credit_file", found.uscc)
    purposes = request.session.get(PURPOSES, {})
    if request.method == "POST":
        form = PurposeForm(request.POST)
        if not form.is_valid():
            return _ask(request, found, form, status=422)
        request.session[PURPOSES] = {**purposes, found.uscc: form.told()}
        return redirect(request.get_full_path())
    if found.uscc not in purposes:
        return _ask(request, found, PurposeForm())
    return _file(request, found, purpose=purposes[found.uscc])


def _known_before(request: PersonRequest) -> datetime:
    """Two that were merged since were two."""
    today = clock().astimezone(CIVIL_TIME).date()
    known_on = TimesForm(request.GET).days(today)[1]
    return Times(today, known_on, today).known_before


def _ask(
    request: PersonRequest, found: Organisation, form: PurposeForm, *, status: int = 200
) -> HttpResponse:
    return answer(request, "purpose", {"organisation": found, "form": form}, status=status)


def _file(request: PersonRequest, found: Organisation, *, purpose: str) -> HttpResponse:
    today = clock().astimezone(CIVIL_TIME).date()
    form = TimesForm(request.GET or None)
    as_of, known_on = form.days(today) if form.is_bound else (today, today)
    state, page = request.GET.get("state", ""), request.GET.get("page", "1")
    shown = credit_file(
        found, Times(as_of, known_on, today), catalogue(), settings.ENVIRONMENT,
        state=state if state in STATES else "", item=request.GET.get("item", ""),
        page=int(page) if page.isdecimal() and len(page) < 7 else 1, agency=request.user.agency,
    )  # fmt: skip
    _note_copy(request, found, shown, purpose, today)
    put_down(
        request, "file_read", f"organisation:{found.uscc}", purpose=purpose,
        as_of=as_of.isoformat(), known_on=known_on.isoformat(), records=len(shown.records),
    )  # fmt: skip
    times = form if form.is_bound else TimesForm(initial={"as_of": as_of, "known_on": known_on})
    context = {"file": shown, "times": times, "purpose": purpose, "policy": catalogue()}
    can_merge = permissions.can_propose(request.user)
    return answer(request, "file", {**context, "as_of": clock(), "can_merge": can_merge})


def _note_copy(
    request: PersonRequest, found: Organisation, shown: CreditFile, purpose: str, today: date
) -> None:
    """A body that reads another's records is told later if they change; once for each day."""
    recipient = copies.recipient_of(request.user, catalogue())
    read = [
        (record.fact.organisation_id, record.fact.id)
        for record in shown.records
        if not record.fact.withdrawn
    ]
    if recipient is not None:
        recall.register(
            recipient, read, channel=Channel.READ, reference=f"{found.uscc} {today}",
            purpose=purpose, by=request.user.actor, now=clock(),
        )  # fmt: skip
