"""Documents for who looks at a demonstration: a firm's report, special report, certificates, authorisation."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING

from goodstanding.audit.domain import command
from goodstanding.lib.environment import CIVIL_TIME
from goodstanding.organisations.queries import find
from goodstanding.reports.domain.content import Asked
from goodstanding.reports.domain.refusals import GroundFallenError, NotPublicError
from goodstanding.reports.models import Document
from goodstanding.reports.queries import grounds
from goodstanding.reports.queries.words import in_force
from goodstanding.reports.services import authorising, certifying, issuing

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from goodstanding.audit.domain import Actor
    from goodstanding.lib.environment import Environment

YEARS = 3
DAYS = 30


def create_demo_documents(
    firm: str, bank: str, *, environment: Environment, now: datetime
) -> list[Document]:
    """What the firm would have asked for by now; nothing where it has something already.

    A firm that happens to stand on a list gets no certificate of good standing, as in life.
    """
    if Document.objects.filter(uscc=firm).exists():
        return []
    by, organisation = command("demo"), find(firm)
    today = now.astimezone(CIVIL_TIME).date()
    authorising.authorise(
        organisation, body=bank, body_name=find(bank).name, purpose="流动资金贷款审查",
        valid_until=today + timedelta(days=DAYS), by=by, now=now,
    )  # fmt: skip
    domains = tuple(one.code for one in in_force(environment).layouts.special.domains)
    asked = Asked(today.replace(year=today.year - YEARS, day=min(today.day, 28)), today, domains)
    made = [
        issuing.special_report(
            organisation, asked=asked, purpose="参加工程项目投标", applicant=organisation.name,
            language="zh", environment=environment, by=by, now=now,
        )
    ]  # fmt: skip
    with suppress(NotPublicError):
        made.append(
            issuing.public_report(
                firm, language="zh", environment=environment, by=issuing.PUBLIC, now=now
            )
        )
        made += _certificates(firm, environment=environment, by=by, now=now)
    return made


def _certificates(
    firm: str, *, environment: Environment, by: Actor, now: datetime
) -> Iterator[Document]:
    """Of good standing, and of every grade that the firm can ask for, where it holds."""
    grades = grounds.offered(firm, in_force(environment), now)
    for grade in ("", *(code for code, _title, _body in grades)):
        with suppress(GroundFallenError):
            yield certifying.certify(
                firm, grade=grade, purpose="向银行申请贷款", language="zh", environment=environment,
                by=by, now=now,
            )  # fmt: skip
