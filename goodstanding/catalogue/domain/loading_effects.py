"""Reads what a record of an item changes in who its organisation is.

changes:
  - {status: deregistered, from: deregistered_on}
  - {name: new_value, former: old_value, from: changed_on, when: change_item, is: [name]}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from goodstanding.catalogue.domain.model import Effect, FieldType, Text
from goodstanding.catalogue.domain.reading import nearest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from goodstanding.catalogue.domain.model import CodeList, Field
    from goodstanding.catalogue.domain.reading import Reader

STATUSES = "registration_statuses"
SUCCESSIONS = ("merger", "split", "recode")
ONE_OF = Text(
    "每项写明 status、name、successor、parent 之一。",
    "Give one of status, name, successor and parent.",
)
# What an effect may name a field for, and the types of field that will do.
_FIELDS = {
    "name": (FieldType.TEXT,),
    "former": (FieldType.TEXT,),
    "successor": (FieldType.USCC,),
    "parent": (FieldType.USCC,),
    "from": (FieldType.DATE,),
    "until": (FieldType.DATE,),
    "when": (FieldType.TEXT, FieldType.CODE),
}


def read_effects(
    reader: Reader, fields: Mapping[str, Field], code_lists: Mapping[str, CodeList]
) -> tuple[Effect, ...]:
    """The effects under `changes`; none where nothing is written."""
    return tuple(_effect(one, fields, code_lists) for one in reader.readers("changes"))


def _effect(
    reader: Reader, fields: Mapping[str, Field], code_lists: Mapping[str, CodeList]
) -> Effect:
    named = {key: _field(reader, key, fields) for key in _FIELDS}
    status = _status(reader, code_lists)
    succession = reader.choice("succession", SUCCESSIONS)
    values = reader.texts("is")
    if [status, named["name"], named["successor"], named["parent"]].count(None) != 3:
        reader.missing("status", ONE_OF)
    if named["successor"] and not (succession and named["from"]):
        reader.missing("succession")
    if bool(named["when"]) != bool(values):
        reader.missing("is" if named["when"] else "when")
    mark = reader.mark()
    reader.finish()
    return Effect(
        status=status, name=named["name"], former=named["former"], successor=named["successor"],
        succession=succession, parent=named["parent"], since=named["from"],
        until=named["until"], when=named["when"], values=values, mark=mark,
    )  # fmt: skip


def _field(reader: Reader, key: str, fields: Mapping[str, Field]) -> str | None:
    name = reader.text(key)
    if name is None:
        return None
    if name not in fields or fields[name].dropped:
        near = nearest(name, fields)
        reader.fault(key, "policy.unknown_field", key=key, given=name, accepted=near)
    elif fields[name].type not in _FIELDS[key]:
        wanted = ", ".join(_FIELDS[key])
        problem = Text(f"{key} 需要类型 {wanted}", f"{key} needs a field of the type {wanted}")
        reader.fault(key, "policy.bad_field", given=name, problem=problem)
    return name


def _status(reader: Reader, code_lists: Mapping[str, CodeList]) -> str | None:
    listed = code_lists.get(STATUSES)
    if listed is None:
        return reader.text("status")
    return reader.choice("status", (code.code for code in listed.codes))
