"""Compares pairs of a given name and a name on file, and orders them for the person who decides.

Distances are counted in characters (`domain.likeness`); the rest is one statement over the pairs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from goodstanding.matching.domain import likeness
from goodstanding.matching.domain.meeting import first_of_each
from goodstanding.matching.domain.parts import NUMERAL
from goodstanding.matching.domain.reasons import Sign

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from goodstanding.matching.domain.likeness import Distances
    from goodstanding.matching.domain.weights import Weights

MOST = 5
"""Candidates that a person is shown."""
LIKELY = 8
"""Pairs of a given row that are compared part by part."""
_LIKELIER = np.array([1.0, 0.7, 0.6])
"""By kinship: how much nearer a pair counts when the likely ones are chosen."""

_TEXTS = """
SELECT p.q, p.n, p.coded, p.kept, g.plain AS given, r.plain AS held, g.core AS given_core, r.core AS held_core,
       r.brand AS held_brand, g.part AS given_part, r.part AS held_part,
       coalesce(g.faulty_code, '') AS given_code, r.uscc
FROM pair p JOIN given g ON g.n = p.q JOIN register r ON r.n = p.n
"""


def compare(connection: DuckDBPyConnection, pairs: pa.Table, weights: Weights) -> pa.Table:
    """The best candidates of each given row: q, organisation, uscc, name, cost, signs, place in the order.

    `pairs` has q, n, coded (found by an identifier) and kept (a code speaks for it). Reads the tables `given` and `register`.
    """
    connection.register("pair", pairs)
    texts = connection.execute(_TEXTS).to_arrow_table()
    connection.register("measured", _measured(texts))
    best = connection.execute(_statement(weights)).to_arrow_table()
    connection.unregister("pair")
    connection.unregister("measured")
    return best


def _measured(texts: pa.Table) -> pa.Table:
    """The likeliest pairs of each given row with their distances."""
    given, held = texts["given"].to_pylist(), texts["held"].to_pylist()
    given_core, held_core = texts["given_core"].to_pylist(), texts["held_core"].to_pylist()
    plain, core = likeness.edits(given, held), likeness.edits(given_core, held_core)
    in_order = likeness.in_order(given_core, held_core)
    kin = _kin(plain, given, held)
    short = in_order == np.fromiter(map(len, given_core), np.int32, len(given_core))
    # Of many names that are one character away, those that sound alike are compared first.
    slips = plain * _LIKELIER[kin]
    rank = np.minimum(np.minimum(slips, core), np.where(short, 1, 99)) + plain * 0.01
    # A short name is far from every long one: what its code speaks for goes before all that is merely nearer.
    rank[texts["kept"].to_numpy()] *= 0.01
    rank[texts["coded"].to_numpy()] = 0
    likely = first_of_each(texts["q"].to_numpy(), rank, LIKELY)
    texts = texts.take(pa.array(likely))
    plain, core = plain[likely], core[likely]
    return pa.table(
        {
            "q": texts["q"],
            "n": texts["n"],
            "coded": texts["coded"],
            "d_plain": plain,
            "d_core": core,
            "d_brand": _brand(core, _some(given_core, likely), texts["held_brand"].to_pylist()),
            "d_part": _where_given(texts["given_part"], texts["held_part"]),
            "d_code": _where_given(texts["given_code"], texts["uscc"], both=True),
            "in_order": in_order[likely],
            "kin": kin[likely],
        }
    )


def _brand(core: Distances, cores: list[str], brands: list[str]) -> Distances:
    apart = np.flatnonzero(core)
    found = np.zeros_like(core)
    edits = likeness.brand_edits(_some(cores, apart), _some(brands, apart), core[apart])
    found[apart] = np.minimum(edits, core[apart])
    return found


def _kin(plain: Distances, given: list[str], held: list[str]) -> Any:
    near = np.flatnonzero((plain > 0) & (plain <= 2))
    found = np.zeros(len(plain), np.int8)
    found[near] = likeness.kinship(_some(given, near), _some(held, near))
    return found


def _where_given(first: Any, second: Any, *, both: bool = False) -> Distances:
    """The distances of the few pairs that have such texts; 0 for the others."""
    left, right = first.to_pylist(), second.to_pylist()
    given = np.flatnonzero(
        [bool(a and b if both else a or b) for a, b in zip(left, right, strict=True)]
    )
    found = np.zeros(len(left), np.int32)
    found[given] = likeness.edits(_some(left, given), _some(right, given))
    return found


def _some(texts: list[str], places: Any) -> list[str]:
    return [texts[place] for place in places.tolist()]


def _statement(w: Weights) -> str:
    """Cost and signs of each pair, and the best of each given row, an organisation once."""
    return f"""
