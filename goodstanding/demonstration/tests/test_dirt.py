from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from goodstanding.demonstration.domain import dirt, faults, records
from goodstanding.demonstration.services import _sheet
from goodstanding.standards import person_number, uscc


def _typed(demo, town, profile, item="penalty"):
    """All penalties of the city as a body with that profile would type them."""
    chosen = next(p for p in demo.words.dirt.profiles if p.name == profile)
    style = dirt.Style(chosen, "csv", "name", "zh", "iso")
    typed = []
    for delivery in demo.deliveries():
        if delivery.item.code == item:
            sheet = _sheet(demo, town, delivery)
            typed.append(dirt.typed(sheet, records.make(sheet), style))
    return typed


@pytest.fixture(scope="module")
def big(demonstration):
    demo = demonstration(organisations=20_000, only={"registration", "penalty"})
    return demo, demo.city()


def test_shares_of_dirt_are_those_of_the_profile(big):
    demo, town = big
    typed = _typed(demo, town, "web")
    rows = sum(t.table.num_rows for t in typed)
    counts = sum((Counter(t.faults) for t in typed), Counter())

    assert counts["masked"] / rows == pytest.approx(0.20, abs=0.03)
    assert counts["missing_code"] / rows == pytest.approx(0.12 * 0.78, abs=0.03)
    assert counts["date_style"] / rows == pytest.approx(0.05, abs=0.02)


def test_counted_faults_stand_in_the_cells(big):
    demo, town = big
    typed = _typed(demo, town, "clerk")
    counts = sum((Counter(t.faults) for t in typed), Counter())
    codes = [c for t in typed for c in t.table["uscc"].to_pylist() if c]

    assert sum(person_number.has_person_number(c) for c in codes) >= counts["person"] > 0
    assert sum(c != c.upper() for c in codes) == pytest.approx(counts["lower_case"], rel=0.3)


def test_an_old_number_is_the_organisations_own(big):
    demo, town = big
    numbers = dict(
        zip(*(town.table[c].to_pylist() for c in ("name", "organisation_code")), strict=True)
    )
    rows = [r for t in _typed(demo, town, "clerk") for r in t.table.to_pylist()]
    old = [r for r in rows if r.get("organisation_code") and r["name"] in numbers]

    assert old
    assert all(numbers[r["name"]] == r["organisation_code"] for r in old)


def test_registers_do_not_lose_their_organisations(big):
    demo, _town = big
    style = dirt.style(np.random.default_rng(1), demo.words.dirt, demo.items[-1])

    assert demo.items[-1].registers
    assert style.profile.name == "register"
    assert not {"missing_code", "masked", "unregistered", "person"} & set(style.profile.rows)


def test_strangers_have_right_codes_that_the_city_does_not_know(big):
    _, town = big
    _, codes = faults.strangers(np.random.default_rng(1), 50)

    assert [c for c in codes.to_pylist() if uscc.hard_fault(c)] == []
    assert set(codes.to_pylist()) & set(town.table["uscc"].to_pylist()) == set()


@pytest.mark.parametrize(
    ("fault", "spoilt"),
    [
        ("lower_case", "91339902may10203p4"),
        ("full_width", "９１３３９９０２ＭＡＹ１０２０３Ｐ４"),
        ("code_spaces", " 91339902 MAY10203P4"),
        ("letters_for_digits", "91339902MAYIO2O3P4"),
        ("masked", "913399****Y10203P4"),
        ("wrong_check", "91339902MAY10203PB"),
    ],
)
def test_faults_of_codes(fault, spoilt):
    assert faults.CODE_FAULTS[fault]("91339902MAY10203P4") == spoilt


def test_amounts_in_yuan_are_ten_thousand_times_too_much():
    assert faults.in_yuan("0.2") == "2000"
    assert faults.in_yuan("13") == "130000"
    assert faults.thousands("1234.5") == "1,234.5"


def test_dates_in_every_style():
    styles = {name: change("2024-03-05") for name, change in faults.DATE_STYLES.items()}

    assert styles == {
        "iso": "2024-03-05",
        "slash": "2024/3/5",
        "compact": "20240305",
        "chinese": "2024年3月5日",
    }
