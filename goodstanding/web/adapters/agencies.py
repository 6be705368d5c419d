"""The agencies' names for apps that lie below the catalogue, which knows them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.module_loading import import_string

if TYPE_CHECKING:
    from collections.abc import Mapping


def agency_titles() -> Mapping[str, Any]:
    """The title of each agency by its code, as the policy in force has it: texts with `zh` and `en`.

    Who tells them is named in the settings, so that nobody imports upwards.
    """
    told: Mapping[str, Any] = import_string(settings.AGENCY_TITLES)()
    return told
