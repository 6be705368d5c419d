"""Puts together the fields of families and items from the definitions they refer to."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from goodstanding.catalogue.domain.loading_fields import Definition, check, define, read_patch
from goodstanding.catalogue.domain.model import Text
from goodstanding.catalogue.domain.reading import Reader, nearest
from goodstanding.catalogue.domain.source import Mapping, Scalar, Sequence

if TYPE_CHECKING:
    from goodstanding.catalogue.domain.loading_checks import Settled
    from goodstanding.catalogue.domain.loading_defaults import Defaults
    from goodstanding.catalogue.domain.loading_fields import Patch
    from goodstanding.catalogue.domain.model import CodeList, Field

TAIL = ("source", "source_uscc", "remarks")  # every item ends with these columns
ALWAYS = ("source", "remarks")  # … and has these two without naming them

Definitions = dict[str, Definition]


@dataclass
class Shared:
    """What families and items may refer to."""

    code_lists: dict[str, CodeList] = field(default_factory=dict)
    dictionary: Definitions = field(default_factory=dict)
    subject: Definitions = field(default_factory=dict)
    dropped: Definitions = field(default_factory=dict)


@dataclass(frozen=True)
class Family:
    """What the items of a family have in common."""

    code: str
    defaults: Defaults
    fields: Definitions
    checks: tuple[Settled, ...]


def read_definitions(
    reader: Reader, key: str, code_lists: dict[str, CodeList], *, dropped: bool
) -> Definitions:
    """A list of full field definitions, as in `subject.yaml`."""
    found: Definitions = {}
    for one in reader.readers(key):
        name = one.required_text("name")
        patch = read_patch(one)
        if dropped:
            patch |= {"dropped": True, "searchable": False}
        definition = define(name, patch, one, code_lists)
        if name in found:
            one.fault("name", "policy.duplicate", key="name", given=name)
        found.setdefault(name, definition)
    return found


def read_dictionary(reader: Reader, code_lists: dict[str, CodeList]) -> Definitions:
    """The field dictionary: name → definition."""
    found = {}
    for name in reader.node.values:
        one = reader.reader(name)
        if one is not None:
            found[name] = define(name, read_patch(one), one, code_lists)
    return found


def read_fields(reader: Reader, bases: list[Definitions], shared: Shared) -> Definitions:
    """The fields listed under `fields`, each on top of the first base that knows its name."""
    node = reader.get("fields")
    if not isinstance(node, Sequence):
        reader.texts("fields")  # notes a fault where something else is written
        return {}
    found: Definitions = {}
    for value in node.values:
        one = _field_reader(reader, value)
        name = one.required_text("name")
        if name in found:
            one.fault("name", "policy.duplicate", key="fields", given=name)
            continue
        definition = _resolve(name, one, bases, shared) if name else None
        if definition is not None:
            found[name] = definition
    return found


def _field_reader(reader: Reader, value: Mapping | Scalar | Sequence) -> Reader:
    """A field's own reader; a bare name is read as {name: …}."""
    if isinstance(value, Scalar):
        value = Mapping(value.line, {"name": value}, {"name": value.line})
    elif isinstance(value, Sequence):
        value = Mapping(value.line)
    return Reader(reader.file, value, reader.faults)


def _resolve(name: str, one: Reader, bases: list[Definitions], shared: Shared) -> Definition | None:
    patch = read_patch(one)
    base = next((base[name] for base in bases if name in base), None)
    if base is not None:
        return _override(base, patch, one, shared) if patch else base
    if patch:
        return define(name, patch, one, shared.code_lists)
    near = nearest(name, [known for base in bases for known in base])
    one.fault("name", "policy.unknown_field", key="fields", given=name, accepted=near)
    return None


def _override(base: Definition, patch: Patch, one: Reader, shared: Shared) -> Definition:
    values = {key: value for key, value in patch.items() if key not in ("zh", "en")}
    title = Text(patch.get("zh", base.field.title.zh), patch.get("en", base.field.title.en))
    changed = replace(base.field, title=title, **values)
    check(changed, one, shared.code_lists)
    return Definition({**base.patch, **patch}, changed)


def assemble(
    family: Definitions, own: Definitions, without: frozenset[str], shared: Shared
) -> tuple[Field, ...]:
    """The item's fields in the order of its template, less those it does not have.

    The organisation's columns, the family's, its own, then source and remarks; the
    columns of natural persons that are recognised only to be dropped come last.
    """
    always = {name: shared.dictionary[name] for name in ALWAYS if name in shared.dictionary}
    kept = {**shared.subject, **always, **family, **own}
    order = [name for name in {**shared.subject, **family, **own} if name not in TAIL]
    order += [name for name in TAIL if name in kept]
    fields = [kept[name].field for name in order if name not in without]
    dropped = [one.field for name, one in shared.dropped.items() if name not in kept]
    return tuple(fields + dropped)
