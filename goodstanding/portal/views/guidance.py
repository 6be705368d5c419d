"""The front page, help, and what helps to find one's way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from goodstanding.accounts.permissions import public
from goodstanding.disclosure.queries import policy
from goodstanding.portal.domain.sections import LISTS
from goodstanding.portal.queries import home as front
from goodstanding.portal.queries import publication
from goodstanding.portal.views.freshness import kept
from goodstanding.web.adapters import addresses

if TYPE_CHECKING:
    from django.http import HttpRequest

#: The map of the site: its parts, and their pages by name.
PLACES = (
    (_("查询"), (("home", _("首页")), ("search", _("查询组织")))),
    (
        _("公示"),
        (
            ("licences", _("行政许可")), ("penalties", _("行政处罚")), ("lists", _("名单和荣誉")),
            ("commitments", _("信用承诺")),
        ),
    ),
    (
        _("数据"),
        (("open_data", _("开放数据")), ("statistics", _("统计")), ("catalogue", _("公共信用信息目录")),
         ("rating_models", _("评价模型"))),
    ),
    (_("帮助"), (("help", _("帮助")), ("accessibility", _("无障碍声明")), ("sitemap", _("网站地图")))),
)  # fmt: skip


@public
@require_safe
@kept
def home(request: HttpRequest) -> HttpResponse:
    """One field, and what was published lately."""
    state = publication.state()
    found = front.home(policy.in_force(settings.ENVIRONMENT), state.today)
    context = {"figures": found.figures, "recent": found.recent, "as_of": state.published_at}
    return render(request, "portal/home.html", context)


@public
@require_safe
@kept
def guide(request: HttpRequest) -> HttpResponse:
    """How to search, what absence means, how long things are public, what to do about a fault."""
    return render(request, "portal/guidance/help.html")


@public
@require_safe
@kept
def accessibility(request: HttpRequest) -> HttpResponse:
    """What this site does so that everybody can use it, and what it can't yet."""
    return render(request, "portal/guidance/accessibility.html")


@public
@require_safe
@kept
def sitemap(request: HttpRequest) -> HttpResponse:
    """Every page of the portal, by part."""
    groups = [
        {
            "title": title,
            "pages": [
                {"title": label, "address": reverse(f"portal:{name}")} for name, label in pages
            ],
        }
        for title, pages in PLACES
    ]
    return render(request, "portal/guidance/sitemap.html", {"groups": groups})


@public
@require_safe
@kept
def sitemap_xml(request: HttpRequest) -> HttpResponse:
    """The lasting pages for search engines; no organisation's page, whose records end."""
    names = [name for _title, pages in PLACES for name, _label in pages if name != "search"]
    paths = [reverse(f"portal:{name}") for name in names]
    in_force = policy.in_force(settings.ENVIRONMENT)
    paths += [reverse("portal:catalogue_item", args=[item.code]) for item in in_force.items]
    paths += [
        reverse("portal:list", args=[item.code])
        for item in in_force.items
        if item.item_class in LISTS and item.disclosure.audience == "public"
    ]
    places = "".join(
        f"<url><loc>{request.build_absolute_uri(place)}</loc></url>"
        for path in paths
        for place in (path, addresses.in_language(path, "en"))
    )
    body = f'<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{places}</urlset>'
    return HttpResponse(body, content_type="application/xml; charset=utf-8")


@public
@require_safe
@kept
def robots(request: HttpRequest) -> HttpResponse:
    """What crawlers may fetch: pages yes, searches and files no; records end, data sets say how."""
    lines = (
        "User-agent: *",
        f"Disallow: {reverse('portal:search')}",
        f"Disallow: {addresses.in_language(reverse('portal:search'), 'en')}",
        f"Disallow: {reverse('portal:penalties')}",
        "Disallow: /record/",
        "Disallow: /en/record/",
        f"Sitemap: {request.build_absolute_uri(reverse('portal:sitemap_xml'))}",
        "",
    )
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
