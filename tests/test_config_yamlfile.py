"""YAML as it is accepted here, and forty files that are refused with file and line (RELIABILITY 19)."""

from __future__ import annotations

import time
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from config.errors import ConfigError
from config.values import Duration, Strict, Texts
from config.yamlfile import LARGEST, load_yaml, validate


class Inner(Strict):
    every: Duration
    names: Texts = ()
    free: date | None = None


class Outer(Strict):
    country: str = ""
    count: int = 1
    share: float = 0.5
    on: bool = False
    rows: tuple[Inner, ...] = ()


def written(folder: Path, text: str | bytes, name: str = "x.yaml") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_it_works(tmp_path: Path) -> None:
    path = written(
        tmp_path, "# a comment\ncountry: NO\ncount: 12\nrows:\n  - every: 6h\n    names: Ozols\n    free: 2026-05-01\n"
    )
    found = validate(Outer, load_yaml(path))
    assert found.country == "NO"
    assert found.rows[0].names == ("Ozols",)
    assert found.rows[0].free == date(2026, 5, 1)


def test_yaml_1_2_keeps_yes_and_times_as_text(tmp_path: Path) -> None:
    data = load_yaml(written(tmp_path, "a: no\nb: on\nc: 22:30\nd: 0o17\ne: ~\nf: 1e3\ng: true\nh: 'a: b'\n")).data
    assert data == {"a": "no", "b": "on", "c": "22:30", "d": 15, "e": None, "f": 1000.0, "g": True, "h": "a: b"}


def test_an_empty_file_and_one_of_comments_say_nothing(tmp_path: Path) -> None:
    assert load_yaml(written(tmp_path, "")).data == {}
    assert load_yaml(written(tmp_path, "# nothing\n---\n# at all\n")).data == {}
    assert load_yaml(written(tmp_path, b"\xef\xbb\xbf# a mark of UTF-8 in front\n")).data == {}


def test_every_key_and_every_element_knows_its_line(tmp_path: Path) -> None:
    loaded = load_yaml(written(tmp_path, "country: LV\n\nrows:\n  - every: 6h\n  -\n    every:\n      7h\n"))
    assert loaded.line(("country",)) == 1
    assert loaded.line(("rows", 0, "every")) == 4
    assert loaded.line(("rows", 1, "every")) == 6
    assert loaded.line(("rows", 1, "missing")) == 6
    assert loaded.line(("nowhere",)) == 1
    assert load_yaml(written(tmp_path, "")).line(("nowhere",)) is None


WRONG = [
    ("rows:\n  - every: 6 hours\n", 2, 'rows.every: "6 hours" is not a duration. Write a number and m, h or d, for example 6h.'),
    ("rows:\n  - every: 6\n", 2, "rows.every: 6 is not a duration. Write a number and m, h or d, for example 6h."),
    ("rows:\n  - names: a\n", 2, "rows.every: is missing."),
    ("contry: LV\n", 1, '"contry" is not a key. Near: country, count, on. Known: country, count, share, on, rows.'),
    ("rows:\n  - every: 1h\n    nmes: a\n", 3, 'rows: "nmes" is not a key. Near: names. Known: every, names, free.'),
    ("rows:\n  - evry: 1h\n", 2, 'rows: "evry" is not a key. Near: every. Known: every, names, free. (1 more place is wrong)'),
    ("country: 371\n", 1, "country: 371 is not text. Put it in quotes."),
    ("country: true\n", 1, "country: true is not text. Put it in quotes."),
    ("country:\n  - LV\n", 1, "country: a list is not text. Put it in quotes."),
    ("count: many\n", 1, 'count: "many" is not a whole number.'),
    ("count: 1.5\n", 1, "count: 1.5 is not a whole number."),
    ("count: 9999999999999999999999\nshare: x\n", 2, 'share: "x" is not a number.'),
    ("share: .inf\n", 1, "share: Infinity is not a number."),
    ("on: maybe\n", 1, 'on: "maybe" is neither true nor false.'),
    ("rows: 5\n", 1, "rows: 5 is not a list. Write its parts in lines that begin with a hyphen."),
    ("rows: [5]\n", 1, "rows: 5 is not a mapping. Write `key: value` lines below it."),
    ("rows:\n  - every: 1h\n    free: soon\n", 3, 'rows.free: "soon" is not a date. Write it as 2026-05-01.'),
    ("rows:\n  - every: 1h\n    names: [1]\n", 3, "rows.names: 1 is not text. Put it in quotes."),
    ("count: x\nshare: y\non: z\n", 1, 'count: "x" is not a whole number. (2 more places are wrong)'),
]


@pytest.mark.parametrize(("text", "line", "told"), WRONG, ids=[text for text, _, _ in WRONG])
def test_a_bad_value_is_told_with_file_line_key_and_what_is_accepted(tmp_path: Path, text: str, line: int, told: str) -> None:
    path = written(tmp_path, text)
    with pytest.raises(ConfigError) as caught:
        validate(Outer, load_yaml(path))
    message = str(caught.value)
    assert message == f"{path}:{line}: {told}"
    assert "\n" not in message


def test_a_long_bad_value_is_cut_and_stays_on_one_line(tmp_path: Path) -> None:
    path = written(tmp_path, 'count: "' + "x\\n" * 5000 + '"\n')
    with pytest.raises(ConfigError) as caught:
        validate(Outer, load_yaml(path))
    assert len(str(caught.value)) < len(str(path)) + 150
    assert "\n" not in str(caught.value)


