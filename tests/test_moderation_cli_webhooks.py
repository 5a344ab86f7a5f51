"""`otklik webhooks`: who is told, what was not taken, and a word to try."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from moderation.desk import answering
from tests.hooksite import SECRET, HookSite, hook_site
from tests.office import CONFIG, Office
from tests.people import ANNA, BOOK, NOW, a_case, a_mention, take
from tests.test_moderation_delivering import SECOND, book_of, hook


@pytest.fixture
def site() -> Iterator[HookSite]:
    """Give a program that is told."""
    with hook_site() as running:
        yield running


@pytest.fixture
def told(office: Office, site: HookSite, monkeypatch: pytest.MonkeyPatch) -> Office:
    """Give an installation with a webhook and one case that it is to be told of."""
    office.write(
        "otklik.yaml", f"{CONFIG}webhooks:\n  - {{name: chat, url: '{site.url}', secret_env: CHAT, allow_private: true}}\n"
    )
    monkeypatch.setenv("CHAT", SECRET)
    take(office.store, [a_mention()], book=book_of(hook(site)))
    return office


def test_it_works(told: Office, site: HookSite) -> None:
    site.answers = [500]
    code, out, err = told.run("tick")
    assert (code, out, err) == (0, "", "webhook chat: it answered 500. Look: otklik webhooks list\n")
    out = told.out("webhooks", "list")
    assert out.splitlines()[1].split()[:8] == ["chat", f"http://127.0.0.1:{site.port}", "every", "act", "on", "1", "0", "0"]
    assert "case.receive" in out
    assert "it answered 500" in out
    told.at(NOW + 5 * SECOND)
    assert told.out("tick") == "webhooks: 1 messages sent\n"
    found = told.json("tick")
    assert (found["sent"], found["unsent"]) == (0, 0)
    assert [got.genuine() for got in site.got] == [True, True]


def test_a_command_of_the_desk_is_told(told: Office, site: HookSite) -> None:
    told.out("acknowledge", "1", "--as", "anna")
    assert told.json("tick")["sent"] == 2
    assert [got.document["type"] for got in site.got] == ["case.receive", "case.acknowledge"]


def test_the_list_as_a_document(told: Office, site: HookSite) -> None:
    site.answers = [403]
    told.out("tick")
    found = told.json("webhooks", "list")
    assert found["webhooks"] == [
        {
            "name": "chat",
            "place": f"http://127.0.0.1:{site.port}",
            "events": [],
            "when": {},
            "severities": [],
            "state": "on",
            "why": "",
            "waiting": 1,
            "done": 0,
            "failed": 0,
            "last": None,
        }
    ]
    (message,) = found["troubled"]
    assert message == {
        "id": 1,
        "message": site.got[0].id,
        "webhook": "chat",
        "case": 1,
        "type": "case.receive",
        "state": "waiting",
        "tries": 1,
        "status": 403,
        "why": "it answered 403",
        "made_at": "2026-11-23T09:00:00Z",
        "next_at": "2026-11-23T09:00:05Z",
    }
    assert SECRET not in str(found)


def test_a_word_to_try_and_a_message_sent_again(told: Office, site: HookSite) -> None:
    assert told.out("webhooks", "test", "chat").startswith("webhook chat: msg_")
    assert site.got[-1].document["type"] == "otklik.test"
    site.answers = [410]
    told.run("tick")
    assert told.json("webhooks", "list")["webhooks"][0]["state"] == "off"
    again = told.json("webhooks", "resend", "1")
    assert (again["state"], again["status"], again["message"]) == ("done", 204, site.got[-1].id)
    assert told.json("webhooks", "test", "chat")["state"] == "done"
    assert told.json("webhooks", "list")["webhooks"][0]["state"] == "on"


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        (("test", "crm"), 1, 'there is no webhook "crm". Those of otklik.yaml: chat'),
        (("resend", "9"), 1, "there is no message 9. See those in trouble: otklik webhooks list"),
        (("resend", "0"), 2, "'ID'"),
        (("resend", "9" * 30), 2, "'ID'"),
        (("test",), 2, "Missing argument"),
    ],
)
def test_what_cannot_be_done_is_told_in_one_line(
    args: tuple[str, ...], code: int, said: str, told: Office, site: HookSite
) -> None:
    done, out, err = told.run("webhooks", *args)
    assert (done, out, err.count("\n")) == (code, "", 1)
    assert said in err
    assert site.got == []


def test_a_word_that_is_not_taken_ends_with_one(told: Office, site: HookSite) -> None:
    site.answers = [503, 503]
    code, out, err = told.run("webhooks", "test", "chat")
    assert (code, out) == (1, "")
    assert err.endswith("was not taken: it answered 503.\n")
    assert "is tried again by itself at 2026-11-23 09:00 UTC" in told.run("webhooks", "resend", "1")[2]


def test_without_a_secret_the_list_says_what_is_wrong(told: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHAT", "whsec_short")
    code, out, err = told.run("webhooks", "list")
    assert (code, "broken" in out) == (0, True)
    assert "the environment variable CHAT holds no secret" in err
    assert told.run("webhooks", "test", "chat")[0] == 5


def test_without_webhooks_nobody_is_told(office: Office) -> None:
    answering.acknowledge(office.store, ANNA, a_case(office.store), book=BOOK, now=NOW)
    assert office.run("webhooks", "list") == (
        0,
        "",
        "nobody is told. Name programs under `webhooks` in otklik.yaml (README, Web and API)\n",
    )
    assert office.json("webhooks", "list") == {"webhooks": [], "troubled": []}


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("{name: chat, url: 'http://a.example/', secret_env: CHAT}", 'webhooks.url: "http://a.example/" is not https'),
        ("{name: chat, url: 'https://u:p@a.example/', secret_env: CHAT}", "webhooks.url: an address with a name or password"),
        ("{name: chat, url: a.example, secret_env: CHAT}", 'webhooks.url: "a.example" is not an address'),
        ("{name: chat, url: 'https://a.example/'}", "secret_env"),
        ("{name: chat, url: 'https://a.example/', secret_env: OTKLIK_CHAT}", '"OTKLIK_CHAT" cannot name the variable'),
        ("{name: chat, url: 'https://a.example/', secret_env: ''}", "names no variable"),
        ("{name: a b, url: 'https://a.example/', secret_env: CHAT}", '"a b" is not a name'),
        ("{name: chat, url: 'https://a.example/', secret_env: CHAT, colour: red}", '"colour" is not a key'),
        ("{name: chat, url: 'https://a.example/', secret_env: CHAT, severities: urgent}", '"urgent" is not accepted'),
    ],
)
def test_what_cannot_be_in_the_file_is_told_with_its_line(written: str, said: str, office: Office) -> None:
    office.write("otklik.yaml", f"{CONFIG}webhooks:\n  - {written}\n")
    code, out, err = office.run("webhooks", "list")
    assert (code, out, err.count("\n")) == (5, "", 1)
    assert said in err
    assert "otklik.yaml:9: " in err


def test_a_name_given_twice_is_told(office: Office) -> None:
    one = "{name: chat, url: 'https://a.example/', secret_env: CHAT}"
    office.write("otklik.yaml", f"{CONFIG}webhooks:\n  - {one}\n  - {one}\n")
    assert 'webhooks: "chat" is given twice' in office.run("webhooks", "list")[2]


def test_an_act_that_there_is_not_stops_before_anything_is_done(office: Office) -> None:
    one = "{name: chat, url: 'https://a.example/', secret_env: CHAT, events: recieve}"
    office.write("otklik.yaml", f"{CONFIG}webhooks:\n  - {one}\n")
    code, out, err = office.run("tick")
    assert (code, out) == (5, "")
    assert 'webhooks: chat: events: "recieve" is not an act. Near: receive' in err
