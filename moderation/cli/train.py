"""`otklik train`: train a model from labelled texts and write it with its card."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from classifier.packs import read_packs
from classifier.rows import read_rows
from config.errors import UsageError
from moderation.cli.common import setup_of
from moderation.cli.evaluate import print_scores
from moderation.cli.output import data, message


def train(
    ctx: typer.Context,
    files: Annotated[list[Path] | None, typer.Argument(metavar="FILE…", help="Labelled rows, JSON Lines, also .gz.")] = None,
    packs: Annotated[
        Path | None, typer.Option("--packs", metavar="DIR", help="Large collections that label one head each.")
    ] = None,
    measure: Annotated[list[Path] | None, typer.Option("--measure", metavar="FILE", help="Rows to score the model on.")] = None,
    out: Annotated[Path, typer.Option("--out", metavar="MODEL", help="The model file to write; its card stands beside.")] = Path(
        "model.skops"
    ),
    seed: Annotated[int, typer.Option("--seed", min=0, max=2**31 - 1, help="The same rows and seed give the same model.")] = 0,
) -> None:
    """Train a model from labelled texts and write it with its card.

    A row is {"text", "lang", "sentiment", "complaint", "topics", "risks", "rating"?}. A file with one bad line is refused, and no
    model is touched. The model that is in use changes when the setting classifier.model names another.
    """
    from classifier.modelfile import write_model  # late, both: scikit-learn takes two seconds, which --help need not wait
    from classifier.train import train as fit

    if not files:
        raise UsageError('train needs at least one FILE of labelled rows. README shows a row under "Train"')
    if out.suffix != ".skops":
        raise UsageError(f'--out: "{out}" does not end in .skops. Write for example model.skops')
    if out.is_dir() or not os.access(out.absolute().parent, os.W_OK | os.X_OK):
        raise UsageError(f'--out: "{out}" cannot be written. Name a file in a folder that is there and can be written')
    # Everything is read and checked before the first fit: a bad line in the last file is not told after minutes of work.
    own = [row for file in files for row in read_rows(file, whole=True)]
    tests = [row for file in measure or [] for row in read_rows(file)]
    wide = read_packs(packs) if packs else []
    trained = fit(own, wide, now=setup_of(ctx).now(), seed=seed, measure=tests, told=message)
    write_model(out, trained.arrays, trained.card)
    if tests:
        print_scores(trained.card["scores"])
    sys.stdout.flush()
    size = out.stat().st_size / 1e6
    message(
        f"model {trained.card['version']}, {size:.1f} MB. To use it, write classifier: {{model: {out.resolve()}}} in otklik.yaml"
    )
    data(str(out))
