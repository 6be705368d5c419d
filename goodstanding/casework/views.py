"""The work list by clock, and the acts that are alike in every case."""

from __future__ import annotations

from datetime import date, datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from goodstanding.accounts.domain import CENTRE_ROLES, OFFICE_ROLES, Role
from goodstanding.accounts.permissions import allowed
from goodstanding.casework import forms
from goodstanding.casework.domain.story import in_words
from goodstanding.casework.models import Clock, Message
from goodstanding.casework.queries import cases as reading
from goodstanding.casework.queries import clocks as clock_reading
from goodstanding.casework.queries.cases import Place
from goodstanding.casework.services import cases, clocks, papers
from goodstanding.casework.services.timing import timing_of
from goodstanding.lib.environment import now

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django import forms as django_forms
    from django.http import HttpResponse

    from goodstanding.accounts.permissions import PersonRequest
    from goodstanding.casework.models import Case
    from goodstanding.casework.services.timing import Timing
    from goodstanding.catalogue.domain.texts import Text

_HANDLERS = (
    Role.CENTRE_OPERATOR, Role.CENTRE_REVIEWER, Role.AGENCY_CASE_OFFICER, Role.AGENCY_APPROVER,
)  # fmt: skip
_PARTIES = (*OFFICE_ROLES, Role.REPRESENTATIVE)


def moment() -> datetime:
    """Now, in civil time: by it the days of a clock are counted."""
    return now(settings.ENVIRONMENT)


def address(case: Case, person: Any) -> str:
    """Where the person sees the case: every procedure has the two pages `case` and `mine`."""
    page = "mine" if person.has(Role.REPRESENTATIVE) else "case"
    return reverse(f"{case.kind}s:{page}", args=[case.number])


def case_page(
    case: Case, timing: Timing, words: Mapping[str, Text], *, shared_only: bool
) -> dict[str, Any]:
    """Clocks, story, letters, papers and notices of a case, in the words of its procedure."""
    limits = timing.catalogue.limits
    return {
        "case": case,
        "clocks": clock_reading.of_case(
            case, calendar=timing.calendar, limits=limits, today=moment().date()
        ),
        "limits": limits,
        "story": in_words(reading.story(case, shared_only=shared_only), words),
        "letters": reading.letters(case, shared_only=shared_only),
        "documents": reading.documents(case, shared_only=shared_only),
        "notices": reading.notices(case),
        "is_open": case.closed_at is None,
    }


@allowed(*OFFICE_ROLES)
def work_list(request: PersonRequest) -> HttpResponse:
    person, today = request.user, moment().date()
    timing = timing_of(settings.ENVIRONMENT)
    limits = timing.catalogue.limits
    scope = request.GET.get("scope", "agency")
    officer = {"mine": str(person.pk), "nobody": ""}.get(scope)
    found = reading.work_list(
        person, agency=person.agency, officer=officer, after=_place(request.GET.get("after", "")),
        limit=reading.PAGE + 1,
    )  # fmt: skip
    shown, more = found[: reading.PAGE], len(found) > reading.PAGE
    late = reading.late(shown, limits=limits, today=today)
    page = {
        "rows": [
            {
                "case": case, "address": address(case, person), "is_late": case.pk in late,
                "left": timing.calendar.between(today, case.due_on) if case.due_on else None,
            }
            for case in shown
        ],
        "counts": reading.load(person, agency=person.agency, limits=limits, today=today),
        "scope": scope,
        "next": f"?scope={scope}&after={_mark(shown[-1])}" if more else "",
    }  # fmt: skip
    return render(request, "casework/work_list.html", page)


@require_safe
@allowed(*CENTRE_ROLES)
def overview(request: PersonRequest) -> HttpResponse:
    """All clocks of all bodies: how many run, how many are over, and which those are."""
    timing, today = timing_of(settings.ENVIRONMENT), moment().date()
    agencies, limits = timing.catalogue.agencies, timing.catalogue.limits
    loads = reading.loads(limits=limits, today=today)
    found = reading.overdue(limits=limits, today=today)
    page = {
        "loads": [(one, agencies.get(one.agency)) for one in loads],
        "rows": [
            {
                "clock": clock, "body": agencies.get(clock.case.agency),
                "limit": limits.get(clock.limit),
                "left": timing.calendar.between(today, clock.due_on),
                # What names no organisation (a complaint) is opened by its body alone.
                "address": address(clock.case, request.user) if clock.case.uscc else "",
            }
            for clock in found
            if clock.due_on
        ],
    }  # fmt: skip
    return render(request, "casework/overview.html", page)


