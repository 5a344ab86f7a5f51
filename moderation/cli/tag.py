"""`otklik tag`: tag texts from standard input, a line in, a line out."""

from __future__ import annotations

import json as codec
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer

from classifier.model import Model, load_model
from classifier.rows import share_of
from config.errors import UsageError
from crawler.language import detect
from moderation.cli.common import setup_of
from moderation.cli.evaluate import ModelFile
from moderation.cli.output import print_json

if TYPE_CHECKING:
    from classifier.labels import Tags

BATCH = 500  # lines that are tagged at once: a model is many times faster on a batch than on single texts
LONGEST = 16 << 20  # bytes of one line


@dataclass(frozen=True, slots=True)
class Asked:
    """One line of the input; `rating` is a share of the best."""

    id: str | int | None
    text: str
    language: str | None
    rating: float | None


def tag(
    ctx: typer.Context,
    model: ModelFile = None,
    explain: Annotated[bool, typer.Option("--explain", help="Add the words that speak for each label.")] = False,
    json: Annotated[bool, typer.Option("--json", help="JSON, a line each; there is no other form.")] = True,  # noqa: ARG001
) -> None:
    """Tag texts from standard input, a line in, a line out.

    A line in is {"id", "text", "rating"?, "language"?}; the rating is a number of 5, or {"value", "best"}. A line that cannot be
    read ends the run with 2, after the lines before it were answered.
    """
    judge = load_model(model or setup_of(ctx).settings.classifier.model)
    for batch in batches(sys.stdin.buffer):
        for line in answers(judge, batch, explained=explain):
            print_json(line)
        sys.stdout.flush()


def batches(lines: Iterable[bytes]) -> Iterator[list[Asked]]:
    """Give lines in batches; before the UsageError of a bad line comes the batch of the lines before it."""
    batch: list[Asked] = []
    for number, line in enumerate(lines, 1):
        try:
            if line.strip():
                batch.append(read_line(line))
        except ValueError as error:
            if batch:
                yield batch
            raise UsageError(f"standard input, line {number}: {error}") from error
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def read_line(line: bytes) -> Asked:
    """Read one line. Raises ValueError with the reason."""
    if len(line) > LONGEST:
        raise ValueError(f"is longer than {LONGEST >> 20} MB")
    try:
        found = codec.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise ValueError(f"is not UTF-8 at byte {error.start}") from error
    except (ValueError, RecursionError) as error:  # RecursionError: brackets nested too deep
        raise ValueError(f'is not JSON ({error}). Write {{"id": …, "text": …}}') from error
    if not isinstance(found, dict) or not isinstance(found.get("text"), str):
        raise ValueError('is not an object with a "text". Write {"id": …, "text": …}')
    name, language = found.get("id"), found.get("language")
    if isinstance(name, bool) or not isinstance(name, str | int | None):
        raise ValueError('"id" is neither a string nor a whole number')
    if not isinstance(language, str | None):
        raise ValueError('"language" is no string. Write for example "lv", or leave it out')
    return Asked(name, found["text"], language, share_of(found.get("rating")))


def answers(model: Model, batch: Sequence[Asked], *, explained: bool = False) -> Iterator[Mapping[str, Any]]:
    """Tag one batch and give its lines, in order."""
    texts = [asked.text for asked in batch]
    languages = [asked.language or detect(asked.text) for asked in batch]
    found = model.tag(texts, languages=languages, ratings=[asked.rating for asked in batch])
    for asked, tags in zip(batch, found, strict=True):
        line = answer(asked.id, tags)
        yield {**line, "words": _reasons(model, asked.text, tags)} if explained else line


def answer(name: str | int | None, tags: Tags) -> dict[str, Any]:
    """Give the line of one text (README, "tag")."""
    return {
        "id": name,
        "language": tags.language,
        "sentiment": asdict(tags.sentiment),
        "complaint": {"label": tags.is_complaint, "confidence": tags.complaint.confidence},
        "topics": [asdict(label) for label in tags.topics],
        "risks": [asdict(label) for label in tags.risks],
        "abstained": list(tags.abstained),
        "model": tags.model,
    }


def _reasons(model: Model, text: str, tags: Tags) -> dict[str, list[dict[str, Any]]]:
    from classifier.explain import explain  # late: numpy

    return {label: [asdict(reason) for reason in reasons] for label, reasons in explain(model, text, tags).items()}
