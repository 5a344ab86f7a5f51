"""The guard: only public addresses, whatever the spelling (RELIABILITY rows 12 and 13)."""

from __future__ import annotations

import socket
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler import guard
from crawler.guard import Gate, family, host_port, is_public, public_only

HOME = "https://reviews.example.com/shop"

PRIVATE_ADDRESSES = [
    "127.0.0.1",
    "127.1.2.3",
    "0.0.0.0",
    "0.1.2.3",
    "10.0.0.1",
    "10.255.255.255",
    "172.16.0.1",
    "172.31.255.254",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "192.0.0.8",
    "192.0.0.170",
    "192.0.2.1",
    "198.18.0.1",
    "198.51.100.7",
    "203.0.113.9",
    "192.88.99.1",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::1",
    "::",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:169.254.169.254",
    "64:ff9b::7f00:1",
    "64:ff9b::a00:1",
    "64:ff9b:1::1",
    "2002:7f00:1::",
    "2002:a00:1::",
    "2002:c0a8:101::",
    "2001:0:4136:e378:8000:63bf:80ff:fffe",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "fc00::1",
    "fd12:3456::1",
    "ff02::1",
    "ff0e::1",
    "100::1",
    "2001:db8::1",
    "3fff::1",
    "5f00::1",
    "2001:10::1",
    "2001:20::1",
]

PUBLIC_ADDRESSES = [
    "8.8.8.8",
    "93.184.215.14",
    "2606:4700:4700::1111",
    "64:ff9b::808:808",
    "::ffff:8.8.8.8",
    "2002:808:808::1",
    "2a00:1450::1",
]

REFUSED_URLS = (
    "file:///etc/passwd",
    "ftp://reviews.example.com/",
    "data:text/html,x",
    "javascript:alert(1)",
    "gopher://reviews.example.com/",
    "ws://reviews.example.com/",
    "//reviews.example.com/",
    "",
    "https://",
    "https:///path",
    "https://user@reviews.example.com/",
    "https://user:secret@reviews.example.com/",
    "https://reviews.example.com@127.0.0.1/",
    "https://reviews.example.com:22/",
    "https://reviews.example.com:8080/",
    "https://reviews.example.com:0/x",
    "https://reviews.example.com:99999/",
    "https://reviews.example.com:abc/",
    "https://[::1/",
    "https://other.example.org/",
    "https://example.com.evil.org/",
    "https://evilreviews.example.com.org/",
    "https://notreviews.example.com/",
    "http://127.0.0.1/",
    "http://127.0.0.1:8080/",
    "http://2130706433/",
    "http://0x7f.1/",
    "http://0177.0.0.1/",
    "http://[::1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://169.254.169.254/latest/meta-data",
    "http://localhost/",
    "http://127。0。0。1/",
    "http://①②⑦.0.0.1/",
)


def test_it_lets_the_sites_own_pages_through() -> None:
    gate = Gate(HOME)
    for url in (
        HOME,
        "http://reviews.example.com/?page=2",
        "https://m.reviews.example.com/x",
        "https://reviews.example.com.:443/",
    ):
        assert gate.reason(url) == "", url


def test_www_makes_no_difference() -> None:
    assert Gate("https://www.example.com/").reason("https://example.com/p2") == ""
    assert Gate("https://example.com/").reason("https://www.example.com/p2") == ""


@pytest.mark.parametrize("address", PRIVATE_ADDRESSES)
def test_an_address_that_not_everybody_reaches_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC_ADDRESSES)
def test_a_public_address_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("url", REFUSED_URLS)
def test_a_url_that_leads_elsewhere_is_refused_with_a_reason(url: str) -> None:
    assert Gate(HOME).reason(url)


@pytest.mark.parametrize("url", ["http://127.0.0.1/", "http://[::1]/", "http://10.0.0.1/", "http://[64:ff9b::7f00:1]/"])
def test_a_private_site_address_is_refused_even_as_the_home(url: str) -> None:
    assert "not a public address" in Gate(url).reason(url)


def test_a_port_the_operator_wrote_into_the_sites_address_is_allowed() -> None:
    gate = Gate("https://reviews.example.com:8443/")
    assert gate.reason("https://reviews.example.com:8443/p2") == ""
    assert "port 8444" in gate.reason("https://m.reviews.example.com:8444/")


