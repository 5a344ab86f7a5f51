"""`otklik publish DIR`: pages written whole, over nothing that is not ours."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from moderation.public import folder as published
from tests.office import CONFIG, Office

POLICY = """
contacts:
  - {phone: "+371 60000000", email: care@ozols.example, higher: "PTAC, www.ptac.gov.lv"}
"""
FILES = ["en.html", "index.html", "lv.html", "otklik.css", "ru.html", "uk.html"]


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_it_works(office: Office) -> None:
    office.write("policy.yaml", POLICY)
    code, out, err = office.run("publish", "out/pages")
    assert (code, out, err) == (0, "out/pages: 6 written, 0 as they were\n", "")
    folder = office.folder / "out" / "pages"
    assert names(folder) == FILES
    assert "PTAC, www.ptac.gov.lv" in (folder / "lv.html").read_text(encoding="utf-8")
    assert (folder / "en.html").stat().st_mode & 0o777 == 0o644
    assert office.out("publish", "out/pages") == "out/pages: 0 written, 6 as they were\n"


def test_what_the_policy_changes_is_written_and_nothing_else(office: Office) -> None:
    office.out("publish", "out")
    office.write("policy.yaml", "targets: {normal: {reply: 12h}}\n")
    code, out, err = office.run("publish", "out", "--check")
    assert (code, out) == (1, "")
    assert "ru.html, uk.html, lv.html, en.html in out are not as the policy says. Run: otklik publish out" in err
    assert "12" not in (office.folder / "out" / "en.html").read_text(encoding="utf-8").split("<main>")[0]
    assert office.json("publish", "out") == {
        "folder": "out", "checked": False,
        "written": ["ru.html", "uk.html", "lv.html", "en.html"], "same": ["index.html", "otklik.css"],
    }  # fmt: skip
    assert office.run("publish", "out", "--check")[0] == 0


@pytest.mark.parametrize("name", ["index.html", "lv.html", "otklik.css"])
def test_a_file_of_somebody_else_is_left_as_it_is(office: Office, name: str) -> None:
    folder = office.folder / "site"
    folder.mkdir()
    (folder / name).write_text("<h1>Our shop</h1>")
    (folder / "shop.html").write_text("mine")
    for more in ([], ["--check"]):
        code, _, err = office.run("publish", "site", *more)
        assert (code, f"{name} was not written by otklik" in err) == (2, True)
    assert names(folder) == sorted([name, "shop.html"])
    assert (folder / name).read_text() == "<h1>Our shop</h1>"
    (folder / name).unlink()
    office.out("publish", "site")
    assert (folder / "shop.html").read_text() == "mine"


def test_a_folder_that_cannot_be_written_changes_nothing(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    office.out("publish", "out")
    before = {path.name: path.read_bytes() for path in (office.folder / "out").iterdir()}
    office.write("policy.yaml", "targets: {normal: {reply: 12h}}\n")
    synced: list[int] = []

    def full(handle: int) -> None:
        synced.append(handle)
        if len(synced) == 3:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(published.os, "fsync", full)
    code, _, err = office.run("publish", "out")
    assert (code, "cannot be written: No space left on device" in err) == (1, True)
    assert {path.name: path.read_bytes() for path in (office.folder / "out").iterdir()} == before


def test_a_file_in_place_of_the_folder_is_refused(office: Office) -> None:
    office.write("out", "x")
    code, _, err = office.run("publish", "out")
    assert (code, "is no folder" in err) == (2, True)
    if os.geteuid():
        assert office.run("publish", "/proc/out")[0] == 1


def test_the_form_is_named_where_it_can_be_reached(office: Office) -> None:
    office.write("otklik.yaml", CONFIG + "public: {form: true}\n")
    _, _, err = office.run("publish", "out")
    assert "the pages name no form: its public address is not known" in err
    office.write("otklik.yaml", CONFIG + "public: {form: true}\nweb: {url: 'https://desk.example/'}\n")
    office.out("publish", "out")
    assert "https://desk.example/complain?lang=lv" in (office.folder / "out" / "lv.html").read_text(encoding="utf-8")
    office.out("publish", "out", "--form", "https://ozols.example/complain")
    assert "https://ozols.example/complain/status?lang=ru" in (office.folder / "out" / "ru.html").read_text(encoding="utf-8")
    code, _, err = office.run("publish", "out", "--form", "javascript:alert(1)")
    assert (code, "is not an address" in err) == (2, True)


def test_what_customers_would_miss_is_told(office: Office) -> None:
    office.write("policy.yaml", "contacts: [{language: lv, higher: PTAC}]\n")
    _, _, err = office.run("publish", "out")
    assert "the pages in ru, uk, en do not name where to go higher (A6)" in err
    assert "the pages in ru, uk, lv, en do not name a telephone" in err
