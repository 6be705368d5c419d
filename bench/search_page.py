"""The second part of docs/reference/matching.md, made from what `bench search` found."""

from __future__ import annotations

from typing import Any

from bench.pages import machine

HEAD = """## What people type

Made by `python -m bench.search --rows {organisations} --each {each}{larger} --report docs/reference/matching.md`; not edited by hand.
{rows} questions in {shapes} shapes, made by rule from the names of {organisations:,} generated organisations in the ways in
which people type (`bench/questions.py`). A name with a slip is asked for only where no other name would have become the very
same text by such a slip: else nobody could know. Measured on {machine}.

| | the one meant is first | among ten | p50 | p95 |
|---|---|---|---|---|
"""
SHAPES = """
The index was made in {index_seconds} s. Suggestions while typing: p50 {p50_ms} ms, p95 {p95_ms} ms. {missing}

### Each shape

| shape | first | among ten |
|---|---|---|
"""

LARGER = """
### On larger registers

Ours alone, as many questions of each shape. “Least” is the shape of which fewest come first; p95 best is of each question's
quickest of three turns, which a busy machine disturbs less.

| organisations | questions | first | among ten | least | p50 | p95 | p95 best | suggestions p95 | index made in |
|---|---|---|---|---|---|---|---|---|---|
"""


def page(found: dict[str, Any]) -> str:
    """The part of the page."""
    quality, latency = found["quality"], found["latency"]
    ours = quality["ours"]["shapes"]
    text = HEAD.format(
        organisations=found["organisations"],
        each=found["each"],
        rows=found["rows"],
        shapes=len(ours),
        machine=machine(),
        larger=_larger(found),
    )
    for name, one in quality.items():
        called, took = "goodstanding" if name == "ours" else name, latency[name]
        text += f"| {called} | {one['first']:.1%} | {one['ten']:.1%} | {took['p50_ms']} ms | {took['p95_ms']} ms |\n"
    missing = (
        f"Not installed in this run: {', '.join(found['missing'])}." if found["missing"] else ""
    )
    text += SHAPES.format(
        index_seconds=found["index_seconds"], missing=missing, **latency["suggestions"]
    )
    text += "".join(
        f"| {name} | {one['first']:.1%} | {one['ten']:.1%} |\n" for name, one in ours.items()
    )
    return text + (LARGER + "".join(map(_size, found["larger"])) if found["larger"] else "")


def _larger(found: dict[str, Any]) -> str:
    more = [str(one["organisations"]) for one in found["larger"]]
    return f" --larger {','.join(more)}" if more else ""


def _size(one: dict[str, Any]) -> str:
    return (
        f"| {one['organisations']:,} | {one['asked']} | {one['first']:.1%} | {one['ten']:.1%} | {one['least_first']:.1%}"
        f" | {one['p50_ms']} ms | {one['p95_ms']} ms | {one['p95_best']} ms | {one['suggestions_p95']} ms"
        f" | {one['index_seconds']} s |\n"
    )
