"""What an address asks for: pages, days, choices. Whatever is written there, a page comes of it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Self

from goodstanding.standards.person_number import has_person_number

if TYPE_CHECKING:
    from django.http import HttpRequest


@dataclass(frozen=True)
class Pages:
    """The query strings of the pages before and after this one; empty where there is none."""

    previous: str = ""
    next: str = ""

    @classmethod
    def numbered(cls, request: HttpRequest, page: int, pages: int) -> Self:
        """Neighbours of a page that is found by its number."""
        return cls(
            previous=with_changes(request, page=str(page - 1)) if page > 1 else "",
            next=with_changes(request, page=str(page + 1)) if page < pages else "",
        )

    @classmethod
    def keyed(cls, request: HttpRequest, after: str | None) -> Self:
        """The page after a key, and the way back to the first."""
        return cls(
            previous=with_changes(request, after=None) if request.GET.get("after") else "",
            next=with_changes(request, after=after) if after else "",
        )


def with_changes(request: HttpRequest, **changes: str | None) -> str:
    """The query string of the address with some parts changed; None takes one away."""
    given = request.GET.copy()
    for name, value in changes.items():
        given.pop(name, None)
        if value is not None:
            given[name] = value
    return "?" + given.urlencode()


def number(request: HttpRequest, name: str, *, most: int) -> int:
    """A positive number of the address, 1 where there is none that can be read."""
    given = request.GET.get(name, "")
    if not (given.isascii() and given.isdigit() and len(given) <= 6):
        return 1
    return max(1, min(int(given), most))


def names_a_person(request: HttpRequest) -> bool:
    """Whether a natural person's number stands anywhere in the address."""
    values = chain(*(values for _name, values in request.GET.lists()))
    return any(map(has_person_number, (request.path, *request.GET, *values)))
