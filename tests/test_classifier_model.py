"""Tagging with the bundled model: right on plain cases, an answer to anything, no file that differs from its card."""

from __future__ import annotations

import json
import os
import pickle
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifier.labels import LANGUAGES, RISKS, SENTIMENTS, TOPICS
from classifier.model import BUNDLED, load_model
from classifier.modelfile import card_of
from classifier.pipeline import Vocabulary, matrix, word_hashes, word_matrix
from config.errors import OperatorError

MODEL = load_model()
ANYTHING = st.text(st.characters(codec=None), max_size=300)  # NUL, lone surrogates and all scripts among them


def test_it_works() -> None:
    [tags] = MODEL.tag(["Курьер не приехал, деньги не возвращают, буду жаловаться в суд"], languages=["ru"])
    assert (tags.sentiment.label, tags.is_complaint, tags.model) == ("negative", True, MODEL.version)
    assert "legal_threat" in {risk.label for risk in tags.risks}


COMPLAINTS = [
    ("ru", "Заказ так и не привезли, третью неделю жду, на звонки никто не отвечает. Ужасный магазин!", "delivery"),
    ("ru", "Прислали бракованный чайник, деньги за возврат не отдают уже месяц, верните деньги", "refund_return"),
    ("uk", "Замовлення досі не доставили, кур'єр не приїхав, служба підтримки мовчить. Жахливо!", "delivery"),
    ("uk", "Гроші за повернення товару не повертають вже місяць, жахливий сервіс", "refund_return"),
    ("lv", "Sūtījums nav piegādāts jau trešo nedēļu, kurjers neatbild. Briesmīgi!", "delivery"),
    ("lv", "Naudu par atgriezto preci neatdod jau mēnesi, ļoti slikts veikals", "refund_return"),
    ("en", "My parcel never arrived, the courier lied and nobody answers my emails. Terrible company!", "delivery"),
    ("en", "Returned the item a month ago and still no refund, awful service", "refund_return"),
]


@pytest.mark.parametrize(("language", "text", "topic"), COMPLAINTS)
def test_a_plain_complaint_is_seen_as_one(language: str, text: str, topic: str) -> None:
    [tags] = MODEL.tag([text], languages=[language])
    assert (tags.sentiment.label, tags.is_complaint) == ("negative", True)
    assert topic in {found.label for found in tags.topics}


PRAISE = [
    ("ru", "Отличный магазин, доставили быстро, всё понравилось, спасибо!"),
    ("uk", "Чудовий магазин, доставили швидко, все сподобалося, дякую!"),
    ("lv", "Lielisks veikals, ātra piegāde, viss patika, liels paldies!"),
    ("en", "Excellent shop, fast delivery, everything was great, thank you!"),
]


@pytest.mark.parametrize(("language", "text"), PRAISE)
def test_plain_praise_is_no_complaint(language: str, text: str) -> None:
    [tags] = MODEL.tag([text], languages=[language])
    assert (tags.sentiment.label, tags.is_complaint) == ("positive", False)


def test_stars_that_contradict_the_text_make_sentiment_abstain() -> None:
    text = COMPLAINTS[0][1]
    agreed, clashed = MODEL.tag([text, text], languages=["ru", "ru"], ratings=[0.2, 1.0])
    assert "sentiment" not in agreed.abstained
    assert "sentiment" in clashed.abstained
    assert clashed.sentiment.label == "negative"


def test_stars_that_agree_make_the_answer_surer() -> None:
    text = COMPLAINTS[0][1]
    alone, rated = MODEL.tag([text, text], languages=["ru", "ru"], ratings=[None, 0.2])
    assert rated.sentiment.confidence >= alone.sentiment.confidence


@settings(max_examples=150, deadline=None)
@given(st.lists(ANYTHING, max_size=3), st.sampled_from([*LANGUAGES, None, "ja", "\0"]), st.sampled_from([None, 0.0, 0.5, 1.0]))
def test_any_text_at_all_gets_an_answer(texts: list[str], language: str | None, rating: float | None) -> None:
    for tags in MODEL.tag(texts, languages=[language] * len(texts), ratings=[rating] * len(texts)):
        assert tags.sentiment.label in SENTIMENTS
        assert tags.complaint.label in {"true", "false"}
        assert {topic.label for topic in tags.topics} <= set(TOPICS)
        assert {risk.label for risk in tags.risks} <= set(RISKS)
        assert all(0 <= label.confidence <= 1 for label in (tags.sentiment, tags.complaint, *tags.topics, *tags.risks))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\0",
        "\ud800",
        "\ud83d\udc4e" * 500,
        "a" * 1_000_000,
        "жалоба " * 150_000,
        "((((",
        "٣٤٥ 你好 שלום مرحبا ไทย नमस्ते",
        "é" * 9,
        "-'",
    ],
    ids=["empty", "nul", "surrogate", "surrogates", "one long word", "a megabyte", "brackets", "scripts", "marks", "signs"],
)
def test_odd_texts_get_an_answer(text: str) -> None:
    assert len(MODEL.tag([text], languages=[None])) == 1


