"""Plans are compiled once, kept, and in their rare parts compiled only when they are needed."""

from __future__ import annotations

import pytest

from goodstanding.catalogue.queries import catalogue_in_force
from goodstanding.collection.adapters import plans
from goodstanding.collection.adapters.reference import reference_lists
from goodstanding.collection.domain.kept import Mode


@pytest.fixture
def plan(environment, tmp_path):
    loaded = catalogue_in_force(environment.policy, environment.home / "cache")

    def plan(code="licence"):
        item = loaded.item(code)
        lists = {**loaded.code_lists, **reference_lists(environment.policy, item)}
        return plans.item_plan(item, lists, mode=Mode.UPSERT, cache_folder=tmp_path)

    return plan


def kept(folder):
    return sorted(file.name.partition(".")[2] for file in (folder / "plans").glob("*.json"))


def test_what_few_files_need_is_compiled_when_one_does(plan, tmp_path):
    first = plan()
    assert kept(tmp_path) == ["json"]

    content = first.query("content")

    assert kept(tmp_path) == ["json", "rare.json"]
    assert plan().query("content") == content


def test_a_kept_plan_is_not_compiled_again(plan, monkeypatch):
    first = plan()

    def refuse(self):
        raise AssertionError(self.item.code)

    monkeypatch.setattr(plans._Writer, "plan", refuse)

    assert plan().queries == first.queries


def test_every_guarded_column_is_searched_for_persons_numbers(plan):
    (suspect,) = [step.sql for step in plan().steps if step.name == "suspect"]

    for column in ("name", "uscc", "content", "remarks"):
        assert f'"{column}"' in suspect
    assert "of_the_field" not in suspect
