"""The policy folder is read when it has changed, and only then."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from goodstanding.catalogue import queries
from goodstanding.catalogue.adapters import folder
from goodstanding.catalogue.domain.faults import PolicyFaultsError
from goodstanding.catalogue.queries import KEPT_SECONDS, catalogue_in_force, recent_catalogue
from goodstanding.catalogue.tests.policies import TINY


@pytest.fixture
def policy(tmp_path):
    return Path(shutil.copytree(TINY, tmp_path / "policy"))


@pytest.fixture
def in_force(policy, tmp_path):
    return lambda: catalogue_in_force(policy, tmp_path / "cache")


def test_while_nothing_changes_nothing_is_read_again(in_force, monkeypatch):
    first = in_force()
    monkeypatch.setattr(Path, "read_bytes", lambda _path: pytest.fail("read again"))

    assert in_force() is first


@pytest.mark.parametrize("how", ["written", "added", "removed", "replaced"])
def test_any_change_is_seen_at_once(policy, in_force, how):
    first, file = in_force().edition, next(policy.rglob("*.yaml"))
    if how == "written":
        file.write_text(file.read_text(encoding="utf-8") + "# later\n", encoding="utf-8")
    elif how == "added":
        (policy / "more.csv").write_text("code\n", encoding="utf-8")
    elif how == "removed":
        (policy / "more.csv").write_text("code\n", encoding="utf-8")
        first = in_force().edition
        (policy / "more.csv").unlink()
    else:  # another file of the same size in its place, and the old time on it
        text = file.read_bytes()
        (policy / "draft").write_bytes(text[:-1] + b" ")
        shutil.copystat(file, policy / "draft")
        (policy / "draft").rename(file)

    assert folder.edition(policy) != first


def test_a_cache_that_was_emptied_meanwhile_is_filled_again(in_force, tmp_path):
    items = in_force().items
    shutil.rmtree(tmp_path / "cache")

    assert [in_force().item(code).code for code in items] == list(items)


def test_a_fault_is_told_every_time_until_it_is_mended(policy, in_force):
    edition, file = in_force().edition, next(policy.rglob("*.yaml"))
    sound = file.read_bytes()
    file.write_bytes(b"[")
    for _ in range(2):
        with pytest.raises(PolicyFaultsError):
            in_force()
    file.write_bytes(sound)

    assert in_force().edition == edition


def test_a_recent_catalogue_looks_at_no_file_until_its_time_is_over(policy, tmp_path, monkeypatch):
    clock = [1000.0]
    monkeypatch.setattr(queries.time, "monotonic", lambda: clock[0])
    recent = lambda: recent_catalogue(policy, tmp_path / "cache")  # noqa: E731
    first, file = recent(), next(policy.rglob("*.yaml"))
    file.write_text(file.read_text(encoding="utf-8") + "# later\n", encoding="utf-8")

    clock[0] += KEPT_SECONDS - 1
    with monkeypatch.context() as closed:
        closed.setattr(folder, "state", lambda _folder: pytest.fail("looked again"))
        assert recent() is first
    clock[0] += 1

    assert recent().edition == folder.edition(policy) != first.edition
