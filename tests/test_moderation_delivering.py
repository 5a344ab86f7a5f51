"""Webhooks: told if and only if it happened, signed, tried again with growing pauses, given up with a reason that is seen."""

from __future__ import annotations

import base64
import socket
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from config.errors import ConfigError, Impossible, NotFound
from config.webhooks import Webhook
from moderation import clockwork, delivering
from moderation.audience import audience
from moderation.case import Act
from moderation.delivering import Sent
from moderation.desk import answering, ending, owners
from moderation.hooks import LONGEST, PAUSES, TRIES
from moderation.rulebook import Rulebook, rulebook
from moderation.store import webhooks
from moderation.store.engine import Store
from moderation.store.tables.webhooks import delivery
from tests.hooksite import SECRET, HookSite, hook_site
from tests.people import ANNA, DAY, HOUR, NOW, REPLY, TEXT, a_book, a_mention, settings, take

SECOND = timedelta(seconds=1)
ENVIRON = {"CHAT_SECRET": SECRET}


@pytest.fixture
def site() -> Iterator[HookSite]:
    """Give a program that is told."""
    with hook_site() as running:
        yield running


def hook(site: HookSite | str, **changes: Any) -> Webhook:
    """Make a webhook that leads to the program."""
    url = site if isinstance(site, str) else site.url
    given = {"name": "chat", "url": url, "secret_env": "CHAT_SECRET", "allow_private": True, **changes}
    return Webhook.model_validate(given)


def book_of(*hooks: Webhook, url: str | None = None) -> Rulebook:
    """Make the rules of a company with webhooks."""
    return rulebook(settings(webhooks=hooks, web={"url": url}), a_book().policy)


def opened(store: Store, book: Rulebook, count: int = 1) -> None:
    """Open cases, numbered from 1."""
    take(store, [a_mention(number) for number in range(1, count + 1)], book=book)


def send(store: Store, hooks: Sequence[Webhook], now: datetime = NOW, environ: dict[str, str] | None = None) -> Sent:
    """Send what is due at a moment."""
    return delivering.deliver(store, hooks, lambda: now, ENVIRON if environ is None else environ)


def kept(store: Store) -> list[Any]:
    """Give every message that is kept, in order."""
    with store.read() as tx:
        return list(tx.execute(select(delivery).order_by(delivery.c.id)))


def test_it_works(store: Store, site: HookSite) -> None:
    chat = hook(site)
    book = book_of(chat, url="https://otklik.example/desk/")
    opened(store, book)
    answering.acknowledge(store, ANNA, 1, book=book, now=NOW + HOUR)
    assert send(store, [chat], NOW + HOUR) == Sent(done=2)
    first, second = site.got
    assert (first.path, first.genuine(), second.genuine()) == ("/told?by=otklik", True, True)
    assert first.id != second.id
    assert second.headers["webhook-timestamp"] == str(int((NOW + HOUR).timestamp()))
    assert first.document["type"] == "case.receive"
    assert second.document == {
        "type": "case.acknowledge",
        "timestamp": "2026-11-23T10:00:00Z",
        "data": {
            "case": 1,
            "version": 2,
            "act": "acknowledge",
            "at": "2026-11-23T10:00:00Z",
            "machine": False,
            "status": "acknowledged",
            "severity": first.document["data"]["severity"],
            "level": 1,
            "site": "opinions",
            "brand": "Ozols",
            "url": "https://otklik.example/desk/api/v1/cases/1",
            "page": "https://otklik.example/desk/cases/1",
        },
    }
    assert send(store, [chat], NOW + DAY) == Sent()


def test_a_signature_with_another_secret_is_not_ours(sqlite_store: Store, site: HookSite) -> None:
    opened(sqlite_store, book_of(hook(site)))
    send(sqlite_store, [hook(site)])
    assert not site.got[0].genuine(b"x" * 32)


def test_the_signature_of_the_specification() -> None:
    """Check the example of standard-webhooks, spec "Signature scheme" of its reference libraries."""
    from moderation.hooks import signature

    secret = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    found = signature(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, '{"test": 2432232314}')
    assert found == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_no_text_and_no_name_leaves_the_house(sqlite_store: Store, site: HookSite) -> None:
    chat = hook(site)
    book = book_of(chat)
    opened(sqlite_store, book)
    answering.reply(sqlite_store, ANNA, 1, book=book, now=NOW, text=REPLY)
    ending.dismiss(sqlite_store, ANNA, 1, book=book, now=NOW, why="это о другой фирме, звоните +371 20000000")
    send(sqlite_store, [chat])
    told = "".join(got.body for got in site.got)
    assert len(site.got) == 3
    assert not [word for word in (*TEXT.split(), *REPLY.split(), "Ilze", "anna", "фирме", "371") if word in told]


