from __future__ import annotations

from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "goodstanding.catalogue"
    label = "catalogue"
    verbose_name = "信用信息目录"
