"""Lay settings over each other, file < environment < command line, and remember where each value came from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from config.errors import ConfigError
from config.sentences import At, problem, unknown
from config.values import quoted
from config.yamlfile import Loaded, load_yaml

PREFIX = "OTKLIK_"
ELSEWHERE = frozenset({"OTKLIK_CONFIG", "OTKLIK_AS", "OTKLIK_DEBUG"})  # read by others; OTKLIK_TEST_* belongs to the tests
LARGEST_SECRET = 64 * 1024  # bytes of a file that holds one value

Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Described:
    """One setting: its dotted key, its environment variable, its default as it would be written, and what it is for."""

    key: str
    env: str
    default: str
    about: str
    many: bool = False
    path: bool = False

    @property
    def at(self) -> tuple[str, ...]:
        """Give the key as a path."""
        return tuple(self.key.split("."))


def describe_model(model: type[BaseModel], section: str = "") -> tuple[Described, ...]:
    """Describe every setting of a model that a variable can hold; a field that is itself a model is a section."""
    found: list[Described] = []
    for name, info in model.model_fields.items():
        kind = info.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            found += describe_model(kind, name)
            continue
        if isinstance(info.json_schema_extra, dict) and info.json_schema_extra.get("only") == "file":
            continue
        key = f"{section}.{name}" if section else name
        env = PREFIX + key.replace(".", "_").upper()
        many = get_origin(kind) is tuple
        found.append(Described(key, env, _shown(info), info.description or "", many, _names_path(kind)))
    return tuple(found)


def _names_path(kind: Any) -> bool:
    return kind is Path or any(_names_path(inner) for inner in get_args(kind))


def _shown(info: FieldInfo) -> str:
    extra = info.json_schema_extra
    if isinstance(extra, dict) and "shown" in extra:
        return str(extra["shown"])
    if isinstance(info.default, bool):
        return str(info.default).lower()
    return "" if info.default in (None, ()) else str(info.default)


def config_file(config: Path | None, environ: Mapping[str, str]) -> Path | None:
    """Find the file: `config`, else $OTKLIK_CONFIG, else ./otklik.yaml, else ~/.config/otklik/otklik.yaml, else None."""
    named = config or (Path(environ["OTKLIK_CONFIG"]) if environ.get("OTKLIK_CONFIG") else None)
    if named is not None:
        return named
    refuse_misnamed(Path("otklik.yaml"))
    places = [Path("otklik.yaml")]
    if environ.get("HOME"):
        places.append(Path(environ["HOME"], ".config", "otklik", "otklik.yaml"))
    return next((place for place in places if place.exists()), None)


def refuse_misnamed(path: Path) -> None:
    """Raise ConfigError where a file is missing and another one ends in .yml, which nobody would read."""
    other = path.with_suffix(".yml")
    if path.suffix == ".yaml" and other.exists() and not path.exists():
        raise ConfigError(f"only files that end in .yaml are read. Rename it to {path.name}.", file=other)


@dataclass
class Layers:
    """Values by key, the later layer over the earlier one."""

    keys: tuple[Described, ...]
    data: dict[str, Any] = field(default_factory=dict)
    origins: dict[At, str] = field(default_factory=dict)
    loaded: Loaded | None = None

    def take_file(self, path: Path) -> None:
        """Take the file; its relative paths are relative to its folder. Keys without a value are as if not written."""
        self.loaded = load_yaml(path)
        self.data = _given(self.loaded.data)
        folder = path.absolute().parent
        for known in self.keys:
            value = self._get(known.at)
            if isinstance(value, str) and known.path:
                self._put(known.at, _beside(folder, value))
            elif isinstance(value, str) and known.key == "database" and value.startswith("sqlite:///"):
                self._put(known.at, "sqlite:///" + _beside(folder, value.removeprefix("sqlite:///")))

    def take_environment(self, environ: Mapping[str, str]) -> None:
        """Take OTKLIK_<KEY>, and from OTKLIK_<KEY>_FILE the file's content; an empty variable is as if not set."""
        known = {item.env: item for item in self.keys}
        for variable in sorted(environ):
            if not variable.startswith(PREFIX) or variable in ELSEWHERE or variable.startswith("OTKLIK_TEST_"):
                continue
            # The whole name first: a setting may one day end in _FILE itself.
            item = known.get(variable) or known.get(variable.removesuffix("_FILE"))
            # A variable that nobody reads is refused: misspelt, it would leave a default standing unseen.
            if item is None:
                told = unknown("a variable that otklik reads", variable, [*known, *sorted(ELSEWHERE)])
                raise ConfigError(f"{told}. Each may end in _FILE.")
            if environ[variable]:
                self._take_variable(item, variable, environ)

    def _take_variable(self, item: Described, variable: str, environ: Mapping[str, str]) -> None:
        value = environ[variable]
        if variable != item.env:
            if environ.get(item.env):
                raise ConfigError(f"{item.env} and {variable} are both set. Keep one of them.")
            value = content(variable, Path(value))
        # A variable has no lists: commas part the values of a setting that takes several.
        split = tuple(part.strip() for part in value.split(",") if part.strip())
        self._put(item.at, split if item.many else value, origin=variable)

    def take_overrides(self, overrides: Mapping[str, object]) -> None:
        """Take what the command line says, by dotted key."""
        known = {item.key: item for item in self.keys}
        for key, value in overrides.items():
            if key not in known:
                raise ConfigError(f"{unknown('a setting', key, list(known))}.")
            self._put(known[key].at, value, origin=key)

    def build(self, model: type[Model]) -> Model:
        """Check the whole; raises ConfigError naming the variable, the option, or the file and line."""
        try:
            return model.model_validate(self.data)
        except ValidationError as error:
            found = problem(model, error, self._line)
        # The operator is told the place that can be corrected: the variable or option that set the value, else the line.
        origin = next((name for at, name in self.origins.items() if found.at[: len(at)] == at), None)
        if origin is not None:
            raise ConfigError(f"{origin}: {found.told}")
        raise ConfigError(found.text, file=self.loaded.path if self.loaded else None, line=self._line(found.at))

    def _line(self, at: At) -> int | None:
        return self.loaded.line(at) if self.loaded and not any(at[: len(own)] == own for own in self.origins) else None

    def _get(self, at: tuple[str, ...]) -> object:
        value: Any = self.data
        for part in at:
            value = value.get(part) if isinstance(value, dict) else None
        return value

    def _put(self, at: tuple[str, ...], value: object, origin: str = "") -> None:
        place = self.data
        for part in at[:-1]:
            place = place.setdefault(part, {})
            if not isinstance(place, dict):
                return  # the file has something else there, which the check of the whole will tell
        place[at[-1]] = value
        if origin:
            self.origins[at] = origin


