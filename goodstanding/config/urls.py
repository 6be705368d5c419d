"""Every address of a node: the portal's where it serves the public, the office's at the centre."""

from __future__ import annotations

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path

ROLES = settings.ENVIRONMENT.roles

PUBLIC: list[tuple[str, str]] = [
    ("", "goodstanding.reports.urls.public"),
    ("", "goodstanding.portal.urls"),
]
INSIDE: list[tuple[str, str]] = [
    ("", "goodstanding.verification.urls"),  # first: programs ask far more often than people
    ("", "goodstanding.accounts.urls"),
    ("office/", "goodstanding.office.urls"),
    ("", "goodstanding.casework.urls"),
    ("", "goodstanding.objections.urls"),
    ("", "goodstanding.measures.urls"),
    ("", "goodstanding.listings.urls"),
    ("", "goodstanding.repairs.urls"),
    ("", "goodstanding.commitments.urls"),
    ("", "goodstanding.complaints.urls"),
    ("", "goodstanding.recall.urls"),
    ("", "goodstanding.ratings.urls"),
    ("", "goodstanding.reports.urls.inside"),
]
SAMPLES = (
    [("gallery/", "goodstanding.web.urls")] if settings.ENVIRONMENT.env != "production" else []
)


def _included(places: list[tuple[str, str]]) -> list[URLResolver | URLPattern]:
    return [path(place, include(urls)) for place, urls in places]


urlpatterns = i18n_patterns(
    *(_included(INSIDE) if ROLES & {"centre", "branch"} else []),
    *(_included(PUBLIC) if "public" in ROLES else []),
    *_included(SAMPLES),
    prefix_default_language=False,
)

# web
handler400 = "goodstanding.web.views.bad_request"
handler403 = "goodstanding.web.views.not_allowed"
handler404 = "goodstanding.web.views.not_found"
handler500 = "goodstanding.web.views.server_error"
