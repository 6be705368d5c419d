"""A list matched: certain links and nothing else is linked, the rest is proposed with reasons."""

from __future__ import annotations

import csv
import json
import random

import pyarrow as pa
import pytest
from click.testing import CliRunner

from goodstanding.collection.tests.conftest import sender
from goodstanding.collection.tests.samples import FOOD, PAPER, REGISTRATION, WATER
from goodstanding.matching.domain.reasons import STOPS, Sign
from goodstanding.matching.queries.matching import GIVEN, Sources, match
from goodstanding.standards import names
from tests.emptying import empty

# Says that the tests need the database; what is registered is there for all of them.
pytestmark = pytest.mark.django_db

NAMES = {
    WATER: "云溪市清源水务有限公司",
    PAPER: "云溪青禾纸业（东湖）有限公司",
    FOOD: "云溪市百味食品有限公司",
}
FORMER = "云溪青禾造纸厂"


@pytest.fixture(scope="module")
def register(environment, django_db_setup, django_db_blocker):
    """The organisations of `samples`, registered once for the module."""
    with django_db_blocker.unblock():
        empty()
        sender(environment)(REGISTRATION)
        yield
        empty()


@pytest.fixture
def find(environment, register, django_db_blocker, tmp_path_factory):
    """`find([{…}, …])` matches rows with some of the columns GIVEN."""
    cache = tmp_path_factory.getbasetemp() / "matching-cache"

    def run(rows):
        columns = {
            column: pa.array([row.get(column) for row in rows], pa.string()) for column in GIVEN
        }
        table = pa.table({"row": pa.array(range(1, len(rows) + 1), pa.int64()), **columns})
        with django_db_blocker.unblock():
            return match(table, sources=Sources(environment.policy, cache))

    return run


LINKED = [
    ({"name": NAMES[WATER]}, WATER, "name"),
    ({"name": " 云溪市清源\u00a0水务有限公司"}, WATER, "name"),
    ({"name": "雲溪市清源水務有限公司"}, WATER, "name"),
    ({"name": "云溪青禾纸业(东湖)有限公司"}, PAPER, "name"),
    ({"name": FORMER}, PAPER, "name"),
    ({"name": NAMES[WATER], "uscc": WATER[:6] + "******" + WATER[12:]}, WATER, "name"),
    (
        {"name": NAMES[WATER], "uscc": f" {WATER[:9].lower()}-{WATER[9:].lower()}"},
        WATER,
        "identifier",
    ),
    (
        {"name": NAMES[WATER], "organisation_code": f"{WATER[8:16]}-{WATER[16]}"},
        WATER,
        "identifier",
    ),
    ({"name": NAMES[WATER], "tax_number": WATER[2:17]}, WATER, "identifier"),
]
NOT_LINKED = [
    {"name": "云溪市清源水务有限公司临江分公司"},
    {"name": "云溪市清泉水务有限公司"},
    {"name": "杭州市清源水务有限公司"},
    {"name": "云溪市清源水务"},
    {"name": "云溪市第二清源水务有限公司"},
    {"name": NAMES[WATER], "uscc": FOOD},
    {"name": NAMES[WATER], "uscc": FOOD[:6] + "******" + FOOD[12:]},
    {"name": NAMES[WATER], "uscc": WATER.replace("1", "I", 1)},
    {"name": NAMES[WATER], "organisation_code": FOOD[8:17]},
]


@pytest.mark.slow
def test_what_is_certain_is_linked(find):
    found = find([row for row, _, _ in LINKED])

    assert [(one.uscc, one.how) for one in found] == [(code, how) for _, code, how in LINKED]


@pytest.mark.slow
def test_what_contradicts_or_is_only_alike_is_proposed_and_not_linked(find):
    found = find(NOT_LINKED)

    assert [one.organisation for one in found] == [None] * len(NOT_LINKED)
    assert [one.candidates[0].uscc if one.candidates else None for one in found[:5]] == [WATER] * 5
    assert all(len(one.candidates) <= 5 for one in found)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("row", "sign"),
    [
        (NOT_LINKED[0], Sign.BRANCH_DIFFERS),
        (NOT_LINKED[1], Sign.BRAND_ONE),
        (NOT_LINKED[2], Sign.PLACE_DIFFERS),
        (NOT_LINKED[5], Sign.CODE_CONTRADICTS),
        (NOT_LINKED[6], Sign.MASK_CONTRADICTS),
    ],
)
def test_what_forbids_a_link_is_told(find, row, sign):
    candidate = next(one for one in find([row])[0].candidates if one.uscc == WATER)

    assert Sign(candidate.signs) & sign & STOPS
    assert sign.name.lower() in candidate.as_json()["stops"]


@pytest.mark.slow
def test_likeness_never_links(find):
    """Names one or two slips away from those on file: linked only where they are equal once folded."""
    rng, made = random.Random(20261123), []
    known = {names.fold(name) for name in [*NAMES.values(), FORMER]}
    for _ in range(600):
        name = list(rng.choice([*NAMES.values(), FORMER]))
        for _ in range(rng.randint(1, 2)):
            at = rng.randrange(len(name))
            name[at : at + 1] = rng.choice(
                [[], [name[at], "新"], ["新"], [name[at], " "], [name[at], "·"]]
            )
        made.append("".join(name))

    found = find([{"name": name} for name in made])

    for name, one in zip(made, found, strict=True):
        assert (one.organisation is not None) == (names.fold(name) in known), name


@pytest.mark.slow
def test_the_command_answers_every_row_in_order(environment, register, django_db_blocker, tmp_path):
    from goodstanding.matching.cli import TITLES
    from goodstanding.matching.cli import match as command

    given, answer = tmp_path / "list.csv", tmp_path / "answer.csv"
    rows = [
        (NAMES[WATER], ""), ("云溪市清源水务公司", ""), (NAMES[FOOD], FOOD.lower()), ("毫不相干", ""),
        ("某人", "11010519491231002X"),
    ]  # fmt: skip
    lines = ["企业名称;代码", *(";".join(row) for row in rows)]
    given.write_bytes("\r\n".join(lines).encode("gb18030"))

    with django_db_blocker.unblock():
        ran = CliRunner().invoke(
            command,
            [str(given), "--name-column", "企业名称", "--code-column", "代码", "-o", str(answer), "--json"],
            obj=environment, catch_exceptions=False,
        )  # fmt: skip

    counts = json.loads(ran.output)
    told = list(csv.DictReader(answer.read_text(encoding="utf-8-sig").splitlines()))
    assert tuple(told[0]) == TITLES
    assert [row["row"] for row in told] == ["1", "2", "3", "4", "5"]
    assert [row["outcome"] for row in told] == ["name", "proposal", "identifier", "none", "none"]
    assert [row["uscc"] for row in told] == [WATER, "", FOOD, "", ""]
    assert json.loads(told[1]["candidates"])[0]["uscc"] == WATER
    assert "11010519491231002X" not in answer.read_text(encoding="utf-8-sig")
    assert {key: counts[key] for key in ("rows", "identifier", "name", "proposal", "none")} == {
        "rows": 5, "identifier": 1, "name": 1, "proposal": 1, "none": 2,
    }  # fmt: skip
