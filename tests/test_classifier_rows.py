"""Reading labelled rows and packs: a bad line is refused with file, line and reason."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.labels import LANGUAGES
from classifier.model import BUNDLED
from classifier.packs import LEFT_OUT, LICENCES, MAP, SENTIMENT, TOPIC, read_packs, sources_of
from classifier.rows import Row, read_rows, share_of
from config.errors import OperatorError

GOOD = {
    "id": "1",
    "lang": "lv",
    "text": "Kur ir mana paka?",
    "sentiment": "negative",
    "complaint": True,
    "topics": ["delivery"],
    "risks": [],
}


def write(path: Path, *lines: object) -> Path:
    """Write lines, objects as JSON."""
    path.write_bytes(b"\n".join(line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines) + b"\n")
    return path


def test_it_works(tmp_path: Path) -> None:
    [row] = read_rows(write(tmp_path / "own.jsonl", {**GOOD, "rating": 1}), whole=True)
    assert row == Row("Kur ir mana paka?", "lv", "negative", True, frozenset({"delivery"}), frozenset(), 0.2, "own", 0)


def test_a_gzipped_file_and_blank_lines_are_read(tmp_path: Path) -> None:
    path = tmp_path / "own.jsonl.gz"
    path.write_bytes(gzip.compress(json.dumps(GOOD).encode() + b"\n\n" + json.dumps(GOOD).encode()))
    assert len(read_rows(path)) == 2


def test_a_row_may_label_some_heads_only_where_it_is_not_trained_on(tmp_path: Path) -> None:
    path = write(tmp_path / "dev.jsonl", {"text": "ok", "label": "neutral", "topics": ["a native label"], "source": "mams"})
    [row] = read_rows(path)
    assert (row.sentiment, row.topics, row.whole) == ("neutral", None, False)
    with pytest.raises(OperatorError, match=r"dev\.jsonl:1: has no complaint"):
        read_rows(path, whole=True)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ({**GOOD, "sentiment": "angry"}, 'sentiment: "angry" is not a label. There are: negative, neutral, positive'),
        ({**GOOD, "topics": ["courier"]}, 'topics: "courier" is not a label. There are: delivery'),
        ({**GOOD, "topics": "delivery"}, "topics: .* is not a list"),
        ({**GOOD, "risks": ["fire"]}, 'risks: "fire" is not a label'),
        ({**GOOD, "complaint": "yes"}, 'complaint: "yes" is neither true nor false'),
        ({**GOOD, "rating": 7}, "rating: 7 is no rating"),
        ({**GOOD, "rating": True}, "rating: true is no rating"),
        ({**GOOD, "lang": 1}, "lang: 1 is no language"),
        ({**GOOD, "text": None}, "has no text"),
        ([GOOD], "is JSON, but not an object"),
        (b'{"text": ', "is not JSON"),
        (b"[" * 100_000, "is not JSON"),
        ('{"text": "Жалоба"}'.encode("cp1251"), "is not UTF-8 at byte 10"),
        (b"\xff\xfe{\x00", "is not UTF-8"),
    ],
)
def test_a_bad_line_is_refused_by_file_and_number(line: object, said: str, tmp_path: Path) -> None:
    with pytest.raises(OperatorError, match=rf"own\.jsonl:2: {said}"):
        read_rows(write(tmp_path / "own.jsonl", GOOD, line))


def test_a_cut_gzip_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "own.jsonl.gz"
    path.write_bytes(gzip.compress(json.dumps(GOOD).encode() * 100)[:-20])
    with pytest.raises(OperatorError, match="whole gzip file"):
        read_rows(path)


@pytest.mark.parametrize(
    ("rating", "share"),
    [(None, None), (1, 0.2), (4.5, 0.9), ({"value": 8, "best": 10}, 0.8), ({"value": None}, None), ({"value": 3}, 0.6)],
)
def test_a_rating_becomes_a_share_of_the_best(rating: object, share: float | None) -> None:
    assert share_of(rating) == share


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
        lambda part: st.dictionaries(st.sampled_from(["value", "best"]), part),
    )
)
def test_any_rating_is_a_share_or_refused(rating: object) -> None:
    try:
        share = share_of(rating)
    except ValueError:
        return
    assert share is None or 0 <= share <= 1


def pack(folder: Path, sentiments: list[Mapping[str, object]], topics: list[Mapping[str, object]]) -> Path:
    """Write a folder of packs."""
    for name, rows in ((SENTIMENT, sentiments), (TOPIC, topics)):
        (folder / name).write_bytes(gzip.compress("\n".join(map(json.dumps, rows)).encode()))
    known = {"mams": {"staff": {"topics": ["staff_service"], "weak": False}, "late": {"topics": ["delivery"], "weak": True}}}
    (folder / MAP).write_text(json.dumps(known))
    return folder


def test_packs_teach_what_they_label_and_only_from_sources_that_may_be_used(tmp_path: Path) -> None:
    sentiments: list[Mapping[str, object]] = [
        {"text": "a", "label": "neutral", "source": name} for name in ("mams", *LEFT_OUT, "unheard_of")
    ]
    topics: list[Mapping[str, object]] = [
        {"text": "b", "topics": names, "source": "mams"} for names in (["staff"], ["late"], ["staff", "late"], ["?"])
    ]
    rows = read_packs(pack(tmp_path, sentiments, topics))
    assert [row.source for row in rows] == ["mams"] * 5
    assert [row.topics for row in rows] == [None, frozenset({"staff_service"}), None, None, None]
    assert sources_of(rows) == [{"name": "mams", "licence": "Apache-2.0", "rows": 5}]


def test_no_source_is_both_used_and_left_out() -> None:
    assert not LICENCES.keys() & LEFT_OUT.keys()


def test_a_folder_without_packs_is_told(tmp_path: Path) -> None:
    with pytest.raises(OperatorError, match=f"{SENTIMENT} is missing"):
        read_packs(tmp_path)


def test_the_plain_sentences_that_the_bundled_model_was_taught_are_whole_rows() -> None:
    rows = read_rows(BUNDLED.with_name("plain.jsonl"), whole=True)
    assert {row.language for row in rows} == set(LANGUAGES)
    assert len({(row.language, row.text) for row in rows}) == len(rows)
