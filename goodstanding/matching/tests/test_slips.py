"""Wherever a slip is made in a name, one of the groups that are asked for is whole in the name."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from goodstanding.matching.domain import slips
from goodstanding.standards import search_terms

CHARACTERS = "云溪市清源水务有限公司百味食品青禾纸业第一建筑工程"
NAMES = st.text(CHARACTERS, min_size=6, max_size=16)


def known(text, name):
    """As if the register had this one name: what the text asks for and the name has."""
    return dict.fromkeys(slips.terms(text) & search_terms.terms(name), 1)


def is_asked_for(text, name):
    terms = search_terms.terms(name)
    return any(set(group) <= terms for group in slips.groups(text, known(text, name)))


@settings(deadline=None)
@given(NAMES, st.data())
def test_a_wrong_missing_surplus_or_exchanged_character_leaves_a_group(name, data):
    at = data.draw(st.integers(0, len(name) - 2))
    other = data.draw(st.sampled_from("鑫锦隆"))

    assert is_asked_for(name[:at] + other + name[at + 1 :], name)
    assert is_asked_for(name[:at] + other + name[at:], name)
    assert is_asked_for(name[:at] + name[at + 1 :], name)
    assert is_asked_for(name[:at] + name[at + 1] + name[at] + name[at + 2 :], name)


@settings(deadline=None)
@given(st.text(max_size=120))
def test_the_work_for_any_text_is_bounded(text):
    everything = dict.fromkeys(slips.terms(text), 1000)

    assert len(slips.groups(text, everything)) <= 12
    assert len(slips.groups_for_two(text[:40], everything)) <= 12


def test_groups_that_half_the_register_has_are_not_asked_for():
    text = "有限公司"
    common = dict.fromkeys(slips.terms(text), 900_000)

    assert slips.groups(text, {**common, search_terms.unigram("限"): 1_000_000}) == []


def test_nothing_is_asked_for_where_nothing_is_known():
    assert slips.groups("云溪市", {}) == slips.groups_for_two("云溪市", {}) == []
