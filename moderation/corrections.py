"""What a person says of a mention in place of the machine: labels, severity, brand (ISO 10002 initial assessment)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from classifier.labels import RISKS, SENTIMENTS, Label, Tags
from config.errors import UsageError
from moderation.case import Severity

if TYPE_CHECKING:
    from moderation.records import MentionRecord

HEADS = ("sentiment", "complaint", "topics", "risks")  # what the classifier judges; the rest is triage's
CERTAIN = 1.0


@dataclass(frozen=True, slots=True)
class Judgement:
    """What is held of a mention; `severity` is that of its case, None where it has none."""

    sentiment: str
    complaint: bool
    topics: tuple[str, ...]
    risks: tuple[str, ...]
    severity: str | None
    brand: str

    def differs(self, other: Judgement) -> tuple[str, ...]:
        """Name the fields in which two judgements differ; the order of labels does not matter."""
        return tuple(name for name in NAMES if _plain(getattr(self, name)) != _plain(getattr(other, name)))

    @property
    def document(self) -> dict[str, Any]:
        """Give it as JSON."""
        return {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(self).items()}


NAMES = tuple(field.name for field in fields(Judgement))


@dataclass(frozen=True, slots=True)
class Change:
    """What a person wants changed; None leaves a field as it is."""

    sentiment: str | None = None
    complaint: bool | None = None
    topics: Sequence[str] | None = None
    risks: Sequence[str] | None = None
    severity: str | None = None
    brand: str | None = None

    @property
    def given(self) -> tuple[str, ...]:
        """Name the fields that are given."""
        return tuple(name for name in NAMES if getattr(self, name) is not None)

    def on(self, before: Judgement) -> Judgement:
        """Give the judgement after the change."""
        new: dict[str, Any] = {name: getattr(self, name) for name in self.given}
        for name in ("topics", "risks"):
            if name in new:
                new[name] = tuple(dict.fromkeys(new[name]))
        return replace(before, **new)


@dataclass(frozen=True, slots=True)
class Correction:
    """One correction as it is kept: what was held before and after; `digest` is that of the text it was made for."""

    id: int
    mention_id: int
    by: str
    at: datetime
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    note: str
    digest: str

    @property
    def changed(self) -> tuple[str, ...]:
        """Name what was changed, in order."""
        return tuple(name for name in NAMES if _plain(self.before[name]) != _plain(self.after[name]))


def _plain(value: object) -> object:
    return sorted(value) if isinstance(value, list | tuple) else value


def judgement_of(record: MentionRecord, severity: str | None, topics: Sequence[str], risks: Sequence[str]) -> Judgement:
    """Give what is held of a mention now; without tags it is neutral, and a complaint where it became a case."""
    tags = record.tags
    sentiment, complaint = ("neutral", record.case_id is not None) if tags is None else (tags.sentiment.label, tags.is_complaint)
    return Judgement(sentiment, complaint, tuple(topics), tuple(risks), severity, record.brand)


def checked(change: Change, topics: Collection[str], brands: Sequence[str]) -> Change:
    """Refuse labels and names that there are not. Raises UsageError that lists those that there are."""
    if not change.given:
        raise UsageError(f"correct: nothing is given. Give at least one of: {', '.join(NAMES)}")
    for name, values, known in (
        ("sentiment", (change.sentiment,), SENTIMENTS),
        ("topics", change.topics or (), topics),
        ("risks", change.risks or (), RISKS),
        ("severity", (change.severity,), tuple(map(str, Severity))),
        ("brand", (change.brand,), brands),
    ):
        for value in values:
            if value is not None and value not in known:
                raise UsageError(f'{name}: "{value[:40]}" is not known. There are: {", ".join(known)}')
    return change


def corrected(tags: Tags | None, after: Judgement, given: Collection[str]) -> Tags:
    """Give the tags of a mention after a person's word: what was given is certain, the rest is as the machine thinks."""
    if tags is None:
        unsure = tuple(head for head in HEADS if head not in given)
        tags = Tags(None, Label(after.sentiment, 0.0), Label(_said(after.complaint), 0.0), (), (), unsure, "")
    return replace(
        tags,
        sentiment=Label(after.sentiment, CERTAIN) if "sentiment" in given else tags.sentiment,
        complaint=Label(_said(after.complaint), CERTAIN) if "complaint" in given else tags.complaint,
        topics=_labels(tags.topics, after.topics) if "topics" in given else tags.topics,
        risks=_labels(tags.risks, after.risks) if "risks" in given else tags.risks,
        abstained=tuple(head for head in tags.abstained if head not in given),
    )


def _said(complaint: bool) -> str:
    return "true" if complaint else "false"


def _labels(before: Sequence[Label], after: Sequence[str]) -> tuple[Label, ...]:
    known = {label.label: label for label in before}
    return tuple(known.get(name, Label(name, CERTAIN)) for name in after)


def kept(
    said: Sequence[Correction], topics: tuple[str, ...], risks: tuple[str, ...], seen: Tags
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Give topics and risks of a case whose text was edited: what a person said of them stands, but a new risk is added.

    `topics` and `risks` are those of the case, `seen` is what the machine makes of the new text.
    """
    now_topics, now_risks = (tuple(label.label for label in labels) for labels in (seen.topics, seen.risks))
    if any("topics" in one.changed for one in said):
        now_topics = topics
    about_risks = [one for one in said if "risks" in one.changed]
    if about_risks:
        known = {risk for one in about_risks for risk in one.before["risks"]}
        now_risks = (*risks, *(risk for risk in now_risks if risk not in known and risk not in risks))
    return now_topics, now_risks
