"""Reach public addresses only: the URL filter of every request and the name resolver of every connection.

The filter looks at what a URL says; the resolver looks at what the connection will really use, so a name that answers
with another address the second time is caught as well.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address
from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult, urlsplit

if TYPE_CHECKING:
    from twisted.internet.interfaces import IAddress, IHostResolution

PORTS = {"http": 80, "https": 443}
# `is_global` of Python 3.11 says yes to all of these.
_DENIED = tuple(
    ipaddress.ip_network(block)
    for block in (
        "0.0.0.0/8",
        "192.0.0.0/24",
        "192.88.99.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
        "::/96",
        "64:ff9b:1::/48",
        "100::/64",
        "2001::/23",
        "2001:db8::/32",
        "3fff::/20",
        "5f00::/16",
        "fc00::/7",
        "fe80::/10",
        "fec0::/10",
        "ff00::/8",
    )
)
_NAT64 = ipaddress.ip_network("64:ff9b::/96")

refused: dict[str, str] = {}
"""Host names that resolved to no public address, with the first address refused: what the verdict quotes."""


def is_public(address: str) -> bool:
    """Tell whether an IP address is one that anybody on the internet can reach; never raises."""
    try:
        parsed = ipaddress.ip_address(address.split("%", 1)[0].strip("[]"))
    except ValueError:
        return False
    inner = _embedded(parsed)
    if inner is not None:
        return is_public(str(inner))
    return parsed.is_global and not any(parsed in block for block in _DENIED if block.version == parsed.version)


def _embedded(address: IPv4Address | IPv6Address) -> IPv4Address | None:
    """Give the IPv4 address that a translated or tunnelled IPv6 address leads to."""
    if isinstance(address, IPv4Address):
        return None
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    if address.teredo is not None:
        return address.teredo[1]
    return address.ipv4_mapped or address.sixtofour


def host_port(url: str) -> str:
    """Name the host and port a URL leads to, as `host:port`; what politeness, robots and permissions are keyed by."""
    parts = urlsplit(url)
    host = (parts.hostname or "").rstrip(".")
    return f"[{host}]:{_port(parts)}" if ":" in host else f"{host}:{_port(parts)}"


def _port(parts: SplitResult) -> int:
    try:
        given = parts.port
    except ValueError:
        return 0
    return PORTS.get(parts.scheme, 0) if given is None else given


def family(url: str) -> str:
    """Name the host whose pages share one queue: `www.` and a trailing dot make no difference."""
    return host_port(url).removeprefix("www.")


@dataclass(frozen=True, slots=True)
class Gate:
    """Decide which URLs one site's scan may ask for.

    `home` is the site's address, `private` the `host:port` pairs that the operator permits although they are not public.
    """

    home: str
    private: frozenset[str] = frozenset()

    def reason(self, url: str, *, offsite: bool = False) -> str:
        """Say why a URL may not be asked for, or nothing where it may; `offsite` permits other public hosts."""
        try:
            parts = urlsplit(url)
            port = PORTS.get(parts.scheme, 0) if parts.port is None else parts.port
        except ValueError:
            return f'"{url[:200]}" is not an address'
        if parts.scheme not in PORTS:
            return f'"{parts.scheme}:" addresses are not fetched, only http and https'
        if "@" in parts.netloc:
            return "addresses with a user name or password are not fetched"
        host = (parts.hostname or "").rstrip(".")
        if not host:
            return f'"{url[:200]}" names no host'
        return self._reason_of_place(url, host, port, offsite=offsite)

    def _reason_of_place(self, url: str, host: str, port: int, *, offsite: bool) -> str:
        place = host_port(url)
        if not offsite and not self._is_home(url, place):
            return f"{place} is not a part of {host_port(self.home)}"
        if place in self.private:
            return ""
        if port not in PORTS.values() and port != _port(urlsplit(self.home)):
            return f"port {port} is not fetched; only 80, 443 and the port of the site's own address"
        if _is_literal(host) and not is_public(host):
            return f"{host} is not a public address"
        return ""

    def _is_home(self, url: str, place: str) -> bool:
        if place == host_port(self.home):
            return True
        if place in self.private or host_port(self.home) in self.private:
            return False  # for permitted private pairs another port is another site
        base = (urlsplit(self.home).hostname or "").rstrip(".").removeprefix("www.")
        host = (urlsplit(url).hostname or "").rstrip(".")
        return not _is_literal(base) and (host == base or host.endswith("." + base))


def _is_literal(host: str) -> bool:
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True


class GuardMiddleware:
    """Refuse each request, first or redirected, that the site's gate does not let through (Scrapy downloader middleware)."""

    def __init__(self, crawler: Any) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Any) -> GuardMiddleware:
        """Build the middleware as Scrapy does."""
        return cls(crawler)

    def process_request(self, request: Any) -> None:
        """Let a request pass in the queue of its host and port, or raise IgnoreRequest."""
        from scrapy.exceptions import IgnoreRequest

        reason = self._crawler.spider.walk.gate.reason(request.url, offsite=bool(request.meta.get("robots")))
        if reason:
            raise IgnoreRequest(f"refused: {reason}")
        request.meta["download_slot"] = host_port(request.url)


