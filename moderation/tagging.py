"""Tag mentions with a model that is loaded when the first one needs it; without a model they stay untagged."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from threading import Lock
from typing import TYPE_CHECKING

from classifier.model import Model, load_model
from config.errors import OperatorError

if TYPE_CHECKING:
    from pathlib import Path

    from classifier.labels import Tags
    from crawler.items import Mention
    from moderation.records import MentionRecord, RevisionRecord


class Tagger:
    """Tag mentions; `notice` says why they are left untagged, where they are."""

    def __init__(self, load: Callable[[], Model]) -> None:
        self._load: Callable[[], Model] | None = load
        self._model: Model | None = None
        self.notice = ""
        self._lock = Lock()

    def tag(self, mentions: Sequence[Mention]) -> list[Tags | None]:
        """Give the tags of each mention, or None for each when there is no model."""
        if not mentions:
            return []
        with self._lock:  # requests come side by side, and the second must not go untagged while the first one reads the model
            model = self._ready()
        if model is None:
            return [None] * len(mentions)
        return list(
            model.tag(
                [text_of(mention) for mention in mentions],
                languages=[mention.language for mention in mentions],
                ratings=[None if mention.rating is None else mention.rating.share for mention in mentions],
            )
        )

    def prepare(self) -> None:
        """Read the model before the first text comes, for whoever would have to wait for it then."""
        with self._lock:
            self._ready()

    def _ready(self) -> Model | None:
        if self._load is not None:
            load, self._load = self._load, None  # tried once: what failed now fails for every batch, and each try takes long
            # A scan without a model still takes its mentions in: untagged, each becomes a case that a person looks at (E1).
            try:
                self._model = load()
            except (OperatorError, OSError, ImportError) as error:
                self.notice = f"the model could not be loaded, mentions are taken in untagged: {error}. See otklik doctor"
        return self._model


def text_of(mention: Mention | MentionRecord | RevisionRecord) -> str:
    """Give what the author wrote: the headline, where there is one, and the body."""
    return f"{mention.headline}\n{mention.body}" if mention.headline else mention.body


def configured(path: Path | None) -> Callable[[], Model]:
    """Give a loader of the model at `path`, or of the bundled one."""
    return lambda: load_model(path)


@cache
def tagger_of(path: Path | None) -> Tagger:
    """Give the one tagger of this process for the model at `path`, or for the bundled one."""
    return Tagger(configured(path))
