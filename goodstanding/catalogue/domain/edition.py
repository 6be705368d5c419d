"""An edition: everything that one state of the policy folder says, named by its hash.

Records, periods and decisions carry the edition that made them. An edition is kept
as canonical JSON and can be read back for ever: every field is written, also where
it has its default, so that a later default does not change what an old edition said.
"""

from __future__ import annotations

import hashlib
import json
import types
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from goodstanding.catalogue.domain.model import Catalogue, Item

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

T = TypeVar("T")

POLICY_SUFFIXES = (".yaml", ".yml", ".csv")


def edition_hash(files: Mapping[str, bytes]) -> str:
    """SHA-256 over paths and bytes of the files, in the order of their paths.

    Lengths stand before the parts, so that no two folders give the same bytes.
    """
    digest = hashlib.sha256()
    for path, content in sorted(files.items()):
        name = path.encode(errors="surrogateescape")
        digest.update(b"%d:%d:" % (len(name), len(content)))
        digest.update(name)
        digest.update(content)
    return digest.hexdigest()


def to_json(value: object) -> str:
    """Canonical JSON of any part of a catalogue: keys sorted, no spaces, no escapes."""
    return json.dumps(plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def from_json(kind: type[T], text: str) -> T:
    """What `to_json` wrote of a value of this class."""
    return from_plain(kind, json.loads(text))


def plain(value: object) -> Any:
    """A part of a catalogue as mappings, lists, texts, numbers and truth values."""
    kind: Any = type(value)
    if kind in _PLAIN:  # most parts are: a catalogue has half a million of them
        return value
    if is_dataclass(value):
        return {name: plain(getattr(value, name)) for name in _names(kind)}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, tuple):
        return [plain(inner) for inner in value]
    return value


_PLAIN = frozenset((str, bool, int, float, type(None)))


@cache
def _names(kind: Any) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


def from_plain(kind: type[T], value: Any) -> T:
    """The part of a catalogue that `plain` took apart."""
    made: T = _maker(cast("Any", kind))(value)
    return made


def catalogue_from_json(text: str) -> Catalogue:
    """A whole catalogue as it was recorded."""
    return from_json(Catalogue, text)


def item_from_json(text: str) -> Item:
    """One item as it was recorded."""
    return from_json(Item, text)


@cache
def _maker(kind: Any) -> Callable[[Any], Any]:
    """Makes values of one type; worked out once for each type of the model."""
    if is_dataclass(kind):
        return _dataclass_maker(kind)
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is tuple:
        inner = _maker(arguments[0])
        return lambda value: tuple([inner(one) for one in value])
    if origin is dict:
        inner = _maker(arguments[1])
        return lambda value: {key: inner(one) for key, one in sorted(value.items())}
    if origin in (Union, types.UnionType):
        inner = _maker(next(one for one in arguments if one is not types.NoneType))
        return lambda value: None if value is None else inner(value)
    return kind if isinstance(kind, type) and issubclass(kind, Enum) else _as_is


def _as_is(value: Any) -> Any:
    return value


def _dataclass_maker(kind: Any) -> Callable[[Any], Any]:
    hints = get_type_hints(kind)
    makers = {field.name: _maker(hints[field.name]) for field in fields(kind)}

    def make(value: dict[str, Any]) -> Any:
        # Keys that a later model no longer has are left out; new ones take their default.
        return kind(**{name: makers[name](value[name]) for name in makers if name in value})

    return make
