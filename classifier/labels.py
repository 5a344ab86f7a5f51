"""The labels that otklik gives, and the answer of the classifier. Light: imports neither numpy nor scikit-learn."""

from __future__ import annotations

from dataclasses import dataclass

SENTIMENTS = ("negative", "neutral", "positive")
TOPICS = (
    "delivery",
    "product_quality",
    "wrong_item",
    "staff_service",
    "refund_return",
    "payment_price",
    "warranty_repair",
    "website_order",
    "availability",
    "trust",
    "premises",
    "other",
)
RISKS = ("legal_threat", "safety", "publicity_threat", "churn")
LANGUAGES = ("ru", "uk", "lv", "en")


@dataclass(frozen=True, slots=True)
class Label:
    """One label with the calibrated probability that it is right, 0 to 1."""

    label: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Tags:
    """What the classifier thinks of one text.

    `sentiment` and `complaint` ("true"/"false") always carry the best label; `abstained` names the heads whose confidence is
    below their threshold; `topics` and `risks` list only labels above theirs, surest first. `model` is the model's version.
    """

    language: str | None
    sentiment: Label
    complaint: Label
    topics: tuple[Label, ...]
    risks: tuple[Label, ...]
    abstained: tuple[str, ...]
    model: str

    @property
    def is_complaint(self) -> bool:
        """Say whether the best answer of the complaint head is yes."""
        return self.complaint.label == "true"
