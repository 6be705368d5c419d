"""The counter: may this organisation do that here? One sentence, with the clause."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.shortcuts import render
from django.views.decorators.http import require_safe

from goodstanding.accounts.domain import OFFICE_ROLES
from goodstanding.accounts.permissions import allowed
from goodstanding.casework.services.timing import timing_of
from goodstanding.casework.views import moment
from goodstanding.measures import forms
from goodstanding.measures.services.asking import MATTERS, ask
from goodstanding.organisations.queries import (
    AmbiguousNameError,
    UnknownOrganisationError,
    find,
)
from goodstanding.web.templatetags.web import text as say

if TYPE_CHECKING:
    from django.http import HttpResponse

    from goodstanding.accounts.permissions import PersonRequest


@require_safe
@allowed(*OFFICE_ROLES)
def counter(request: PersonRequest) -> HttpResponse:
    catalogue = timing_of(settings.ENVIRONMENT).catalogue
    matters = catalogue.code_list(MATTERS)
    form = forms.Checkup(request.GET if "matter" in request.GET else None, matters=matters)
    page: dict[str, object] = {"form": form, "today": moment().date()}
    if form.is_valid():
        asked = form.cleaned_data
        try:
            organisation = find(asked["organisation"])
        except (UnknownOrganisationError, AmbiguousNameError) as unknown:
            form.add_error("organisation", say(unknown))
        else:
            answer = ask(
                organisation, asked["matter"], catalogue=catalogue, by=request.user.actor,
                now=moment(),
            )  # fmt: skip
            title = next(one.title for one in matters.codes if one.code == asked["matter"])
            page |= {"organisation": organisation, "answer": answer, "matter": title}
    status = 422 if form.is_bound and not form.is_valid() else 200
    return render(request, "measures/counter.html", page, status=status)
