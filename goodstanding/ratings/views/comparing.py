"""For who answers for a model: what another edition of it would change, before it comes into force."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from goodstanding.accounts.domain import OFFICE_ROLES
from goodstanding.accounts.permissions import allowed, require
from goodstanding.catalogue.domain.faults import PolicyFaultsError
from goodstanding.catalogue.domain.model import Text
from goodstanding.catalogue.queries import catalogue_in_force
from goodstanding.disclosure.queries import policy
from goodstanding.ratings import permissions
from goodstanding.ratings.forms import Draft
from goodstanding.ratings.queries.models import another
from goodstanding.ratings.services.reading import try_edition
from goodstanding.ratings.views.page import clock, models
from goodstanding.web.templatetags.web import text as say

if TYPE_CHECKING:
    from django.http import HttpResponse

    from goodstanding.accounts.permissions import PersonRequest
    from goodstanding.ratings.domain.comparison import Comparison
    from goodstanding.ratings.domain.model import Model

NONE = "none"
LITTLE, GREAT = 0.1, 0.25  # of the stability index


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(*OFFICE_ROLES)
def compare(request: PersonRequest, code: str) -> HttpResponse:
    """A file is asked for; it is tried and not kept."""
    model = models().ready(code)
    require(permissions.can_compare(request.user, model))
    form = Draft(request.POST, request.FILES) if request.method == "POST" else Draft()
    page: dict[str, Any] = {"model": model, "form": form}
    if form.is_bound and form.is_valid():
        try:
            page |= _compared(request, model, form)
        except PolicyFaultsError as refused:
            form.add_error("file", [_told(one.message, one.line) for one in refused.faults[:5]])
    return render(request, "ratings/compare.html", page, status=422 if form.errors else 200)


def _compared(request: PersonRequest, model: Model, form: Draft) -> dict[str, Any]:
    environment = settings.ENVIRONMENT
    catalogue = catalogue_in_force(environment.policy, environment.home / "cache")
    content = form.cleaned_data["file"].read()
    found = another(model.code, content, environment.policy, catalogue)
    new, group = found.all[model.code], form.cleaned_data["group"]
    made = try_edition(
        model, new, found.rules, group=group, environment=environment, catalogue=catalogue,
        by=request.user.actor, now=clock(),
    )  # fmt: skip
    return {
        "new": new, "made": made, "total": sum(made.before.values()), "grades": _grades(model, new, made),
        "groups": [(_group(group, one.group), one) for one in made.groups], "shift": _shift(made),
    }  # fmt: skip


def _grades(old: Model, new: Model, made: Comparison) -> list[tuple[Text, int, int, list[int]]]:
    """Each grade with how many had it, have it, and where those went who had it, in this order."""
    titles = {one.code: one.title for one in (*new.grades, *old.grades)}
    titles[NONE] = Text("不评价", "Not rated")
    order = [
        code for code in titles if made.before.get(code) or made.after.get(code) or code != NONE
    ]
    return [
        (titles[code], made.before.get(code, 0), made.after.get(code, 0), [made.moves.get((code, to), 0) for to in order])
        for code in order
    ]  # fmt: skip


def _shift(made: Comparison) -> str:
    if made.stability < LITTLE:
        return "little"
    return "some" if made.stability <= GREAT else "great"


def _group(by: str, code: str) -> Text:
    if not code:
        return Text("未登记", "Not on record")
    said = policy.in_force(settings.ENVIRONMENT)
    if by == "kind":
        return said.words(said.catalogue.item("registration").field("kind").codes or "", code)
    return said.words(by, code)


def _told(message: Text, line: int) -> str:
    return say(Text(f"第 {line} 行：{message.zh}", f"Line {line}: {message.en}"))
