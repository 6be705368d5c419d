"""The reference page of permissions, from the URL map and the acts of procedures."""

from __future__ import annotations

import re
from importlib import import_module
from typing import TYPE_CHECKING, Any

from docs.markdown import table

if TYPE_CHECKING:
    from collections.abc import Iterator


def permissions() -> str:
    """Every page and act with the roles that may, from the URL map and what its view declares."""
    from goodstanding.accounts.domain import Role

    roles = [role.value for role in Role]
    rows = {
        (f"`{place}`", *_marks(view, roles))
        for place, view in _addresses()
        if not place.startswith(("/account/", "/^account/", "/gallery/"))
    }
    legend = ", ".join(f"{n} {role.replace('_', ' ')}" for n, role in enumerate(roles, start=1))
    return (
        (
            "\n# Who may see and do what\n\nEach address is a page or an act on one. The columns are the roles: "
            f"{legend}; `all` is anybody, without an account, `key` a program that shows a key (api.md). What belongs to others is refused within a page, too: an agency "
            "sees its own, an organisation its own, and a second step is for another person than the first. A test asks every "
            "address as every role (`tests/architecture/test_permissions.py`).\n\n"
        )
        + table(("address", "all", "key", *_numbers(roles)), sorted(rows))
        + _steps(roles)
    )


PROCEDURES = (
    ("listings", "listings.domain.procedure", "ACTS"),
    ("listings", "listings.domain.extensions", "EXTENSION_ACTS"),
    ("objections", "objections.domain", "ACTS"), ("repairs", "repairs.domain.procedure", "ACTS"),
    ("measures", "measures.domain", "ACTS"), ("commitments", "commitments.domain", "ACTS"),
    ("complaints", "complaints.domain", "ACTS"),
)  # fmt: skip


def _steps(roles: list[str]) -> str:
    """Every step of every procedure with the acts that make it and the roles that may."""
    rows = [row for one in PROCEDURES for row in _steps_of(*one, roles)]
    return (
        "\n# Who may make which step of a procedure\n\nEach row is a step from one state to the next and the act that makes it; "
        "the columns are the roles as above. *By itself* is what a job does: a term, a ground, a time limit is over. "
        "The order of steps holds in the code and, for lists and measures, in the database. A test tries every step in every "
        "state as every role (`tests/architecture/test_steps.py`).\n\n"
    ) + table(("procedure", "from", "to", "act", *_numbers(roles)), rows)


def _steps_of(
    app: str, module: str, table_of_acts: str, roles: list[str]
) -> Iterator[tuple[str, ...]]:
    urls = import_module(f"goodstanding.{app}.urls").urlpatterns
    views = {entry.name: entry.callback for entry in urls}
    acts = getattr(import_module(f"goodstanding.{app}.permissions"), table_of_acts)
    domain = import_module(f"goodstanding.{module}")
    tables = [domain.TRANSITIONS, getattr(domain, "HONOUR_TRANSITIONS", {})]
    for before in type(next(iter(domain.TRANSITIONS))):
        for after in sorted({one for known in tables for one in known.get(before, ())}):
            made = [name for name, steps in acts.items() if (before, after) in steps]
            for name in made:
                yield app, before, after, f"`{name}`", *_marks(views[name], roles)[2:]
            if not made:
                yield app, before, after, "by itself", *[""] * len(roles)


def _numbers(roles: list[str]) -> tuple[str, ...]:
    return tuple(str(n) for n in range(1, len(roles) + 1))


def _marks(view: Any, roles: list[str]) -> tuple[str, ...]:
    while not hasattr(view, "allowed"):
        view = view.__wrapped__
    if view.allowed is None:
        return ("●", "", *[""] * len(roles))
    is_keyed = getattr(view, "keyed", False)
    return ("", "●" if is_keyed else "", *("●" if role in view.allowed else "" for role in roles))


def _addresses(patterns: Any = None, before: str = "") -> Iterator[tuple[str, Any]]:
    from django.urls import URLResolver, get_resolver

    for entry in patterns if patterns is not None else get_resolver().url_patterns:
        place = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _addresses(entry.url_patterns, place)
        else:
            yield "/" + re.sub(r"<\w+:(\w+)>", r"<\1>", place), entry.callback
