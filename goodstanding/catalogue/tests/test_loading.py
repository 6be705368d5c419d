"""Every fault of a policy folder has a stable code, its file and its line."""

import shutil

import pytest

from goodstanding.catalogue.adapters.folder import load_folder
from goodstanding.catalogue.domain.faults import MESSAGES
from goodstanding.catalogue.domain.model import FieldType, Level, Polarity, Text
from goodstanding.catalogue.tests.policies import TINY, variant

PENALTY = "catalogue/administration/penalty.yaml"
CITY = "catalogue/administration/city_penalty.yaml"
REGISTRATION = "catalogue/registration/registration.yaml"
SEVERE = "catalogue/severe_list/severe_list.yaml"
PEN = "families/pen.yaml"


@pytest.fixture(scope="module")
def catalogue():
    loaded = load_folder(TINY)
    assert loaded.faults == ()
    return loaded.catalogue


def test_item_takes_what_it_does_not_say_from_its_family(catalogue):
    penalty = catalogue.items["penalty"]

    assert penalty.item_class == "administration"
    assert penalty.polarity is Polarity.NEGATIVE
    assert penalty.key == ("authority_uscc", "document_number")
    assert penalty.deadline.working_days == 7
    assert penalty.valid_from == "decided_on"
    assert penalty.disclosure.period == "severity"
    assert penalty.retention == "P5Y"
    assert penalty.suppliers == ("*",)
    assert penalty.worked_out


def test_fields_stand_in_the_order_of_the_template(catalogue):
    names = [field.name for field in catalogue.items["penalty"].fields]

    assert names == [
        "name",
        "uscc",
        "document_number",
        "kinds",
        "fine",
        "decided_on",
        "authority_uscc",
        "source",
        "source_uscc",
        "remarks",
        "officer_name",
        "officer_id_number",
    ]


def test_override_changes_only_the_keys_it_names(catalogue):
    fine = catalogue.items["penalty"].field("fine")

    assert fine.maximum == "100000"
    assert (fine.minimum, fine.unit, fine.type) == ("0", "CNY_10000", FieldType.MONEY)
    assert catalogue.items["city_penalty"].field("fine").maximum is None


def test_numbers_and_dates_of_a_legal_basis_stay_as_written(catalogue):
    basis = catalogue.items["penalty"].legal_basis[0]

    assert (basis.article, basis.edition) == ("48", "2021-01-22")


def test_field_left_out_is_gone_and_the_rest_stays(catalogue):
    names = {field.name for field in catalogue.items["city_penalty"].fields}

    assert "source_uscc" not in names
    assert "source" in names


def test_columns_of_natural_persons_are_known_and_dropped(catalogue):
    fields = catalogue.items["penalty"].fields

    assert {field.name for field in fields if field.dropped} == {
        "officer_name",
        "officer_id_number",
    }


def test_checks_are_added_and_their_chinese_values_become_codes(catalogue):
    checks = {check.code: check for check in catalogue.items["city_penalty"].checks}

    assert list(checks) == ["fine.missing", "place.missing"]
    assert checks["fine.missing"].when == "'fine' in kinds"
    assert checks["place.missing"].level is Level.WARNING


def test_supplier_is_the_agency_where_none_is_named(catalogue):
    assert catalogue.items["city_penalty"].suppliers == ("urban-management",)


def test_a_city_names_its_site_and_who_answers_for_it(tmp_path):
    site = (
        "site: {name: {zh: 信用平台, en: Credit}, telephone: '12345', numbers: [备案 1 号]}\non: []"
    )
    folder = variant(tmp_path, "city.yaml", "on: []", site)

    found = load_folder(folder).catalogue.city.site

    assert found.name == Text("信用平台", "Credit")
    assert (found.telephone, found.numbers, found.operator) == ("12345", ("备案 1 号",), None)


def test_city_switches_items_on_and_off(tmp_path):
    folder = variant(tmp_path, "city.yaml", "on: []\noff: []", "on: [city_penalty]\noff: [penalty]")

    items = load_folder(folder).catalogue.items

    assert items["city_penalty"].on
    assert not items["penalty"].on


def test_item_that_is_off_says_why(catalogue):
    item = catalogue.items["city_penalty"]

    assert not item.on
    assert item.off_because == Text("需要本市决定", "The city must decide")


def test_severity_policy_is_read_whole(catalogue):
    (policy,) = catalogue.severity

    assert [(p.severity, p.publish, p.maximum) for p in policy.periods] == [
        ("minor", False, "P3M"),
        ("general", True, "P1Y"),
        ("serious", True, "P3Y"),
    ]
    assert policy.rules[0].kinds == ("fine",)


