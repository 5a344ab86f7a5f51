"""A reply that is posted by machine is posted at most once; what nobody knows, a person decides (RELIABILITY 45)."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from config.catalogue import Catalogue, Site
from config.errors import ConfigError, Forbidden, Impossible, NotFound, OperatorError, StaleVersion
from config.settings import ScanSettings, Settings
from moderation.case import Act, Status
from moderation.connectors import Outcome
from moderation.desk import answering, ending, releasing
from moderation.queue import CaseView, case_view
from moderation.store import answers
from moderation.store.engine import Store
from tests.people import ANNA, BOOK, NOW, REPLY, SITE, STRANGER, VERA, a_case, a_site, settings
from tests.replysite import ReplySite, reply_site

LATER = NOW + timedelta(minutes=6)
OURS = Outcome("released", "answer 303", "https://opinions.example/ozols#answer-1")


@pytest.fixture
def site() -> Iterator[ReplySite]:
    """Give a site that takes replies."""
    with reply_site() as running:
        yield running


def drafted(store: Store, number: int = 1) -> int:
    """Open a case and draft its reply."""
    n = a_case(store, number)
    answering.reply(store, ANNA, n, book=BOOK, now=NOW, text=REPLY)
    return n


def where(site: ReplySite, **connector: Any) -> dict[str, Any]:
    """Give the list of sites and the settings by which replies go to this site."""
    form = {"kind": "form", "url": site.url, "text_field": "text", "id_field": "post", **connector}
    listed: Site = a_site(connector=form)
    return {"catalogue": Catalogue((listed,)), "settings": _settings(site)}


def _settings(site: ReplySite) -> Settings:
    return settings(scan=ScanSettings(allow_private=(site.place,), timeout_seconds=2))


def release(store: Store, n: int, site: ReplySite, **changes: Any) -> CaseView:
    """Let Anna post the reply by machine."""
    person = changes.pop("person", ANNA)
    return releasing.release(store, person, n, **{"book": BOOK, "now": NOW, **where(site), **changes})


def state(store: Store, n: int) -> list[str]:
    """Give the states of what was sent for a case."""
    return [record.state for record in releasing.releases(store, n)]


def test_it_works(store: Store, site: ReplySite) -> None:
    n = drafted(store)
    view = release(store, n, site)
    assert view.status is Status.REPLIED
    assert view.state.posted_url == f"http://{site.place}/ozols#answer-1"
    assert site.ledger == [{"text": REPLY, "post": "r1"}]
    assert state(store, n) == ["released"]
    assert [event.act for event in view.events][-1] is Act.POST


def test_a_reply_that_is_posted_is_not_sent_again(store: Store, site: ReplySite) -> None:
    n = drafted(store)
    release(store, n, site)
    with pytest.raises(Impossible, match="it has no draft"):
        release(store, n, site)
    assert len(site.ledger) == 1


def test_a_further_reply_is_another_one(store: Store, site: ReplySite) -> None:
    n = drafted(store)
    release(store, n, site)
    answering.reply(store, ANNA, n, book=BOOK, now=NOW, text="И ещё: мы всё проверили.")
    release(store, n, site)
    assert [entry["text"] for entry in site.ledger] == [REPLY, "И ещё: мы всё проверили."]
    assert state(store, n) == ["released", "released"]


def test_what_the_site_refused_may_be_sent_again(store: Store, site: ReplySite) -> None:
    n = drafted(store)
    site.mode = "403"
    with pytest.raises(Impossible, match=f"nothing was posted: the site refused it with answer 403.*otklik post {n} --release"):
        release(store, n, site)
    assert (state(store, n), case_view(store, n, BOOK, NOW).status) == (["failed"], Status.RECEIVED)
    site.mode = "ok"
    assert release(store, n, site).status is Status.REPLIED
    assert releasing.releases(store, n)[0].tries == 2


def in_doubt(store: Store, site: ReplySite, mode: str = "500") -> int:
    """Send a reply of which nobody knows whether it arrived."""
    n = drafted(store)
    site.mode = mode
    with pytest.raises(Impossible, match=f"nobody knows whether.*otklik release {n} --it-stands, or --it-does-not"):
        release(store, n, site)
    site.mode = "ok"
    return n


@pytest.mark.parametrize("mode", ["500", "drop", "login"])
def test_what_is_in_doubt_is_never_sent_by_itself(store: Store, site: ReplySite, mode: str) -> None:
    n = in_doubt(store, site, mode)
    assert state(store, n) == ["check"]
    for _ in range(3):
        with pytest.raises(Impossible, match="nobody knows whether its reply stands on the site"):
            release(store, n, site, now=LATER)
    assert len(site.ledger) == 1


def test_while_it_is_in_doubt_no_other_reply_is_written_or_posted(store: Store, site: ReplySite) -> None:
    n = in_doubt(store, site)
    for act in (
        lambda: answering.post(store, ANNA, n, book=BOOK, now=NOW),
        lambda: answering.reply(store, ANNA, n, book=BOOK, now=NOW, text="other"),
    ):
        with pytest.raises(Impossible, match="nobody knows whether its reply stands"):
            act()
    assert len(case_view(store, n, BOOK, NOW).replies) == 1


def test_a_person_saw_that_it_stands(store: Store, site: ReplySite) -> None:
    n = in_doubt(store, site)
    view = releasing.decide(store, ANNA, n, book=BOOK, now=LATER, stands=True, url="https://opinions.example/ozols#a1")
    assert (view.status, view.state.posted_url) == (Status.REPLIED, "https://opinions.example/ozols#a1")
    assert state(store, n) == ["released"]
    assert len(site.ledger) == 1


def test_a_person_saw_that_it_does_not_stand(store: Store, site: ReplySite) -> None:
    n = in_doubt(store, site)
    view = releasing.decide(store, ANNA, n, book=BOOK, now=LATER, stands=False)
    assert (view.status, state(store, n)) == (Status.RECEIVED, ["failed"])
    assert release(store, n, site, now=LATER).status is Status.REPLIED


def test_it_is_decided_once(store: Store, site: ReplySite) -> None:
    n = in_doubt(store, site)
    releasing.decide(store, ANNA, n, book=BOOK, now=LATER, stands=True)
    with pytest.raises(Impossible, match="no reply is in doubt; its last one is released"):
        releasing.decide(store, VERA, n, book=BOOK, now=LATER, stands=False)
    with pytest.raises(Impossible, match="no reply is in doubt; none was sent by machine"):
        releasing.decide(store, ANNA, a_case(store, 2), book=BOOK, now=LATER, stands=True)
    with pytest.raises(NotFound):
        releasing.decide(store, ANNA, 99, book=BOOK, now=LATER, stands=True)


def test_what_died_while_sending_is_in_doubt_after_a_while(store: Store, site: ReplySite) -> None:
    n = drafted(store)

    def dies(_: object) -> Outcome:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        release(store, n, site, sender=dies)
    with pytest.raises(Impossible, match="is being posted by machine this moment"):
        release(store, n, site, now=NOW + timedelta(minutes=1))
    with pytest.raises(Impossible, match="no reply is in doubt"):
        releasing.decide(store, ANNA, n, book=BOOK, now=NOW, stands=False)
    with pytest.raises(Impossible, match="nobody knows"):
        release(store, n, site, now=LATER)
    assert releasing.decide(store, ANNA, n, book=BOOK, now=LATER, stands=True).status is Status.REPLIED
    assert site.ledger == []


def test_a_case_that_ended_while_its_reply_was_sent_is_looked_at_by_a_person(store: Store, site: ReplySite) -> None:
    n = drafted(store)

    def slow(_: object) -> Outcome:
        ending.dismiss(store, VERA, n, book=BOOK, now=NOW, why="a double")
        return OURS

    with pytest.raises(Impossible, match="the site took it, but it could not be recorded"):
        release(store, n, site, sender=slow)
    (record,) = releasing.releases(store, n)
    assert (record.state, record.address) == ("check", OURS.address)
    ending.reopen(store, VERA, n, book=BOOK, now=NOW, why="it was answered")
    view = releasing.decide(store, ANNA, n, book=BOOK, now=NOW, stands=True)
    assert view.state.posted_url == OURS.address


def test_the_checks_of_posting_come_first(store: Store, site: ReplySite) -> None:
    n = a_case(store)
    with pytest.raises(Impossible, match="it has no draft"):
        release(store, n, site)
    answering.reply(store, ANNA, n, book=BOOK, now=NOW, text=REPLY)
    with pytest.raises(Forbidden):
        release(store, n, site, person=STRANGER)
    with pytest.raises(StaleVersion):
        release(store, n, site, version=1)
    with pytest.raises(NotFound):
        release(store, 99, site)
    with pytest.raises(Impossible, match=f"the site {SITE.name} has no connector. Post the reply by hand"):
        release(store, n, site, catalogue=Catalogue((SITE,)))
    with pytest.raises(Impossible, match="has no connector"):
        release(store, n, site, catalogue=Catalogue())
    with pytest.raises(ConfigError, match="NOT_THERE holds no token"):
        release(store, n, site, **where(site, token_env="NOT_THERE"))
    assert (site.ledger, state(store, n)) == ([], [])


def together(count: int, act: Callable[[], object]) -> Counter[str]:
    """Let many do the same at the same moment; count how it went."""
    gate, went = threading.Barrier(count), Counter[str]()
    lock = threading.Lock()

    def one() -> None:
        gate.wait()
        try:
            act()
            how = "done"
        except OperatorError as error:
            how = type(error).__name__
        with lock:
            went[how] += 1

    threads = [threading.Thread(target=one) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return went


def test_ten_at_once_post_one_reply(store: Store, site: ReplySite) -> None:
    site.pause = 0.05
    for number in range(1, 4):
        n = drafted(store, number)
        assert together(10, lambda n=n: release(store, n, site))["done"] == 1  # type: ignore[misc]
    assert Counter(entry["post"] for entry in site.ledger) == {"r1": 1, "r2": 1, "r3": 1}


@pytest.mark.long
def test_a_thousand_double_clicks_post_one_reply_each(sqlite_store: Store, site: ReplySite) -> None:
    for number in range(1, 1001):
        n = drafted(sqlite_store, number)
        together(2, lambda n=n: release(sqlite_store, n, site))  # type: ignore[misc]
    assert set(Counter(entry["post"] for entry in site.ledger).values()) == {1}
    assert len(site.ledger) == 1000


KILLED = """
    import sys
    from config.catalogue import Catalogue
    from config.settings import ScanSettings
    from moderation.desk import releasing
    from moderation.store.engine import open_store
    from tests.people import ANNA, BOOK, NOW, a_site, settings
    store = open_store({store!r})
    form = {{"kind": "form", "url": {url!r}, "text_field": "text", "id_field": "post"}}
    there = dict(catalogue=Catalogue((a_site(connector=form),)), settings=settings(scan=ScanSettings(allow_private=({place!r},))))
    print("ready", flush=True)
    sys.stdin.readline()
    releasing.release(store, ANNA, {n}, book=BOOK, now=NOW, **there)
