"""What travels between scan and worker: typed frames and nothing else."""

from __future__ import annotations

import pickle
import struct
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.items import Batch, Finished, Mention, Precision, Rating, Reply, Verdict
from crawler.options import ScanOptions
from crawler.wire import Beat, BrokenFrameError, Frame, Job, Kind, Started, Task, Unpacker, pack

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
MENTION = Mention(
    site="shop",
    native_id="r1",
    url="https://example.com/r1",
    body="Курьер не приехал",
    published=NOW,
    precision=Precision.DAY,
    rating=Rating(4.5, raw="4,5"),
    replies=(Reply("Vainojamies", published=NOW),),
    layers=(("author", "json-ld"),),
)
FRAMES: list[Frame] = [
    Job((Task("shop", "https://example.com/", b"{}", None, {"r1": "abc"}),), ScanOptions(allow_private=("127.0.0.1:1",)), NOW),
    Started("shop"),
    Batch("shop", "https://example.com/", (MENTION,)),
    Finished("shop", Verdict.OK, 1, 1, 0.5, complete=True),
    Beat(1),
]


@pytest.mark.parametrize("frame", FRAMES)
def test_what_goes_in_comes_out(frame: Frame) -> None:
    assert list(Unpacker().feed(pack(frame))) == [frame]


@given(st.integers(1, 50))
def test_frames_may_arrive_in_pieces(size: int) -> None:
    data = b"".join(map(pack, FRAMES))
    unpacker = Unpacker()
    found = [frame for start in range(0, len(data), size) for frame in unpacker.feed(data[start : start + size])]
    assert found == FRAMES


@given(st.text(st.characters(), max_size=20))
def test_any_text_can_be_sent(text: str) -> None:
    (batch,) = Unpacker().feed(pack(Batch("shop", "u", (Mention("shop", "1", "u", text),))))
    assert isinstance(batch, Batch)
    assert batch.mentions[0].body == text.encode("utf-8", "replace").decode()


def test_half_a_surrogate_pair_is_replaced() -> None:
    (batch,) = Unpacker().feed(pack(Batch("shop", "u", (Mention("shop", "1", "u", "a\ud800b", published=NOW),))))
    assert isinstance(batch, Batch)
    assert (batch.mentions[0].body, batch.mentions[0].published) == ("a?b", NOW)


@pytest.mark.parametrize(
    "data",
    [
        struct.pack(">IB", 3, 99) + b"abc",
        struct.pack(">IB", 2**31, Kind.BATCH),
        struct.pack(">IB", 4, Kind.BATCH) + b"\xc1\xc1\xc1\xc1",
        struct.pack(">IB", 1, Kind.FINISHED) + b"\x80",
    ],
)
def test_bytes_that_no_worker_sends_are_refused(data: bytes) -> None:
    with pytest.raises(BrokenFrameError):
        list(Unpacker().feed(data))


def test_a_pickle_is_never_opened() -> None:
    bad = pickle.dumps(FRAMES[1])
    with pytest.raises(BrokenFrameError):
        list(Unpacker().feed(struct.pack(">IB", len(bad), Kind.STARTED) + bad))


@given(st.binary(max_size=200))
def test_no_bytes_raise_anything_else(data: bytes) -> None:
    try:
        for frame in Unpacker().feed(data):
            assert frame is not None
    except BrokenFrameError:
        pass
