"""No natural person is ever a subject: not by policy, not by a table, not by a column."""

from __future__ import annotations

import re

import pytest
from django.apps import apps

from goodstanding.catalogue.adapters.folder import faultless, load_folder
from goodstanding.catalogue.domain import persons
from goodstanding.catalogue.tests.policies import variant
from tests.architecture.tree import ROOT

PENALTY = "catalogue/administration/penalty.yaml"
PERSON = re.compile(r"person|citizen|individual|resident|identity|passport|id_?card|birth|gender")


@pytest.fixture(scope="module")
def catalogue():
    return faultless(ROOT / "policy")


@pytest.mark.parametrize("kind", sorted(persons.PERSON_SUBJECTS))
def test_an_item_about_persons_does_not_load(tmp_path, kind):
    folder = variant(tmp_path, PENALTY, "rank: 1", f"subjects: [{kind}]")

    assert "policy.person_subject" in {fault.code for fault in load_folder(folder).faults}


def test_every_subject_of_the_catalogue_is_a_kind_of_organisation(catalogue):
    kinds = {code.code for code in catalogue.code_lists["organisation_kinds"].codes}
    subjects = {kind for item in catalogue.items.values() for kind in item.subjects}

    assert subjects
    assert subjects <= kinds
    assert not [kind for kind in kinds if persons.is_person_subject(kind)]


def test_no_kept_field_holds_a_persons_number(catalogue):
    kept = {
        f"{item.code}.{field.name}"
        for item in catalogue.items.values()
        for field in item.fields
        if not field.dropped and persons.identifies_person(field)
    }

    assert kept == set()


def test_a_persons_name_stands_in_no_field_that_is_searched(catalogue):
    searched = {
        f"{item.code}.{field.name}"
        for item in catalogue.items.values()
        for field in item.fields
        if not field.dropped and field.searchable and persons.names_person(field)
    }

    assert searched == set()


# Who signs in: staff, representatives, officers of authorised bodies. Never a subject (scope.md).
STAFF = "accounts_"


def test_no_table_and_no_column_is_about_a_person():
    ours = [model for model in apps.get_models() if model.__module__.startswith("goodstanding.")]
    names = [model._meta.db_table for model in ours]
    names += [f"{m._meta.db_table}.{field.name}" for m in ours for field in m._meta.get_fields()]

    assert len(ours) >= 8
    others = [name for name in names if not name.startswith(STAFF)]
    assert [name for name in others if PERSON.search(name)] == []
