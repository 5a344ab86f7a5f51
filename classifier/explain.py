"""Say which words and pairs of words made a label; possible to the last digit because the heads are sums over words."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from classifier.heads import COMPLAINT, RISK, TOPIC
from classifier.labels import RISKS, SENTIMENTS, TOPICS, Tags
from classifier.model import Model
from classifier.pipeline import Floats

MOST = 5


@dataclass(frozen=True, slots=True)
class Reason:
    """A word, or two neighbouring ones, and how much it speaks for a label, in units of the score."""

    words: str
    weight: float


def explain(model: Model, text: str, tags: Tags) -> dict[str, list[Reason]]:
    """Give the strongest reasons for every label of `tags`, at most five each, strongest first, by the name of the label.

    Complaint stands under "complaint" whichever answer it has. Words are as the classifier knows them: in lower case, numbers as
    zeros.
    """
    words, own, pairs = model.scorer.parts(text)
    names = [*words, *(f"{left} {right}" for left, right in pairwise(words))]
    parts = np.concatenate([own, pairs])
    mood = SENTIMENTS.index(tags.sentiment.label)
    others = [column for column in range(len(SENTIMENTS)) if column != mood]
    found = {
        tags.sentiment.label: _strongest(names, parts[:, mood] - parts[:, others].mean(axis=1)),
        "complaint": _strongest(names, parts[:, COMPLAINT] * (1 if tags.is_complaint else -1)),
    }
    for label in tags.topics:
        found[label.label] = _strongest(names, parts[:, TOPIC.start + TOPICS.index(label.label)])
    for label in tags.risks:
        found[label.label] = _strongest(names, parts[:, RISK.start + RISKS.index(label.label)])
    return found


def _strongest(names: list[str], weights: Floats) -> list[Reason]:
    sums: dict[str, float] = defaultdict(float)
    for name, weight in zip(names, weights.tolist(), strict=True):
        sums[name] += weight
    ordered = sorted(sums, key=lambda name: -sums[name])[:MOST]
    return [Reason(name, round(sums[name], 3)) for name in ordered if sums[name] > 0]
