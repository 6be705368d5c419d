from datetime import date
from decimal import Decimal

import pytest

from goodstanding.catalogue.domain.expression import parse
from goodstanding.catalogue.domain.expression_nodes import ExpressionError
from goodstanding.catalogue.domain.expression_rows import evaluate, violated
from goodstanding.catalogue.domain.model import Code, CodeList, Field, FieldType, Text

TYPES = {
    "start": "date",
    "end": "date",
    "fine": "money",
    "count": "integer",
    "place": "text",
    "state": "code",
    "kinds": "codes",
    "urgent": "boolean",
}
FIELDS = {
    name: Field(name, Text(name, name), FieldType(kind), codes="kinds" if kind == "codes" else None)
    for name, kind in TYPES.items()
}
FIELDS["officer"] = Field("officer", Text("人", "officer"), dropped=True)
KINDS = CodeList(
    "kinds",
    Text("类别", "kinds"),
    (
        Code("fine", Text("罚款", "Fine"), ("2",)),
        Code("warning", Text("警告", "Warning")),
    ),
)
RECEIVED = date(2026, 11, 23)


def holds(text, **row):
    return evaluate(parse(text, FIELDS, {"kinds": KINDS}), row, RECEIVED)


@pytest.mark.parametrize(
    ("text", "row", "answer"),
    [
        ("end >= start", {"start": "2026-01-02", "end": "2026-01-02"}, True),
        ("end >= start", {"start": date(2026, 1, 2), "end": "2026-01-01"}, False),
        ("end >= start", {"start": "2026-01-02"}, None),
        ("start <= received", {"start": "2026-11-24"}, False),
        ("date('1949-10-01') <= start < received", {"start": "2000-01-01"}, True),
        ("days(start, end) > 365", {"start": "2026-01-01", "end": "2027-01-02"}, True),
        ("fine > 0", {"fine": "0.2"}, True),
        ("fine + 0.1 == 0.3", {"fine": Decimal("0.2")}, True),
        ("fine - count < -1.5", {"fine": "0.4", "count": 2}, True),
        ("'fine' in kinds", {"kinds": ["warning", "fine"]}, True),
        ("'罚款' in kinds", {"kinds": ["fine"]}, True),
        ("'2' not in kinds", {"kinds": ["fine"]}, False),
        ("'fine' in kinds", {"kinds": []}, None),
        ("length(kinds) == 2", {"kinds": ["warning", "fine"]}, True),
        ("length(place) <= 2", {"place": "云溪市"}, False),
        ("starts(place, '云溪')", {"place": "云溪市"}, True),
        ("state in ('a', 'b')", {"state": "b"}, True),
        ("state != 'a'", {"state": "a"}, False),
        ("urgent", {"urgent": True}, True),
        ("urgent == false", {"urgent": True}, False),
        ("present(place)", {"place": ""}, False),
        ("absent(kinds)", {"kinds": []}, True),
        ("not (fine > 1)", {}, None),
        ("fine > 1 or count > 1", {"count": 2}, True),
        ("fine > 1 or count > 1", {"count": 1}, None),
        ("fine > 1 and count > 1", {"count": 1}, False),
        ("fine > 1", {"fine": "much"}, None),
    ],
)
def test_statement_is_true_false_or_unknown(text, row, answer):
    assert holds(text, **row) is answer


def test_row_is_faulty_only_where_the_condition_holds_and_the_demand_is_false():
    require = parse("fine > 0", FIELDS)
    when = parse("'fine' in kinds", FIELDS)

    assert violated(require, {"kinds": ["fine"], "fine": "0"}, RECEIVED, when)
    assert not violated(require, {"kinds": ["fine"]}, RECEIVED, when)
    assert not violated(require, {"kinds": ["warning"], "fine": "0"}, RECEIVED, when)
    assert not violated(require, {"fine": "0"}, RECEIVED, when)
    assert violated(require, {"fine": "0"}, RECEIVED)


def test_expression_knows_the_fields_it_reads():
    expression = parse("present(fine) and days(start, received) > 7 or state in ('a',)", FIELDS)

    assert expression.names == {"fine", "start", "state"}


def test_chinese_values_and_synonyms_are_written_as_codes():
    expression = parse("'2' in kinds or '警告' in kinds", FIELDS, {"kinds": KINDS})

    assert expression.text == "('fine' in kinds) or ('warning' in kinds)"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "grammar"),
        ("fine >", "grammar"),
        ("fine > 1; fine < 2", "grammar"),
        ("fine := 2", "grammar"),
        ("(" * 900 + "urgent" + ")" * 90, "grammar"),
        ("place == '\\d'", "grammar"),
        ("x" * 1001, "1000 characters"),
        ("not " * 40 + "urgent", "nested"),
        ("cost > 1", "no field cost"),
        ("officer == 'x'", "dropped"),
        ("fine", "no statement"),
        ("fine + 1", "no statement"),
        ("1 < 2", "reads no field"),
        ("received > date('2020-01-01')", "reads no field"),
        ("fine > '1'", "number"),
        ("start > 1", "number"),
        ("place > 'a'", "order"),
        ("kinds == 'fine'", "list of codes"),
        ("'penalty' in kinds", "no penalty"),
        ("place in kinds", "before 'in'"),
        ("place in ()", "empty"),
        ("place in (state,)", "constants"),
        ("place == ''", "present"),
        ("place is None", "present"),
        ("place == None", "not part"),
        ("fine * 2 > 1", "not part"),
        ("fine > 1e400", "too large"),
        ("fine > 0.1234567", "six decimals"),
        ("length(fine) > 1", "number"),
        ("length('x') > 1", "not part"),
        ("present('place')", "not part"),
        ("starts(place, '')", "empty"),
        ("start > date('2026-2-1')", "YYYY-MM-DD"),
        ("days(start, 1) > 1", "date"),
        ("__import__('os').system('x')", "not part"),
        ("place.upper() == 'X'", "not part"),
        ("[f for f in kinds]", "not part"),
        ("(lambda: urgent)()", "not part"),
        ("urgent if urgent else urgent", "not part"),
        ("f'{place}' == 'x'", "not part"),
        ("present(field=place)", "not part"),
    ],
)
def test_anything_else_is_refused_with_its_reason(text, reason):
    with pytest.raises(ExpressionError) as refusal:
        parse(text, FIELDS, {"kinds": KINDS})

    assert reason in str(refusal.value)
    assert refusal.value.problem.zh
