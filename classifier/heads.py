"""The heads and their columns, and how raw scores become calibrated confidences and decisions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

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


@dataclass(frozen=True, slots=True)
class Calibration:
    """What turns scores into confidences, as float32 arrays.

    `slopes` and `offsets`: strata × columns. `thresholds`: columns; the first three (sentiment) and the fourth (complaint) say below
    which confidence the head abstains, the others from where a label is listed. `lone`: the least confidence at which the best topic
    is listed when none reaches its threshold. `stars`: 5 rating groups × 4, what a rating adds to the sentiment and complaint scores.
    """

    slopes: Floats
    offsets: Floats
    thresholds: Floats
    lone: float
    stars: Floats

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


def contradicts(text_only: Floats, share: float | None) -> bool:
    """Say whether a text is sure of the opposite of its stars; one of the two is mistaken, so a person should look."""
    if share is None or group(share) == 2:
        return False
    opposite = SENTIMENTS.index("positive" if group(share) < 2 else "negative")
    return bool(text_only[opposite] >= CONTRADICTION)


def decide(found: Floats, limits: Calibration, language: str | None, model: str, *, contradicted: bool) -> Tags:
    """Turn the confidences of one text into Tags; `contradicted` makes the sentiment head abstain."""
    mood = int(found[SENTIMENT].argmax())
    yes = float(found[COMPLAINT])
    topics = _listed(found, limits.thresholds, TOPIC, TOPICS)
    if not topics:
        best = int(found[TOPIC].argmax())
        if found[TOPIC][best] >= limits.lone:
            topics = (Label(TOPICS[best], round(float(found[TOPIC][best]), 4)),)
    unsure = {
        "sentiment": contradicted or found[mood] < limits.thresholds[mood],
        "complaint": max(yes, 1 - yes) < limits.thresholds[COMPLAINT],
        "topics": not topics,
    }
    return Tags(
        language=language,
        sentiment=Label(SENTIMENTS[mood], round(float(found[mood]), 4)),
        complaint=Label("true" if yes >= 0.5 else "false", round(max(yes, 1 - yes), 4)),
        topics=topics,
        risks=_listed(found, limits.thresholds, RISK, RISKS),
        abstained=tuple(head for head, is_unsure in unsure.items() if is_unsure),
        model=model,
    )


def _listed(found: Floats, thresholds: Floats, part: slice, names: Sequence[str]) -> tuple[Label, ...]:
    values: npt.NDArray[np.float32] = found[part]
    chosen = np.flatnonzero(values >= thresholds[part]).tolist()
    ordered = sorted(chosen, key=lambda index: -values[index])
    return tuple(Label(names[index], round(float(values[index]), 4)) for index in ordered)
