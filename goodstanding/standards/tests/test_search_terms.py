"""What names are found by, and what a question may mean."""

from __future__ import annotations

from itertools import pairwise

import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from goodstanding.standards import names, pinyin, search_terms
from goodstanding.standards.columnar import search_terms as columnar

UNHURRIED = settings(deadline=None)  # the first call reads the dictionary of readings
CHARACTERS = st.sampled_from(
    "云溪市钱塘第一银行重庆长乐厦会计都示例食品有限公司(杭州)ＡＢ区亿億𣲗·1aé"
)
NAMES = st.text(CHARACTERS | st.characters(codec="utf-8"), max_size=30)


@UNHURRIED
@given(NAMES)
def test_the_terms_of_a_name_are_those_of_its_fold(name):
    folded = names.fold(name)

    assert search_terms.terms(names.fold(folded)) == search_terms.terms(folded)


@UNHURRIED
@given(st.lists(NAMES, max_size=5))
@example(["重庆长江银行", "", "音乐会计", "(A)", "一"])
def test_many_names_get_the_terms_that_each_gets_alone(given_names):
    folded = [names.fold(name) for name in given_names]
    made = columnar.terms(pa.array(folded, pa.string()))

    assert [set(one) for one in made.terms.to_pylist()] == [
        search_terms.terms(name) for name in folded
    ]
    assert made.pinyin.to_pylist() == [
        "".join(known[0] for known in pinyin.sounded(name)) for name in folded
    ]


@UNHURRIED
@given(NAMES, st.integers(0, 29), st.integers(2, 29))
def test_every_part_of_a_name_asks_only_for_terms_that_the_name_has(name, start, length):
    folded = names.fold(name)
    part = folded[start : start + length]

    terms = search_terms.terms(folded)
    assert {search_terms.bigram(a + b) for a, b in pairwise(part)} <= terms
    assert {search_terms.unigram(character) for character in part} <= terms


def test_terms_of_characters_syllables_and_initials_are_never_the_same():
    words = search_terms.bigram("银行")
    sound = search_terms.syllables("yin", "hang")
    letters = search_terms.initials("yhz")

    assert len({words, sound, letters, search_terms.unigram("银")}) == 4
    assert {words, sound} <= search_terms.terms("银行")
    assert letters in search_terms.terms("银行中")


@pytest.mark.parametrize(
    ("name", "sound"),
    [("重庆", "chongqing"), ("银行", "yinhang"), ("音乐", "yinyue"), ("快乐", "kuaile"),
     ("会计师", "kuaijishi"), ("绿色", "lvse"), ("ABC(一)", "abcyi")],
)  # fmt: skip
def test_a_character_sounds_as_it_does_in_its_word(name, sound):
    assert "".join(known[0] for known in pinyin.sounded(names.fold(name))) == sound


def test_letters_are_read_with_the_fewest_syllables_first():
    assert pinyin.parses("xian")[:2] == [("xian",), ("xi", "an")]
    assert pinyin.parses("qiantangsh")[0] == ("qian", "tang", "sh")
    assert pinyin.parses("yxkj") == []


@UNHURRIED
@given(st.text("abcdefghijklmnopqrstuvwxyz", max_size=200))
def test_any_letters_are_read_in_bounded_ways(letters):
    found = pinyin.parses(letters)

    assert len(found) <= pinyin.MOST_PARSES
    assert all("".join(parse) == letters for parse in found)


@pytest.mark.parametrize(
    ("text", "part", "value"),
    [
        ("91330106MA2X12343Y", "code", "91330106MA2X12343Y"),
        (" ９１３３０１０６ ma2x1-2343y ", "code", "91330106MA2X12343Y"),
        ("9133010", "prefix", "9133010"),
        ("330106000012345", "prefix", "330106000012345"),
        ("MA2X1234-3", "prefix", "MA2X12343"),
        ("914306******05753XL", "mask", "914306*****05753XL"),
        ("qian tang", "letters", "qiantang"),
        ("Qián’táng", "letters", "qiantang"),
        ("錢塘　示例", "folded", "钱塘示例"),
        ("錢塘　示例", "words", ("钱塘", "示例")),
        ("钱塘", "letters", ""),
    ],
)
def test_what_was_typed_is_recognised(text, part, value):
    assert getattr(search_terms.asked(text), part) == value


@pytest.mark.parametrize(
    "text",
    ["11010519491231002X", "１１０１０５１９４９１２３１００２Ｘ", "110105 19491231 002x", "查 11010519491231002X 的记录",
     "E12345678", "错" * 300 + "11010519491231002X"],
)  # fmt: skip
def test_of_a_persons_number_nothing_is_kept(text):
    asked = search_terms.asked(text)

    assert asked == search_terms.Asked(person=True)
    assert "1949" not in repr(asked)


@UNHURRIED
@given(st.text(max_size=300))
def test_any_text_can_be_asked(text):
    asked = search_terms.asked(text)

    assert len(asked.folded) <= search_terms.LONGEST
    assert "\x00" not in asked.folded
