import pytest

from goodstanding.catalogue.adapters.yaml_files import MAX_BYTES, read
from goodstanding.catalogue.domain.faults import FaultList
from goodstanding.catalogue.domain.source import Mapping, Scalar


def faults_of(content):
    faults = FaultList()
    file = read("x.yaml", content, faults)
    return file, faults.sorted()


def test_every_value_stays_the_text_that_the_author_sees():
    content = "on: yes\ndate: 2021-04-29\narticle: 048\nversion: 1.10\nempty:\nnone: null\n"

    file, faults = faults_of(content.encode())

    assert faults == ()
    assert isinstance(file.root, Mapping)
    texts = {key: value.text for key, value in file.root.values.items()}
    assert texts == {
        "on": "yes",
        "date": "2021-04-29",
        "article": "048",
        "version": "1.10",
        "empty": "",
        "none": "null",
    }
    assert file.root.values["none"].empty


def test_quoted_null_is_text():
    file, _ = faults_of(b'a: "null"\n')

    assert not file.root.values["a"].empty


def test_keys_and_values_know_their_lines():
    file, _ = faults_of("# 说明\na: 1\nb:\n  - x\n  - {c: 2,\n     d: 3}\n".encode())

    inner = file.root.values["b"].values[1]
    assert file.root.lines == {"a": 2, "b": 3}
    assert isinstance(file.root.values["a"], Scalar)
    assert inner.lines == {"c": 5, "d": 6}


@pytest.mark.parametrize(
    ("content", "line", "word"),
    [
        (b"a: &x [1]\nb: 2\n", 1, "anchor"),
        (b"a: 1\nb: *x\n", 2, "alias"),
        (b"a: 1\nb: !!python/object:os.system {}\n", 2, "tag"),
        (b"a: !x 1\n", 1, "tag"),
        (b"a: 1\n---\nb: 2\n", 2, "one document"),
        (b"? [1, 2]\n: 3\n", 1, "single word"),
        (b"a: [1, 2\nb: 3\n", 2, ""),
        (b"a: 1\n\tb: 2\n", 2, ""),
        (b"a: 1\nb: \xc9\xcf\xba\xa3\n", 2, "UTF-8"),
        (b"a: \x01\n", 1, "control"),
        (b"[" * 200_000, 1, "nested"),
        (b"- " * 200_000, 1, "nested"),
        (b"a: " + b"x" * MAX_BYTES, 1, "bytes"),
    ],
)
def test_anything_but_plain_yaml_is_one_fault_with_its_line(content, line, word):
    file, faults = faults_of(content)

    assert file.broken
    assert [(fault.code, fault.line) for fault in faults] == [("policy.yaml", line)]
    assert word in faults[0].en


def test_alias_bomb_is_refused_before_it_grows():
    bomb = b"a: &a [x, x]\n" + b"".join(
        b"%c: &%c [*%c, *%c]\n" % (n + 1, n + 1, n, n) for n in range(97, 120)
    )

    _, faults = faults_of(bomb)

    assert [fault.code for fault in faults] == ["policy.yaml"]


def test_key_written_twice_is_a_fault_and_reading_goes_on():
    file, faults = faults_of(b"a: 1\nb: 2\na: {c: 3, c: 4}\n")

    assert [(f.code, f.line) for f in faults] == [("policy.duplicate_key", 3)] * 2
    assert file.root.values["a"].text == "1"
    assert not file.broken


def test_byte_order_mark_is_no_part_of_the_first_key():
    file, faults = faults_of(b"\xef\xbb\xbfa: 1\n")

    assert faults == ()
    assert list(file.root.values) == ["a"]
