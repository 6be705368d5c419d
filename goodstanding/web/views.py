"""The pages that belong to no capability: failures, and the gallery of everything pages are made of."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext, pgettext

from goodstanding.lib.environment import now
from goodstanding.web.adapters import failures
from goodstanding.web.adapters.context import Entry
from goodstanding.web.domain import Point
from goodstanding.web.forms import SampleForm

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001  Django calls it
    return failures.page(request, 400)


def not_allowed(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001  Django calls it
    return failures.page(request, 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001  Django calls it
    return failures.page(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    return failures.fault(request)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001  Django calls it
    text = gettext("这个表单放得太久，或浏览器没有保存 Cookie。请回到上一页，刷新后再提交。")
    return failures.page(request, 403, text=text)


def gallery(request: HttpRequest, shell: str = "portal") -> HttpResponse:
    """Everything pages are made of, together; in test and demonstration only."""
    if settings.ENVIRONMENT.env == "production":
        raise Http404
    form = SampleForm(request.POST or ({} if "sent" in request.GET else None))
    status = 422 if form.is_bound and not form.is_valid() else 200
    known = _samples() | {"form": form, "show_strip": True, "as_of": now(settings.ENVIRONMENT)}
    known["navigation"] = _navigation(request.path)
    return render(request, f"web/gallery/{shell}.html", known, status=status)


gallery.allowed = None  # type: ignore[attr-defined]  # anyone: nothing in it is real


def _navigation(here: str) -> dict[str, list[Entry]]:
    portal = [
        pgettext("sample", "查询"),
        pgettext("sample", "双公示"),
        pgettext("sample", "名单"),
        pgettext("sample", "承诺"),
        pgettext("sample", "办事"),
        pgettext("sample", "数据"),
    ]
    office = [
        ("inbox", pgettext("sample", "工作台")), ("upload", pgettext("sample", "报送")), ("git-compare", pgettext("sample", "匹配")),
        ("scale", pgettext("sample", "异议")), ("building", pgettext("sample", "信用档案")), ("shield-check", pgettext("sample", "审计")),
    ]  # fmt: skip

    def entries(words: list[tuple[str, str]]) -> list[Entry]:
        return [
            Entry(address=f"{here}?at={at}", label=word, icon=icon, is_current=at == 0)
            for at, (icon, word) in enumerate(words)
        ]

    return {
        "portal": entries([("", word) for word in portal]),
        "office": entries(office),
        "head": entries(
            [("", pgettext("sample", "首页")), ("certificate", pgettext("sample", "我的信用档案"))]
        )[1:],
        "account": entries(
            [("", pgettext("sample", "首页")), ("logout", pgettext("sample", "退出"))]
        )[1:],
    }


def _samples() -> dict[str, Any]:
    """What the gallery shows: made up, and the same every day."""
    start, opens, today, end = (
        date(2026, 3, 4), date(2026, 6, 4), date(2026, 11, 23), date(2027, 3, 4),
    )  # fmt: skip
    said = Point(shape="today", label=pgettext("sample", "今天"), date=today)
    begun = Point(shape="start", label=pgettext("sample", "决定"), date=start)
    ends = Point(shape="end", label=pgettext("sample", "最迟停止公示"), date=end)
    return {
        "code": "91330106MA2X12343Y",
        "running": [begun, Point(shape="opens", label=pgettext("sample", "最早可申请修复"), date=opens), said, ends],
        "paused": [
            Point(shape="start", label=pgettext("sample", "受理"), date=date(2026, 11, 2)),
            Point(
                shape="suspended", label=pgettext("sample", "暂停"), date=date(2026, 11, 9), until=date(2026, 11, 13)
            ),
            said,
            Point(shape="end", label=pgettext("sample", "应答复"), date=date(2026, 11, 27), binds=True),
        ],
        "overdue": [
            Point(shape="start", label=pgettext("sample", "受理"), date=date(2026, 11, 2)),
            Point(shape="end", label=pgettext("sample", "应答复"), date=date(2026, 11, 13), binds=True),
            said,
        ],
        "over": [
            Point(shape="start", label=pgettext("sample", "送达"), date=date(2026, 11, 2)),
            Point(shape="end", label=pgettext("sample", "期限届满"), date=date(2026, 11, 13)),
            said,
        ],
        "endless": [begun, said, Point(shape="end", label=pgettext("sample", "有效至"), date=None)],
        "day": start,
        "fine": Decimal("2.00"),
        "count": 12345,
        "page": {"previous": "?before=1", "next": "?after=2"},
        "months": [(f"2026-{month:02}", 80 + month * 7 % 23, 20 + month * 5 % 11) for month in range(1, 11)],
        "rows": [
            {"day": date(2026, 11, 20 - n), "number": f"钱市监罚处〔2026〕{118 - n}号", "fine": Decimal(2 + n)}
            for n in range(5)
        ],
    }  # fmt: skip
