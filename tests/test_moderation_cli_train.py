"""`otklik train` and `otklik evaluate`: a model from labelled rows, its scores, and nothing written when something is wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from moderation.cli.main import main

KINDS = [
    {
        "lang": "en",
        "text": "zib glorp",
        "sentiment": "negative",
        "complaint": True,
        "topics": ["delivery"],
        "risks": [],
        "rating": 1,
    },
    {
        "lang": "en",
        "text": "mim flane",
        "sentiment": "positive",
        "complaint": False,
        "topics": ["staff_service"],
        "risks": [],
        "rating": 5,
    },
    {
        "lang": "lv",
        "text": "hun wosk",
        "sentiment": "neutral",
        "complaint": False,
        "topics": ["other"],
        "risks": [],
        "rating": None,
    },
]


@pytest.fixture
def labelled(tmp_path: Path) -> Path:
    path = tmp_path / "own.jsonl"
    rows = [{**kind, "text": f"{kind['text']} x{n}y"} for n in range(12) for kind in KINDS]
    path.write_text("\n".join(map(json.dumps, rows)))
    return path


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    path = tmp_path / "gold.jsonl"
    path.write_text("\n".join(json.dumps({**kind, "source": kind["lang"]}) for kind in KINDS))
    return path


def test_it_works(labelled: Path, gold: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "new.skops"
    assert main(["train", str(labelled), "--measure", str(gold), "--out", str(out), "--seed", "7"]) == 0
    said = capsys.readouterr()
    assert said.out.splitlines()[-1] == str(out)
    assert f"classifier: {{model: {out}}}" in said.err
    assert main(["evaluate", str(gold), "--model", str(out), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    card = json.loads(out.with_suffix(".json").read_bytes())
    assert (found["model"], found["scores"]) == (card["version"], card["scores"])
    assert [(score["language"], score["rows"]) for score in found["scores"]] == [("lv", 1), ("en", 2), ("all", 3)]
    assert found["scores"][-1]["sentiment"] == 1.0


def test_a_file_with_one_bad_line_is_refused_and_no_model_is_touched(
    labelled: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "running.skops"
    out.write_bytes(b"the model that runs")
    labelled.write_text(labelled.read_text() + "\n" + json.dumps({**KINDS[0], "sentiment": "angry"}))
    assert main(["train", str(labelled), "--out", str(out)]) == 1
    assert f'{labelled}:37: sentiment: "angry" is not a label' in capsys.readouterr().err
    assert out.read_bytes() == b"the model that runs"
    assert not out.with_suffix(".json").exists()


@pytest.mark.parametrize(
    ("args", "said"),
    [
        ([], "train needs at least one FILE"),
        (["own.jsonl", "--out", "model.pickle"], "does not end in .skops"),
        (["own.jsonl", "--seed", "-1"], "--seed"),
    ],
)
def test_what_cannot_be_meant_is_refused(args: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["train", *args]) == 2
    assert said in capsys.readouterr().err


def test_a_missing_file_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["train", "absent.jsonl"]) == 1
    assert "absent.jsonl: No such file" in capsys.readouterr().err


def test_the_bundled_model_is_measured_as_a_table(gold: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", str(gold)]) == 0
    out, err = capsys.readouterr()
    assert out.split()[:3] == ["language", "rows", "sentiment"]
    assert [line.split()[0] for line in out.splitlines()[1:]] == ["lv", "en", "all"]
    assert "text alone" in err


def test_a_source_may_be_left_out(gold: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", str(gold), "--without", "lv", "--stars", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [score["language"] for score in found["scores"]] == ["en", "all"]
    assert main(["evaluate", str(gold), "--without", "lv", "--without", "en"]) == 1
    assert "nothing to measure" in capsys.readouterr().err
