"""For the organisation: what can be repaired, an application, how it goes, taking it back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from goodstanding.accounts.domain import Role
from goodstanding.accounts.permissions import allowed, require
from goodstanding.audit import services as audit
from goodstanding.casework.services.timing import timing_of
from goodstanding.casework.views import moment
from goodstanding.catalogue.domain.commitments import letter_of
from goodstanding.organisations.queries import find
from goodstanding.records import queries as records
from goodstanding.repairs import forms, permissions
from goodstanding.repairs.domain import revocations, rulings
from goodstanding.repairs.domain.procedure import Channel, NoRecordError, State
from goodstanding.repairs.queries import assessing, cases
from goodstanding.repairs.services import filing, unremedied
from goodstanding.repairs.services.filing import Application, Evidence
from goodstanding.repairs.views import ends
from goodstanding.repairs.views import revocations as revocation_pages
from goodstanding.repairs.views import rulings as ruling_pages
from goodstanding.repairs.views.page import repair_page

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from goodstanding.accounts.permissions import PersonRequest
    from goodstanding.casework.services.timing import Timing
    from goodstanding.organisations.models import Organisation
    from goodstanding.repairs.queries.assessing import Assessed


@require_safe
@allowed(Role.REPRESENTATIVE)
def my_repairs(request: PersonRequest) -> HttpResponse:
    """The answer for each record of the person's own organisation."""
    return _eligible(request, request.user.organisation)


@require_safe
@allowed(Role.CENTRE_OPERATOR)
def at_the_window(request: PersonRequest, uscc: str) -> HttpResponse:
    """The same for an organisation whose people stand at the window."""
    return _eligible(request, uscc)


def _eligible(request: PersonRequest, uscc: str) -> HttpResponse:
    organisation, timing = find(uscc), timing_of(settings.ENVIRONMENT)
    found = assessing.of_organisation(
        organisation, loaded=timing.catalogue, environment=settings.ENVIRONMENT,
        today=moment().date(),
    )  # fmt: skip
    audit.record(
        "repair.looked_up", by=request.user.actor, subject=f"organisation:{organisation.uscc}",
        at=moment(), detail={"records": len(found)},
    )  # fmt: skip
    page = {
        "organisation": organisation, "records": found, "policy": timing.catalogue,
        "today": moment().date(),
    }  # fmt: skip
    return render(request, "repairs/eligible.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(Role.REPRESENTATIVE, Role.CENTRE_OPERATOR)
def apply(request: PersonRequest, uscc: str, item: str, fact: UUID) -> HttpResponse:
    """What is needed, asked on one page with the commitment; sent to the body at once."""
    require(permissions.can_apply_for(request.user, uscc))
    timing, organisation = timing_of(settings.ENVIRONMENT), find(uscc)
    record = _record(organisation, item, fact, timing)
    rule = record.eligibility.rule
    form = forms.Application(
        request.POST if request.method == "POST" else None, request.FILES or None,
        asks_proof=bool(rule and any(one.by == "applicant" for one in rule.proofs)),
        asks_commitment=bool(rule and rule.commitment),
    )  # fmt: skip
    letter = _letter(organisation, record, timing, str(form.data.get("cured_on", "")))
    if form.is_valid():
        own = request.user.has(Role.REPRESENTATIVE)
        repair = filing.file(
            organisation, _application(form, letter), item=item, fact=fact,
            channel=Channel.PORTAL if own else Channel.WINDOW, timing=timing,
            environment=settings.ENVIRONMENT, by=request.user.actor, now=moment(),
        )  # fmt: skip
        return redirect("repairs:mine" if own else "repairs:case", repair.case.number)
    page = {
        "form": form, "organisation": organisation, "record": record, "rule": rule,
        "letter": letter, "limits": timing.catalogue.limits,
        "body": timing.catalogue.agencies.get(record.version.agency),
    }  # fmt: skip
    return render(request, "repairs/apply.html", page, status=422 if form.is_bound else 200)


def _record(organisation: Organisation, item: str, fact: UUID, timing: Timing) -> Assessed:
    version = records.current_in_file(organisation.pk, item, fact)
    found = assessing.assess(
        organisation, [version] if version else [], loaded=timing.catalogue,
        environment=settings.ENVIRONMENT, today=moment().date(),
    )  # fmt: skip
    if not found:
        raise NoRecordError
    return found[0]


def _application(form: forms.Application, letter: str) -> Application:
    given: dict[str, Any] = form.cleaned_data
    paper = given.get("proof")
    evidence = [Evidence(paper, paper.name, paper.size)] if paper else []
    commitment = letter if given.get("commits") else ""
    return Application(given["cured_on"], given["statement"], commitment, evidence)


def _letter(organisation: Organisation, record: Assessed, timing: Timing, cured_on: str) -> str:
    """The commitment as it will be made, prefilled; empty where the rule asks for none."""
    policy, rule = timing.catalogue.commitments, record.eligibility.rule
    if policy is None or rule is None or not rule.commitment or "repair" not in policy.kinds:
        return ""
    body = timing.catalogue.agencies.get(record.version.agency)
    given = {
        "name": organisation.name, "uscc": organisation.uscc, "document": record.label,
        "body": body.title.zh if body else record.version.agency, "matter": rule.title.zh,
        "made_on": moment().date().isoformat(), "cured_on": cured_on,
        "until": str(record.standing.publicity.until or ""),
    }  # fmt: skip
    return letter_of(policy, policy.kinds["repair"], given).zh.strip()


@require_safe
@allowed(Role.REPRESENTATIVE)
def my_repair(request: PersonRequest, number: str) -> HttpResponse:
    if number.startswith(unremedied.PREFIX):
        return ends.page(request, number)
    if number.startswith(rulings.PREFIX):
        return ruling_pages.page(request, number)
    if number.startswith(revocations.PREFIX):
        return revocation_pages.page(request, number)
    repair = cases.repair_of(request.user, number)
    page = repair_page(repair, timing_of(settings.ENVIRONMENT), shared_only=True)
    can = permissions.is_next(repair, State.WITHDRAWN)
    return render(request, "repairs/my_repair.html", {**page, "can_withdraw": can})


@require_POST
@allowed(Role.REPRESENTATIVE)
def withdraw(request: PersonRequest, number: str) -> HttpResponse:
    repair = cases.repair_of(request.user, number)
    require(permissions.can_withdraw(request.user, repair))
    filing.withdraw(
        repair, timing=timing_of(settings.ENVIRONMENT), by=request.user.actor, now=moment()
    )
    return redirect("repairs:mine", number)
