"""Nodes of their own for the tests of this folder; each is gone after its test."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from tests.faults.node import Node


def assert_explained(answer, *statuses):
    """The command ended in one of these ways, said why, and showed no traceback."""
    assert answer.status in statuses, answer
    assert "Traceback" not in answer.err, answer
    assert answer.err.strip() or answer.out.strip(), answer


@pytest.fixture
def node():
    folder = Path(tempfile.mkdtemp(prefix="gs-faults-"))
    folder.chmod(0o711)  # so that the database's account reaches the home and all lies in it
    made = Node(folder)
    yield made
    made.remove()
