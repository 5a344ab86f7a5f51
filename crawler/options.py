"""How scans behave: the operator's scan settings as plain values that travel to the workers."""

from __future__ import annotations

from dataclasses import dataclass

PRODUCT = "otklik"


@dataclass(frozen=True, slots=True)
class ScanOptions:
    """Say how polite, how patient and how bounded scans are.

    `allow_private` lists exact `host:port` pairs that may be reached although they are not public; only for these
    `private_delay_seconds` takes the place of `delay_seconds`. `user_agent` empty means one made of `contact`.
    """

    contact: str = ""
    user_agent: str = ""
    delay_seconds: float = 1.0
    timeout_seconds: float = 30.0
    max_bytes: int = 5 * 1024 * 1024
    max_pages: int = 200
    workers: int = 1
    allow_private: tuple[str, ...] = ()
    private_delay_seconds: float = 0.0
    memory_mb: int = 512
    site_seconds: float = 600.0
    stall_seconds: float = 60.0
    side_by_side: int = 64

    @property
    def agent(self) -> str:
        """Give the User-Agent header: who asks, and whom to write to."""
        return self.user_agent or (f"{PRODUCT} (+{self.contact})" if self.contact else PRODUCT)

    @property
    def robot(self) -> str:
        """Give the product token that robots.txt groups are matched with (RFC 9309 §2.2.1)."""
        return self.agent.split("/")[0].split()[0]
