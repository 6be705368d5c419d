"""Accounts for who looks at a demonstration: one for every role, with a password that is shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.contrib.auth.hashers import make_password

from goodstanding.accounts import queries
from goodstanding.accounts.domain import Role
from goodstanding.accounts.services import people
from goodstanding.lib.errors import GoodstandingError

if TYPE_CHECKING:
    from datetime import datetime

    from goodstanding.audit.domain import Actor

PASSWORD: Final = "demonstration-2026"  # noqa: S105  known on purpose, in demonstrations only
ORGANISATION: Final = "91330106MA2X12343Y"
BANK: Final = "91330100MA2B12345L"


class NotADemonstrationError(GoodstandingError):
    code = "accounts.not_a_demonstration"
    message = "Demonstration accounts have a known password. They are made with GOODSTANDING_ENV=demo only."


@dataclass(frozen=True)
class DemoPerson:
    """An account of the demonstration, as it is shown on the sign-in page."""

    email: str
    name: str
    roles: tuple[Role, ...]
    agency: str = ""
    organisation: str = ""


PEOPLE: Final = (
    DemoPerson("reporter@demo.example", "王芳", (Role.AGENCY_REPORTER,), agency="ecology"),
    DemoPerson("officer@demo.example", "李敏", (Role.AGENCY_CASE_OFFICER,), agency="ecology"),
    DemoPerson("approver@demo.example", "张伟", (Role.AGENCY_APPROVER,), agency="ecology"),
    DemoPerson("market@demo.example", "赵静",
               (Role.AGENCY_REPORTER, Role.AGENCY_CASE_OFFICER), agency="market"),
    DemoPerson("market-approver@demo.example", "孙磊", (Role.AGENCY_APPROVER,), agency="market"),
    DemoPerson("statistics@demo.example", "何静", (Role.AGENCY_CASE_OFFICER,), agency="statistics"),
    DemoPerson("statistics-approver@demo.example", "许涛", (Role.AGENCY_APPROVER,), agency="statistics"),
    DemoPerson("operator@demo.example", "吴倩", (Role.CENTRE_OPERATOR,)),
    DemoPerson("reviewer@demo.example", "郑凯", (Role.CENTRE_REVIEWER,)),
    DemoPerson("auditor@demo.example", "冯雪", (Role.AUDITOR,)),
    DemoPerson("security@demo.example", "陈刚", (Role.SECURITY_ADMINISTRATOR,)),
    DemoPerson("system@demo.example", "褚宁", (Role.SYSTEM_ADMINISTRATOR,)),
    DemoPerson("company@demo.example", "卫东", (Role.REPRESENTATIVE,), organisation=ORGANISATION),
    DemoPerson("bank@demo.example", "沈阳", (Role.AUTHORISED_USER,), organisation=BANK),
)  # fmt: skip


def create_demo_people(
    *, by: Actor, now: datetime, organisation: str = ORGANISATION, bank: str = BANK
) -> list[DemoPerson]:
    """An account for every role; those that exist are left as they are. Answers all of them.

    `organisation` is the one whose representative can sign in. Raises NotADemonstrationError
    outside test and demonstration.
    """
    if settings.ENVIRONMENT.env == "production":
        raise NotADemonstrationError
    hashed = make_password(PASSWORD)  # once: making it is slow on purpose
    for said in PEOPLE:
        if queries.person_by_email(said.email) is None:
            body = {ORGANISATION: organisation, BANK: bank}.get(said.organisation, "")
            person = people.create_person(
                email=said.email, name=said.name, roles=said.roles, agency=said.agency,
                organisation=body, by=by, now=now,
            )  # fmt: skip
            person.password, person.joined_at = hashed, now
            person.save(update_fields=["password", "joined_at"])
    return list(PEOPLE)
