"""What a page says of the time limit that a clock measures, and of its legal basis."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template
from django.utils.translation import gettext

if TYPE_CHECKING:
    from collections.abc import Mapping

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
