"""Keys of programs: made, shown once, revoked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.db.models.functions import Now

from goodstanding.accounts import adapters
from goodstanding.accounts.domain import KEY_LASTS
from goodstanding.accounts.models import Key, Share
from goodstanding.audit import services as audit
from goodstanding.lib.environment import CIVIL_TIME

if TYPE_CHECKING:
    from datetime import datetime

    from goodstanding.audit.domain import Actor

SHOWN = 8
"""Letters of a secret by which people tell it from others."""


@dataclass(frozen=True)
class Wanted:
    """What a key is for: a system of an agency or of another body, by one purpose and its legal basis."""

    name: str
    purpose: str
    legal_basis: str
    agency: str = ""
    organisation: str = ""


@transaction.atomic
def make(wanted: Wanted, *, by: Actor, now: datetime) -> tuple[Key, str]:
    """A key and its secret, which is nowhere kept and can't be shown again."""
    token = f"gsk_{adapters.new_token()}"
    key = Key.objects.create(
        **vars(wanted), beginning=token[: len("gsk_") + SHOWN], made_by=by.label,
        token_hash=adapters.digest("key", token), created_at=now, expires_at=now + KEY_LASTS,
    )  # fmt: skip
    audit.record(
        "accounts.key_made", by=by, at=now, subject=f"key:{key.pk}",
        detail={"name": key.name, "purpose": key.purpose, "body": key.agency or key.organisation},
    )  # fmt: skip
    return key, token


@transaction.atomic
def revoke(key_id: int, *, by: Actor, now: datetime) -> None:
    """The key opens nothing any more; revoking it again changes nothing."""
    key = Key.objects.select_for_update(no_key=True).get(pk=key_id)
    if key.revoked_at is None:
        key.revoked_at, key.revoked_by = now, by.label
        key.save(update_fields=["revoked_at", "revoked_by"])
        audit.record(
            "accounts.key_revoked", by=by, at=now, subject=f"key:{key.pk}",
            detail={"name": key.name},
        )  # fmt: skip


def note_use(key: Key, *, now: datetime) -> None:
    """Remember the day on which the key was last used; written once a day."""
    today = now.astimezone(CIVIL_TIME).date()
    if key.used_on != today:
        Key.objects.filter(pk=key.pk).update(used_on=today)


# One instant is kept of each: until when the requests that came would have lasted at the even pace.
_TAKE = """
INSERT INTO accounts_share AS share (whose, until)
VALUES (%(whose)s, clock_timestamp() + %(pace)s * interval '1 second')
ON CONFLICT (whose) DO UPDATE
SET until = greatest(share.until, clock_timestamp()) + %(pace)s * interval '1 second'
WHERE share.until + %(pace)s * interval '1 second' <= clock_timestamp() + %(most)s * interval '1 second'
RETURNING 0
"""
_WAIT = """
SELECT greatest(1, ceil(extract(epoch FROM until - clock_timestamp()) + %(pace)s - %(most)s))::int
FROM accounts_share WHERE whose = %(whose)s
"""


def take_share(whose: str, *, per_minute: int, burst: int) -> int:
    """Take one request of somebody's share: 0, or the seconds to wait where none is left.

    At most `burst` at once and `per_minute` in the long run, whichever process of the node they come
    to. By the database's clock. The table is not logged: counting waits for no disk, and a crash
    of the database gives everybody a full share.
    """
    pace = 60 / per_minute
    places: dict[str, str | float] = {"whose": whose, "pace": pace, "most": burst * pace}
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, places)
        if cursor.fetchone():
            return 0
        cursor.execute(_WAIT, places)
        (wait,) = cursor.fetchone() or (1,)
    return int(wait)


def sweep() -> None:
    """Forget whoever has a full share again."""
    Share.objects.filter(until__lt=Now()).delete()
