"""How many signed reports a second one core makes, beside pyHanko signing alone, and JSON alone.

    python -m bench.reports [--rows N] [--json]

A throw-away home with the organisations of `bench.files` would cost minutes: what is measured are contents of a
size as in life (a dozen records), drawn and signed. Each says something else, since what typst laid out once it
does not lay out again. Seconds are those of one core. `aim` is 15 signed PDFs in a second of it, `json` 200 contents; `pyhanko` signs one drawn PDF again and again.
"""

from __future__ import annotations

import resource
import tempfile
import time
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bench.report import Report, arguments, show
from goodstanding.catalogue.domain.model import Text
from goodstanding.lib import sealing
from goodstanding.lib.environment import CIVIL_TIME
from goodstanding.reports.adapters import pdf_signature, typesetting
from goodstanding.reports.adapters.policy import layouts
from goodstanding.reports.domain import public_report
from goodstanding.reports.domain.content import (
    Content,
    Entry,
    Line,
    Point,
    Subject,
    as_json,
    from_json,
)
from goodstanding.reports.domain.paper import Issue, paper

if TYPE_CHECKING:
    from collections.abc import Callable

POLICY = Path(__file__).parent.parent / "policy"
AT = datetime(2026, 11, 23, 9, 0, tzinfo=CIVIL_TIME)
RECORDS = 12
ROWS = 60
AIM, JSON_AIM = 15, 200


def content(number: int) -> Content:
    """A report with a dozen penalties, each of another organisation."""
    day = date(2026, 11, 18)
    entries = [
        Entry(
            n, "penalty", Text("行政处罚", "Penalty"), f"超标排放{number}", _lines(number, n), Text("生态环境局", "Ecology"),
            day, date(2027, 11, 18),
            (Point("start", Text("决定", "Decided"), day), Point("end", Text("止", "Until"), date(2027, 11, 18))),
            (), (),
        )
        for n in range(RECORDS)
    ]  # fmt: skip
    subject = Subject(f"云溪示例{number}号食品有限公司", "91330106MA2X12343Y", Text("企业", "Enterprise"), Text("存续", "Active"), day)  # fmt: skip
    return public_report.compose(
        layouts(POLICY).public, subject=subject, entries=[("administration", one) for one in entries],
        day=date(2026, 11, 23), issuer=Text("云溪市公共信用信息平台", "Yunxi"),
    )  # fmt: skip


def _lines(number: int, record: int) -> tuple[Line, ...]:
    return tuple(
        Line(Text(f"字段{n}", f"Field {n}"), f"内容{n}第{record}条第{number}号") for n in range(12)
    )


def drawn(written: str, number: int) -> bytes:
    issue = Issue(
        as_of=AT, issued_at=AT, valid_until=date(2026, 12, 23), number=f"BG20261123{number:06d}",
        code="ABCD-EFGH-JKLM", address=f"https://credit.example.cn/verify/{number:012d}/",
        signer="云溪市公共信用信息平台", algorithm=sealing.ALGORITHM,
    )  # fmt: skip
    return typesetting.typeset(paper(from_json(written), issue, "zh"), template="report", at=int(AT.timestamp()))  # fmt: skip


def rate(times: int, work: Callable[[int], object]) -> float:
    """How often a second of one core the work is done; the first time is not counted."""
    work(0)
    start = time.process_time()
    for number in range(1, times + 1):
        work(number)
    return times / (time.process_time() - start)


def measure(rows: int) -> Report:
    """So many reports drawn and signed; signed only; as JSON only."""
    made = [content(number) for number in range(rows + 1)]
    written = [as_json(one) for one in made]
    with tempfile.TemporaryDirectory() as home:
        sealer = sealing.sealer(Path(home), name="云溪市公共信用信息平台")
        one = drawn(written[0], 0)

        def sign(pdf: bytes) -> bytes:
            return pdf_signature.sign(pdf, sealer=sealer, name="x", reason="x", at=AT, template="report")  # fmt: skip

        both = rate(rows, lambda number: sign(drawn(written[number], number)))
        signing = rate(rows, lambda _number: sign(one))
        as_text = rate(rows, lambda number: as_json(made[number]))
    peak = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6)
    report = Report("reports", rows, rows / both, peak, aims={"aim": 1.0, "json": 1.0})
    report.ratios["aim"] = round(both / AIM, 2)
    report.ratios["json"] = round(as_text / JSON_AIM, 2)
    report.compare("pyhanko", rows, rows / signing)
    return report


if __name__ == "__main__":
    given = arguments(__doc__, ROWS).parse_args()
    show(measure(given.rows), as_json=given.as_json)