@pytest.mark.parametrize(
    ("chosen", "told"),
    [
        ({}, ["receive", "acknowledge", "escalate"]),
        ({"events": "escalate"}, ["escalate"]),
        ({"events": ["receive", "close"]}, ["receive"]),
        ({"severities": ["low"]}, []),
        ({"severities": ["normal", "high", "critical"]}, ["receive", "acknowledge", "escalate"]),
        ({"when": {"sites": ["elsewhere"]}}, []),
        ({"when": {"sites": ["opinions"], "brands": ["Ozols"]}, "events": "acknowledge"}, ["acknowledge"]),
        ({"when": {"topics": ["trust"]}}, []),
    ],
)
def test_a_hook_is_told_what_it_chose(chosen: dict[str, Any], told: list[str], sqlite_store: Store, site: HookSite) -> None:
    chat = hook(site, **chosen)
    book = book_of(chat)
    opened(sqlite_store, book)
    answering.acknowledge(sqlite_store, ANNA, 1, book=book, now=NOW)
    owners.escalate(sqlite_store, ANNA, 1, book=book, now=NOW, why="ждут третью неделю")
    send(sqlite_store, [chat])
    assert [got.document["data"]["act"] for got in site.got] == told


def test_what_was_refused_is_not_told(store: Store, site: HookSite) -> None:
    book = book_of(hook(site))
    opened(store, book)
    with pytest.raises(Impossible):
        answering.post(store, ANNA, 1, book=book, now=NOW)
    assert [row.type for row in kept(store)] == ["case.receive"]


def test_without_hooks_nothing_is_written(sqlite_store: Store) -> None:
    opened(sqlite_store, book_of())
    assert kept(sqlite_store) == []


def test_every_hook_gets_a_message_of_its_own(sqlite_store: Store, site: HookSite) -> None:
    with hook_site() as other:
        both = [hook(site), hook(other, name="crm")]
        opened(sqlite_store, book_of(*both), 3)
        other.answers = [500]
        assert send(sqlite_store, both) == Sent(3, 1, 0, ("webhook crm: it answered 500",))
        assert (len(site.got), len(other.got)) == (3, 1)
        assert send(sqlite_store, both, NOW + 6 * SECOND) == Sent(3)
        assert len({got.id for got in site.got + other.got}) == 6


def test_it_is_tried_again_under_the_same_id_with_growing_pauses_and_given_up_at_last(store: Store, site: HookSite) -> None:
    chat = hook(site)
    opened(store, book_of(chat))
    site.answers, now, pauses = [500, 301, 404, 429, 503, 302, 400, 500, 500, 500], NOW, []
    for _ in range(TRIES - 1):
        assert send(store, [chat], now).later == 1
        (row,) = kept(store)
        pauses.append(row.next_at - now)
        assert send(store, [chat], row.next_at - SECOND) == Sent()
        now = row.next_at
    assert tuple(pauses) == PAUSES
    assert send(store, [chat], now) == Sent(0, 0, 1, ("webhook chat: it answered 500",))
    (row,) = kept(store)
    assert (row.state, row.tries, row.status, row.why) == ("failed", 10, 500, "given up after 10 tries: it answered 500")
    assert send(store, [chat], now + 30 * DAY) == Sent()
    assert ({got.id for got in site.got}, {got.path for got in site.got}) == ({row.message}, {"/told?by=otklik"})
    assert len({got.body for got in site.got}) == 1
    assert all(got.genuine() for got in site.got)


def test_what_waited_too_long_is_given_up_at_its_next_failure(sqlite_store: Store, site: HookSite) -> None:
    opened(sqlite_store, book_of(hook(site)))
    site.answers = [500]
    assert send(sqlite_store, [hook(site)], NOW + LONGEST).failed == 1


def test_one_that_says_gone_is_told_nothing_more_until_a_person_tests_it(store: Store, site: HookSite) -> None:
    chat = hook(site)
    book = book_of(chat)
    opened(store, book)
    site.answers = [410]
    assert send(store, [chat]).failed == 1
    answering.acknowledge(store, ANNA, 1, book=book, now=NOW)
    assert send(store, [chat]).failed == 1
    assert len(site.got) == 1
    listed: Any = audience(store, [chat], ENVIRON)
    assert (listed["webhooks"][0]["state"], listed["webhooks"][0]["failed"]) == ("off", 2)
    assert "otklik webhooks test chat" in listed["troubled"][0]["why"]
    assert delivering.probe(store, [chat], "chat", lambda: NOW, ENVIRON).state == "done"
    assert site.got[-1].document == {"type": "otklik.test", "timestamp": "2026-11-23T09:00:00Z", "data": {"webhook": "chat"}}
    again = delivering.resend(store, [chat], 1, lambda: NOW, ENVIRON)
    assert (again.state, site.got[-1].id) == ("done", site.got[0].id)
    listed = audience(store, [chat], ENVIRON)
    assert (listed["webhooks"][0]["state"], listed["webhooks"][0]["done"]) == ("on", 2)


def test_a_new_address_is_told_again(sqlite_store: Store, site: HookSite) -> None:
    opened(sqlite_store, book_of(hook(site)), 2)
    site.answers = [410]
    send(sqlite_store, [hook(site)])
    moved = hook(f"http://127.0.0.1:{site.port}/moved")
    assert delivering.resend(sqlite_store, [moved], 2, lambda: NOW, ENVIRON).state == "done"


