"""Secrets and letters: what the node encrypts, digests and sends for accounts."""

from __future__ import annotations

import base64
import hashlib
import hmac
import logging
import secrets
from smtplib import SMTPException
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.core.mail import EmailMessage

if TYPE_CHECKING:
    from cryptography.fernet import Fernet

logger = logging.getLogger("goodstanding.accounts")

_PURPOSE: Final = b"goodstanding accounts "


def new_token() -> str:
    """A secret for a link: 256 bits, safe in an address."""
    return secrets.token_urlsafe(32)


def digest(kind: str, text: str) -> str:
    """What is stored of a secret or an address: told apart by it, not readable from it."""
    key = _PURPOSE + settings.SECRET_KEY.encode()
    return hmac.new(key, f"{kind} {text}".encode(), hashlib.sha256).hexdigest()


def encrypt(content: bytes) -> bytes:
    """The content under a key that comes from the node's secret key, with a mark against change."""
    return _cipher().encrypt(content)


def decrypt(sealed: bytes) -> bytes | None:
    """What was encrypted; None if it was changed, or the node's secret key was."""
    from cryptography.fernet import InvalidToken

    try:
        return _cipher().decrypt(sealed)
    except InvalidToken:
        return None


def _cipher() -> Fernet:
    # Late: most pages encrypt nothing.
    from cryptography.fernet import Fernet

    key = hashlib.sha256(_PURPOSE + b"cipher " + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))


def is_mail_set_up() -> bool:
    """Whether letters are sent at all."""
    return not settings.EMAIL_BACKEND.endswith("dummy.EmailBackend")


def send(*, to: str, subject: str, text: str) -> bool:
    """Send a letter; False if it could not be sent, which is no reason to undo anything."""
    if not is_mail_set_up():
        return False
    try:
        return bool(EmailMessage(subject=subject, body=text, to=[to]).send())
    except (OSError, SMTPException) as reason:
        logger.warning("a letter could not be sent: %s", type(reason).__name__)
        return False
