"""Texts as Hypothesis draws them: mostly what people send in, sometimes anything."""

from hypothesis import strategies as st

from goodstanding.standards import (
    characters,
    organisation_code,
    person_number,
    registration_number,
    uscc,
)

ALPHANUMERIC = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
WIDE = {narrow: wide for wide, narrow in characters.HALF_WIDTH.items()}

anything = st.text(
    st.characters(exclude_categories=("Cs",), exclude_characters="\x00"), max_size=30
)


def _text(alphabet, size):
    return st.text(alphabet, min_size=size, max_size=size)


@st.composite
def valid_usccs(draw, letters=uscc.ALPHABET, firsts=("99", *uscc.AUTHORITIES)):
    first = draw(st.sampled_from(firsts))
    body = draw(_text("0123456789", 6)) + draw(
        st.sampled_from(["MA", "MB", ""]).flatmap(
            lambda p: _text(letters, 9 - len(p)).map(p.__add__)
        )
    )
    return first + body + uscc.check_character(first + body)


@st.composite
def damaged(draw, codes):
    """A code with one place changed, added or left out."""
    code = draw(codes)
    at = draw(st.integers(0, len(code)))
    new = draw(st.sampled_from(["", *ALPHANUMERIC, "*", "x", "."]))
    return code[:at] + new + code[at + draw(st.integers(0, 1)) :]


@st.composite
def dressed(draw, codes):
    """A code as it is typed: lower case, full width, blanks and hyphens in it."""
    code = draw(codes)
    if draw(st.booleans()):
        code = code.lower()
    if draw(st.booleans()):
        code = "".join(WIDE.get(c, c) for c in code)
    at = draw(st.integers(0, len(code)))
    return code[:at] + draw(st.sampled_from(["", " ", "-", "\u3000", "\u200b", "\xa0"])) + code[at:]


all_digits = valid_usccs(letters="0123456789")
usccs = all_digits | valid_usccs() | damaged(all_digits | valid_usccs()) | _text(ALPHANUMERIC, 18)
sent_usccs = usccs | dressed(usccs) | anything | st.sampled_from(uscc.PLACEHOLDER_WORDS)


@st.composite
def valid_organisation_codes(draw):
    body = draw(_text("0123456789", 8) | _text(ALPHANUMERIC, 8))
    return body + organisation_code.check_character(body)


organisation_codes = valid_organisation_codes() | damaged(valid_organisation_codes()) | anything


@st.composite
def valid_registration_numbers(draw):
    first = draw(_text("0123456789", 14))
    return first + registration_number.check_digit(first)


registration_numbers = (
    valid_registration_numbers()
    | damaged(valid_registration_numbers())
    | _text("0123456789", 13)
    | anything
)


@st.composite
def person_numbers(draw):
    """Made-up numbers: a division that no one lives in (PP9999) and a drawn date."""
    prefix = draw(st.sampled_from(["11", "31", "54", "65", "71", "82", "16", "91"]))
    day = draw(st.dates()).strftime("%Y%m%d").rjust(8, "0")
    day = draw(st.sampled_from([day, "19" + day[2:], "20" + day[2:], "18" + day[2:]]))
    first = prefix + "9999" + day + draw(_text("0123456789", 3))
    return first + person_number.check_character(first) + draw(st.sampled_from(["", "", "01", "1"]))


@st.composite
def spaced(draw, numbers):
    """A number with blanks or hyphens at some places."""
    separators = st.sampled_from(["", "", "", " ", "-", "\u3000", " - ", "    "])
    return "".join(c + draw(separators) for c in draw(numbers))


@st.composite
def texts_with_numbers(draw):
    numbers = (
        person_numbers()
        | damaged(person_numbers())
        | spaced(person_numbers())
        | dressed(person_numbers())
    )
    around = (
        st.sampled_from(["", " ", "身份证号", ",", "1", "3 ", "x", "电话13800000000 "]) | anything
    )
    parts = draw(st.lists(numbers | around, max_size=4))
    return "".join(parts)


name_characters = st.sampled_from(
    "杭州钱塘錢億隆恆後乾藉升昇鉅公司有限分店第一（）()【】《》“”·•－- \u3000\xa0\u200bａＢc1２'\"⼀金"
)
organisation_names = st.text(name_characters, max_size=20) | anything
