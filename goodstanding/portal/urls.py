"""The public portal's addresses."""

from __future__ import annotations

from django.conf import settings
from django.urls import path

from goodstanding.portal.views import (
    catalogue,
    columns,
    empty,
    guidance,
    lists,
    open_data,
    organisations,
    ratings,
    recalls,
    search,
    statistics,
)

app_name = "portal"

urlpatterns = [
    path("", guidance.home, name="home"),
    path("search/", search.results, name="search"),
    path("search/suggestions/", search.suggestions, name="suggestions"),
    path("organisation/<str:uscc>/", organisations.organisation, name="organisation"),
    path(
        "organisation/<str:uscc>/<slug:code>/", organisations.section, name="organisation_section"
    ),
    path("record/<int:number>/", organisations.record, name="record"),
    path("licences/", columns.licences, name="licences"),
    path("licences/export.csv", columns.export_licences, name="licence_export"),
    path("penalties/", columns.penalties, name="penalties"),
    path("penalties/export.csv", columns.export_penalties, name="penalty_export"),
    path("lists/", lists.index, name="lists"),
    path("lists/measures/", lists.measures, name="measures"),
    path("lists/proposed/", lists.proposed, name="proposed"),
    path("lists/bulletin/<slug:quarter>/", lists.bulletin, name="bulletin"),
    path("lists/<slug:code>/", lists.one_list, name="list"),
    path("commitments/", lists.commitments, name="commitments"),
    path("recalls/", recalls.register, name="recalls"),
    path("statistics/", statistics.page, name="statistics"),
    path("statistics/<slug:code>.csv", statistics.file, name="statistics_file"),
    path("catalogue/", catalogue.index, name="catalogue"),
    path("catalogue/<slug:code>/", catalogue.item, name="catalogue_item"),
    path("ratings/", ratings.index, name="rating_models"),
    path("ratings/<slug:code>/", ratings.model, name="rating_model"),
    path("open-data/", open_data.index, name="open_data"),
    path("open-data/<slug:code>/", open_data.data_set, name="data_set"),
    path("open-data/<slug:code>/<str:name>", open_data.file, name="data_file"),
    path("help/", guidance.guide, name="help"),
    path("accessibility/", guidance.accessibility, name="accessibility"),
    path("sitemap/", guidance.sitemap, name="sitemap"),
    path("sitemap.xml", guidance.sitemap_xml, name="sitemap_xml"),
    path("robots.txt", guidance.robots, name="robots"),
]

if settings.ENVIRONMENT.env == "test":
    urlpatterns.append(path("empty/", empty.empty, name="empty"))
