"""The single check for counters and approval systems: one request, one answer (docs/reference/api.md)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import JsonResponse
from django.views.decorators.http import require_POST

from goodstanding.accounts.api import keyed
from goodstanding.accounts.services import keys
from goodstanding.disclosure.queries import policy
from goodstanding.lib.environment import CIVIL_TIME, now
from goodstanding.lib.errors import GoodstandingError
from goodstanding.recall.queries import organisation_of_code
from goodstanding.verification.domain.rows import LONGEST, asked
from goodstanding.verification.queries.checking import Snapshot
from goodstanding.verification.queries.purposes import kept_purpose
from goodstanding.verification.services.checking import check_one

if TYPE_CHECKING:
    from django.http import HttpRequest

    from goodstanding.accounts.api import KeyRequest
    from goodstanding.accounts.models import Key
    from goodstanding.catalogue.domain.model import Text
    from goodstanding.recall.domain import Recipient
    from goodstanding.verification.domain.rows import Found, Row
    from goodstanding.verification.queries.telling import Answered

FIELDS = ("name", "code", "matter")


class UnreadableRequestError(GoodstandingError):
    code = "verification.unreadable_request"
    zh = "请求不能读取：%(reason_zh)s。请发送一个 JSON 对象，字段 matter 必填，name、code 至少一个，都是文本。"
    message = (
        "The request can't be read: %(reason)s. Send one JSON object of texts: matter, and name or"
        " code or both."
    )
    http_status = 422


@require_POST
@keyed
def check(request: KeyRequest) -> JsonResponse:
    """Answer about one organisation, for the purpose of the key."""
    given, instant = _given(request), now(settings.ENVIRONMENT)
    catalogue = policy.in_force(settings.ENVIRONMENT).catalogue
    purpose, rules = kept_purpose(request.key.purpose, settings.ENVIRONMENT.policy, catalogue)
    found = check_one(
        asked(given["name"], given["code"]), purpose, rules, matter=given["matter"],
        catalogue=catalogue, by=request.key.actor, now=instant,
        recipient=_recipient(request.key),
    )  # fmt: skip
    keys.note_use(request.key, now=instant)
    return JsonResponse(_told(found), json_dumps_params={"ensure_ascii": False})


def _given(request: HttpRequest) -> dict[str, str]:
    try:
        told = json.loads(request.body)
    except (ValueError, RecursionError):
        raise _unreadable("不是 JSON", "no JSON") from None
    if not isinstance(told, dict) or not all(isinstance(one, str) for one in told.values()):
        raise _unreadable("不是由文本组成的对象", "not an object of texts")
    unknown = sorted(set(told) - set(FIELDS))
    if unknown:
        raise _unreadable(f"没有字段 {unknown[0][:40]}", f"unknown field {unknown[0][:40]}")
    given = {name: told.get(name, "").strip() for name in FIELDS}
    if not given["matter"]:
        raise _unreadable("缺少 matter", "no matter")
    if max(map(len, given.values())) > LONGEST or "\x00" in "".join(given.values()):
        raise _unreadable(
            "有文本过长，或者含有空字符", "a text is too long or holds a zero character"
        )
    return given


def _unreadable(zh: str, en: str) -> UnreadableRequestError:
    return UnreadableRequestError(reason_zh=zh, reason=en)


def _recipient(key: Key) -> Recipient | None:
    """An authorised body is told of corrections under its credit code; an agency by the actor's."""
    if not key.organisation:
        return None
    return organisation_of_code(key.organisation)


def _told(found: Answered) -> dict[str, Any]:
    (row,) = found.rows
    snapshot = Snapshot.at(found.run.known_before, found.run.edition)
    return {
        "run": found.run.number, "at": found.run.at.astimezone(CIVIL_TIME).isoformat(),
        "purpose": found.purpose.code, "legal_basis": [one.title for one in found.purpose.legal_basis],
        "matter": found.run.matter, "snapshot": snapshot.id, "edition": found.run.edition,
        **_row(row),
        "sources": [
            {"title": _text(one.title), "last": one.last and one.last.astimezone(CIVIL_TIME).isoformat()}
            for one in found.sources
        ],
    }  # fmt: skip


def _row(row: Row) -> dict[str, Any]:
    return {
        "verdict": row.verdict.value, "uscc": row.uscc, "name": row.name,
        "records": [_record(one) for one in row.found],
        "undecided": [_text(one) for one in row.undecided],
    }  # fmt: skip


def _record(one: Found) -> dict[str, Any]:
    return {
        "check": _text(one.check), "item": _text(one.item), "agency": _text(one.agency),
        "dated": one.dated and one.dated.isoformat(), "key": one.key, "disputed": one.disputed,
        "version": one.version[1],
    }  # fmt: skip


def _text(one: Text) -> dict[str, str]:
    return {"zh": one.zh, "en": one.en}
