"""A model that tags texts. Importing this module is light; numpy and scikit-learn come with the first `load_model`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from classifier.labels import Tags

if TYPE_CHECKING:
    from classifier.heads import Calibration
    from classifier.scorer import Scorer

BUNDLED = Path(__file__).with_name("models") / "model.skops"
BATCH = 500


class Model:
    """Linear heads with their calibration. Safe to share between threads."""

    def __init__(self, scorer: Scorer, calibration: Calibration, card: Mapping[str, Any]) -> None:
        self.scorer = scorer
        self.calibration = calibration
        self.card = card
        self.version = str(card["version"])
        self._lock = Lock()

    def tag(
        self, texts: Sequence[str], *, languages: Sequence[str | None], ratings: Sequence[float | None] | None = None
    ) -> list[Tags]:
        """Tag texts in order. `ratings` are shares of the best rating, 0 to 1; any text at all gets an answer."""
        stars = [None] * len(texts) if ratings is None else ratings
        if not len(texts) == len(languages) == len(stars):
            raise ValueError(f"{len(texts)} texts, {len(languages)} languages and {len(stars)} ratings: one of each is needed")
        found: list[Tags] = []
        for start in range(0, len(texts), BATCH):
            end = start + BATCH
            found += self._tag_batch(texts[start:end], languages[start:end], stars[start:end])
        return found

    def _tag_batch(self, texts: Sequence[str], languages: Sequence[str | None], ratings: Sequence[float | None]) -> list[Tags]:
        from classifier.heads import contradicts, decide, stratum

        with self._lock:
            scores = self.scorer.scores(texts)
        strata = [stratum(language) for language in languages]
        alone = self.calibration.confidences(scores, strata, [None] * len(texts))
        rated = self.calibration.confidences(scores, strata, ratings) if any(r is not None for r in ratings) else alone
        tags = []
        for text_only, starred, language, rating in zip(alone.tolist(), rated.tolist(), languages, ratings, strict=True):
            clash = contradicts(text_only, rating)
            tags.append(decide(text_only if clash else starred, self.calibration, language, self.version, contradicted=clash))
        return tags


def load_model(path: Path | None = None) -> Model:
    """Load a model file, the bundled one by default.

    Raises OperatorError when the file is missing, differs from its card by one byte, or holds anything but plain arrays; no code
    of the file is run. The caller goes on untagged.
    """
    from classifier.modelfile import read_model

    return read_model(path or BUNDLED)