# One fault in one file each: file, what is replaced, by what, code, line of the fault.
ONE_FAULT = [
    (PENALTY, "rank: 1", "rank: 1\ncolour: red", "policy.unknown_key", 9),
    (PENALTY, "code: penalty", "", "policy.missing_key", 2),
    (PENALTY, "rank: 1", "rank: one", "policy.type", 8),
    (PENALTY, "mark: S\nfields", "mark: X\nfields", "policy.unknown_value", 9),
    (PENALTY, "family: pen", "family: penn", "policy.unknown_family", 3),
    (PENALTY, "fine, maximum: 100000", "fines", "policy.unknown_field", 11),
    (PENALTY, "fine, maximum: 100000", "kinds, codes: kinds", "policy.unknown_code_list", 11),
    (PENALTY, "agency: market", "agency: markets", "policy.unknown_agency", 4),
    (PENALTY, 'suppliers: ["*"]', "suppliers: [tax]", "policy.unknown_agency", 5),
    (PENALTY, "agency: market\n", "", "policy.no_agency", 1),
    (PENALTY, "legal_basis:", "note:", "policy.no_legal_basis", 1),
    (PENALTY, "rank: 1", "subjects: [person]", "policy.person_subject", 8),
    (PENALTY, "rank: 1", "subjects: [自然人]", "policy.person_subject", 8),
    (PENALTY, "rank: 1", "subjects: [natural-person]", "policy.person_subject", 8),
    (PENALTY, "rank: 1", "subjects: [firm]", "policy.unknown_value", 8),
    (PENALTY, "rank: 1", "class: professional", "policy.person_subject", 8),
    (PENALTY, "fine, maximum: 100000", "p, zh: 号码, en: No, type: id_number", "policy.person_subject", 11),
    (PENALTY, "fine, maximum: 100000", "p, zh: 号码, en: No, identifies: passport", "policy.person_subject", 11),
    (PENALTY, "fine, maximum: 100000", "p, zh: 经办人姓名, en: Clerk", "policy.person_subject", 10),
    (PENALTY, "fine, maximum: 100000", "p, zh: 企业联系人, en: Contact", "policy.person_subject", 10),
    (PENALTY, "rank: 1", "registers: yes", "policy.type", 8),
    (PENALTY, "rank: 1", "key: [nothing]", "policy.key_field", 8),
    (PENALTY, "rank: 1", "key: [fine]", "policy.key_field", 8),
    (PENALTY, "rank: 1", "key: [uscc]", "policy.key_field", 8),
    (PENALTY, "rank: 1", "key: [kinds]", "policy.key_field", 8),
    (PENALTY, "rank: 1", "valid: {from: when}", "policy.unknown_field", 8),
    (PENALTY, "rank: 1", "valid: {from: fine}", "policy.bad_period", 8),
    (PENALTY, "rank: 1", "retention: 5 years", "policy.bad_period", 8),
    (PENALTY, "rank: 1", "update_cycle: often", "policy.bad_period", 8),
    (PENALTY, "rank: 1", "deadline: {working_days: 0, from: decided_on}", "policy.bad_period", 8),
    (PENALTY, "rank: 1", "deadline: {working_days: 7, from: fine}", "policy.bad_period", 8),
    (PENALTY, "rank: 1", "disclosure: {audience: public, period: none}", "policy.bad_period", 8),
    (PENALTY, "rank: 1", "disclosure: {audience: public, period: term}", "policy.bad_period", 8),
    (PENALTY, "rank: 1", "disclosure: {audience: public, period: valid}", "policy.no_end", 8),
    (PENALTY, "rank: 1", "disclosure: {audience: everyone}", "policy.unknown_value", 8),
    (PENALTY, "rank: 1", "without: [colour]", "policy.unknown_field", 8),
    (PENALTY, "rank: 1", "without: [uscc]", "policy.bad_field", 8),
    (PENALTY, "rank: 1", "without: [fine]", "policy.bad_expression", 8),
    (PENALTY, "rank: 1", "on: false", "policy.missing_key", 1),
    (PENALTY, "code: penalty", "code: penalties", "policy.misplaced", 1),
    (PENALTY, "fine, maximum: 100000", "Fine, zh: 某, en: X", "policy.bad_name", 11),
    (PENALTY, "fine, maximum: 100000", "received, zh: 某, en: X", "policy.bad_name", 11),
    (PENALTY, "fine, maximum: 100000", "p, zh: 罚款金额 (万元), en: X", "policy.ambiguous_column", 10),
    (PENALTY, "maximum: 100000", "maximum: lots", "policy.bad_field", 11),
    (PENALTY, "maximum: 100000", "max: 10", "policy.bad_field", 11),
    (PENALTY, "maximum: 100000", "type: text", "policy.bad_field", 11),
    (PENALTY, "fine, maximum: 100000", "kinds, type: text", "policy.bad_field", 11),
    (CITY, "require: present(place)", "require: places > 1", "policy.bad_expression", 13),
    (CITY, "code: place.missing", "code: missing", "policy.bad_check_code", 13),
    (CITY, "field: place,", "field: placed,", "policy.unknown_field", 13),
    (SEVERE, "agency: market", "agency: market\ndisclosure: {audience: public, period: listed}", "policy.no_end", 5),
    (REGISTRATION, ", searchable: false", "", "policy.person_subject", 8),
    (REGISTRATION, "registers: true", "registers: false", "policy.person_subject", 8),
    (PEN, "'罚款' in kinds", "'罚金' in kinds", "policy.bad_expression", 22),
    (PEN, "class: administration", "class: fines", "policy.unknown_value", 3),
    ("fields.yaml", "codes: penalty_kinds", "codes: kinds", "policy.unknown_code_list", 3),
    ("fields.yaml", "latest: received", "latest: today", "policy.bad_field", 2),
    ("fields.yaml", "zh: 列入原因, en: Reason", "zh: 当事人身份证号, en: Reason", "policy.person_subject", 6),
    ("fields.yaml", "zh: 列入原因, ", "", "policy.missing_key", 6),
    ("subject.yaml", "identifies: uscc", "identifies: name", "policy.unknown_value", 3),
    ("agencies.yaml", "code: market", "code: Market Bureau", "policy.bad_name", 2),
    ("city.yaml", "on: []", "on: [nothing]", "policy.unknown_item", 3),
    ("city.yaml", '"999900"', "9999", "policy.type", 2),
    ("codes/states.yaml", "[在业]", "[注销]", "policy.duplicate", 5),
    ("codes/states.yaml", "code: states", "code: statuses", "policy.misplaced", 1),
    ("codes/states.yaml", "en: Active,", "en: Active, valid_until: 2021,", "policy.bad_period", 4),
    ("city.yaml", "on: []\noff: []", "on: [penalty]\noff: [penalty]", "policy.duplicate", 4),
    (PENALTY, "code: penalty", "code: Penalty", "policy.bad_name", 1),
    ("disclosure/severity.yaml", "kinds: [fine]", "kinds: [fines]", "policy.unknown_value", 11),
    ("disclosure/severity.yaml", "max: P1Y", "max: 1 year", "policy.bad_period", 8),
    ("disclosure/severity.yaml", "    legal_basis:", "    note:", "policy.no_legal_basis", 2),
    ("catalogue/penalty.yaml", "", "code: penalty\n", "policy.unknown_file", 1),
    ("familes/pen.yaml", "", "code: pen\n", "policy.unknown_file", 1),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "code", "line"), ONE_FAULT)
