"""`otklik read`: one page, its mentions, nothing stored."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from moderation.cli.main import main
from tests.hostile.server import Answer, Server

PAGES = Path(__file__).parent / "pages"
CARDS = PAGES / "cards" / "page.html"
KEYS = ["url", "file", "verdict", "mentions", "next_page"]
ROW = ["author", "published", "published_raw", "rating", "title", "text", "url", "id", "reply", "truncated", "layers"]
SITES = """
sites:
  - {name: shop, url: "https://veikals.example/atsauksmes", brand: Acme, timezone: Europe/Riga, definition: cards}
"""
DEFINITION = """
name: cards
records: .reviewCard
fields: {author: .reviewer, published: time, body: .cardText, rating: .starRating@aria-label}
dates: {language: lv}
"""


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in a folder with a configuration of one site."""
    (tmp_path / "definitions").mkdir()
    (tmp_path / "definitions" / "cards.yaml").write_text(DEFINITION, encoding="utf-8")
    (tmp_path / "sites.yaml").write_text(SITES, encoding="utf-8")
    (tmp_path / "otklik.yaml").write_text("company: Acme\nbrands: [{name: Acme}]\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def document(capsys: pytest.CaptureFixture[str], *args: str) -> dict[str, Any]:
    """Read one page and give the JSON document."""
    assert main(["read", *args, "--json"]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_it_works(capsys: pytest.CaptureFixture[str]) -> None:
    found = document(capsys, str(CARDS), "--url", "https://veikals.example/atsauksmes")
    assert list(found) == KEYS
    assert (found["verdict"], found["next_page"]) == ("ok", "https://veikals.example/atsauksmes?lapa=2")
    assert (found["url"], found["file"]) == ("https://veikals.example/atsauksmes", str(CARDS))
    first = found["mentions"][0]
    assert list(first) == ROW
    assert (first["author"], first["published"], first["rating"]) == (
        "Ilze Bērziņa",
        "2026-10-02T18:20:00+03:00",
        {"value": 1, "best": 5},
    )
    assert first["reply"] == {
        "author": None,
        "published": None,
        "text": "Labdien! Atvainojamies, esam jums uzrakstījuši privāti.",
    }
    assert first["layers"]["body"] == "records"


def test_a_named_site_is_read_by_its_definition_on_its_own_clock(elsewhere: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = document(capsys, str(CARDS), "--site", "shop")
    assert {mention["layers"]["body"] for mention in found["mentions"]} == {"definition"}
    assert found["mentions"][0]["published"][10:] in ("T00:00:00+03:00", "T00:00:00+02:00")
    assert found["url"] == "https://veikals.example/atsauksmes"
    generic = document(capsys, str(CARDS), "--site", "shop", "--generic")
    assert {mention["layers"]["body"] for mention in generic["mentions"]} == {"records"}


def test_people_get_a_plain_list(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["read", str(CARDS)]) == 0
    shown = capsys.readouterr()
    assert "Ilze Bērziņa · 2026-10-02T18:20:00+03:00 · 1 of 5 · Nekad vairs" in shown.out
    assert "  Pasūtīju vakarā, nākamajā dienā jau bija klāt. Kurjers pieklājīgs." in shown.out
    assert shown.err == "ok: 3 mentions; next page: none\n"


@pytest.mark.parametrize(
    ("args", "code", "told"),
    [
        (["no-such.html"], 1, "no-such.html: there is no such file"),
        (["."], 1, ". is a folder"),
        (["http://[x"], 2, '"http://[x" is not an address'),
        ([], 2, "read needs either one FILE or URL, or --batch"),
        (["page.html", "--batch"], 2, "read needs either one FILE or URL, or --batch"),
        (["page.html", "--site", "shap"], 1, 'there is no site "shap". Near: shop'),
    ],
)
def test_what_cannot_be_read_is_told_in_one_sentence(
    elsewhere: Path, capsys: pytest.CaptureFixture[str], args: list[str], code: int, told: str
) -> None:
    assert main(["read", *args, "--json"]) == code
    shown = capsys.readouterr()
    assert shown.out == ""
    assert told in shown.err
    assert shown.err.count("\n") == 1


def batch(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *lines: str
) -> tuple[int, list[dict[str, Any]], str]:
    """Read many pages; give the exit code, the documents and what was said beside them."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("".join(line + "\n" for line in lines).encode())))
    code = main(["read", "--batch"])
    shown = capsys.readouterr()
    return code, [json.loads(line) for line in shown.out.splitlines()], shown.err


def test_a_batch_answers_every_line_in_order(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    files = [str(PAGES / name / "page.html") for name in ("nested", "cards", "forum")]
    lines = [json.dumps({"file": file, "url": "https://talk.example/t/9" if number else ""}) for number, file in enumerate(files)]
    code, found, _ = batch(monkeypatch, capsys, *lines)
    assert code == 0
    assert [row["file"] for row in found] == files
    assert [len(row["mentions"]) for row in found] == [4, 3, 3]
    assert all(list(row) == KEYS for row in found)


def test_a_page_that_cannot_be_read_does_not_end_a_batch(
    elsewhere: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = [json.dumps({"file": name, "url": "http://[x"}) for name in ("gone.html", ".", "a\0b", str(CARDS))]
    code, found, told = batch(monkeypatch, capsys, *lines)
    assert code == 3
    assert [row["verdict"] for row in found] == ["failed", "failed", "failed", "ok"]
    assert "line 1: gone.html: there is no such file" in told


@pytest.mark.parametrize("line", ["nonsense", "[]", '{"url": "https://x.example/"}', '{"file": 7}', '{"file": "a", "url": 7}'])
def test_a_line_that_asks_for_nothing_is_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], line: str
) -> None:
    code, found, told = batch(monkeypatch, capsys, line)
    assert (code, found) == (2, [])
    assert 'line 1 of standard input is not {"file": …, "url": …}' in told


def fetch(folder: Path, url: str, *allowed: str) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own, since a reactor runs once."""
    environment = {**os.environ, "OTKLIK_DATA": str(folder), "OTKLIK_SCAN_ALLOW_PRIVATE": ",".join(allowed)}
    command = [sys.executable, "-W", "error", "-m", "moderation.cli.main", "read", url, "--json"]
    root = str(Path(__file__).parents[1])
    return subprocess.run(
        command, env={**environment, "PYTHONPATH": root}, cwd=folder, capture_output=True, text=True, timeout=60, check=False
    )


def test_an_address_is_fetched_through_the_guard_and_read(elsewhere: Path) -> None:
    with Server({"/atsauksmes": Answer(CARDS.read_bytes())}) as server:
        done = fetch(elsewhere, server.url("/atsauksmes"), server.place)
        assert done.returncode == 0, done.stderr
        found = json.loads(done.stdout)
        assert (len(found["mentions"]), found["file"], found["next_page"]) == (3, None, server.url("/atsauksmes?lapa=2"))
        refused = fetch(elsewhere, server.url("/atsauksmes"))
    assert refused.returncode == 1
    assert refused.stdout == ""
    assert "is not a public address" in refused.stderr
    assert refused.stderr.count("\n") == 1


def test_what_robots_forbids_or_is_gone_is_told(elsewhere: Path) -> None:
    robots = Answer(b"User-agent: *\nDisallow: /secret\n", headers={"Content-Type": "text/plain"})
    with Server({"/robots.txt": robots, "/secret": Answer(b"x")}) as server:
        forbidden = fetch(elsewhere, server.url("/secret"), server.place)
        gone = fetch(elsewhere, server.url("/gone"), server.place)
    assert (forbidden.returncode, gone.returncode) == (1, 1)
    assert "forbids /secret" in forbidden.stderr
    assert "answered 404: the page was not found" in gone.stderr
