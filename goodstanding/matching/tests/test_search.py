"""Finding organisations: everything people type finds what they mean, in the order of experience.md."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goodstanding.lib.environment import now
from goodstanding.matching.domain.finding import Filters, Step
from goodstanding.matching.models import Term
from goodstanding.matching.queries.search import search, suggest
from goodstanding.matching.services.index import bring_up_to_date
from goodstanding.organisations.models import Identifier, Name, Organisation
from goodstanding.standards import names, uscc

TOWN = [
    "云溪市清源水务有限公司", "云溪青禾纸业（东湖）有限公司", "云溪市百味食品有限公司",
    "云溪市百味食品有限公司溪南分公司", "百味（云溪）供应链管理有限公司", "云溪市云亭区一百味道餐饮店",
    "云溪银行股份有限公司", "云溪市第一建筑工程有限公司", "云溪市第二建筑工程有限公司",
    "云溪市溪南区乐和音乐培训学校", "云溪清远水务有限公司", "云溪ABC科技有限公司", "云溪市億隆建材厂",
]  # fmt: skip
MARKER = "11010519491231002X"


def code_of(number):
    first = f"9133990{number % 10}{uscc.ALPHABET[number % 31]}A{number:06d}X"[:17].ljust(17, "0")
    return first + uscc.check_character(first)


def organisation(name, number, *, at, status="active", former="", kind="enterprise"):
    code = code_of(number)
    made = Organisation.objects.create(
        uscc=code, name=name, kind=kind, status=status, division="339902", industry="1491",
        created_at=at, changed_at=at,
    )  # fmt: skip
    Identifier.objects.create(organisation=made, scheme="uscc", value=code)
    Identifier.objects.create(
        organisation=made, scheme="registration_number", value=f"3399020000{number:05d}"
    )
    bears(made, name, current=True)
    if former:
        bears(made, former, current=False)
    return made


def bears(organisation, name, *, current):
    Name.objects.create(
        organisation=organisation, name=name, folded=names.fold(name), current=current
    )


@pytest.fixture
def index(environment, db):
    """Brings the index up to date; answers how many names were new."""
    return lambda: bring_up_to_date(policy=environment.policy, now=now(environment))


@pytest.fixture
def town(environment, index):
    """The organisations of TOWN, numbered from 1."""
    made = [organisation(name, n, at=now(environment)) for n, name in enumerate(TOWN, 1)]
    index()
    return made


def found(text, **more):
    return [hit.name for hit in search(text, public=False, **more).hits]


@pytest.mark.parametrize(
    ("text", "first", "step"),
    [
        ("云溪市百味食品有限公司", "云溪市百味食品有限公司", Step.NAME),
        ("云溪青禾纸业(東湖)有限公司", "云溪青禾纸业（东湖）有限公司", Step.NAME),
        ("百味", "百味（云溪）供应链管理有限公司", Step.BEGINS),
        ("云溪市百味", "云溪市百味食品有限公司", Step.BEGINS),
        ("青禾", "云溪青禾纸业（东湖）有限公司", Step.BRAND),
        ("纸业", "云溪青禾纸业（东湖）有限公司", Step.CONTAINS),
        ("水务 清源", "云溪市清源水务有限公司", Step.WORDS),
        ("云溪百味", "云溪市百味食品有限公司", Step.WORDS),
        ("yunxishibaiweishipinyouxiangongsi", "云溪市百味食品有限公司", Step.SOUND),
        ("qinghe", "云溪青禾纸业（东湖）有限公司", Step.SOUND_BRAND),
        ("qing he zhi ye", "云溪青禾纸业（东湖）有限公司", Step.SOUND_BRAND),
        ("zhiye", "云溪青禾纸业（东湖）有限公司", Step.SOUND_CONTAINS),
        ("lehe", "云溪市溪南区乐和音乐培训学校", Step.SOUND_BRAND),
        ("yinyuepeixun", "云溪市溪南区乐和音乐培训学校", Step.SOUND_CONTAINS),
        ("yxyh", "云溪银行股份有限公司", Step.INITIALS_BEGIN),
        ("qhzy", "云溪青禾纸业（东湖）有限公司", Step.INITIALS_OF_BRAND),
        ("abc", "云溪ABC科技有限公司", Step.BRAND),
        ("亿隆", "云溪市億隆建材厂", Step.BRAND),
        ("云溪市百昧食品有限公司", "云溪市百味食品有限公司", Step.SIMILAR),
        ("云溪市清源务水有限公司", "云溪市清源水务有限公司", Step.SIMILAR),
        ("轻禾", "云溪青禾纸业（东湖）有限公司", Step.SIMILAR),
        ("一建工程", "云溪市第一建筑工程有限公司", Step.WORDS),
        ("一建", "云溪市第一建筑工程有限公司", Step.CONTAINS),
        ("云二建", "云溪市第二建筑工程有限公司", Step.SIMILAR),
    ],
)
def test_what_people_type_finds_what_they_mean(town, text, first, step):
    hit = search(text, public=False).hits[0]

    assert (hit.name, hit.step) == (first, step)
    assert hit.reasons[0].zh
    assert 0 < hit.score <= 100


@pytest.mark.parametrize("text", ["{}", " {} ", "{} ", "\u200b{}"])
@pytest.mark.parametrize("change", [str, str.lower, lambda code: f"{code[:8]} {code[8:]}"])
def test_a_code_is_found_in_any_case_and_spacing(town, text, change):
    page = search(text.format(change(town[2].uscc)), public=False)

    assert [hit.uscc for hit in page.hits] == [town[2].uscc]
    assert page.hits[0].why == ("code",)


def test_old_numbers_and_beginnings_of_codes_are_found(town):
    assert found("339902000000003") == [TOWN[2]]
    assert search("339902000000003", public=False).hits[0].matched == "339902000000003"
    assert TOWN[2] in found(town[2].uscc[:12])
    assert found(town[2].uscc[:5] + "********" + town[2].uscc[13:]) == [TOWN[2]]


def test_of_a_code_with_one_wrong_character_its_position_is_told(town):
    right = town[0].uscc
    wrong = right[:10] + ("2" if right[10] != "2" else "3") + right[11:]
    page = search(wrong, public=False)

    assert [(hit.uscc, hit.is_similar) for hit in page.hits] == [(right, True)]
    assert f"第 11 位应为 {right[10]}" in page.notes[0].zh
    assert [note.code for note in search("913399019999999990", public=False).notes] == [
        "code.check"
    ]


def test_hits_come_in_the_stated_order(environment, index):
    at = now(environment)
    organisation("云溪市示例", 1, at=at)
    organisation("云溪别名有限公司", 2, at=at, former="云溪市示例")
    organisation("云溪市示例食品厂", 3, at=at, status="deregistered")
    organisation("云溪市示例食品有限公司", 4, at=at)
    organisation("新云溪市示例食品厂", 5, at=at)
    organisation("旧云溪市示例食品厂", 6, at=at, status="revoked")
    index()

    assert found("云溪市示例") == [
        "云溪市示例", "云溪别名有限公司", "云溪市示例食品有限公司", "云溪市示例食品厂",
        "新云溪市示例食品厂", "旧云溪市示例食品厂",
    ]  # fmt: skip
    former = search("云溪市示例", public=False).hits[1]
    assert (former.why, former.matched) == (("name", "former_name"), "云溪市示例")


def test_a_branch_says_so_and_stands_behind_its_parent(town):
    hits = search("云溪市百味食品", public=False).hits

    assert [hit.is_branch for hit in hits] == [False, True]
    assert "branch" in hits[1].why


def test_of_names_that_hold_all_that_was_typed_the_one_with_least_besides_is_first(
    environment, index
):
    at = now(environment)
    organisation("云溪市霈滔丰生物科技有限责任公司", 1, at=at, status="deregistered")
    organisation("云溪市霈滔丰生物科技有限责任公司青屿分公司", 2, at=at)
    index()

    hits = search("云溪市霈滔丰生物技有限责任公司", public=False).hits

    assert hits[0].name == "云溪市霈滔丰生物科技有限责任公司"
    assert {hit.step for hit in hits} == {Step.WORDS}


@settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_every_part_of_two_characters_or_more_finds_the_name(town, data):
    name = names.fold(data.draw(st.sampled_from(TOWN)))
    start = data.draw(st.integers(0, len(name) - 2))
    part = name[start : data.draw(st.integers(start + 2, len(name)))]

    assert name in {names.fold(hit) for hit in found(part, limit=100)}


@pytest.mark.parametrize(
    "text",
    ["'", '"; DROP TABLE matching_term; --', "%", "_", "%%", "\\", "\x00", "云溪\x00市", "(" * 10_000,
     "a" * 10_000, "云" * 10_000, "*" * 18, "\U0001f600", "🏢🏢", "\ud800", "{}", "'{1,2}'", "..", "\u202e云溪"],
)  # fmt: skip
def test_hostile_text_is_answered_like_any_other(town, text):
    page = search(text, public=False)

    assert all(hit.is_similar or text.strip("\x00") for hit in page.hits)
    assert len(page.text) <= 100
    assert Term.objects.count() == len(TOWN)


def test_a_sign_of_a_pattern_stands_for_itself(town):
    assert all(hit.is_similar for hit in search("云溪%", public=False).hits)
    assert found("%") == found("_") == found("%%") == []


@pytest.mark.parametrize(
    "text", [MARKER, f"查{MARKER}", "110105 19491231 002X", "１１０１０５１９４９１２３１００２x"]
)
def test_a_persons_number_is_answered_without_being_looked_for(
    town, text, django_assert_num_queries, caplog
):
    with django_assert_num_queries(0):
        page = search(text, public=False)

    assert (page.text, page.hits) == ("", ())
    assert [note.code for note in page.notes] == ["person"]
    assert "19491231" not in repr(page) + caplog.text
    assert suggest(text, public=False) == ()


def test_filters_narrow_and_facets_count_what_each_would_leave(environment, index):
    at = now(environment)
    for number in range(1, 5):
        status = "active" if number > 1 else "revoked"
        organisation(f"云溪市示例{'甲乙丙丁戊'[number]}厂", number, at=at, status=status)
    index()
    page = search("示例", filters=Filters(status=("active",)), public=False)

    assert (page.count, len(page.hits)) == (3, 3)
    assert dict(page.facets.status) == {"active": 3, "revoked": 1}
    assert dict(page.facets.kind) == {"enterprise": 3}
    assert found("示例", filters=Filters(division=("339900",))) == found("示例")
    assert found("示例", filters=Filters(division=("330100",))) == []


def test_pages_follow_each_other_without_gap_or_repeat(town):
    pages = [found("云溪", limit=3, page=page) for page in range(1, 6)]

    assert search("云溪", limit=3, public=False).pages == 5
    assert sorted(name for page in pages for name in page) == sorted(TOWN)


def test_a_page_is_never_longer_than_its_limit_and_a_limit_never_without_bound(town):
    assert len(found("云溪", limit=2)) == 2
    assert len(found("云溪", limit=0)) == 1
    assert len(found("云溪", limit=10**9, page=-3)) == len(TOWN)


def test_suggestions_begin_with_two_characters(town):
    assert suggest("云", public=False) == ()
    assert [hit.name for hit in suggest("青禾", public=False)] == [TOWN[1]]
    assert len(suggest("云溪", public=False)) == 8
