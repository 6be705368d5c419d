"""Submitting files in a test as the command line does."""

from __future__ import annotations

from io import BytesIO

import pytest

from goodstanding.collection.domain.kept import Mode
from goodstanding.collection.services.submitting import submit
from goodstanding.lib.environment import now


@pytest.fixture
def send(environment, db):
    """`send(text, item=…)` submits a file and answers the submission, loaded or refused."""

    def send(
        content,
        *,
        item="registration",
        agency="market",
        mode="upsert",
        key=None,
        filename="file.csv",
        wait=True,
    ):
        if isinstance(content, str):
            content = content.encode()
        return submit(
            BytesIO(content), filename=filename, item=item, agency=agency, mode=Mode(mode), key=key,
            wait=wait, environment=environment, now=now(environment), progress=lambda _stage: None,
        )  # fmt: skip

    return send
