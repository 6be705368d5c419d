"""What the pages of an objection share."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from goodstanding.catalogue.domain.model import Item
    from goodstanding.objections.models import Objection


def claims_of(objection: Objection, kind: Item) -> list[dict[str, object]]:
    """What is said to be wrong, with the titles of the fields."""
    titles = {field.name: field.title for field in kind.fields}
    return [{**claim, "title": titles.get(claim["field"])} for claim in objection.claims]
