"""`otklik tag`: a line in, a line out, in order; a bad line is told without losing the lines before it."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from typing import Any

import pytest

from moderation.cli.main import main
from moderation.cli.tag import BATCH, batches

KEYS = ["id", "language", "sentiment", "complaint", "topics", "risks", "abstained", "model"]
Run = Callable[..., tuple[int, list[Any], str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    def call(raw: bytes, *args: str) -> tuple[int, list[Any], str]:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))
        code = main(["tag", *args])
        out, err = capsys.readouterr()
        return code, [json.loads(line) for line in out.splitlines()], err

    return call


def lines(*rows: object) -> bytes:
    return b"".join(json.dumps(row).encode() + b"\n" for row in rows)


def test_it_works(run: Run) -> None:
    asked = {"id": "a1", "text": "Курьер не приехал, деньги не возвращают, подам в суд", "rating": 1}
    code, [line], err = run(lines(asked), "--json")
    assert (code, err, list(line)) == (0, "", KEYS)
    assert (line["id"], line["language"], line["sentiment"]["label"], line["complaint"]["label"]) == (
        "a1",
        "ru",
        "negative",
        True,
    )
    assert "legal_threat" in [risk["label"] for risk in line["risks"]]
    assert 0.5 < line["sentiment"]["confidence"] <= 1


def test_answers_come_in_order_across_batches(run: Run) -> None:
    code, found, _ = run(lines(*({"id": n, "text": f"text {n}"} for n in range(BATCH + 5))))
    assert code == 0
    assert [line["id"] for line in found] == list(range(BATCH + 5))


def test_the_language_may_be_given_and_is_else_recognised(run: Run) -> None:
    texts = ["Де моя посилка?", "Kur ir mana paciņa?", "Where is my parcel?", "???"]
    _, found, _ = run(lines(*({"text": text} for text in texts), {"text": "parcel", "language": "lv"}))
    assert [line["language"] for line in found] == ["uk", "lv", "en", None, "lv"]


def test_explain_adds_the_words(run: Run) -> None:
    _, [line], _ = run(lines({"id": 1, "text": "Ужасный магазин, деньги не вернули"}), "--explain")
    assert list(line) == [*KEYS, "words"]
    assert all(list(reason) == ["words", "weight"] for reasons in line["words"].values() for reason in reasons)
    assert any("не вернули" in reason["words"] or "ужасный" in reason["words"] for reason in line["words"]["negative"])


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        (b"{", "is not JSON"),
        (b"\xff\xfe", "is not UTF-8 at byte 0"),
        (b"[]", 'is not an object with a "text"'),
        (b'{"id": 1}', 'is not an object with a "text"'),
        (b'{"id": [1], "text": "a"}', '"id" is neither'),
        (b'{"text": "a", "rating": 6}', "6 is no rating"),
        (b'{"text": "a", "rating": {"value": NaN}}', '{"value": NaN} is no rating'),
        (b'{"text": "a", "language": 5}', '"language" is no string'),
        (b"[" * 200_000, "is not JSON"),
    ],
)
def test_a_bad_line_is_told_with_its_number_after_the_lines_before_it(bad: bytes, said: str, run: Run) -> None:
    code, found, err = run(lines({"id": 1, "text": "a"}, {"id": 2, "text": "b"}) + bad + b"\n" + lines({"id": 4, "text": "d"}))
    assert code == 2
    assert [line["id"] for line in found] == [1, 2]
    assert f"standard input, line 3: {said}" in err
    assert "Traceback" not in err


def test_text_that_could_command_a_terminal_goes_in_and_nothing_of_it_comes_out(run: Run) -> None:
    code, [line], _ = run(b'{"id": "\\u001b[2J\\ud800", "text": "\\u0000\\ud800\\u001b]0;x\\u0007"}\n', "--explain")
    assert code == 0
    assert line["id"] == "\x1b[2J\ud800"


def test_no_input_is_no_output(run: Run) -> None:
    assert run(b"\n\n") == (0, [], "")


def test_a_model_that_is_not_there_is_told(run: Run) -> None:
    code, _, err = run(lines({"text": "a"}), "--model", "absent.skops")
    assert code == 1
    assert "model absent.skops: refused" in err


def test_lines_are_answered_before_the_input_ends() -> None:
    def endless() -> Any:
        while True:
            yield b'{"text": "a"}\n'

    assert len(next(batches(endless()))) == BATCH