WITH told AS ({_TOLD}),
cored AS (SELECT *, {_edited(w)} AS edited, {_shortened(w)} AS shortened FROM told),
named AS (SELECT *, {_name_cost(w)} AS name_cost FROM cored),
costed AS (SELECT *, {_cost(w)} AS cost FROM named),
once AS (
    SELECT * FROM costed WHERE cost <= {w.worst}
    QUALIFY row_number() OVER (PARTITION BY q, organisation ORDER BY cost, n) = 1)
SELECT q, organisation, uscc, name, cost, {_signs()} AS signs,
       row_number() OVER (PARTITION BY q ORDER BY cost, uscc) AS place
FROM once QUALIFY place <= {MOST} AND cost <= min(cost) OVER (PARTITION BY q) + {w.spread}
ORDER BY q, place
"""  # noqa: S608  our own words


def _edited(w: Weights) -> str:
    """What the characters cost by which brand and trade differ."""
    trade = f"{w.trade_edit} * least(greatest(d_core - d_brand, 0), 5)"
    return f"{w.brand_edit} * d_brand * {_kin_factor(w)} + {trade}"


def _shortened(w: Weights) -> str:
    """What it costs that only the beginning, or an abbreviation, of brand and trade is given."""
    left_out = f"{w.begins_character} * (held_length - given_length)"
    cases = [("begins", f"{w.begins} + {left_out}"), ("abbreviates", f"{w.abbreviation} + {left_out}")]  # fmt: skip
    return _case(cases, "99")


def _name_cost(w: Weights) -> str:
    """Part by part, or as a slip anywhere in the whole name, whichever costs less."""
    places = (0, w.place_suffix, w.place_left_out, w.place_within, w.place_differs)
    endings = (0, w.ending_left_out, w.ending_family, w.ending_differs, w.ending_spelt)
    parts = " + ".join(
        [
            "CASE WHEN ending_is_trade THEN 0 ELSE least(edited, shortened) END",
            _pick("place_relation", places),
            _pick("ending_relation", endings),
            f"CASE WHEN branch_differs THEN 0 WHEN part_begins THEN {w.begins} ELSE {w.part_edit} * least(d_part, 2) END",
        ]
    )
    whole = f"{w.plain_edit} * d_plain * {_kin_factor(w)}"
    begun = f"CASE WHEN plain_begins THEN {w.begins} + {w.begins_character} * d_plain ELSE 99 END"
    # One character may be just what a branch is told by: 有限公可云溪店.
    branch = _plus("branch_differs AND d_plain > 1", w.branch_differs)
    # Two numbers are two bodies; a numeral that one of them lacks may be a slip like another: 宏远[五]金.
    number = _plus("numeral_differs AND both_numbered", w.numeral_differs)
    apart = f"{w.plain_character} * least(d_plain, 10)"
    return f"least({parts}, {whole}, {begun}) + {number} + {branch} + {apart}"


def _cost(w: Weights) -> str:
    """The name's cost, with what code, division and state of the organisation say."""
    spoken_for = ("code_relation IN (1, 2, 3, 6)", f"least(name_cost, {w.coded_most})")
    factors = {
        "code_relation = 1": w.code_same, "code_relation = 2": w.code_suggested,
        "code_relation = 3": w.code_body, "code_relation = 4": w.code_near,
        "code_relation = 6": w.mask_agrees, "division_agrees": w.division_agrees,
    }  # fmt: skip
    additions = {
        "code_relation = 5": w.code_contradicts, "code_relation = 7": w.mask_contradicts,
        "NOT current": w.former_name, "status <> 'active'": w.not_active,
        "ending_relation = 1 AND held_ending <> '有限公司'": w.rare_ending,
    }  # fmt: skip
    named = _case([("no_name", "1.0"), spoken_for], "name_cost")
    times = " * ".join(_times(condition, factor) for condition, factor in factors.items())
    plus = " + ".join(_plus(condition, cost) for condition, cost in additions.items())
    return f"{named} * {times} + {plus}"


