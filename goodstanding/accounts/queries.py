"""What pages ask about accounts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db.models import Q
from django.utils.translation import gettext, gettext_noop

from goodstanding.accounts import adapters
from goodstanding.accounts.domain import Role, why_over
from goodstanding.accounts.models import Invitation, Key, Person, Session
from goodstanding.web.adapters.agencies import agency_titles

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.db.models import QuerySet

ROLE_NAMES: Final = {
    Role.AGENCY_REPORTER: gettext_noop("报送员"),
    Role.AGENCY_CASE_OFFICER: gettext_noop("办案员"),
    Role.AGENCY_APPROVER: gettext_noop("审批人"),
    Role.CENTRE_OPERATOR: gettext_noop("中心经办"),
    Role.CENTRE_REVIEWER: gettext_noop("中心复核"),
    Role.AUDITOR: gettext_noop("审计管理员"),
    Role.SECURITY_ADMINISTRATOR: gettext_noop("安全管理员"),
    Role.SYSTEM_ADMINISTRATOR: gettext_noop("系统管理员"),
    Role.REPRESENTATIVE: gettext_noop("组织代表"),
    Role.AUTHORISED_USER: gettext_noop("授权用户"),
}
PER_PAGE: Final = 50


def role_name(role: Role) -> str:
    """The role in the reader's language."""
    return gettext(ROLE_NAMES[role])


def role_names(roles: Iterable[Role]) -> list[str]:
    """The roles in the reader's language, in the order of `Role`."""
    return [role_name(role) for role in Role if role in set(roles)]


@dataclass(frozen=True)
class Row:
    """A person as the table of people shows one."""

    person: Person
    roles: list[str]
    second_factor: bool


@dataclass(frozen=True)
class PeoplePage:
    rows: list[Row]
    next_after: int | None


def people(
    *, text: str = "", role: str = "", state: str = "", after: int | None = None
) -> PeoplePage:
    """A page of accounts, newest first."""
    found = Person.objects.order_by("-id")
    if text:
        found = found.filter(
            Q(name__icontains=text) | Q(email__icontains=text) | Q(agency__in=_agencies(text))
            | Q(organisation=text.upper())
        )  # fmt: skip
    if role:
        found = found.filter(granted__contains=[role])
    if state == "blocked":
        found = found.filter(is_active=False)
    elif state in {"active", "invited"}:
        found = found.filter(is_active=True, joined_at__isnull=state == "invited")
    if after:
        found = found.filter(id__lt=after)
    persons = list(found[: PER_PAGE + 1])
    protected = with_second_factor(persons[:PER_PAGE])
    rows = [Row(person, role_names(person.roles), person.pk in protected) for person in persons]
    return PeoplePage(rows[:PER_PAGE], persons[PER_PAGE - 1].pk if len(rows) > PER_PAGE else None)


def _agencies(text: str) -> list[str]:
    """The codes of agencies that a text names: by code, or by a part of the title in either language."""
    titles = agency_titles().items()
    named = [code for code, title in titles if text.lower() in f"{title.zh} {title.en}".lower()]
    return [text, *named]


def with_second_factor(persons: Iterable[Person]) -> set[int]:
    """Which of the persons have a second factor set up."""
    from allauth.mfa.models import Authenticator

    factors = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    keys = [person.pk for person in persons]
    found = Authenticator.objects.filter(user_id__in=keys, type__in=factors)
    return set(found.values_list("user_id", flat=True))


def has_second_factor(person: Person) -> bool:
    return bool(with_second_factor([person]))


def everybody() -> Iterable[Person]:
    """Every account, in the order in which they were made."""
    return Person.objects.order_by("id").iterator()


def person_by_email(email: str) -> Person | None:
    return Person.objects.filter(email=email.strip().lower()).first()


def is_active(person_id: int) -> bool:
    """Whether there is such an account and it is not blocked."""
    return Person.objects.filter(pk=person_id, is_active=True).exists()


def open_sessions(person: Person, now: datetime) -> list[Session]:
    """Where the person is signed in, last used first."""
    found = Session.objects.filter(person=person, ended_at=None).order_by("-seen_at", "-started_at")
    return [s for s in found if not why_over(started_at=s.started_at, seen_at=s.seen_at, now=now)]


def session(key: str) -> Session | None:
    return Session.objects.select_related("person").filter(key=key).first()


def open_invitation(token: str, now: datetime) -> Invitation | None:
    """The invitation that a link leads to, if it was neither used nor taken back nor is too old."""
    found = Invitation.objects.select_related("person").filter(
        token_hash=adapters.digest("invitation", token),
        used_at=None,
        expires_at__gt=now,
        person__is_active=True,
    )
    return found.first()


def is_invited(person: Person, now: datetime) -> bool:
    """Whether the person has an invitation that can still be taken up."""
    return person.invitations.filter(used_at=None, expires_at__gt=now).exists()


def key_of(token: str) -> Key | None:
    """The key that this is the secret of, whatever became of it."""
    # Asked by every request of a program: written out, it costs a third of what the ORM makes of it.
    wanted = [adapters.digest("key", token)]
    return next(
        iter(Key.objects.raw("SELECT * FROM accounts_key WHERE token_hash = %s", wanted)), None
    )


def keys_managed_by(person: Person) -> QuerySet[Key]:
    """The keys of the person's agency; every key for the security administrator."""
    found = Key.objects.order_by("revoked_at", "-id")
    if person.has(Role.SECURITY_ADMINISTRATOR):
        return found
    return found.filter(agency=person.agency).exclude(agency="")
