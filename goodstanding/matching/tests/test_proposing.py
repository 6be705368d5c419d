"""Who is meant comes first wherever a reader of the names would say so; nobody is linked."""

from __future__ import annotations

import pyarrow as pa
import pytest

from goodstanding.disclosure.tests.conftest import publishing
from goodstanding.matching.queries.matching import GIVEN, Sources, match
from goodstanding.standards import uscc

HEAD = "name,uscc,kind,status,registered_on,division,address\n"
#: First characters of brands, so many that a key of theirs leads nowhere; none sounds like 焓.
BRANDS = "岚岑峤嵘崧嵩巍嶂峦崤沁沐泓泠泱洵浔涟淞淇湄湛溥滢潇澈澄濂瀛炜烨焱煜熠燊栩栾桓梓梵楠楹榕槿樨橙檀霁蘅岫曛屿筠砚簌樾漪湉沅翊昀玥旻煦璟"


def code(first_seventeen):
    return first_seventeen + uscc.check_character(first_seventeen)


@pytest.fixture
def proposed(environment, db):
    """`proposed(name, *registered, uscc=…)`: the candidates for a name among those registered."""
    sources = Sources(environment.policy, environment.home / "cache")

    def ask(given, *registered, code_given=None):
        coded = [
            one if isinstance(one, tuple) else (one, code(f"913399027000{n:05d}"))
            for n, one in enumerate(registered)
        ]
        rows = [f"{name},{own},enterprise,存续,2015-01-01,339902," for name, own in coded]
        publishing(environment).send(HEAD + "\n".join(rows) + "\n")
        cells = {"name": given, "uscc": code_given}
        columns = {name: pa.array([cells.get(name)], pa.string()) for name in GIVEN}
        (found,) = match(pa.table({"row": pa.array([1], pa.int64()), **columns}), sources=sources)
        assert found.organisation is None
        return found.candidates

    return ask


@pytest.mark.parametrize(
    ("given", "meant", "other"),
    [
        # The form is left out, and the trade passes for an ending.
        ("云溪市鹭润旅行社", "云溪市鹭润旅行社有限公司", "云溪市石砚县鹭润水果店"),
        # 责任 is put in: one legal form; a district is not the city.
        ("云亭区崤瀛化工有限公司", "云亭区崤瀛化工有限责任公司", "云溪崤瀛化工有限公司"),
        # Equal part by part: the place stands where it does in the name.
        ("云溪翎抒商贸", "云溪翎抒商贸有限公司", "翎抒(云溪)商贸有限公司"),
        # Two numbers are two bodies; a numeral that is missing is a slip like another.
        ("溪南区第千七百小学", "溪南区第六千七百小学", "云溪市第七百小学"),
    ],
)
def test_it_is_first_though_others_are_near(given, meant, other, proposed):
    found = proposed(given, other, meant)

    assert [one.name for one in found][:2] == [meant, other]
    assert found[0].score > found[1].score


def test_a_name_that_sounds_alike_is_first_among_any_number_one_character_away(proposed):
    others = [f"云溪{sign}攸建设工程有限公司" for sign in BRANDS]

    found = proposed("云溪晗攸建设工程有限公司", *others, "云溪焓攸建设工程有限公司")

    assert found[0].name == "云溪焓攸建设工程有限公司"
    assert "brand_sound" in found[0].as_json()["reasons"]


def test_a_branch_is_found_though_the_slip_is_in_what_tells_that_it_is_one(proposed):
    (found,) = proposed(
        "云溪市筠朴劳务派遣有限公种石砚加油站", "云溪市筠朴劳务派遣有限公司石砚加油站"
    )

    assert "branch_differs" in found.as_json()["stops"]


def test_what_the_name_begins_is_first_of_all_that_fit_the_mask(proposed):
    """The name breaks off within its place, so that neither place nor brand can be told."""
    one, other = "91339902100044959A", "91339902104944959A"

    found = proposed(
        "云溪市霁桥", ("云溪砚洋隆培训有限公司", one), ("云溪市霁桥区泠景丰劳务派遣有限公司", other),
        code_given="913399******44959A",
    )  # fmt: skip

    assert [candidate.uscc for candidate in found] == [other, one]
    assert "abbreviation" in found[0].as_json()["reasons"]
