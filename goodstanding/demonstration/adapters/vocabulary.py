"""Reads the lists of `policy/demonstration`."""

from __future__ import annotations

import csv
from collections import defaultdict
from typing import TYPE_CHECKING, Any

import yaml

from goodstanding.demonstration.domain.vocabulary import (
    Body,
    Dirt,
    Division,
    Form,
    Grade,
    LateFile,
    PenalMatter,
    Profile,
    Trade,
    Vocabulary,
    Volume,
)

if TYPE_CHECKING:
    from pathlib import Path


def _rows(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _tree(folder: Path, name: str) -> dict[str, Any]:
    with (folder / f"{name}.yaml").open(encoding="utf-8") as file:
        tree: dict[str, Any] = yaml.safe_load(file)
    return tree


def _grouped(rows: list[dict[str, str]], key: str, value: str) -> dict[str, tuple[str, ...]]:
    groups: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        groups[row[key]].append(row[value])
    return {name: tuple(words) for name, words in groups.items()}


def _listed(text: str) -> tuple[str, ...]:
    return tuple(word for word in text.split(";") if word)


def _forms(folder: Path) -> tuple[Form, ...]:
    return tuple(
        Form(
            ending=row["ending"],
            kind=row["kind"],
            prefix=row["prefix"],
            legal_form=row["legal_form"],
            group=row["group"],
            branch=row["branch"] == "1",
            share=float(row["share"]),
        )
        for row in _rows(folder, "forms")
    )


def _trades(folder: Path) -> tuple[Trade, ...]:
    return tuple(
        Trade(
            words=row["words"],
            industry=row["industry"],
            group=row["group"],
            sector=row["sector"],
            weight=float(row["weight"]),
        )
        for row in _rows(folder, "trades")
    )


def _penal_matters(folder: Path) -> tuple[PenalMatter, ...]:
    return tuple(
        PenalMatter(
            agency=row["agency"],
            violation_type=row["violation_type"],
            facts=row["facts"],
            title=row["title"],
            kinds=row["kinds"],
            low=float(row["low"]),
            high=float(row["high"]),
            weight=float(row["weight"]),
        )
        for row in _rows(folder, "penal_matters")
    )


def _volumes(folder: Path) -> dict[str, Volume]:
    return {
        row["item"]: Volume(
            item=row["item"],
            per_thousand=float(row["per_thousand"]),
            batches=int(row["batches"]),
            sectors=_listed(row["sectors"]),
            agencies=_listed(row["agencies"]),
        )
        for row in _rows(folder, "volumes")
    }


def _late_files(folder: Path) -> tuple[LateFile, ...]:
    return tuple(
        LateFile(
            item=row["item"], agency=row["agency"], rows=int(row["rows"]),
            oldest=int(row["oldest"]), newest=int(row["newest"]),
        )
        for row in _rows(folder, "late_files")
    )  # fmt: skip


def _grades(folder: Path) -> dict[str, tuple[Grade, ...]]:
    bands: dict[str, list[Grade]] = defaultdict(list)
    for row in _rows(folder, "grades"):
        grade = Grade(row["grade"], float(row["low"]), float(row["high"]), float(row["weight"]))
        bands[row["item"]].append(grade)
    return {item: tuple(grades) for item, grades in bands.items()}


def _dirt(folder: Path) -> Dirt:
    tree = _tree(folder, "dirt")
    profiles = tuple(
        Profile(name=name, share=entry["share"], rows=entry["rows"])
        for name, entry in tree["profiles"].items()
    )
    return Dirt(
        profiles=profiles,
        formats=tree["formats"],
        headers=tree["headers"],
        codes=tree["codes"],
        dates=tree["dates"],
    )


def read(folder: Path) -> Vocabulary:
    """The city's words. `folder` is `policy/demonstration`."""
    city = _tree(folder, "city")
    syllables = _grouped(_rows(folder, "syllables"), "position", "characters")
    divisions = tuple(
        Division(row["code"], row["name"], row["state"], float(row["weight"]))
        for row in _rows(folder, "divisions")
    )
    return Vocabulary(
        city=city["name"]["zh"],
        short=city["short"],
        division=city["division"],
        shares=city["shares"],
        status=city["status"],
        years=city["years"],
        divisions=divisions,
        streets=tuple(row["name"] for row in _rows(folder, "streets")),
        first="".join(syllables["first"]),
        second="".join(syllables["second"]),
        third="".join(syllables["third"]),
        known_brands=frozenset(row["brand"] for row in _rows(folder, "known_brands")),
        trades=_trades(folder),
        forms=_forms(folder),
        bodies=tuple(Body(**row) for row in _rows(folder, "bodies")),
        penal_matters=_penal_matters(folder),
        honours=_grouped(_rows(folder, "honours"), "agency", "name"),
        volumes=_volumes(folder),
        late_files=_late_files(folder),
        sectors={row["agency"]: _listed(row["sectors"]) for row in _rows(folder, "sectors")},
        texts=_grouped(_rows(folder, "texts"), "field", "value"),
        grades=_grades(folder),
        dirt=_dirt(folder),
    )
