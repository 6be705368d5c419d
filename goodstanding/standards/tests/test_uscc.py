import pytest
import stdnum.cn.uscc
from hypothesis import assume, given
from hypothesis import strategies as st

from goodstanding.standards import organisation_code, uscc
from goodstanding.standards.columnar import uscc as columnar
from goodstanding.standards.tests import drawn
from goodstanding.standards.tests.engine import answers, batches

VALID = [
    "914403001922038216",
    "91440300708461136T",
    "91330100799655058B",
    "91330100716105852F",
    "91110000802100433B",
    "91110108551385082Q",
    "91100000100003962T",
    "911000001000013428",
    "911100001000044477",
    "91110000710925462X",
    "9111000071093123XX",
    "9144030027939873X7",
    "9144030010001686XA",
    "91440400192548256N",
    "91440606722473344C",
    "91440300192317458F",
    "12100000400000624D",
    "12100000400002259P",
    "12100000470095016Q",
    "12100000425006117P",
    "11100000MB0143028R",
    "11230500001755309F",
    "91230500MA1B3N1N2M",
    "91320100748204660Q",
    "91320000134762764K",
    "91360000625912173B",
    "11320100MB1886843H",
    "91320105780688132K",
    "92610822MA707NAX4Q",
    "91110000600037341L",
]


@pytest.mark.parametrize("code", VALID)
def test_codes_in_use_have_no_fault_at_all(code):
    assert uscc.faults(code) == ()


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        ("91350100M000100Y4Z", "alphabet"),  # the published negative example
        ("914403001922038261", "check_digit"),  # two characters swapped
        ("914403001922038218", "check_digit"),  # the last character wrong
        ("91440300192203821O", "alphabet"),  # the letter O
        ("91310115MA1H8R7C6D", "check_digit"),
        ("91440300767669022G", "check_digit"),
        ("9144030019220382", "length"),
        ("9144O3001922038216", "alphabet"),
        ("9144A3001922038216", "alphabet"),  # a letter among the digits of the division
        ("00000000000000000X", "missing"),  # seen in a real feed
        ("000000000000000000", "missing"),  # passes the check, is no identifier
        ("111111111111111111", "missing"),
        ("", "missing"),
        ("无", "missing"),
    ],
)
def test_a_code_that_is_none_is_refused_with_its_one_hard_fault(code, fault):
    assert uscc.faults(code) == (fault,)
    assert not uscc.is_valid(code)


def test_the_published_negative_example_has_the_check_digit_that_the_standard_asks_for():
    assert uscc.check_character("91350100M000100Y4") == "3"
    assert uscc.hard_fault("91350100M000100Y43") is None


@pytest.mark.parametrize("first", ["99", "94", "N4"])
def test_an_authority_outside_the_table_is_a_warning_only(first):
    body = first + "110000600037341"

    code = body + uscc.check_character(body)

    assert uscc.faults(code) == ("authority",)
    assert uscc.is_valid(code)


@pytest.mark.parametrize("first", ["19", "34", "89"])
def test_rare_rows_of_the_table_are_no_warning(first):
    body = first + "110000600037341"

    assert uscc.faults(body + uscc.check_character(body)) == ()


@pytest.mark.parametrize("first", ["A1", "N1", "Y1"])
def test_departments_with_letters_are_accepted_though_stdnum_refuses_them(first):
    body = first + "110000600037341"

    code = body + uscc.check_character(body)

    assert uscc.faults(code) == ()
    assert not stdnum.cn.uscc.is_valid(code)


def test_an_inner_check_that_fails_is_a_warning_only():
    body = "91110000600037342"

    code = body + uscc.check_character(body)

    assert uscc.faults(code) == ("organisation_code",)
    assert uscc.is_valid(code)


@pytest.mark.parametrize(
    "text",
    ["91110000600037341l", " 9 1 110000 600037341L ", "９１１１００００６０００３７３４１ｌ", "911100006-00037341-L",
     "9111\u200b0000\xa06000\u30003734\ufeff1L"],
)  # fmt: skip
def test_cleaning_takes_away_width_case_blanks_and_hyphens(text):
    assert uscc.clean(text) == "91110000600037341L"


def test_cleaning_never_reads_a_letter_as_a_digit():
    assert uscc.clean("9144o3ooi9220382i6") == "9144O3OOI9220382I6"


