"""`otklik evaluate`: measure a model on labelled texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from classifier.evaluate import as_plain
from classifier.evaluate import evaluate as measure
from classifier.model import load_model
from classifier.rows import read_rows
from config.errors import OperatorError
from moderation.cli.common import AsJson, setup_of
from moderation.cli.output import message, print_json, table

COLUMNS = ("language", "rows", "sentiment", "complaint", "topics", "risks", "unsure: sentiment", "complaint", "topics")
ModelFile = Annotated[Path | None, typer.Option("--model", metavar="FILE", help="The model; else the configured or bundled one.")]


def evaluate(
    ctx: typer.Context,
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="Labelled rows, JSON Lines, also .gz.")],
    model: ModelFile = None,
    stars: Annotated[bool, typer.Option("--stars", help="Let the model see the rating of each row.")] = False,
    without: Annotated[
        list[str] | None, typer.Option("--without", metavar="SOURCE", help="Leave a source out; may be repeated.")
    ] = None,
    json: AsJson = False,
) -> None:
    """Measure a model on labelled texts.

    Sentiment and complaint are macro-F1, topics and risks micro-F1, on the text alone unless --stars. A row may label some heads
    only; "unsure" is the share of rows on which a head was below its threshold.
    """
    rows = [row for file in files for row in read_rows(file) if row.source not in (without or [])]
    if not rows:
        raise OperatorError(f"no labelled row in {', '.join(map(str, files))}: nothing to measure")
    judged = load_model(model or setup_of(ctx).settings.classifier.model)
    scores = as_plain(measure(judged, rows, stars=stars))
    if json:
        print_json({"model": judged.version, "stars": stars, "scores": scores})
        return
    print_scores(scores)
    message(f"model {judged.version}; {'text and stars' if stars else 'text alone'}")


def print_scores(scores: Sequence[Mapping[str, Any]]) -> None:
    """Print scores as a table, a language a line."""
    table(COLUMNS, [_cells(found) for found in scores])


def _cells(found: Mapping[str, Any]) -> list[str]:
    heads = ["-" if found[head] is None else f"{found[head]:.3f}" for head in ("sentiment", "complaint", "topics", "risks")]
    unsure = [f"{found['abstained'][head]:.0%}" for head in ("sentiment", "complaint", "topics")]
    return [found["language"], str(found["rows"]), *heads, *unsure]
