"""From what a scan saw to its verdict and one clear sentence: pure rules."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from crawler.items import Verdict
from crawler.limits import Ending, Stop

DROP_FLOOR = 10
"""Known mentions from which on a fall to less than half is taken for a broken page, not for withdrawals."""

_LOGIN_PATH = re.compile(r"/(?:log-?in|sign[-_]?in|auth(?:orize|enticate)?|sso|vhod|voiti)(?:[/.?#]|$)", re.I)
_CHALLENGE = re.compile(
    rb"cf-challenge|challenge-platform|captcha-delivery|/_Incapsula_Resource|<title>\s*"
    rb"(?:Just a moment|Attention Required|DDoS-Guard|Access denied|Are you a robot)",
    re.I,
)
_CHALLENGE_WORDS = re.compile(rb"captcha|cf-turnstile|are you (?:a )?(?:human|robot)|verify you are human", re.I)
_GONE = {404: "the page was not found", 410: "the page is gone"}
_HEAD = 65536
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_SHORT = 20000


@dataclass(frozen=True, slots=True)
class Problem:
    """Say why a page could not be read, and which verdict that means for the site."""

    verdict: Verdict
    sentence: str


@dataclass(frozen=True, slots=True)
class Seen:
    """What one site's scan saw.

    `known` counts the mentions known before, `met` how many of these were seen again, `fresh` the new or changed ones.
    `endless` is true for walks that never show everything, such as feeds.
    """

    url: str
    pages: int
    mentions: int
    fresh: int
    known: int
    met: int
    stop: Stop
    problem: Problem | None = None
    hint: Verdict | None = None
    note: str = ""
    endless: bool = False


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict on one scan, one sentence about it (empty where nothing need be said), and whether all was seen."""

    verdict: Verdict
    sentence: str
    complete: bool


def judge(seen: Seen) -> Judgement:
    """Weigh what was seen: a page that failed, then pages that look wrong, then limits, then news."""
    if seen.problem is not None:
        kept = f"; {seen.mentions} mentions of {seen.pages} pages before it were kept" if seen.mentions else ""
        return Judgement(seen.problem.verdict, seen.problem.sentence + kept, complete=False)
    if not seen.mentions:
        return _nothing(seen)
    if seen.stop.ending is Ending.OVER:
        return Judgement(Verdict.FAILED, seen.stop.sentence, complete=False)
    whole = seen.stop.ending in (Ending.END, Ending.ROUND) and not seen.endless
    if whole and seen.known >= DROP_FLOOR and seen.met * 2 < seen.known:
        sentence = f"only {seen.met} of {seen.known} known mentions were found; the page has changed, or most were removed"
        return Judgement(Verdict.LAYOUT_CHANGED, sentence, complete=False)
    if seen.hint is not None and seen.hint not in (Verdict.OK, Verdict.QUIET):
        return Judgement(seen.hint, seen.note or _told(seen.hint, seen.url), complete=False)
    return Judgement(Verdict.OK if seen.fresh else Verdict.QUIET, seen.stop.sentence or seen.note, whole)


def _nothing(seen: Seen) -> Judgement:
    if seen.stop.ending is Ending.OVER:
        return Judgement(Verdict.FAILED, seen.stop.sentence, complete=False)
    if seen.hint is not None and seen.hint is not Verdict.QUIET:
        return Judgement(seen.hint, seen.note or _told(seen.hint, seen.url), complete=False)
    if seen.known and not seen.endless:
        sentence = f"{seen.url} shows no mention, though {seen.known} are known. Look at it: otklik read {seen.url}"
        return Judgement(Verdict.LAYOUT_CHANGED, sentence, complete=False)
    return Judgement(Verdict.QUIET, seen.note or f"no mention was found on {seen.pages} pages of {seen.url}", complete=False)


