"""Accounts: made, given other roles, blocked. Nobody changes their own rights."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from goodstanding.accounts.domain import Role, require_roles
from goodstanding.accounts.models import Person
from goodstanding.accounts.services import sessions
from goodstanding.audit import services as audit
from goodstanding.lib.errors import GoodstandingError

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from goodstanding.audit.domain import Actor


class EmailTakenError(GoodstandingError):
    code = "accounts.email_taken"
    message = (
        "There is an account with the address %(email)s. Change its roles, or give another address."
    )
    zh = "已有使用 %(email)s 的账号。请修改该账号的角色，或换一个邮箱。"
    http_status = 422


class OwnRightsError(GoodstandingError):
    code = "accounts.own_rights"
    message = "Nobody changes their own rights. Ask another security administrator."
    zh = "不能修改自己的权限。请由另一位安全管理员办理。"
    http_status = 403


@transaction.atomic
def create_person(
    *,
    email: str,
    name: str,
    roles: Collection[Role],
    agency: str = "",
    organisation: str = "",
    password: str | None = None,
    by: Actor,
    now: datetime,
) -> Person:
    """Make an account; with a password it can sign in at once, without one it is invited only.

    Raises RolesRefusedError (one of its kinds) and EmailTakenError.
    """
    require_roles(roles, agency=agency, organisation=organisation)
    person = Person(
        email=email.strip().lower(), name=name, granted=sorted(roles), agency=agency,
        organisation=organisation, created_at=now, joined_at=now if password else None,
    )  # fmt: skip
    person.set_password(password)
    try:
        with transaction.atomic():
            person.save(force_insert=True)
    except IntegrityError as taken:
        if "accounts_person_email" not in str(taken):
            raise
        raise EmailTakenError(email=email) from taken
    _record("accounts.person_created", person, by=by, now=now, **_rights(person))
    return person


@transaction.atomic
def set_roles(
    *,
    person: Person,
    roles: Collection[Role],
    agency: str = "",
    organisation: str = "",
    by: Actor,
    now: datetime,
) -> Person:
    """Give an account other roles; its sessions end, so that no page shows what is no longer allowed.

    The same roles again change nothing. Raises RolesRefusedError and OwnRightsError.
    """
    _require_other(person, by)
    require_roles(roles, agency=agency, organisation=organisation)
    person = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    before = _rights(person)
    person.granted, person.agency, person.organisation = sorted(roles), agency, organisation
    if _rights(person) == before:
        return person
    person.save(update_fields=["granted", "agency", "organisation"])
    sessions.end_all(person=person, because="rights", now=now)
    _record("accounts.roles_changed", person, by=by, now=now, before=before, after=_rights(person))
    return person


@transaction.atomic
def block(*, person: Person, reason: str, by: Actor, now: datetime) -> Person:
    """Lock an account out and end all its sessions at once; blocking a blocked one changes nothing."""
    _require_other(person, by)
    person = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    if not person.is_active:
        return person
    person.is_active, person.blocked_at = False, now
    person.save(update_fields=["is_active", "blocked_at"])
    ended = sessions.end_all(person=person, because="blocked", now=now)
    _record("accounts.blocked", person, by=by, now=now, reason=reason, sessions=ended)
    return person


@transaction.atomic
def unblock(*, person: Person, by: Actor, now: datetime) -> Person:
    """Let a blocked account sign in again, with the roles that it had."""
    _require_other(person, by)
    person = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    if person.is_active:
        return person
    person.is_active, person.blocked_at = True, None
    person.save(update_fields=["is_active", "blocked_at"])
    _record("accounts.unblocked", person, by=by, now=now)
    return person


@transaction.atomic
def remove_second_factor(*, person: Person, by: Actor, now: datetime) -> None:
    """For who lost the device: every second factor goes, sessions end, a new one is set up next time."""
    from allauth.mfa.models import Authenticator

    _require_other(person, by)
    removed, _ = Authenticator.objects.filter(user_id=person.pk).delete()
    ended = sessions.end_all(person=person, because="second_factor", now=now)
    _record("accounts.second_factor_reset", person, by=by, now=now, removed=removed, sessions=ended)


def set_preferences(*, person: Person, theme: str, shortcuts: bool) -> None:
    """How a person wants pages to look and behave; nobody else's business, so not in the log."""
    Person.objects.filter(pk=person.pk).update(theme=theme, shortcuts=shortcuts)


def note_password_changed(*, person: Person, key: str, now: datetime) -> None:
    """A person chose a new password: every session but this one ends."""
    ended = sessions.end_all(person=person, because="password", now=now, but=key)
    _record("accounts.password_changed", person, by=person.actor, now=now, sessions=ended)


def note_second_factor(*, person: Person, added: bool, kind: str, now: datetime) -> None:
    """A person set up or took away a second factor of their own."""
    action = "accounts.second_factor_added" if added else "accounts.second_factor_removed"
    _record(action, person, by=person.actor, now=now, kind=kind)


def _require_other(person: Person, by: Actor) -> None:
    if by.kind == "person" and by.id == str(person.pk):
        raise OwnRightsError


def _rights(person: Person) -> dict[str, object]:
    return {
        "roles": sorted(person.granted), "agency": person.agency,
        "organisation": person.organisation,
    }  # fmt: skip


def _record(action: str, person: Person, *, by: Actor, now: datetime, **detail: object) -> None:
    detail = {"name": person.name, **detail}
    audit.record(action, by=by, subject=f"person:{person.pk}", at=now, detail=detail)
