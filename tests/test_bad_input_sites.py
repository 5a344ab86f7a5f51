"""Sites that fail in every way, by the real command: each its verdict, exit 3, the others stored; then they come back."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from moderation.store.leases import claim
from moderation.store.schema import lease, mention
from tests.hostile.server import Answer, Page, Server, listing
from tests.office import CONFIG, Office, an_office
from tests.people import HOUR, NOW

HTML = "<html><head><title>Shop</title></head><body><p>Welcome</p></body></html>"
LOGIN = "<html><body><h1>Sign in</h1><form action='/login' method='post'><input type='password' name='p'></form></body></html>"
GOOD = listing(range(5))
WHOLE = GOOD.encode()
FORBIDS = "User-agent: *\nDisallow: /\n"
JSON_SITE = """
name: json-site
kind: api
records: items
fields: {id: {path: id}, body: {path: text}, author: {path: name}}
"""

# name: the pages and robots.txt while it is broken, the verdict, words of the sentence; "" where nothing need be said
BROKEN: Mapping[str, tuple[Page, Page | None, str, str]] = {
    "gone": (Answer(b"gone", 404), None, "unreachable", "answered 404: the page was not found; check the address"),
    "down": (Answer(b"oops", 500), None, "unreachable", "answered 500"),
    "refused": (Answer(b"no", 403), None, "blocked", "answered 403: access was refused"),
    "captcha": (Answer(b"<title>Just a moment...</title>"), None, "blocked", "a check for robots"),
    "login": (Answer(b"", 302, headers={"Location": "/login?next=/reviews"}), None, "login_wall", "asks for a login"),
    "circle": (Answer(b"", 302, headers={"Location": "/reviews"}), None, "unreachable", "redirects in a circle"),
    "forbidden": (GOOD, FORBIDS, "forbidden", "robots.txt of"),
    "no-robots": (GOOD, Answer(b"", 503), "unreachable", "may be asked for (RFC 9309)"),
    "cut": (
        Answer(headers={"Content-Length": str(len(WHOLE))}, chunks=[WHOLE[: len(WHOLE) // 2]]),
        None,
        "unreachable",
        "broke off in the middle of the page",
    ),
    "empty": (Answer(b""), None, "layout_changed", "answered with an empty page"),
    "html-not-json": (HTML, None, "layout_changed", "answered with HTML where JSON was expected"),
    "broken-json": (Answer(b'{"items": [{"id": 1', content_type="application/json"), None, "layout_changed", "cut off"),
    "nothing": (HTML, None, "quiet", "no mention was found on 1 pages"),
    "binary": (
        Answer(bytes(range(256)) * 40, content_type="application/octet-stream"),
        None,
        "layout_changed",
        "that is no text",
    ),
}
TROUBLE = {name for name, (_, _, verdict, _) in BROKEN.items() if verdict not in ("quiet", "forbidden")}
IN_JSON = {"html-not-json", "broken-json"}


@dataclass
class World:
    """An office that watches a server for each way to fail, one that is sound, and a port where nobody listens."""

    office: Office
    servers: dict[str, Server]
    dead: int

    def scan(self, *args: str) -> tuple[int, dict[str, dict[str, Any]], str]:
        """Scan; give the exit code, the rows by site, and standard error."""
        code, out, err = self.office.run("scan", *(args or ("--all",)), "--json")
        return code, {row["site"]: row for row in json.loads(out)} if out else {}, err

    def stored(self) -> dict[str, int]:
        """Count the mentions of each site."""
        with self.office.store.read() as tx:
            rows = tx.execute(select(mention.c.site, func.count().label("many")).group_by(mention.c.site)).all()
        return {row.site: row.many for row in rows}


def heal(server: Server, name: str) -> None:
    """Let a site be as it should be."""
    items = [{"id": n, "text": f"Parcel {n} came late", "name": f"A{n}"} for n in range(5)]
    body = json.dumps({"items": items}).encode()
    server.pages["/reviews"] = Answer(body, content_type="application/json") if name in IN_JSON else GOOD
    server.pages.pop("/robots.txt", None)


@pytest.fixture
def world(
    tmp_path: Path, empty_sqlite: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[World]:
    """Serve every broken site and watch it."""
    with ExitStack() as stack:
        servers = {"sound": stack.enter_context(Server({"/reviews": GOOD}))}
        for name, (page, robots, *_) in BROKEN.items():
            servers[name] = stack.enter_context(Server({"/reviews": page, "/login": LOGIN}, robots=robots))
        with socket.create_server(("127.0.0.1", 0)) as free:
            dead = free.getsockname()[1]
        office = an_office(tmp_path, empty_sqlite, capsys, monkeypatch)
        places = [f"127.0.0.1:{dead}", *(server.place for server in servers.values())]
        office.write("otklik.yaml", f"{CONFIG}scan: {{allow_private: {json.dumps(places)}, timeout_seconds: 5}}\n")
        (tmp_path / "definitions").mkdir()
        office.write("definitions/json-site.yaml", JSON_SITE)
        lines = [f'  - {{name: dead, url: "http://127.0.0.1:{dead}/reviews", brand: Ozols}}\n']
        for name, server in servers.items():
            how = ", definition: json-site" if name in IN_JSON else ""
            lines.append(f'  - {{name: {name}, url: "{server.url("/reviews")}", brand: Ozols{how}}}\n')
        office.write("sites.yaml", "sites:\n" + "".join(lines))
        yield World(office, servers, dead)
        office.store.close()


def test_every_way_to_fail_has_its_verdict_and_hurts_nobody_else_and_is_over_when_the_site_is_back(world: World) -> None:
    code, rows, err = world.scan()
    assert code == 3
    assert "Traceback" not in err
    for name, (_, _, verdict, words) in BROKEN.items():
        row = rows[name]
        assert (row["verdict"], row["mentions"]) == (verdict, 0), row
        assert words in row["error"], row
        assert "\n" not in row["error"]
        assert bool(row["error"]) or not words
    assert (rows["dead"]["verdict"], rows["dead"]["error"][:10]) == ("unreachable", "127.0.0.1:")
    assert "refused the connection" in rows["dead"]["error"]
    assert (rows["sound"]["verdict"], rows["sound"]["new"]) == ("ok", 5)
    assert world.stored() == {"sound": 5}
    shown = {row["site"]: row["verdict"] for row in world.office.json("sites")}
    assert shown == {name: row["verdict"] for name, row in rows.items()}, "a broken site may not look like a quiet one"

    for name, server in world.servers.items():
        heal(server, name)
    code, rows, err = world.scan(*(part for name in BROKEN for part in ("--site", name)))
    assert code == 0, rows
    assert {name: (row["verdict"], row["new"]) for name, row in rows.items()} == dict.fromkeys(BROKEN, ("ok", 5))
    assert world.stored() == dict.fromkeys((*BROKEN, "sound"), 5)


def test_a_known_site_that_breaks_loses_nothing_and_withdraws_nothing(world: World) -> None:
    for name in ("sound", "empty"):
        heal(world.servers[name], name)
    assert world.scan("--site", "sound", "--site", "empty")[0] == 0
    world.servers["sound"].pages["/reviews"] = LOGIN
    world.servers["empty"].pages["/reviews"] = Answer(b"")
    code, rows, _ = world.scan("--site", "sound", "--site", "empty")
    assert code == 3
    assert {row["verdict"] for row in rows.values()} <= {"layout_changed", "login_wall"}
    assert [row["withdrawn"] for row in rows.values()] == [0, 0]
    assert world.stored() == {"sound": 5, "empty": 5}


def test_a_site_that_another_run_holds_ends_with_4_and_is_free_again_when_that_run_is_over(world: World) -> None:
    with world.office.store.write() as tx:
        claim(tx, "sound", holder="elsewhere/1/x", now=NOW, term=HOUR)
    code, out, err = world.office.run("scan", "--site", "sound")
    assert (code, out) == (4, "")
    assert err == "private addresses are allowed: " + err.partition("allowed: ")[2]
    assert err.endswith("otklik: every chosen site is being scanned by another run: sound\n")
    world.office.at(NOW + 2 * HOUR)
    assert world.scan("--site", "sound")[0] == 0
    with world.office.store.read() as tx:
        assert tx.execute(select(lease)).all() == []


@pytest.mark.parametrize(
    ("args", "code", "told"),
    [
        (["--site", "nosite"], 1, 'there is no site "nosite". See the list: otklik sites'),
        (["--site", "sond"], 1, "Near: sound, gone."),
        (["--site", ""], 1, 'there is no site ""'),
        ([], 2, "scan needs one of: --due, --all, --site NAME"),
        (["--all", "--due"], 2, "scan needs one of: --due, --all, --site NAME"),
        (["--all", "--site", "sound"], 2, "scan needs one of: --due, --all, --site NAME"),
    ],
)
def test_a_choice_that_is_none_is_told(world: World, args: list[str], code: int, told: str) -> None:
    found, out, err = world.office.run("scan", *args)
    assert (found, out, err.count("\n")) == (code, "", 1)
    assert told in err


def test_a_changed_model_file_is_told_once_and_everything_is_stored_untagged(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bundled = Path(__file__).resolve().parents[1] / "classifier" / "models"
    raw = bytearray((bundled / "model.skops").read_bytes())
    raw[len(raw) // 2] ^= 1
    (tmp_path / "model.skops").write_bytes(raw)
    (tmp_path / "model.json").write_bytes((bundled / "model.json").read_bytes())
    monkeypatch.setenv("OTKLIK_CLASSIFIER_MODEL", str(tmp_path / "model.skops"))
    code, rows, err = world.scan("--site", "sound")
    assert (code, rows["sound"]["new"]) == (0, 5)
    assert err.count("the model could not be loaded, mentions are taken in untagged") == 1
    assert "its sha256 is" in err
    assert world.stored() == {"sound": 5}
    assert world.office.run("queue", "status:all")[0] == 0
    assert world.office.run("doctor")[0] == 1
