"""Read a YAML file as plain data that remembers its lines; refuse whatever could execute, explode or mislead (RELIABILITY 19)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, NoReturn, TypeVar

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.composer import Composer
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import AliasEvent
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from ruamel.yaml.reader import ReaderError
from ruamel.yaml.scanner import Scanner

from config.errors import ConfigError
from config.sentences import At, problem
from config.values import quoted

LARGEST = 1_000_000  # bytes
DEEPEST = 32  # levels
_TOO_DEEP = f"more than {DEEPEST} levels, one in another, are not accepted"

Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Loaded:
    """The data of a file, and in which line each key stands."""

    path: Path
    data: Mapping[str, Any]
    lines: Mapping[At, int]

    def line(self, at: At) -> int | None:
        """Give the line of a path of keys and list positions, or of the nearest one around it that is in the file."""
        for end in range(len(at), -1, -1):
            if at[:end] in self.lines:
                return self.lines[at[:end]]
        return None


class _Refused(Exception):
    """Something that YAML permits and we do not."""

    def __init__(self, told: str, line: int) -> None:
        super().__init__(told)
        self.line = line


class _ShallowScanner(Scanner):
    """Refuse the bracket that goes too deep at once: looking ahead over thousands of them takes seconds."""

    def fetch_flow_collection_start(self, TokenClass: Any, to_push: str) -> None:  # noqa: N803
        if len(self.flow_context) >= DEEPEST:
            raise _Refused(_TOO_DEEP, self.reader.get_mark().line + 1)
        super().fetch_flow_collection_start(TokenClass, to_push)


class _PlainComposer(Composer):
    """Compose nodes without anchors, aliases and tags."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        event = self.parser.peek_event()
        line = event.start_mark.line + 1
        if isinstance(event, AliasEvent) or getattr(event, "anchor", None) is not None:
            raise _Refused("anchors and aliases (& and *) are not accepted. Write the value out, or put it in quotes", line)
        if getattr(event, "ctag", None) is not None:
            raise _Refused("tags (!) are not accepted. Write the plain value, or put it in quotes", line)
        return super().compose_node(parent, index)


def load_yaml(path: Path) -> Loaded:
    """Read a file as YAML 1.2 whose top is a mapping; an empty file is an empty one. Raises ConfigError with file and line."""
    text = _text(path)
    # %YAML 1.1 would turn "no" into false and 12:30 into 750.
    number, first = next(((n, line) for n, line in enumerate(text.splitlines(), 1) if not re.match(r"\s*(#|$)", line)), (0, ""))
    if first.startswith("%"):
        raise ConfigError("directives (%) are not accepted. Take the line out.", file=path, line=number)
    # Pure Python, for only there can scanner and composer be replaced; YAML 1.2 is what it reads without a directive.
    yaml = YAML(typ="safe", pure=True)
    yaml.max_depth = DEEPEST
    yaml.Scanner = _ShallowScanner
    yaml.Composer = _PlainComposer
    lines: dict[At, int] = {}
    try:
        node = yaml.compose(text)
        data = None if node is None else _built(node, (), yaml, lines)
    except _Refused as error:
        raise ConfigError(f"{error}.", file=path, line=error.line) from None
    except ReaderError as error:
        told = "a character that cannot be printed is not accepted. Save the file as plain text."
        raise ConfigError(told, file=path, line=text.count("\n", 0, error.position) + 1) from None
    except MarkedYAMLError as error:
        _complain(path, error)
    except (YAMLError, ValueError, RecursionError) as error:
        raise ConfigError(f"this is not YAML: {type(error).__name__}.", file=path) from None
    if data is None:
        return Loaded(path, {}, {})
    if not isinstance(data, dict):
        raise ConfigError("the file is not a mapping. Write `key: value` lines.", file=path, line=1)
    return Loaded(path, data, lines)


def validate(model: type[Model], loaded: Loaded) -> Model:
    """Check a file's data against a model; raises ConfigError whose one sentence tells the first thing that is wrong."""
    try:
        return model.model_validate(loaded.data)
    except ValidationError as error:
        found = problem(model, error, loaded.line)
    raise ConfigError(found.text, file=loaded.path, line=loaded.line(found.at))


def _text(path: Path) -> str:
    if not path.exists():
        raise ConfigError("there is no such file. Write it, or correct its name.", file=path)
    if not path.is_file():
        raise ConfigError("this is not a file. Name one that holds `key: value` lines.", file=path)
    try:
        with path.open("rb") as opened:
            raw = opened.read(LARGEST + 1)
    except OSError as error:
        raise ConfigError(f"the file cannot be read: {error.strerror}.", file=path) from error
    if len(raw) > LARGEST:
        told = f"the file is larger than {LARGEST // 1_000_000} MB. Split it, or take out what is no setting."
        raise ConfigError(told, file=path)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        told = f"the file is not UTF-8 at byte {error.start}. Save it as UTF-8."
        raise ConfigError(told, file=path, line=raw.count(b"\n", 0, error.start) + 1) from None


def _complain(path: Path, error: MarkedYAMLError) -> NoReturn:
    """Tell a fault of YAML without the text around it, which may hold a secret."""
    told = (error.problem or error.context or "it cannot be read").partition(";")[0]
    endless = "stream" in told and "end" in told  # then the line where it began is the one to look at
    mark = (error.context_mark if endless else None) or error.problem_mark or error.context_mark
    told = _TOO_DEEP if "maximum depth" in told else f"this is not YAML as it is read here: {told}"
    raise ConfigError(f"{told}.", file=path, line=mark.line + 1 if mark else None) from None


def _built(node: Node, at: At, yaml: Any, lines: dict[At, int]) -> Any:
    """Turn a node into plain data and note the line of everything in it."""
    # setdefault: for a value the line of its key was noted already, which is where a person looks.
    lines.setdefault(at, node.start_mark.line + 1)
    if isinstance(node, SequenceNode):
        return [_built(item, (*at, number), yaml, lines) for number, item in enumerate(node.value)]
    if not isinstance(node, MappingNode):
        return _scalar(node, yaml)
    built: dict[Any, Any] = {}
    for key_node, value in node.value:
        line = key_node.start_mark.line + 1
        if not isinstance(key_node, ScalarNode):
            raise _Refused("a key must be plain text", line)
        key = _scalar(key_node, yaml)
        # `open:` of the working hours is keyed by dates; errors and lines find them by their text.
        key = key.isoformat() if isinstance(key, date) else key
        if key in built:
            raise _Refused(f"{quoted(key)} is given twice, first in line {lines[(*at, str(key))]}. Keep one of them", line)
        lines[(*at, str(key))] = line
        built[key] = _built(value, (*at, str(key)), yaml, lines)
    return built


def _scalar(node: Node, yaml: Any) -> Any:
    """Read a number, a date, true, false, null or text."""
    try:
        return yaml.constructor.construct_object(node)
    except (ValueError, OverflowError) as error:
        raise _Refused(
            f"{quoted(node.value)} is no number or date that exists. Put it in quotes", node.start_mark.line + 1
        ) from error
