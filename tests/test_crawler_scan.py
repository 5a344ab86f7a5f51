"""Scanning: whole sites, verdicts, politeness, and workers that die (ISSUE "Bad input"; RELIABILITY rows 6-18, 26)."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from config.catalogue import Site
from crawler import scan as scanning
from crawler.items import Batch, Finished, Verdict
from crawler.process import Worker, start_worker
from crawler.scan import ScanOptions, Watch, scan
from tests.hostile.server import Answer, Server, bomb, drip, endless, listing, pages_of

ROOT = Path(__file__).resolve().parents[1]
NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
CONTACT = "https://company.example/contact"


def site(server: Server, path: str = "/reviews", name: str = "shop") -> Site:
    """Describe a site of a test server."""
    return Site(name=name, url=server.url(path), brand="Shop")


def options(*servers: Server, **more: Any) -> ScanOptions:
    """Give options that permit the test servers, with short limits."""
    settings = {"contact": CONTACT, "timeout_seconds": 5.0, "site_seconds": 60.0, **more}
    return ScanOptions(allow_private=tuple(server.place for server in servers), **settings)


def run(*watches: Watch, options: ScanOptions) -> tuple[dict[str, set[str]], dict[str, Finished]]:
    """Scan and give the ids seen and the end of each site."""
    seen: dict[str, set[str]] = {watch.site.name: set() for watch in watches}
    ends: dict[str, Finished] = {}
    for event in scan(watches, options=options, now=NOW):
        if isinstance(event, Batch):
            assert event.site not in ends, "a batch after the end"
            seen[event.site].update(mention.native_id for mention in event.mentions)
        else:
            assert event.site not in ends, "two ends"
            ends[event.site] = event
    return seen, ends


def end_of(server: Server, path: str = "/reviews", known: dict[str, str] | None = None, **more: Any) -> Finished:
    """Scan one site of a server and give its end."""
    _, ends = run(Watch(site(server, path), None, known or {}), options=options(server, **more))
    return ends["shop"]


@dataclass(frozen=True)
class Zoo:
    """Many strange sites after one scan of them all."""

    servers: dict[str, Server]
    seen: dict[str, set[str]]
    ends: dict[str, Finished]


@pytest.fixture
def workers(monkeypatch: pytest.MonkeyPatch) -> list[Worker]:
    """Note every worker that is started."""
    started: list[Worker] = []

    def noting(*args: Any, **more: Any) -> Worker:
        started.append(start_worker(*args, **more))
        return started[-1]

    monkeypatch.setattr(scanning, "start_worker", noting)
    return started


def test_it_works() -> None:
    with Server(pages_of(4)) as server:
        seen, ends = run(Watch(site(server)), options=options(server))
        assert server.asked == ["/reviews", "/reviews?page=2", "/reviews?page=3", "/reviews?page=4"]
    assert len(seen["shop"]) == 20
    end = ends["shop"]
    assert (end.verdict, end.pages, end.mentions, end.complete, end.error) == (Verdict.OK, 4, 20, True, "")


def test_mentions_come_page_by_page_while_the_worker_goes_on() -> None:
    with Server(pages_of(3)) as server:
        events = list(scan([Watch(site(server))], options=options(server), now=NOW))
    assert [len(event.mentions) for event in events if isinstance(event, Batch)] == [5, 5, 5]


def test_it_says_who_asks_and_asks_one_at_a_time() -> None:
    with Server(pages_of(3)) as server:
        end_of(server)
        assert all(CONTACT in hit.headers["User-Agent"] for hit in server.hits)
        assert {hit.beside for hit in server.hits} == {0}
        assert not any({"Cookie", "Referer"} & hit.headers.keys() for hit in server.hits)


def test_two_sites_of_one_host_are_never_asked_side_by_side() -> None:
    with Server({**pages_of(3, path="/a"), **pages_of(3, path="/b")}) as server:
        watches = [Watch(site(server, path, path[1:])) for path in ("/a", "/b")]
        seen, _ = run(*watches, options=options(server, workers=2))
        assert {hit.beside for hit in server.hits} == {0}
    assert [len(ids) for ids in seen.values()] == [15, 15]


def test_nothing_new_is_quiet_and_complete() -> None:
    with Server(pages_of(2)) as server:
        events = list(scan([Watch(site(server))], options=options(server), now=NOW))
        known = {m.native_id: m.digest for e in events if isinstance(e, Batch) for m in e.mentions}
        end = end_of(server, known=known)
    assert (end.verdict, end.complete) == (Verdict.QUIET, True)


def test_a_naive_now_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        next(scan([], options=ScanOptions(), now=datetime(2026, 1, 1)))  # noqa: DTZ001


# ---- pages that are not what they should be

BAD_PAGES: dict[str, tuple[Answer, Verdict, str]] = {
    "404": (Answer(b"gone", 404), Verdict.UNREACHABLE, "answered 404"),
    "410": (Answer(b"gone", 410), Verdict.UNREACHABLE, "answered 410"),
    "429": (Answer(b"busy", 429), Verdict.BLOCKED, "answered 429"),
    "403": (Answer(b"no", 403), Verdict.BLOCKED, "answered 403"),
    "401": (Answer(b"who", 401), Verdict.LOGIN_WALL, "login"),
    "503": (Answer(b"down", 503), Verdict.UNREACHABLE, "answered 503"),
    "451": (Answer(b"law", 451), Verdict.FORBIDDEN, "451"),
    "challenge": (Answer(b"<title>Just a moment...</title>", 503), Verdict.BLOCKED, "check for robots"),
    "captcha": (Answer(b"<html><div class='h-captcha'></div></html>"), Verdict.BLOCKED, "check for robots"),
    "empty": (Answer(b""), Verdict.LAYOUT_CHANGED, "empty page"),
    "to-login": (Answer(b"", 302, headers={"Location": "/login?next=/reviews"}), Verdict.LOGIN_WALL, "login"),
    "to-itself": (Answer(b"", 302, headers={"Location": "/reviews"}), Verdict.UNREACHABLE, "redirects in a circle"),
    "to-file": (Answer(b"", 302, headers={"Location": "file:///etc/passwd"}), Verdict.UNREACHABLE, "answered 302"),
    "to-metadata": (Answer(b"", 302, headers={"Location": "http://169.254.169.254/"}), Verdict.FAILED, "169.254.169.254"),
    "to-loopback": (Answer(b"", 302, headers={"Location": "http://[::1]:80/"}), Verdict.FAILED, "not a part of"),
    "gzip-bomb": (bomb("gzip"), Verdict.FAILED, "larger than 1 MiB"),
    "deflate-bomb": (bomb("deflate"), Verdict.FAILED, "larger than 1 MiB"),
    "endless": (Answer(chunks=endless()), Verdict.FAILED, "larger than 1 MiB"),
    "half": (Answer(headers={"Content-Length": "100"}, chunks=[b"<p>half"]), Verdict.UNREACHABLE, "broke off"),
}

ROBOTS: dict[str, tuple[Answer, Verdict]] = {
    "allow": (Answer(b"User-agent: *\nAllow: /\n"), Verdict.OK),
    "other": (Answer(b"\xef\xbb\xbfUser-agent: *\nDisallow: /private\n"), Verdict.OK),
    "404": (Answer(b"", 404), Verdict.OK),
    "401": (Answer(b"", 401), Verdict.OK),
    "429": (Answer(b"", 429), Verdict.OK),
    "circle": (Answer(b"", 302, headers={"Location": "/robots.txt"}), Verdict.OK),
    "late-rule": (Answer(b"#" * 600_000 + b"\nUser-agent: *\nDisallow: /\n"), Verdict.OK),
    "path": (Answer(b"User-agent: *\nDisallow: /reviews\n"), Verdict.FORBIDDEN),
    "bom": (Answer(b"\xef\xbb\xbfUser-agent: *\nDisallow: /\n"), Verdict.FORBIDDEN),
    "by-name": (Answer(b"User-agent: otklik\nDisallow: /\n\nUser-agent: *\nAllow: /\n"), Verdict.FORBIDDEN),
    "redirected": (Answer(b"", 302, headers={"Location": "/robots2.txt"}), Verdict.FORBIDDEN),
    "503": (Answer(b"", 503), Verdict.UNREACHABLE),
    "500": (Answer(b"", 500), Verdict.UNREACHABLE),
    "to-private": (Answer(b"", 302, headers={"Location": "http://10.0.0.1/robots.txt"}), Verdict.UNREACHABLE),
}


@pytest.fixture(scope="module")
def zoo() -> Iterator[Zoo]:
    """Scan every bad page, every robots.txt and one good site in one run of one worker."""
    with ExitStack() as stack:
        servers = {"good": stack.enter_context(Server(pages_of(3)))}
        for name, (page, *_) in BAD_PAGES.items():
            servers[name] = stack.enter_context(Server({"/reviews": page, "/login": "<form>Sign in</form>"}))
        for name, (robots, _) in ROBOTS.items():
            pages = {**pages_of(1), "/robots2.txt": Answer(b"User-agent: *\nDisallow: /\n")}
            servers[f"robots-{name}"] = stack.enter_context(Server(pages, robots=robots))
        watches = [Watch(site(server, name=name)) for name, server in servers.items()]
        seen, ends = run(*watches, options=options(*servers.values(), max_bytes=1 << 20))
        yield Zoo(servers, seen, ends)


@pytest.mark.parametrize("name", BAD_PAGES)
def test_a_page_that_cannot_be_read_gets_its_verdict_and_one_sentence(zoo: Zoo, name: str) -> None:
    _, verdict, words = BAD_PAGES[name]
    end = zoo.ends[name]
    assert (end.verdict, end.complete) == (verdict, False), end.error
    assert words in end.error
    assert "\n" not in end.error
    assert "Traceback" not in end.error


@pytest.mark.parametrize("name", ROBOTS)
def test_robots_txt_is_obeyed(zoo: Zoo, name: str) -> None:
    verdict = ROBOTS[name][1]
    asked = [path for path in zoo.servers[f"robots-{name}"].asked if path.startswith("/reviews")]
    end = zoo.ends[f"robots-{name}"]
    assert end.verdict is verdict, end.error
    assert bool(asked) == (verdict is Verdict.OK)


def test_a_good_site_beside_all_the_bad_ones_is_read_whole(zoo: Zoo) -> None:
    assert len(zoo.seen["good"]) == 15
    assert zoo.ends["good"].complete


def test_a_refusal_is_asked_again_only_where_that_may_help(zoo: Zoo) -> None:
    assert len(zoo.servers["503"].asked) == 3
    assert len(zoo.servers["429"].asked) == 1
    assert len(zoo.servers["404"].asked) == 1


def test_a_site_that_does_not_answer_is_unreachable() -> None:
    with Server() as server:
        pass
    assert "refused the connection" in (end := end_of(server)).error
    assert end.verdict is Verdict.UNREACHABLE


def test_a_site_that_showed_mentions_and_shows_none_has_changed() -> None:
    with Server({"/reviews": "<p>A new design, without reviews.</p>"}) as server:
        end = end_of(server, known={"r1": "x", "r2": "y"})
    assert (end.verdict, end.complete) == (Verdict.LAYOUT_CHANGED, False)
    assert "2 are known" in end.error


def test_most_mentions_gone_at_once_is_taken_for_a_changed_page() -> None:
    with Server(pages_of(1)) as server:
        end = end_of(server, known={f"r{n}": "x" for n in range(40)})
    assert (end.verdict, end.complete) == (Verdict.LAYOUT_CHANGED, False)


def test_what_was_read_before_a_page_failed_is_kept() -> None:
    site_pages = pages_of(4)

    def breaking(query: dict[str, str]) -> Any:
        return Answer(b"", 503) if query.get("page") == "3" else site_pages["/reviews"](query)  # type: ignore[operator]

    with Server({"/reviews": breaking}) as server:
        seen, ends = run(Watch(site(server)), options=options(server))
    assert len(seen["shop"]) == 10
    assert (ends["shop"].verdict, ends["shop"].complete) == (Verdict.UNREACHABLE, False)
    assert "10 mentions" in ends["shop"].error


def test_a_page_that_drips_is_given_up() -> None:
    with Server() as server:
        server.pages["/reviews"] = lambda _: Answer(chunks=drip(server))
        end = end_of(server, timeout_seconds=0.5)
    assert end.verdict is Verdict.UNREACHABLE
    assert "within 0.5 s" in end.error


def test_sites_that_hang_do_not_hold_up_the_others() -> None:
    with ExitStack() as stack:
        slow = [stack.enter_context(Server()) for _ in range(20)]
        good = [stack.enter_context(Server(pages_of(2))) for _ in range(20)]
        for server in slow:
            server.pages["/reviews"] = lambda _, server=server: Answer(chunks=drip(server))
        watches = [Watch(site(server, name=f"slow{n}")) for n, server in enumerate(slow)]
        watches += [Watch(site(server, name=f"good{n}")) for n, server in enumerate(good)]
        _, ends = run(*watches, options=options(*slow, *good, timeout_seconds=2.5, site_seconds=2.5))
    order = [name[:4] for name in ends]
    assert order == ["good"] * 20 + ["slow"] * 20
    assert {end.verdict for name, end in ends.items() if name.startswith("good")} == {Verdict.OK}


def test_a_site_that_takes_too_long_fails_with_the_limit_named() -> None:
    pages = pages_of(100_000)
    with Server(pages) as server:
        end = end_of(server, site_seconds=1.0, max_pages=100_000)
    assert (end.verdict, end.complete) == (Verdict.FAILED, False)
    assert "stopped after 1 s" in end.error


# ---- traps


def test_a_calendar_without_end_stops_at_the_page_limit() -> None:
    with Server(pages_of(10_000)) as server:
        end = end_of(server, max_pages=7)
    assert (end.verdict, end.pages, end.complete) == (Verdict.OK, 7, False)
    assert "7 pages" in end.error


def test_pages_without_a_new_mention_end_the_walk() -> None:
    def page(query: dict[str, str]) -> str:
        number = int(query.get("page", "1"))
        return listing(range(5) if number == 1 else (), f"/reviews?page={number + 1}&sid={number * 7919}")

    with Server({"/reviews": page}) as server:
        end = end_of(server)
    assert (end.pages, end.complete) == (4, False)
    assert "no new mention" in end.error


def test_a_site_that_repeats_its_last_page_for_ever_is_complete() -> None:
    def page(query: dict[str, str]) -> str:
        number = int(query.get("page", "1"))
        return listing(range(5 * min(number, 3)), f"/reviews?page={number + 1}")

    with Server({"/reviews": page}) as server:
        end = end_of(server)
    assert (end.verdict, end.mentions, end.complete) == (Verdict.OK, 45, True)


def test_a_circle_of_pages_ends() -> None:
    with Server({"/reviews": listing(range(5), "/more"), "/more": listing(range(5, 10), "/reviews")}) as server:
        end = end_of(server)
    assert (end.pages, end.mentions, end.complete) == (2, 10, True)


# ---- workers that die, scans that are interrupted


def kill(workers: list[Worker]) -> None:
    """Kill the newest worker as the kernel would."""
    os.kill(workers[-1].process.pid, signal.SIGKILL)


def test_a_killed_worker_loses_nothing(workers: list[Worker]) -> None:
    pages = pages_of(6)
    killed = threading.Event()

    def deadly(query: dict[str, str]) -> Any:
        if query.get("page") == "4" and not killed.is_set():
            killed.set()
            kill(workers)
        return pages["/reviews"](query)  # type: ignore[operator]

    with Server({"/reviews": deadly}) as server:
        seen, ends = run(Watch(site(server)), options=options(server))
    assert len(workers) == 2
    assert len(seen["shop"]) == 30
    assert (ends["shop"].verdict, ends["shop"].complete) == (Verdict.OK, True)


def test_only_the_site_that_kills_its_worker_fails(workers: list[Worker]) -> None:
    killed = threading.Event()

    def deadly(_: dict[str, str]) -> str:
        kill(workers)
        killed.set()
        return listing(range(5))

    def waiting(_: dict[str, str]) -> str:
        killed.wait(30)
        return listing(range(5))

    with Server({"/reviews": deadly}) as bad, Server({"/reviews": waiting}) as good:
        seen, ends = run(Watch(site(bad, name="bad")), Watch(site(good)), options=options(bad, good))
    assert (ends["shop"].verdict, len(seen["shop"])) == (Verdict.OK, 5)
    assert ends["bad"].verdict is Verdict.FAILED
    assert "killed by signal 9" in ends["bad"].error
    assert len(workers) == 3


def test_a_worker_that_no_longer_answers_is_killed(workers: list[Worker]) -> None:
    def stopping(_: dict[str, str]) -> str:
        os.kill(workers[-1].process.pid, signal.SIGSTOP)
        return listing(range(5))

    with Server({"/reviews": stopping}) as server:
        end = end_of(server, stall_seconds=1.5)
    assert end.verdict is Verdict.FAILED
    assert "no sign of life for 1.5 s" in end.error
    assert len(workers) == 2


def test_a_worker_that_needs_too_much_memory_ends_by_itself() -> None:
    with Server(pages_of(2)) as server:
        end = end_of(server, memory_mb=8)
    assert end.verdict is Verdict.FAILED
    assert "8 MB of memory" in end.error


def test_closing_a_scan_ends_its_workers(workers: list[Worker]) -> None:
    with Server(pages_of(1000)) as server:
        events = scan([Watch(site(server))], options=options(server), now=NOW)
        assert isinstance(next(events), Batch)
        events.close()  # type: ignore[attr-defined]
    assert [worker.process.poll() for worker in workers] == [-signal.SIGKILL]


def scanner(server: Server) -> tuple[subprocess.Popen[str], int]:
    """Start a scan in another process and wait for its first batch; gives the process and its worker's id."""
    command = [sys.executable, "-m", "tests.hostile.scanner", server.url("/reviews")]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT)
    assert process.stdout is not None
    worker = int(process.stdout.readline().split()[1])
    assert process.stdout.readline() == "batch 5\n"
    return process, worker


def is_gone(pid: int) -> bool:
    """Wait until a process that is not our child has ended (a zombie has)."""
    for _ in range(200):
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
        except (FileNotFoundError, ProcessLookupError):
            return True
        if state in "ZX":
            return True
        threading.Event().wait(0.05)
    return False


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks at processes in /proc")
@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_an_interrupted_scan_leaves_no_process_behind(sent: signal.Signals) -> None:
    with Server(pages_of(10_000)) as server:
        process, worker = scanner(server)
        process.send_signal(sent)
        _, errors = process.communicate(timeout=30)
        assert is_gone(worker)
    assert process.returncode == (130 if sent is signal.SIGINT else -sent)
    assert errors == ""
