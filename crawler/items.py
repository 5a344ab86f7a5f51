"""What a scan hands over: Mentions and verdicts, as frozen values without any library behind them."""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import lru_cache


class Verdict(StrEnum):
    """How one scan of one site ended (README, "Verdicts")."""

    OK = "ok"
    QUIET = "quiet"
    LAYOUT_CHANGED = "layout_changed"
    BLOCKED = "blocked"
    LOGIN_WALL = "login_wall"
    FORBIDDEN = "forbidden"
    UNREACHABLE = "unreachable"
    FAILED = "failed"
    NEVER_RAN = "never_ran"

    @property
    def sound(self) -> bool:
        """Say whether the scan got through, so that what it did not see may be believed not to be there."""
        return self in SOUND


SOUND = frozenset({Verdict.OK, Verdict.QUIET})


class Precision(StrEnum):
    """How exactly a shown date was given."""

    MINUTE = "minute"
    DAY = "day"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Rating:
    """A rating as shown: `value` on a scale from `worst` to `best`."""

    value: float
    best: float = 5.0
    worst: float = 1.0
    raw: str = ""

    @property
    def share(self) -> float:
        """Give the rating as a share of the best, 0 to 1."""
        return max(0.0, min(1.0, self.value / self.best)) if self.best else 0.0


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer that stands under a mention on the site itself, usually the company's."""

    text: str
    author: str | None = None
    published: datetime | None = None
    published_raw: str = ""


@dataclass(frozen=True, slots=True)
class Mention:
    """One public post as found on a site: an immutable snapshot (schema.org Review / DiscussionForumPosting).

    Times are aware and in UTC. `native_id` is the site's own id or one derived from author and date, unique within the site.
    `layers` says which layer gave each field: pairs such as ("author", "json-ld").
    """

    site: str
    native_id: str
    url: str
    body: str
    author: str | None = None
    headline: str | None = None
    published: datetime | None = None
    published_raw: str = ""
    precision: Precision | None = None
    rating: Rating | None = None
    language: str | None = None
    replies: tuple[Reply, ...] = ()
    truncated: bool = False
    kind: str = "review"
    layers: tuple[tuple[str, str], ...] = field(default=())

    @property
    def digest(self) -> str:
        """Give the sha256 (32 hex digits) of what the author wrote; a new digest under an old id is a Revision."""
        rating = "" if self.rating is None else f"{self.rating.value:g}/{self.rating.best:g}"
        return fingerprint(self.headline or "", self.body, rating)

    @property
    def reply_digest(self) -> str | None:
        """Give the sha256 (32 hex digits) of the replies under the mention, None where there are none."""
        if not self.replies:
            return None
        return fingerprint(*(part for reply in self.replies for part in (reply.author or "", reply.text)))


@lru_cache(maxsize=4096)  # a mention on its way into the store is asked for its digest several times
def fingerprint(*parts: str) -> str:
    """Hash texts so that white space and Unicode form do not matter: 32 hex digits of sha256."""
    folded = "\x1f".join(" ".join(unicodedata.normalize("NFC", part).split()) for part in parts)
    return hashlib.sha256(folded.encode("utf-8", "surrogatepass")).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Batch:
    """The mentions of one page, handed over as soon as the page was read."""

    site: str
    url: str
    mentions: tuple[Mention, ...]


@dataclass(frozen=True, slots=True)
class Finished:
    """The end of one site's scan.

    `complete` is true only when the walk reached the end of the site, so that what was not seen may be judged as gone.
    """

    site: str
    verdict: Verdict
    pages: int
    mentions: int
    seconds: float
    complete: bool
    error: str = ""
