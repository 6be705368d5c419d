"""Agencies' files behind the pages, and people to look at them."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.conf import settings

from goodstanding.collection.domain.kept import Mode
from goodstanding.collection.services.submitting import submit
from goodstanding.collection.tests.samples import REGISTRATION, penalties, penalty
from goodstanding.lib.environment import now


@pytest.fixture
def send(db):
    """`send(text, item=…)` submits a file to the node whose pages are looked at, and loads it."""

    def send(
        content, *, item="penalty", agency="ecology", mode="upsert", filename="file.csv", wait=True,
        key=None,
    ):  # fmt: skip
        content = content.encode() if isinstance(content, str) else content
        return submit(
            BytesIO(content), filename=filename, item=item, agency=agency, mode=Mode(mode), key=key,
            wait=wait, environment=settings.ENVIRONMENT, now=now(settings.ENVIRONMENT),
            progress=lambda _stage: None,
        )  # fmt: skip

    return send


@pytest.fixture
def registered(send):
    return send(REGISTRATION, item="registration", agency="market")


@pytest.fixture
def broken(send, registered):
    """A file of ecology: one row sound, one with a wrong check digit, one without its fine."""
    return send(
        penalties(
            penalty(),
            penalty(uscc="91339901100000016A", document_number="云环罚〔2026〕2号"),
            penalty(fine="", document_number="云环罚〔2026〕3号"),
            penalty(fine="二万", document_number="云环罚〔2026〕4号"),
        )
    )