def _kin_factor(w: Weights) -> str:
    return _pick("kin", (1.0, w.same_sound, w.swapped))


# kin: 1 sounds alike, 2 the same characters in another order.
# place_relation: 0 same, 1 without 省 or 市, 2 left out, 3 one in the other, 4 another.
# ending_relation: 0 same, 1 left out, 2 of the same family, 3 another, 4 the same form otherwise written:
# a limited company may write 有限责任公司 or 有限公司 (Company Law 2023, article 7).
# code_relation: 0 nothing said, 1 same, 2 as suggested, 3 same body, 4 nearly, 5 another, 6 fits the mask, 7 doesn't.
_TOLD = f"""
SELECT m.*, r.organisation, r.uscc, r.name, r.current, r.status, r.ending AS held_ending, r.place AS held_place,
       g.folded = '' AS no_name, g.folded = r.folded AS name_same, g.brand AS given_brand, r.brand AS held_brand,
       r.trade AS held_trade, g.trade AS given_trade,
       length(g.core) AS given_length, length(r.core) AS held_length,
       length(g.core) >= 2 AND length(g.core) < length(r.core) AND starts_with(r.core, g.core) AS begins,
       -- A slip in the place or the ending leaves it in the core: 抗州钱塘科技, 钱塘科技有限公可.
       d_core > 0 AND length(r.core) >= 2 AND ends_with(g.core, r.core) AS place_slip,
       d_core > 0 AND length(r.core) >= 2 AND starts_with(g.core, r.core) AS ending_slip,
       length(g.core) >= 2 AND length(g.core) < length(r.core) AND in_order = length(g.core) AS abbreviates,
       CASE WHEN g.place = r.place THEN 0
            WHEN g.short = '' OR r.short = '' THEN 2
            WHEN g.area = r.area AND g.area <> '' OR g.short = r.short THEN 1
            WHEN g.area <> '' AND r.area <> '' AND (starts_with(r.area, g.area) OR starts_with(g.area, r.area)) THEN 3
            ELSE 4 END AS place_relation,
       -- A trade passes for the ending where the form is left out: 远航旅行社(有限公司).
       g.ending <> r.ending AND (g.core || g.ending = r.core OR r.core || r.ending = g.core) AS ending_is_trade,
       starts_with(r.plain, g.plain) AND g.plain <> r.plain AND g.plain <> '' AS plain_begins,
       CASE WHEN g.ending = r.ending THEN 0 WHEN ending_is_trade OR g.ending = '' OR r.ending = '' THEN 1
            WHEN replace(g.ending, '责任', '') = replace(r.ending, '责任', '') THEN 4
            WHEN g.family = r.family THEN 2 ELSE 3 END AS ending_relation,
       d_core > 0 AND regexp_replace(g.core, '{NUMERAL}', '', 'g') = regexp_replace(r.core, '{NUMERAL}', '', 'g') AS numeral_differs,
       regexp_matches(g.core, '{NUMERAL}') AND regexp_matches(r.core, '{NUMERAL}') AS both_numbered,
       g.is_branch <> r.is_branch AS branch_differs,
       d_part > 0 AND g.part <> '' AND starts_with(r.part, g.part) AS part_begins,
       CASE WHEN coded OR g.code = r.uscc THEN 1 WHEN g.suggestion = r.uscc THEN 2
            WHEN g.mask IS NOT NULL THEN CASE WHEN r.uscc LIKE g.mask THEN 6 ELSE 7 END
            WHEN g.code IS NOT NULL THEN CASE WHEN substr(g.code, 9, 9) = substr(r.uscc, 9, 9) THEN 3 ELSE 5 END
            WHEN g.old_code IS NOT NULL THEN CASE WHEN substr(r.uscc, 9, 9) = g.old_code THEN 1 ELSE 5 END
            WHEN g.faulty_code <> '' AND d_code <= 2 THEN 4 ELSE 0 END AS code_relation,
       coalesce(g.division <> '' AND (starts_with(r.area, g.division) OR starts_with(coalesce(r.division, ''), g.division)), false)
           AS division_agrees
FROM measured m JOIN given g ON g.n = m.q JOIN register r ON r.n = m.n
"""  # noqa: S608  our own words

