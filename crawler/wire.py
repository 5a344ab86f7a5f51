"""What travels between a scan and its workers: length-framed msgpack with typed decoding, never pickle.

A frame is four bytes of length (big-endian), one byte of kind, and the payload.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import Any

import msgspec

from crawler.items import Batch, Finished
from crawler.options import ScanOptions

_HEAD = struct.Struct(">IB")
MAX_FRAME = 256 * 1024 * 1024


class Kind(IntEnum):
    """What a frame carries."""

    JOB = 1
    STARTED = 2
    BATCH = 3
    FINISHED = 4
    BEAT = 5


@dataclass(frozen=True, slots=True)
class Task:
    """One site to scan: its address, its Site and Definition as JSON, and the digests known of it by native id."""

    name: str
    url: str
    site: bytes
    definition: bytes | None
    known: dict[str, str]


@dataclass(frozen=True, slots=True)
class Job:
    """What one worker is asked to do."""

    tasks: tuple[Task, ...]
    options: ScanOptions
    now: datetime


@dataclass(frozen=True, slots=True)
class Started:
    """The worker has begun to scan a site."""

    site: str


@dataclass(frozen=True, slots=True)
class Beat:
    """The worker's loop is alive and its memory is as given, in bytes."""

    memory: int


Frame = Job | Started | Batch | Finished | Beat

_KINDS: dict[type, Kind] = {
    Job: Kind.JOB,
    Started: Kind.STARTED,
    Batch: Kind.BATCH,
    Finished: Kind.FINISHED,
    Beat: Kind.BEAT,
}
_DECODERS: dict[int, msgspec.msgpack.Decoder[Any]] = {kind: msgspec.msgpack.Decoder(type_) for type_, kind in _KINDS.items()}
_ENCODER = msgspec.msgpack.Encoder()


class BrokenFrameError(Exception):
    """Report bytes that no worker of ours would send."""


def pack(frame: Frame) -> bytes:
    """Encode one frame; half surrogate pairs, which no UTF-8 can carry, become the replacement character."""
    try:
        payload = _ENCODER.encode(frame)
    except UnicodeEncodeError:
        payload = _ENCODER.encode(_scrubbed(msgspec.to_builtins(frame, builtin_types=(datetime,))))
    return _HEAD.pack(len(payload), _KINDS[type(frame)]) + payload


def _scrubbed(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, dict):
        return {key: _scrubbed(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_scrubbed(inner) for inner in value]
    return value


class Unpacker:
    """Cut a stream of bytes into frames."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    def feed(self, data: bytes) -> Iterator[Frame]:
        """Take more bytes and give the frames that are whole now; raises BrokenFrameError."""
        self._buffer += data
        start = 0
        while len(self._buffer) - start >= _HEAD.size:
            length, kind = _HEAD.unpack_from(self._buffer, start)
            if length > MAX_FRAME or kind not in _DECODERS:
                raise BrokenFrameError(f"a frame of kind {kind} with {length} bytes")
            end = start + _HEAD.size + length
            if len(self._buffer) < end:
                break
            yield _decode(kind, bytes(memoryview(self._buffer)[start + _HEAD.size : end]))
            start = end
        del self._buffer[:start]


def _decode(kind: int, payload: bytes) -> Frame:
    try:
        frame: Frame = _DECODERS[kind].decode(payload)
    except msgspec.DecodeError as error:
        raise BrokenFrameError(str(error)) from error
    return frame
