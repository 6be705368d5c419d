"""Open data as its pages show it: the sets, one of them with a sample, and their files."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from goodstanding.disclosure.queries import open_data
from goodstanding.portal.adapters import snapshots
from goodstanding.portal.domain.open_data import COLUMNS, FORMS, SAMPLE
from goodstanding.portal.domain.sections import CLASS
from goodstanding.portal.queries import publication

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from goodstanding.catalogue.domain.model import Text
    from goodstanding.disclosure.queries.open_data import DataSet
    from goodstanding.disclosure.queries.policy import Policy
    from goodstanding.lib.environment import Environment

FEW_ROWS = 20_000
"""Sets of no more rows are written when their page is asked for, so that it can tell size and SHA-256."""


@dataclass(frozen=True)
class File:
    """One file of a set; size and SHA-256 are known once it was written."""

    form: str
    address: str
    size: int | None
    sha256: str


@dataclass(frozen=True)
class Shown:
    """A data set in a list."""

    code: str
    title: Text
    about: Text
    rows: int
    updated: datetime
    files: tuple[File, ...]


@dataclass(frozen=True)
class Column:
    name: str
    title: Text
    form: Text


@dataclass(frozen=True)
class Page:
    """Everything that the page of a data set shows."""

    set: Shown
    columns: tuple[Column, ...]
    sample_columns: tuple[str, ...]
    sample: tuple[tuple[str, ...], ...]


def index(environment: Environment) -> tuple[Shown, ...]:
    """Every data set of which something is public."""
    return tuple(_shown(one, environment) for one in open_data.data_sets())


def page(code: str, environment: Environment, policy: Policy) -> Page | None:
    """One data set; None where there is none of that class."""
    found = next((one for one in open_data.data_sets() if one.item_class == code), None)
    if found is None:
        return None
    if found.rows <= FEW_ROWS:
        _write_missing(code, environment, policy)
    columns = tuple(Column(*column) for column in COLUMNS)
    return Page(_shown(found, environment), columns, SAMPLE, _sample(code, policy))


def snapshot(code: str, form: str, environment: Environment) -> snapshots.Snapshot | None:
    """The file of a set as it is published now, if it was written."""
    return snapshots.find(folder(environment), f"{code}-{form}", publication.watermark())


def stream(code: str, form: Any, environment: Environment, policy: Policy) -> Iterator[bytes]:
    """A set piece by piece, which is written down on its way."""
    pieces = open_data.stream(code, form, catalogue=policy.catalogue)
    return snapshots.keep(folder(environment), f"{code}-{form}", publication.watermark(), pieces)


def schema(code: str, policy: Policy) -> bytes:
    """What the payload of a set may hold, as JSON."""
    described = [
        {"item": one.item, "name": one.name, "zh": one.title.zh, "en": one.title.en, "type": one.type, "unit": one.unit}
        for one in open_data.schema(code, policy.catalogue)
    ]  # fmt: skip
    columns = [{"name": name, "zh": title.zh, "en": title.en} for name, title, _ in COLUMNS]
    told = {"data_set": code, "columns": columns, "payload": described}
    return json.dumps(told, ensure_ascii=False, indent=1).encode()


def folder(environment: Environment) -> Path:
    """Where the files are kept; may be deleted at any time."""
    return environment.home / "cache" / "open-data"


def _write_missing(code: str, environment: Environment, policy: Policy) -> None:
    for form in FORMS:
        if snapshot(code, form, environment) is None:
            for _piece in stream(code, form, environment, policy):
                pass


def _shown(found: DataSet, environment: Environment) -> Shown:
    code = found.item_class
    files = tuple(_file(code, form, environment) for form in FORMS)
    return Shown(code, found.title, CLASS[code].about, found.rows, found.updated, files)


def _file(code: str, form: str, environment: Environment) -> File:
    made = snapshot(code, form, environment)
    address = reverse("portal:data_file", args=[code, f"data.{form}"])
    return File(FORMS[form][0], address, made.size if made else None, made.sha256 if made else "")


def _sample(code: str, policy: Policy) -> tuple[tuple[str, ...], ...]:
    first = next(open_data.stream(code, "jsonl", catalogue=policy.catalogue, chunk=5), b"")
    rows = [json.loads(line) for line in first.splitlines()[:5]]
    return tuple(tuple(str(row[name] or "") for name in SAMPLE) for row in rows)
