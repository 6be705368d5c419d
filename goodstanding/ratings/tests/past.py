"""A city with a past: firms, their fines and inspections until a cut-off, and which were listed after it."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from goodstanding.collection.tests.samples import penalties, penalty
from goodstanding.standards.uscc import check_character

CUTOFF = date(2025, 6, 30)
FIRMS = 700
DIVISIONS = ("330102", "330105")
DRAFT = """
code: wage_trouble
name: {zh: 欠薪风险评分卡, en: Scorecard of wage trouble}
edition: "1"
status: shape
off_because: {zh: 分值待拟合, en: Points are still to be fitted}
mark: M
owner: human-resources
purpose: {zh: 欠薪预警试验, en: A trial of early warning of wage arrears}
legal_basis:
  - {title: 保障农民工工资支付条例, article: "48", level: regulation, mark: S}
subjects: {enterprise: all}
public: none
cycle: monthly
valid_for: P3M
objection_days: 15
decimals: 0
statuses: [active]
exclude: [disputed, repaired, taken_down]
dimensions:
  - {code: conduct, name: {zh: 守法, en: Conduct}, max: 1000}
  - {code: checks, name: {zh: 检查, en: Inspections}, max: 1000}
indicators:
  - code: fined
    name: {zh: 行政处罚, en: Penalties}
    dimension: conduct
    take: count
    sources: [{item: penalty, within: P24M}]
  - code: fines
    name: {zh: 罚款金额, en: Fines}
    dimension: conduct
    take: highest
    sources: [{item: penalty, within: P24M, number: fine}]
  - code: found
    name: {zh: 检查发现问题, en: Inspections that found something}
    dimension: checks
    take: count
    sources: [{item: inspection, within: P24M, where: "result != 'no_problem'"}]
  - code: listed
    name: {zh: 现列于欠薪名单, en: On the list of wage arrears now}
    take: count
    sources: [{item: wage_arrears_list, live: true}]
grades:
  - {code: A, name: {zh: 低, en: Low}, from: 550}
  - {code: B, name: {zh: 中, en: Middle}, from: 520}
  - {code: C, name: {zh: 高, en: High}, from: 0}
caps:
  - {at_most: C, when: {listed: 1}, says: {zh: 现列于欠薪名单, en: On the list of wage arrears now}}
fitted:
  outcome:
    name: {zh: 十二个月内被列入欠薪名单, en: Listed for wage arrears within twelve months}
    within: P12M
    sources: [{item: wage_arrears_list}]
"""


def code(number: int) -> str:
    first = f"9133990100{number:07d}"
    return first + check_character(first)


def send(city) -> None:
    """Send it all through the ordinary door, as an agency would."""
    lot = Random(7)
    firms = [(f"云溪第{n}号示例公司", code(n)) for n in range(FIRMS)]
    known = [
        (name, uscc, "enterprise", "存续", "2015-03-02", lot.choice(("1311", "5211")), lot.choice(DIVISIONS), lot.choice((20, 300, 5000)))
        for name, uscc in firms
    ]  # fmt: skip
    fined, inspected, listed = [], [], []
    for name, uscc in firms:
        times, found = lot.choice((0, 0, 0, 1, 1, 2, 4)), lot.choice((0, 0, 1, 3))
        fined += [_penalty(lot, name, uscc, n) for n in range(times)]
        inspected += [
            (name, uscc, f"检{uscc[-8:]}{n}", "random_directed", _before(lot), "corrected", "云溪市住建局")
            for n in range(found)
        ]  # fmt: skip
        if lot.random() < 0.03 + 0.10 * times + 0.08 * found:
            after = CUTOFF + timedelta(days=lot.randint(5, 360))
            listed.append((name, uscc, f"列〔2025〕{len(listed)}号", "欠薪", "条例第48条", "2025-07-01", after, "人社局", 10, 5))  # fmt: skip
    _load(city, _csv("name,uscc,kind,status,registered_on,industry,division,capital", known))
    _load(city, penalties(*fined), item="penalty", agency="housing")
    head = "name,uscc,inspection_number,inspection_kind,inspected_on,result,authority"
    _load(city, _csv(head, inspected), item="inspection", agency="housing")
    head = "name,uscc,document_number,reason,basis,notice_on,listed_on,authority,wage_arrears,employees_count"
    _load(city, _csv(head, listed), item="wage_arrears_list", agency="human-resources")


def _load(city, text, **where) -> None:
    taken = city.send(text, **where)
    assert (taken.state, taken.quarantined) == ("loaded", 0), taken.refused_because


def _penalty(lot, name, uscc, n):
    day = _before(lot).isoformat()
    return penalty(name=name, uscc=uscc, document_number=f"云建罚〔2025〕{uscc[-8:]}{n}号", decided_on=day, fine=str(lot.choice((1, 3, 8, 20))))  # fmt: skip


def _before(lot) -> date:
    return CUTOFF - timedelta(days=lot.randint(1, 700))


def _csv(head, rows) -> str:
    return "\n".join([head, *(",".join(str(cell) for cell in row) for row in rows)]) + "\n"
