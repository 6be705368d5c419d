"""Pages that say what went wrong, in the language of the address, without asking the database."""

from __future__ import annotations

import json
import logging
import secrets
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext, gettext_noop, override

from goodstanding.lib.errors import TemporaryError
from goodstanding.web.adapters import addresses, context

if TYPE_CHECKING:
    from django.http import HttpRequest

    from goodstanding.lib.errors import GoodstandingError

logger = logging.getLogger("goodstanding.web")


@dataclass(frozen=True, kw_only=True)
class Words:
    """What a page of one status says: a heading and what to do."""

    heading: str
    text: str


WORDS: Final = {
    400: Words(
        heading=gettext_noop("这个地址或表单无法读懂"),
        text=gettext_noop("请求中有不能识别的字符，或者太长。请从首页重新开始。"),
    ),
    403: Words(
        heading=gettext_noop("您不能打开这一页"),
        text=gettext_noop("这一页只对特定角色开放。如需办理，请联系本单位的管理员。"),
    ),
    404: Words(
        heading=gettext_noop("没有这个页面，或该信息目前不公示"),
        text=gettext_noop("请检查地址，或从首页查询。"),
    ),
    405: Words(
        heading=gettext_noop("这个地址不能这样打开"),
        text=gettext_noop("请回到上一页，用页面上的按钮办理。"),
    ),
    409: Words(
        heading=gettext_noop("现在不能这样办理"),
        text=gettext_noop("情况已有变化。请回到上一页查看最新状态。"),
    ),
    413: Words(
        heading=gettext_noop("发来的内容太大"),
        text=gettext_noop("请缩小文件，或分成几份后再发。"),
    ),
    429: Words(
        heading=gettext_noop("请求过于频繁"),
        text=gettext_noop("批量使用请下载开放数据，不需要账号。"),
    ),
    500: Words(
        heading=gettext_noop("我们这边出了问题"),
        text=gettext_noop("请稍后重试。如果仍不行，请联系我们并报错误号。"),
    ),
    503: Words(
        heading=gettext_noop("暂时不能提供服务"),
        text=gettext_noop("我们这边有一部分暂时不可用。请过一会儿再试。"),
    ),
}


def page(request: HttpRequest, status: int, **more: Any) -> HttpResponse:
    """The page for a status; `more` may hold `text`, `foreign`, `reference`, `seconds`."""
    words = WORDS.get(status) or WORDS[400 if status < 500 else 500]
    with override(addresses.language_of(request.path)):
        told = {"status": status, "heading": gettext(words.heading), "text": gettext(words.text)}
        known = context.site(None) | _addresses(request)
        html = render_to_string("web/failure.html", known | told | more)
    return HttpResponse(html, status=status, headers={"Cache-Control": "no-store"})


def _addresses(request: HttpRequest) -> dict[str, str]:
    # The path alone: a query that could not be read is not repeated.
    zh = addresses.in_language(request.path, "zh-hans")
    return {"in_chinese": zh, "in_english": addresses.in_language(request.path, "en")}


def refusal(request: HttpRequest, error: GoodstandingError) -> HttpResponse:
    """The page for a refusal: its own words, in Chinese where it brings them (`zh`)."""
    if isinstance(error, TemporaryError):
        logger.warning("%s is not available: %s", request.path, error.code)
        response = page(request, error.http_status)
        response["Retry-After"] = "30"
        return response
    chinese = error.zh
    is_english = addresses.language_of(request.path) == "en"
    said = chinese % error.fields if chinese and not is_english else str(error)
    foreign = "" if chinese or is_english else "en"
    return page(request, error.http_status, text=said, foreign=foreign)


def problem(error: GoodstandingError) -> HttpResponse:
    """The answer to a program for a refusal: a problem document (RFC 9457) in both languages."""
    told = {
        "type": "about:blank", "title": error.code, "status": error.http_status,
        "detail": str(error), "code": error.code, "zh": error.zh % error.fields, "en": str(error),
    }  # fmt: skip
    content = json.dumps(told, ensure_ascii=False)
    answer = HttpResponse(content, status=error.http_status, content_type="application/problem+json")  # fmt: skip
    if error.http_status == 401:
        answer["WWW-Authenticate"] = "Bearer"
    if error.http_status in {429, 503}:
        answer["Retry-After"] = str(error.fields.get("seconds", 30))
    return answer


def fault(request: HttpRequest) -> HttpResponse:
    """The page for a bug: a number to quote; the log has the same number and the traceback."""
    reference = new_reference()
    # The path without its query: what somebody searched for is nobody's business.
    logger.error(
        "%s %s failed (%s)", request.method, request.path, reference, exc_info=sys.exc_info()
    )
    return page(request, 500, reference=reference)


def new_reference() -> str:
    """A number that can be read out on the telephone: 7F3A-21."""
    drawn = secrets.token_hex(3).upper()
    return f"{drawn[:4]}-{drawn[4:]}"


def too_many(request: HttpRequest, seconds: int) -> HttpResponse:
    """The page for a reader who asks faster than the site gives: how long to wait."""
    response = page(request, 429, seconds=seconds)
    response["Retry-After"] = str(seconds)
    return response
