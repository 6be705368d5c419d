import shutil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodstanding.catalogue.adapters import cache, folder
from goodstanding.catalogue.domain.edition import (
    catalogue_from_json,
    edition_hash,
    item_from_json,
    plain,
    to_json,
)
from goodstanding.catalogue.domain.faults import PolicyFaultsError
from goodstanding.catalogue.domain.unknown import (
    UnknownAgencyError,
    UnknownCodeListError,
    UnknownItemError,
)
from goodstanding.catalogue.queries import catalogue_in_force
from goodstanding.catalogue.tests.policies import TINY, variant

FILES = st.dictionaries(
    st.text(min_size=1, max_size=5), st.binary(max_size=5), min_size=1, max_size=4
)


@pytest.fixture(scope="module")
def catalogue():
    return folder.load_folder(TINY).catalogue


def test_catalogue_is_read_back_as_it_was_written(catalogue):
    assert catalogue_from_json(to_json(catalogue)) == catalogue


def test_every_item_is_read_back_as_it_was_written(catalogue):
    for item in catalogue.items.values():
        assert item_from_json(to_json(item)) == item


def test_canonical_text_does_not_depend_on_the_order_of_files(catalogue):
    files = folder.contents(TINY)
    backwards = dict(reversed(files.items()))

    assert to_json(folder.load_contents(backwards).catalogue) == to_json(catalogue)


def test_item_written_before_a_field_of_the_model_was_added_takes_its_default(catalogue):
    text = to_json(catalogue.items["registration"]).replace('"registers":true,', "")

    assert item_from_json(text).registers is False


@given(files=FILES, other=FILES)
def test_two_folders_share_an_edition_only_if_they_are_equal(files, other):
    assert (edition_hash(files) == edition_hash(other)) is (files == other)


def test_bytes_moved_between_name_and_content_are_another_edition():
    assert edition_hash({"ab": b"c"}) != edition_hash({"a": b"bc"})


def test_edition_changes_with_any_policy_file_and_no_other(tmp_path):
    first = folder.edition(TINY)
    changed = variant(tmp_path, "city.yaml", "Yunxi", "Yunxi City")

    assert folder.edition(changed) != first
    shutil.copy(TINY / "city.yaml", changed / "city.yaml")
    (changed / "README.md").write_text("words", encoding="utf-8")
    assert folder.edition(changed) == first
    (changed / "divisions.csv").write_text("code\n", encoding="utf-8")
    assert folder.edition(changed) != first


def test_catalogue_in_force_is_the_same_with_and_without_a_cache(tmp_path, catalogue):
    first = catalogue_in_force(TINY, tmp_path)
    second = catalogue_in_force(TINY, tmp_path)

    assert first.edition == second.edition == folder.edition(TINY)
    assert first.whole() == second.whole() == catalogue


def test_second_process_parses_no_yaml(tmp_path, monkeypatch):
    catalogue_in_force(TINY, tmp_path)
    monkeypatch.delattr(folder, "load_contents")

    assert catalogue_in_force(TINY, tmp_path).item("penalty").code == "penalty"


def test_cache_of_another_build_of_the_loader_is_not_trusted(tmp_path, monkeypatch):
    first = catalogue_in_force(TINY, tmp_path)
    monkeypatch.setattr(cache, "build", lambda: "another")

    assert not cache.place(tmp_path, first.edition).exists()
    assert catalogue_in_force(TINY, tmp_path).whole() == first.whole()


def test_changed_policy_is_in_force_at_once(tmp_path):
    copy = variant(tmp_path, "city.yaml", "off: []", "off: []")
    before = catalogue_in_force(copy, tmp_path / "cache")
    city = (copy / "city.yaml").read_text(encoding="utf-8")
    (copy / "city.yaml").write_text(city.replace("off: []", "off: [penalty]"), encoding="utf-8")
    after = catalogue_in_force(copy, tmp_path / "cache")

    assert "penalty" in before.items_on
    assert "penalty" not in after.items_on
    assert before.items == after.items


def test_faulty_policy_is_not_in_force_in_part(tmp_path):
    copy = variant(tmp_path, "city.yaml", "on: []", "on: [nothing]")

    with pytest.raises(PolicyFaultsError) as refusal:
        catalogue_in_force(copy, tmp_path / "cache")

    assert refusal.value.code == "policy.faults"
    assert [fault.code for fault in refusal.value.faults] == ["policy.unknown_item"]
    assert "city.yaml:3" in str(refusal.value)
    assert not (tmp_path / "cache").exists()


def test_missing_policy_folder_is_refused(tmp_path):
    with pytest.raises(PolicyFaultsError):
        catalogue_in_force(tmp_path / "nowhere", tmp_path)


def test_unknown_words_are_refused_with_the_nearest(tmp_path):
    loaded = catalogue_in_force(TINY, tmp_path)

    with pytest.raises(UnknownItemError, match="penalty"):
        loaded.item("../penalty")
    with pytest.raises(UnknownAgencyError, match="market"):
        loaded.agency("markets")
    with pytest.raises(UnknownCodeListError, match="penalty_kinds"):
        loaded.code_list("penalty_kind")
    assert loaded.agency("market").title.zh == "市场监督管理局"
    assert loaded.code_list("states").codes[0].synonyms == ("在业",)
    assert loaded.severity[0].default == "general"
    assert loaded.city.name.en == "Yunxi"


def test_the_parts_that_are_cached_make_up_the_catalogue(catalogue, tmp_path):
    cache.write(tmp_path / "edition", catalogue)

    assert cache.whole(tmp_path / "edition") == plain(catalogue)
