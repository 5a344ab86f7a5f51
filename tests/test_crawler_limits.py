"""How far a walk goes (RELIABILITY row 17)."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from crawler.limits import Ending, Limits, Trail


def trail(**limits: float) -> Trail:
    """Begin a walk at second 0."""
    return Trail(Limits(**limits), started=0.0)  # type: ignore[arg-type]


def test_it_goes_on_while_pages_give_new_mentions() -> None:
    walk = trail()
    for number in range(50):
        walk.page(f"/p{number}", 1000, [f"r{number}"])
        assert walk.stop(f"/p{number + 1}", 1.0) is None


def test_no_next_page_is_the_end() -> None:
    walk = trail()
    walk.page("/p1", 10, ["r1"])
    stop = walk.stop(None, 1.0)
    assert stop is not None
    assert (stop.ending, stop.sentence) == (Ending.END, "")


def test_a_page_seen_before_ends_the_walk() -> None:
    walk = trail()
    walk.page("/p1", 10, ["r1"])
    walk.page("/p2", 10, ["r2"])
    stop = walk.stop("/p1", 1.0)
    assert stop is not None
    assert stop.ending is Ending.ROUND


def test_a_repeated_page_under_another_address_ends_the_walk() -> None:
    walk = trail()
    walk.page("/p1", 10, ["r1", "r2"])
    walk.page("/p2", 10, ["r2", "r1"])
    stop = walk.stop("/p3", 1.0)
    assert stop is not None
    assert stop.ending is Ending.ROUND


def test_empty_pages_are_followed_only_so_far() -> None:
    walk = trail(idle_pages=3)
    walk.page("/p1", 10, ["r1"])
    for number in (2, 3):
        walk.page(f"/p{number}", 10, [])
        assert walk.stop(f"/p{number + 1}", 1.0) is None
    walk.page("/p4", 10, [])
    stop = walk.stop("/p5", 1.0)
    assert stop is not None
    assert stop.ending is Ending.IDLE
    assert "3 pages in a row" in stop.sentence


def test_pages_time_and_bytes_are_limited() -> None:
    for limits, now, ending in (
        ({"pages": 1}, 1.0, Ending.LIMIT),
        ({"seconds": 5}, 5.0, Ending.OVER),
        ({"bytes": 9}, 1.0, Ending.OVER),
    ):
        walk = trail(**limits)
        walk.page("/p1", 10, ["r1"])
        stop = walk.stop("/p2", now)
        assert stop is not None
        assert stop.ending is ending
        assert stop.sentence


def test_detail_pages_have_a_limit_of_their_own() -> None:
    walk = trail(pages=1)
    assert walk.may_detail()
    for _ in range(50):
        walk.detail(10)
    assert not walk.may_detail()


@given(st.lists(st.tuples(st.text(max_size=3), st.lists(st.text(max_size=2), max_size=4)), max_size=60), st.integers(1, 20))
def test_every_walk_ends_within_its_pages(pages: list[tuple[str, list[str]]], most: int) -> None:
    walk = trail(pages=most)
    for url, ids in pages:
        walk.page(url, 1, ids)
        if walk.stop("/always-another", 0.0) is not None:
            break
    assert walk.pages <= most
