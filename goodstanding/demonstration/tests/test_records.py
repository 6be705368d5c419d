from __future__ import annotations

from datetime import date

from goodstanding.catalogue.domain.expression import parse
from goodstanding.catalogue.domain.expression_rows import violated
from goodstanding.catalogue.domain.model import FieldType
from goodstanding.demonstration import services

CODED = {FieldType.CODE, FieldType.CODES}


def _deliveries(demo):
    """The last delivery of every item: each item once."""
    return {delivery.item.code: delivery for delivery in demo.deliveries()}.values()


def test_every_item_that_is_on_has_clean_rows_with_values_of_its_lists(demo, town):
    for delivery in _deliveries(demo):
        table = services.clean_rows(demo, town, delivery)
        for field in delivery.item.fields:
            if field.dropped or field.type not in CODED:
                continue
            known = {code.code for code in demo.lists[field.codes].codes if not code.refused}
            cells = [c for c in table[field.name].to_pylist() if c is not None]
            assert {word for cell in cells for word in cell.split(";")} <= known, field.name


def test_clean_rows_have_what_is_required_and_are_not_of_the_future(demo, town):
    for delivery in _deliveries(demo):
        table = services.clean_rows(demo, town, delivery)
        for field in delivery.item.fields:
            if field.required:
                assert table[field.name].null_count == 0, (delivery.item.code, field.name)
            if field.latest == "received":
                days = [c for c in table[field.name].to_pylist() if c]
                assert all(date.fromisoformat(d) <= delivery.received_on for d in days), field.name


def test_clean_rows_pass_every_check_of_their_item(demo, town):
    for delivery in _deliveries(demo):
        fields = {f.name: f for f in delivery.item.fields}
        listed = [name for name, field in fields.items() if field.type is FieldType.CODES]
        checks = [
            (
                c.code,
                parse(c.require, fields, demo.lists),
                parse(c.when, fields, demo.lists) if c.when else None,
            )
            for c in delivery.item.checks
        ]
        for row in services.clean_rows(demo, town, delivery).to_pylist():
            row |= {name: row[name].split(";") if row[name] else [] for name in listed}
            faults = [
                c for c, need, when in checks if violated(need, row, delivery.received_on, when)
            ]
            assert faults == [], (delivery.item.code, row)


def test_registers_tell_of_everybody_and_later_of_what_has_changed(demo, town):
    seen = []
    for delivery in demo.deliveries():
        if delivery.item.registers:
            seen += services.clean_rows(demo, town, delivery)["uscc"].to_pylist()

    assert set(seen) == set(town.table["uscc"].to_pylist())


def test_records_speak_only_of_organisations_that_the_register_knows_by_then(demo, town):
    known = set()
    for delivery in demo.deliveries():
        codes = set(services.clean_rows(demo, town, delivery)["uscc"].to_pylist())
        if delivery.item.registers:
            known |= codes
        else:
            assert codes <= known, delivery.item.code


def test_most_organisations_have_no_penalty(demonstration):
    demo = demonstration(organisations=3000, only={"registration", "penalty"})
    town = demo.city()
    fined = {
        code
        for delivery in demo.deliveries()
        if delivery.item.code == "penalty"
        for code in services.clean_rows(demo, town, delivery)["uscc"].to_pylist()
    }

    assert 0.03 < len(fined) / demo.organisations < 0.09


def is_late(delivery):
    return (delivery.received_on - delivery.first).days > 9


def test_licences_and_penalties_arrive_within_seven_working_days_but_for_what_is_made_up_for(demo):
    bound = [d for d in demo.deliveries() if d.item.deadline]
    late = [d for d in bound if is_late(d)]

    assert len(bound) - len(late) > 20
    assert sorted((d.item.code, d.body.agency, d.rows) for d in late) == sorted(
        (one.item, one.agency, one.rows) for one in demo.words.late_files
    )


def test_what_is_made_up_for_tells_of_its_days_only(demo, town):
    for delivery in filter(is_late, (d for d in demo.deliveries() if d.item.deadline)):
        days = services.clean_rows(demo, town, delivery)["decided_on"].to_pylist()

        assert len(days) == delivery.rows
        assert str(delivery.first) <= min(days) <= max(days) <= str(delivery.last)
