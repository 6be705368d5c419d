"""What an item's records change in who an organisation is, as policy says it."""

import pytest

from goodstanding.catalogue.adapters.folder import load_folder
from goodstanding.catalogue.domain.model import Effect
from goodstanding.catalogue.tests.policies import variant

PENALTY = "catalogue/administration/penalty.yaml"


def loaded(folder, changes):
    lines = "\nchanges:\n" + "".join(f"  - {{{one}}}\n" for one in changes)
    return load_folder(variant(folder, PENALTY, "", lines))


def faults(folder, *changes):
    return [(fault.file, fault.code) for fault in loaded(folder, changes).faults]


def test_an_effect_names_the_fields_that_say_what_and_since_when(tmp_path):
    effect = "name: document_number, former: remarks, from: decided_on, when: document_number, is: [a, b]"

    found = loaded(tmp_path, [effect])

    assert found.faults == ()
    (item,) = [item for code, item in found.catalogue.items.items() if code == "penalty"]
    assert item.identifying
    assert item.changes == (
        Effect(name="document_number", former="remarks", since="decided_on",
               when="document_number", values=("a", "b")),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("effect", "code"),
    [
        ("from: decided_on", "policy.missing_key"),
        ("status: a, parent: source_uscc", "policy.missing_key"),
        ("status: a, from: nothing", "policy.unknown_field"),
        ("status: a, from: remarks", "policy.bad_field"),
        ("parent: remarks", "policy.bad_field"),
        ("name: officer_name", "policy.unknown_field"),
        ("status: a, when: remarks", "policy.missing_key"),
        ("status: a, is: [x]", "policy.missing_key"),
        ("successor: source_uscc, from: decided_on", "policy.missing_key"),
        ("successor: source_uscc, succession: theft, from: decided_on", "policy.unknown_value"),
        ("status: a, colour: red", "policy.unknown_key"),
    ],
)
def test_an_effect_that_can_not_be_carried_out_is_refused(tmp_path, effect, code):
    assert (PENALTY, code) in faults(tmp_path, effect)
