"""The import rule of the house (README, "Who may import whom"), read from the source."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = {"config": set(), "crawler": {"config"}, "classifier": {"config"}, "moderation": {"config", "crawler", "classifier"}}
DOORS = ("cli", "api", "web", "digest", "demo")
# Pure: values in, values out; the moment is an argument.
RULES = (
    "acts", "brands", "calendars", "case", "causes", "channels", "concessions", "corrections", "deadlines", "duplicates",
    "facts", "figures", "filters", "folding", "hooks", "identity", "interval", "ladder", "linking", "lint", "masking",
    "moments", "money", "notices", "outcome", "people", "phones", "phrases", "plain", "plans", "quality", "reckoning",
    "records", "repeats", "report", "rulebook", "seen", "stages", "state", "templates", "triage", "weeks", "words",
    "workhours",
)  # fmt: skip
# What happens: it calls the rules and the store, and the doors call it.
ACTS = (
    "announcing", "audience", "auth", "calendaring", "checkup", "clockwork", "collect", "connectors", "context", "customers",
    "delaying", "delivering", "desk", "discreet", "documents", "documents_customers", "drafts", "endings", "entering",
    "explaining", "history", "intake", "judged", "knocks", "leasing", "noticing", "outward", "prepared", "prevention",
    "proposing", "public", "queue", "reactions", "receipts", "reconcile", "reporting", "reviewing", "scanning", "search", "staff",
    "tagging",
)  # fmt: skip
START = ("app", "answers", "shield")  # put the web doors together
STORE_ONLY = ("sqlalchemy", "alembic")
HEAVY = ("scrapy", "twisted", "sklearn", "numpy", "scipy", "lingua", "dateparser", "fastapi", "feedparser")


def modules() -> dict[str, Path]:
    """Name every module of the four packages."""
    found = {}
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
            found[name] = path
    return found


MODULES = modules()


def imports(name: str, *, late: bool = True) -> set[str]:
    """Give the full names that a module imports; `late` includes imports inside functions."""
    tree = ast.parse(MODULES[name].read_text(encoding="utf-8"))
    found: set[str] = set()
    for node in walk(tree, late=late):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name}:{node.lineno}: a relative import hides where a name comes from"
            base = node.module or ""
            found.update(f"{base}.{alias.name}" if f"{base}.{alias.name}" in MODULES else base for alias in node.names)
    return found


def walk(tree: ast.AST, *, late: bool) -> Iterator[ast.AST]:
    """Walk a tree, into functions only when asked, and never into blocks for the type checker."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            continue
        if not late and isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        yield node
        yield from walk(node, late=late)


def own(name: str) -> str:
    """Name the package of ours that an import reaches, or nothing."""
    top = name.split(".")[0]
    return top if top in PACKAGES else ""


@pytest.mark.parametrize("name", MODULES)
def test_a_package_imports_only_what_the_rule_allows(name: str) -> None:
    mine = name.split(".")[0]
    for target in imports(name):
        assert own(target) in {"", mine} | PACKAGES[mine], f"{name} imports {target}"


@pytest.mark.parametrize("name", [name for name in MODULES if name.split(".")[0] == "moderation"])
def test_doors_do_not_import_each_other_and_only_the_store_knows_the_database(name: str) -> None:
    parts = name.split(".")
    room = parts[1] if len(parts) > 1 else ""
    for target in imports(name):
        there = target.split(".")
        if room in DOORS and room != "cli" and there[0] == "moderation" and len(there) > 1:
            assert there[1] not in DOORS or there[1] == room, f"{name} imports the door {target}"
        if there[0] in STORE_ONLY:
            assert room == "store", f"{name} imports {target}; SQLAlchemy stays in moderation/store"
        if room == "store" and there[0] == "moderation" and len(there) > 1:
            assert there[1] not in (*DOORS, *ACTS, *START), f"{name} imports {target}"
        if room in ACTS and there[0] == "moderation" and len(there) > 1:
            assert there[1] not in (*DOORS, *START), f"{name} imports the door {target}"


def test_every_module_of_moderation_has_its_floor() -> None:
    rooms = {name.split(".")[1] for name in MODULES if name.startswith("moderation.")}
    assert rooms == {*RULES, *ACTS, *START, *DOORS, "store", "locale"}


@pytest.mark.parametrize("name", [name for name in MODULES if name.split(".")[1:2] and name.split(".")[1] in RULES])
def test_rules_reach_neither_store_nor_acts_nor_doors(name: str) -> None:
    for target in imports(name):
        there = target.split(".")
        if there[0] == "moderation" and len(there) > 1:
            assert there[1] not in (*DOORS, *ACTS, *START, "store"), f"{name} imports {target}"


def test_there_is_no_circle_of_imports() -> None:
    graph = {name: {target for target in imports(name, late=False) if target in MODULES and target != name} for name in MODULES}
    done: set[str] = set()

    def visit(name: str, path: tuple[str, ...]) -> None:
        assert name not in path, "circle: " + " -> ".join((*path[path.index(name) :], name))
        if name not in done:
            for target in graph[name]:
                visit(target, (*path, name))
            done.add(name)

    for name in graph:
        visit(name, ())


@pytest.mark.parametrize("name", MODULES)
def test_no_module_is_longer_than_400_lines(name: str) -> None:
    assert MODULES[name].read_text(encoding="utf-8").count("\n") <= 400


@pytest.mark.parametrize("name", [name for name, path in MODULES.items() if path.name == "__init__.py"])
def test_package_files_hold_nothing_but_a_docstring(name: str) -> None:
    body = ast.parse(MODULES[name].read_text(encoding="utf-8")).body
    assert all(isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) for node in body)


@pytest.mark.parametrize(
    "command",
    [["queue", "--json"], ["journal", "--json"], ["search", "x"], ["sites"], ["tick"], ["rebuild"], ["--help"]],
)
def test_light_commands_load_nothing_heavy(command: list[str], tmp_path: Path) -> None:
    script = "\n".join(
        [
            "import sys",
            "from moderation.cli.main import run",
            f"sys.argv = ['otklik', *{command!r}]",
            "try:",
            "    run()",
            "except SystemExit as end:",
            "    assert end.code in (0, None), end.code",
            f"print('loaded:', *sorted(set({HEAVY!r}) & set(sys.modules)), file=sys.stderr)",
        ]
    )
    environment = {**os.environ, "OTKLIK_DATA": str(tmp_path)}
    migrate = [sys.executable, "-m", "moderation.cli.main", "migrate"]
    subprocess.run(migrate, env=environment, cwd=tmp_path, check=True, capture_output=True)
    done = subprocess.run([sys.executable, "-c", script], env=environment, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stderr.strip().splitlines()[-1] == "loaded:", done.stderr
