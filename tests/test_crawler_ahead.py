"""An iterator that runs ahead of its consumer."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from crawler.ahead import Ahead


def test_it_works() -> None:
    ahead = Ahead(lambda: iter(range(1000)), room=3)
    assert list(ahead) == list(range(1000))
    ahead.stop()


def test_it_runs_while_the_consumer_does_something_else() -> None:
    made = threading.Event()

    def items() -> Iterator[int]:
        yield 1
        yield 2
        made.set()

    ahead = Ahead(items, room=5)
    taken = iter(ahead)
    assert next(taken) == 1
    assert made.wait(10), "the rest is made although nobody asks for it"
    assert list(taken) == [2]


def test_an_error_is_raised_where_the_items_are_taken() -> None:
    def items() -> Iterator[int]:
        yield 1
        raise ValueError("broken")

    ahead = Ahead(items, room=5)
    taken = iter(ahead)
    assert next(taken) == 1
    with pytest.raises(ValueError, match="broken"):
        next(taken)


def test_it_stays_within_its_room_and_ends_when_it_is_no_longer_wanted() -> None:
    count = 0

    def items() -> Iterator[int]:
        nonlocal count
        while True:
            count += 1
            yield count

    ahead = Ahead(items, room=4)
    assert next(iter(ahead)) == 1
    ahead.stop()
    assert count <= 7, "what is taken, what lies ready, what waits for room"


def test_one_that_nobody_began_to_take_from_can_be_stopped() -> None:
    Ahead(lambda: iter([1]), room=1).stop()
