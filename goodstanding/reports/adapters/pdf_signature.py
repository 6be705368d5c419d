"""Signs a PDF as PAdES (pyHanko), and tells whether a PDF is still as it was signed."""

from __future__ import annotations

import hashlib
import io
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, TypeVar

from asn1crypto import tsp
from asn1crypto import x509 as asn1
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.content import RawContent
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import BoxConstraints
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import attributes, fields, signers
from pyhanko.sign.general import as_signing_certificate_v2
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from goodstanding.lib.sealing import Sealer

T = TypeVar("T")
FIELD: Final = "Seal"
BOXES: Final = {"report": (419, 505, 539, 624), "certificate": (652, 57, 771, 176)}
"""Where each template draws the seal area: left, bottom, right, top in points from the corner below."""

BESIDE_CERTIFICATES: Final = 2048  # bytes of a signature in CMS but for the chain
MOST_BYTES: Final = 72  # of a P-256 signature in DER


@lru_cache(maxsize=4)
def _names(certificate: bytes) -> bytes:
    """What a signature says of the certificate that it was made with, in DER."""
    named: bytes = as_signing_certificate_v2(asn1.Certificate.load(certificate)).dump()
    return named


class _Named(attributes.SigningCertificateV2Provider):
    """Hands on what was written once: asn1crypto writes it anew for each look, level by level."""

    async def build_attr_value(self, dry_run: bool = False) -> tsp.SigningCertificateV2:  # noqa: ARG002, FBT001, FBT002  pyHanko's
        return tsp.SigningCertificateV2.load(_names(self.signing_cert.dump()))


class _Attributes(attributes.SignedAttributeProviderSpec):
    """All that a PAdES signature of level B-B has to say beside the digest."""

    def __init__(self, certificate: asn1.Certificate) -> None:
        self._certificate = certificate

    def signed_attr_providers(self, *_given: Any, **_named: Any) -> Iterator[_Named]:
        yield _Named(self._certificate)


class _Signer(signers.Signer):
    """pyHanko's signer over our sealer: the key itself is never handed out."""

    def __init__(self, sealer: Sealer) -> None:
        chain = [asn1.Certificate.load(one.public_bytes(Encoding.DER)) for one in sealer.chain]
        known = SimpleCertificateStore()
        known.register_multiple(chain)
        super().__init__(signing_cert=chain[0], cert_registry=known)
        self.signed_attr_prov_spec = _Attributes(chain[0])
        self._sealer = sealer

    async def async_sign_raw(
        self,
        data: bytes,
        digest_algorithm: str,
        dry_run: bool = False,  # noqa: FBT001, FBT002  pyHanko's
    ) -> bytes:
        if digest_algorithm != "sha256":
            raise ValueError(digest_algorithm)
        return bytes(MOST_BYTES) if dry_run else self._sealer.sign(data)


class _Writer(IncrementalPdfFileWriter):
    """Adds to a PDF without chance or clock: the file's name and dates stay those of its content."""

    @classmethod
    def _handle_id(cls, prev: PdfFileReader) -> generic.ArrayObject:
        first = prev.trailer["/ID"][0].original_bytes
        second = generic.ByteStringObject(hashlib.sha256(first).digest()[:16])
        return generic.ArrayObject([generic.ByteStringObject(first), second])

    def _update_meta(self) -> None:
        """Leave the dates that were typeset, on both places where a PDF has them."""


class _AtTime(signers.PdfSigner):
    """A signer whose time is the document's, so that made again it is the same."""

    def __init__(self, at: datetime, *parts: Any, **named: Any) -> None:
        super().__init__(*parts, **named)
        self._at = at

    def init_signing_session(self, *parts: Any, **named: Any) -> Any:
        session = super().init_signing_session(*parts, **named)
        session.system_time = self._at
        return session


def sign(
    pdf: bytes, *, sealer: Sealer, name: str, reason: str, at: datetime, template: str
) -> bytes:
    """The PDF with one signature in its seal area, after which nothing may be changed in it."""
    writer = _Writer(io.BytesIO(pdf))
    meta = signers.PdfSignatureMetadata(
        field_name=FIELD, md_algorithm="sha256", subfilter=fields.SigSeedSubFilter.PADES,
        certify=True, docmdp_permissions=fields.MDPPerm.NO_CHANGES, reason=reason, name=name,
    )  # fmt: skip
    # The words stand in the page already, in its embedded font; the signature covers their place.
    box = BOXES[template]
    left, bottom, right, top = box
    nothing = RawContent(b"", box=BoxConstraints(right - left, top - bottom))
    signer = _AtTime(
        at, meta, _Signer(sealer),
        stamp_style=StaticStampStyle(border_width=0, background=nothing),
        new_field_spec=fields.SigFieldSpec(FIELD, on_page=0, box=box),
    )  # fmt: skip
    signed = io.BytesIO()
    _apart(lambda: signer.sign_pdf(writer, output=signed, bytes_reserved=_room(sealer)))
    return signed.getvalue()


def _apart(work: Callable[[], T]) -> T:
    """In a thread of its own: pyHanko runs an event loop, and a caller may have one going already."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(work).result()


def _room(sealer: Sealer) -> int:
    """Hexadecimal digits for the signature: told, so that it isn't made twice to be measured."""
    return 2 * (
        BESIDE_CERTIFICATES + sum(len(one.public_bytes(Encoding.DER)) for one in sealer.chain)
    )


@dataclass(frozen=True)
class Seen:
    """What the bytes of a file say of themselves."""

    is_signed: bool
    is_intact: bool = False
    fingerprint: str = ""  # SHA-256 of the signer's certificate


def look_at(content: bytes) -> Seen:
    """Whether a PDF bears a signature, whose, and whether what it covers is unchanged.

    Nothing is fetched from anywhere. What is no PDF, or can't be read, bears none.
    """
    try:
        signature = next(iter(PdfFileReader(io.BytesIO(content)).embedded_signatures), None)
        if signature is None:
            return Seen(is_signed=False)
        # Whom to trust is the reader's question; here it is asked whether the bytes are unchanged.
        own = ValidationContext(trust_roots=[signature.signer_cert], allow_fetching=False)
        status = _apart(lambda: validate_pdf_signature(signature, own))
    except (PdfError, ValueError, KeyError, TypeError, IndexError, AttributeError):
        # A file that somebody changed can be broken in any way: it bears no signature that holds.
        return Seen(is_signed=False)
    certificate = status.signing_cert.dump()
    whole = status.intact and status.valid and status.coverage is SignatureCoverageLevel.ENTIRE_FILE
    return Seen(
        is_signed=True, is_intact=bool(whole), fingerprint=hashlib.sha256(certificate).hexdigest()
    )
