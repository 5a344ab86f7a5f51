"""Look whether everything that otklik needs is in order: each finding names what to do (RELIABILITY row 62)."""

from __future__ import annotations

import difflib
import importlib.metadata
import importlib.util
import platform
import shutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from classifier.labels import TOPICS
from classifier.model import BUNDLED, load_model
from config.errors import OperatorError
from moderation.scanning import TROUBLE
from moderation.store import engine, scans
from moderation.store.base import HEAD

if TYPE_CHECKING:
    from config.catalogue import Site
    from config.policy import Rule
    from config.settings import Settings
    from moderation.store.engine import Store

PACKAGES = ("config", "crawler", "classifier", "moderation")
LIBRARIES = ("alembic", "beautifulsoup4", "dateparser", "fastapi", "scikit-learn", "scrapy", "skops", "sqlalchemy", "typer")
# Their locks do not hold between machines, and SQLite rests on locks (sqlite.org, "How To Corrupt", 2.1).
REMOTE = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "glusterfs", "fuse.sshfs", "fuse.glusterfs"})
SCARCE = 500 * 1024 * 1024  # bytes of free disk below which it is told


class Level(StrEnum):
    """How a thing stands: in order, worth a look, or wrong."""

    OK = "ok"
    WARN = "warn"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found about one thing, and what to do about it."""

    name: str
    level: Level
    said: str
    step: str = ""


def packages() -> Iterator[Finding]:
    """Say where the four packages come from: their names are common, and another distribution may have laid itself over them."""
    home = Path(__file__).resolve().parent.parent
    owners = importlib.metadata.packages_distributions()
    for name in PACKAGES:
        spec = importlib.util.find_spec(name)
        origin = Path(spec.origin).resolve() if spec is not None and spec.origin else None
        foreign = sorted({owner for owner in owners.get(name, ()) if owner != "otklik"})
        step = "Install otklik into an environment of its own: pipx install otklik"
        if origin is None or origin.parent.parent != home:
            yield Finding(f"package {name}", Level.BAD, f"comes from {origin or 'nowhere'}, not from {home / name}", step)
        elif foreign:
            yield Finding(f"package {name}", Level.BAD, f"{', '.join(foreign)} installed a package of this name too", step)
        else:
            yield Finding(f"package {name}", Level.OK, str(origin.parent))


def versions() -> Iterator[Finding]:
    """Give the versions of Python and of the libraries."""
    yield Finding("python", Level.OK, f"{platform.python_version()} on {platform.platform(terse=True)}")
    for name in ("otklik", *LIBRARIES):
        try:
            yield Finding(name, Level.OK, importlib.metadata.version(name))
        except importlib.metadata.PackageNotFoundError:
            yield Finding(name, Level.BAD, "is not installed", "Install otklik anew: pipx install --force otklik")


def database(url: str) -> tuple[Store | None, list[Finding]]:
    """Open the database and look at it; give it, or None where it cannot be used."""
    place = remote_filesystem(url)
    said = f"the database lies on {place}, whose locks cannot be trusted"
    told = [Finding("file system", Level.WARN, said, "Move it to a local disk")] if place else []
    try:
        store = engine.open_store(url)
        problems = engine.problems(store)
    except OperatorError as error:
        return None, [*told, Finding("database", Level.BAD, str(error), "Do what it says, then: otklik doctor")]
    if problems:
        return store, [*told, Finding("database", Level.BAD, f"is damaged: {problems[0]}", "Restore your last backup")]
    return store, [*told, Finding("database", Level.OK, f"{store.dialect}, version {HEAD}, sound")]


def remote_filesystem(url: str, mounts: Path = Path("/proc/self/mounts")) -> str:
    """Name the network file system that an SQLite file lies on, nothing where it lies on none or that cannot be told."""
    path = engine.file_of(engine.make_engine(url))
    if path is None or not mounts.exists():
        return ""
    # The longest mount point that holds the file wins; of equal ones the last, which lies over the others.
    best = ("", "")
    for line in mounts.read_text(encoding="utf-8", errors="replace").splitlines():
        _, point, kind, *_ = line.split(" ")
        point = point.replace("\\040", " ")  # the kernel writes blanks in octal
        if path.absolute().is_relative_to(point) and len(point) >= len(best[0]):
            best = (point, kind)
    return best[1] if best[1] in REMOTE else ""


def dead_rules(rules: Iterable[Rule]) -> Iterator[Finding]:
    """Name the rules of triage that ask for a topic which no model gives: a misspelt one never holds, and nobody would notice."""
    for rule in rules:
        for topic in rule.when.topics:
            if topic not in TOPICS:
                said = f'the rule "{rule.name}" asks for the topic "{topic}", which the classifier does not give'
                near = difflib.get_close_matches(topic, TOPICS, n=1)
                step = f"Write {near[0]}, or one of" if near else "Write one of"
                yield Finding("policy", Level.WARN, said, f"{step}: {', '.join(TOPICS)}")


def disk(folder: Path) -> Finding:
    """Say how much room the data folder has."""
    while not folder.exists():  # before `init` the folder is not there; its disk is
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    said = f"{free // 1024**2} MB free at {folder}"
    return Finding("disk", Level.WARN, said, "Make room") if free < SCARCE else Finding("disk", Level.OK, said)


def model(path: Path | None) -> Finding:
    """Load the model as a scan would."""
    try:
        found = load_model(path)
    except (OperatorError, OSError, ImportError) as error:
        return Finding("model", Level.BAD, str(error), "Until then mentions are taken in untagged, and a person looks at each")
    return Finding("model", Level.OK, f"{found.version} ({path or BUNDLED})")


def sites(store: Store, watched: Sequence[Site], now: datetime) -> Iterator[Finding]:
    """Say how the last scan of each site ended and which sites are overdue: a period and a half without one (A2)."""
    with store.read() as tx:
        last = scans.last_by_site(tx)
    if not watched:
        step = "Write them into sites.yaml, which otklik init writes with an example"
        yield Finding("sites", Level.WARN, "none are watched", step)
    for site in watched:
        scan = last.get(site.name)
        if scan is None:
            yield Finding(f"site {site.name}", Level.WARN, "was never scanned", f"otklik scan --site {site.name}")
        elif scan.overdue(site.every, now):
            said = f"is overdue: last scanned {scan.ended:%Y-%m-%d %H:%M} UTC ({scan.verdict}), every {_hours(site.every)}"
            yield Finding(f"site {site.name}", Level.WARN, said, "Let cron call: otklik scan --due")
        elif scan.verdict in TROUBLE:
            said = f"{scan.verdict} at {scan.ended:%Y-%m-%d %H:%M} UTC{f': {scan.error}' if scan.error else ''}"
            yield Finding(f"site {site.name}", Level.WARN, said, f"Look at it, then: otklik scan --site {site.name}")
        else:
            yield Finding(f"site {site.name}", Level.OK, f"{scan.verdict} at {scan.ended:%Y-%m-%d %H:%M} UTC")


def _hours(every: timedelta) -> str:
    return f"{every.total_seconds() / 3600:g} h"


def private(settings: Settings) -> Iterator[Finding]:
    """Say that private addresses may be scanned, where they may."""
    if settings.scan.allow_private:
        said = f"may be scanned: {', '.join(settings.scan.allow_private)}"
        yield Finding("private addresses", Level.WARN, said, "Right for the demo and a forum of your own, else not")
