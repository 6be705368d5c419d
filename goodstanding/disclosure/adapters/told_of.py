"""Which published records were told of an organisation, in whosever file they are shown."""

from __future__ import annotations


def told_of(organisation: str) -> str:
    """A condition on r, the published record; `organisation` is what its number is compared with: "= v.id".

    Most are found by the index of files. Those that are shown in another's are so few that the
    index of them costs nothing.
    """
    return (
        f"(coalesce(r.shown_with, r.organisation_id) {organisation}"
        f" OR r.shown_with IS NOT NULL AND r.organisation_id {organisation})"
        f" AND r.organisation_id {organisation}"
    )