"""


def killed_while_releasing(store: Store, site: ReplySite, n: int, after: float) -> None:
    """Let a process of its own post the reply, and kill it after so many seconds."""
    script = textwrap.dedent(KILLED.format(store=str(store.engine.url), url=site.url, place=site.place, n=n))
    child = subprocess.Popen([sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    assert child.stdin is not None
    assert child.stdout.readline() == "ready\n"
    child.stdin.write("\n")
    child.stdin.flush()
    time.sleep(after)
    child.send_signal(signal.SIGKILL)
    child.wait()
    for pipe in (child.stdin, child.stdout):
        pipe.close()


def kill_and_go_on(store: Store, site: ReplySite, kills: int) -> Counter[str]:
    """Kill the posting at random moments, let a person decide each time, and count where it was caught."""
    random.seed(45)
    site.pause = 0.02
    caught: Counter[str] = Counter()
    for number in range(1, kills + 1):
        n = drafted(store, number)
        killed_while_releasing(store, site, n, random.uniform(0, 0.12))
        site.rest()  # what is on its way still arrives
        arrived = sum(entry["post"] == f"r{number}" for entry in site.ledger)
        assert arrived <= 1
        (found,) = state(store, n) or ["before"]
        caught[f"{found}, {arrived} arrived"] += 1
        if found == "sending":
            with pytest.raises(Impossible):
                release(store, n, site, now=LATER)
            releasing.decide(store, ANNA, n, book=BOOK, now=LATER, stands=bool(arrived))
        if not arrived:
            release(store, n, site, now=LATER)
        assert case_view(store, n, BOOK, LATER).status is Status.REPLIED
        assert sum(entry["post"] == f"r{number}" for entry in site.ledger) == 1
    return caught


def test_a_killed_posting_is_neither_lost_nor_doubled(sqlite_store: Store, site: ReplySite) -> None:
    kill_and_go_on(sqlite_store, site, 5)
    assert len(site.ledger) == 5


@pytest.mark.long
def test_fifty_killed_postings_are_neither_lost_nor_doubled(sqlite_store: Store, site: ReplySite) -> None:
    caught = kill_and_go_on(sqlite_store, site, 50)
    print(dict(caught))  # where the kills struck, for the record
    assert len(site.ledger) == 50
    assert sum(count for how, count in caught.items() if how.startswith("sending")) >= 5  # or the kills have missed


def test_what_is_in_doubt_can_be_listed(store: Store, site: ReplySite) -> None:
    n = in_doubt(store, site)
    with store.read() as tx:
        assert [record.case_id for record in answers.undecided(tx, NOW)] == [n]