def _told(verdict: Verdict, url: str) -> str:
    told = {
        Verdict.BLOCKED: f"{url} shows a check for robots instead of its page",
        Verdict.LOGIN_WALL: f"{url} asks for a login",
        Verdict.LAYOUT_CHANGED: f"{url} does not look as its definition says. Look at it: otklik read {url}",
        Verdict.UNREACHABLE: f"{url} shows an error instead of its page",
    }
    return told.get(verdict, f"{url} could not be read")


def problem_of_answer(url: str, status: int, body: bytes, *, asked: str) -> Problem | None:
    """Judge an HTTP answer: None where it may hold mentions. `asked` is the address before redirects."""
    if status == 401 or (leads_to_login(url) and not leads_to_login(asked)):
        return Problem(Verdict.LOGIN_WALL, f"{asked} asks for a login")
    if 200 <= status < 300:
        return None
    if status in (403, 429) or is_challenge(body):
        why = {403: "access was refused", 429: "too many requests"}.get(status, "a check for robots")
        return Problem(Verdict.BLOCKED, f"{url} answered {status}: {why}")
    if status == 451:
        return Problem(Verdict.FORBIDDEN, f"{url} answered 451: withheld for legal reasons")
    if status in _GONE:
        return Problem(Verdict.UNREACHABLE, f"{url} answered {status}: {_GONE[status]}; check the address in the list of sites")
    return Problem(Verdict.UNREACHABLE, f"{url} answered {status}")


def leads_to_login(url: str) -> bool:
    """Tell whether an address looks like the one where people sign in."""
    return bool(_LOGIN_PATH.search(urlsplit(url).path))


def is_challenge(body: bytes) -> bool:
    """Tell whether a page is a check for robots rather than content."""
    head = body[:_HEAD]
    return bool(_CHALLENGE.search(head)) or (len(body) < _SHORT and bool(_CHALLENGE_WORDS.search(head)))


def problem_of_empty(url: str, body: bytes, content_type: str, *, wants_json: bool) -> Problem | None:
    """Judge a page that gave no mention: a check for robots, nothing at all, no text, or no JSON where it was expected."""
    if is_challenge(body):
        return Problem(Verdict.BLOCKED, f"{url} shows a check for robots instead of its page")
    if not body.strip():
        return Problem(Verdict.LAYOUT_CHANGED, f"{url} answered with an empty page")
    if wants_json and body.lstrip()[:1] not in (b"{", b"["):
        shown = "HTML" if b"<" in body.lstrip()[:1] or "html" in content_type else "something else"
        return Problem(Verdict.LAYOUT_CHANGED, f"{url} answered with {shown} where JSON was expected")
    if wants_json and not _is_json(body):
        return Problem(Verdict.LAYOUT_CHANGED, f"{url} answered with JSON that is broken or cut off")
    if b"\0" in body[:_HEAD] and body[:2] not in _UTF_16 and "utf-16" not in content_type.lower():
        return Problem(Verdict.LAYOUT_CHANGED, f"{url} answered with something that is no text, an archive or a picture perhaps")
    return None


def _is_json(body: bytes) -> bool:
    try:
        json.loads(body.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError):
        return False
    return True


def problem_of_refusal(url: str, reason: str) -> Problem:
    """Judge a request that was not made: by robots.txt, by the guard, or after too many redirects."""
    if reason.startswith("robots unreachable: "):
        told = reason.removeprefix("robots unreachable: ")
        return Problem(Verdict.UNREACHABLE, f"{told}, so no page of {urlsplit(url).netloc} may be asked for (RFC 9309)")
    if reason.startswith("robots: "):
        return Problem(Verdict.FORBIDDEN, f"robots.txt of {urlsplit(url).netloc} forbids {reason.removeprefix('robots: ')}")
    if reason.startswith("refused: "):
        told = reason.removeprefix("refused: ")
        if leads_to_login(url):
            return Problem(Verdict.LOGIN_WALL, f"{url} asks for a login")
        return Problem(Verdict.FAILED, f"{url} was not asked for: {told}")
    if "max redirections" in reason:
        return Problem(Verdict.UNREACHABLE, f"{url} redirects in a circle or more than five times")
    return Problem(Verdict.FAILED, f"{url} was not asked for: {reason}")
