"""The heads and their columns, and how raw scores become calibrated confidences and decisions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from classifier.labels import LANGUAGES, RISKS, SENTIMENTS, TOPICS, Label, Tags
from classifier.pipeline import Floats

SENTIMENT = slice(0, 3)
COMPLAINT = 3
TOPIC = slice(4, 4 + len(TOPICS))
RISK = slice(TOPIC.stop, TOPIC.stop + len(RISKS))
COLUMNS = RISK.stop
STRATA = (*LANGUAGES, None)  # calibration is per language; the last stands for every other
STARS = (0.3, 0.5, 0.7, 0.9)  # borders between five groups of ratings, as shares of the best
CONTRADICTION = 0.6  # a text this sure of the opposite of its stars is flagged


@dataclass(frozen=True)
class Calibration:
    """What turns scores into confidences, as float32 arrays.

    `slopes` and `offsets`: strata × columns. `thresholds`: columns; the first three (sentiment) and the fourth (complaint) say
    below which confidence the head abstains, the others from where a label is listed. `lone`: the least confidence at which the
    best topic is listed when none reaches its threshold. `stars`: 5 rating groups × 4, what a rating adds to the sentiment and
    complaint scores.
    """

    slopes: Floats
    offsets: Floats
    thresholds: Floats
    lone: float
    stars: Floats

    @cached_property
    def borders(self) -> list[float]:
        """Give the thresholds as plain numbers: for one text at a time these are faster than arrays."""
        return list(map(float, self.thresholds))

    def confidences(self, scores: Floats, strata: Sequence[int], ratings: Sequence[float | None]) -> Floats:
        """Give the probability of every column: the three sentiments sum to 1, every other column stands alone."""
        logits = scores * self.slopes[list(strata)] + self.offsets[list(strata)]
        rated = [(row, group(share)) for row, share in enumerate(ratings) if share is not None]
        if rated:
            rows, groups = (list(part) for part in zip(*rated, strict=True))
            logits[rows, : COMPLAINT + 1] += self.stars[groups]
        return probabilities(logits)


def probabilities(logits: Floats) -> Floats:
    """Give softmax over the sentiment columns and the logistic function of every other."""
    found = 1 / (1 + np.exp(-np.clip(logits, -30, 30)))
    moods = np.exp(logits[:, SENTIMENT] - logits[:, SENTIMENT].max(axis=1, keepdims=True))
    found[:, SENTIMENT] = moods / moods.sum(axis=1, keepdims=True)
    return found.astype(np.float32)


def group(share: float) -> int:
    """Give the group of a rating, 0 (worst) to 4 (best)."""
    return sum(share >= border for border in STARS)


def stratum(language: str | None) -> int:
    """Give the row of a language in the calibration."""
    return STRATA.index(language) if language in LANGUAGES else len(STRATA) - 1


def contradicts(text_only: Sequence[float], share: float | None) -> bool:
    """Say whether a text is sure of the opposite of its stars; one of the two is mistaken, so a person should look."""
    if share is None or group(share) == 2:
        return False
    opposite = SENTIMENTS.index("positive" if group(share) < 2 else "negative")
    return bool(text_only[opposite] >= CONTRADICTION)


def decide(found: Sequence[float], limits: Calibration, language: str | None, model: str, *, contradicted: bool) -> Tags:
    """Turn the confidences of one text into Tags; `contradicted` makes the sentiment head abstain."""
    thresholds = limits.borders
    moods = found[SENTIMENT]
    mood = moods.index(max(moods))
    yes = found[COMPLAINT]
    topics = _listed(found[TOPIC], thresholds[TOPIC], TOPICS)
    if not topics:
        best = max(found[TOPIC])
        if best >= limits.lone:
            topics = (Label(TOPICS[found[TOPIC].index(best)], round(best, 4)),)
    unsure = {
        "sentiment": contradicted or moods[mood] < thresholds[mood],
        "complaint": max(yes, 1 - yes) < thresholds[COMPLAINT],
        "topics": not topics,
    }
    return Tags(
        language=language,
        sentiment=Label(SENTIMENTS[mood], round(moods[mood], 4)),
        complaint=Label("true" if yes >= 0.5 else "false", round(max(yes, 1 - yes), 4)),
        topics=topics,
        risks=_listed(found[RISK], thresholds[RISK], RISKS),
        abstained=tuple(head for head, is_unsure in unsure.items() if is_unsure),
        model=model,
    )


def _listed(values: Sequence[float], thresholds: Sequence[float], names: Sequence[str]) -> tuple[Label, ...]:
    chosen = [(value, name) for value, border, name in zip(values, thresholds, names, strict=True) if value >= border]
    chosen.sort(key=lambda pair: -pair[0])
    return tuple(Label(name, round(value, 4)) for value, name in chosen)
