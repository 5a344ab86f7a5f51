"""Run the benchmarks: python -m tests.bench [NAME…]; prints a table and writes bench.json."""

from __future__ import annotations

import importlib
import json
import sys
from pathlib import Path

from tests.bench.measure import Row

NAMES = ("end_to_end", "reading", "tagging", "store", "page", "queue", "search")


def main(names: list[str]) -> int:
    """Run the named benchmarks, all by default."""
    unknown = [name for name in names if name not in NAMES]
    if unknown:
        print(f"bench: {unknown[0]!r} is not a benchmark. There are: {', '.join(NAMES)}", file=sys.stderr)
        return 2
    rows: dict[str, Row] = {}
    print(f"{'benchmark':<34} {'value':>12} {'reference':>12} {'ratio':>8}  unit")
    for name in names or NAMES:
        for key, found in importlib.import_module(f"tests.bench.{name}").run().items():
            rows[key] = found
            print(
                f"{key:<34} {found['value']:>12,.2f} {found['reference']:>12,.2f} {found['ratio']:>8.2f}  {found['unit']}",
                flush=True,
            )
    Path("bench.json").write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
