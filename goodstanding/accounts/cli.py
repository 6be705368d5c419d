"""`goodstanding accounts invite`, `list`, `block`: the first account, and the last resort."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import click

from goodstanding.lib.environment import Environment, now
from goodstanding.lib.errors import GoodstandingError

if TYPE_CHECKING:
    from goodstanding.accounts.domain import Role
    from goodstanding.accounts.models import Person
    from goodstanding.audit.domain import Actor


class NoSuchAccountError(GoodstandingError):
    code = "accounts.no_such_account"
    message = (
        "There is no account with the address %(email)s. `goodstanding accounts list` shows all."
    )
    http_status = 404


class UnknownRoleError(GoodstandingError):
    code = "accounts.unknown_role"
    message = "There is no role '%(given)s'. Roles are: %(accepted)s."


@click.group()
def accounts() -> None:
    """Accounts, where no page can help: the first one, or all locked out. 账号。"""


@accounts.command()
@click.argument("email")
@click.option("--name", required=True, help="Name of the person, as pages and the log show it.")
@click.option("--role", "roles", multiple=True, required=True, help="A role; may be repeated.")
@click.option("--agency", default="", help="Code of the agency, for an agency's roles.")
@click.option("--organisation", default="", help="Credit code, for an organisation's people.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@click.pass_obj
def invite(
    environment: Environment, *, email: str, name: str, roles: tuple[str, ...], agency: str,
    organisation: str, as_json: bool,
) -> None:  # fmt: skip
    """Make an account and print the path of the link that lets its person choose a password.

    The first account of a node is a security administrator's: that one invites the others.
    """
    _open(environment)
    from django.urls import reverse

    from goodstanding.accounts.services import invitations

    person, token = invitations.invite(
        email=email, name=name, roles=[_role(given) for given in roles], agency=agency,
        organisation=organisation, by=_actor("invite"), now=now(environment),
    )  # fmt: skip
    path = reverse("accounts:accept", args=[token])
    told = {"email": person.email, "roles": sorted(person.granted), "path": path}
    click.echo(json.dumps(told) if as_json else f"{person.email}: {path}")


@accounts.command(name="list")
@click.option("--json", "as_json", is_flag=True, help="JSON Lines.")
@click.pass_obj
def list_accounts(environment: Environment, *, as_json: bool) -> None:
    """Every account with its roles and state."""
    _open(environment)
    from goodstanding.accounts import queries

    for person in queries.everybody():
        told = {
            "email": person.email, "name": person.name, "roles": sorted(person.granted),
            "agency": person.agency, "organisation": person.organisation, "state": person.state,
        }  # fmt: skip
        words = f"{person.state:8} {person.email} {person.name} {' '.join(sorted(person.granted))}"
        click.echo(json.dumps(told, ensure_ascii=False) if as_json else words)


@accounts.command()
@click.argument("email")
@click.option("--reason", required=True, help="Why; the log keeps it.")
@click.pass_obj
def block(environment: Environment, *, email: str, reason: str) -> None:
    """Lock an account out and end its sessions at once."""
    _open(environment)
    from goodstanding.accounts.services import people

    person = _found(email)
    people.block(person=person, reason=reason, by=_actor("block"), now=now(environment))
    click.echo(f"{person.email}: blocked 已停用")


@accounts.command()
@click.argument("email")
@click.pass_obj
def unblock(environment: Environment, *, email: str) -> None:
    """Let a blocked account sign in again."""
    _open(environment)
    from goodstanding.accounts.services import people

    person = _found(email)
    people.unblock(person=person, by=_actor("unblock"), now=now(environment))
    click.echo(f"{person.email}: active 正常")


def _open(environment: Environment) -> None:
    from goodstanding.background.adapters.node import open_node

    open_node(environment, faces=True)


def _found(email: str) -> Person:
    from goodstanding.accounts import queries

    person = queries.person_by_email(email)
    if person is None:
        raise NoSuchAccountError(email=email)
    return person


def _role(given: str) -> Role:
    from goodstanding.accounts.domain import Role

    try:
        return Role(given.strip().lower().replace("-", "_"))
    except ValueError as unknown:
        raise UnknownRoleError(given=given, accepted=", ".join(Role)) from unknown


def _actor(name: str) -> Actor:
    from goodstanding.audit.domain import command

    operator = os.environ.get("SUDO_USER") or os.environ.get("USER") or f"uid {os.getuid()}"
    return command(f"accounts {name}", operator=operator)
