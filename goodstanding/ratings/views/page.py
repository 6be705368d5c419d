"""What the pages of ratings share: models in force, the clock, the sheet of one rating."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings

from goodstanding.catalogue.queries import catalogue_in_force
from goodstanding.lib.environment import CIVIL_TIME, now
from goodstanding.ratings.domain.model import UNIT
from goodstanding.ratings.domain.result import shown
from goodstanding.ratings.forms import Days
from goodstanding.ratings.queries.inputs import known_at_the_end_of
from goodstanding.ratings.queries.models import Models, models_in_force
from goodstanding.ratings.queries.telling import sheet
from goodstanding.ratings.services import reading

if TYPE_CHECKING:
    from datetime import date, datetime

    from django.http import HttpRequest

    from goodstanding.accounts.permissions import PersonRequest
    from goodstanding.organisations.models import Organisation
    from goodstanding.ratings.domain.model import Model


def clock() -> datetime:
    return now(settings.ENVIRONMENT)


def today() -> date:
    return clock().astimezone(CIVIL_TIME).date()


def models() -> Models:
    """The models of the policy folder in force."""
    policy, home = settings.ENVIRONMENT.policy, settings.ENVIRONMENT.home
    return models_in_force(policy, catalogue_in_force(policy, home / "cache"))


def days(request: HttpRequest) -> tuple[date, date, Days]:
    """The day of the rating and the day of what was known; neither lies ahead."""
    form = Days(request.GET or None)
    form.full_clean()
    given = form.cleaned_data if form.is_bound else {}
    day = min(given.get("as_of") or today(), today())
    known = min(given.get("known_on") or today(), today())
    return day, known, Days(initial={"as_of": day, "known_on": known})


def rating_page(
    request: PersonRequest, organisation: Organisation, model: Model, *, purpose: str
) -> dict[str, Any]:
    """One rating, explained. Reading it is written down."""
    found = models()
    day, known, form = days(request)
    explained = reading.read(
        organisation, model, found, day=day, known_before=known_at_the_end_of(known),
        purpose=purpose, by=request.user.actor, now=clock(),
    )  # fmt: skip
    failing = explained.if_objections_fail
    catalogue = catalogue_in_force(settings.ENVIRONMENT.policy, settings.ENVIRONMENT.home / "cache")
    return {
        "organisation": organisation, "model": model, "explained": explained,
        "sheet": sheet(explained), "days": form, "day": day, "known": known,
        "items": {code: found.rules.items[code].title for code in model.items()},
        "agencies": {code: one.title for code, one in catalogue.agencies.items()},
        "maximum": sum(one.maximum for one in model.dimensions) // UNIT,
        "failing": shown(failing.points, model.decimals) if failing else "",
        "is_past": (day, known) != (today(), today()), "owner": catalogue.agency(model.owner).title,
    }  # fmt: skip
