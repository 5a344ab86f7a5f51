"""Model files: a skops archive of plain arrays, and beside it a card (JSON) with its sha256.

A model file may come from anywhere, so nothing in it is believed: the bytes must be those that the card names, and the types
inside must stand on a short list, which is looked at before skops sees the file (skops imports the module of every type it is
told of).
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from skops.io import dumps, get_untrusted_types, loads
from skops.io.exceptions import UntrustedTypesFoundException

from classifier.heads import COLUMNS, STRATA, Calibration
from classifier.model import Model
from classifier.pipeline import BUCKETS
from classifier.scorer import Scorer
from config.errors import OperatorError

FORMAT = 1
LARGEST = 100 << 20  # bytes, packed or unpacked
TYPES = frozenset(
    {"builtins.dict", "builtins.str", "builtins.int", "builtins.float", "builtins.list", "numpy.ndarray", "numpy.dtype"}
)
ARRAYS: dict[str, tuple[tuple[int, ...], str]] = {
    "coefficients": ((BUCKETS, COLUMNS), "int8"),
    "scales": ((COLUMNS,), "float32"),
    "intercepts": ((COLUMNS,), "float32"),
    "rarity": ((BUCKETS,), "float16"),
    "slopes": ((len(STRATA), COLUMNS), "float32"),
    "offsets": ((len(STRATA), COLUMNS), "float32"),
    "thresholds": ((COLUMNS,), "float32"),
    "lone": ((1,), "float32"),
    "stars": ((5, 4), "float32"),
}


def card_of(path: Path) -> Path:
    """Name the card of a model file: the same name with .json."""
    return path.with_suffix(".json")


def read_model(path: Path) -> Model:
    """Read and check a model file. Raises OperatorError for every file that is not exactly a model with its card."""
    card = _read_card(path)
    if not path.is_file() or path.stat().st_size > LARGEST:
        raise _refused(path, "it is missing or larger than 100 MB")
    raw = path.read_bytes()
    digest = hashlib.sha256(raw).hexdigest()
    if digest != card.get("sha256"):
        raise _refused(path, f"its sha256 is {digest[:12]}…, its card says {str(card.get('sha256'))[:12]}…")
    return unpack(path, raw, card)


def unpack(path: Path, raw: bytes, card: Mapping[str, Any]) -> Model:
    """Open the bytes of a model file, `path` for messages only. Raises OperatorError."""
    try:
        strange = _strange_types(raw)
        if strange:
            raise _refused(path, f"it holds {', '.join(sorted(strange)[:3])}; only {', '.join(sorted(TYPES))} are accepted")
        if get_untrusted_types(data=raw):
            raise _refused(path, "skops does not trust all types in it")
        arrays = loads(raw, trusted=[])
    except (zipfile.BadZipFile, zlib.error, KeyError, ValueError, TypeError, EOFError, NotImplementedError) as error:
        raise _refused(path, "it is no skops archive of arrays") from error
    except (AttributeError, ImportError, RuntimeError, OSError, IndexError, UntrustedTypesFoundException) as error:
        raise _refused(path, "it is no skops archive of arrays") from error
    return _assemble(path, arrays, card)


def write_model(path: Path, arrays: Mapping[str, Any], card: Mapping[str, Any]) -> None:
    """Write a model and its card whole or not at all: to temporary files first, then synced and renamed, the model last."""
    raw = dumps({"format": FORMAT, **arrays}, compression=zipfile.ZIP_DEFLATED, compresslevel=9)
    full = {**card, "sha256": hashlib.sha256(raw).hexdigest(), "bytes": len(raw)}
    unpack(path, raw, full)
    pair = ((card_of(path), json.dumps(full, ensure_ascii=False, indent=1).encode() + b"\n"), (path, raw))
    drafts = [(final, final.with_name(f".{final.name}.{os.getpid()}.part"), content) for final, content in pair]
    try:
        for _, draft, content in drafts:
            with draft.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
        for final, draft, _ in drafts:
            draft.replace(final)
    finally:
        for _, draft, _ in drafts:
            draft.unlink(missing_ok=True)


def pack(coefficients: np.ndarray[Any, Any]) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Round coefficients (features × heads) to 255 steps per head; gives int8 and the size of a step."""
    scales = np.maximum(np.abs(coefficients).max(axis=0), 1e-9).astype(np.float32) / 127
    return np.rint(coefficients / scales).astype(np.int8), scales


def _assemble(path: Path, arrays: object, card: Mapping[str, Any]) -> Model:
    if not isinstance(arrays, dict) or arrays.get("format") != FORMAT:
        raise _refused(path, f"it is not of format {FORMAT}. Train it again: otklik train")
    for name, (shape, kind) in ARRAYS.items():
        found = arrays.get(name)
        if not isinstance(found, np.ndarray) or found.shape != shape or found.dtype != kind or not np.isfinite(found).all():
            raise _refused(path, f"its {name} is not {kind} of shape {shape}")
    if not isinstance(card.get("version"), str):
        raise _refused(path, "its card names no version")
    calibration = Calibration(
        arrays["slopes"], arrays["offsets"], arrays["thresholds"], float(arrays["lone"][0]), arrays["stars"]
    )
    coefficients = arrays["coefficients"].astype(np.float32) * arrays["scales"]
    return Model(Scorer(coefficients, arrays["intercepts"], arrays["rarity"].astype(np.float32)), calibration, card)


def _read_card(path: Path) -> dict[str, Any]:
    card = card_of(path)
    try:
        found = json.loads(card.read_bytes())
    except OSError as error:
        raise _refused(path, f"its card {card.name} cannot be read ({error.strerror})") from error
    except ValueError as error:
        raise _refused(path, f"its card {card.name} is not JSON") from error
    if not isinstance(found, dict):
        raise _refused(path, f"its card {card.name} is not a JSON object")
    return found


def _strange_types(raw: bytes) -> set[str]:
    """Name the types in an archive that are not accepted, without importing any."""
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        if sum(item.file_size for item in archive.infolist()) > LARGEST:
            raise ValueError("unpacks to more than 100 MB")
        schema = json.loads(archive.read("schema.json"))
    return {name for name in _types(schema) if name not in TYPES}


def _types(node: object) -> Iterator[str]:
    if isinstance(node, dict):
        if "__module__" in node or "__class__" in node:
            yield f"{node.get('__module__')}.{node.get('__class__')}"
        node = list(node.values())
    if isinstance(node, list):
        for item in node:
            yield from _types(item)


def _refused(path: Path, why: str) -> OperatorError:
    return OperatorError(
        f"model {path}: refused, {why}. Put the file and its card back from a backup or the package, or train anew: otklik train"
    )
