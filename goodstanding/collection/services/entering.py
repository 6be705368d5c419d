"""A single record typed in on a page, sent through the ordinary door."""

from __future__ import annotations

import json
from io import BytesIO
from typing import TYPE_CHECKING

from goodstanding.collection.domain.kept import Mode
from goodstanding.collection.domain.submission import ENTERED
from goodstanding.collection.services.submitting import submit

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from goodstanding.audit.domain import Actor
    from goodstanding.collection.models import Submission
    from goodstanding.lib.environment import Environment


def enter(
    *,
    item: str,
    agency: str,
    values: Mapping[str, str],
    token: str,
    by: Actor,
    environment: Environment,
    now: datetime,
) -> Submission:
    """Send one record as a file of one row, and load it; answers the submission.

    `token` names the filled-in form: sent twice it is one submission. Raises what
    `submit` raises.
    """
    cells = {name: value for name, value in values.items() if value}
    return submit(
        BytesIO(json.dumps(cells, ensure_ascii=False).encode() + b"\n"), filename=ENTERED,
        item=item, agency=agency, mode=Mode.UPSERT, key=f"enter {token}", wait=True,
        environment=environment, now=now, progress=lambda _stage: None, by=by,
    )  # fmt: skip
