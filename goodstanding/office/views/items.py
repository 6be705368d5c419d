"""The items of the catalogue for who sends them: templates, help for each field, one record by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from goodstanding.accounts.domain import AGENCY_ROLES, OFFICE_ROLES
from goodstanding.accounts.permissions import allowed
from goodstanding.catalogue.domain import sheets
from goodstanding.catalogue.domain.unknown import UnknownItemError
from goodstanding.catalogue.queries import spreadsheet
from goodstanding.collection.domain.kept import Mode, kept_fields
from goodstanding.collection.forms import RowForm
from goodstanding.collection.permissions import can_submit
from goodstanding.collection.services.entering import enter
from goodstanding.office.queries import catalogue as policy
from goodstanding.office.queries.submitted import code_lists
from goodstanding.office.views.pages import answer, catalogue, clock

if TYPE_CHECKING:
    from goodstanding.accounts.permissions import PersonRequest
    from goodstanding.catalogue.domain.model import Item

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
@allowed(*OFFICE_ROLES)
def items(request: PersonRequest) -> HttpResponse:
    """The items that the agency sends; for the centre, all that the city takes."""
    of_agency = request.user.has(*AGENCY_ROLES)
    found = (
        policy.items_of(request.user, catalogue()) if of_agency else policy.items_on(catalogue())
    )
    asked = request.GET.get("q", "").strip()[:100]
    shown = [item for item in found if policy.is_asked(item, asked)]
    context = {"items": shown, "all": len(found), "asked": asked, "of_agency": of_agency}
    return answer(request, "items", {**context, "policy": catalogue()}, part="_items")


@require_safe
@allowed(*OFFICE_ROLES)
def item(request: PersonRequest, code: str) -> HttpResponse:
    """What the item is, and how each of its fields is filled in."""
    found = catalogue().item(code)
    context = {
        "item": found, "fields": policy.described_fields(found, catalogue()),
        "deadline": sheets.deadline_text(found), "disclosure": sheets.disclosure_text(found),
        "bases": [sheets.basis_text(basis) for basis in found.legal_basis],
        "can_submit": can_submit(request.user, found), "policy": catalogue(),
    }  # fmt: skip
    return answer(request, "item", context)


@require_safe
@allowed(*OFFICE_ROLES)
def template(request: PersonRequest, code: str) -> HttpResponse:  # noqa: ARG001  the same for everybody
    """The spreadsheet that an agency fills in."""
    response = HttpResponse(spreadsheet(catalogue(), code), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{code}.xlsx"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(*AGENCY_ROLES)
def entry(request: PersonRequest, code: str) -> HttpResponse:
    """One record by hand: the form, what was typed to check, then the ordinary door."""
    found = catalogue().item(code)
    if not can_submit(request.user, found):
        raise UnknownItemError(given=code, accepted="")
    fields, lists = kept_fields(found, Mode.UPSERT), code_lists(found, catalogue())
    data = request.POST if request.method == "POST" else None
    form = RowForm(data, fields=fields, code_lists=lists, demanding=True)
    if data is None or "change" in data or not form.is_valid():
        status = 422 if data is not None and "change" not in data else 200
        return _entry(request, found, form, status=status)
    if "token" not in data:
        return answer(request, "entry_check", _to_check(found, form))
    return _enter(request, found, form)


def _entry(request: PersonRequest, found: Item, form: RowForm, *, status: int) -> HttpResponse:
    context = {"item": found, "form": form, "policy": catalogue()}
    return answer(request, "entry", context, status=status)


def _to_check(found: Item, form: RowForm) -> dict[str, Any]:
    texts = form.texts()
    shown = [(field, texts[name]) for name, field in form.described.items()]
    hidden = [(name, value) for name, values in form.sent() for value in values]
    token = signing.dumps(uuid4().hex, salt="office.entry")
    return {"item": found, "shown": shown, "hidden": hidden, "token": token, "policy": catalogue()}


def _enter(request: PersonRequest, found: Item, form: RowForm) -> HttpResponse:
    try:
        token = signing.loads(form.data["token"], salt="office.entry", max_age=24 * 3600)
    except signing.BadSignature:
        return answer(request, "entry_check", _to_check(found, form))
    sent = enter(
        item=found.code, agency=request.user.agency, values=form.texts(), token=token,
        by=request.user.actor, environment=settings.ENVIRONMENT, now=clock(),
    )  # fmt: skip
    if sent.quarantined:
        messages.warning(request, _("这条记录还没有入库：请改正下面标出的地方。"))
        return redirect("office:row", sent.number, 1)
    return redirect("office:submission", sent.number)
