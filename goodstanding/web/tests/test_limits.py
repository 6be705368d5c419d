from __future__ import annotations

import pytest

from goodstanding.web.adapters import limits
from goodstanding.web.adapters.limits import Buckets, client_of


class Clock:
    def __init__(self):
        self.at = 0.0

    def __call__(self):
        return self.at


@pytest.fixture
def clock():
    return Clock()


def test_a_bucket_gives_its_burst_then_its_rate(clock):
    buckets = Buckets(rate=0.5, burst=3, clock=clock)

    assert [buckets.take("a") for _ in range(4)] == [0, 0, 0, 2]
    clock.at = 1.0
    assert buckets.take("a") == 1
    clock.at = 2.0
    assert [buckets.take("a"), buckets.take("a")] == [0, 2]


def test_a_bucket_never_holds_more_than_its_burst(clock):
    buckets = Buckets(rate=100, burst=2, clock=clock)
    buckets.take("a")
    clock.at = 1000.0

    assert [buckets.take("a") for _ in range(3)] == [0, 0, 1]


def test_clients_do_not_share_a_bucket(clock):
    buckets = Buckets(rate=1, burst=1, clock=clock)

    assert [buckets.take("a"), buckets.take("b"), buckets.take("a")] == [0, 0, 1]


def test_memory_stays_bounded_and_forgets_who_was_longest_unseen(clock, monkeypatch):
    monkeypatch.setattr(limits, "MOST_CLIENTS", 2)
    buckets = Buckets(rate=0.001, burst=1, clock=clock)
    for client in ("a", "b", "a", "c"):
        buckets.take(client)

    assert set(buckets._buckets) == {"a", "c"}


@pytest.mark.parametrize(
    ("forwarded", "proxies", "client"),
    [
        ("", 0, "192.0.2.1"),
        ("198.51.100.9", 0, "192.0.2.1"),
        ("203.0.113.66, 198.51.100.9", 1, "198.51.100.9"),
        ("203.0.113.66, 198.51.100.9, 10.0.0.1", 2, "198.51.100.9"),
        ("", 1, "192.0.2.1"),
        ("not an address", 1, "not an address"),
    ],
)
def test_only_what_our_own_proxies_saw_is_believed(forwarded, proxies, client):
    meta = {"REMOTE_ADDR": "192.0.2.1", "HTTP_X_FORWARDED_FOR": forwarded}

    assert client_of(meta, proxies=proxies) == client


def test_addresses_of_one_ipv6_network_are_one_client():
    first = client_of({"REMOTE_ADDR": "2001:db8:1:2::1"}, proxies=0)

    assert first == client_of({"REMOTE_ADDR": "2001:db8:1:2:ffff::9"}, proxies=0)
    assert first != client_of({"REMOTE_ADDR": "2001:db8:1:3::1"}, proxies=0)
