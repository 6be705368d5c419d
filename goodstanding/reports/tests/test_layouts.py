from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from goodstanding.catalogue.domain.faults import PolicyFaultsError
from goodstanding.reports.adapters.policy import layouts

SHIPPED = Path(__file__).parents[3] / "policy"


@pytest.fixture
def policy(tmp_path):
    shutil.copytree(SHIPPED / "reports", tmp_path / "reports")
    return tmp_path


def changed(policy, name, before, after):
    file = policy / "reports" / name
    text = file.read_text(encoding="utf-8")
    assert before in text
    file.write_text(text.replace(before, after, 1), encoding="utf-8")


def codes(policy):
    with pytest.raises(PolicyFaultsError) as refused:
        layouts(policy)
    return [(fault.file, fault.code) for fault in refused.value.faults]


def test_what_is_shipped_has_no_fault():
    found = layouts(SHIPPED)

    assert len(found.public.sections) == 9
    assert found.special.longest == "P5Y"
    assert found.standing.free_of == ("severe_list", "abnormal")


def test_a_document_without_a_legal_basis_is_not_used(policy):
    changed(policy, "good_standing.yaml", "legal_basis:", "basis:")

    assert ("reports/good_standing.yaml", "policy.no_legal_basis") in codes(policy)


def test_a_duration_that_cannot_be_read_is_named_with_its_file(policy):
    changed(policy, "special_report.yaml", "longest: P5Y", "longest: 5 years")

    assert codes(policy) == [("reports/special_report.yaml", "policy.unknown_value")]


def test_a_missing_file_is_a_fault(policy):
    (policy / "reports" / "public_report.yaml").unlink()

    assert codes(policy) == [("reports/public_report.yaml", "policy.missing_file")]
