"""The expressions that take JSON lines apart.

Numbers keep the digits they are written with (1.50 stays 1.50), which no JSON parser keeps: so they
are put in quotation marks before the line is parsed. Nearly every line is read the quick way; what
the quick way cannot vouch for is read again carefully.
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

NUMBER = r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?"
NUMBER_VALUE = rf'":\s*({NUMBER})(\s*[,}}\]])'
STRING_OR_NUMBER = r'"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]*'

# The lists of keys that occur, by the first row of each. A line that is no JSON has none.
KEYS = """
    SELECT keys, min(row) AS first FROM (SELECT row, try(json_keys(line)) AS keys FROM lines)
    WHERE keys IS NOT NULL GROUP BY keys ORDER BY first
"""
QUICK = """
    SELECT row, line, {columns}, NULL::VARCHAR AS code, texts IS NOT NULL AS read
    FROM (SELECT *, try(json_extract_string(quoted, $paths)) AS texts FROM lines)
"""
CAREFUL = """
    WITH known AS (
        SELECT row, line, quoted, CASE WHEN json_valid(line) AND json_valid(quoted)
            THEN json_type(quoted) END AS type
        FROM lines
    ), opened AS (
        SELECT *, CASE WHEN type = 'OBJECT' THEN json_keys(quoted) END AS keys,
            CASE WHEN type = 'OBJECT' THEN json_type(quoted, $paths) END AS types,
            CASE WHEN type = 'OBJECT' THEN json_extract_string(quoted, $paths) END AS texts
        FROM known
    )
    SELECT row, line, {columns},
        CASE WHEN type IS NULL THEN 'file.bad_json'
             WHEN type <> 'OBJECT' THEN 'file.not_an_object'
             WHEN len(keys) <> len(list_distinct(keys)) THEN 'file.repeated_key'
             WHEN list_contains(types, 'OBJECT') OR len(list_filter(list_zip(types, texts),
                lambda pair: CASE WHEN pair[1] = 'ARRAY' THEN list_has_any(
                    list_transform(from_json(pair[2], '["JSON"]'), lambda one: json_type(one)),
                    ['ARRAY', 'OBJECT']) ELSE false END)) > 0
             THEN 'file.nested_value' END AS code,
        true AS read
    FROM opened ORDER BY row
"""
PLAIN_VALUE = "nullif(texts[{place}], '')"
LIST_VALUE = """nullif(CASE WHEN types[{place}] = 'ARRAY'
    THEN array_to_string(from_json(texts[{place}], '["VARCHAR"]'), ';')
    ELSE texts[{place}] END, '')"""


def pointer(key: str) -> str:
    """The JSON pointer (RFC 6901) of a key."""
    return "/" + key.replace("~", "~0").replace("/", "~1")


def quick_values(width: int) -> str:
    """The query for lines that hold plain values only; `read` tells whether a line is JSON."""
    return QUICK.format(columns=value_columns(PLAIN_VALUE, width))


def careful_values(width: int) -> str:
    """The query that joins lists and tells every fault by its code."""
    return CAREFUL.format(columns=value_columns(LIST_VALUE, width))


def value_columns(value: str, width: int) -> str:
    return ", ".join(f"{value.format(place=place + 1)} AS c{place}" for place in range(width))


def easy_lines(lines: pa.ChunkedArray) -> pa.ChunkedArray:
    """Lines that can hold neither a list nor an object within the object."""
    # Regular expressions that begin with a rare letter run ten times as fast as counting.
    held = pc.or_(
        pc.match_substring_regex(lines, r"\["), pc.match_substring_regex(lines, r":\s*\{")
    )
    return pc.and_not(pc.match_substring_regex(lines, r"^\s*\{"), held)


def quickly_quoted(lines: pa.ChunkedArray) -> pa.ChunkedArray:
    """The lines with every number value as a string.

    A text that looks like a number value ('": 1,') breaks its line, never changes it unseen: the
    mark put before the digit ends the text there, and no JSON goes on with a digit.
    """
    return pc.replace_substring_regex(lines, NUMBER_VALUE, r'":"\1"\2')


def carefully_quoted(lines: pa.ChunkedArray) -> pa.ChunkedArray:
    """The same for any line: strings and numbers are wrapped, then the wraps become marks."""
    wrapped = pc.replace_substring_regex(lines, STRING_OR_NUMBER, "\x01\\0\x01")
    wrapped = pc.replace_substring(wrapped, '\x01"', '"')
    wrapped = pc.replace_substring(wrapped, '"\x01', '"')
    return pc.replace_substring(wrapped, "\x01", '"')
