from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from goodstanding.catalogue.domain.faults import PolicyFaultsError
from goodstanding.catalogue.queries import catalogue_in_force
from goodstanding.ratings.queries.models import models_in_force
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


def test_a_grade_comes_from_an_item_or_from_a_model_and_not_from_both(policy):
    changed(policy, "composite_grade.yaml", "model: public_credit_enterprise", "model: public_credit_enterprise, item: tax_grade")  # fmt: skip

    assert codes(policy) == [("reports/composite_grade.yaml", "policy.missing_key")]


def test_a_certificate_without_a_ground_is_not_used(policy):
    changed(policy, "good_standing.yaml", "free_of: [severe_list, abnormal]\n", "")

    assert ("reports/good_standing.yaml", "policy.missing_key") in codes(policy)


def test_every_grade_named_is_a_code_of_an_item_that_is_taken_or_of_a_model_told_outside(
    environment,
):
    found, catalogue = layouts(SHIPPED), catalogue_in_force(SHIPPED, environment.home / "cache")
    models = models_in_force(SHIPPED, catalogue)

    for source in found.single.grades:
        item = catalogue.item(source.code)
        assert item.on
        assert item.family == "grd"
        assert len(catalogue.code_list(item.field(source.field).codes).codes) > 1
    assert all(models.ready(source.code).for_outside for source in found.composite.grades)
