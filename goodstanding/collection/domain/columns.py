"""Which column of a file is which field of the item, and what is wrong with the header."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from goodstanding.catalogue.domain import headers
from goodstanding.collection.domain import marks
from goodstanding.collection.domain.kept import Mode, kept_fields
from goodstanding.lib.errors import GoodstandingError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from goodstanding.catalogue.domain.model import Field, Item


class HeaderError(GoodstandingError):
    """The header row doesn't fit the item, so nothing of the file can be read."""

    zh = "表头不符合本目录项。"
    http_status = 422


class MissingColumnsError(HeaderError):
    """A required column is not in the file: nothing of it can be checked."""

    code = "file.missing_columns"
    message = (
        "The file lacks the required columns %(columns)s. Its columns are: %(given)s."
        " Take the template of the item for the right titles."
    )
    zh = "文件缺少必需的列：%(columns)s。文件现有的列：%(given)s。请使用本目录项的模板。"


class TwiceNamedColumnError(HeaderError):
    """Two columns would be the same field, and none is to be preferred in silence."""

    code = "file.column_twice"
    message = "The columns “%(first)s” and “%(second)s” both mean “%(field)s”. Keep one of them."
    zh = "「%(first)s」与「%(second)s」两列都表示「%(field)s」，请只保留一列。"


@dataclass(frozen=True)
class Columns:
    """Where each field stands among the titles; titles that are no field of ours."""

    places: dict[str, int]  # field → index of the title
    unknown: tuple[str, ...]
    person: tuple[str, ...]  # about natural persons: recognised and dropped


def known_titles(item: Item) -> set[str]:
    """Folded titles that a header row of the item may hold."""
    return set(headers.columns(item.fields))


def recognise(titles: Sequence[str], item: Item, mode: Mode) -> Columns:
    """Find the item's fields among a file's titles.

    Raises MissingColumnsError, TwiceNamedColumnError.
    """
    by_title = headers.columns(item.fields)
    places: dict[str, int] = {}
    unknown, person = [], []
    for place, title in enumerate(titles):
        field = by_title.get(headers.fold(title))
        if field is None:
            if title.strip() not in marks.COLUMNS:  # of a workbook that we marked and got back
                unknown.append(title)
        elif field.dropped:
            person.append(title)
        elif field.name in places:
            raise TwiceNamedColumnError(
                first=titles[places[field.name]], second=title, field=field.title.zh
            )
        else:
            places[field.name] = place
    _require(places, titles, kept_fields(item, mode))
    return Columns(places, tuple(unknown), tuple(person))


def _require(places: dict[str, int], titles: Sequence[str], fields: Sequence[Field]) -> None:
    missing = [field for field in fields if field.required and field.name not in places]
    if missing:
        raise MissingColumnsError(
            columns="、".join(f"{field.title.zh} ({field.name})" for field in missing),
            given="、".join(titles[:40]),
        )
