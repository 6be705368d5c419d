"""Naming an intermediate value inside one expression.

DuckDB computes a repeated part of an expression once, except inside CASE, where it
computes it once for each mention. A list of one element gives the part a name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar, cast

import ibis

if TYPE_CHECKING:
    from collections.abc import Callable

    from ibis.expr.types import Value

T = TypeVar("T", bound="Value")


def bound(value: Value, use: Callable[[Value], T]) -> T:
    """`use(value)`, with the value computed once however often `use` mentions it."""
    return cast("T", ibis.array([value]).map(use)[0])
