"""The large view stays chosen: every link and GET form of a page leads to a large page again."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from django.conf import settings

if TYPE_CHECKING:
    from django.http import HttpResponse

LINK: Final = re.compile(
    r'(?P<name>\s(?:href|action|data-hx-get)=")(?P<address>[/?][^"#]*)(?P<part>#[^"]*)?"'
)
FORM: Final = re.compile(r"<form\b(?P<attributes>[^>]*)>", re.IGNORECASE)
HIDDEN: Final = '<input type="hidden" name="view" value="large">'


def applies(response: HttpResponse) -> bool:
    """Whether the answer is a page whose links can be changed."""
    return not response.streaming and "text/html" in response.get("Content-Type", "")


def carried(html: str) -> str:
    """The page with `view=large` in its own links; those that name a view keep theirs."""
    return FORM.sub(_in_form, LINK.sub(_in_link, html))


def _in_link(found: re.Match[str]) -> str:
    address = found["address"]
    is_foreign = address.startswith(("//", str(settings.STATIC_URL)))
    if is_foreign or "view=" in address:
        return found[0]
    joint = "&amp;" if "?" in address else "?"
    return f'{found["name"]}{address}{joint}view=large{found["part"] or ""}"'


def _in_form(found: re.Match[str]) -> str:
    is_post = re.search(r'method="?post', found["attributes"], re.IGNORECASE)
    return found[0] if is_post else found[0] + HIDDEN
