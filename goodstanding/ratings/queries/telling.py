"""A rating in words: the document of the command line, and the sheet that pages show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from goodstanding.catalogue.domain.model import Text
from goodstanding.ratings.domain.model import UNIT, at
from goodstanding.ratings.domain.result import shown

if TYPE_CHECKING:
    from datetime import date

    from goodstanding.organisations.models import Organisation
    from goodstanding.ratings.domain.model import Dimension, Indicator
    from goodstanding.ratings.domain.result import Counted, LeftOut, Line
    from goodstanding.ratings.queries.rating import Explained

REASONS = {
    "not_a_subject": Text("不属于本模型的评价对象", "not of a kind that this model rates"),
    "no_consent": Text("尚未取得主体本人的同意", "its own consent is missing"),
    "not_in_operation": Text("不在正常存续状态", "not in operation"),
    "too_young": Text("成立时间不足", "registered too short a time ago"),
}
LEFT_OUT = {
    "disputed": Text("异议处理中，暂不计入", "disputed: not counted meanwhile"),
    "repaired": Text("已修复", "repaired"),
    "taken_down": Text("已停止公示", "taken down"),
    "minor": Text("轻微，不计入", "minor: never counts"),
    "ended": Text("已到期或者已移出", "ended"),
    "outside": Text("超出观察期", "outside the window"),
}


@dataclass(frozen=True)
class Row:
    """A record behind a line, as it is shown."""

    version: str
    item: str
    key: str
    agency: str
    dated: date
    points: str = ""
    repeat: bool = False
    why: Text | None = None


@dataclass(frozen=True)
class Shown:
    """An indicator with its points and records."""

    title: Text
    points: str
    counted: tuple[Row, ...]


@dataclass(frozen=True)
class Part:
    """A dimension with its indicators."""

    title: Text
    points: str
    maximum: str
    neutral: bool
    lines: tuple[Shown, ...]


@dataclass(frozen=True)
class Sheet:
    """All of a rating that a page shows."""

    points: str
    grade: Text | None
    parts: tuple[Part, ...]
    caps: tuple[tuple[Text, Text], ...]  # why, and the best grade that it allows
    not_rated: Text | None
    left_out: tuple[Row, ...]
    changes: tuple[tuple[tuple[Row, ...], str, Text], ...]


def sheet(explained: Explained) -> Sheet:
    """The rating for a page."""
    rating, model = explained.rating, explained.model
    if rating.grade is None:
        why = REASONS[str(rating.not_rated)]
        return Sheet("—", None, (), (), why, (), ())
    return Sheet(
        points=_written(rating.points, explained),
        grade=model.grade(rating.grade).title,
        parts=tuple(_part(explained, one) for one in model.dimensions),
        caps=tuple(
            (model.caps[n].says, model.grade(model.caps[n].at_most).title) for n in rating.caps
        ),
        not_rated=None,
        left_out=_left_out(explained),
        changes=tuple(
            (
                tuple(_row(explained, version) for version in one.versions),
                _written(one.points, explained),
                model.grade(one.grade).title,
            )
            for one in explained.changes
        ),
    )


def _written(units: int | None, explained: Explained) -> str:
    """Points for reading, with a proper minus."""
    return shown(units, explained.model.decimals).replace("-", "−")


def _part(explained: Explained, one: Dimension) -> Part:
    points = explained.rating.dimension(one.code)
    within = [ind for ind in explained.model.indicators if ind.dimension == one.code]
    return Part(
        title=one.title,
        points=_written(points, explained),
        maximum=shown(one.maximum, 0),
        neutral=one.code in explained.rating.neutral,
        lines=tuple(_shown(explained, ind) for ind in within),
    )


def _shown(explained: Explained, one: Indicator) -> Shown:
    line = explained.rating.line(one.code)
    return Shown(
        title=one.title,
        points="—" if line.value is None and not line.points else _written(line.points, explained),
        counted=tuple(_counted(explained, one, record) for record in line.counted),
    )


def _counted(explained: Explained, one: Indicator, record: Counted) -> Row:
    """A record with its own share of the points, where it has one."""
    share = ""
    if one.each and one.dimension and one.take in {"count", "sum"}:
        share = _written(at(one.each, explained.day) * record.amount // UNIT, explained)
    return _row(explained, record.version, points=share, repeat=record.repeat)


def _left_out(explained: Explained) -> tuple[Row, ...]:
    """Each record that was left out, once."""
    found: dict[str, Row] = {}
    for line in explained.rating.lines:
        for record in line.left_out:
            found.setdefault(record.version, _row(explained, record.version, why=record.why))
    counted = set(explained.rating.versions)
    return tuple(row for version, row in found.items() if version not in counted)


def _row(
    explained: Explained, version: str, *, points: str = "", repeat: bool = False, why: str = ""
) -> Row:
    row = explained.versions[version]
    named = ("document_number", "case_number", "honour_name", "report_year", "period")
    said = next((row.payload[name] for name in named if row.payload.get(name)), "")
    return Row(
        version=version,
        item=row.item,
        key=str(said),
        agency=row.agency,
        dated=row.valid_from or row.recorded_at.date(),
        points=points,
        repeat=repeat,
        why=LEFT_OUT[why] if why else None,
    )


def as_document(explained: Explained, organisation: Organisation) -> dict[str, Any]:
    """The rating as JSON; points are plain decimals."""
    rating, decimals = explained.rating, explained.model.decimals
    failing = explained.if_objections_fail
    return {
        "uscc": organisation.uscc, "name": organisation.name, "model": explained.model.code,
        "model_edition": explained.model.edition, "model_digest": explained.model_edition,
        "policy_edition": explained.policy_edition, "as_of": explained.day.isoformat(),
        "known_before": explained.known_before.isoformat(),
        "grade": rating.grade, "points": _points(rating.points, decimals),
        "not_rated": rating.not_rated, "provisional": rating.provisional,
        "grade_by_points": rating.by_points,
        "caps": [_both(explained.model.caps[n].says) for n in rating.caps],
        "dimensions": {code: _points(units, decimals) for code, units in rating.dimensions},
        "indicators": [_line(explained, line) for line in rating.lines],
        "changes": [
            {"without": list(one.versions), "points": _points(one.points, decimals), "grade": one.grade}
            for one in explained.changes
        ],
        "if_objections_fail": None if failing is None else {"points": _points(failing.points, decimals), "grade": failing.grade},
    }  # fmt: skip


def _line(explained: Explained, line: Line) -> dict[str, Any]:
    return {
        "indicator": line.indicator, "value": None if line.value is None else line.value / UNIT,
        "points": line.points / UNIT,
        "counted": [
            {**_named(explained, one), "amount": one.amount / UNIT, "repeat": one.repeat}
            for one in line.counted
        ],
        "left_out": [{**_named(explained, one), "why": one.why} for one in line.left_out],
    }  # fmt: skip


def _named(explained: Explained, one: Counted | LeftOut) -> dict[str, Any]:
    row = explained.versions[one.version]
    return {
        "version": int(one.version), "item": one.item, "dated": one.dated.isoformat(),
        "agency": row.agency, "submission": row.submission, "row": row.row,
    }  # fmt: skip


def _points(units: int | None, decimals: int) -> str | None:
    return None if units is None else shown(units, decimals)


def _both(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}


def as_text(explained: Explained, organisation: Organisation) -> str:
    """The rating for a terminal."""
    model, rating = explained.model, explained.rating
    head = f"{organisation.name}  {organisation.uscc}\n{model.title.zh} {model.title.en} {model.edition}, {explained.day}"  # fmt: skip
    told = sheet(explained)
    if told.not_rated:
        return f"{head}\n未评价 not rated: {told.not_rated.zh} {told.not_rated.en}"
    assert told.grade is not None
    provisional = "  (异议处理中 provisional)" if rating.provisional else ""
    lines = [head, f"{rating.grade} {told.grade.zh} {told.grade.en}  {told.points}{provisional}"]
    lines += [f"  ≤ {best.zh} {best.en}: {why.zh} {why.en}" for why, best in told.caps]
    for part in told.parts:
        lines.append(f"{part.title.zh} {part.title.en}  {part.points} / {part.maximum}")
        for one in part.lines:
            lines.append(f"    {one.points:>8}  {one.title.zh} {one.title.en}")
            lines += [
                f"              {r.dated} {r.item} {r.key} [{r.agency}] {r.points}"
                for r in one.counted
            ]
    for row in told.left_out:
        assert row.why is not None
        lines.append(f"  – {row.dated} {row.item} {row.key}: {row.why.zh} {row.why.en}")
    for rows, points, grade in told.changes:
        named = ", ".join(f"{row.item} {row.key or row.dated}" for row in rows)
        lines.append(f"  → {points} {grade.zh} {grade.en}: {named}")
    return "\n".join(lines)
