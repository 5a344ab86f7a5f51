"""How fast texts of 80 words are tagged under all heads, beside a plain scikit-learn pipeline with two heads."""

from __future__ import annotations

import random
from itertools import accumulate

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import FeatureUnion

from classifier.model import BATCH, load_model
from tests.bench.measure import Row, alternating, row

TEXTS, WORDS, KNOWN, ROUNDS = 2_000, 80, 100_000, 3
SYLLABLES = (
    "до",
    "став",
    "ка",
    "не",
    "при",
    "шла",
    "вов",
    "ре",
    "мя",
    "то",
    "вар",
    "по",
    "ло",
    "ман",
    "ску",
    "рьер",
    "ма",
    "га",
    "зин",
    "че",
)


def texts(count: int, seed: int) -> list[str]:
    """Make texts of made-up words, frequent and rare as in life (Zipf): each lot brings words never met."""
    coining, chance = random.Random(0), random.Random(seed)
    known = ["".join(coining.choice(SYLLABLES) for _ in range(coining.randint(1, 5))) for _ in range(KNOWN)]
    weights = list(accumulate(1 / (rank + 1) for rank in range(KNOWN)))
    return [" ".join(chance.choices(known, cum_weights=weights, k=WORDS)) for _ in range(count)]


def plain(known: list[str]) -> tuple[FeatureUnion, list[LogisticRegression]]:
    """Fit what an afternoon would: tf-idf of words 1-2 and letters 3-5, and two heads."""
    letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), min_df=2)
    features = FeatureUnion([("words", TfidfVectorizer(ngram_range=(1, 2), min_df=2)), ("letters", letters)])
    found = features.fit_transform(known)
    return features, [
        LogisticRegression(max_iter=20, tol=1.0).fit(found, [number % kinds for number in range(len(known))]) for kinds in (3, 2)
    ]


def run() -> dict[str, Row]:
    """Tag fresh texts in batches of 500 with both, in turn; texts a second."""
    features, heads = plain(texts(500, 0))
    model = load_model()
    lots = [texts(TEXTS, seed) for seed in range(1, ROUNDS + 2)]
    mine, theirs = iter(lots), iter(lots)

    def ours() -> None:
        asked = next(mine)
        assert len(model.tag(asked, languages=["ru"] * len(asked))) == TEXTS

    def reference() -> None:
        asked = next(theirs)
        for start in range(0, TEXTS, BATCH):
            found = features.transform(asked[start : start + BATCH])
            assert all(len(head.predict(found)) == BATCH for head in heads)

    ours()
    reference()
    spent, beside = alternating(ours, reference, rounds=ROUNDS)
    return {"tagging": row(TEXTS / spent, "texts/s, reference scikit-learn pipeline, two heads", TEXTS / beside)}