class _PublicOnlyReceiver:
    """Pass on resolved addresses that are public and remember what was held back."""

    def __init__(self, receiver: Any, host: str) -> None:  # Any: an IResolutionReceiver, which types cannot express
        self._receiver, self._host = receiver, host

    def resolutionBegan(self, resolution: IHostResolution) -> None:  # noqa: N802 (Twisted's interface)
        self._receiver.resolutionBegan(resolution)

    def addressResolved(self, address: IAddress) -> None:  # noqa: N802
        host = str(getattr(address, "host", ""))
        if is_public(host):
            self._receiver.addressResolved(address)
        else:
            refused.setdefault(self._host, host)

    def resolutionComplete(self) -> None:  # noqa: N802
        self._receiver.resolutionComplete()


def public_only(resolver: Any, private: Sequence[str]) -> Any:
    """Wrap an IHostnameResolver so that only public addresses come out of it, except for the given `host:port` pairs."""
    from twisted.internet.interfaces import IHostnameResolver, IResolutionReceiver
    from zope.interface import directlyProvides, implementer

    permitted = frozenset(private)

    @implementer(IHostnameResolver)
    class Wrapped:
        def resolveHostName(  # noqa: N802
            self,
            resolutionReceiver: Any,  # noqa: N803
            hostName: str,  # noqa: N803
            portNumber: int = 0,  # noqa: N803
            addressTypes: Any = None,  # noqa: N803
            transportSemantics: str = "TCP",  # noqa: N803
        ) -> Any:
            receiver = resolutionReceiver
            place = f"[{hostName}]:{portNumber}" if ":" in hostName else f"{hostName}:{portNumber}"
            if place not in permitted:
                receiver = _PublicOnlyReceiver(resolutionReceiver, hostName)
                directlyProvides(receiver, IResolutionReceiver)
            return resolver.resolveHostName(receiver, hostName, portNumber, addressTypes, transportSemantics)

    return Wrapped()


class PublicOnlyResolver:
    """Be Scrapy's TWISTED_DNS_RESOLVER: cached, IPv4 and IPv6, public addresses only."""

    def __init__(self, reactor: Any, cache_size: int, private: Sequence[str]) -> None:
        from scrapy.resolver import CachingHostnameResolver

        self._reactor = reactor
        self._resolver = public_only(CachingHostnameResolver(reactor, cache_size), private)

    @classmethod
    def from_crawler(cls, crawler: Any, reactor: Any) -> PublicOnlyResolver:
        """Build the resolver as Scrapy does; OTKLIK_ALLOW_PRIVATE lists the permitted pairs."""
        settings = crawler.settings
        return cls(reactor, settings.getint("DNSCACHE_SIZE"), settings.getlist("OTKLIK_ALLOW_PRIVATE"))

    def install_on_reactor(self) -> None:
        """Make every connection by host name of this process go through the guard."""
        self._reactor.installNameResolver(self._resolver)