def _mark(case: Case) -> str:
    return f"{case.due_on or ''}_{case.pk}"


def _place(text: str) -> Place | None:
    """Where the page begins; nonsense begins at the beginning."""
    day, _, number = text.partition("_")
    try:
        return Place(date.fromisoformat(day) if day else None, int(number))
    except ValueError:
        return None


@allowed(*_PARTIES)
def case(request: PersonRequest, number: str) -> HttpResponse:
    return redirect(address(reading.case_of(request.user, number), request.user))


@require_POST
@allowed(*_HANDLERS)
def take(request: PersonRequest, number: str) -> HttpResponse:
    found, person = reading.case_of(request.user, number), request.user
    cases.assign(found, officer=str(person.pk), label=person.name, by=person.actor, now=moment())
    return redirect(address(found, person))


def _asked(
    request: PersonRequest, found: Case, form: django_forms.Form, title: str,
    do: Callable[[dict[str, Any]], object],
) -> HttpResponse:  # fmt: skip
    """A page that asks for words and then does something with them, back to the case."""
    if form.is_valid():
        do(form.cleaned_data)
        return redirect(address(found, request.user))
    page = {"form": form, "case": found, "title": title, "back": address(found, request.user)}
    return render(request, "casework/ask.html", page, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@allowed(*_HANDLERS, Role.REPRESENTATIVE)
def letter(request: PersonRequest, number: str) -> HttpResponse:
    found, person = reading.case_of(request.user, number), request.user
    side = Message.Side.OFFICE
    if person.organisation:
        side = Message.Side.ORGANISATION
    elif person.agency:
        side = Message.Side.SUPPLIER
    return _asked(
        request, found, forms.Words(request.POST or None), gettext("写信"),
        lambda said: cases.write(
            found, side=side, text=said["text"], shared=True, by=person.actor, now=moment()
        ),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@allowed(*_HANDLERS, Role.REPRESENTATIVE)
def add_document(request: PersonRequest, number: str) -> HttpResponse:
    found, person = reading.case_of(request.user, number), request.user
    form = forms.Evidence(request.POST or None, request.FILES or None)

    def keep(given: dict[str, Any]) -> None:
        paper = given["paper"]
        papers.add_document(
            found, paper, filename=paper.name, size=paper.size, kind="evidence", shared=True,
            home=settings.ENVIRONMENT.home, by=person.actor, now=moment(),
        )  # fmt: skip

    return _asked(request, found, form, gettext("添加文件"), keep)


@allowed(*_PARTIES)
def document(request: PersonRequest, number: str, document_id: int) -> FileResponse:
    person = request.user
    paper = papers.read_document(
        reading.case_of(person, number), document_id,
        shared_only=person.has(Role.REPRESENTATIVE), home=settings.ENVIRONMENT.home,
        by=person.actor, now=moment(),
    )  # fmt: skip
    return FileResponse(
        BytesIO(paper.content), as_attachment=True, filename=paper.title,
        content_type=paper.media_type,
    )  # fmt: skip


def _clock(found: Case, clock_id: int) -> Clock:
    clock: Clock = get_object_or_404(Clock, pk=clock_id, case=found)
    return clock


@require_http_methods(["GET", "POST"])
@allowed(*_HANDLERS)
def suspend(request: PersonRequest, number: str, clock_id: int) -> HttpResponse:
    found = reading.case_of(request.user, number)
    clock = _clock(found, clock_id)
    return _asked(
        request, found, forms.Words(request.POST or None), gettext("中止时限"),
        lambda said: clocks.suspend(
            clock, reason=said["text"], by=request.user.actor, now=moment()
        ),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@allowed(*_HANDLERS)
def extend(request: PersonRequest, number: str, clock_id: int) -> HttpResponse:
    found = reading.case_of(request.user, number)
    clock, calendar = _clock(found, clock_id), timing_of(settings.ENVIRONMENT).calendar
    return _asked(
        request, found, forms.Extension(request.POST or None), gettext("延长时限"),
        lambda said: clocks.extend(
            clock, days=said["days"], reason=said["text"], by=request.user.actor, now=moment(),
            calendar=calendar,
        ),
    )  # fmt: skip


@require_POST
@allowed(*_HANDLERS)
def resume(request: PersonRequest, number: str, clock_id: int) -> HttpResponse:
    found = reading.case_of(request.user, number)
    clocks.resume(
        _clock(found, clock_id), by=request.user.actor, now=moment(),
        calendar=timing_of(settings.ENVIRONMENT).calendar,
    )  # fmt: skip
    return redirect(address(found, request.user))
