"""A proof as officers give it: words, a day, and the paper, kept with the case."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings

from goodstanding.casework.services import papers
from goodstanding.listings.services.steps import Proof

if TYPE_CHECKING:
    from goodstanding.casework.models import Case


def kept_proof(case: Case, said: dict[str, Any], shared: dict[str, Any], kind: str) -> Proof:
    """The proof as it was given; its paper is kept with the case."""
    paper, document = said.get("paper"), None
    if paper:
        document = papers.add_document(
            case, paper, filename=paper.name, size=paper.size, kind=kind, shared=False,
            home=settings.ENVIRONMENT.home, by=shared["by"], now=shared["now"],
        )  # fmt: skip
    return Proof(said["text"], on=said["on"], document=document)
