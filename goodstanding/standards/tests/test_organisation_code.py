import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from goodstanding.standards import organisation_code
from goodstanding.standards.columnar import organisation_code as columnar
from goodstanding.standards.tests import drawn
from goodstanding.standards.tests.engine import answers, batches
from goodstanding.standards.tests.test_uscc import VALID


@pytest.mark.parametrize("code", [code[8:17] for code in VALID])
def test_codes_within_credit_codes_in_use_are_valid(code):
    assert organisation_code.is_valid(code)


@pytest.mark.parametrize(
    ("body", "check"), [("19220382", "1"), ("MA1B3N1N", "2"), ("10001686", "X"), ("71093123", "X")]
)
def test_the_check_character_is_that_of_gb_11714(body, check):
    assert organisation_code.check_character(body) == check


@pytest.mark.parametrize(
    ("code", "fault"),
    [("", "missing"), ("1922038", "length"), ("1922038？1", "alphabet"), ("19220382Y", "alphabet"),
     ("192203822", "check_digit")],
)  # fmt: skip
def test_what_is_no_code_has_its_one_fault(code, fault):
    assert organisation_code.faults(code) == (fault,)


def test_a_code_is_printed_with_a_hyphen_and_read_without():
    assert organisation_code.display("192203821") == "19220382-1"
    assert organisation_code.clean("１９２２０３８２-1 ") == "192203821"


@given(drawn.valid_organisation_codes(), st.integers(0, 7), st.sampled_from("0123456789"))
def test_every_wrong_digit_for_a_digit_is_noticed(code, at, other):
    assume(code[at].isdecimal() and code[at] != other)

    assert not organisation_code.is_valid(code[:at] + other + code[at + 1 :])


@batches(drawn.organisation_codes)
def test_columns_are_cleaned_and_judged_as_single_codes_are(texts):
    codes = [organisation_code.clean(text) for text in texts]

    assert answers(columnar.clean, texts) == codes
    assert answers(columnar.is_valid, codes) == [organisation_code.is_valid(c) for c in codes]
    assert answers(columnar.hard_fault, codes) == [
        next(iter(organisation_code.faults(c)), None) for c in codes
    ]
