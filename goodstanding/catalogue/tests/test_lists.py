"""Lists and measures are policy: each rests on records and a legal text, and ends; faults have their place."""

import pytest

from goodstanding.catalogue.adapters.folder import load_folder
from goodstanding.catalogue.domain.edition import from_json, to_json
from goodstanding.catalogue.domain.lists import called_up
from goodstanding.catalogue.domain.model import Catalogue
from goodstanding.catalogue.tests.policies import variant

LIST = """code: market_severe
name: {zh: 严重失信名单, en: Severe list}
kind: severe
item: severe_list
agency: market
decided_by: {zh: 县级以上, en: county and above}
mark: S
term: P3Y
earliest_exit: P1Y
way_out: {zh: 申请, en: ask}
effect: {zh: 措施, en: measures}
remedies: {zh: 复议, en: reconsideration}
legal_basis: [{title: 管理办法, article: "2", mark: S}]
grounds:
  - {code: fined, name: {zh: 较重处罚, en: A heavier penalty}, items: [penalty]}
"""
MEASURES = """measures:
  - code: E01
    name: {zh: 限制, en: Restricted}
    group: entry
    bodies: [{agency: market, matters: [licence]}]
    triggers: [market_severe]
    mark: S
    legal_basis: [{title: 行政许可法, article: "78", mark: S}]
"""
MATTERS = """code: measure_matters
name: {zh: 事项, en: Matters}
values: [{code: licence, zh: 许可, en: Licences}]
"""


def loaded(tmp_path, listed=LIST, measures=MEASURES, city=""):
    copy = variant(tmp_path, "lists/market_severe.yaml", "", listed)
    family = (copy / "families/lsts.yaml").read_text()
    mended = family.replace("term: P3Y, mark", "term: P3Y, end: term_until, mark")
    (copy / "families/lsts.yaml").write_text(mended)
    (copy / "measures").mkdir()
    (copy / "measures/entry.yaml").write_text(measures)
    (copy / "codes/measure_matters.yaml").write_text(MATTERS)
    with (copy / "city.yaml").open("a") as file:
        file.write(city)
    return load_folder(copy)


def test_a_list_says_who_decides_on_which_records_and_when_it_ends(tmp_path):
    found = loaded(tmp_path)

    assert found.faults == ()
    kind = found.catalogue.lists["market_severe"]
    assert (kind.agency, kind.term, kind.grounds[0].items) == ("market", "P3Y", ("penalty",))
    assert kind.decided_here


def test_an_entry_calls_up_the_measures_that_name_its_list(tmp_path):
    measures = loaded(tmp_path).catalogue.measures

    assert [one.code for one in called_up(measures.values(), "market_severe")] == ["E01"]
    assert called_up(measures.values(), "another") == ()


def test_a_measure_may_belong_to_some_grounds_of_a_list_only(tmp_path):
    text = MEASURES.replace("    mark: S\n", "    grounds: [fined]\n    mark: S\n", 1)
    measures = loaded(tmp_path, measures=text).catalogue.measures.values()

    assert len(called_up(measures, "market_severe", ground="fined")) == 1
    assert called_up(measures, "market_severe", ground="another") == ()


def test_an_edition_keeps_lists_and_measures(tmp_path):
    catalogue = loaded(tmp_path).catalogue

    assert from_json(Catalogue, to_json(catalogue)) == catalogue


@pytest.mark.parametrize("mark", ["mark: M\n", "mark: S\noff_because: {zh: 待定, en: Not yet}\n"])
def test_what_is_from_memory_or_needs_local_rules_is_off_until_the_city_says_so(tmp_path, mark):
    text = LIST.replace("mark: S\n", mark, 1)

    waiting = loaded(tmp_path / "a", text)
    switched = loaded(tmp_path / "b", text, city="lists: {on: [market_severe]}\n")

    assert not waiting.catalogue.lists["market_severe"].on
    assert switched.catalogue.lists["market_severe"].on


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        ("term: P3Y\n", "", "policy.no_end", 1),
        ("term: P3Y", "term: three", "policy.bad_period", 8),
        (
            'legal_basis: [{title: 管理办法, article: "2", mark: S}]\n',
            "",
            "policy.no_legal_basis",
            1,
        ),
        ("agency: market", "agency: nobody", "policy.unknown_agency", 5),
        ("items: [penalty]", "items: [nothing]", "policy.unknown_item", 15),
        ("items: [penalty]", "items: []", "policy.missing_key", 15),
        ("items: [penalty]", "items: [penalty], at_least: 3", "policy.unknown_key", 15),
        ("item: severe_list", "item: penalty", "policy.bad_list", 4),
        ("market_severe", "other", "policy.misplaced", 1),
    ],
)
def test_a_fault_of_a_list_is_told_with_its_line(tmp_path, old, new, code, line):
    faults = loaded(tmp_path, LIST.replace(old, new, 1)).faults

    assert (code, line) in [(fault.code, fault.line) for fault in faults]


