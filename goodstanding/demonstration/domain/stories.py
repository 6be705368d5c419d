"""Records whose fields must agree with one another: what one column says, the next may not deny.

A story fills the columns that belong together; `fields.value` fills the others of the item.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from goodstanding.demonstration.domain import columns
from goodstanding.demonstration.domain.ranges import OPEN_END
from goodstanding.demonstration.domain.vocabulary import PenalMatter

if TYPE_CHECKING:
    from collections.abc import Callable

    from goodstanding.demonstration.domain.columns import Column
    from goodstanding.demonstration.domain.sheet import Sheet

Story = dict[str, "Column"]


def _matters(sheet: Sheet) -> tuple[PenalMatter, ...]:
    """What the body of the sheet fines for, under the laws that the item rests on."""
    known = [m for m in sheet.vocabulary.penal_matters if m.agency == sheet.body.agency]
    if sheet.item.code == "penalty":
        return tuple(known) or sheet.vocabulary.penal_matters[:6]
    laws = {basis.title for basis in sheet.item.legal_basis}
    return tuple(m for m in known if m.title in laws) or (_plain_matter(sheet),)


def _plain_matter(sheet: Sheet) -> PenalMatter:
    """A matter for an item that the list has none for: its own title and first law, nothing made up."""
    subject = sheet.item.title.zh.split("（")[0].replace("行政处罚", "").replace("处罚", "")
    title = sheet.item.legal_basis[0].title if sheet.item.legal_basis else sheet.item.title.zh
    facts = f"存在违反《{title}》有关规定的行为"
    return PenalMatter(sheet.body.agency, f"{subject}违法", facts, title, "fine", 0.1, 10, 1)


def _has(kinds: Column, code: str) -> columns.Mask:
    mask: columns.Mask = pc.match_substring(kinds, code).to_numpy(zero_copy_only=False)
    return mask


def _sentence(fine: Column, confiscated: Column) -> Column:
    """The content of a decision in words, from its amounts in 10,000 CNY."""
    fined = pc.fill_null(columns.join("罚款", fine, "万元；"), "")
    taken = pc.fill_null(columns.join("没收", confiscated, "万元；"), "")
    return columns.join("责令改正；", fined, taken, "依法处理。")


def _penalty(sheet: Sheet) -> Story:
    """Kinds, amounts and content of penalties agree; open-ended validity as the lists write it."""
    matters = _matters(sheet)
    drawn = columns.weighted(sheet.rng, [m.weight for m in matters], sheet.rows)
    kinds = columns.take([m.kinds for m in matters], drawn)
    low, high = (np.array([getattr(m, end) for m in matters])[drawn] for end in ("low", "high"))
    sums = low + (high - low) * sheet.rng.beta(1, 5, sheet.rows)
    fine = columns.blank(columns.amounts(np.maximum(sums, 0.02), 2), ~_has(kinds, "fine"))
    seized = columns.amounts(np.maximum(sums * sheet.rng.random(sheet.rows), 0.01), 2)
    seized = columns.blank(seized, ~_has(kinds, "confiscate"))
    licence = columns.join("许可证", sheet.document_numbers("证"))
    return {
        "violation_type": columns.take([m.violation_type for m in matters], drawn),
        "facts": columns.take([f"当事人{m.facts}。" for m in matters], drawn),
        "basis": columns.take([f"《{m.title}》" for m in matters], drawn),
        "kinds": kinds,
        "fine": fine,
        "confiscated": seized,
        "documents_revoked": columns.blank(licence, ~_has(kinds, "_licence")),
        "content": _sentence(fine, seized),
        "valid_until": columns.repeat(OPEN_END, sheet.rows),
        "publish_until": columns.repeat(None, sheet.rows),
        "severity": columns.repeat(None, sheet.rows),
    }


def _licence(sheet: Sheet) -> Story:
    """A licence of five years or without an end, valid unless it has run out by arrival."""
    until = sheet.when + sheet.rng.choice(np.array([365, 1095, 1826, 1826, 3652]), sheet.rows)
    state = columns.where(until < sheet.received, pa.scalar("invalid"), pa.scalar("valid"))
    title = sheet.item.title.zh.split("（")[0]
    number = columns.join("YX", sheet.years(), sheet.item.code[:2].upper(), _serial(sheet))
    listed = sheet.texts("licence_number")
    if listed:
        number = columns.join(listed[0].removesuffix("{serial}"), sheet.years(), _serial(sheet))
    return {
        "document_name": columns.repeat(f"{title}决定书", sheet.rows),
        "certificate_name": columns.repeat(
            f"{title.removesuffix('证').removesuffix('许可')}许可证", sheet.rows
        ),
        "licence_number": number,
        "certificate_number": number,
        "content": columns.repeat(f"准予{title}", sheet.rows),
        "valid_until": columns.where(sheet.chance(0.15), pa.scalar(OPEN_END), columns.days(until)),
        "state": state,
        "category": columns.repeat("ordinary", sheet.rows),
    }


def _serial(sheet: Sheet) -> Column:
    return columns.join(f"{sheet.number:02d}", columns.integers(np.arange(1, sheet.rows + 1), 5))


def _removal(sheet: Sheet) -> Story:
    """Of a list entry the three columns of removal are filled together or not at all."""
    days = sheet.when + sheet.rng.integers(60, 500, sheet.rows)
    days = sheet.within(np.where(sheet.chance(0.5), days, np.datetime64("NaT")), required=False)
    stays = np.isnat(days)
    return {
        "removed_on": columns.days(days),
        "removal_reason": columns.blank(columns.repeat("duty_done", sheet.rows), stays),
        "removal_document": columns.blank(sheet.document_numbers("移"), stays),
    }


def _severe(sheet: Sheet) -> Story:
    titles = [basis.title for basis in sheet.item.legal_basis] or ["相关规定"]
    term = int(sheet.texts("term_days")[0])
    notice = sheet.when - sheet.rng.integers(15, 40, sheet.rows)
    return {
        **_removal(sheet),
        "notice_on": columns.days(notice),
        "basis": columns.repeat(f"《{titles[0].split('（')[0]}》", sheet.rows),
        "term_until": columns.days(sheet.when + term),
    }


def _spot_check(sheet: Sheet) -> Story:
    """Failed items and disposal stand only where the sample failed; three in a hundred do."""
    passed = ~sheet.chance(0.03)
    failed = columns.pick(sheet.rng, sheet.texts("failed_items"), sheet.rows)
    disposal = columns.pick(sheet.rng, sheet.texts("disposal"), sheet.rows)
    return {
        "conclusion": columns.where(passed, pa.scalar("qualified"), pa.scalar("unqualified")),
        "failed_items": columns.blank(failed, passed),
        "disposal": columns.blank(disposal, passed),
        "nominal_producer": sheet.city.names_on(sheet.who, sheet.when),
        "nominal_producer_uscc": sheet.of_city("uscc"),
    }


def _arrears(sheet: Sheet) -> Story:
    """What is outstanding is never more than what was due; what is settled is nothing."""
    due = np.clip(np.exp(sheet.rng.normal(1.0, 1.0, sheet.rows)), 0.05, 800)
    settled = sheet.within(sheet.when + sheet.rng.integers(20, 400, sheet.rows), required=False)
    settled = np.where(sheet.chance(0.6), settled, np.datetime64("NaT"))
    rest = np.where(np.isnat(settled), due * sheet.rng.integers(3, 11, sheet.rows) / 10, 0)
    return {
        "amount_due": columns.amounts(due, 2),
        "amount_outstanding": columns.amounts(np.floor(rest * 100) / 100, 2),
        "due_on": columns.days(sheet.when - 30),
        "settled_on": columns.days(settled),
    }


def _inspection(sheet: Sheet) -> Story:
    """One inspection in nine finds something; it is put right a little later."""
    fine = sheet.chance(0.89)
    days = sheet.within(sheet.when + sheet.rng.integers(5, 40, sheet.rows), required=False)
    result = columns.where(fine, pa.scalar("no_problem"), pa.scalar("corrected"))
    return {"result": result, "rectified_on": columns.blank(columns.days(days), fine)}


def _report(sheet: Sheet) -> Story:
    """Annual reports: before the end of June, or late."""
    late = sheet.when.astype("datetime64[M]").astype(np.int64) % 12 >= 6
    return {
        "on_time": columns.where(late, "false", "true"),
        "state": columns.where(late, pa.scalar("late"), pa.scalar("reported")),
        "disclosed": columns.repeat("true", sheet.rows),
    }


def _commitment(sheet: Sheet) -> Story:
    """Facts of a breach stand only where the promise was broken."""
    broken = sheet.chance(0.02)
    performance = sheet.item.code == "commitment_performance"
    days = sheet.when + sheet.rng.integers(20, 200, sheet.rows)
    checked = sheet.within(days, required=performance)
    known = ~np.isnat(checked)
    kept = columns.where(known, pa.scalar("kept"), pa.scalar("running"))
    facts = columns.pick(sheet.rng, sheet.texts("breach_facts"), sheet.rows)
    return {
        "performance": columns.where(broken & known, pa.scalar("broken"), kept),
        "checked_on": columns.days(checked),
        "breach_facts": columns.blank(facts, ~(broken & known)),
        "due_on": columns.days(sheet.when + 365),
        "document": columns.repeat(None, sheet.rows),
    }


def _compulsion(sheet: Sheet) -> Story:
    """A measure is in force until the day of its lifting."""
    lifted = sheet.within(sheet.when + sheet.rng.integers(20, 300, sheet.rows), required=False)
    over = ~np.isnat(lifted)
    return {
        "state": columns.where(over, pa.scalar("lifted"), pa.scalar("in_force")),
        "lifted_on": columns.days(lifted),
    }


def _grade(sheet: Sheet) -> Story:
    """The score lies in the band of the grade."""
    grades = sheet.vocabulary.grades.get(sheet.item.code) or sheet.vocabulary.grades["*"]
    drawn = columns.weighted(sheet.rng, [g.weight for g in grades], sheet.rows)
    low, high = (np.array([getattr(g, end) for g in grades])[drawn] for end in ("low", "high"))
    score = np.floor((low + (high - low) * sheet.rng.random(sheet.rows)) * 10) / 10
    return {
        "grade": columns.take([g.grade for g in grades], drawn),
        "score": columns.amounts(score, 1),
        "valid_until": columns.days(sheet.when + 365),
    }


def _honour(sheet: Sheet) -> Story:
    names = sheet.vocabulary.honours.get(sheet.body.agency, ("诚信示范企业", "先进单位"))
    return {
        "honour_name": columns.pick(sheet.rng, names, sheet.rows),
        "withdrawn_on": columns.repeat(None, sheet.rows),
    }


def _judicial(sheet: Sheet) -> Story:
    return {"effective_on": columns.days(sheet.when), "published_on": columns.days(sheet.when)}


def _change(sheet: Sheet) -> Story:
    """Renamings as they happened in the city; other changes are of the capital."""
    renamed = sheet.when == sheet.city.renamed[sheet.who]
    capital = sheet.of_city("capital")
    return {
        "change_item": columns.where(renamed, pa.scalar("name"), pa.scalar("capital")),
        "old_value": columns.where(renamed, sheet.of_city("former_name"), "50"),
        "new_value": columns.where(renamed, sheet.of_city("name"), pc.fill_null(capital, "100")),
        "registered_on": columns.days(sheet.city.registered[sheet.who]),
    }


def _ending(sheet: Sheet) -> Story:
    liquidation = np.maximum(sheet.when - 50, sheet.city.registered[sheet.who] + 1)
    return {
        "deregistered_on": columns.days(sheet.when),
        "registered_on": columns.days(sheet.city.registered[sheet.who]),
        "liquidation_filed_on": columns.days(np.minimum(liquidation, sheet.when)),
        "reason": columns.pick(sheet.rng, ("决议解散", "经营期限届满"), sheet.rows),
        "state": columns.repeat("cancelled", sheet.rows),
    }


def _branch(sheet: Sheet) -> Story:
    parent = sheet.city.parent[sheet.who]
    return {
        "parent_name": sheet.city.names_on(parent, sheet.when),
        "parent_uscc": sheet.city.table["uscc"].combine_chunks().take(columns.indices(parent)),
        "premises": sheet.of_city("address"),
        "registered_on": columns.days(sheet.city.registered[sheet.who]),
    }


_FAMILIES: dict[str, Callable[[Sheet], Story]] = {
    "pen": _penalty,
    "lic": _licence,
    "ins": _inspection,
    "lsta": _removal,
    "lsts": _severe,
    "spt": _spot_check,
    "arr": _arrears,
    "ann": _report,
    "com": _commitment,
    "hon": _honour,
    "grd": _grade,
    "cmp": _compulsion,
    "jud": _judicial,
}
_ITEMS: dict[str, Callable[[Sheet], Story]] = {
    "registration_change": _change,
    "deregistration": _ending,
    "branch_registration": _branch,
}


def told(sheet: Sheet) -> Story:
    """The columns of the item that belong together, as far as there is a story for it."""
    stories = (_FAMILIES.get(sheet.item.family), _ITEMS.get(sheet.item.code))
    return {name: column for tell in stories if tell for name, column in tell(sheet).items()}
