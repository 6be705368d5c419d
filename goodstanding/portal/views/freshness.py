"""How long a public page may be kept by whoever fetched it, and when it need not be sent again."""

from __future__ import annotations

import hashlib
from datetime import datetime, time, timedelta
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.cache import caches
from django.http import HttpResponse, HttpResponseRedirect
from django.templatetags.static import static
from django.urls import reverse

from goodstanding.disclosure.queries import policy
from goodstanding.lib.environment import CIVIL_TIME, now
from goodstanding.portal.queries import publication
from goodstanding.portal.views.asked import names_a_person
from goodstanding.web.adapters.caching import cacheable

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

    View = Callable[..., HttpResponse]

LONGEST = 60
#: A page with more bytes is made anew each time: what is kept stays within some 60 MB a process.
LARGEST_KEPT = 60_000


def seconds_fresh(moment: datetime) -> int:
    """For how many seconds a page made now stays right: a minute, but never past midnight.

    Publicity ends with a day, so no page outlives the end of anything on it.
    """
    local = moment.astimezone(CIVIL_TIME)
    midnight = datetime.combine(local.date() + timedelta(days=1), time(), CIVIL_TIME)
    return min(LONGEST, int((midnight - local).total_seconds()))


def _made_from(_request: HttpRequest, **_place: Any) -> str:
    """What a page shows the state of: the publication, the day, policy, and how pages look."""
    day = now(settings.ENVIRONMENT).astimezone(CIVIL_TIME).date()
    edition = policy.in_force(settings.ENVIRONMENT).catalogue.edition
    return f"{publication.watermark()} {day} {edition} {static('vendor/site.css')}"


#: Where whoever asks for a person is answered: at an address that does not hold the number.
ORGANISATIONS_ONLY = "organisations-only"


def answered_without_person(view: View) -> View:
    """Lead whoever asks for a natural person's number away from it, to the answer of the search.

    Nothing is looked up, and the number is in no page, in no log (a redirect is not logged)
    and no longer in the address.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **place: Any) -> HttpResponse:
        if names_a_person(request):
            return HttpResponseRedirect(reverse("portal:search") + f"?answer={ORGANISATIONS_ONLY}")
        return view(request, *args, **place)

    return answer


def _made_once(view: View) -> View:
    """Give a page again that was made from the present state, instead of making it anew.

    The state is part of the key, so that a page of an earlier one is never given again.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **place: Any) -> HttpResponse:
        pages, key = caches["pages"], _key(request)
        made = pages.get(key)
        if made is not None:
            headers, body = made
            return HttpResponse(body, headers=headers)
        response = view(request, *args, **place)
        if _worth_keeping(response):
            pages.set(key, (dict(response.items()), response.content))
        return response

    return answer


def _key(request: HttpRequest) -> str:
    htmx = request.headers.get("HX-Request", "")
    parts = (_made_from(request), request.get_host(), request.get_full_path(), htmx)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _worth_keeping(response: HttpResponse) -> bool:
    whole = response.status_code == 200 and not response.streaming and not response.cookies
    return whole and len(response.content) <= LARGEST_KEPT


def kept(view: View) -> View:
    """Let the page be kept for a minute, and answer 304 while nothing was published."""
    answer = cacheable(seconds=LONGEST, watermark=_made_from)(_made_once(view))

    @wraps(view)
    def answer_till_midnight(request: HttpRequest, *args: Any, **place: Any) -> HttpResponse:
        response = answer(request, *args, **place)
        if response.headers.get("Cache-Control", "").startswith("public"):
            seconds = seconds_fresh(now(settings.ENVIRONMENT))
            response["Cache-Control"] = f"public, max-age={seconds}"
        return response

    return answered_without_person(answer_till_midnight)
