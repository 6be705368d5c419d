from __future__ import annotations

from datetime import datetime

import pytest
from django.db import IntegrityError, connection, transaction

from goodstanding.accounts import domain
from goodstanding.accounts.domain import Role
from goodstanding.accounts.models import Person
from goodstanding.accounts.services import people
from goodstanding.audit.domain import SYSTEM
from goodstanding.audit.models import Event
from goodstanding.lib.environment import CIVIL_TIME

NOON = datetime(2026, 11, 23, 12, tzinfo=CIVIL_TIME)


def insert(roles, *, agency="", organisation="", email="a@example.cn"):
    """Past the service, as a hand at the database would."""
    with transaction.atomic():
        return Person.objects.create(
            email=email, name="甲", granted=[str(role) for role in roles], agency=agency,
            organisation=organisation, created_at=NOON,
        )  # fmt: skip


TOGETHER = [
    ([], {}),
    ([], {"agency": "ecology"}),
    ([Role.AGENCY_REPORTER], {"agency": "ecology"}),
    (sorted(domain.AGENCY_ROLES), {"agency": "ecology"}),
    (sorted(domain.CENTRE_ROLES), {}),
    *([[role], {}] for role in sorted(domain.ADMINISTRATORS)),
    ([Role.REPRESENTATIVE], {"organisation": "91330106MA2X12343Y"}),
    ([Role.AUTHORISED_USER], {"organisation": "91330106MA2X12343Y"}),
]
APART = [
    *(
        ([first, second], {"agency": "ecology" if second in domain.AGENCY_ROLES else ""})
        for first in sorted(domain.ADMINISTRATORS)
        for second in sorted(set(Role) - {first})
    ),
    ([Role.AGENCY_REPORTER, Role.CENTRE_OPERATOR], {"agency": "ecology"}),
    ([Role.AGENCY_REPORTER, Role.REPRESENTATIVE], {"agency": "ecology", "organisation": "x"}),
    ([Role.REPRESENTATIVE, Role.AUTHORISED_USER], {"organisation": "x"}),
    ([Role.CENTRE_OPERATOR, Role.AUTHORISED_USER], {"organisation": "x"}),
    ([Role.AGENCY_REPORTER], {}),
    ([Role.AGENCY_REPORTER], {"agency": "ecology", "organisation": "x"}),
    ([Role.CENTRE_OPERATOR], {"agency": "ecology"}),
    ([Role.AUDITOR], {"agency": "ecology"}),
    ([Role.AUDITOR], {"organisation": "x"}),
    ([Role.REPRESENTATIVE], {}),
    ([Role.REPRESENTATIVE], {"organisation": "x", "agency": "ecology"}),
    ([Role.AUTHORISED_USER], {}),
]


@pytest.mark.parametrize(("roles", "body"), TOGETHER)
def test_roles_that_go_together_are_taken(db, roles, body):
    domain.require_roles(
        roles, agency=body.get("agency", ""), organisation=body.get("organisation", "")
    )

    assert insert(roles, **body).roles == frozenset(roles)


@pytest.mark.parametrize(("roles", "body"), APART)
def test_roles_that_do_not_go_together_are_refused_by_the_rule_and_by_the_database(db, roles, body):
    with pytest.raises(domain.RolesRefusedError):
        domain.require_roles(
            roles, agency=body.get("agency", ""), organisation=body.get("organisation", "")
        )
    with pytest.raises(IntegrityError, match="accounts_person_"):
        insert(roles, **body)


def test_the_database_refuses_an_unknown_role_and_the_same_account_twice(db):
    with pytest.raises(IntegrityError, match="roles_known"):
        insert(["superuser"])
    insert([Role.AUDITOR])
    with pytest.raises(IntegrityError, match="accounts_person_email"):
        insert([Role.AUDITOR])
    with pytest.raises(IntegrityError, match="in_lower_case"):
        insert([Role.AUDITOR], email="B@example.cn")


def test_a_later_change_of_roles_is_refused_by_the_database_too(db):
    insert([Role.AUDITOR])
    with (
        pytest.raises(IntegrityError, match="administrators_apart"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE accounts_person SET roles = roles || '{system_administrator}'")


def test_an_account_is_created_audited_and_can_sign_in(db):
    person = people.create_person(
        email=" Wang@Example.CN ", name="王芳", roles=[Role.AGENCY_REPORTER], agency="ecology",
        password="Qiantang-2026-abc", by=SYSTEM, now=NOON,
    )  # fmt: skip

    person.refresh_from_db()
    assert person.email == "wang@example.cn"
    assert person.check_password("Qiantang-2026-abc")
    assert person.state == "active"
    assert Event.objects.get().action == "accounts.person_created"
    with pytest.raises(people.EmailTakenError):
        people.create_person(
            email="WANG@example.cn", name="乙", roles=[Role.AUDITOR], by=SYSTEM, now=NOON
        )


def test_the_cast_has_every_role(cast):
    assert {role for person in cast.everybody for role in person.roles} == set(Role)
