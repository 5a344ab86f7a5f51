"""`kill -9` around acknowledge, reply, approve and post: what was done stays, what was not is done again, nothing is doubled."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import textwrap
import time
from collections import Counter

import pytest

from moderation.case import Act, Status
from moderation.clockwork import rebuild
from moderation.store import cases
from moderation.store.engine import Store
from tests.people import BOOK, a_case

ORDER = [Act.RECEIVE, Act.ACKNOWLEDGE, Act.REPLY, Act.APPROVE, Act.POST]
# Works through the cases of its list from wherever each of them is, as somebody would who comes back after a power cut.
WORK = """
    import sys
    from moderation.desk import answering
    from moderation.store import cases
    from moderation.store.engine import open_store
    from tests.people import ANNA, BOOK, NOW, REPLY, VERA
    store = open_store({store!r})
    steps = (
        lambda n: answering.acknowledge(store, ANNA, n, book=BOOK, now=NOW),
        lambda n: answering.reply(store, ANNA, n, book=BOOK, now=NOW, text=REPLY),
        lambda n: answering.approve(store, VERA, n, book=BOOK, now=NOW),
        lambda n: answering.post(store, ANNA, n, book=BOOK, now=NOW, url="https://opinions.example/ozols#a"),
    )
    print("ready", flush=True)
    sys.stdin.readline()
    for n in {numbers}:
        with store.read() as tx:
            done = len(cases.events(tx, n)) - 1
        for number in range(done, len(steps)):
            steps[number](n)
            print(n, number + 1, flush=True)
"""


def worked(store: Store, numbers: list[int], after: float | None) -> dict[int, int]:
    """Let a process of its own work, and kill it after so many seconds; give the last step of each case that it told of."""
    script = textwrap.dedent(WORK.format(store=store.engine.url.render_as_string(hide_password=False), numbers=numbers))
    child = subprocess.Popen([sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert child.stdin is not None
    assert child.stdout is not None
    assert child.stdout.readline() == "ready\n"
    child.stdin.write("\n")
    child.stdin.flush()
    if after is not None:
        time.sleep(after)
        child.send_signal(signal.SIGKILL)
    told = [line.split() for line in child.stdout.read().splitlines()]
    child.wait()
    for pipe in (child.stdin, child.stdout):
        pipe.close()
    return {int(line[0]): int(line[1]) for line in told if len(line) == 2}


def histories(store: Store, numbers: list[int]) -> dict[int, list[Act]]:
    with store.read() as tx:
        return {n: [event.act for event in cases.events(tx, n)] for n in numbers}


def kill(store: Store, kills: int) -> Counter[str]:
    """Kill the work at random moments and begin again each time; count between which steps the kills struck."""
    maker = random.Random(44)
    struck: Counter[str] = Counter()
    numbers = [a_case(store, number) for number in range(1, kills * 4 + 1)]
    for attempt in range(kills):
        told = worked(store, numbers[attempt * 4 :], maker.uniform(0, 0.12))
        for n, acts in histories(store, numbers).items():
            assert acts == ORDER[: len(acts)], f"case {n}: {acts}"
            assert len(acts) - 1 >= told.get(n, 0), f"case {n}: told of {told[n]} steps, {len(acts) - 1} are there"
        begun = histories(store, numbers[attempt * 4 :]).values()
        current = next((acts for acts in begun if 1 < len(acts) < len(ORDER)), None)
        struck["between cases" if current is None else f"after {current[-1]}"] += 1
    worked(store, numbers, None)
    assert all(acts == ORDER for acts in histories(store, numbers).values())
    with store.read() as tx:
        for n in numbers:
            file = cases.file(tx, n)
            assert file is not None
            assert (file.case.status, len(file.replies)) == (Status.REPLIED, 1)
    assert rebuild(store, BOOK) == ()
    return struck


def test_three_kills_lose_nothing_and_double_nothing(sqlite_store: Store) -> None:
    kill(sqlite_store, 3)


@pytest.mark.long
def test_fifty_kills_lose_nothing_and_double_nothing(store: Store) -> None:
    struck = kill(store, 50)
    print(store.dialect, dict(struck))  # where the kills struck, for the record
    assert sum(count for where, count in struck.items() if where != "between cases") >= 10  # or the kills have missed
