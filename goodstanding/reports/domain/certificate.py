"""The credit certificate as a W3C Verifiable Credential 2.0, and the list of those revoked.

Both are secured by JOSE (a signed token, `vc+jwt`), so that anybody with the platform's public
key can check them by a standard library, without asking the platform anything but the list.
"""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from goodstanding.catalogue.domain.model import Text
from goodstanding.lib import tokens

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from goodstanding.reports.domain.layouts import StandingLayout

CONTEXT: Final = [
    "https://www.w3.org/ns/credentials/v2",
    "https://www.w3.org/ns/credentials/undefined-terms/v2",
]
LIST_BITS: Final = 131_072
"""The least length of a status list, so that a bit says little of who asks (Bitstring Status List 1.0)."""
PURPOSE: Final = "revocation"


@dataclass(frozen=True)
class Facts:
    """What the certificate rests on: the public status, and how many public records of each class."""

    status: str
    counts: dict[str, int]  # class of the catalogue -> number


@dataclass(frozen=True)
class Holder:
    """Whom it is about."""

    uscc: str
    name: str


@dataclass(frozen=True)
class Status:
    """Where its bit stands: the list by its number, the place in the list."""

    list_number: int
    index: int

    @classmethod
    def at(cls, place: int) -> Status:
        """The bit of the so-many-eth certificate, from 0."""
        return cls(place // LIST_BITS, place % LIST_BITS)


def fallen(layout: StandingLayout, facts: Facts) -> Text | None:
    """Why the grounds do not hold; None where they do."""
    if facts.status not in layout.statuses:
        return Text(
            f"登记状态为“{facts.status}”", f"the registration is “{facts.status}”, not active"
        )
    listed = [code for code in layout.free_of if facts.counts.get(code, 0)]
    if listed:
        return Text("有正在公示的名单信息", f"there are published entries of: {', '.join(listed)}")
    return None


def credential(
    layout: StandingLayout, holder: Holder, *, base: str, address: str, issuer: Text,
    status: Status, valid_from: datetime, valid_until: datetime, number: str,
) -> dict[str, Any]:  # fmt: skip
    """The certificate's claims. `base` is the platform's address, `address` the verify page."""
    listed_at = list_address(base, status.list_number)
    return {
        "@context": CONTEXT,
        "id": address,
        "type": ["VerifiableCredential", "GoodStandingCredential"],
        "name": layout.heading.title.en,
        "issuer": {"id": base, "name": issuer.zh},
        "validFrom": valid_from.isoformat(),
        "validUntil": valid_until.isoformat(),
        "credentialStatus": {
            "id": f"{listed_at}#{status.index}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": PURPOSE,
            "statusListIndex": str(status.index),
            "statusListCredential": listed_at,
        },
        "credentialSubject": {
            "id": f"urn:uscc:{holder.uscc}",
            "unifiedSocialCreditCode": holder.uscc,
            "name": holder.name,
            "standing": {"zh": layout.statement.zh, "en": layout.statement.en},
            "edition": layout.heading.edition,
            "number": number,
        },
    }


def status_list(
    revoked: Iterable[int], *, base: str, list_number: int, issuer: Text, valid_from: datetime,
    valid_until: datetime,
) -> dict[str, Any]:  # fmt: skip
    """The claims of a status list, its bits of the revoked set."""
    address = list_address(base, list_number)
    return {
        "@context": CONTEXT[:1],
        "id": address,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": {"id": base, "name": issuer.zh},
        "validFrom": valid_from.isoformat(),
        "validUntil": valid_until.isoformat(),
        "credentialSubject": {
            "id": f"{address}#list",
            "type": "BitstringStatusList",
            "statusPurpose": PURPOSE,
            "encodedList": encoded(revoked),
        },
    }


def list_address(base: str, list_number: int) -> str:
    return f"{base}/certificates/status/{list_number}"


def encoded(revoked: Iterable[int]) -> str:
    """The bits, the first at the left, gzipped, in base64url with the multibase letter u."""
    bits = bytearray(LIST_BITS // 8)
    for index in revoked:
        bits[index // 8] |= 0x80 >> index % 8
    return "u" + tokens.base64url(gzip.compress(bytes(bits), mtime=0))
