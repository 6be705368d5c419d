import pytest

from goodstanding.catalogue.adapters.folder import faultless
from goodstanding.catalogue.domain.difference import difference
from goodstanding.catalogue.tests.policies import TINY, variant

PENALTY = "catalogue/administration/penalty.yaml"
CITY = "catalogue/administration/city_penalty.yaml"
PEN = "families/pen.yaml"

# What changes in one file, and the change it makes: place, direction, breaking.
CHANGES = [
    (CITY, "max: 100}", "max: 100, required: true}", "city_penalty.place.required", "tightened", True),
    (CITY, "max: 100}", "max: 80}", "city_penalty.place.max", "tightened", True),
    (CITY, "max: 100}", "max: 120}", "city_penalty.place.max", "loosened", False),
    (CITY, "max: 100}", "max: 100, type: integer}".replace("max: 100, ", ""), "city_penalty.place.type", "changed", True),
    (CITY, "max: 100}", "max: 100, aliases: [位置]}", "city_penalty.place.aliases", "loosened", False),
    (CITY, "max: 100}", "max: 100, note: {zh: 何处, en: Where}}", "city_penalty.place.note", "changed", False),
    (CITY, "level: warning", "level: error", "city_penalty.checks.place.missing.level", "tightened", True),
    (CITY, "present(place)", "present(fine)", "city_penalty.checks.place.missing.require", "changed", False),
    (CITY, "without: [source_uscc]\n", "", "city_penalty.source_uscc", "added", False),
    (CITY, "on: false", "on: true", "city_penalty.on", "loosened", False),
    (CITY, "subjects: [enterprise, sole_trader]", "subjects: [enterprise]", "city_penalty.subjects", "changed", True),
    (CITY, "agency: urban", "suppliers: [market]\nagency: urban", "city_penalty.suppliers", "tightened", True),
    (CITY, "agency: urban", "suppliers: [\"*\"]\nagency: urban", "city_penalty.suppliers", "loosened", False),
    (PENALTY, "maximum: 100000", "maximum: 99999.5", "penalty.fine.maximum", "tightened", True),
    (PENALTY, "maximum: 100000", "maximum: 200000", "penalty.fine.maximum", "loosened", False),
    (PENALTY, ", maximum: 100000", "", "penalty.fine.maximum", "loosened", False),
    (PENALTY, "rank: 1", "key: [document_number]", "penalty.key", "changed", True),
    (PEN, "working_days: 7", "working_days: 3", "penalty.deadline", "tightened", False),
    (PEN, "working_days: 7", "working_days: 20", "penalty.deadline", "loosened", False),
    (PEN, "audience: public", "audience: government-only", "penalty.disclosure.audience", "changed", False),
    (PEN, "level: error", "level: warning", "penalty.checks.fine.missing.level", "loosened", False),
    (PEN, "require: \"fine > 0\"", "require: \"fine > 1\"", "penalty.checks.fine.missing.require", "changed", True),
    ("codes/states.yaml", ", synonyms: [在业]", "", "codes.states.active.synonyms", "tightened", True),
    ("codes/states.yaml", "code: deregistered", "code: gone", "codes.states.deregistered", "removed", True),
    ("codes/states.yaml", "code: deregistered", "code: gone", "codes.states.gone", "added", False),
    ("codes/states.yaml", "en: Active", "valid_until: \"2030-01-01\", en: Active", "codes.states.active.valid_until", "tightened", True),
    ("codes/penalty_kinds.yaml", "open_prefix: 其他\n", "", "codes.penalty_kinds.open_prefix", "tightened", True),
    ("agencies.yaml", "en: Market Regulation", "en: Market", "agencies.market.title", "changed", False),
    ("disclosure/severity.yaml", "max: P1Y", "max: P2Y", "severity", "changed", False),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "place", "direction", "breaking"), CHANGES)
def test_change_is_told_with_its_direction_and_whether_it_breaks(  # noqa: PLR0917  a table
    tmp_path, file, old, new, place, direction, breaking
):
    changes = difference(faultless(TINY), faultless(variant(tmp_path, file, old, new)))

    found = {change.place: (change.direction, change.breaking) for change in changes}
    assert found[place] == (direction, breaking)


def test_removed_item_breaks_and_a_new_one_does_not(tmp_path):
    copy = variant(tmp_path, "city.yaml", "on: []", "on: []")
    (copy / CITY).unlink()

    (removed,) = difference(faultless(TINY), faultless(copy))
    (added,) = difference(faultless(copy), faultless(TINY))

    assert (removed.place, removed.direction, removed.breaking) == ("city_penalty", "removed", True)
    assert (added.place, added.direction, added.breaking) == ("city_penalty", "added", False)


def test_new_required_field_breaks(tmp_path):
    field = "{name: level, zh: 级别, en: Level, required: true}"
    copy = variant(tmp_path, CITY, "fields:\n", f"fields:\n  - {field}\n")

    (added,) = difference(faultless(TINY), faultless(copy))

    assert (added.place, added.breaking) == ("city_penalty.level", True)


def test_one_edition_has_no_difference_from_itself():
    assert difference(faultless(TINY), faultless(TINY)) == []


def test_change_is_told_in_both_languages(tmp_path):
    (change,) = difference(
        faultless(TINY), faultless(variant(tmp_path, CITY, "max: 100}", "max: 80}"))
    )

    assert change.says.zh == "收紧字段规则 city_penalty.place.max：由 100 改为 80"
    assert change.says.en == "field rule city_penalty.place.max tightened: from 100 to 80"
