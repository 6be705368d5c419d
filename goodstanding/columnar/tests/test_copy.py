"""The columnar copy says what the table of versions says, no more and no less."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodstanding.catalogue.queries import catalogue_in_force
from goodstanding.collection.tests.samples import PAPER, penalties, penalty
from goodstanding.columnar import domain, queries, services
from goodstanding.columnar.adapters import folder
from goodstanding.columnar.adapters.parquet import Writer
from goodstanding.disclosure.tests.conftest import publishing
from goodstanding.lib.engine import open_engine
from goodstanding.records.models import Version

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(environment, tmp_path, db):
    made = publishing(environment)
    made.copy_home = replace(environment, home=tmp_path)
    made.catalogue = catalogue_in_force(environment.policy, environment.home / "cache")
    return made


def update(city):
    return services.update(environment=city.copy_home, catalogue=city.catalogue)


def rebuild(city):
    return services.rebuild(environment=city.copy_home, catalogue=city.catalogue)


def copied(city, item, fields=()):
    """The rows of an item in the copy, by version."""
    with open_engine("duckdb") as engine:
        queries.open_versions(engine, city.copy_home.home, [item], columns={item: tuple(fields)})
        rows = engine.read(f'SELECT * FROM "versions_{item}"').to_pylist()
    return {row["_version"]: row for row in rows}


def assert_same(city, item):
    """Every version of the item, cell by cell, both times included."""
    table = {version.id: version for version in Version.objects.filter(item=item)}
    left_out = queries.left_out(city.catalogue)(item)
    fields = sorted({name for one in table.values() for name in one.payload} - left_out)
    rows = copied(city, item, fields)
    assert rows.keys() == table.keys()
    for number, version in table.items():
        row = rows[number]
        said = {name: version.payload.get(name) for name in fields}
        assert {name: row[name] for name in fields} == {name: _text(v) for name, v in said.items()}
        assert (row["_from"], row["_until"]) == (version.valid_from, version.valid_until)
        assert row["_recorded_at"] == version.recorded_at
        assert row["_superseded_at"] == version.superseded_at
        assert (row["_organisation"], row["_withdrawn"]) == (
            version.organisation_id,
            version.withdrawn,
        )
        assert row["_fact"] == str(version.key)


def _text(value):
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).lower()
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def test_the_copy_says_what_the_table_says_through_corrections_and_withdrawals(city):
    city.punish()
    update(city)
    assert_same(city, "penalty")

    city.punish(fine="3")  # a second version of the same fact
    city.send(
        penalties(penalty(document_number="云环罚〔2026〕2号", kinds="罚款;警告")),
        item="penalty", agency="ecology",
    )  # fmt: skip
    update(city)
    assert_same(city, "penalty")

    city.send(penalties(penalty(fine="3")), item="penalty", agency="ecology", mode="withdraw")
    update(city)
    assert_same(city, "penalty")
    assert_same(city, "registration")
    assert (
        queries.compare(city.copy_home.home)["penalty"]
        == Version.objects.filter(item="penalty").count()
    )


def test_a_fact_told_again_after_its_withdrawal_ends_the_version_that_says_so(city):
    city.punish()
    city.send(penalties(penalty()), item="penalty", agency="ecology", mode="withdraw")
    update(city)

    city.punish(fine="3")  # neither changed nor withdrawn, yet it ends a version
    update(city)

    assert Version.objects.filter(item="penalty").count() == 3
    assert_same(city, "penalty")


def test_marks_of_speech_and_of_json_stand_in_the_copy_as_they_were_told(city):
    city.punish(content='[说"甲\\乙"，{丙}')
    update(city)

    assert Version.objects.get(item="penalty").payload["content"] == '[说"甲\\乙"，{丙}'
    assert_same(city, "penalty")


def test_a_large_submission_is_taken_by_spans_of_its_versions(city, monkeypatch):
    rows = [penalty(document_number=f"云环罚〔2026〕{number}号") for number in range(5)]
    city.send(penalties(*rows), item="penalty", agency="ecology")
    monkeypatch.setattr(services, "_AT_ONCE", 2)

    update(city)

    files = folder.read(city.copy_home.home).of(domain.VERSIONS, "penalty")
    assert sorted(part.rows for part in files) == [1, 2, 2]
    assert_same(city, "penalty")
    assert update(city).versions == 0


def test_a_process_killed_between_two_spans_takes_the_submission_up_again(city, monkeypatch):
    rows = [penalty(document_number=f"云环罚〔2026〕{number}号") for number in range(5)]
    city.send(penalties(*rows), item="penalty", agency="ecology")
    monkeypatch.setattr(services, "_AT_ONCE", 2)
    whole = Writer.versions

    def killed(self, lines):
        made = whole(self, lines)
        if sum(part.rows for part in made if part.item == "penalty") == 2:
            raise KeyboardInterrupt
        return made

    with monkeypatch.context() as patched:
        patched.setattr(Writer, "versions", killed)
        with pytest.raises(KeyboardInterrupt):
            update(city)
    assert copied(city, "penalty") == {}

    update(city)
    assert_same(city, "penalty")


def test_nothing_is_copied_twice_and_nothing_new_costs_nothing(city):
    city.punish()
    assert update(city).versions == 4  # three organisations, one penalty

    assert update(city).versions == 0
    assert len(copied(city, "penalty")) == 1


def test_a_copy_made_anew_is_the_copy_that_grew(city):
    city.punish()
    update(city)
    city.punish(fine="3")
    update(city)
    grown = copied(city, "penalty", ["fine", "kinds"])

    rebuild(city)

    assert copied(city, "penalty", ["fine", "kinds"]) == grown
    assert_same(city, "penalty")


def test_a_process_killed_before_the_manifest_leaves_the_copy_as_it_was(city, monkeypatch):
    city.punish()
    update(city)
    city.punish(fine="3")

    def killed(home, manifest):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(folder, "write", killed)
        with pytest.raises(KeyboardInterrupt):
            update(city)
    assert len(copied(city, "penalty")) == 1

    update(city)
    assert_same(city, "penalty")
    files = {
        str(p.relative_to(folder.place(city.copy_home.home)))
        for p in folder.place(city.copy_home.home).rglob("*.parquet")
    }
    assert files == {part.path for part in folder.read(city.copy_home.home).parts}


def test_many_small_files_of_a_month_become_one(city):
    for number in range(domain.MANY_FILES + 2):
        city.punish(document_number=f"云环罚〔2026〕{number}号")
        update(city)

    assert len(folder.read(city.copy_home.home).of(domain.VERSIONS, "penalty")) < domain.MANY_FILES
    assert_same(city, "penalty")


def test_files_that_are_not_small_stay_as_they_are(city, monkeypatch):
    monkeypatch.setattr(domain, "SMALL", 1)
    for number in range(domain.MANY_FILES + 2):
        city.punish(document_number=f"云环罚〔2026〕{number}号")
        update(city)

    parts = folder.read(city.copy_home.home).of(domain.VERSIONS, "penalty")
    assert len(parts) == domain.MANY_FILES + 2
    assert_same(city, "penalty")


def test_a_copy_that_lost_rows_is_found_out(city):
    city.punish()
    update(city)
    home = city.copy_home.home
    manifest = folder.read(home)
    kept = tuple(part for part in manifest.parts if part.item != "penalty")
    folder.write(home, replace(manifest, parts=kept))

    with pytest.raises(domain.NotTheSameError) as refused:
        queries.compare(home)
    assert refused.value.code == "columnar.not_the_same"


def test_no_name_of_a_person_is_in_the_copy(city):
    city.send(
        "name,uscc,kind,status,registered_on,legal_representative\n"
        f"云溪青禾纸业（东湖）有限公司,{PAPER},企业,存续,2016-04-01,张示例\n"
    )
    update(city)

    assert Version.objects.filter(
        item="registration", payload__legal_representative="张示例"
    ).exists()
    for file in folder.place(city.copy_home.home).rglob("*"):
        assert not file.is_file() or "张示例".encode() not in file.read_bytes()
    assert "legal_representative" in queries.left_out(city.catalogue)("registration")


def test_a_field_that_no_version_has_is_empty(city):
    city.punish()
    update(city)

    row = next(iter(copied(city, "penalty", ["severity"]).values()))
    assert row["severity"] is None
    assert copied(city, "severe_list_market", ["reason"]) == {}


@given(st.sets(st.integers(1, 60)))
def test_spans_hold_exactly_the_numbers_they_were_made_of(numbers):
    made = domain.Manifest().with_parts([], numbers)

    assert {n for n in range(70) if made.has(n)} == numbers
    assert all(b[0] > a[1] + 1 for a, b in zip(made.copied, made.copied[1:], strict=False))
    assert domain.from_plain(domain.to_plain(made)) == made
