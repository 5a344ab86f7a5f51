"""`otklik doctor`: whether everything that otklik needs is in order."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from moderation import checkup
from moderation.checkup import Finding, Level, remote_filesystem
from moderation.store import engine, scans
from moderation.store.base import HEAD
from moderation.store.scans import ScanRecord
from tests.office import CONFIG, Office
from tests.people import DAY, HOUR, NOW


@pytest.fixture(autouse=True)
def _a_model(monkeypatch: pytest.MonkeyPatch) -> None:
    """Loading the bundled model takes long; it has tests of its own."""
    monkeypatch.setattr(checkup, "model", lambda path: Finding("model", Level.OK, str(path)))


def scanned(office: Office, **changes: Any) -> None:
    given = {"site": "opinions", "ended": NOW - HOUR, "verdict": "ok", "pages": 1, "mentions": 1, "new": 0, "revised": 0,
             "withdrawn": 0, "confirmed": 0, "seconds": 1.0, "complete": True, "error": ""}  # fmt: skip
    with office.store.write() as tx:
        scans.record(tx, ScanRecord(**{**given, **changes}))


def findings(office: Office, expected: int = 0) -> dict[str, tuple[str, str, str]]:
    code, out, err = office.run("doctor", "--json")
    assert (code, err) == (expected, "")
    return {row["name"]: (row["level"], row["said"], row["step"]) for row in json.loads(out)}


def test_it_works(office: Office) -> None:
    scanned(office)
    code, out, err = office.run("doctor")
    assert (code, err) == (0, "0 bad, 0 worth a look\n")
    found = findings(office)
    assert {level for level, _, _ in found.values()} == {"ok"}
    for name in ("config", "crawler", "classifier", "moderation"):
        assert found[f"package {name}"][1].endswith(f"/{name}")
    assert found["database"][1] == f"sqlite, version {HEAD}, sound"
    assert found["settings"][1] == str(office.folder / "otklik.yaml")
    assert found["site opinions"][1] == "ok at 2026-11-23 08:00 UTC"
    assert {"python", "otklik", "scrapy", "sqlalchemy", "scikit-learn", "disk", "policy", "sites"} <= set(found)
    assert [line.split(":")[0] for line in out.splitlines()] == [f"ok   {name}" for name in found]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"verdict": "blocked", "error": "HTTP 403"}, "blocked at 2026-11-23 08:00 UTC: HTTP 403"),
        ({"ended": NOW - DAY}, "is overdue: last scanned 2026-11-22 09:00 UTC (ok), every 6 h"),
    ],
)
def test_a_site_in_trouble_is_worth_a_look(office: Office, changes: dict[str, Any], said: str) -> None:
    scanned(office, **changes)
    level, told, step = findings(office)["site opinions"]
    assert (level, told) == ("warn", said)
    assert "otklik scan" in step


def test_a_site_that_was_never_scanned_is_worth_a_look(office: Office) -> None:
    assert findings(office)["site opinions"] == ("warn", "was never scanned", "otklik scan --site opinions")


def test_private_addresses_are_told(office: Office) -> None:
    office.write("otklik.yaml", CONFIG + "scan: {allow_private: ['127.0.0.1:8080']}")
    assert findings(office)["private addresses"][:2] == ("warn", "may be scanned: 127.0.0.1:8080")


def test_a_rule_that_asks_for_a_misspelt_topic_is_worth_a_look(office: Office) -> None:
    rules = "[{name: late, when: {topics: delivry}, severity: high}, {name: rest, dismiss: no complaint}]"
    office.write("policy.yaml", f"triage: {rules}")
    level, said, step = findings(office)["policy"]
    assert level == "warn"
    assert '"late"' in said
    assert '"delivry"' in said
    assert step.startswith("Write delivery, or one of: delivery, product_quality")


@pytest.mark.parametrize(
    ("file", "text", "name", "said"),
    [
        ("otklik.yaml", "compny: Ozols", "settings", "otklik.yaml:1"),
        ("policy.yaml", "warning: 7", "policy", "policy.yaml:1"),
        ("sites.yaml", "sites: [{name: x}]", "sites", "sites.yaml:1"),
    ],
)
def test_a_file_that_cannot_be_read_is_bad_with_file_and_line(office: Office, file: str, text: str, name: str, said: str) -> None:
    office.write(file, text)
    level, told, step = findings(office, 1)[name]
    assert level == "bad"
    assert said in told
    assert step


def test_a_missing_database_is_bad_and_the_rest_is_looked_at_all_the_same(office: Office) -> None:
    office.store.close()
    office.database.unlink()
    found = findings(office, 1)
    assert found["database"][0] == "bad"
    assert "otklik migrate" in found["database"][1]
    assert found["sites"][0] == "ok"


def test_a_file_that_is_no_database_is_bad(office: Office) -> None:
    office.store.close()
    office.database.write_bytes(b"a letter to the shop" * 1000)
    assert findings(office, 1)["database"][0] == "bad"


def test_a_damaged_database_is_bad(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "problems", lambda _: ("Page 7: btreeInitPage() returns error code 11",))
    assert findings(office, 1)["database"][:2] == ("bad", "is damaged: Page 7: btreeInitPage() returns error code 11")


def test_packages_that_another_distribution_laid_itself_over_are_bad(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.metadata, "packages_distributions", lambda: {"config": ["config", "otklik"]})
    level, said, step = findings(office, 1)["package config"]
    assert (level, said) == ("bad", "config installed a package of this name too")
    assert "environment of its own" in step


def test_a_package_from_elsewhere_is_bad(office: Office, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    find = importlib.util.find_spec

    def shadowed(name: str) -> Any:
        elsewhere = SimpleNamespace(origin=str(tmp_path / "config" / "__init__.py"))
        return elsewhere if name == "config" else find(name)

    monkeypatch.setattr(importlib.util, "find_spec", shadowed)
    level, said, _ = findings(office, 1)["package config"]
    assert (level, said.startswith(f"comes from {tmp_path}")) == ("bad", True)


def test_a_library_that_is_missing_is_bad(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checkup, "LIBRARIES", ("scrapy", "no-such-library"))
    assert findings(office, 1)["no-such-library"][:2] == ("bad", "is not installed")


def test_a_full_disk_is_worth_a_look(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checkup, "SCARCE", 2**80)
    assert findings(office)["disk"][0] == "warn"


@pytest.mark.parametrize(
    ("mounts", "remote"),
    [
        ("/dev/sda1 / ext4 rw 0 0\n", ""),
        ("/dev/sda1 / ext4 rw 0 0\nshop:/x {folder} nfs4 rw 0 0\n", "nfs4"),
        ("shop:/x / nfs rw 0 0\n/dev/sdb {folder} ext4 rw 0 0\n", ""),
        ("//shop/x {folder} cifs rw 0 0\n", "cifs"),
        ("shop:/x {folder}x nfs rw 0 0\n", ""),
    ],
)
def test_a_network_file_system_is_found_out(tmp_path: Path, mounts: str, remote: str) -> None:
    table = tmp_path / "mounts"
    table.write_text(mounts.format(folder=tmp_path))
    assert remote_filesystem(f"sqlite:///{tmp_path}/data/otklik.db", table) == remote
    assert remote_filesystem("postgresql://anna@db/otklik", table) == ""
    assert remote_filesystem(f"sqlite:///{tmp_path}/otklik.db", tmp_path / "none") == ""
