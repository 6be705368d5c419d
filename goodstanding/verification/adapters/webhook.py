"""One POST to an address that somebody gave: never into the own network, never anywhere else than resolved.

The name is resolved once, every address it has is judged, and the connection goes to the one that
was judged, so that a name can't point elsewhere in between. No redirect is followed.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from goodstanding.verification.domain.subscription import WebhookAddressError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from urllib.parse import SplitResult

SECONDS: Final = 10.0
LONGEST_ADDRESS: Final = 500


def checked_address(given: str, *, own_hosts: Collection[str]) -> str:
    """The address, if its form allows sending there at all. Raises WebhookAddressError."""
    try:
        parts = urlsplit(given)
        _ = parts.port  # reading it checks it
    except ValueError as malformed:
        raise WebhookAddressError(given=given[:80]) from malformed
    is_own = (parts.hostname or "") in own_hosts
    schemes = {"https", "http"} if is_own else {"https"}
    plain = given.isascii() and given.isprintable() and " " not in given
    if not (plain and parts.hostname and parts.scheme in schemes) or len(given) > LONGEST_ADDRESS or "@" in parts.netloc:  # fmt: skip
        raise WebhookAddressError(given=given[:80])
    if not is_own:
        _refuse_private_literal(parts, given)
    return given


def post(
    address: str, body: bytes, headers: Mapping[str, str], *, own_hosts: Collection[str]
) -> int:
    """The status of the answer.

    Raises WebhookAddressError before anything is sent, OSError or HTTPException where it fails.
    """
    parts = urlsplit(checked_address(address, own_hosts=own_hosts))
    host, port = str(parts.hostname), parts.port or (443 if parts.scheme == "https" else 80)
    place = _judged(host, port, address, is_own=host in own_hosts)
    with socket.create_connection((place, port), timeout=SECONDS) as plain:
        connection = http.client.HTTPConnection(host, port, timeout=SECONDS)
        connection.sock = plain
        if parts.scheme == "https":
            connection.sock = ssl.create_default_context().wrap_socket(plain, server_hostname=host)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request("POST", target, body, {"Content-Type": "application/json", **headers})
        return connection.getresponse().status


def _judged(host: str, port: int, address: str, *, is_own: bool) -> str:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    places = [str(one[4][0]) for one in found]
    if not is_own and not all(_is_public(place) for place in places):
        raise WebhookAddressError(given=address[:80])
    return places[0]


def _refuse_private_literal(parts: SplitResult, given: str) -> None:
    try:
        is_public = _is_public(str(parts.hostname))
    except ValueError:
        return  # a name: judged when it is resolved
    if not is_public:
        raise WebhookAddressError(given=given[:80])


# A gateway turns these into addresses of IPv4, private ones included (RFC 6052, RFC 8215).
_TRANSLATED = [ipaddress.ip_network(net) for net in ("64:ff9b::/96", "64:ff9b:1::/48")]


def _is_public(place: str) -> bool:
    address = ipaddress.ip_address(place.partition("%")[0])
    if any(address in net for net in _TRANSLATED):
        return False
    inner = getattr(address, "ipv4_mapped", None) or getattr(address, "sixtofour", None)
    return address.is_global and not address.is_multicast and (inner is None or inner.is_global)
