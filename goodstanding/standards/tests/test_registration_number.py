import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodstanding.standards import registration_number
from goodstanding.standards.columnar import registration_number as columnar
from goodstanding.standards.tests import drawn
from goodstanding.standards.tests.engine import answers, batches


@pytest.mark.parametrize(
    "number", ["440301103097413", "110108012660422", "330100400013364", "3304811104905"]
)
def test_numbers_in_use_are_valid(number):
    assert registration_number.faults(registration_number.clean(f" {number}")) == ()


@pytest.mark.parametrize(
    ("number", "fault"),
    [("", "missing"), ("44030110309741", "length"), ("44030110309741X", "alphabet"),
     ("440301103097414", "check_digit"), ("440301103097431", "check_digit")],
)  # fmt: skip
def test_what_is_no_number_has_its_one_fault(number, fault):
    assert registration_number.faults(number) == (fault,)


@given(drawn.valid_registration_numbers(), st.integers(0, 14), st.integers(1, 9))
def test_every_wrong_digit_is_noticed(number, at, more):
    wrong = str((int(number[at]) + more) % 10)

    assert not registration_number.is_valid(number[:at] + wrong + number[at + 1 :])


@batches(drawn.registration_numbers)
def test_columns_are_judged_as_single_numbers_are(texts):
    numbers = [registration_number.clean(text) for text in texts]

    assert answers(columnar.clean, texts) == numbers
    assert answers(columnar.is_valid, numbers) == [registration_number.is_valid(n) for n in numbers]
    assert answers(columnar.hard_fault, numbers) == [
        next(iter(registration_number.faults(n)), None) for n in numbers
    ]