def test_one_fault_is_found_where_it_stands(  # noqa: PLR0917  a table
    tmp_path, file, old, new, code, line
):
    faults = load_folder(variant(tmp_path, file, old, new)).faults

    assert (file, code, line) in [(fault.file, fault.code, fault.line) for fault in faults]


def test_every_code_of_a_fault_is_shown_by_a_test():
    shown = {code for *_, code, _ in ONE_FAULT}
    elsewhere = {
        "policy.yaml",
        "policy.duplicate_key",
        "policy.duplicate_item",
        "policy.missing_file",
        "policy.no_folder",
        "policy.bad_list",  # test_lists.py
        "policy.wrong_example",  # of a rating model, shown in its own app
    }

    assert shown | elsewhere == set(MESSAGES)


def test_all_faults_are_told_at_once(tmp_path):
    folder = variant(tmp_path, PENALTY, "agency: market\n", "")
    path = folder / PENALTY
    text = path.read_text(encoding="utf-8").replace("rank: 1", "subjects: [person]\nkey: [x]\na: b")
    path.write_text(text, encoding="utf-8")
    (folder / "city.yaml").unlink()

    codes = {fault.code for fault in load_folder(folder).faults}

    assert codes == {
        "policy.no_agency",
        "policy.person_subject",
        "policy.key_field",
        "policy.unknown_key",
        "policy.missing_file",
    }


def test_item_defined_twice_names_the_first_place(tmp_path):
    folder = tmp_path / "policy"
    shutil.copytree(TINY, folder)
    other = folder / "catalogue/compliance/penalty.yaml"
    other.parent.mkdir()
    text = (folder / PENALTY).read_text(encoding="utf-8")
    other.write_text(text + "class: compliance\n", encoding="utf-8")

    (fault,) = load_folder(folder).faults

    assert fault.code == "policy.duplicate_item"
    assert fault.file == "catalogue/compliance/penalty.yaml"
    assert PENALTY in fault.en


def test_two_severity_policies_at_once_are_refused(tmp_path):
    file = "disclosure/severity.yaml"
    text = (TINY / file).read_text(encoding="utf-8")
    older = text.replace("policies:\n", "").replace("2026-04-01", "2023-05-01")
    folder = variant(tmp_path, file, text, text + older)

    (fault,) = load_folder(folder).faults

    assert (fault.code, fault.line) == ("policy.bad_period", 2)


def test_missing_folder_is_a_fault_and_no_crash(tmp_path):
    (fault,) = load_folder(tmp_path / "nowhere").faults

    assert fault.code == "policy.no_folder"


def test_message_says_what_was_given_and_what_is_accepted(tmp_path):
    (fault,) = load_folder(variant(tmp_path, PENALTY, "family: pen", "family: penn")).faults

    assert "penn" in fault.en
    assert "pen, reg" in fault.en
    assert "penn" in fault.zh


def test_readme_and_hidden_files_are_not_policy(tmp_path):
    folder = variant(tmp_path, "README.md", "", "text")
    (folder / "catalogue" / ".#penalty.yaml").write_text("]", encoding="utf-8")

    assert load_folder(folder).faults == ()
