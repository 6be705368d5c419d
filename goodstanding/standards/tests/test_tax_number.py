import pytest
from hypothesis import strategies as st

from goodstanding.standards import person_number, tax_number
from goodstanding.standards.columnar import tax_number as columnar
from goodstanding.standards.tests import drawn
from goodstanding.standards.tests.engine import answers, batches

#: A made-up person: no one lives in a division that ends in 9999.
FIRST = "31999919900307123"
PERSON = FIRST + person_number.check_character(FIRST)


def test_an_old_number_tells_the_organisation_code_that_the_credit_code_holds():
    read = tax_number.read("110108551385082")

    assert read == tax_number.TaxNumber("organisation", "551385082")
    assert tax_number.read("91110108551385082Q").organisation_code == read.organisation_code


@pytest.mark.parametrize("number", [PERSON, PERSON + "01", "319999900307123", "31999990030712301"])
def test_a_person_s_number_is_recognised_with_and_without_a_suffix(number):
    assert tax_number.read(number) == tax_number.TaxNumber("person")


def test_a_business_registration_number_is_not_taken_for_an_old_tax_number():
    assert tax_number.read("440301103097413").kind == "unknown"


def test_an_old_number_that_looks_like_a_person_s_needs_the_row_s_own_word():
    ambiguous = "330100" + "550630017"  # 1955-06-30 could be a date of birth

    assert tax_number.read(ambiguous).kind == "person"
    assert tax_number.read(ambiguous, organisation="550630017").kind == "organisation"
    assert tax_number.read(ambiguous, organisation="192203821").kind == "person"


@pytest.mark.parametrize(
    ("number", "kind"),
    [("", "missing"), ("000000000000000", "missing"), ("1101085513850", "unknown")],
)
def test_other_values_are_missing_or_unknown(number, kind):
    assert tax_number.read(number).kind == kind


@st.composite
def old_numbers(draw):
    division = draw(st.sampled_from(["110108", "330100", "319999", "33010X"]))
    return division + draw(drawn.organisation_codes | st.sampled_from(["550630017", "900307123"]))


@batches(drawn.sent_usccs | old_numbers() | drawn.person_numbers())
def test_columns_are_read_as_single_numbers_are(texts):
    numbers = [tax_number.clean(text) for text in texts]
    known = [number[6:] if number.endswith("7") else None for number in numbers]
    read = [tax_number.read(n, organisation=o) for n, o in zip(numbers, known, strict=True)]

    def kind(number, organisation):
        return columnar.kind(number, organisation=organisation)

    def code(text, organisation):
        return columnar.organisation_code(columnar.clean(text), organisation=organisation)

    assert answers(kind, numbers, known) == [number.kind for number in read]
    assert answers(code, texts, known) == [number.organisation_code for number in read]
