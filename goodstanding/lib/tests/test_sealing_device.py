"""A key in a device signs like one in a file, and is never in our hands."""

from __future__ import annotations

from dataclasses import replace

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from goodstanding.lib import sealing, sealing_device, tokens
from goodstanding.lib.environment import ConfigurationError, Environment, read_environment
from goodstanding.lib.sealing import SigningKeyError
from goodstanding.lib.sealing_device import SigningDeviceError
from goodstanding.lib.tests import soft_token


@pytest.fixture
def node(environment, signing_device, tmp_path) -> Environment:
    """A node whose key lies in a device, with its certificate in the home."""
    sealing_device.close()
    soft_token.certify(tmp_path, sealing_device._public_key(signing_device))
    return replace(environment, home=tmp_path, signing_device=signing_device)


def sealer(node):
    return sealing.sealer_of(node, name="never asked for: the certificate has a name")


def test_what_the_device_signed_holds_by_its_certificate_and_not_for_a_changed_byte(node):
    made = sealer(node)
    key = made.chain[0].public_key()

    signature = made.sign("信用报告".encode())

    key.verify(signature, "信用报告".encode(), ec.ECDSA(hashes.SHA256()))
    with pytest.raises(InvalidSignature):
        key.verify(signature, "信用报告 ".encode(), ec.ECDSA(hashes.SHA256()))
    assert sealing.signer_name(made) == soft_token.SIGNER


def test_a_token_of_the_device_is_read_again_and_a_changed_one_is_not(node):
    made = sealer(node)
    written = tokens.token({"sub": "91339901100000055X"}, sealer=made)
    head, body, signature = written.split(".")

    assert tokens.claims_of(written, sealer=made) == {"sub": "91339901100000055X"}
    assert tokens.claims_of(f"{head}.{body[:-1]}A.{signature}", sealer=made) is None


def test_no_private_key_comes_into_the_home_or_out_of_the_device(node):
    import pkcs11

    sealer(node).sign(b"x")
    key, _ = sealing_device._opened(node.signing_device)

    with pytest.raises(pkcs11.AttributeSensitive):
        key[pkcs11.Attribute.VALUE]
    assert [path.name for path in node.home.rglob("*") if path.is_file()] == ["documents.pem"]
    assert b"PRIVATE" not in (node.home / "keys" / "documents.pem").read_bytes()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"key": "loose"}, "taken out"),
        ({"key": "other_curve"}, "P-256"),
        ({"key": "nowhere"}, "No key"),
        ({"token": "nowhere"}, "No token"),
    ],
)
def test_a_key_that_is_not_there_or_not_kept_is_refused(node, changed, said):
    sealing_device.close()
    other = replace(node, signing_device=replace(node.signing_device, **changed))

    with pytest.raises(SigningDeviceError, match=said) as refused:
        sealer(other)
    assert refused.value.code == "report.signing_device"


def test_a_wrong_pin_is_tried_once_since_a_device_locks_itself(node, monkeypatch):
    import pkcs11

    sealing_device.close()
    other = replace(node, signing_device=replace(node.signing_device, pin="000000"))
    with pytest.raises(SigningDeviceError):
        sealer(other)

    def asked(_path):
        raise AssertionError("the device was asked again")

    monkeypatch.setattr(pkcs11, "lib", asked)
    with pytest.raises(SigningDeviceError, match="PinIncorrect"):
        sealer(other)


def test_a_session_that_was_lost_is_opened_again(node):
    made = sealer(node)
    sealing_device._opened(node.signing_device)[0].session.close()

    with pytest.raises(SigningDeviceError):
        made.sign(b"x")
    assert made.sign(b"x")


def test_a_certificate_of_another_key_is_refused(node):
    (node.home / "keys" / "documents.pem").unlink()
    with pytest.raises(SigningKeyError):
        sealer(node)
    sealing.sealer(node.home, name="其他")

    with pytest.raises(SigningKeyError, match="not of the device's key"):
        sealer(node)


def test_the_settings_of_a_device_stand_together_and_hide_the_pin(tmp_path):
    (tmp_path / "module.so").touch()
    start = "GOODSTANDING_SIGNING_PKCS11_"
    given = {f"{start}MODULE": str(tmp_path / "module.so"), f"{start}TOKEN": "city", f"{start}KEY": "documents", f"{start}PIN": "135790"}  # fmt: skip

    found = read_environment(given).signing_device

    assert found is not None
    assert (found.token, found.key) == ("city", "documents")
    assert "135790" not in repr(found)
    for name in given:
        with pytest.raises(ConfigurationError, match=name):
            read_environment(given | {name: ""})
    with pytest.raises(ConfigurationError, match="MODULE"):
        read_environment(given | {f"{start}MODULE": "/nowhere.so"})
