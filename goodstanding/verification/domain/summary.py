"""The summary of a run that is signed: who asked what for, of which snapshot, how many answers of each kind.

It takes the form of the credit certificate (a Verifiable Credential 2.0), so that whatever checks one
checks the other. It says what was answered on a day; that stays true, so it neither ends nor is revoked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from goodstanding.catalogue.domain.model import Text

CONTEXT: Final = [
    "https://www.w3.org/ns/credentials/v2",
    "https://www.w3.org/ns/credentials/undefined-terms/v2",
]
TYPE: Final = "VerificationSummary"


def credential(
    number: str, *, base: str, issuer: Text, at: datetime, asked: Mapping[str, Any],
    counts: Mapping[str, int], workbook: str,
) -> dict[str, Any]:  # fmt: skip
    """The claims. `asked` tells who, what for and of what; `workbook` is the SHA-256 of the answers."""
    name = f"urn:goodstanding:verification:{number}"
    return {
        "@context": CONTEXT,
        "id": name,
        "type": ["VerifiableCredential", TYPE],
        "name": "Summary of a verification",
        "issuer": {"id": base, "name": issuer.zh},
        "validFrom": at.isoformat(),
        "credentialSubject": {
            "id": name, "number": number, **asked, "rows": sum(counts.values()), **counts,
            "workbook": {"digest": f"sha-256:{workbook}"},
        },
    }  # fmt: skip
