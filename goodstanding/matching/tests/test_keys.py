"""Names one slip apart share a key; a key that too many have leads nowhere."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from goodstanding.matching.domain import keys
from goodstanding.matching.domain.meeting import Meeting

TEXT = st.text(alphabet="杭州钱潮科技有限公司一二三", min_size=2, max_size=14)


def named(*texts):
    nothing = [""] * len(texts)
    return keys.Named(list(texts), list(texts), nothing, nothing, nothing, nothing)


def met(given_texts, register_texts, **how):
    meeting = Meeting(keys.distinct(keys.of_given(named(*given_texts))))
    rows, values = keys.of_register(named(*register_texts))
    meeting.add((rows, values))
    left, right = meeting.pairs(**how)
    return set(zip(left.tolist(), right.tolist(), strict=True))


@settings(deadline=None)
@given(TEXT, st.integers(0, 13), st.sampled_from("甲乙杭"))
def test_one_slip_anywhere_parts_no_two_names(name, at, other):
    at %= len(name)
    slips = {
        name[:at] + name[at + 1 :],
        name[:at] + other + name[at:],
        name[:at] + other + name[at + 1 :],
        name[:at] + name[at : at + 2][::-1] + name[at + 2 :],
    }

    for slip in slips:
        assert (0, 0) in met([slip], [name], most=10)


def test_what_sounds_alike_meets_however_many_differ_in_the_same_character():
    register = [f"云溪{sign}攸建设" for sign in "岚岑峤嵘崧焓"]

    assert met(["云溪晗攸建设"], register, most=3) == {(0, 5)}


def test_a_name_meets_the_one_that_goes_on_with_its_ending():
    register = keys.Named(
        ["云溪鹭润旅行社有限公司"], ["鹭润旅行社"], [""], ["云溪"], ["鹭润旅行社"], ["有限公司"]
    )
    given = keys.Named(["云溪鹭润旅行社"], ["鹭润"], [""], ["云溪"], ["鹭润"], ["旅行社"])
    meeting = Meeting(keys.distinct(keys.of_given(given)))
    meeting.add(keys.of_register(register))

    left, right = meeting.pairs(most=10)

    assert (left.tolist(), right.tolist()) == ([0], [0])


def test_names_with_nothing_in_common_do_not_meet():
    assert met(["杭州钱潮科技"], ["宁波明远贸易"], most=10) == set()


def test_a_key_that_too_many_names_have_leads_nowhere():
    register = [f"杭州钱潮{sign}科技" for sign in "甲乙丙丁"]

    assert met(["杭州钱潮科技"], register, most=10) == {(0, n) for n in range(4)}
    assert met(["杭州钱潮科技"], register, most=3) == set()


@settings(deadline=None)
@given(st.lists(TEXT, min_size=1, max_size=20))
def test_each_key_of_a_row_stands_once(texts):
    rows, values = keys.distinct(keys.of_given(named(*texts)))

    assert len(set(zip(rows.tolist(), values.tolist(), strict=True))) == len(rows)


def test_pieces_find_what_shares_the_rarest():
    meeting = Meeting(keys.distinct(keys.of_pieces(named("钱潮远航科技"))))
    meeting.add(keys.of_pieces(named("明月远航科技", "钱潮贸易", "宁波贸易")))

    left, right = meeting.pairs(most=10, rarest=8, keep=2)

    assert set(right.tolist()) == {0, 1}
    assert np.all(left == 0)
