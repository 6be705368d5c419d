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
from goodstanding.reports.domain.content import text_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, datetime

    from goodstanding.catalogue.domain.model import LegalBasis
    from goodstanding.ratings.domain.model import Model
    from goodstanding.reports.domain.content import Content, Graded, RestsOn, Subject
    from goodstanding.reports.domain.layouts import CertificateLayout, GradeSource

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
class Asked:
    """A kind of certificate, and where the grade comes from that it is to tell; none for good standing."""

    layout: CertificateLayout
    source: GradeSource | None = None


@dataclass(frozen=True)
class Ground:
    """What may be certified now; `fallen` says why nothing may."""

    fallen: Text | None = None
    graded: Graded | None = None
    rests_on: tuple[RestsOn, ...] = ()
    basis: tuple[LegalBasis, ...] = ()
    until: date | None = None  # the last day of the record
    model: Model | None = None  # that came to the grade


@dataclass(frozen=True)
class Status:
    """Where its bit stands: the list by its number, the place in the list."""

    list_number: int
    index: int

    @classmethod
    def at(cls, place: int) -> Status:
        """The bit of the so-many-eth certificate, from 0."""
        return cls(place // LIST_BITS, place % LIST_BITS)


def fallen(layout: CertificateLayout, facts: Facts) -> Text | None:
    """Why the grounds do not hold; None where they do."""
    if facts.status not in layout.statuses:
        return Text(
            f"登记状态为“{facts.status}”", f"the registration is “{facts.status}”, not active"
        )
    listed = [code for code in layout.free_of if facts.counts.get(code, 0)]
    if listed:
        return Text("有正在公示的名单信息", f"there are published entries of: {', '.join(listed)}")
    return None


CHANGED: Final = {
    "grade": Text("等级已变化", "the grade changed"),
    "points": Text("分值已变化", "the points changed"),
    "record": Text("等级记录已更正，或者已有新的评定", "the record was corrected, or a newer grade given"),
    "edition": Text("评价模型的版本已更换", "another edition of the model is in force"),
}  # fmt: skip
"""Why a grade that still is one is no longer the one that was certified: the first that differs."""
NOT_CERTIFIED: Final = Text("不再出具这一等级的证明", "this grade is no longer certified")


def changed(before: Mapping[str, Any], after: Graded) -> Text | None:
    """Why the grade as it stands is not the one of a certificate; never what it is now."""
    differing = (CHANGED[name] for name in CHANGED if before[name] != getattr(after, name))
    return next(differing, None)


def statement(layout: CertificateLayout, graded: Graded | None) -> Text:
    """The one sentence of a certificate."""
    if graded is None:
        return layout.statement
    zh, en = layout.statement.zh, layout.statement.en
    for name, said in (("title", graded.title), ("body", graded.body), ("grade", graded.said)):
        zh, en = zh.replace(f"{{{name}}}", said.zh), en.replace(f"{{{name}}}", said.en)
    return Text(zh, en)


def credential(
    content: Content, *, base: str, address: str, status: Status, valid_from: datetime,
    as_of: datetime, valid_until: datetime, number: str, purpose: str,
) -> dict[str, Any]:  # fmt: skip
    """The certificate's claims. `base` is the platform's address, `address` the verify page."""
    listed_at = list_address(base, status.list_number)
    return {
        "@context": CONTEXT,
        "id": address,
        "type": ["VerifiableCredential", _type(content)],
        "name": content.title.en,
        "issuer": {"id": base, "name": content.issuer.zh},
        "validFrom": valid_from.isoformat(),
        "validUntil": valid_until.isoformat(),
        "credentialStatus": {
            "id": f"{listed_at}#{status.index}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": PURPOSE,
            "statusListIndex": str(status.index),
            "statusListCredential": listed_at,
        },
        "credentialSubject": _who(content.subject)
        | _what(content)
        | {
            "edition": content.edition,
            "asOf": as_of.isoformat(),
            "number": number,
            "purpose": purpose,
        },
    }


def _type(content: Content) -> str:
    return "GoodStandingCredential" if content.graded is None else "CreditGradeCredential"


def _who(subject: Subject) -> dict[str, Any]:
    return {
        "id": f"urn:uscc:{subject.uscc}",
        "unifiedSocialCreditCode": subject.uscc,
        "name": subject.name,
    }


def _what(content: Content) -> dict[str, Any]:
    """What is certified: the standing in words, or a grade with all that it takes to read it."""
    graded = content.graded
    if graded is None:
        assert content.statement is not None  # every certificate has one
        return {"standing": _both(content.statement)}
    told = {
        "of": graded.of, "name": _both(graded.title), "grade": graded.grade,
        "label": _both(graded.said), "fromBestToWorst": [_both(one) for one in graded.scale],
        "responsibleBody": _both(graded.body), "edition": graded.edition, "digest": graded.digest,
        "provisional": graded.provisional,
        "details": [
            {"name": _both(one.label), "value": _both(text_of(one.value))} for one in graded.lines
        ],
    }  # fmt: skip
    return {"grade": told if graded.points is None else told | {"points": graded.points}}


def _both(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}


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
