"""Submitting files in a test as the command line does."""

from __future__ import annotations

from io import BytesIO

import pytest

from goodstanding.collection.domain.kept import Mode
from goodstanding.collection.services.submitting import submit
from goodstanding.collection.tests.samples import REGISTRATION
from goodstanding.lib.environment import now
from tests.emptying import empty


def sender(environment):
    """`send(text, item=…)` submits a file and answers the submission, loaded or refused."""

    def send(
        content, *, item="registration", agency="market", mode="upsert", key=None,
        filename="file.csv", wait=True,
    ):  # fmt: skip
        if isinstance(content, str):
            content = content.encode()
        return submit(
            BytesIO(content), filename=filename, item=item, agency=agency, mode=Mode(mode), key=key,
            wait=wait, environment=environment, now=now(environment), progress=lambda _stage: None,
        )  # fmt: skip

    return send


@pytest.fixture
def send(environment, db):
    """Submits a file; everything is undone after the test."""
    return sender(environment)


@pytest.fixture(scope="module")
def registered(environment, django_db_setup, django_db_blocker):
    """The organisations of `samples`, registered once for a module."""
    with django_db_blocker.unblock():
        empty()
        submission = sender(environment)(REGISTRATION)
        yield submission
        empty()
