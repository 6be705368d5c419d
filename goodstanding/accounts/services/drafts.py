"""What a person had typed when the session was over: kept a day, for this person alone."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from goodstanding.accounts import adapters
from goodstanding.accounts.domain import DRAFT_LASTS, DRAFT_MOST_BYTES
from goodstanding.accounts.models import Draft, Person

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

Fields = dict[str, list[str]]

MOST_DRAFTS: Final = 10
_SECRET: Final = ("password", "token", "credential", "otp")


def keep(
    *, person_id: int, action: str, fields: Mapping[str, list[str]], now: datetime
) -> str | None:
    """Keep the fields of a form sent to `action`; the secret that finds them again.

    Passwords and files are not kept. None if nothing is left or it is too much.
    """
    kept = {name: said for name, said in fields.items() if not _is_secret(name)}
    content = json.dumps({"action": action, "fields": kept}).encode()
    if not any(any(said) for said in kept.values()) or len(content) > DRAFT_MOST_BYTES:
        return None
    if not Person.objects.filter(pk=person_id, is_active=True).exists():
        return None
    old = Draft.objects.filter(person_id=person_id).order_by("-created_at")
    Draft.objects.filter(pk__in=old.values("pk")[MOST_DRAFTS - 1 :]).delete()
    token = adapters.new_token()
    Draft.objects.create(
        token_hash=adapters.digest("draft", token), person_id=person_id, path=action,
        content=adapters.encrypt(content), created_at=now,
    )  # fmt: skip
    return token


def find(*, person: Person, token: str, now: datetime) -> tuple[str, Fields] | None:
    """Where the form was sent and its fields; None for somebody else's, an old or unknown one."""
    draft = Draft.objects.filter(
        token_hash=adapters.digest("draft", token), person=person, created_at__gt=now - DRAFT_LASTS
    ).first()
    content = adapters.decrypt(bytes(draft.content)) if draft else None
    if content is None:
        return None
    said = json.loads(content)
    return str(said["action"]), dict(said["fields"])


def _is_secret(name: str) -> bool:
    return name == "csrfmiddlewaretoken" or any(word in name.lower() for word in _SECRET)
