"""Training: a small made-up set teaches its own words, the same seed the same model, and rows that cannot teach are refused."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from classifier.evaluate import evaluate
from classifier.explain import explain
from classifier.labels import Label, Tags
from classifier.model import load_model
from classifier.modelfile import card_of, write_model
from classifier.rows import Row
from classifier.train import Trained, train, unseen
from config.errors import OperatorError

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
NOTHING: frozenset[str] = frozenset()
BAD = Row("zib glorp {}", "en", "negative", True, frozenset({"delivery"}), NOTHING, 0.2, "own")
GOOD = Row("mim flane {}", "en", "positive", False, frozenset({"staff_service"}), NOTHING, 1.0, "own")
ASKED = Row("hun wosk {}", "lv", "neutral", False, frozenset({"other"}), NOTHING, None, "own")
SUED = Row("zib kram {}", "lv", "negative", True, frozenset({"trust"}), frozenset({"legal_threat"}), 0.2, "own")


def made_up(times: int = 15) -> list[Row]:
    """Make rows of a language that nobody speaks."""
    kinds = (BAD, GOOD, ASKED, SUED)
    return [replace(kind, text=kind.text.format(f"x{n}y"), group=n) for n in range(times) for kind in kinds]


@pytest.fixture(scope="module")
def trained() -> Trained:
    return train(made_up(), now=NOW, measure=[replace(BAD, text="glorp zib zib")])


def test_it_works(trained: Trained) -> None:
    bad, good, sued = trained.model().tag(["glorp!", "flane flane", "kram zib"], languages=["en", "en", "lv"])
    assert (bad.sentiment.label, bad.is_complaint, [topic.label for topic in bad.topics]) == ("negative", True, ["delivery"])
    assert (good.sentiment.label, good.is_complaint, [topic.label for topic in good.topics]) == (
        "positive",
        False,
        ["staff_service"],
    )
    assert [risk.label for risk in sued.risks] == ["legal_threat"]


def test_what_is_written_is_what_is_read(trained: Trained, tmp_path: Path) -> None:
    write_model(tmp_path / "m.skops", trained.arrays, trained.card)
    texts = ["glorp", "mim flane", ""]
    read = load_model(tmp_path / "m.skops")
    assert read.tag(texts, languages=["en"] * 3) == trained.model().tag(texts, languages=["en"] * 3)
    assert [path.name for path in sorted(tmp_path.iterdir())] == ["m.json", "m.skops"]


def test_the_card_tells_what_went_in(trained: Trained, tmp_path: Path) -> None:
    write_model(tmp_path / "m.skops", trained.arrays, trained.card)
    card = json.loads(card_of(tmp_path / "m.skops").read_bytes())
    assert card["rows"] == {"own": 60, "packs": 0}
    assert card["sources"] == [{"name": "own", "licence": "own", "rows": 60}]
    assert card["version"].startswith("2026-11-20-")
    assert [(score["language"], score["sentiment"]) for score in card["scores"]] == [("en", 1.0), ("all", 1.0)]
    assert card["bytes"] == (tmp_path / "m.skops").stat().st_size


def test_the_same_rows_and_seed_give_the_same_model(trained: Trained) -> None:
    again = train(made_up(), now=NOW)
    assert again.card["version"] == trained.card["version"]
    assert all(np.array_equal(again.arrays[name], trained.arrays[name]) for name in trained.arrays)


def test_packs_teach_words_that_the_own_rows_never_met() -> None:
    moods = {"negative": "zib wumpus", "positive": "mim dorfel", "neutral": "hun tavok"}
    packs = [Row(f"{text} p{n}q", "en", mood, source="mams") for n in range(30) for mood, text in moods.items()]
    packs += [
        Row(f"gorble p{n}q", "en", topics=frozenset({name}), source="mams") for n in range(9) for name in ("premises", "delivery")
    ]
    model = train(made_up(), packs, now=NOW).model()
    found = model.tag(["wumpus", "dorfel", "tavok"], languages=["en"] * 3)
    assert [tags.sentiment.label for tags in found] == ["negative", "positive", "neutral"]


def test_a_text_to_measure_with_is_never_learnt() -> None:
    assert unseen([BAD, GOOD], [replace(GOOD, text=f" {BAD.text.upper()}")]) == [GOOD]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([], "0 labelled rows are too few"),
        (made_up(4), "16 labelled rows are too few to train on. Label at least 20"),
        ([replace(BAD, text=f"zib {n}") for n in range(30)], 'every row says sentiment "negative"'),
        ([replace(row, complaint=True) for row in made_up()], 'every row says complaint "true"'),
    ],
)
def test_rows_that_cannot_teach_are_refused(rows: list[Row], said: str) -> None:
    with pytest.raises(OperatorError, match=said):
        train(rows, now=NOW)


@pytest.mark.parametrize("missing", ["neutral", "positive"])
def test_a_sentiment_that_never_occurs_is_never_given(missing: str) -> None:
    rows = [row for row in made_up() if row.sentiment != missing]
    model = train(rows, now=NOW).model()
    assert missing not in {tags.sentiment.label for tags in model.tag(["glorp", "flane", "wosk", "?"], languages=["en"] * 4)}


def test_the_reasons_are_the_words_that_taught_the_label(trained: Trained) -> None:
    model = trained.model()
    [tags] = model.tag(["the glorp zib of it"], languages=["en"])
    reasons = explain(model, "the glorp zib of it", tags)
    assert reasons.keys() == {"negative", "complaint", *(topic.label for topic in tags.topics)}
    assert reasons["delivery"][0].words == "glorp"
    assert all(reason.weight > 0 for part in reasons.values() for reason in part)


def test_the_reasons_of_an_empty_text_are_none(trained: Trained) -> None:
    model = trained.model()
    [tags] = model.tag([""], languages=[None])
    assert not any(explain(model, "", tags).values())


class Parrot:
    """Stand in for a model: answers in the order it was given."""

    def __init__(self, answers: list[Tags]) -> None:
        self.answers = answers

    def tag(self, texts: list[str], **_: object) -> list[Tags]:
        return self.answers


def answer(mood: str, complaint: str, topics: tuple[str, ...], abstained: tuple[str, ...] = ()) -> Tags:
    return Tags(
        "en", Label(mood, 1.0), Label(complaint, 1.0), tuple(Label(name, 1.0) for name in topics), (), abstained, "parrot"
    )


def test_scores_are_counted_by_hand() -> None:
    rows = [BAD, BAD, GOOD, replace(GOOD, topics=None)]
    answers = [
        answer("negative", "true", ("delivery",)),
        answer("positive", "true", ("delivery", "trust"), ("sentiment",)),
        answer("positive", "false", ()),
        answer("positive", "false", ("trust",)),
    ]
    english, everything = evaluate(Parrot(answers), rows)  # type: ignore[arg-type] # a stand-in for the model
    assert english.sentiment == pytest.approx((2 / 3 + 4 / 5) / 2, abs=1e-3)
    assert english.complaint == 1.0
    assert english.topics == pytest.approx(2 * 2 / (2 * 2 + 1 + 1), abs=1e-3)
    assert english.risks is None
    assert english.abstained["sentiment"] == 0.25
    assert english.labels["delivery"] == 1.0
    assert (everything.language, everything.rows) == ("all", 4)
