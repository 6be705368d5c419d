"""What tests of every app share."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from hypothesis import HealthCheck, settings

from goodstanding.lib.environment import Environment, now, read_environment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.test import Client
    from pytest_django import DjangoDbBlocker

    from goodstanding.accounts.tests.cast import Cast
    from goodstanding.lib.environment import SigningDevice


# No test measures time: a machine may be busy.
settings.register_profile("busy", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("busy")
# A password is slow to check so that it is slow to guess; nobody guesses those of tests.
PBKDF2PasswordHasher.iterations = 1_000

# What takes minutes comes first, so that no process is left with it when the others are done.
LONGEST = ("tests/browser/test_walk", "tests/faults/", "tests/browser/", "tests/stories/")


@pytest.hookimpl(trylast=True)  # after pytest-django, which puts what commits last
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files of tests in the order of LONGEST, the others after them as they came."""
    items.sort(key=_rank)


def _rank(item: pytest.Item) -> int:
    ranks = (n for n, prefix in enumerate(LONGEST) if item.nodeid.startswith(prefix))
    return next(ranks, len(LONGEST))


@pytest.fixture(scope="session")
def home() -> Path:
    """The tests' home: shared, so that an item's plan is compiled once for all of them."""
    return Path(os.environ["GOODSTANDING_HOME"])


@pytest.fixture(scope="session")
def environment(home: Path) -> Environment:
    """A node's settings as a command would read them, at a fixed instant."""
    return read_environment(
        {
            "GOODSTANDING_HOME": str(home),
            "GOODSTANDING_ENV": "test",
            "GOODSTANDING_CLOCK": "2026-11-23T09:00:00+08:00",
        }
    )


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None,  # noqa: ARG001  the database is there
    django_db_blocker: DjangoDbBlocker,
    environment: Environment,
) -> None:
    """The policy in force is recorded once for all tests; each that sends a file would do it anew."""
    from goodstanding.catalogue.queries import catalogue_in_force
    from goodstanding.catalogue.services import record_edition

    loaded = catalogue_in_force(environment.policy, environment.home / "cache")
    with django_db_blocker.unblock():
        record_edition(loaded=loaded, source="policy folder", now=now(environment))


@pytest.fixture(scope="module")
def known_organisations(
    environment: Environment,
    django_db_setup: None,  # noqa: ARG001  the database is there
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[None]:
    """The organisations of the samples and of the cast, registered once for a file of tests.

    Who sends these registers again, as `publishing` does, has the answer of the first time.
    """
    from goodstanding.accounts.tests.cast import REGISTER
    from goodstanding.disclosure.tests.conftest import publishing
    from tests.emptying import empty

    with django_db_blocker.unblock():
        empty()
        publishing(environment).send(REGISTER)  # type: ignore[no-untyped-call]
        yield
        empty()


@pytest.fixture
def cast(db: None) -> Cast:  # noqa: ARG001  the people are in the database
    """A person for every role, of two agencies (`accounts.tests.cast`)."""
    from goodstanding.accounts.tests.cast import make_cast

    return make_cast()


@pytest.fixture
def client_of(cast: Cast) -> Callable[..., Client]:
    """A client signed in as one of the cast: `client_of(Role.AUDITOR)` or `client_of(cast.approver)`."""
    from goodstanding.accounts.tests.cast import client_for

    return client_for(cast)


@pytest.fixture(autouse=True)
def _left_empty(request: pytest.FixtureRequest) -> Iterator[None]:
    """After a test that commits, nothing of it is left: Django empties only what it made itself."""
    yield
    marked = request.node.get_closest_marker("django_db")
    commits = "transactional_db" in request.fixturenames or (
        marked is not None and marked.kwargs.get("transaction", False)
    )
    if commits:
        from tests.emptying import empty

        with request.getfixturevalue("django_db_blocker").unblock():
            empty()


@pytest.fixture(scope="session")
def signing_device(tmp_path_factory: pytest.TempPathFactory) -> SigningDevice:
    """A device with a key that signs; skips where the machine has no SoftHSM."""
    from goodstanding.lib.tests import soft_token

    return soft_token.made(tmp_path_factory.mktemp("device"))