EXTENDED = """extension: P1Y
extension_grounds:
  - {code: not_put_right, name: {zh: 未整改, en: Not put right}}
"""


def extended(tmp_path, text, disclosure="extended: extended_on, longest: P4Y, "):
    """The list with an extension, on an item whose records can carry one."""
    copy = variant(tmp_path, "lists/market_severe.yaml", "", LIST + text)
    family = (copy / "families/lsts.yaml").read_text()
    mended = family.replace("term: P3Y, mark", f"term: P3Y, end: term_until, {disclosure}mark")
    mended += "  - {name: extended_on, zh: 延长日期, en: Extended on, type: date}\n"
    (copy / "families/lsts.yaml").write_text(mended)
    return load_folder(copy)


def test_a_list_says_by_how_much_on_which_grounds_and_how_often_its_term_is_extended(tmp_path):
    found = extended(tmp_path, EXTENDED)

    assert found.faults == ()
    kind = found.catalogue.lists["market_severe"]
    assert (kind.extension, kind.extension_times) == ("P1Y", 1)
    assert [(one.code, one.items) for one in kind.extension_grounds] == [("not_put_right", ())]


@pytest.mark.parametrize(
    ("text", "disclosure", "code"),
    [
        ("extension: P1Y\n", "extended: extended_on, longest: P4Y, ", "policy.missing_key"),
        (EXTENDED, "", "policy.bad_list"),
        (EXTENDED + "hearing: true\n", "extended: extended_on, longest: P4Y, ", "policy.bad_list"),
        (EXTENDED, "extended: extended_on, ", "policy.bad_period"),
        (EXTENDED, "longest: P4Y, ", "policy.bad_period"),
    ],
)
def test_an_extension_that_its_records_or_its_procedure_cannot_carry_is_a_fault(
    tmp_path, text, disclosure, code
):
    assert code in [fault.code for fault in extended(tmp_path, text, disclosure).faults]


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        (
            '    legal_basis: [{title: 行政许可法, article: "78", mark: S}]\n',
            "",
            "policy.no_legal_basis",
            2,
        ),
        ("agency: market", "agency: nobody", "policy.unknown_agency", 5),
        ("[licence]", "[nothing]", "policy.unknown_value", 5),
        ("triggers: [market_severe]", "triggers: [nowhere]", "policy.unknown_value", 6),
        ("group: entry", "group: incentive", "policy.bad_list", 6),
        ("    mark: S\n", "    grounds: [nothing]\n    mark: S\n", "policy.unknown_value", 7),
        ("E01", "e1", "policy.type", 2),
    ],
)
def test_a_fault_of_a_measure_is_told_with_its_line(tmp_path, old, new, code, line):
    faults = loaded(tmp_path, measures=MEASURES.replace(old, new, 1)).faults

    assert (code, line) in [(fault.code, fault.line) for fault in faults]


def test_a_rating_is_no_ground(tmp_path):
    copy = variant(tmp_path, "lists/market_severe.yaml", "", LIST.replace("[penalty]", "[grade]"))
    item = (copy / "catalogue/severe_list/severe_list.yaml").read_text()
    (copy / "catalogue/evaluation").mkdir()
    text = item.replace("code: severe_list", "code: grade\nclass: evaluation", 1)
    (copy / "catalogue/evaluation/grade.yaml").write_text(text)

    faults = load_folder(copy).faults

    assert ("policy.bad_list", 15) in [(fault.code, fault.line) for fault in faults]


def test_a_city_switches_only_what_there_is(tmp_path):
    faults = loaded(tmp_path, city="measures: {on: [E99]}\n").faults

    assert [(fault.file, fault.code) for fault in faults] == [("city.yaml", "policy.unknown_value")]
