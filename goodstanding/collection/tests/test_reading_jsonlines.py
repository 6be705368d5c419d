import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goodstanding.collection.adapters.reading import faults as refusals
from goodstanding.collection.tests.reading import faults, opened, rows

TEXTS = st.text(
    st.characters(codec="utf-8", exclude_characters="\0") | st.sampled_from('"\\:1.50,[]{} '),
    max_size=12,
)
NUMBERS = st.from_regex(
    r"-?(0|[1-9][0-9]{0,25})(\.[0-9]{1,8})?([eE][-+]?[0-9]{1,3})?", fullmatch=True
)


def test_values_are_text_and_keys_are_titles_in_order_of_appearance():
    source = opened(
        b'{"name": "a", "fine": 1.50}\n\n{"uscc": "007", "name": null, "fine": true}\n{"fine": ""}\n{"name":"b"}'
    )

    assert source.headers == ("name", "fine", "uscc")
    assert rows(source) == [(1, "a", "1.50", None), (3, None, "true", "007"), (5, "b", None, None)]


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.dictionaries(
            TEXTS.map(str.strip).filter(bool),
            st.tuples(st.booleans(), TEXTS, NUMBERS),
            min_size=1,
            max_size=4,
        ),
        min_size=1,
        max_size=6,
    ),
    st.booleans(),
)
def test_every_text_and_every_number_comes_through_exactly(objects, ascii_only):
    lines, expected = [], []
    keys = list(dict.fromkeys(key for one in objects for key in one))
    for number, one in enumerate(objects, 1):
        values = {
            key: text if is_text else literal for key, (is_text, text, literal) in one.items()
        }
        members = (
            json.dumps(key, ensure_ascii=ascii_only)
            + ": "
            + (json.dumps(text, ensure_ascii=ascii_only) if is_text else literal)
            for key, (is_text, text, literal) in one.items()
        )
        lines.append("{" + ", ".join(members) + "}")
        if any(values.values()):
            expected.append((number, *(values.get(key) or None for key in keys)))

    source = opened("\n".join(lines).encode())

    assert source.headers == tuple(keys)
    assert rows(source) == expected
    assert faults(source) == []


def test_lists_of_plain_values_are_joined():
    source = opened(
        '{"kinds": ["罚款", "警告"], "name": "[x]"}\n{"kinds": [1.50, true]}\n{"kinds": [], "name": "a"}'.encode()
    )

    assert rows(source) == [(1, "罚款;警告", "[x]"), (2, "1.50;true", None), (3, None, "a")]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ('{"name": "a"', "file.bad_json"),
        ("{'name': 'a'}", "file.bad_json"),
        ('{"name": 01}', "file.bad_json"),
        ('{"name": 1.}', "file.bad_json"),
        ('{"name": "a\tb"}', "file.bad_json"),
        ('{"name": "a\x01b"}', "file.bad_json"),
        ("name,uscc", "file.bad_json"),
        ('["name"]', "file.not_an_object"),
        ('"name"', "file.not_an_object"),
        ("12", "file.not_an_object"),
        ('{"name": {"zh": "a"}}', "file.nested_value"),
        ('{"name": [["a"]]}', "file.nested_value"),
        ('{"name": [{"zh": "a"}]}', "file.nested_value"),
        ('{"name": "a", "name": "b"}', "file.repeated_key"),
    ],
)
def test_a_line_that_is_no_plain_object_is_reported_alone(line, code):
    source = opened(f'{{"name": "first"}}\n{line}\n{{"name": "last"}}\n'.encode())

    assert rows(source) == [(1, "first"), (3, "last")]
    assert faults(source) == [(2, None, 2, code, line)]


def test_a_zero_character_takes_its_row_out():
    source = opened(b'{"name": "a\\u0000"}\n{"name": "b"}\n')

    assert rows(source) == [(2, "b")]
    assert [(row, code) for row, _, _, code, _ in faults(source)] == [(1, "file.nul_character")]


def test_a_file_without_any_object_is_refused():
    with pytest.raises(refusals.EmptyFileError):
        opened(b"{}\n{bad\n")


def test_a_file_with_too_many_keys_is_refused():
    lines = "\n".join(json.dumps({f"k{n}": 1}) for n in range(1_001))

    with pytest.raises(refusals.TooManyColumnsError):
        opened(lines.encode())


def test_a_deeply_nested_line_is_reported_not_followed():
    deep = '{"name": ' + "[" * 400_000 + "]" * 400_000 + "}"

    source = opened(('{"name": "a"}\n' + deep).encode())

    assert rows(source) == [(1, "a")]
    assert [code for *_, code, _ in faults(source)] in (["file.nested_value"], ["file.bad_json"])


def test_gb18030_is_read_here_too():
    source = opened('{"名称": "云溪"}\n'.encode("gb18030"))

    assert (source.headers, rows(source)) == (("名称",), [(1, "云溪")])
    assert source.notes[0].fields == {"encoding": "GB18030"}
