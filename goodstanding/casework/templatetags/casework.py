"""What a page says of the time limit that a clock measures, of what is left of it, and of its legal basis."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template
from django.utils.translation import gettext, ngettext

from goodstanding.web.adapters import drawing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.safestring import SafeString

    from goodstanding.catalogue.domain.model import LegalBasis, Limit

register = template.Library()


@register.filter
def limit_of(key: str, limits: Mapping[str, Limit]) -> Limit | None:
    """The limit of that key; none where policy has dropped it since."""
    return limits.get(key)


@register.filter
def cited(basis: LegalBasis) -> str:
    """A legal text as it is cited: 《title》 and its article."""
    article = gettext("第%(article)s条") % {"article": basis.article} if basis.article else ""
    return f"《{basis.title}》{article}"


@register.simple_tag
def left_mark(left: int | None, *, suspended: bool = False) -> SafeString | str:
    """What is left of a clock in working days, less than nought when it is late; a dash where none runs.

    Made without a template: a work list has one in each row.
    """
    if suspended:
        return drawing.mark("neutral paused", "clock-pause", gettext("已暂停"))
    if left is None:
        return "—"
    if left == 0:
        return drawing.mark("warning", "clock-exclamation", gettext("今天到期"))
    n = abs(left)
    if left < 0:
        late = ngettext("逾期 %(n)s 个工作日", "逾期 %(n)s 个工作日", n) % {"n": n}
        return drawing.mark("adverse", "clock-exclamation", late)
    rest = ngettext("还剩 %(n)s 个工作日", "还剩 %(n)s 个工作日", n) % {"n": n}
    return drawing.mark("good", "hourglass", rest)
