"""`otklik triage --explain N`: why a mention became a case, or did not (ISO 10002, initial assessment)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from config.errors import NotFound, UsageError
from moderation import intake
from moderation.channels import channel_of
from moderation.cli.common import AsJson, Setup, setup_of
from moderation.cli.output import data, message, print_json, table
from moderation.plain import one_line
from moderation.store import mentions
from moderation.store.base import LAST_KEY
from moderation.triage import Facts, assess
from moderation.triage import explain as explained

if TYPE_CHECKING:
    from config.catalogue import Site
    from moderation.records import MentionRecord

HELP = "The number of a mention: the first column of otklik journal, not the number of a case."


def triage(
    ctx: typer.Context,
    explain: Annotated[int | None, typer.Option("--explain", metavar="N", min=1, max=LAST_KEY, help=HELP)] = None,
    json: AsJson = False,
) -> None:
    """Print each rule up to the one that decides, and why it held or not, from the stored text and tags."""
    if explain is None:
        raise UsageError("triage needs the number of a mention: otklik triage --explain N. Numbers are in: otklik journal")
    setup = setup_of(ctx)
    with setup.store.read() as tx:
        record = mentions.one(tx, explain)
    if record is None:
        raise NotFound(f"there is no mention {explain}. Numbers are in: otklik journal")
    facts = intake.facts_of_record(record, _site(setup, record), setup.book)
    if json:
        print_json(_document(record, facts, setup))
        return
    _tell(record, facts, setup)


def _site(setup: Setup, record: MentionRecord) -> Site | None:
    return next((site for site in setup.catalogue.sites if site.name == record.site), None)


def _document(record: MentionRecord, facts: Facts, setup: Setup) -> dict[str, Any]:
    today = assess(facts, setup.book.triage)
    return {
        "mention": record.id,
        "case": record.case_id,
        "outcome": record.outcome,
        "rule": record.rule,
        "reason": record.reason,
        "facts": {name: getattr(facts, name) for name in Facts.__slots__},
        "steps": [
            {"rule": step.rule, "held": step.held, "failed": step.failed, "because": list(step.because)}
            for step in explained(facts, setup.book.triage)
        ],
        "today": {"rule": today.rule, "severity": today.severity, "dismiss": today.reason if today.dismissed else None},
    }


def _tell(record: MentionRecord, facts: Facts, setup: Setup) -> None:
    became = f"case {record.case_id}" if record.case_id is not None else record.outcome
    reason = f": {record.reason}" if record.reason else ""
    data(f'mention {record.id} of {record.site}: {became}, by the rule "{record.rule}"{reason}')
    rows = [
        [step.rule, "holds" if step.held else "no", "; ".join(step.because) if step.held else step.failed]
        for step in explained(facts, setup.book.triage)
    ]
    table(["rule", "", "because"], [[one_line(str(cell)) for cell in row] for row in rows])
    today = assess(facts, setup.book.triage)
    if channel_of(record.site) is not None:
        message("it was entered by hand: always a case, whatever the rules say; how serious it is a person may have said")
    elif record.rule == intake.ANSWERED.rule:
        message(f"no case was opened all the same: {intake.ANSWERED.reason}")
    elif today.rule != record.rule:
        message(f'by the text, tags and policy of today the rule "{one_line(today.rule)}" decides; the journal keeps what was')
    if _site(setup, record) is None and channel_of(record.site) is None:
        message(f"the site {record.site} is not on the list any more: whether the company itself wrote is not known")
