import json
import subprocess
import sys

import pytest
from click.testing import CliRunner

from goodstanding.catalogue.cli import policy
from goodstanding.catalogue.tests.policies import TINY, variant
from goodstanding.lib.environment import read_environment


@pytest.fixture
def run(tmp_path):
    environment = read_environment(
        {"GOODSTANDING_HOME": str(tmp_path / "home"), "GOODSTANDING_POLICY": str(TINY)}
    )

    def call(*words):
        return CliRunner().invoke(policy, [str(word) for word in words], obj=environment)

    return call


def test_check_of_good_policy_counts_and_ends_with_0(run):
    result = run("check", "--json")

    answer = json.loads(result.stdout)
    assert result.exit_code == 0
    assert {key: answer[key] for key in ("items", "on", "agencies", "faults")} == {
        "items": 4,
        "on": 3,
        "agencies": 2,
        "faults": [],
    }
    assert len(answer["edition"]) == 64


def test_check_of_a_folder_with_a_fault_names_it_and_ends_with_3(run, tmp_path):
    folder = variant(tmp_path, "city.yaml", "on: []", "on: [nothing]")
    result = run("check", folder, "--json")

    (fault,) = json.loads(result.stdout)["faults"]
    assert result.exit_code == 3
    assert (fault["file"], fault["line"], fault["code"]) == ("city.yaml", 3, "policy.unknown_item")
    assert "nothing" in fault["message"]
    assert "city.yaml:3" in run("check", folder).stdout


def test_check_of_a_missing_folder_ends_with_3(run, tmp_path):
    result = run("check", tmp_path / "nowhere", "--json")

    assert result.exit_code == 3
    assert json.loads(result.stdout)["faults"][0]["code"] == "policy.no_folder"


def test_show_explains_an_item_in_both_languages(run):
    text = run("show", "penalty").stdout

    for words in (
        "行政处罚",
        "Administrative penalty",
        "《行政处罚法》",
        "7 个工作日",
        "7 working days",
    ):
        assert words in text
    assert json.loads(run("show", "penalty", "--json").stdout)["code"] == "penalty"


def test_template_is_written_where_it_is_asked_for(run, tmp_path):
    target = tmp_path / "t.xlsx"

    assert run("template", "penalty", "-o", target).exit_code == 0
    assert target.stat().st_size > 5000


def test_template_needs_a_workbook_name_in_a_folder_that_exists(run, tmp_path):
    assert run("template", "penalty", "-o", tmp_path / "t.csv").exit_code == 2
    assert run("template", "penalty", "-o", tmp_path / "no" / "t.xlsx").exit_code == 2


def test_diff_says_what_breaks(run, tmp_path):
    folder = variant(tmp_path, "codes/states.yaml", ", synonyms: [在业]", "")

    answer = json.loads(run("diff", TINY, folder, "--json").stdout)
    assert answer["breaking"] == 1
    assert answer["changes"][0]["place"] == "codes.states.active.synonyms"
    assert answer["old"] != answer["new"]
    assert "1 changes, 1 breaking" in run("diff", TINY, folder).stdout


def test_policy_commands_need_neither_django_nor_an_engine(tmp_path):
    program = (
        "import sys; from goodstanding.catalogue.cli import policy;"
        f"policy(['check', {str(TINY)!r}], standalone_mode=False);"
        "print(sorted({'django', 'ibis', 'duckdb', 'xlsxwriter'} & set(sys.modules)))"
    )
    result = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert result.stdout.splitlines()[-1] == "[]"
