"""No natural person is ever a subject: the words by which policy would bring one in.

An item can't name a person as its subject, a field can't hold a person's number,
and a person's name stands only in the register's own item, where nobody can search
for it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from goodstanding.catalogue.domain.model import Field

PERSON_CLASS = "professional"  # class 4 of the national base catalogue holds persons only
PERSON_SUBJECTS = frozenset(
    {
        "person", "persons", "natural_person", "natural_persons", "individual", "individuals",
        "citizen", "resident", "自然人", "个人", "公民", "居民",
    }
)  # fmt: skip
PERSON_TYPES = frozenset(
    {
        "id_number", "identity", "identity_number", "identity_card", "resident_id", "person",
        "passport", "phone", "mobile",
    }
)  # fmt: skip
_NUMBER_TITLE = re.compile(
    r"身份证|身份号码|公民身份|居民身份|护照|证件类型|证件号码|出生日期|出生年月|性别|手机号"
)
_NUMBER_NAME = re.compile(
    r"(?:^|_)(?:id_?number|id_?card|identity|passport|resident_id|birth_?date|born_on|gender|sfzh?|zjhm|zjlx)(?:_|$)"
)
_NAME_TITLE = re.compile(r"姓名|法定代表人|(?:负责人|经营者|联系人|经办人|代理人)$")
_NAME_NAME = re.compile(r"(?:^|_)(?:legal_representative|full_name|person|person_name)(?:_|$)")


def is_person_subject(kind: str) -> bool:
    """Whether a kind of subject is a natural person."""
    return kind.strip().lower().replace("-", "_") in PERSON_SUBJECTS


def identifies_person(field: Field) -> bool:
    """Whether the field would hold a natural person's number, sex or birthday."""
    return _speaks_of(field, _NUMBER_NAME, _NUMBER_TITLE)


def names_person(field: Field) -> bool:
    """Whether the field would hold the name of a natural person."""
    return _speaks_of(field, _NAME_NAME, _NAME_TITLE)


def _speaks_of(field: Field, name: re.Pattern[str], title: re.Pattern[str]) -> bool:
    words: Iterable[str] = (field.name, field.standard or "", *field.aliases)
    if any(name.search(word.lower()) for word in words):
        return True
    return any(title.search(word) for word in (field.title.zh, *field.aliases))
