"""A person for every role, of two agencies, and a client that is signed in as one.

def test_…(cast, client_of):
    cast.approver            # of agency "ecology"
    cast.rival_approver      # of agency "market", who must be refused
    client_of(cast.approver) # signed in, second factor shown
    client_of(Role.AUDITOR)  # the same by role
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client

from goodstanding.accounts.domain import Role
from goodstanding.accounts.models import Person
from goodstanding.accounts.permissions import FACTOR_PASSED, SESSION
from goodstanding.accounts.services import people, sessions
from goodstanding.audit.domain import SYSTEM
from goodstanding.lib.environment import now

if TYPE_CHECKING:
    from collections.abc import Callable

PASSWORD = "Qiantang-test-2026"
AGENCY, RIVAL_AGENCY = "ecology", "market"
ORGANISATION, NAME = "91330106MA2X12343Y", "云溪示例食品有限公司"
REGISTER = (
    f"name,uscc,kind,status,registered_on\n{NAME},{ORGANISATION},enterprise,存续,2017-05-06\n"
)
RIVAL_ORGANISATION = "91330106MA2X5678XG"
BANK = "91330100MA2B12345L"


@dataclass(frozen=True)
class Cast:
    reporter: Person
    case_officer: Person
    approver: Person
    rival_reporter: Person
    rival_case_officer: Person
    rival_approver: Person
    operator: Person
    reviewer: Person
    auditor: Person
    security_administrator: Person
    system_administrator: Person
    representative: Person
    rival_representative: Person
    authorised_user: Person

    def by_role(self, role: Role) -> Person:
        """The person with this role; of an agency's, the one of `ecology`."""
        return next(person for person in self.everybody if person.has(role))

    @property
    def everybody(self) -> list[Person]:
        return [getattr(self, name) for name in self.__dataclass_fields__]


PARTS = {
    "reporter": ("王芳", Role.AGENCY_REPORTER, AGENCY, ""),
    "case_officer": ("李敏", Role.AGENCY_CASE_OFFICER, AGENCY, ""),
    "approver": ("张伟", Role.AGENCY_APPROVER, AGENCY, ""),
    "rival_reporter": ("赵静", Role.AGENCY_REPORTER, RIVAL_AGENCY, ""),
    "rival_case_officer": ("孙磊", Role.AGENCY_CASE_OFFICER, RIVAL_AGENCY, ""),
    "rival_approver": ("周洋", Role.AGENCY_APPROVER, RIVAL_AGENCY, ""),
    "operator": ("吴倩", Role.CENTRE_OPERATOR, "", ""),
    "reviewer": ("郑凯", Role.CENTRE_REVIEWER, "", ""),
    "auditor": ("冯雪", Role.AUDITOR, "", ""),
    "security_administrator": ("陈刚", Role.SECURITY_ADMINISTRATOR, "", ""),
    "system_administrator": ("褚宁", Role.SYSTEM_ADMINISTRATOR, "", ""),
    "representative": ("卫东", Role.REPRESENTATIVE, "", ORGANISATION),
    "rival_representative": ("蒋文", Role.REPRESENTATIVE, "", RIVAL_ORGANISATION),
    "authorised_user": ("沈阳", Role.AUTHORISED_USER, "", BANK),
}


def make_cast(*, at: datetime | None = None) -> Cast:
    """The whole cast in the database; all sign in with PASSWORD and `<part>@example.cn`."""
    since = at or now(settings.ENVIRONMENT) - timedelta(days=30)
    return Cast(**{part: _person(part, *said, since) for part, said in PARTS.items()})


def _person(part, name, role, agency, organisation, since):  # noqa: PLR0917
    person = people.create_person(
        email=f"{part}@example.cn",
        name=name,
        roles=[role],
        agency=agency,
        organisation=organisation,
        by=SYSTEM,
        now=since,
    )
    person.joined_at, person.password = since, hashed()
    person.save(update_fields=["joined_at", "password"])
    return person


@cache
def hashed() -> str:
    """The password's hash: made once, since making it is slow on purpose."""
    return make_password(PASSWORD)


def sign_in(client: Client, person: Person, *, second_factor: bool = True) -> Client:
    """Sign a client in as a person, as if by password and second factor; no page is asked."""
    client.force_login(person)
    session = SessionStore(client.cookies[settings.SESSION_COOKIE_NAME].value)
    at = now(settings.ENVIRONMENT)
    session[SESSION] = sessions.start(person=person, device="", method="test", now=at).key
    if second_factor:
        session[FACTOR_PASSED] = str(person.pk)
    session.save()
    return client


def client_for(cast: Cast) -> Callable[[Role | Person], Client]:
    """`client_of`: a new client signed in as a person, or as the cast's person with a role."""

    def client_of(who: Role | Person) -> Client:
        return sign_in(Client(), who if isinstance(who, Person) else cast.by_role(who))

    return client_of
