"""Finding an organisation: results, and suggestions while typing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from goodstanding.accounts.permissions import public
from goodstanding.disclosure.queries import policy
from goodstanding.matching.domain.finding import FACETS, PERSON, Filters
from goodstanding.matching.queries import search as matching
from goodstanding.portal.domain import hits
from goodstanding.portal.views.asked import Pages, number
from goodstanding.portal.views.freshness import ORGANISATIONS_ONLY, answered_without_person
from goodstanding.web.templatetags.web import text as say

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from goodstanding.matching.domain.finding import SearchPage

PAGE = 20
MOST_PAGES = 50
MOST_VALUES = 20


@public
@require_safe
@answered_without_person
def results(request: HttpRequest) -> HttpResponse:
    """The organisations that the question may mean; one that is named exactly opens at once.

    A search is not kept by anybody on the way: its address holds what was asked.
    """
    text = hits.cleaned(request.GET.get("q", ""))
    chosen = _chosen(request)
    page = number(request, "page", most=MOST_PAGES)
    answer = matching.search(text, limit=PAGE, page=page, filters=Filters(**chosen), public=True)
    if hits.is_exact(answer.hits) and not any(chosen.values()):
        return redirect("portal:organisation", answer.hits[0].uscc)
    if any(note.code == PERSON.code for note in answer.notes):
        return redirect(f"{reverse('portal:search')}?answer={ORGANISATIONS_ONLY}")
    return _rendered(request, answer, chosen, asked=bool(text))


def _rendered(
    request: HttpRequest, answer: SearchPage, chosen: dict[str, tuple[str, ...]], *, asked: bool
) -> HttpResponse:
    words = policy.in_force(settings.ENVIRONMENT).words
    found = [hits.found(hit, words) for hit in answer.hits]
    is_person = request.GET.get("answer") == ORGANISATIONS_ONLY
    context = {
        "page": answer,
        "notes": (PERSON,) if is_person else answer.notes if asked else (),
        "near": [hit for hit in found if not hit.is_similar],
        "similar": [hit for hit in found if hit.is_similar],
        "is_slip": any("code.slip" in hit.why for hit in answer.hits),
        "facets": hits.facets(answer.facets, chosen, words),
        "chosen": sum(len(values) for values in chosen.values()),
        "pages": Pages.numbered(request, answer.page, min(answer.pages, MOST_PAGES)),
    }
    template = "portal/search/_results.html" if request.htmx else "portal/search/results.html"  # type: ignore[attr-defined]
    response = render(request, template, context)
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


@public
@require_safe
def suggestions(request: HttpRequest) -> JsonResponse:
    """At most eight organisations for what is typed so far, each with what tells it apart."""
    text = hits.cleaned(request.GET.get("q", ""))
    words = policy.in_force(settings.ENVIRONMENT).words
    offered = [
        {
            "label": hit.name,
            "note": " · ".join(
                filter(None, map(say, (hit.status.title, *hit.place, hit.why, hit.matched)))
            ),
            "address": reverse("portal:organisation", args=[hit.uscc]),
        }
        for hit in (hits.found(one, words) for one in matching.suggest(text, limit=8, public=True))
    ]
    response = JsonResponse(offered, safe=False)
    response["Cache-Control"] = "private, no-store"
    return response


def _chosen(request: HttpRequest) -> dict[str, tuple[str, ...]]:
    return {
        name: tuple(
            value
            for value in request.GET.getlist(name)[:MOST_VALUES]
            if value.isascii() and value.replace("_", "").isalnum() and len(value) <= 24
        )
        for name in FACETS
    }
