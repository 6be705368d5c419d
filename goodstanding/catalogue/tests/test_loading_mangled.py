"""Whatever stands in a policy file, loading answers with faults and never breaks off."""

from hypothesis import given, settings
from hypothesis import strategies as st

from goodstanding.catalogue.adapters.folder import contents, load_contents
from goodstanding.catalogue.tests.policies import TINY

FILES = contents(TINY)
LINES = {path: content.decode().splitlines() for path, content in FILES.items()}
PLACES = [(path, number) for path, lines in sorted(LINES.items()) for number in range(len(lines))]
VALUES = [
    "",
    "[]",
    "{}",
    "[a, [b]]",
    "{a: b}",
    "~",
    "-1",
    "true",
    "x" * 300,
    "'",
    "\t",
    "[{}]",
    "*",
]


def _mangled(line: str, value: str, *, keep_key: bool) -> str:
    key = line.split(":", maxsplit=1)[0]
    return f"{key}: {value}" if keep_key and ":" in line else value


@settings(max_examples=300, deadline=None)
@given(place=st.sampled_from(PLACES), value=st.sampled_from(VALUES), keep_key=st.booleans())
def test_mangled_line_is_told_as_a_fault_or_means_nothing(place, value, keep_key):
    path, number = place
    lines = list(LINES[path])
    lines[number] = _mangled(lines[number], value, keep_key=keep_key)

    loaded = load_contents({**FILES, path: "\n".join(lines).encode()})

    assert all(fault.line >= 1 and fault.zh and fault.en for fault in loaded.faults)


@settings(max_examples=100, deadline=None)
@given(path=st.sampled_from(sorted(FILES)), content=st.binary(max_size=60) | st.text(max_size=60))
def test_garbled_file_is_told_as_a_fault(path, content):
    raw = content if isinstance(content, bytes) else content.encode()

    assert load_contents({**FILES, path: raw}).faults
