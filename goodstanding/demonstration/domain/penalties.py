"""Penalties by the million for benchmarks: clean rows in the national columns, chunk after chunk."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from goodstanding.demonstration.domain import columns
from goodstanding.demonstration.domain.ranges import OPEN_END

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goodstanding.demonstration.domain.city import City
    from goodstanding.demonstration.domain.columns import Column
    from goodstanding.demonstration.domain.vocabulary import Vocabulary

CHUNK = 100_000
_KINDS = {
    "warning": "警告",
    "public_criticism": "通报批评",
    "fine": "罚款",
    "confiscate_income": "没收违法所得",
    "confiscate_property": "没收非法财物",
    "suspend_licence": "暂扣许可证件",
    "downgrade": "降低资质等级",
    "restrict_operations": "限制开展生产经营活动",
    "stop_production": "责令停产停业",
}


def _matters(vocabulary: Vocabulary) -> pa.Table:
    """One line for each penal matter, in the words that files use."""
    known = vocabulary.penal_matters
    bodies = [vocabulary.body(matter.agency) for matter in known]
    return pa.table(
        {
            "number": [f"{body.sign}罚〔" for body in bodies],
            "CF_WFXW": [m.violation_type for m in known],
            "CF_SY": [f"当事人{m.facts}。" for m in known],
            "CF_YJ": [f"《{m.title}》" for m in known],
            "CF_CFLB": ["；".join(_KINDS[kind] for kind in m.kinds.split(";")) for m in known],
            "CF_CFJG": [body.name for body in bodies],
            "CF_CFJGDM": [body.uscc for body in bodies],
        }
    )


def _amount(mask: columns.Mask, values: npt.NDArray[np.float64]) -> Column:
    return columns.blank(columns.amounts(values, 4), ~mask)


def _chunk(
    rng: np.random.Generator, town: City, vocabulary: Vocabulary, first: int, rows: int
) -> pa.Table:
    known = vocabulary.penal_matters
    drawn = columns.weighted(rng, [matter.weight for matter in known], rows)
    matters = _matters(vocabulary).take(columns.indices(drawn)).combine_chunks()
    who = rng.integers(0, town.table.num_rows, rows)
    party = town.table.select(["name", "uscc", "kind"]).take(columns.indices(who)).combine_chunks()
    decided = np.datetime64(town.today) - rng.integers(1, 9, rows)
    low, high = (np.array([getattr(m, end) for m in known])[drawn] for end in ("low", "high"))
    sums = np.maximum(low + (high - low) * rng.beta(1, 5, rows), 0.02)
    fined, taken = (
        pc.match_substring(matters["CF_CFLB"], word).to_numpy() for word in ("罚款", "没收")
    )
    year = columns.integers(decided.astype("datetime64[Y]").astype(np.int64) + 1970)
    serial = columns.integers(np.arange(first + 1, first + rows + 1), 7)
    fine = _amount(fined, sums)
    sole = pc.equal(party["kind"], "sole_trader").combine_chunks()
    nothing = columns.repeat(None, rows)
    made = {
        "CF_XDR_MC": party["name"],
        "CF_XDR_LB": pc.if_else(sole, "个体工商户", "法人及非法人组织"),
        "CF_XDR_SHXYM": party["uscc"],
        "CF_XDR_GSZC": nothing,
        "CF_XDR_ZZJG": nothing,
        "CF_XDR_SWDJ": nothing,
        "CF_XDR_SYDW": nothing,
        "CF_XDR_SHZZ": nothing,
        "CF_WSH": columns.join(matters["number"].combine_chunks(), year, "〕", serial, "号"),
        **{name: matters[name] for name in ("CF_WFXW", "CF_SY", "CF_YJ", "CF_CFLB")},
        "CF_NR": columns.join(
            "责令改正；", pc.fill_null(columns.join("罚款", fine, "万元；"), ""), "依法处理。"
        ),
        "CF_NR_FK": fine,
        "CF_NR_WFFF": _amount(taken, np.maximum(sums / 2, 0.01)),
        "CF_NR_ZKDX": columns.where(
            pc.match_substring(matters["CF_CFLB"], "暂扣").to_numpy(), pa.scalar("许可证"), nothing
        ),
        "CF_JDRQ": columns.days(decided),
        "CF_YXQ": columns.repeat(OPEN_END, rows),
        "CF_GSJZQ": nothing,
        "CF_CFJG": matters["CF_CFJG"],
        "CF_CFJGDM": matters["CF_CFJGDM"],
        "CF_SJLY": matters["CF_CFJG"],
        "CF_SJLYDM": matters["CF_CFJGDM"],
        "BZ": nothing,
    }
    return pa.table(made)


def penalties(vocabulary: Vocabulary, town: City, rows: int, seed: int) -> Iterator[pa.Table]:
    """Tables of clean penalties on the city's organisations, `rows` in all, decided in the last days.

    The columns are the national ones; the document number is different in every row.
    The same city, number and seed give the same rows.
    """
    for first in range(0, rows, CHUNK):
        rng = np.random.Generator(np.random.PCG64([seed, 1, first]))
        yield _chunk(rng, town, vocabulary, first, min(CHUNK, rows - first))


def registration(town: City) -> Iterator[pa.Table]:
    """The register of the same city as it stands today, in the columns of the item `registration`."""
    yield town.table
