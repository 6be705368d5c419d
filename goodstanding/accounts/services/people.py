"""Accounts: made, given other roles, blocked. Nobody changes their own rights."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from goodstanding.accounts.domain import Role, require_roles
from goodstanding.accounts.models import Person
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
    http_status = 422


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
        email=email.strip().lower(),
        name=name,
        granted=sorted(roles),
        agency=agency,
        organisation=organisation,
        created_at=now,
        joined_at=now if password else None,
    )
    person.set_password(password)
    try:
        with transaction.atomic():
            person.save(force_insert=True)
    except IntegrityError as taken:
        if "accounts_person_email" not in str(taken):
            raise
        raise EmailTakenError(email=email) from taken
    audit.record(
        "accounts.person_created",
        by=by,
        subject=f"person:{person.pk}",
        at=now,
        detail={
            "name": name, "roles": sorted(roles), "agency": agency, "organisation": organisation,
        },
    )  # fmt: skip
    return person
