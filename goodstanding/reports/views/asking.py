"""For the organisation, and for the window: special reports, certificates, and what was issued."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from goodstanding.accounts.domain import Role
from goodstanding.accounts.permissions import allowed, require
from goodstanding.lib.environment import now
from goodstanding.organisations.queries import find
from goodstanding.reports import forms, permissions
from goodstanding.reports.domain.refusals import GroundFallenError, NotPublicError, PeriodError
from goodstanding.reports.queries import authorisations, grounds, register
from goodstanding.reports.queries.words import in_force
from goodstanding.reports.services import certifying, issuing
from goodstanding.reports.views.verifying import as_pdf, language, today

if TYPE_CHECKING:
    from goodstanding.accounts.permissions import PersonRequest
    from goodstanding.lib.errors import GoodstandingError
    from goodstanding.reports.queries.words import Policy

YEARS = 3
"""What the form proposes; policy says what is allowed."""


@require_safe
@allowed(Role.REPRESENTATIVE)
def mine(request: PersonRequest) -> HttpResponse:
    """What was issued about the organisation at its own wish, and what it can ask for."""
    uscc, layouts = request.user.organisation, in_force(settings.ENVIRONMENT).layouts
    issued = [(one, layouts.title(one.kind)) for one in register.of_organisation(uscc)]
    page = {"uscc": uscc, "documents": issued, "today": today()}
    return render(request, "reports/mine.html", page)


@require_http_methods(["GET", "POST"])
@allowed(Role.REPRESENTATIVE, Role.CENTRE_OPERATOR, Role.AUTHORISED_USER)
def special(request: PersonRequest, uscc: str) -> HttpResponse:
    """Ask for a special report: on oneself, at the window, or by an authorisation in force."""
    authorisation = authorisations.in_force(request.user.organisation, uscc, today())
    own = permissions.can_ask_for(request.user, uscc)
    require(own or (request.user.has(Role.AUTHORISED_USER) and authorisation is not None))
    layout, organisation = in_force(settings.ENVIRONMENT).layouts.special, find(uscc)
    form = forms.Special(request.POST or None, domains=layout.domains, initial=_proposed(layout, authorisation))  # fmt: skip
    used = None if own else authorisation
    page = {
        "form": form, "organisation": organisation, "layout": layout, "authorisation": used
    }  # fmt: skip
    if not form.is_valid():
        return render(request, "reports/special.html", page, status=422 if form.is_bound else 200)
    try:
        document = issuing.special_report(
            organisation, asked=form.asked(), purpose=form.cleaned_data["purpose"],
            applicant=organisation.name, authorisation=used, language=language(), environment=settings.ENVIRONMENT, by=request.user.actor,
            now=now(settings.ENVIRONMENT),
        )  # fmt: skip
    except PeriodError as refused:
        form.add_error("start", _in_words(refused))
        return render(request, "reports/special.html", page, status=422)
    return redirect("reports:document", document.number)


def _proposed(layout: Any, authorisation: Any) -> dict[str, Any]:
    end = today()
    start = end.replace(year=end.year - YEARS, day=min(end.day, 28))
    return {
        "start": start, "end": end, "domains": [one.code for one in layout.domains],
        "purpose": authorisation.purpose if authorisation else "",
    }  # fmt: skip


@require_http_methods(["GET", "POST"])
@allowed(Role.REPRESENTATIVE, Role.CENTRE_OPERATOR)
def certificate(request: PersonRequest, uscc: str) -> HttpResponse:
    """Ask for a certificate of good standing or of a grade; where its ground does not hold, the page says why."""
    require(permissions.can_ask_for(request.user, uscc))
    policy, organisation = in_force(settings.ENVIRONMENT), find(uscc)
    form = forms.Certificate(request.POST or None, choices=_certifiable(uscc, policy))
    page = {"form": form, "organisation": organisation, "layouts": policy.layouts.certificates}
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "reports/certificate.html", page, status=status)
    try:
        document = certifying.certify(
            uscc, grade=form.cleaned_data["grade"], purpose=form.cleaned_data["purpose"],
            language=language(), environment=settings.ENVIRONMENT, by=request.user.actor,
            now=now(settings.ENVIRONMENT),
        )  # fmt: skip
    except (GroundFallenError, NotPublicError) as refused:
        form.add_error(None, _in_words(refused))
        return render(request, "reports/certificate.html", page, status=422)
    return redirect("reports:document", document.number)


def _certifiable(uscc: str, policy: Policy) -> list[tuple[str, str]]:
    """Good standing, and each grade that there may be, by its name and who gives it."""
    instant, shown = now(settings.ENVIRONMENT), language()
    grades = grounds.offered(uscc, policy, instant)
    standing = policy.layouts.standing.heading.title
    return [
        ("", standing.en if shown == "en" else standing.zh),
        *((code, f"{title.en} ({body.en})" if shown == "en" else f"{title.zh}（{body.zh}）") for code, title, body in grades),
    ]  # fmt: skip


@require_safe
@allowed(Role.REPRESENTATIVE, Role.AUTHORISED_USER, Role.CENTRE_OPERATOR, Role.CENTRE_REVIEWER)
def document(request: PersonRequest, number: str) -> HttpResponse:
    """One document: how it stands, its file, its credential."""
    found = register.by_number(number)
    require(permissions.can_read(request.user, found))
    issued = register.issued(found)
    page = {"document": found, "issued": issued, "today": today()}
    return render(request, "reports/document.html", page)


@require_safe
@allowed(Role.REPRESENTATIVE, Role.AUTHORISED_USER, Role.CENTRE_OPERATOR, Role.CENTRE_REVIEWER)
def file(request: PersonRequest, number: str) -> HttpResponse:
    """Its PDF; that it was taken is recorded."""
    found = register.by_number(number)
    require(permissions.can_read(request.user, found))
    issuing.record_reading(found, by=request.user.actor, now=now(settings.ENVIRONMENT))
    return as_pdf(found)


@require_safe
@allowed(Role.REPRESENTATIVE, Role.CENTRE_OPERATOR, Role.CENTRE_REVIEWER)
def token(request: PersonRequest, number: str) -> HttpResponse:
    """The credential of a certificate, to be checked by any standard library."""
    found = register.by_number(number)
    require(permissions.can_read(request.user, found) and bool(found.token))
    issuing.record_reading(found, by=request.user.actor, now=now(settings.ENVIRONMENT))
    response = HttpResponse(found.token, content_type="application/vc+jwt")
    response["Content-Disposition"] = f'attachment; filename="{found.number}.jwt"'
    return response


def _in_words(refused: GoodstandingError) -> str:
    return refused.messages["zh" if language() == "zh" else "en"]
