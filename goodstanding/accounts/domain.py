"""People who sign in: which roles there are, which go together, and for how long one stays signed in.

An account is a member of staff, a representative of an organisation, or an officer of a
body that an organisation authorised. It is never a subject of anything kept here.
"""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar, Final

from goodstanding.lib.errors import GoodstandingError

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime


class Role(StrEnum):
    """What a person may do; one account may have several that go together."""

    AGENCY_REPORTER = "agency_reporter"
    AGENCY_CASE_OFFICER = "agency_case_officer"
    AGENCY_APPROVER = "agency_approver"
    CENTRE_OPERATOR = "centre_operator"
    CENTRE_REVIEWER = "centre_reviewer"
    AUDITOR = "auditor"
    SECURITY_ADMINISTRATOR = "security_administrator"
    SYSTEM_ADMINISTRATOR = "system_administrator"
    REPRESENTATIVE = "representative"
    AUTHORISED_USER = "authorised_user"


AGENCY_ROLES: Final = frozenset(
    {Role.AGENCY_REPORTER, Role.AGENCY_CASE_OFFICER, Role.AGENCY_APPROVER}
)
CENTRE_ROLES: Final = frozenset({Role.CENTRE_OPERATOR, Role.CENTRE_REVIEWER})
OFFICE_ROLES: Final = AGENCY_ROLES | CENTRE_ROLES
ADMINISTRATORS: Final = frozenset(
    {Role.AUDITOR, Role.SECURITY_ADMINISTRATOR, Role.SYSTEM_ADMINISTRATOR}
)
OUTSIDE_ROLES: Final = frozenset({Role.REPRESENTATIVE, Role.AUTHORISED_USER})
"""Who comes from outside public bodies: they act for an organisation."""

WITHOUT_SECOND_FACTOR: Final = frozenset({Role.REPRESENTATIVE})
"""Who may sign in with a password alone: they see what is theirs and nothing else."""

IDLE: Final = timedelta(minutes=30)
WARN_BEFORE: Final = timedelta(minutes=2)
LONGEST_SESSION: Final = timedelta(hours=12)
MOST_SESSIONS: Final = 3
KEY_LASTS: Final = timedelta(days=365)
"""The longest that a key of a program may be used."""
INVITATION_LASTS: Final = timedelta(days=7)
DRAFT_LASTS: Final = timedelta(hours=24)
DRAFT_MOST_BYTES: Final = 256 * 1024

ATTEMPTS_COUNTED: Final = timedelta(minutes=15)
MOST_ATTEMPTS: Final = 5
"""Failed attempts on one account within ATTEMPTS_COUNTED; the next ones are not even tried."""
MOST_ATTEMPTS_FROM_ONE_PLACE: Final = 50
"""The same for one network address: an office can stand behind one."""


class RolesRefusedError(GoodstandingError):
    """Roles that may not be in one account, or that lack the body they act for."""

    code = "accounts.roles_refused"
    message: ClassVar[str] = "These roles don't go together. Choose other roles."
    http_status = 422


class AdministratorsApartError(RolesRefusedError):
    code = "accounts.administrators_apart"
    message: ClassVar[str] = (
        "One account can't be system administrator, security administrator or auditor and anything "
        "else at once (given: %(given)s). Use one account for each."
    )
    zh: ClassVar[str] = (
        "同一账号不能兼任系统、安全、审计管理员，也不能兼任其他角色。请分别使用不同账号。"
    )


class RolesApartError(RolesRefusedError):
    code = "accounts.roles_apart"
    message: ClassVar[str] = (
        "Roles of an agency, of the centre and of an organisation's people can't be in one account "
        "(given: %(given)s). Use one account for each."
    )
    zh: ClassVar[str] = "机关、中心、组织的角色不能放在同一账号。请分别使用不同账号。"


class AgencyMissingError(RolesRefusedError):
    code = "accounts.agency_missing"
    message: ClassVar[str] = (
        "The roles %(given)s are those of an agency, and no agency is named. Name one by its code."
    )
    zh: ClassVar[str] = "所选角色属于某个机关，请填写机关。"


class OrganisationMissingError(RolesRefusedError):
    code = "accounts.organisation_missing"
    message: ClassVar[str] = (
        "The roles %(given)s act for an organisation, and none is named. Give its credit code."
    )
    zh: ClassVar[str] = "所选角色代表某个组织，请填写统一社会信用代码。"


class BodyNotWantedError(RolesRefusedError):
    code = "accounts.body_not_wanted"
    message: ClassVar[str] = (
        "The roles %(given)s don't go with %(body)s. Leave it out, or choose other roles."
    )
    zh: ClassVar[str] = "所选角色不需要填写机关或组织。请清空，或改选角色。"


def require_roles(roles: Collection[Role], *, agency: str, organisation: str) -> None:
    """Refuse roles that may not be in one account; the database refuses the same.

    Separating the three administrators from each other and from all business is a rule of
    grade-three protection (GB/T 22239): who gives rights can't use them, and who reads the
    log can do neither.
    """
    given = frozenset(roles)
    named = ", ".join(sorted(given)) or "(none)"
    if given & ADMINISTRATORS and len(given) > 1:
        raise AdministratorsApartError(given=named)
    if len(_families(given)) > 1:
        raise RolesApartError(given=named)
    if given & AGENCY_ROLES and not agency:
        raise AgencyMissingError(given=named)
    if given & OUTSIDE_ROLES and not organisation:
        raise OrganisationMissingError(given=named)
    if agency and given - AGENCY_ROLES:
        raise BodyNotWantedError(given=named, body="an agency")
    if organisation and given - OUTSIDE_ROLES:
        raise BodyNotWantedError(given=named, body="an organisation")


def _families(roles: frozenset[Role]) -> list[frozenset[Role]]:
    families = (AGENCY_ROLES, CENTRE_ROLES, ADMINISTRATORS, {Role.REPRESENTATIVE},
                {Role.AUTHORISED_USER})  # fmt: skip
    return [roles & family for family in families if roles & family]


def needs_second_factor(roles: Collection[Role]) -> bool:
    """Whether who has these roles signs in with a second factor; without any role, too."""
    return not (roles and set(roles) <= WITHOUT_SECOND_FACTOR)


def why_over(*, started_at: datetime, seen_at: datetime, now: datetime) -> str:
    """Why a session is over at this instant: `idle`, `too_long`, or not (an empty text)."""
    if now - seen_at >= IDLE:
        return "idle"
    return "too_long" if now - started_at >= LONGEST_SESSION else ""


def mask_email(email: str) -> str:
    """How an address is shown where it may be somebody's who has no account here: `w***@example.cn`."""
    name, at, host = email.strip().partition("@")
    return f"{name[:1]}***{at}{host[:60]}" if name else ""
