"""Open data: what is public, whole, for machines; and what has to leave again."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from goodstanding.accounts.permissions import public
from goodstanding.disclosure.queries import open_data, policy
from goodstanding.lib.environment import now
from goodstanding.portal.adapters import snapshots
from goodstanding.portal.domain.facts import as_day
from goodstanding.portal.domain.open_data import FORMS
from goodstanding.portal.domain.sections import CLASS
from goodstanding.portal.queries import data_sets, publication
from goodstanding.portal.views.freshness import kept
from goodstanding.recall import queries as copies
from goodstanding.recall import services as recall

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from goodstanding.portal.adapters.snapshots import Snapshot

CHANGES_DAYS = 30


@public
@require_safe
@kept
def index(request: HttpRequest) -> HttpResponse:
    """Every data set: rows, day, files."""
    context = {
        "sets": data_sets.index(settings.ENVIRONMENT),
        "as_of": publication.state().published_at,
    }
    return render(request, "portal/open_data/index.html", context)


@public
@require_safe
@kept
def data_set(request: HttpRequest, code: str) -> HttpResponse:
    """One data set: files with sizes and SHA-256, columns, a sample, how ended records leave."""
    in_force = policy.in_force(settings.ENVIRONMENT)
    page = data_sets.page(code, settings.ENVIRONMENT, in_force) if code in CLASS else None
    if page is None:
        raise Http404
    context = {
        "page": page,
        "set": page.set,
        "city": in_force.catalogue.city.name,
        "changes": reverse("portal:data_file", args=[code, "changes.jsonl"]),
        "schema": reverse("portal:data_file", args=[code, "schema.json"]),
        "as_of": publication.state().published_at,
    }
    return render(request, "portal/open_data/set.html", context)


@public
@require_safe
def file(request: HttpRequest, code: str, name: str) -> HttpResponseBase:
    """A file of a set: the data in a form, what its fields mean, or what was withdrawn."""
    stem, _, form = name.partition(".")
    if code not in CLASS or (stem, form) not in _FILES:
        raise Http404
    if stem == "changes":
        return _changes(request, code)
    if stem == "schema":
        body = data_sets.schema(code, policy.in_force(settings.ENVIRONMENT))
        return HttpResponse(body, content_type="application/json; charset=utf-8")
    _note_copy(request, code)
    made = data_sets.snapshot(code, form, settings.ENVIRONMENT)
    response = _part(request, made) if made else _whole(code, form)
    response["Content-Type"] = FORMS[form][1]
    response["Content-Encoding"] = "identity"  # a part of a compressed whole would be of no use
    day = publication.state().today.isoformat()
    response["Content-Disposition"] = f'attachment; filename="{code}-{day}.{form}"'
    response["Cache-Control"] = "no-cache"
    return response


def _note_copy(request: HttpRequest, code: str) -> None:
    """Who takes the data with an account is told later of what left it; without one nobody knows who."""
    if request.method != "GET" or not request.user.is_authenticated:
        return
    in_force = policy.in_force(settings.ENVIRONMENT)
    recipient = copies.recipient_of(request.user, in_force.catalogue)
    if recipient is not None:
        day = publication.state().today.isoformat()
        recall.register_data_set(
            recipient, code, reference=day, by=request.user.actor, now=now(settings.ENVIRONMENT)
        )


_FILES = {("changes", "jsonl"), ("schema", "json"), *(("data", form) for form in FORMS)}


def _whole(code: str, form: str) -> StreamingHttpResponse:
    in_force = policy.in_force(settings.ENVIRONMENT)
    return StreamingHttpResponse(data_sets.stream(code, form, settings.ENVIRONMENT, in_force))


def _part(request: HttpRequest, made: Snapshot) -> HttpResponseBase:
    """The file or the part that is asked for, so that a broken download can go on."""
    etag = f'"{made.sha256[:32]}"'
    if etag in request.headers.get("If-None-Match", ""):
        return HttpResponse(status=304, headers={"ETag": etag})
    asked = request.headers.get("Range", "")
    if request.headers.get("If-Range", etag) != etag:
        asked = ""
    try:
        part = snapshots.asked_part(asked, made.size)
    except ValueError:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{made.size}"})
    first, last = part or (0, made.size - 1)
    response = StreamingHttpResponse(
        snapshots.read(made.path, first, last), status=206 if part else 200
    )
    response["Content-Length"] = str(last - first + 1)
    response["Accept-Ranges"] = "bytes"
    response["ETag"] = etag
    if part:
        response["Content-Range"] = f"bytes {first}-{last}/{made.size}"
    return response


def _changes(request: HttpRequest, code: str) -> StreamingHttpResponse:
    lines = open_data.changes(_since(request), item_class=code)
    response = StreamingHttpResponse(lines, content_type="application/x-ndjson")
    response["Content-Disposition"] = f'attachment; filename="{code}-changes.jsonl"'
    return response


def _since(request: HttpRequest) -> date:
    given = as_day(request.GET.get("since", ""))
    return given or publication.state().today - timedelta(days=CHANGES_DAYS)
