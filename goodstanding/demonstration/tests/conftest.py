"""A small city, the shipped words, and the catalogue in force: made once for all tests here."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from goodstanding.catalogue.adapters import folder
from goodstanding.demonstration import services
from goodstanding.demonstration.adapters import vocabulary

POLICY = Path(__file__).parents[3] / "policy"
TODAY = date(2026, 11, 23)


@pytest.fixture(scope="session")
def words():
    return vocabulary.read(POLICY / "demonstration")


@pytest.fixture(scope="session")
def catalogue():
    return folder.load_folder(POLICY).catalogue


def _demonstration(catalogue, organisations, seed, only=None):
    return services.demonstration(
        items=catalogue.items.values(),
        lists=catalogue.code_lists,
        policy=POLICY,
        organisations=organisations,
        seed=seed,
        today=TODAY,
        only=only,
    )


@pytest.fixture(scope="session")
def demonstration(catalogue):
    def make(organisations=600, seed=7, only=None):
        return _demonstration(catalogue, organisations, seed, only)

    return make


@pytest.fixture(scope="session")
def demo(demonstration):
    return demonstration()


@pytest.fixture(scope="session")
def town(demo):
    return demo.city()
