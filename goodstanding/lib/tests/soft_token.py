"""A device that signs, for tests: SoftHSM 2 with a key that it made and does not give away."""

from __future__ import annotations

import os
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from goodstanding.lib.environment import SigningDevice

MODULES = (
    "/usr/lib/softhsm/libsofthsm2.so",
    "/usr/lib64/pkcs11/libsofthsm2.so",
    "/usr/local/lib/softhsm/libsofthsm2.so",
)
PIN, LABEL = "482913", "goodstanding-tests"
SIGNER = "云溪市公共信用信息平台（密码设备）"


def made(folder: Path) -> SigningDevice:
    """A token in the folder, with the key pairs `documents`, `loose` (can be taken out) and `other_curve`."""
    module = next((path for path in MODULES if Path(path).exists()), None)
    if module is None or shutil.which("softhsm2-util") is None:
        pytest.skip("needs SoftHSM 2 (Debian: apt-get install softhsm2)")
    (folder / "tokens").mkdir()
    (folder / "softhsm2.conf").write_text(f"directories.tokendir = {folder}/tokens\n")
    os.environ["SOFTHSM2_CONF"] = str(folder / "softhsm2.conf")  # the library reads it once
    subprocess.run(
        ["softhsm2-util", "--init-token", "--free", "--label", LABEL, "--pin", PIN, "--so-pin", PIN],
        check=True, capture_output=True,
    )  # fmt: skip
    device = SigningDevice(module=module, token=LABEL, key="documents", pin=PIN)
    _make_keys(device)
    return device


def _make_keys(device: SigningDevice) -> None:
    import pkcs11
    from pkcs11 import Attribute
    from pkcs11.util.ec import encode_named_curve_parameters

    token = pkcs11.lib(device.module).get_token(token_label=device.token)
    with token.open(rw=True, user_pin=device.pin) as session:
        for label, curve, kept in (
            ("documents", "secp256r1", True),
            ("loose", "secp256r1", False),
            ("other_curve", "secp384r1", True),
        ):
            session.create_domain_parameters(
                pkcs11.KeyType.EC,
                {Attribute.EC_PARAMS: encode_named_curve_parameters(curve)},
                local=True,
            ).generate_keypair(
                store=True, label=label,
                private_template={Attribute.EXTRACTABLE: not kept, Attribute.SENSITIVE: True},
            )  # fmt: skip


def certify(home: Path, public: bytes) -> x509.Certificate:
    """Put the certificate of a key, by an authority, and the authority's where a node looks for them."""
    authority = ec.generate_private_key(ec.SECP256R1())
    own = _certificate("示例认证机构", authority.public_key(), authority)
    made_ = _certificate(SIGNER, serialization.load_der_public_key(public), authority)
    (home / "keys").mkdir(parents=True, exist_ok=True)
    (home / "keys" / "documents.pem").write_bytes(
        b"".join(one.public_bytes(serialization.Encoding.PEM) for one in (made_, own))
    )
    return made_


def _certificate(name, key, authority) -> x509.Certificate:
    def named(text):
        return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])

    return (
        x509.CertificateBuilder().subject_name(named(name)).issuer_name(named("示例认证机构"))
        .public_key(key).serial_number(x509.random_serial_number())
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2040, 1, 1, tzinfo=UTC))
        .sign(authority, hashes.SHA256())
    )  # fmt: skip
