from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from goodstanding.demonstration.domain import codes, columns
from goodstanding.standards import organisation_code, person_number, registration_number, uscc


def test_known_codes_are_reproduced():
    prefix, division = (
        codes.spelled(["91"], np.array([0])),
        codes.spelled(["440300"], np.array([0])),
    )
    body = codes.written(np.array([19220382]), 8)
    made = codes.usccs(prefix, division, codes.organisation_codes(body))

    assert columns.fixed_width(made).to_pylist() == ["914403001922038216"]


@given(st.lists(st.booleans(), min_size=1, max_size=50), st.integers(0, 2**32))
def test_every_code_passes_both_check_digits(new_style, seed):
    rng = np.random.Generator(np.random.PCG64(seed))
    places = np.zeros(len(new_style), dtype=np.int64)
    organisation = codes.organisation_codes(codes.bodies(rng, np.array(new_style)))
    made = codes.usccs(
        codes.spelled(["91"], places), codes.spelled(["339902"], places), organisation
    )
    texts = columns.fixed_width(made).to_pylist()

    assert [uscc.hard_fault(text) for text in texts] == [None] * len(texts)
    assert all(organisation_code.check_character(t[8:16]) == t[16] for t in texts)
    assert len(set(texts)) == len(texts)


@given(st.integers(0, 10**8 - 1))
def test_registration_numbers_pass_their_check(sequence):
    division = codes.spelled(["339902"], np.array([0]))
    made = codes.registration_numbers(division, np.array([sequence]))

    assert registration_number.is_valid(columns.fixed_width(made)[0].as_py())


def test_a_planted_persons_number_is_one_that_the_guard_knows():
    birth = codes.written(np.array([19700101]), 8)
    made = columns.fixed_width(codes.person_numbers(birth, np.array([12])))[0].as_py()

    assert person_number.has_person_number(made)
    assert made.startswith("339900")
