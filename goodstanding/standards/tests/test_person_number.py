import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodstanding.standards import organisation_code, person_number, uscc
from goodstanding.standards.columnar import characters
from goodstanding.standards.columnar import person_number as columnar
from goodstanding.standards.tests import drawn
from goodstanding.standards.tests.engine import answers, batches

#: A made-up person: no one lives in a division that ends in 9999.
FIRST = "31999919900307123"
NUMBER = FIRST + person_number.check_character(FIRST)
STARS = "31" + "*" * 16


def test_the_check_character_is_iso_7064_mod_11_2():
    # The example printed in GB 11643-1999.
    assert person_number.check_character("11010519491231002") == "X"
    assert person_number.check_character("44052418800101001") == "4"


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        (NUMBER, STARS),
        (f"业主身份证号{NUMBER}，电话", f"业主身份证号{STARS}，电话"),
        (f"{NUMBER}01", STARS + "**"),  # an old taxpayer number
        (f"13800000000 {NUMBER}", f"13800000000 {STARS}"),
        (f"{NUMBER},{NUMBER}", f"{STARS},{STARS}"),
        ("319999 19900307 " + NUMBER[14:], "31" + "*" * 18),
        ("3199 9919 9003 0712 3" + NUMBER[17:], "31" + "*" * 20),
        ("319999-19900307-" + NUMBER[14:], "31" + "*" * 18),
        ("".join(drawn.WIDE[c] for c in NUMBER), "３１" + "*" * 16),
        ("\u200b".join(NUMBER), "3\u200b" + "*" * 33),
    ],
)
def test_numbers_are_found_and_masked_however_they_are_written(text, masked):
    assert person_number.has_person_number(text)
    assert person_number.mask(text) == masked


def test_a_check_character_x_ends_the_number_whatever_follows():
    two = "11010519491231002X" * 2

    assert person_number.mask(two) == ("11" + "*" * 16) * 2
    assert answers(columnar.mask, [two]) == [person_number.mask(two)]


def test_a_small_x_is_a_check_character_too():
    assert person_number.mask("11010519491231002x") == "11****************"


@pytest.mark.parametrize(
    "text",
    [
        FIRST + str((int(NUMBER[17].replace("X", "0")) + 1) % 10),  # wrong check digit
        "1" + NUMBER, NUMBER + "1", NUMBER + "123",  # within longer runs of digits
        "319999199013071234", "319999", "", "20240512001",
    ],
)  # fmt: skip
def test_what_only_looks_like_a_number_stays(text):
    assert not person_number.has_person_number(text)
    assert person_number.mask(text) == text


@given(drawn.valid_usccs(firsts=["91", "92", "93"]))
def test_no_code_of_a_business_is_ever_taken_for_a_person_s_number(code):
    assert not person_number.has_person_number(code)


def test_a_valid_credit_code_with_the_form_of_a_person_s_number_is_treated_as_one():
    collisions = [
        code
        for serial in range(1000)
        if uscc.is_valid(
            code := (first := f"52310119900101{serial:03}") + person_number.check_character(first)
        )
    ]

    assert collisions
    assert all(map(person_number.has_person_number, collisions))


@pytest.mark.parametrize(
    "text", ["E12345678", "g12345678", "EA1234567", "DE1234567", "H12345678", "Ｅ12345678"]
)
def test_passports_are_recognised_as_whole_values(text):
    assert person_number.is_passport(text)


@pytest.mark.parametrize(
    "text", ["91440300708461136T", "192203821", "MA1B3N1N2", "E1234567", "号E12345678"]
)
def test_codes_of_organisations_are_no_passports(text):
    assert not person_number.is_passport(text)


def test_in_a_field_of_organisation_codes_a_valid_one_is_no_passport():
    assert organisation_code.is_valid("G12345678")
    assert person_number.is_passport("G12345678")
    assert not person_number.is_passport("G1234567-8", organisation_codes=True)
    assert person_number.is_passport("E12345678", organisation_codes=True)


@given(drawn.texts_with_numbers())
def test_masking_leaves_nothing_to_find_and_keeps_the_length(text):
    masked = person_number.mask(text)

    assert not person_number.has_person_number(masked)
    assert len(masked) == len(text)


@batches(drawn.texts_with_numbers())
def test_columns_are_searched_and_masked_as_single_texts_are(texts):
    assert answers(columnar.has_person_number, texts) == [
        person_number.has_person_number(text) for text in texts
    ]
    assert answers(columnar.mask, texts) == [person_number.mask(text) for text in texts]


@batches(drawn.texts_with_numbers())
def test_the_cheap_first_look_misses_no_number(texts):
    found = answers(columnar.may_hold, texts)

    assert all(
        may or not person_number.has_person_number(t) for may, t in zip(found, texts, strict=True)
    )


@batches(
    drawn.organisation_codes
    | st.from_regex("[EG][0-9]{8}", fullmatch=True)
    | drawn.anything.map("EA123456".__add__)
)
def test_columns_hold_passports_where_single_values_do(texts):
    def passport(column):
        return columnar.has_passport(characters.identifier(column))

    def among_codes(column):
        return columnar.has_passport(characters.identifier(column), organisation_codes=True)

    assert answers(passport, texts) == [person_number.is_passport(t) for t in texts]
    assert answers(among_codes, texts) == [
        person_number.is_passport(t, organisation_codes=True) for t in texts
    ]
