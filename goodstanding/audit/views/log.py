"""The auditor's page. Who may see it is said where it is mounted (accounts.urls): roles stand above.

Reading the log is an event of the log.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from goodstanding.audit import queries, services
from goodstanding.audit.domain import Fault
from goodstanding.audit.forms import FilterForm, PeriodForm
from goodstanding.audit.views import sentences
from goodstanding.background import services as background
from goodstanding.lib.environment import now
from goodstanding.web.adapters.agencies import agency_titles

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse, HttpResponseBase

    from goodstanding.audit.models import Event


def table(request: HttpRequest) -> HttpResponse:
    """The state of the chain first, then events, newest first."""
    names = [(action, sentences.action_name(action)) for action in queries.actions()]
    form = FilterForm(request.GET, actions=names)
    is_right = form.is_valid()
    chosen = form.chosen() if is_right else queries.Filter()
    found = queries.events(
        chosen, before=_key(request, "before"), after=_key(request, "after")
    )  # fmt: skip
    asked = {name: said for name, said in request.GET.items() if said}
    services.record(
        "audit.read", by=_actor(request), at=now(settings.ENVIRONMENT), detail={"filter": asked}
    )
    told = {
        "form": form, "state": queries.chain_state(), "fault": _fault_in_words(),
        "rows": [_row(event) for event in found.events], "page": _pages(form, found),
        "is_filtered": bool(asked), "agencies": agency_titles(),
    }  # fmt: skip
    return render(request, "audit/log.html", told, status=200 if is_right else 422)


def export(request: HttpRequest) -> HttpResponseBase:
    """A period of the log as signed JSON Lines; without a period, a page that asks for one."""
    form = PeriodForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return render(
            request, "audit/export.html", {"form": form}, status=422 if form.errors else 200
        )
    since, until = form.period()
    at = now(settings.ENVIRONMENT)
    lines = services.export(
        since=since, until=until, home=settings.ENVIRONMENT.home, by=_actor(request), now=at
    )
    response = StreamingHttpResponse(lines, content_type="application/jsonl")
    name = f"audit-{at:%Y%m%dT%H%M%S}.jsonl"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_POST
def verify(request: HttpRequest) -> HttpResponse:
    """Have the chain checked now; a long log takes minutes, so a worker does it."""
    background.defer("audit.verify")
    messages.info(request, _("已开始核验，完成后在此显示结果。"))
    return redirect("accounts:audit-log")


def _actor(request: HttpRequest) -> Any:
    return request.user.actor  # type: ignore[union-attr]


def _key(request: HttpRequest, name: str) -> int | None:
    said = request.GET.get(name, "")
    return int(said) if said.isdecimal() and len(said) < 19 else None


def _row(event: Event) -> dict[str, Any]:
    raw = {
        "position": event.position, "at": event.at.isoformat(), "action": event.action,
        "actor": {"kind": event.actor_kind, "id": event.actor_id, "label": event.actor_label},
        "agency": event.agency, "subject": event.subject, "purpose": event.purpose,
        "detail": event.detail, "previous": event.previous, "hash": event.hash,
    }  # fmt: skip
    return {
        "event": event,
        "sentence": sentences.sentence(event),
        "raw": json.dumps(raw, ensure_ascii=False, indent=2),
    }


def _pages(form: FilterForm, found: queries.Page) -> dict[str, str]:
    filters = {name: form.data[name] for name in form.fields if form.data.get(name)}

    def query(**key: int | None) -> str:
        return "?" + urlencode({**filters, **key}) if all(key.values()) else ""

    return {"next": query(before=found.older), "previous": query(after=found.newer)}


def _fault_in_words() -> str:
    state = queries.chain_state()
    words = {
        Fault.ALTERED: _("这一条的内容与记录时不同。"),
        Fault.REMOVED: _("它之前有事件被删除。"),
        Fault.REORDERED: _("它与前一条不相接。"),
        Fault.UNSEALED: _("它绕过了封存。"),
        Fault.CUT_OFF: _("末尾的事件被删除。"),
        Fault.REPLACED: _("这一条与库外保存的摘要不同，日志曾被整体改写。"),
    }
    return words.get(Fault(state.reason), "") if state.reason else ""
