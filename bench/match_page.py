"""The first part of docs/reference/matching.md, made from what `bench match` found."""

from __future__ import annotations

from typing import Any

from bench.pages import machine

HEAD = """## Rows of files and lists

Made by `python -m bench.match --rows {rows} --organisations {organisations}{larger} --report docs/reference/matching.md`; not
edited by hand. A generated register of {organisations:,} organisations, {labelled} labelled rows in {shapes} shapes made by
rule from it (`bench/match_pairs.py`), and {rows:,} names with one slip each for the speed. Measured on {machine}.

**An identifier links, a name that only one organisation bears may link, what is alike is only proposed, and a person decides.**
So the first column, rows linked to what they don't mean, has to be 0; no score ever links.

| | false links | linked where due | truth first | truth among five |
|---|---|---|---|---|
"""
SHAPES = """
“Linked where due” counts the shapes in which a link is certain, “truth first” and “among five” those in which a person
decides. Where several organisations' names would have become the very same row by such a change (云溪楚化工有限公司, a
character is missing, and two companies fit), nobody can know which is meant: such a row is of the shape `several_fit`, and only
must not be linked (`bench/match_sources.py`; it looks at the names alone and knows no score). {missing}

### Each shape

| shape | what is due | rows | linked rightly | linked wrongly | truth first | among five |
|---|---|---|---|---|---|---|
"""
SPEED = """
### Speed

{rows:,} names against {organisations:,} organisations: {seconds} s ({rate:,} rows/s), peak {peak_mb} MB, with the register
read from the database and taken apart in that time; with the register kept from the run before {kept} times as fast.
Peers are measured on the labelled rows. A ratio above 1 means that we were faster.

| peer | our rate / its rate |
|---|---|
"""


SIZES = """
### As the register grows

The same work on registers of other sizes, ours alone: {rows:,} names with one slip each, and the labelled rows. The
denser the names of a city stand, the more rows several of them fit. Seconds of processors are those of all cores together.

| organisations | seconds | of processors | with the register kept | peak | false links | linked where due | truth first | among five | several fit |
|---|---|---|---|---|---|---|---|---|---|
"""


def page(found: dict[str, Any]) -> str:
    """The part of the page."""
    ours = found["shapes"]["goodstanding"]
    labelled = sum(int(shape["rows"]) for shape in ours.values())
    text = HEAD.format(
        organisations=found["organisations"], labelled=labelled, shapes=len(ours), rows=found["rows"],
        machine=machine(), larger=_larger(found),
    )  # fmt: skip
    for name, one in found["quality"].items():
        text += f"| {name} | {one['false']:g} | {one['link']:.1%} | {one['first']:.1%} | {one['five']:.1%} |\n"
    missing = (
        f"Not installed in this run: {', '.join(found['missing'])}." if found["missing"] else ""
    )
    text += SHAPES.format(missing=missing)
    for name, shape in ours.items():
        due = next(due for due in ("link", "propose", "never") if shape[due])
        counts = [int(shape[key]) for key in ("rows", "right", "false", "first", "five")]
        text += f"| {name} | {due} | {' | '.join(map(str, counts))} |\n"
    ratios = {name: ratio for name, ratio in found["ratios"].items() if name != "kept"}
    text += SPEED.format(
        rows=found["rows"], organisations=found["organisations"], seconds=found["seconds"],
        rate=found["rate"], peak_mb=found["peak_mb"], kept=found["ratios"].get("kept"),
    )  # fmt: skip
    text += "".join(f"| {name} | {ratio:g} |\n" for name, ratio in ratios.items())
    return text + SIZES.format(rows=found["rows"]) + "".join(map(_size, found["sizes"]))


def _larger(found: dict[str, Any]) -> str:
    more = [str(size["organisations"]) for size in found["sizes"][1:]]
    return f" --larger {','.join(more)}" if more else ""


def _size(one: dict[str, Any]) -> str:
    return (
        f"| {one['organisations']:,} | {one['seconds']} | {one['cpu']} | {one['kept_seconds']} | {one['peak_mb']} MB"
        f" | {one['false']:g} | {one['link']:.1%} | {one['first']:.1%} | {one['five']:.1%} | {one['several_fit']} |\n"
    )
