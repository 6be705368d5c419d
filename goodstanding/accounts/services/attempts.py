"""Failed attempts to sign in: counted in the database, so that every process knows them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from goodstanding.accounts import adapters, queries
from goodstanding.accounts.domain import (
    ATTEMPTS_COUNTED,
    MOST_ATTEMPTS,
    MOST_ATTEMPTS_FROM_ONE_PLACE,
    mask_email,
)
from goodstanding.accounts.models import Attempt
from goodstanding.audit import services as audit
from goodstanding.audit.domain import Actor
from goodstanding.lib.errors import GoodstandingError

if TYPE_CHECKING:
    from datetime import datetime

    from goodstanding.accounts.models import Person


CODE_KNOWN: Final = timedelta(minutes=3)
MOST_LETTERS: Final = 3
MOST_LETTERS_FROM_ONE_PLACE: Final = 20


class LockedOutError(GoodstandingError):
    """Too many attempts failed; the next one is not even tried."""

    code = "accounts.locked_out"
    message = "Too many attempts failed. Wait %(minutes)s minutes, or choose a new password."
    zh = "失败次数过多。请 %(minutes)s 分钟后再试，或重设密码。"
    http_status = 429


def require_open(*, email: str, place: str, now: datetime) -> None:
    """Refuse to try a password or code after too many failures on the account or from the place.

    Raises LockedOutError, whether or not there is such an account.
    """
    counted = (
        (_account(email), MOST_ATTEMPTS),
        (_place(place), MOST_ATTEMPTS_FROM_ONE_PLACE),
    )
    for about, most in counted:
        since = now - ATTEMPTS_COUNTED
        last = Attempt.objects.filter(about=about, at__gt=since).order_by("-at")[:most]
        times = list(last.values_list("at", flat=True))
        if len(times) >= most:
            wait = times[-1] + ATTEMPTS_COUNTED - now
            raise LockedOutError(minutes=int(wait.total_seconds() // 60) + 1)


def note_failure(*, email: str, place: str, step: str, now: datetime) -> None:
    """Count a failed attempt (`step`: password or second_factor), and write it into the log.

    The address is masked there: what was typed may be somebody's who has no account, or a
    password in the wrong field.
    """
    about = _account(email)
    Attempt.objects.bulk_create(
        [Attempt(about=about, at=now), Attempt(about=_place(place), at=now)]
    )
    person = queries.person_by_email(email)
    by, subject = _who(person, place)
    detail = {"email": mask_email(email), "step": step}
    audit.record("accounts.sign_in_failed", by=by, subject=subject, at=now, detail=detail)
    failed = Attempt.objects.filter(about=about, at__gt=now - ATTEMPTS_COUNTED).count()
    if failed == MOST_ATTEMPTS:
        audit.record("accounts.locked_out", by=by, subject=subject, at=now, detail=detail)


def clear(*, email: str) -> None:
    """Forget the account's failures: its person has signed in."""
    Attempt.objects.filter(about=_account(email)).delete()


def _who(person: Person | None, place: str) -> tuple[Actor, str]:
    # Nobody has proved yet to be the person: the log says so by naming the place.
    by = Actor(kind="system", id="sign-in", label=f"sign-in from {place}")
    return by, f"person:{person.pk}" if person else ""


def _account(email: str) -> str:
    return adapters.digest("account", email.strip().lower())


def _place(place: str) -> str:
    return adapters.digest("place", place)


def use_code(*, person_id: int, code: str, now: datetime) -> bool:
    """Whether a one-time code is used for the first time; in every process."""
    about = adapters.digest("code", f"{person_id} {code.strip()}")
    if Attempt.objects.filter(about=about, at__gt=now - CODE_KNOWN).exists():
        return False
    Attempt.objects.create(about=about, at=now)
    return True


def may_ask_letter(*, email: str, place: str, now: datetime) -> bool:
    """Whether one more letter may go to the address: few in an hour, and few for one place."""
    letters = ((adapters.digest("letter", email.strip().lower()), MOST_LETTERS),
               (adapters.digest("letter from", place), MOST_LETTERS_FROM_ONE_PLACE))  # fmt: skip
    for about, most in letters:
        if Attempt.objects.filter(about=about, at__gt=now - ATTEMPTS_COUNTED).count() >= most:
            return False
    Attempt.objects.bulk_create([Attempt(about=about, at=now) for about, _ in letters])
    return True
