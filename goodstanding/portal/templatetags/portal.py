"""`{% load portal %}`: data that is Chinese on a page in another language, marked as such."""

from __future__ import annotations

import re
from typing import Any

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from goodstanding.web.templatetags.web import text

register = template.Library()

_HAN = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]")


@register.filter
def said(value: Any) -> SafeString:
    """A text in the reader's language, or data as received; Chinese on an English page is marked."""
    shown = value if isinstance(value, SafeString) else text(value)
    if (get_language() or "").startswith("zh") or not _HAN.search(shown):
        return conditional_escape(shown)
    return format_html('<span lang="zh-Hans">{}</span>', shown)
