"""Who may see whose file: authorisations in force, and what was read by them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goodstanding.reports.models import Authorisation, Document

if TYPE_CHECKING:
    from datetime import date

MOST = 200


def in_force(body: str, uscc: str, today: date) -> Authorisation | None:
    """The authorisation of a body for an organisation on a day; the one that lasts longest."""
    found = Authorisation.objects.filter(
        body=body, uscc=uscc, ended_at=None, valid_until__gte=today
    )
    return found.order_by("-valid_until", "-id").first()


def of_organisation(uscc: str) -> list[Authorisation]:
    """Every authorisation that an organisation gave, newest first."""
    return list(Authorisation.objects.filter(uscc=uscc).order_by("-id")[:MOST])


def of_body(body: str, today: date) -> list[Authorisation]:
    """The organisations whose files a body may see today."""
    found = Authorisation.objects.filter(body=body, ended_at=None, valid_until__gte=today)
    return list(found.order_by("valid_until", "id")[:MOST])


def taken_by(authorisation: Authorisation) -> list[Document]:
    """What the body took of the organisation by this authorisation: body, purpose, day."""
    return list(Document.objects.filter(authorisation=authorisation).order_by("-id")[:MOST])