def _given(data: Mapping[str, Any]) -> dict[str, Any]:
    return {key: _given(value) if isinstance(value, dict) else value for key, value in data.items() if value is not None}


def _beside(folder: Path, value: str) -> str:
    # ~ is left to `absolute` of settings.py; joining an absolute path gives that path alone.
    return value if value in ("", ":memory:") or value.startswith("~") else str(folder / value)


def content(variable: str, path: Path) -> str:
    """Read the one value that a file holds; the error names the file, never what is in it."""
    try:
        # One byte more than may be shows that it is too much, however large the file (or the device) is.
        with path.open("rb") as opened:
            raw = opened.read(LARGEST_SECRET + 1)
        text = raw.decode("utf-8-sig").rstrip("\r\n")
    except UnicodeDecodeError:
        raise ConfigError(f"{variable}: {quoted(str(path))} is not UTF-8. Save the value as plain text.") from None
    except (OSError, ValueError) as error:
        told = getattr(error, "strerror", None) or "it is no path"
        raise ConfigError(f"{variable}: {quoted(str(path))} cannot be read: {told}.") from None
    if len(raw) > LARGEST_SECRET or not text.strip():
        raise ConfigError(f"{variable}: {quoted(str(path))} does not hold one value. Write the value into it, and nothing else.")
    return text
