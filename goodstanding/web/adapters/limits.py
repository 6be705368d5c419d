"""How much one client may ask: buckets of tokens in the memory of the process."""

from __future__ import annotations

import ipaddress
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from goodstanding.web.domain import seconds_to_wait

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

MOST_CLIENTS: Final = 50_000
"""Clients remembered; the one longest unseen is forgotten first, with a full bucket."""


@dataclass(kw_only=True)
class _Bucket:
    tokens: float
    at: float


class Buckets:
    """One bucket for each client: `burst` tokens at most, `rate` more a second."""

    def __init__(
        self, *, rate: float, burst: int, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._rate = rate
        self._burst = burst
        self._clock = clock
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, client: str) -> int:
        """Take a token: 0, or the seconds to wait where there is none."""
        instant = self._clock()
        with self._lock:
            bucket = self._buckets.setdefault(client, _Bucket(tokens=self._burst, at=instant))
            self._buckets.move_to_end(client)
            if len(self._buckets) > MOST_CLIENTS:
                self._buckets.popitem(last=False)
            back = (instant - bucket.at) * self._rate
            bucket.tokens, bucket.at = min(self._burst, bucket.tokens + back), instant
            if bucket.tokens < 1:
                return seconds_to_wait(1 - bucket.tokens, self._rate)
            bucket.tokens -= 1
            return 0


def client_of(meta: Mapping[str, str], *, proxies: int) -> str:
    """Who asks: the address, or that which the last trusted proxy saw.

    `proxies` is how many of our own stand before this process; what a client writes into
    the header itself stands further left and is not believed. IPv6 counts by its /64.
    """
    address = str(meta.get("REMOTE_ADDR", ""))
    told = [part.strip() for part in str(meta.get("HTTP_X_FORWARDED_FOR", "")).split(",")]
    if proxies and len(told) >= proxies and told[-proxies]:
        address = told[-proxies]
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address[:64]
    if found.version == 6:
        return str(ipaddress.ip_network((found, 64), strict=False))
    return str(found)
