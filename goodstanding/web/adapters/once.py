"""A part of a page that is the same for many readers, drawn once and kept: `{% once %}`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django import template
from django.template.base import token_kwargs
from django.utils.translation import get_language

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.template.base import FilterExpression, NodeList, Parser, Token

MOST: Final = 1000
"""Different forms of one part that are kept; beyond them it is begun anew."""


class Once(template.Node):
    """What is within sees the values that are named and the language, nothing else of the page.

    So what is kept can't depend on who asks, for what, or when.
    """

    def __init__(self, nodelist: NodeList, named: Mapping[str, FilterExpression]) -> None:
        self.nodelist, self._named = nodelist, named
        self._drawn: dict[tuple[Any, ...], str] = {}

    def render(self, context: template.Context) -> str:
        values = {name: _fixed(value.resolve(context)) for name, value in self._named.items()}
        key = (get_language(), *values.values())
        if (drawn := self._drawn.get(key)) is None:
            if len(self._drawn) >= MOST:
                self._drawn.clear()
            drawn = self._drawn[key] = self.nodelist.render(context.new(values))
        return drawn


def once(parser: Parser, token: Token) -> Once:
    """Compile `{% once name=value … %}…{% endonce %}`; the values can be hashed, or are lists of such."""
    given = token.split_contents()[1:]
    named = token_kwargs(given, parser)
    if given:
        raise template.TemplateSyntaxError(f"once takes name=value only, not {given[0]!r}")
    nodelist = parser.parse(("endonce",))
    parser.delete_first_token()
    return Once(nodelist, named)


def _fixed(value: Any) -> Any:
    """The value as it can be compared later: a list may change."""
    return tuple(value) if isinstance(value, list) else value