_SIGNS = {
    Sign.NAME_SAME: "name_same",
    Sign.NAME_SPELT: "NOT name_same AND d_plain = 0",
    Sign.FORMER_NAME: "NOT current",
    Sign.BRAND_SAME: "core_same OR d_brand = 0 AND NOT numeral_differs AND NOT abbreviated",
    Sign.BRAND_SOUND: "NOT core_same AND d_brand > 0 AND kin = 1",
    Sign.BRAND_ONE: "NOT core_same AND d_brand = 1 AND kin <> 1 AND NOT abbreviated",
    Sign.BRAND_DIFFERS: "NOT core_same AND d_brand > 1 AND kin <> 1 AND NOT abbreviated",
    Sign.TRADE_SAME: "core_same AND held_trade <> ''",
    Sign.TRADE_LEFT_OUT: "NOT core_same AND begins AND d_brand = 0",
    Sign.TRADE_DIFFERS: "NOT core_same AND d_core > d_brand AND NOT begins AND NOT abbreviated AND NOT numeral_differs",
    Sign.PLACE_SAME: "place_relation = 0 AND place_given",
    Sign.PLACE_SUFFIX: "place_relation = 1",
    Sign.PLACE_LEFT_OUT: "place_relation = 2 AND NOT place_slip",
    Sign.PLACE_SLIP: "place_slip AND place_relation > 0",
    Sign.PLACE_WITHIN: "place_relation = 3",
    Sign.PLACE_DIFFERS: "place_relation = 4",
    Sign.ENDING_SAME: "ending_relation = 0 AND held_ending <> ''",
    Sign.ENDING_LEFT_OUT: "ending_relation = 1 AND NOT ending_slip",
    Sign.ENDING_SPELT: "ending_relation = 4",
    Sign.ENDING_DIFFERS: "ending_relation IN (2, 3) OR ending_relation = 1 AND ending_slip",
    Sign.NUMERAL_DIFFERS: "numeral_differs",
    Sign.BRANCH_DIFFERS: "branch_differs",
    Sign.PART_DIFFERS: "NOT branch_differs AND d_part > 0",
    Sign.CODE_SAME: "code_relation = 1",
    Sign.CODE_SUGGESTED: "code_relation = 2",
    Sign.CODE_BODY: "code_relation = 3",
    Sign.CODE_NEAR: "code_relation = 4",
    Sign.CODE_CONTRADICTS: "code_relation = 5",
    Sign.MASK_AGREES: "code_relation = 6",
    Sign.MASK_CONTRADICTS: "code_relation = 7",
    Sign.DIVISION_AGREES: "division_agrees",
    Sign.ABBREVIATION: "abbreviated",
}
# Of a name that isn't given nothing but the code can be said.
_OF_CODES = {
    Sign.CODE_SAME, Sign.CODE_SUGGESTED, Sign.CODE_BODY, Sign.CODE_NEAR, Sign.CODE_CONTRADICTS,
    Sign.MASK_AGREES, Sign.MASK_CONTRADICTS, Sign.DIVISION_AGREES,
}  # fmt: skip


def _signs() -> str:
    words = {
        "abbreviated": "(NOT core_same AND NOT begins AND (abbreviates AND d_core > 1 OR plain_begins))",
        "core_same": "(d_core = 0 OR place_slip OR ending_slip OR ending_is_trade)",
        "place_given": "held_place <> ''",
    }
    parts = []
    for sign, condition in _SIGNS.items():
        text = condition
        for word, meaning in words.items():
            text = text.replace(word, meaning)
        guard = "" if sign in _OF_CODES else " AND NOT no_name"
        parts.append(f"CASE WHEN ({text}){guard} THEN {sign.value} ELSE 0 END")
    return " + ".join(parts)


def _case(cases: list[tuple[str, str]], otherwise: str) -> str:
    whens = " ".join(f"WHEN {condition} THEN {value}" for condition, value in cases)
    return f"CASE {whens} ELSE {otherwise} END"


def _times(condition: str, factor: float) -> str:
    return f"CASE WHEN {condition} THEN {factor} ELSE 1.0 END"


def _plus(condition: str, cost: float) -> str:
    return f"CASE WHEN {condition} THEN {cost} ELSE 0.0 END"


def _pick(column: str, costs: tuple[float, ...]) -> str:
    return _case([(f"{column} = {n}", str(cost)) for n, cost in enumerate(costs)], "0.0")
