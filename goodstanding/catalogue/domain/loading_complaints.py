"""Reads the topics of complaints: the file `complaints/topics.yaml`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from goodstanding.catalogue.domain.complaints import Topic
from goodstanding.catalogue.domain.reading import nearest
from goodstanding.catalogue.domain.texts import Text

if TYPE_CHECKING:
    from collections.abc import Collection

    from goodstanding.catalogue.domain.reading import Reader

_CODE = re.compile(r"[a-z][a-z_]{0,40}")
_BODY = Text("请写明 agency 或 elsewhere。", "Give agency or elsewhere.")


def read_complaints(reader: Reader, agencies: Collection[str]) -> tuple[Topic, ...]:
    """The topics in their order; each with a body in charge, or a word on where else to go."""
    keep_days = reader.integer("keep_days")
    if keep_days is None:
        reader.missing("keep_days")
    topics: dict[str, Topic] = {}
    for one in reader.readers("topics"):
        topic = _read_topic(one, agencies, keep_days or 0)
        if topic.code in topics:
            one.fault("code", "policy.duplicate", key="code", given=topic.code)
        topics.setdefault(topic.code, topic)
    reader.finish()
    return tuple(topics.values())


def _read_topic(reader: Reader, agencies: Collection[str], keep_days: int) -> Topic:
    topic = Topic(
        code=reader.required_text("code"),
        title=reader.required_title("name"),
        examples=reader.required_title("examples"),
        agency=reader.text("agency") or "",
        elsewhere=reader.title("elsewhere"),
        keep_days=keep_days,
        legal_basis=reader.legal_basis(),
        mark=reader.mark(),
    )
    if topic.code and not _CODE.fullmatch(topic.code):
        reader.fault("code", "policy.bad_name", key="code", given=topic.code, accepted="_")
    if not topic.legal_basis:
        reader.fault(None, "policy.no_legal_basis", given=topic.code)
    if bool(topic.agency) == (topic.elsewhere is not None):
        reader.missing("agency", _BODY)
    if topic.agency and topic.agency not in agencies:
        near = nearest(topic.agency, agencies)
        reader.fault("agency", "policy.unknown_agency", given=topic.agency, accepted=near)
    reader.finish()
    return topic