DOLLS = "a: &a [x, x]\n" + "".join(f"{n}: &{n} [{', '.join(['*' + p] * 9)}]\n" for p, n in pairwise("abcdefghi"))
MARK = "executed"
HOSTILE: list[tuple[str, str | bytes, int | None]] = [
    ("a python call", f"a: 1\nb: !!python/object/apply:os.system ['touch {MARK}']\n", 2),
    ("a python call as a call", f"a: !!python/object/apply:os.system\n  args: ['touch {MARK}']\n", 1),
    ("a new object", f"!!python/object/new:os.system [touch {MARK}]\n", 1),
    ("a python name", "a: !!python/name:os.system\n", 1),
    ("a python module", "a: !!python/module:os\n", 1),
    ("a python tuple", "a: !!python/tuple [1, 2]\n", 1),
    ("a subprocess", f"a: !!python/object/apply:subprocess.check_output [[touch, {MARK}]]\n", 1),
    ("eval", f"a: !!python/object/apply:eval [\"open('{MARK}','w')\"]\n", 1),
    ("a whole tag", f"a: !<tag:yaml.org,2002:python/object/apply:os.system> ['touch {MARK}']\n", 1),
    ("a tag directive", f"%TAG ! tag:yaml.org,2002:python/\n---\na: !object/apply:os.system ['touch {MARK}']\n", 1),
    ("a tag on a key", "!!python/name:os.system : 1\n", 1),
    ("a tag on the top", "!!map\na: 1\n", 1),
    ("a tag that is harmless", "a: !!str 5\n", 1),
    ("binary", "a: !!binary aGVsbG8=\n", 1),
    ("a set", "a: !!set {x, y}\n", 1),
    ("an ordered map", "a: !!omap [x: 1]\n", 1),
    ("an own tag", "a: !env HOME\n", 1),
    ("the bare tag", "a: ! x\n", 1),
    ("an include", "a: !include /etc/passwd\n", 1),
    ("YAML 1.1 asked for", "%YAML 1.1\n---\ncountry: NO\n", 1),
    ("a directive after comments", "# x\n\n%YAML 1.1\n---\ncountry: NO\n", 3),
    ("the alias bomb", DOLLS, 1),
    ("an alias", "a: 1\nb: &x 2\nc: *x\n", 2),
    ("an alias to nothing", "a: *x\n", 1),
    ("a snake that eats itself", "a: &a [*a]\n", 1),
    ("a merge", "a: &a {b: 1}\nc:\n  <<: *a\n", 1),
    ("an anchored key", "&a a: 1\n", 1),
    ("a key twice", "a: 1\nb: 2\na: 3\n", 3),
    ("a key twice, deep down", "a:\n  b: 1\n  'b': 2\n", 3),
    ("a number twice", "1: a\n0x1: b\n", 2),
    ("ten megabytes", b"a: '" + b"x" * (10 * 1024 * 1024) + b"'\n", None),
    ("a byte too much", b"#" * (LARGEST + 1), None),
    ("no UTF-8", b"a: 1\nb: \xff\xfe\n", 2),
    ("UTF-16", "a: 1\n".encode("utf-16"), 1),
    ("a bell", b"a: 1\nb: \x07\n", 2),
    ("a nought", b"a: \x00\n", 1),
    ("a list on top", "- a\n- b\n", 1),
    ("text on top", "hello\n", 1),
    ("two documents", "a: 1\n---\nb: 2\n", 2),
    ("brackets without end", "[" * 5000, 1),
    ("braces without end", "a: " + "{a: " * 5000, 1),
    ("deeper than anybody writes", "".join(" " * n + "a:\n" for n in range(40)), 32),
    ("a list as a key", "? [a, b]\n: 1\n", 1),
    ("a tab", "a:\n\tb: 1\n", 2),
    ("an open quote", "a: 1\nb: 'x\n", 2),
    ("an open bracket", "b: 0\na: [1, 2\n", 2),
    ("a colon too many", "a: b: c\n", 1),
    ("a date that is none", "a: 1\nb: 2026-13-45\n", 2),
    ("a number that is too long", "a: " + "9" * 5000 + "\n", 1),
]


@pytest.mark.parametrize(("text", "line"), [(text, line) for _, text, line in HOSTILE], ids=[name for name, _, _ in HOSTILE])
def test_a_hostile_file_is_refused_with_its_line_and_executes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str | bytes, line: int | None
) -> None:
    monkeypatch.chdir(tmp_path)
    path = written(tmp_path, text, "otklik.yaml")
    with pytest.raises(ConfigError) as caught:
        load_yaml(path)
    message = str(caught.value)
    assert message.startswith(f"{path}:{line}: " if line else f"{path}: the file is larger than 1 MB")
    assert "\n" not in message
    assert caught.value.exit_code == 5
    assert [found.name for found in tmp_path.iterdir()] == ["otklik.yaml"]


def test_there_are_forty_and_together_they_cost_nothing_to_speak_of(tmp_path: Path) -> None:
    assert len(HOSTILE) >= 40
    paths = [written(tmp_path, text, f"{number}.yaml") for number, (_, text, _) in enumerate(HOSTILE)]
    begun = time.process_time()
    for path in paths:
        with pytest.raises(ConfigError):
            load_yaml(path)
    assert (time.process_time() - begun) / len(paths) < 0.1


@pytest.mark.parametrize("name", ["nowhere.yaml", "."])
def test_what_is_no_file_is_told(tmp_path: Path, name: str) -> None:
    with pytest.raises(ConfigError, match=r"there is no such file|this is not a file"):
        load_yaml(tmp_path / name)


def test_an_error_of_yaml_never_repeats_the_text_around_it(tmp_path: Path) -> None:
    path = written(tmp_path, 'mail:\n  password: "hush \\q hush"\n')
    with pytest.raises(ConfigError) as caught:
        load_yaml(path)
    assert "hush" not in str(caught.value)
