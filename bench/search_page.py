"""The second part of docs/reference/matching.md, made from what `bench search` found."""

from __future__ import annotations

from typing import Any

from bench.pages import machine

HEAD = """## What people type

Made by `python -m bench.search --rows {organisations} --each {each} --report docs/reference/matching.md`; not edited by hand.
{rows} questions in {shapes} shapes, made by rule from the names of {organisations:,} generated organisations in the ways in
which people type (`bench/questions.py`). Measured on {machine}.

| | the one meant is first | among ten | p50 | p95 |
|---|---|---|---|---|
"""
SHAPES = """
The index was made in {index_seconds} s. Suggestions while typing: p50 {p50_ms} ms, p95 {p95_ms} ms. {missing}

### Each shape

| shape | first | among ten |
|---|---|---|
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
    return text + "".join(
        f"| {name} | {one['first']:.1%} | {one['ten']:.1%} |\n" for name, one in ours.items()
    )