@pytest.mark.parametrize(
    ("typed", "suggested"),
    [
        ("9144O300708461136T", "91440300708461136T"),
        ("9I44O3007O846II36T", "91440300708461136T"),
        ("9144030070846113ST", None),  # read as digits it still fails
        ("91440300708461136T", None),  # nothing to read otherwise
        ("9144O30070846113", None),
    ],
)
def test_a_suggestion_is_made_only_if_exactly_that_code_is_valid(typed, suggested):
    assert uscc.suggestion(typed) == suggested


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("11100000MB0143028R", "agency"), ("12100000400000624D", "public_institution"),
        ("51", "social_organisation"), ("91440300708461136T", "enterprise"),
        ("92610822MA707NAX4Q", "sole_trader"), ("93", "cooperative"), ("N2", "rural_collective"),
        ("31", "other"), ("89", "other"),
    ],
)  # fmt: skip
def test_the_first_two_characters_tell_the_kind_of_organisation(code, kind):
    assert uscc.kind(code) == kind


def test_the_parts_of_a_code_stand_at_their_places():
    assert uscc.division("91440300192203821X") == "440300"
    assert uscc.organisation_code("914403001922038216") == "192203821"
    assert organisation_code.is_valid("192203821")


@given(drawn.valid_usccs(), st.integers(0, 17), st.sampled_from(uscc.ALPHABET))
def test_every_single_substitution_is_noticed(code, at, other):
    assume(code[at] != other)

    assert not uscc.is_valid(code[:at] + other + code[at + 1 :])


@given(drawn.valid_usccs(), st.integers(0, 16), st.integers(0, 16))
def test_every_swap_of_two_different_characters_before_the_last_is_noticed(code, one, two):
    assume(code[one] != code[two])
    swapped = list(code)
    swapped[one], swapped[two] = code[two], code[one]

    assert not uscc.is_valid("".join(swapped))


@given(drawn.usccs)
def test_stdnum_agrees_on_codes_that_begin_with_digits(code):
    assume(code[:2].isdecimal() and not uscc.is_placeholder(code))

    assert uscc.is_valid(code) == stdnum.cn.uscc.is_valid(code)


def test_stdnum_s_own_examples_are_answered_alike():
    assert uscc.is_valid("91110000600037341L")
    assert not uscc.is_valid("A1110000600037341L")
    assert uscc.faults("12345") == ("length",)
    assert uscc.clean("9 1 110000 600037341L") == "91110000600037341L"


@given(drawn.sent_usccs)
def test_cleaning_twice_changes_nothing(text):
    assert uscc.clean(uscc.clean(text)) == uscc.clean(text)


@batches(drawn.sent_usccs)
def test_columns_are_cleaned_as_single_codes_are(texts):
    assert answers(columnar.clean, texts) == [uscc.clean(text) for text in texts]


@batches(drawn.sent_usccs.map(uscc.clean))
def test_columns_are_judged_as_single_codes_are(codes):
    assert answers(columnar.hard_fault, codes) == [uscc.hard_fault(code) for code in codes]
    assert answers(columnar.is_valid, codes) == [uscc.is_valid(code) for code in codes]
    assert answers(columnar.is_placeholder, codes) == [uscc.is_placeholder(code) for code in codes]


@batches(drawn.valid_usccs().filter(uscc.is_valid))
def test_columns_carry_the_same_warnings_and_parts(codes):
    assert answers(columnar.authority_unknown, codes) == [
        "authority" in uscc.faults(c) for c in codes
    ]
    assert answers(columnar.organisation_code_fails, codes) == [
        "organisation_code" in uscc.faults(c) for c in codes
    ]
    assert answers(columnar.kind, codes) == [uscc.kind(c) for c in codes]
    assert answers(columnar.division, codes) == [uscc.division(c) for c in codes]


@batches(drawn.usccs)
def test_columns_get_the_same_suggestions(codes):
    typed = [code.replace("0", "O").replace("5", "S") for code in codes] + codes

    assert answers(columnar.suggestion, typed) == [uscc.suggestion(code) for code in typed]


def test_a_missing_value_is_cleaned_to_the_empty_text():
    assert answers(columnar.clean, [None]) == [uscc.clean(None)] == [""]
