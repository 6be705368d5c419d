"""A complaint taken in, routed by policy; its progress for who has number and code."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction

from goodstanding.audit.domain import Actor
from goodstanding.casework.domain.cases import require_reason
from goodstanding.casework.services import cases
from goodstanding.complaints import domain
from goodstanding.complaints.domain import (
    ElsewhereError,
    State,
    TooManyAttemptsError,
    UnknownTopicError,
    WrongCodeError,
)
from goodstanding.complaints.models import Complaint
from goodstanding.lib import store
from goodstanding.standards import person_number

if TYPE_CHECKING:
    from datetime import datetime

    from goodstanding.casework.services.timing import Timing
    from goodstanding.catalogue.domain.complaints import Topic
    from goodstanding.lib.environment import Environment

CITIZEN = Actor(kind="system", id="complainant", label="投诉人")
"""In story and audit log: a complainant is nobody there."""


@dataclass(frozen=True)
class Written:
    """What somebody wrote: about which organisation, what happened, where; and how to reach them, if they say."""

    organisation: str
    facts: str
    place: str = ""
    contact: str = ""


@dataclass(frozen=True)
class Receipt:
    """What is told to who complains, once."""

    number: str
    code: str
    body: str


def topic_of(code: str, timing: Timing) -> Topic:
    """The topic of policy. Raises UnknownTopicError."""
    found = next((one for one in timing.catalogue.complaints if one.code == code), None)
    if found is None:
        raise UnknownTopicError(given=code)
    return found


@transaction.atomic
def file(
    written: Written, *, topic: str, uscc: str, timing: Timing, environment: Environment,
    now: datetime,
) -> Receipt:  # fmt: skip
    """Take a complaint in for the body in charge; number and code are told once, here.

    Nothing that was written stands in the database: it lies encrypted in the store, the key
    here. Raises UnknownTopicError, ElsewhereError, NoReasonError, StoreFullError.
    """
    about = topic_of(topic, timing)
    if about.elsewhere is not None:
        raise ElsewhereError(where=about.elsewhere.zh, where_en=about.elsewhere.en)
    require_reason(written.facts, step="complaint")
    case = cases.open_case(
        kind=domain.KIND, prefix=domain.PREFIX, organisation_id=0, uscc="",
        name=person_number.mask(written.organisation.strip())[:200], matter=about.title.zh,
        agency=about.agency, step=f"complaint.{State.FILED}", by=CITIZEN, now=now,
    )  # fmt: skip
    kept = store.save(BytesIO(_bytes(written)), folder=environment.home / "store")
    code = domain.new_code()
    Complaint.objects.create(
        case=case, topic=about.code, body=about.agency, organisation=uscc,
        code=make_password(code), kept_as=kept.path, kept_sha256=kept.sha256, kept_size=kept.size,
        data_key=kept.key, keep_days=about.keep_days,
    )  # fmt: skip
    timing.start(case, domain.LIMITS[State.FILED], now)
    return Receipt(case.number, code, about.agency)


def _bytes(written: Written) -> bytes:
    said = {name: person_number.mask(text.strip()) for name, text in asdict(written).items()}
    return json.dumps(said, ensure_ascii=False).encode()


def progress(number: str, code: str, *, now: datetime) -> Complaint:
    """The complaint for who has its number and code. Raises WrongCodeError, TooManyAttemptsError."""
    found = Complaint.objects.select_related("case").filter(case__number=number.strip()).first()
    if found is None:
        raise WrongCodeError
    today = now.date()
    tried = found.wrong_codes if found.wrong_on == today else 0
    if tried >= domain.MOST_ATTEMPTS:
        raise TooManyAttemptsError
    if not check_password(domain.cleaned(code), found.code):
        Complaint.objects.filter(pk=found.pk).update(wrong_on=today, wrong_codes=tried + 1)
        raise WrongCodeError
    return found
