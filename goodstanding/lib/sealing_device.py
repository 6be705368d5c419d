"""A signing key in a device that never gives it away: PKCS#11, through python-pkcs11 (an extra).

The device signs digests (CKM_ECDSA). It draws a number by lot for each signature, so that what
is signed twice has two signatures, each of which holds.
"""

from __future__ import annotations

import hashlib
import threading
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from goodstanding.lib.errors import GoodstandingError
from goodstanding.lib.sealing import BYTES, FILE, SigningKeyError, read_certificates

if TYPE_CHECKING:
    from pathlib import Path

    from cryptography import x509

    from goodstanding.lib.environment import SigningDevice

_ONE_AT_A_TIME: Final = threading.RLock()  # a session is no two threads' at once
_OPEN: Final[dict[SigningDevice, tuple[Any, bytes]]] = {}
_REFUSED: Final[dict[SigningDevice, str]] = {}  # a device locks itself after a few wrong PINs


class SigningDeviceError(GoodstandingError):
    """The device with the key is away, or does not sign with it."""

    code = "report.signing_device"
    zh = "存放签名密钥的密码设备无法使用：%(reason)s。请系统管理员检查设备和 GOODSTANDING_SIGNING_PKCS11_ 开头的设置，然后重新启动服务。"
    message = (
        "The device with the key that signs documents can't be used: %(reason)s. "
        "Check the device and the settings GOODSTANDING_SIGNING_PKCS11_…, then restart."
    )
    http_status = 503


@dataclass(frozen=True)
class DeviceSealer:
    """A key of a device, with its certificates from a file of the home."""

    device: SigningDevice
    chain: tuple[x509.Certificate, ...]

    def sign(self, content: bytes) -> bytes:
        """Raises SigningDeviceError; the next call looks for the device again."""
        with _ONE_AT_A_TIME:
            raw = _sign(self.device, hashlib.sha256(content).digest())
        return encode_dss_signature(
            int.from_bytes(raw[:BYTES], "big"), int.from_bytes(raw[BYTES:], "big")
        )


def device_sealer(device: SigningDevice, home: Path) -> DeviceSealer:
    """The sealer of a device. Raises SigningDeviceError, SigningKeyError.

    Its certificates stand in the file that else holds the key as well: the key's first.
    """
    path = home / "keys" / FILE
    chain = read_certificates(path)
    with _ONE_AT_A_TIME:
        public = _public_key(device)
    own = chain[0].public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )  # fmt: skip
    if own != public:
        raise SigningKeyError(path=path, reason="the first certificate is not of the device's key")
    return DeviceSealer(device, chain)


def _sign(device: SigningDevice, digest: bytes) -> bytes:
    from pkcs11 import Mechanism, PKCS11Error

    key, _ = _opened(device)
    try:
        signature: bytes = key.sign(digest, mechanism=Mechanism.ECDSA)
    except PKCS11Error as reason:
        close()
        raise SigningDeviceError(reason=_said(reason)) from reason
    return signature


def close() -> None:
    """Sign out of the device; the next signature signs in again."""
    from pkcs11 import PKCS11Error

    with _ONE_AT_A_TIME:
        while _OPEN:
            _, (key, _) = _OPEN.popitem()
            with suppress(PKCS11Error):  # it may be what failed
                key.session.close()


def _public_key(device: SigningDevice) -> bytes:
    return _opened(device)[1]


def _opened(device: SigningDevice) -> tuple[Any, bytes]:
    """The key in its device, signed in for as long as this process lives, and its public half."""
    if device not in _OPEN:
        if device in _REFUSED:
            raise SigningDeviceError(reason=_REFUSED[device])
        try:
            import pkcs11
        except ImportError as missing:
            raise SigningDeviceError(reason="requirements/pkcs11.txt is not installed") from missing
        try:
            _OPEN[device] = _open(device)
        except (pkcs11.PinIncorrect, pkcs11.PinLocked) as reason:
            _REFUSED[device] = _said(reason)
            raise SigningDeviceError(reason=_said(reason)) from reason
        except (pkcs11.PKCS11Error, RuntimeError, OSError) as reason:
            raise SigningDeviceError(reason=_said(reason)) from reason
    return _OPEN[device]


def _open(device: SigningDevice) -> tuple[Any, bytes]:
    import pkcs11

    token = pkcs11.lib(device.module).get_token(token_label=device.token)
    session = token.open(user_pin=device.pin)
    try:
        key, public = _keys(session, device.key)
        _require_kept(key)
    except (pkcs11.PKCS11Error, SigningDeviceError):
        session.close()  # who is signed in can't sign in again
        raise
    return key, public


def _keys(session: Any, label: str) -> tuple[Any, bytes]:
    from pkcs11 import KeyType, ObjectClass
    from pkcs11.util.ec import encode_ec_public_key

    key, public = (
        session.get_key(object_class=kind, key_type=KeyType.EC, label=label)
        for kind in (ObjectClass.PRIVATE_KEY, ObjectClass.PUBLIC_KEY)
    )
    written: bytes = encode_ec_public_key(public)
    read = serialization.load_der_public_key(written)
    if not (isinstance(read, ec.EllipticCurvePublicKey) and isinstance(read.curve, ec.SECP256R1)):
        raise SigningDeviceError(reason="the key is not of P-256")
    return key, written


def _require_kept(key: Any) -> None:
    """A key that its device would hand out is no better kept than one in a file."""
    from pkcs11 import Attribute

    if key[Attribute.EXTRACTABLE] or not key[Attribute.SENSITIVE]:
        raise SigningDeviceError(reason="the key can be taken out of the device")


def _said(reason: Exception) -> str:
    """What a library says, or the name of its error, which says as much."""
    return str(reason) or type(reason).__name__
