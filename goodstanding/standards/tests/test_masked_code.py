import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from goodstanding.standards import masked_code, uscc
from goodstanding.standards.columnar import masked_code as columnar
from goodstanding.standards.tests import drawn
from goodstanding.standards.tests.engine import answers, batches


@pytest.mark.parametrize(
    ("published", "pattern"),
    [
        ("915206****7FMTAX63", "915206****7FMTAX63"),
        ("914306******05753XL", "914306*****05753XL"),  # a star too many
        ("9143****53XL", "9143**********53XL"),  # a few stars for many characters
        ("91430281691828xxxx", "91430281691828****"),
        ("91430681XXXXXXXXXX", "91430681**********"),
        ("9143 0681-ＸＸＸＸＸＸＸＸＸＸ", "91430681**********"),
        ("914306＊＊＊＊＊05753xl", "914306*****05753XL"),
        ("914306×××××05753XL", "914306*****05753XL"),
        ("9111000071093xx3XL", "9111000071093**3XL"),
    ],
)
def test_hidden_characters_become_stars_of_an_eighteen_character_pattern(published, pattern):
    assert masked_code.masked_pattern(published) == pattern


@pytest.mark.parametrize(
    "text",
    [
        "9143068177005753XL",  # X is a letter of the alphabet
        "9111000071093123XX",
        "9111000071093123xx",  # valid in lower case
        "91110000710925462x",
        "91110000600037341l",
        "******************",  # tells nothing
        "某某公司****", "91**03**", "", None,
    ],
)  # fmt: skip
def test_what_is_no_masked_code_gives_no_pattern(text):
    assert masked_code.masked_pattern(text) is None


def test_a_pattern_agrees_with_the_codes_that_it_can_stand_for_only():
    pattern = masked_code.masked_pattern("91430681XXXXXXXXXX")

    assert masked_code.agrees(pattern, "9143068177005753XL")
    assert not masked_code.agrees(pattern, "91440300708461136T")
    assert not masked_code.agrees(pattern, "91430681")


@given(drawn.valid_usccs(), st.integers(0, 14), st.integers(1, 4))
def test_a_code_agrees_with_any_pattern_made_from_it(code, at, hidden):
    pattern = masked_code.masked_pattern(code[:at] + "*" * hidden + code[at + hidden :])

    # An X right behind a star counts as hidden, too: the pattern may be wider, never wrong.
    assert masked_code.agrees(pattern, code)


@st.composite
def published(draw):
    code = draw(drawn.usccs)
    at, hidden = draw(st.integers(0, 17)), draw(st.integers(0, 11))
    cover = draw(st.sampled_from(["*", "x", "X", "＊", "×", "●", "xX"]))
    text = code[:at] + cover * hidden + code[at + hidden :]
    return text.lower() if draw(st.booleans()) else text


@batches(published() | drawn.sent_usccs)
def test_columns_give_the_same_patterns(texts):
    expected = [masked_code.masked_pattern(text) for text in texts]

    assert answers(columnar.masked_pattern, texts) == expected
    may_be = answers(columnar.may_be_masked, texts)
    assert all(may or pattern is None for may, pattern in zip(may_be, expected, strict=True))


@pytest.mark.parametrize("text", ["9143 0681 177005753XL", "91430681", "", None])
def test_an_ordinary_code_is_not_looked_at_as_a_masked_one(text):
    assert answers(columnar.may_be_masked, [text]) == [False]


@pytest.mark.parametrize(
    "text", ["91430681 X X XX 05753L", "914306＊＊＊＊＊＊05753XL", "914306××××××05753XL"]
)
def test_a_code_with_hidden_characters_is_looked_at(text):
    assert answers(columnar.may_be_masked, [text]) == [True]


@batches(drawn.valid_usccs())
def test_columns_agree_alike(codes):
    patterns = [codes[0][:4] + "*" * 10 + codes[0][14:] for _ in codes]
    expected = [masked_code.agrees(p, c) for p, c in zip(patterns, codes, strict=True)]

    assert answers(columnar.agrees, patterns, codes) == expected


@given(drawn.valid_organisation_codes())
def test_no_whole_code_is_taken_for_a_masked_one(inner):
    assume(set(inner) <= set(uscc.ALPHABET))
    code = "91110000" + inner + uscc.check_character("91110000" + inner)

    assert masked_code.masked_pattern(code) is None


@pytest.mark.parametrize("code", ["91339903MAY7AMXXXX", "91339902MAY1XXXXXW"])
def test_a_code_may_hold_four_x_if_both_its_checks_pass(code):
    assert masked_code.masked_pattern(code) is None
    assert masked_code.masked_pattern(code.lower()) is None
    assert answers(columnar.masked_pattern, [code]) == [None]


def test_one_check_alone_may_pass_by_chance():
    body = "9111000071094XXXX"

    code = body + uscc.check_character(body)

    assert masked_code.masked_pattern(code) is not None
    assert masked_code.masked_pattern("9111000071093123XX") is None
