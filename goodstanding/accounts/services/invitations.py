"""Invitations: the only way to an account. One link, once, for seven days."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from goodstanding.accounts import adapters, queries
from goodstanding.accounts.domain import INVITATION_LASTS
from goodstanding.accounts.models import Invitation, Person
from goodstanding.accounts.services import people
from goodstanding.audit import services as audit
from goodstanding.lib.errors import GoodstandingError

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from goodstanding.accounts.domain import Role
    from goodstanding.audit.domain import Actor


class InvitationOverError(GoodstandingError):
    code = "accounts.invitation_over"
    message = "This invitation was used, taken back or is too old. Ask for a new one."
    zh = "这个邀请已使用、已撤回或已过期。请联系安全管理员重新邀请。"
    http_status = 410


@transaction.atomic
def invite(
    *,
    email: str,
    name: str,
    roles: Collection[Role],
    agency: str = "",
    organisation: str = "",
    by: Actor,
    now: datetime,
) -> tuple[Person, str]:
    """Make an account that waits for its person, and the secret of its link, told only here.

    Raises what `people.create_person` raises.
    """
    person = people.create_person(
        email=email, name=name, roles=roles, agency=agency, organisation=organisation, by=by,
        now=now,
    )  # fmt: skip
    return person, _issue(person, by=by, now=now)


@transaction.atomic
def invite_again(*, person: Person, by: Actor, now: datetime) -> str:
    """A new link for who has not taken up the first; the old one leads nowhere from now on."""
    if person.joined_at is not None or not person.is_active:
        raise InvitationOverError
    return _issue(person, by=by, now=now)


def _issue(person: Person, *, by: Actor, now: datetime) -> str:
    person.invitations.filter(used_at=None).update(used_at=now)
    token = adapters.new_token()
    Invitation.objects.create(
        person=person, token_hash=adapters.digest("invitation", token), invited_by=by.label,
        created_at=now, expires_at=now + INVITATION_LASTS,
    )  # fmt: skip
    audit.record(
        "accounts.invited", by=by, subject=f"person:{person.pk}", at=now,
        detail={"name": person.name, "roles": sorted(person.granted)},
    )  # fmt: skip
    return token


@transaction.atomic
def accept(*, token: str, password: str, now: datetime) -> Person:
    """Take an invitation up with a password; the link leads nowhere afterwards.

    Raises InvitationOverError.
    """
    invitation = queries.open_invitation(token, now)
    if invitation is None or not _use(invitation, now):
        raise InvitationOverError
    person = invitation.person
    person.set_password(password)
    return _join(person, "password", now)


@transaction.atomic
def join_by_single_sign_on(*, person: Person, now: datetime) -> Person:
    """Take up the person's invitation by a first single sign-on. Raises InvitationOverError."""
    open_ones = person.invitations.filter(used_at=None, expires_at__gt=now)
    if not open_ones.update(used_at=now):
        raise InvitationOverError
    return _join(person, "single_sign_on", now)


def _use(invitation: Invitation, now: datetime) -> bool:
    """Whether this call was the one that used it: of two at once, one."""
    return bool(Invitation.objects.filter(pk=invitation.pk, used_at=None).update(used_at=now))


def _join(person: Person, method: str, now: datetime) -> Person:
    person.joined_at = now
    person.save(update_fields=["password", "joined_at"])
    audit.record(
        "accounts.joined", by=person.actor, subject=f"person:{person.pk}", at=now,
        detail={"method": method},
    )  # fmt: skip
    return person
