"""How often strangers may knock at the form: so many an hour from one address, so many in all; counted in the database,
so that neither a restart nor a second process lets more in."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from moderation.auth import digest_of
from moderation.store import entered

if TYPE_CHECKING:
    from moderation.store.engine import Store

KEPT = timedelta(days=1)
EVERYBODY = ""


@dataclass(frozen=True, slots=True)
class Limit:
    """How often something may be done within one hour by the clock: by one address, and by everybody together."""

    kind: str
    each: int
    everybody: int


def let_in(store: Store, limit: Limit, address: str, now: datetime) -> bool:
    """Count a knock and say whether it may come in; one that may not changes nothing."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    who = _who(address)
    with store.read() as tx:
        # Looked at before it is counted: whoever is turned away, however often, writes nothing and uses up nobody's share.
        full = entered.knocks(tx, limit.kind, who, hour) >= limit.each
        if full or entered.knocks(tx, limit.kind, EVERYBODY, hour) >= limit.everybody:
            return False
    with store.write() as tx:
        if entered.count_knock(tx, limit.kind, who, hour) > limit.each:
            return False
        times = entered.count_knock(tx, limit.kind, EVERYBODY, hour)
        if times == 1:
            entered.sweep_knocks(tx, now - KEPT)
        return times <= limit.everybody


def _who(address: str) -> str:
    """Name an address without keeping it; of IPv6 the network counts, for one customer has very many addresses there."""
    # Some proxies write the port too, which is another one for every connection.
    host = address.strip()
    host = host[1:].partition("]")[0] if host.startswith("[") else host.partition(":")[0] if host.count(":") == 1 else host
    try:
        found = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return digest_of(address.strip()[:200])
    if isinstance(found, ipaddress.IPv6Address):
        found = found.ipv4_mapped or found
    if isinstance(found, ipaddress.IPv6Address):
        return digest_of(str(ipaddress.ip_network((found, 64), strict=False)))
    return digest_of(str(found))
