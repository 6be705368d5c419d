"""National tables are read once for many files, and anew when they have changed."""

from __future__ import annotations

from types import SimpleNamespace

from goodstanding.catalogue.domain.model import FieldType
from goodstanding.collection.adapters.reference import reference_lists

ITEM = SimpleNamespace(fields=[SimpleNamespace(type=FieldType.INDUSTRY)])


def codes(policy):
    return [code.code for code in reference_lists(policy, ITEM)["industries"].codes]


def test_a_code_counts_as_soon_as_the_table_has_it(tmp_path):
    table = tmp_path / "industries.csv"
    table.write_text("code,name\nA,农业\n", encoding="utf-8")
    assert codes(tmp_path) == ["A"]

    table.write_text("code,name\nA,农业\nB,采矿业\n", encoding="utf-8")

    assert codes(tmp_path) == ["A", "B"]


def test_a_table_that_did_not_change_is_not_read_again(tmp_path):
    (tmp_path / "industries.csv").write_text("code,name\nA,农业\n", encoding="utf-8")

    first, second = (reference_lists(tmp_path, ITEM)["industries"] for _ in range(2))

    assert first is second