def test_a_permitted_pair_opens_exactly_itself() -> None:
    gate = Gate("http://127.0.0.1:8001/", frozenset({"127.0.0.1:8001", "127.0.0.1:8002"}))
    assert gate.reason("http://127.0.0.1:8001/p2") == ""
    for url in ("http://127.0.0.1:8002/", "http://127.0.0.1:8003/", "http://localhost:8001/", "http://127.0.0.2:8001/"):
        assert gate.reason(url), url


def test_a_permitted_pair_is_no_way_out_of_another_site() -> None:
    assert Gate(HOME, frozenset({"127.0.0.1:8001"})).reason("http://127.0.0.1:8001/")


def test_robots_may_be_on_another_host_but_never_on_a_private_address() -> None:
    assert Gate(HOME).reason("https://other.example.org/robots.txt", offsite=True) == ""
    assert Gate(HOME).reason("http://169.254.169.254/robots.txt", offsite=True)


@given(st.text(max_size=60))
def test_no_text_makes_the_gate_raise(text: str) -> None:
    Gate(HOME).reason(text)
    Gate(HOME).reason("https://" + text)
    is_public(text)


@given(st.ip_addresses())
def test_what_is_not_global_is_never_public(address: Any) -> None:
    assert not (is_public(str(address)) and address.is_private and address.version == 4)


def test_politeness_is_keyed_by_host_and_port() -> None:
    assert host_port("https://Example.com/x") == "example.com:443"
    assert host_port("http://127.0.0.1:8001/") == "127.0.0.1:8001"
    assert host_port("http://[2606:4700::1]/") == "[2606:4700::1]:80"
    assert family("https://www.example.com/") == family("https://example.com/x")


class Receiver:
    """Collect what a resolver hands out."""

    def __init__(self) -> None:
        self.addresses: list[str] = []
        self.complete = False

    def resolutionBegan(self, resolution: Any) -> None:  # noqa: N802
        pass

    def addressResolved(self, address: Any) -> None:  # noqa: N802
        self.addresses.append(address.host)

    def resolutionComplete(self) -> None:  # noqa: N802
        self.complete = True


class LyingNames:
    """A resolver whose name is public at first and a loopback address afterwards."""

    def __init__(self, *answers: str) -> None:
        self.answers = list(answers)

    def resolveHostName(self, receiver: Any, name: str, port: int = 0, types: Any = None, semantics: str = "TCP") -> Any:  # noqa: N802
        from twisted.internet.address import IPv4Address

        receiver.resolutionBegan(None)
        receiver.addressResolved(IPv4Address("TCP", self.answers.pop(0), port))
        receiver.resolutionComplete()
        return receiver


def resolved(resolver: Any, name: str, port: int = 80) -> list[str]:
    """Ask a resolver and give the addresses that came out."""
    receiver = Receiver()
    resolver.resolveHostName(receiver, name, port)
    assert receiver.complete
    return receiver.addresses


def test_a_name_that_changes_its_mind_is_refused_the_second_time() -> None:
    resolver: Any = public_only(LyingNames("93.184.215.14", "127.0.0.1"), ())  # type: ignore[arg-type]
    assert resolved(resolver, "rebind.example.com") == ["93.184.215.14"]
    assert resolved(resolver, "rebind.example.com") == []
    assert guard.refused["rebind.example.com"] == "127.0.0.1"


def test_the_resolver_opens_a_permitted_pair_only_on_its_port() -> None:
    resolver: Any = public_only(LyingNames("127.0.0.1", "127.0.0.1"), ("127.0.0.1:8001",))  # type: ignore[arg-type]
    assert resolved(resolver, "127.0.0.1", 8001) == ["127.0.0.1"]
    assert resolved(resolver, "127.0.0.1", 8002) == []


@pytest.mark.parametrize(
    "spelling", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "127.1", "0", "0177.1", "::1", "::ffff:127.0.0.1"]
)
def test_no_spelling_of_this_machine_resolves_to_something_public(spelling: str) -> None:
    try:
        found = {str(entry[4][0]) for entry in socket.getaddrinfo(spelling, 80)}
    except socket.gaierror:
        found = set()
    assert not any(is_public(address) for address in found)
