"""The pages of one organisation: all of it, one class whole, one record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from goodstanding.accounts.permissions import public
from goodstanding.disclosure.queries import policy
from goodstanding.disclosure.queries.published import merged_into
from goodstanding.portal.domain.sections import BY_CODE
from goodstanding.portal.queries import organisations, publication, records
from goodstanding.portal.views.asked import Pages
from goodstanding.portal.views.freshness import kept
from goodstanding.standards import uscc as codes

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@public
@require_safe
@kept
def organisation(request: HttpRequest, uscc: str) -> HttpResponse:
    """Who it is, in what standing, what is published of it, from whom, until when."""
    cleaned = codes.clean(uscc)
    if cleaned != uscc:
        return redirect("portal:organisation", cleaned) if codes.is_valid(cleaned) else _unknown()
    state = publication.state()
    page = organisations.page(uscc, policy.in_force(settings.ENVIRONMENT), state.today)
    if page is None:
        into = merged_into(uscc)
        return redirect("portal:organisation", into) if into else _unknown()
    context = {"page": page, "as_of": state.published_at}
    response = render(request, "portal/organisation/page.html", context)
    response["X-Robots-Tag"] = "noarchive"  # what ends here must not go on in a cache
    return response


@public
@require_safe
@kept
def section(request: HttpRequest, uscc: str, code: str) -> HttpResponse:
    """Every record of one section, a page at a time."""
    wanted = BY_CODE.get(code)
    if wanted is None:
        return _unknown()
    state = publication.state()
    in_force = policy.in_force(settings.ENVIRONMENT)
    after = request.GET.get("after") or None
    page = organisations.section_page(uscc, wanted, in_force, state.today, after=after)
    if page is None:
        return _unknown()
    pages = Pages.keyed(request, page.next)
    context = {"page": page, "pages": pages, "as_of": state.published_at}
    return render(request, "portal/organisation/section.html", context)


@public
@require_safe
@kept
def record(request: HttpRequest, number: int) -> HttpResponse:
    """One record; after the end of its publicity the same page as for one that never was."""
    if number >= 2**63:
        return _unknown()
    state = publication.state()
    page = records.page(number, policy.in_force(settings.ENVIRONMENT), state.today)
    if page is None:
        return _unknown()
    context = {"page": page, "record": page.record, "as_of": state.published_at}
    response = render(request, "portal/record/page.html", context)
    response["X-Robots-Tag"] = "noindex, noarchive"
    return response


def _unknown() -> HttpResponse:
    raise Http404