def test_one_that_was_taken_out_of_the_file_is_told_nothing(sqlite_store: Store, site: HookSite) -> None:
    opened(sqlite_store, book_of(hook(site)))
    assert send(sqlite_store, []).failed == 1
    assert kept(sqlite_store)[0].why == "it is not in otklik.yaml any more"
    assert site.got == []


def test_a_private_address_is_refused_unless_it_is_permitted(sqlite_store: Store, site: HookSite) -> None:
    closed = hook(f"https://127.0.0.1:{site.port}/", allow_private=False)
    opened(sqlite_store, book_of(closed))
    (trouble,) = send(sqlite_store, [closed]).troubles
    assert "127.0.0.1 is not a public address" in trouble
    assert site.got == []


def test_a_name_that_leads_home_is_refused(sqlite_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("10.0.0.7", 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    closed = hook("https://innocent.example/", allow_private=False)
    opened(sqlite_store, book_of(closed))
    (trouble,) = send(sqlite_store, [closed]).troubles
    assert trouble == "webhook chat: innocent.example has no public address. Permit it with `allow_private: true` if it is yours"


def test_one_that_is_away_costs_one_try_of_a_run(sqlite_store: Store, site: HookSite) -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    away = hook(f"http://127.0.0.1:{port}/")
    opened(sqlite_store, book_of(away), 5)
    assert send(sqlite_store, [away]) == Sent(0, 1, 0, ("webhook chat: 127.0.0.1 does not answer (ConnectionRefusedError)",))
    assert [row.tries for row in kept(sqlite_store)] == [1, 0, 0, 0, 0]


@pytest.mark.parametrize("secret", ["", "whsec_", "whsec_AAAA", SECRET.removeprefix("whsec_"), "whsec_ключ", "whsec_" + "A" * 88])
def test_without_a_secret_it_waits_and_says_so(secret: str, sqlite_store: Store, site: HookSite) -> None:
    opened(sqlite_store, book_of(hook(site)), 2)
    found = send(sqlite_store, [hook(site)], environ={"CHAT_SECRET": secret})
    assert (found.done, found.later, found.failed, len(found.troubles)) == (0, 0, 0, 1)
    assert "the environment variable CHAT_SECRET holds no secret" in found.troubles[0]
    assert secret == "" or secret not in found.troubles[0] or secret == "whsec_"
    with pytest.raises(ConfigError):
        delivering.probe(sqlite_store, [hook(site)], "chat", lambda: NOW, {})
    assert send(sqlite_store, [hook(site)]).done == 2


def test_the_secret_may_stand_in_a_file(sqlite_store: Store, site: HookSite, tmp_path: Any) -> None:
    (tmp_path / "secret").write_text(SECRET + "\n")
    opened(sqlite_store, book_of(hook(site)))
    assert send(sqlite_store, [hook(site)], environ={"CHAT_SECRET_FILE": str(tmp_path / "secret")}).done == 1
    assert site.got[0].genuine()


def test_what_a_dead_sender_claimed_is_sent_again_under_its_id(store: Store, site: HookSite) -> None:
    opened(store, book_of(hook(site)))
    with store.write() as tx:
        (found,) = webhooks.due(tx, NOW, (), 10)
        assert webhooks.claim(tx, found, NOW)
        assert not webhooks.claim(tx, found, NOW)
    assert send(store, [hook(site)]) == Sent()
    assert send(store, [hook(site)], NOW + webhooks.LEASE) == Sent(done=1)
    assert site.got[0].id == found.message


def test_what_is_not_there_cannot_be_sent(sqlite_store: Store, site: HookSite) -> None:
    with pytest.raises(NotFound, match=r'^there is no webhook "crm"\. Those of otklik\.yaml: chat$'):
        delivering.probe(sqlite_store, [hook(site)], "crm", lambda: NOW, ENVIRON)
    for number in (1, 2**70):
        with pytest.raises(NotFound, match=f"there is no message {number}"):
            delivering.resend(sqlite_store, [hook(site)], number, lambda: NOW, ENVIRON)


def test_the_clock_forgets_what_was_taken_long_ago(store: Store, site: HookSite) -> None:
    book = book_of(hook(site))
    opened(store, book, 2)
    site.answers = [204, 410]
    send(store, [hook(site)])
    clockwork.tick(store, a_book(), NOW + 8 * DAY)
    assert [row.state for row in kept(store)] == ["failed"]
    clockwork.tick(store, a_book(), NOW + 31 * DAY)
    assert kept(store) == []


@pytest.mark.parametrize("act", [Act.RECEIVE, Act.CONFIRM])
def test_acts_have_names_that_can_be_chosen(act: Act, site: HookSite) -> None:
    assert book_of(hook(site, events=[str(act)])).hooks[0].acts == {act}


def test_an_act_that_there_is_not_is_told(site: HookSite) -> None:
    with pytest.raises(ConfigError, match=r'webhooks: chat: events: "recieve" is not an act\. Near: receive'):
        book_of(hook(site, events=["recieve"]))