def test_a_text_is_tagged_alike_alone_and_in_a_batch() -> None:
    texts = [text for _, text, _ in COMPLAINTS] * 70
    together = MODEL.tag(texts, languages=["ru"] * len(texts))
    assert together[: len(COMPLAINTS)] == [MODEL.tag([text], languages=["ru"])[0] for text in texts[: len(COMPLAINTS)]]


def test_the_scorer_gives_what_matrix_times_coefficients_gives() -> None:
    texts = [text for _, text, _ in COMPLAINTS] + [text for _, text in PRAISE] + ["", "а", "нет нет нет!!! :) 5 звёзд"]
    vocabulary = Vocabulary()
    reading = vocabulary.read(texts)
    words = word_matrix(vocabulary.tamed)
    weights = MODEL.scorer.rarity[words.indices[words.indptr[:-1]]]
    slow = matrix(reading, words, word_hashes(vocabulary.tamed), weights) @ MODEL.scorer.coefficients + MODEL.scorer.intercepts
    assert np.allclose(MODEL.scorer.scores(texts), slow, atol=1e-4)


def test_lists_of_unequal_length_are_a_fault_of_the_caller() -> None:
    with pytest.raises(ValueError, match="one of each"):
        MODEL.tag(["a"], languages=[])


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    path = tmp_path / "model.skops"
    shutil.copy(BUNDLED, path)
    shutil.copy(card_of(BUNDLED), card_of(path))
    return path


def bless(path: Path) -> None:
    """Make the card agree with the file, as somebody would who means harm."""
    import hashlib

    card = json.loads(card_of(path).read_bytes())
    card_of(path).write_text(json.dumps({**card, "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}))


def test_a_file_that_differs_from_its_card_by_one_bit_is_refused(copy: Path) -> None:
    raw = bytearray(copy.read_bytes())
    raw[len(raw) // 2] ^= 1
    copy.write_bytes(raw)
    with pytest.raises(OperatorError, match=r"model\.skops: refused, its sha256 is [0-9a-f]{12}…, its card says .* otklik train"):
        load_model(copy)


@pytest.mark.parametrize("agree", [False, True])
def test_a_pickle_that_calls_itself_a_model_is_refused_and_runs_nothing(copy: Path, agree: bool, tmp_path: Path) -> None:
    class Evil:
        def __reduce__(self) -> tuple[object, ...]:
            return os.mkdir, (str(tmp_path / "owned"),)

    copy.write_bytes(pickle.dumps(Evil()))
    if agree:
        bless(copy)
    with pytest.raises(OperatorError, match="refused"):
        load_model(copy)
    assert not (tmp_path / "owned").exists()


def test_a_model_with_a_type_that_is_not_an_array_is_refused_without_importing_it(copy: Path) -> None:
    schema = {"__class__": "evil", "__module__": "antigravity", "__loader__": "ObjectNode", "content": {}}
    with zipfile.ZipFile(copy, "w") as archive:
        archive.writestr("schema.json", json.dumps(schema))
    bless(copy)
    with pytest.raises(OperatorError, match=r"holds antigravity\.evil"):
        load_model(copy)
    assert "antigravity" not in sys.modules


@pytest.mark.parametrize("keep", [0, 1, 1000, -1])
def test_a_cut_file_is_refused(copy: Path, keep: int) -> None:
    copy.write_bytes(copy.read_bytes()[:keep])
    bless(copy)
    with pytest.raises(OperatorError, match="refused"):
        load_model(copy)


def test_a_missing_file_or_card_is_told(copy: Path) -> None:
    copy.unlink()
    with pytest.raises(OperatorError, match="missing"):
        load_model(copy)
    card_of(copy).unlink()
    with pytest.raises(OperatorError, match="card"):
        load_model(copy)


def test_the_card_says_what_the_model_is_made_of_and_how_good_it_is() -> None:
    card = json.loads(card_of(BUNDLED).read_bytes())
    assert {"version", "date", "sources", "left_out", "libraries", "scores", "sha256", "not_for", "rows"} <= card.keys()
    assert all(source["licence"] and source["rows"] > 0 for source in card["sources"])
    assert not {source["name"] for source in card["sources"]} & {"rusentiment", "rozetka2020", "airline", "lv_nicemanis"}
    assert {score["language"] for score in card["scores"]} == {*LANGUAGES, "all"}
    assert BUNDLED.stat().st_size < 25_000_000


def test_the_model_module_is_light_until_a_model_is_loaded() -> None:
    heavy = "{'numpy', 'scipy', 'sklearn', 'skops'}"
    script = f"import sys, classifier.model, classifier.labels; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
