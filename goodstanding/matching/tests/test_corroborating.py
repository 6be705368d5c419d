"""What a row says beside name and code orders what is proposed for it, and links nothing."""

from __future__ import annotations

import pyarrow as pa
import pytest

from goodstanding.disclosure.tests.conftest import publishing
from goodstanding.matching.adapters import corroborating
from goodstanding.matching.queries.matching import GIVEN, Sources, match
from goodstanding.standards import uscc


def code(first_seventeen):
    return first_seventeen + uscc.check_character(first_seventeen)


EAST, SOUTH = code("91339902600000001"), code("91339903600000002")
ROWS = f"""name,uscc,kind,status,registered_on,division,address
云溪市宏远建材销售有限公司,{EAST},enterprise,存续,2015-01-01,339902,云溪市东湖区建材路6号
云溪市宏远建材商贸有限公司,{SOUTH},enterprise,存续,2015-01-01,339903,云溪市溪南区长江路18号
"""
SHORT = "云溪市宏远建材"


@pytest.fixture
def asked(environment, db):
    """`asked(address=…)`: what a row with the short name of both is proposed."""
    publishing(environment).send(ROWS)
    sources = Sources(environment.policy, environment.home / "cache")

    def ask(**cells):
        cells = {"name": SHORT, **cells}
        columns = {
            name: pa.array([cells.get(name)], pa.string())
            for name in (*GIVEN, *corroborating.GIVEN)
        }
        (found,) = match(pa.table({"row": pa.array([1], pa.int64()), **columns}), sources=sources)
        return found

    return ask


@pytest.mark.parametrize(
    ("cells", "first", "sign"),
    [
        ({"address": "东湖区 建材路６号"}, EAST, "address_agrees"),
        ({"address": "云溪市溪南区长江路18号"}, SOUTH, "address_agrees"),
        ({"authority_uscc": code("11339902MB1886843")}, EAST, "division_agrees"),
        ({"authority_uscc": code("11339903MB1886843")}, SOUTH, "division_agrees"),
    ],
)
def test_it_moves_up_what_it_speaks_for_with_the_reason(cells, first, sign, asked):
    found = asked(**cells)

    assert found.organisation is None
    assert found.candidates[0].uscc == first
    assert sign in found.candidates[0].as_json()["reasons"]
    assert sign not in found.candidates[1].as_json()["reasons"]
    assert found.candidates[0].score > found.candidates[1].score


def test_without_it_neither_is_said(asked):
    reasons = [one.as_json()["reasons"] for one in asked().candidates]

    assert len(reasons) == 2
    assert not {"address_agrees", "division_agrees"} & {sign for one in reasons for sign in one}


def test_an_address_alone_proposes_and_links_nobody(asked):
    found = asked(name="海城市兴盛物流有限公司", address="云溪市东湖区建材路6号")

    assert (found.organisation, found.candidates) == (None, ())


def test_what_a_masked_code_speaks_for_is_shown_however_many_names_are_nearer(environment, asked):
    """A short name is nearer to a dozen others of its length than to the long one that is meant."""
    meant = code("91339902700000077")
    others = "".join(
        f"云溪市宏{sign},{code(f'913399037000{n:05d}')},enterprise,存续,2015-01-01,339903,\n"
        for n, sign in enumerate("远达图泰盛昌发运业利兴隆", 1)
    )
    rows = f"云溪市宏博科学仪器研究制造股份有限公司,{meant},enterprise,存续,2015-01-01,339902,\n"
    publishing(environment).send(f"{ROWS.splitlines()[0]}\n{rows}{others}")

    found = asked(name="云溪市宏", uscc=f"{meant[:6]}******{meant[12:]}")

    assert meant in [one.uscc for one in found.candidates]
