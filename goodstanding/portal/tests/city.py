"""The organisations that the tests of pages look at, and what agencies know of them."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from io import StringIO

from goodstanding.collection.tests.samples import AGENCY, penalty
from goodstanding.matching.services.index import bring_up_to_date
from goodstanding.standards import organisation_code, uscc

TODAY = date(2026, 11, 23)


def code(number: int, kind: str = "91") -> str:
    """The code of the organisation with that number: valid, and of nobody."""
    body = f"MATT{number:04d}"
    first17 = f"{kind}339902{body}{organisation_code.check_character(body)}"
    return first17 + uscc.check_character(first17)


BUSY = code(1)  # many records of every kind
QUIET = code(2)  # nothing adverse
TRADER = code(3, "92")  # a sole trader
GONE = code(4)  # deregistered
RENAMED = code(5)
BRANCH = code(6)
LISTED = code(7)  # in a severe list and an abnormal list
FREE = code(8, "93")
LONG = code(9)
BUSY_NAME, QUIET_NAME, TRADER_NAME = (
    "云溪市示例食品有限公司",
    "云溪市安静书店有限公司",
    "云亭区老李面馆",
)
LONG_NAME = "云溪市" + "超长名称示例" * 6 + "股份有限公司"
OWNER = "李大有"
REPRESENTATIVE = "赵小满"


def text(rows: list[dict[str, object]]) -> str:
    """Rows as CSV with the columns of all of them."""
    columns = list(dict.fromkeys(name for row in rows for name in row))
    out = StringIO()
    writer = csv.DictWriter(out, columns, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def _organisation(number: str, name: str, **more: object) -> dict[str, object]:
    return {
        "name": name, "uscc": number, "kind": "enterprise", "status": "active",
        "registered_on": "2017-05-11", "division": "339902", "industry": "1411",
        "address": "云亭区示例路 1 号", "capital": "500", "legal_representative": REPRESENTATIVE,
        **more,
    }  # fmt: skip


def registrations() -> list[dict[str, object]]:
    named = [
        _organisation(BUSY, BUSY_NAME),
        _organisation(QUIET, QUIET_NAME, industry="5243"),
        _organisation(TRADER, TRADER_NAME, kind="sole_trader", legal_representative=OWNER, capital=""),
        _organisation(GONE, "云溪市旧厂有限公司", status="deregistered", deregistered_on="2021-03-04"),
        _organisation(RENAMED, "杭城食品有限公司", former_name="云溪市示例小吃有限公司", renamed_on="2022-01-01"),
        _organisation(BRANCH, "云溪市示例食品有限公司西湖分公司"),
        _organisation(LISTED, "云溪市失约建设有限公司", industry="4710"),
        _organisation(FREE, "云溪市示例果蔬专业合作社", kind="cooperative", division="339921", industry="0151"),
        _organisation(LONG, LONG_NAME),
    ]  # fmt: skip
    others = [
        _organisation(code(100 + n), f"云溪市示例{name}有限公司", division=f"33990{2 + n % 3}")
        for n, name in enumerate(
            ("五金", "纸业", "物流", "印刷", "机电", "纺织", "茶业", "家具") * 3
        )
        if not (name == "五金" and n > 20)
    ]
    names = [row["name"] for row in named + others]
    for n, row in enumerate(others):
        if names.count(row["name"]) > 1:
            row["name"] = f"{str(row['name']).removesuffix('有限公司')}{n}号有限公司"
    return named + others


def _penalty(number: str, name: str, document: str, decided: date, **more: str) -> dict[str, str]:
    return penalty(
        uscc=number, name=name, document_number=document, decided_on=decided.isoformat(),
        authority="云溪市市场监督管理局", source="云溪市市场监督管理局", violation_type="标注虚假生产日期",
        facts="当事人在食品包装上标注虚假的生产日期。", basis="食品安全法第一百二十五条", **more,
    )  # fmt: skip


def penalties() -> list[dict[str, str]]:
    found = [
        _penalty(BUSY, BUSY_NAME, "云市监罚〔2026〕118号", date(2026, 11, 18)),
        _penalty(TRADER, TRADER_NAME, "云市监罚〔2026〕119号", date(2026, 11, 17), subject_category="个体工商户"),
        _penalty(LISTED, "云溪市失约建设有限公司", "云建罚〔2026〕7号", date(2026, 6, 1), kinds="责令停产停业", fine="", content="责令停业整顿"),
    ]  # fmt: skip
    found += [
        _penalty(BUSY, BUSY_NAME, f"云市监罚〔2026〕{n}号", TODAY - timedelta(days=20 + 9 * n), fine=str(n), content=f"罚款{n}万元")
        for n in range(1, 15)
    ]  # fmt: skip
    return found


def licences() -> list[dict[str, object]]:
    return [
        {
            "name": BUSY_NAME, "subject_category": "法人及非法人组织", "uscc": BUSY,
            "document_name": "食品经营许可决定书", "document_number": f"云市监许〔2026〕{n}号",
            "category": "普通", "certificate_name": "食品经营许可证", "licence_number": f"JY1339902{n:06d}",
            "content": "预包装食品销售", "decided_on": (TODAY - timedelta(days=n)).isoformat(),
            "valid_from": (TODAY - timedelta(days=n)).isoformat(),
            "valid_until": "2099-12-31" if n == 3 else "2031-11-22", "authority": "云溪市市场监督管理局",
            "authority_uscc": AGENCY, "state": "有效", "source": "云溪市市场监督管理局", "source_uscc": AGENCY,
        }
        for n in range(1, 26)
    ]  # fmt: skip


def fill(city) -> None:
    """Send everything in, as its agencies would."""
    city.send(text(registrations()))
    city.send(text(penalties()), item="penalty")
    city.send(text(licences()), item="licence")
    city.send(
        text([{"name": BUSY_NAME, "uscc": BUSY, "honour_name": "纳税信用A级", "honour_level": "市级", "awarded_on": "2026-04-20",
               "awarding_body": "云溪市税务局", "valid_until": "2027-04-19", "report_year": "2025"}]),
        item="tax_grade_a", agency="tax",
    )  # fmt: skip
    city.send(
        text([{"name": "云溪市失约建设有限公司", "uscc": LISTED, "listed_on": "2026-07-08", "authority": "云溪市市场监督管理局",
               "reason": "通过登记的住所或者经营场所无法联系"}]),
        item="abnormal_list",
    )  # fmt: skip
    city.send(
        text([{"name": "云溪市失约建设有限公司", "uscc": LISTED, "document_number": "云应急列〔2026〕3号", "reason": "发生较大生产安全事故，负有主要责任",
               "basis": "安全生产严重失信主体名单管理办法第六条", "notice_on": "2026-08-01", "listed_on": "2026-09-01",
               "authority": "云溪市应急管理局", "authority_uscc": AGENCY, "term_until": "2029-08-31"}]),
        item="safety_severe", agency="emergency",
    )  # fmt: skip
    city.send(
        text([{"name": BUSY_NAME, "uscc": BUSY, "commitment_kind": "告知承诺", "commitment_body": "云溪市市场监督管理局",
               "commitment_content": "六个月内取得食品安全管理人员证书，逾期自愿承担相应责任。", "made_on": "2026-09-10", "due_on": "2027-03-10"}]),
        item="approval_commitment", agency="data-administration",
    )  # fmt: skip
    bring_up_to_date(policy=city.environment.policy, now=city.now)
