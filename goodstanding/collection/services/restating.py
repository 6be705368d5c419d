"""A record on file put right, or taken back, because a procedure decided so.

It goes through the ordinary door in the name of the body that supplied it: the rules of
the item hold for a decision, too, and whoever has a copy learns of it as of any change.
"""

from __future__ import annotations

import json
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING, Any

from goodstanding.catalogue.domain.model import Field, FieldType
from goodstanding.collection.domain.kept import Mode
from goodstanding.collection.models import Submission
from goodstanding.collection.queries.findings import findings
from goodstanding.collection.services.submitting import submit
from goodstanding.lib.errors import GoodstandingError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from goodstanding.audit.domain import Actor
    from goodstanding.catalogue.domain.model import Item
    from goodstanding.lib.environment import Environment
    from goodstanding.organisations.models import Organisation
    from goodstanding.records.queries import VersionRow

_NO_END = "2099-12-31"


class NotRestatedError(GoodstandingError):
    code = "record.not_restated"
    zh = "不能这样更正记录：%(because)s 没有作任何改动。请改正内容后再决定。"
    message = (
        "The record can't be put right in this way: %(because)s Nothing was changed. Mend the"
        " content and decide again."
    )
    http_status = 422


def restate(
    version: VersionRow, *, organisation: Organisation, item: Item, values: Mapping[str, str],
    because: str, by: Actor, environment: Environment, now: datetime,
) -> Submission:  # fmt: skip
    """The record with other content in some of its fields: a new version of it.

    `because` names the decision, such as the number of a case; the same decision restates
    once. Raises NotRestatedError with the finding of the item's rules that refuses it.
    """
    return _send(
        version, {**cells_of(version.payload, item), **values}, Mode.UPSERT,
        organisation=organisation, because=because, by=by, environment=environment, now=now,
    )  # fmt: skip


def take_back(
    version: VersionRow, *, organisation: Organisation, item: Item, because: str, by: Actor,
    environment: Environment, now: datetime,
) -> Submission:  # fmt: skip
    """The record withdrawn: its history stays. Raises NotRestatedError."""
    return _send(
        version, cells_of(version.payload, item), Mode.WITHDRAW,
        organisation=organisation, because=because, by=by, environment=environment, now=now,
    )  # fmt: skip


def cells_of(payload: Mapping[str, Any], item: Item) -> dict[str, str]:
    """The content of a version as an agency would have typed it, by the English names of fields."""
    given = {field.name: _cell(payload.get(field.name), field) for field in item.fields}
    return {name: text for name, text in given.items() if text}


def _cell(value: Any, field: Field) -> str:
    if value is None:
        # An end that is never is kept as no value, but a required column wants one.
        return _NO_END if field.required and field.type is FieldType.DATE else ""
    if isinstance(value, list):
        return ";".join(str(one) for one in value)
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return f"{Decimal(repr(value)):f}"  # never 1e-06
    return str(value)


def _send(
    version: VersionRow, cells: Mapping[str, str], mode: Mode, *, organisation: Organisation,
    because: str, by: Actor, environment: Environment, now: datetime,
) -> Submission:  # fmt: skip
    line = json.dumps(
        {**cells, "name": organisation.name, "uscc": organisation.uscc}, ensure_ascii=False
    )
    sent = submit(
        BytesIO(line.encode() + b"\n"), filename=f"{because}.jsonl", item=version.item,
        agency=version.agency, mode=mode, key=f"decision {because}", wait=True,
        environment=environment, now=now, progress=lambda _stage: None, by=by,
    )  # fmt: skip
    if sent.state != Submission.State.LOADED or sent.quarantined:
        raise NotRestatedError(because=first_refusal(sent))
    return sent


def first_refusal(sent: Submission) -> str:
    """Why a record that a procedure sent was not taken, in Chinese; empty where it was."""
    if sent.refused_because:
        return str(sent.refused_because["zh"])
    refusals = (one for one in findings(sent) if one["level"] == "error")
    return next((str(one["message"]["zh"]) for one in refusals), "")
