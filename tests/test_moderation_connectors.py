"""One request to a site's form: what it says, what its answers mean, and whom it may be sent to."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from typing import Any

import pytest

from config.catalogue import Site
from config.connectors import Connector
from config.errors import ConfigError
from moderation.connectors import Outcome, judged, send, token_of
from tests.replysite import ReplySite, reply_site

MENTION = {"native_id": "r1", "url": "https://opinions.example/ozols#r1"}


@pytest.fixture
def site() -> Iterator[ReplySite]:
    """Give a site that takes replies."""
    with reply_site() as running:
        yield running


def a_connector(url: str, **changes: Any) -> Connector:
    """Make a connector to a form."""
    return Connector(**{"kind": "form", "url": url, "text_field": "text", "id_field": "post", **changes})


def test_it_works(site: ReplySite) -> None:
    connector = a_connector(site.url, url_field="at", fields={"author": "Ozols"})
    outcome = send(connector, "Здравствуйте & простите=да", private=[site.place], token="s3cret", **MENTION)
    assert outcome == Outcome("released", "answer 303", f"http://127.0.0.1:{site.port}/ozols#answer-1")
    assert site.ledger == [{"author": "Ozols", "text": "Здравствуйте & простите=да", "post": "r1", "at": MENTION["url"]}]
    assert site.headers[0]["authorization"] == "Bearer s3cret"
    assert site.headers[0]["host"] == site.place


@pytest.mark.parametrize(
    ("status", "location", "state"),
    [
        (200, "", "released"),
        (201, "/p/1", "released"),
        (303, "/p/1", "released"),
        (302, "/p/1", "released"),
        (302, "", "check"),
        (302, "/login?back=1", "check"),
        (303, "/user/sign-in", "check"),
        (303, "https://elsewhere.example/p/1", "check"),
        (301, "/p/1", "check"),
        (307, "/p/1", "failed"),
        (308, "/p/1", "failed"),
        (400, "", "failed"),
        (401, "", "failed"),
        (403, "", "failed"),
        (404, "", "failed"),
        (408, "", "check"),
        (413, "", "failed"),
        (422, "", "failed"),
        (429, "", "failed"),
        (500, "", "check"),
        (502, "", "check"),
        (504, "", "check"),
        (999, "", "check"),
        (303, "http://[", "check"),
    ],
)
def test_an_answer_means_what_is_certain(status: int, location: str, state: str) -> None:
    assert judged(a_connector("https://a.example/reply"), status, location).state == state


@pytest.mark.parametrize(
    "location", ["javascript:alert(1)", "https://b.example/", "https://x@a.example/", "/p\u202e1", "/" + "p" * 2001]
)
def test_an_odd_address_is_not_kept(location: str) -> None:
    assert judged(a_connector("https://a.example/reply"), 201, location).address is None


def test_no_address_is_kept_where_the_operator_says_so() -> None:
    assert judged(a_connector("https://a.example/reply", answer_url="none"), 201, "/p/1").address is None


@pytest.mark.parametrize(
    ("mode", "state"), [("403", "failed"), ("500", "check"), ("login", "check"), ("elsewhere", "check"), ("drop", "check")]
)
def test_the_site_is_asked_once_whatever_it_answers(site: ReplySite, mode: str, state: str) -> None:
    site.mode = mode
    assert send(a_connector(site.url), "Hello", private=[site.place], **MENTION).state == state
    assert len(site.ledger) == (0 if mode == "403" else 1)


def test_a_site_that_does_not_answer_leaves_it_open(site: ReplySite) -> None:
    site.mode = "hang"
    outcome = send(a_connector(site.url), "Hello", private=[site.place], seconds=0.2, **MENTION)
    assert outcome.state == "check"
    assert outcome.why.startswith("the connection was lost after the reply was sent")
    assert len(site.ledger) == 1


def test_a_private_address_is_refused_unless_it_is_permitted(site: ReplySite) -> None:
    outcome = send(a_connector(site.url), "Hello", **MENTION)
    assert (outcome.state, site.ledger) == ("failed", [])
    assert "127.0.0.1 is not a public address" in outcome.why


def test_a_name_that_leads_home_is_refused(site: ReplySite, monkeypatch: pytest.MonkeyPatch) -> None:
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", site.port))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    outcome = send(a_connector(f"http://innocent.example:{site.port}/reply"), "Hello", **MENTION)
    assert outcome == Outcome(
        "failed", "innocent.example has no public address. Permit it with scan.allow_private if it is yours"
    )
    assert site.ledger == []


def test_nothing_is_sent_where_nobody_answers() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    outcome = send(a_connector(f"http://127.0.0.1:{port}/reply"), "Hello", private=[f"127.0.0.1:{port}"], **MENTION)
    assert outcome == Outcome("failed", "127.0.0.1 does not answer (ConnectionRefusedError)")


def test_a_site_that_speaks_no_tls_gets_no_text(site: ReplySite) -> None:
    outcome = send(a_connector(site.url.replace("http", "https")), "Hello", private=[site.place], seconds=2, **MENTION)
    assert (outcome.state, site.ledger) == ("failed", [])


def test_a_token_is_read_from_the_environment() -> None:
    connector = a_connector("https://a.example/reply", token_env="ACME_TOKEN")
    assert token_of(connector, {"ACME_TOKEN": " s3cret\n"}) == "s3cret"
    assert token_of(a_connector("https://a.example/reply"), {}) == ""
    for bad in ({}, {"ACME_TOKEN": " "}, {"ACME_TOKEN": "a\r\nHost: b"}, {"ACME_TOKEN": "ключ"}):
        with pytest.raises(ConfigError, match="the environment variable ACME_TOKEN holds no token"):
            token_of(connector, bad)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"kind": "api"}, "form"),
        ({"url": "ftp://a.example/"}, "is not an address"),
        ({"url": "https://me:pw@a.example/"}, "an address with a name or password is not used"),
        ({"text_field": ""}, "at least 1"),
        ({"token_env": "OTKLIK_TOKEN"}, "cannot name the variable"),
        ({"token_env": "my token"}, "cannot name the variable"),
        ({"id_field": "text"}, 'the field "text" is filled twice'),
        ({"fields": {"post": "1"}}, 'the field "post" is filled twice'),
        ({"robot": "yes"}, "robot"),
    ],
)
def test_a_connector_that_cannot_be_is_refused(changes: dict[str, Any], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        a_connector(**{"url": "https://a.example/reply", **changes})


def test_a_site_may_have_a_connector() -> None:
    given = {"kind": "form", "url": "https://a.example/reply", "text_field": "text"}
    assert Site(name="a", url="https://a.example/", brand="Ozols", connector=given).connector == Connector(**given)  # type: ignore[arg-type]
