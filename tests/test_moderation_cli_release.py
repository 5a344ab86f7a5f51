"""`otklik post N --release` and `otklik release`."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.office import Office
from tests.people import REPLY, a_case
from tests.replysite import ReplySite, reply_site


@pytest.fixture
def site(office: Office) -> Iterator[ReplySite]:
    """Give a site that takes replies, and name it in the office's list."""
    with reply_site() as running:
        connector = f"{{kind: form, url: '{running.url}', text_field: text, id_field: post}}"
        office.write(
            "sites.yaml",
            "sites:\n  - name: opinions\n    url: https://opinions.example/ozols\n    brand: Ozols\n"
            f"    connector: {connector}\n",
        )
        text = (office.folder / "otklik.yaml").read_text(encoding="utf-8")
        office.write("otklik.yaml", f"{text}scan: {{allow_private: '{running.place}'}}\n")
        yield running


def drafted(office: Office) -> str:
    """Draft the reply of a case."""
    n = str(a_case(office.store))
    office.out("reply", n, "--text", REPLY, "--as", "anna")
    return n


def test_it_works(office: Office, site: ReplySite) -> None:
    n = drafted(office)
    assert office.out("post", n, "--release", "--as", "anna") == f"case {n}: post recorded, now replied\n"
    assert [entry["text"] for entry in site.ledger] == [REPLY]
    (found,) = office.json("release", n)
    assert (found["state"], found["url"], found["by"]) == ("released", f"http://{site.place}/ozols#answer-1", "anna")
    assert office.out("release", n).split()[:4] == ["case", "reply", "state", "tries"]
    assert "no reply is in doubt" in office.run("release")[2]


def test_a_reply_in_doubt_is_listed_and_decided(office: Office, site: ReplySite) -> None:
    n = drafted(office)
    site.mode = "500"
    code, _, err = office.run("post", n, "--release", "--as", "anna")
    assert code == 1
    assert f"otklik release {n} --it-stands, or --it-does-not" in err
    assert [one["case"] for one in office.json("release")] == [int(n)]
    assert "it may be posted again" in office.out("release", n, "--it-does-not", "--as", "anna")
    site.mode = "ok"
    assert office.run("post", n, "--release", "--as", "anna")[0] == 0
    assert len(site.ledger) == 2


def test_a_reply_that_stands_is_recorded(office: Office, site: ReplySite) -> None:
    n = drafted(office)
    site.mode = "drop"
    office.run("post", n, "--release", "--as", "anna")
    out = office.out("release", n, "--it-stands", "--url", "https://opinions.example/ozols#a1", "--as", "anna")
    assert out == f"case {n}: post recorded, now replied\n"


@pytest.mark.parametrize(
    ("args", "code", "told"),
    [
        (("post", "1", "--release", "--url", "https://a.example/"), 2, "with --release otklik knows"),
        (("release", "1", "--it-stands", "--it-does-not"), 2, "not both"),
        (("release", "--it-stands"), 2, "name the case"),
        (("release", "1", "--it-stands"), 1, "no reply is in doubt"),
        (("release", "99"), 1, "there is no case 99"),
        (("release", "99", "--it-does-not"), 1, "there is no case 99"),
    ],
)
def test_what_cannot_be_is_refused(office: Office, args: tuple[str, ...], code: int, told: str) -> None:
    drafted(office)
    found, _, err = office.run(*args, *(("--as", "anna")))
    assert (found, told in err) == (code, True), err


def test_a_site_without_a_connector_is_posted_to_by_hand(office: Office) -> None:
    n = drafted(office)
    code, _, err = office.run("post", n, "--release", "--as", "anna")
    assert code == 1
    assert "the site opinions has no connector. Post the reply by hand" in err
