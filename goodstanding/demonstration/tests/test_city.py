from __future__ import annotations

import csv
from collections import Counter
from itertools import pairwise

import numpy as np
import pytest

from goodstanding.demonstration.domain import city, names
from goodstanding.demonstration.tests.conftest import POLICY, TODAY
from goodstanding.standards import uscc


@pytest.fixture(scope="module")
def large(words):
    return city.build(words, 20_000, 7, TODAY)


def test_the_same_seed_gives_the_same_city(words):
    first, again = (city.build(words, 300, 5, TODAY) for _ in range(2))

    assert first.table.equals(again.table)


def test_another_seed_gives_another_city(words):
    first, other = (city.build(words, 300, seed, TODAY) for seed in (5, 6))

    assert not first.table["uscc"].equals(other.table["uscc"])


def test_every_code_of_the_city_passes_and_is_one_organisations_only(large):
    codes = large.table["uscc"].to_pylist()

    assert [c for c in codes if uscc.hard_fault(c)] == []
    assert len(set(codes)) == len(codes)


def test_no_division_of_the_city_was_ever_in_use(words):
    with (POLICY / "divisions.csv").open(encoding="utf-8") as file:
        real = {row[0] for row in csv.reader(file)}

    assert {division.code for division in words.divisions} & real == set()


def test_no_generated_brand_is_a_well_known_one(words):
    assert set(names.brands(words).to_pylist()) & words.known_brands == set()


def test_every_name_holds_the_fictitious_city_or_one_of_its_districts(large, words):
    places = [words.short, *(division.name for division in words.divisions)]

    assert [n for n in large.table["name"].to_pylist() if not any(p in n for p in places)] == []


def test_names_end_in_the_shares_of_a_real_register(large):
    all_names = large.table["name"].to_pylist()
    shares = {
        "有限公司": 63,
        "有限责任公司": 7.5,
        "合作社": 5.8,
        "分公司": 4.8,
        "厂": 2.4,
        "部": 2.5,
    }

    for ending, share in shares.items():
        found = 100 * sum(n.endswith(ending) for n in all_names) / len(all_names)
        assert found == pytest.approx(share, abs=2), ending


def test_lengths_and_bodies_of_codes_are_those_of_a_real_register(large):
    lengths = sorted(map(len, large.table["name"].to_pylist()))
    new_style = np.mean([code[8:10] == "MA" for code in large.table["uscc"].to_pylist()])

    assert lengths[len(lengths) // 4] in {11, 12}
    assert lengths[len(lengths) // 2] in {13, 14}
    assert new_style == pytest.approx(0.166, abs=0.03)


def test_few_organisations_share_a_name_and_branches_never_bear_the_parents(large):
    all_names = large.table["name"].to_pylist()
    shared = [name for name, count in Counter(all_names).items() if count > 1]
    branches = np.flatnonzero(large.parent >= 0)

    assert 1 <= len(shared) <= 3
    assert len(branches) / len(all_names) == pytest.approx(0.1, abs=0.02)
    assert all(all_names[b] != all_names[large.parent[b]] for b in branches)


def test_the_days_of_an_organisation_follow_one_another(large):
    rows = large.table.select(["registered_on", "renamed_on", "deregistered_on"]).to_pylist()
    days = [[day for day in row.values() if day] for row in rows]

    assert all(first <= second for row in days for first, second in pairwise(row))
    assert max(day for row in days for day in row) <= TODAY.isoformat()


def test_a_renamed_organisation_bore_its_former_name_before(large):
    row = int(np.flatnonzero(~np.isnat(large.renamed))[0])
    who, day = np.array([row]), large.renamed[[row]]

    assert large.names_on(who, day)[0].as_py() == large.table["name"][row].as_py()
    assert large.names_on(who, day - 1)[0].as_py() == large.table["former_name"][row].as_py()


@pytest.mark.parametrize(
    ("number", "written"),
    [
        (1, "一"),
        (10, "十"),
        (12, "十二"),
        (20, "二十"),
        (105, "一百零五"),
        (110, "一百一十"),
        (2003, "二千零三"),
    ],
)
def test_numerals(number, written):
    assert names.numeral(number) == written
