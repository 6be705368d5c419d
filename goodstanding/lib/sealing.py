"""The key that documents and tokens are signed with, and its certificate.

Whatever keeps a key answers `Sealer`: a file of the home, or a device that never gives its key
away (`sealing_device.py`), since nobody here asks for more than a signature.
"""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Protocol

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.x509.oid import NameOID

from goodstanding.lib.errors import GoodstandingError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from goodstanding.lib.environment import Environment

FILE: Final = "documents.pem"
ALGORITHM: Final = "ECDSA P-256, SHA-256"
YEARS: Final = 10
BYTES: Final = 32  # of a number of P-256


class NoAddressError(GoodstandingError):
    code = "report.no_address"
    zh = "本平台没有对外地址，不能签发文件：二维码无处可指。请系统管理员设置 GOODSTANDING_HOSTS，第一个须为完整域名。"
    message = (
        "This node has no public address, so it can't sign documents: their QR code would lead nowhere. "
        "Set GOODSTANDING_HOSTS, with a whole host name that does not begin with a dot."
    )
    http_status = 503


class SigningKeyError(GoodstandingError):
    code = "report.signing_key"
    message = "The key or certificate that signs documents can't be used (%(path)s): %(reason)s. Restore both from the backup."
    http_status = 500


class Sealer(Protocol):
    """Signs with P-256 and SHA-256, and shows the certificate of the key."""

    @property
    def chain(self) -> Sequence[x509.Certificate]:
        """The certificate of the key first, then those above it."""

    def sign(self, content: bytes) -> bytes:
        """The signature of the content, in DER."""


@dataclass(frozen=True)
class FileSealer:
    """A key in a file of the home, with its certificate in the same file."""

    key: ec.EllipticCurvePrivateKey
    chain: tuple[x509.Certificate, ...]

    def sign(self, content: bytes) -> bytes:
        # Without chance (RFC 6979), so that a document made again has the same bytes.
        return self.key.sign(content, ec.ECDSA(hashes.SHA256(), deterministic_signing=True))


def public_address(environment: Environment) -> str:
    """The address under which the public reaches this node: the first of its host names.

    What is signed carries it for good, so a node in production without one signs nothing.
    Raises NoAddressError.
    """
    hosts = [host for host in environment.hosts if not host.startswith(".")]
    if not hosts and environment.env == "production":
        raise NoAddressError
    return f"https://{hosts[0]}" if hosts else "http://localhost:8000"


def sealer_of(environment: Environment, *, name: str) -> Sealer:
    """What the node signs documents with: the device of the settings, else the key in its home.

    Raises SigningKeyError, SigningDeviceError.
    """
    if environment.signing_device is None:
        return sealer(environment.home, name=name)
    # Late: few nodes have a device.
    from goodstanding.lib.sealing_device import device_sealer

    return device_sealer(environment.signing_device, environment.home)


def sealer(home: Path, *, name: str) -> FileSealer:
    """The sealer of a home; its key is made once, with a certificate that it signs itself.

    An operator with a certificate of an authority puts key and chain into the file. Raises
    SigningKeyError.
    """
    path = home / "keys" / FILE
    if not path.exists():
        _make(path, name)
    return _read(path, path.stat().st_mtime_ns)


def signer_name(one: Sealer) -> str:
    """Whose certificate it is."""
    found = one.chain[0].subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(found[0].value) if found else one.chain[0].subject.rfc4514_string()


def public_numbers(one: Sealer) -> tuple[bytes, bytes]:
    """The point of the public key: x and y, 32 bytes each."""
    key = one.chain[0].public_key()
    if not isinstance(key, ec.EllipticCurvePublicKey):
        raise SigningKeyError(path=FILE, reason="the certificate's key is not of P-256")
    numbers = key.public_numbers()
    return numbers.x.to_bytes(BYTES, "big"), numbers.y.to_bytes(BYTES, "big")


def raw_signature(der: bytes) -> bytes:
    """A signature as JOSE writes it: r and s, 32 bytes each."""
    r, s = decode_dss_signature(der)
    return r.to_bytes(BYTES, "big") + s.to_bytes(BYTES, "big")


def read_certificates(path: Path) -> tuple[x509.Certificate, ...]:
    """The certificates of a file, in its order, at least one. Raises SigningKeyError."""
    try:
        return tuple(x509.load_pem_x509_certificates(path.read_bytes()))
    except (OSError, ValueError) as reason:
        raise SigningKeyError(path=path, reason=reason) from reason


@lru_cache(maxsize=4)
def _read(path: Path, _written: int) -> FileSealer:
    chain = read_certificates(path)
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError) as reason:
        raise SigningKeyError(path=path, reason=reason) from reason
    if not (isinstance(key, ec.EllipticCurvePrivateKey) and isinstance(key.curve, ec.SECP256R1)):
        raise SigningKeyError(path=path, reason="the key is not of P-256")
    if chain[0].public_key() != key.public_key():
        raise SigningKeyError(path=path, reason="the first certificate is another key's")
    return FileSealer(key, chain)


def _make(path: Path, name: str) -> None:
    """Write a new key in one step: of two who try at once, the first one's stays."""
    key = ec.generate_private_key(ec.SECP256R1())
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    content = private + _own_certificate(key, name).public_bytes(serialization.Encoding.PEM)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    own = path.with_name(f".{FILE}.{secrets.token_hex(8)}")
    descriptor = os.open(own, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    with suppress(FileExistsError):
        os.link(own, path)
    own.unlink()


def _own_certificate(key: ec.EllipticCurvePrivateKey, name: str) -> x509.Certificate:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name[:64])])
    # Not the node's clock: a certificate is judged by the clocks of those who check it. It starts
    # early, since a node of a demonstration may stand still on a past day.
    begins = datetime(2020, 1, 1, tzinfo=UTC)
    ends = datetime.now(UTC) + timedelta(days=365 * YEARS)  # noqa: TID251  see above
    signs_only = x509.KeyUsage(
        digital_signature=True, content_commitment=True, key_encipherment=False,
        data_encipherment=False, key_agreement=False, key_cert_sign=False, crl_sign=False,
        encipher_only=False, decipher_only=False,
    )  # fmt: skip
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(ends)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(signs_only, critical=True)
        .sign(key, hashes.SHA256())
    )
