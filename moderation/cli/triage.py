"""`otklik triage --explain N`: why a mention became a case, or did not (ISO 10002, initial assessment)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from config.errors import NotFound, UsageError
from moderation import intake
from moderation.case import Act
from moderation.channels import channel_of
from moderation.cli.common import AsJson, Setup, setup_of
from moderation.cli.output import data, message, print_json, table
from moderation.judged import correction_document
from moderation.masking import mask
from moderation.moments import moment
from moderation.plain import one_line
from moderation.store import cases, judging, mentions
from moderation.store.base import LAST_KEY
from moderation.triage import Facts, assess
from moderation.triage import explain as explained

if TYPE_CHECKING:
    from config.catalogue import Site
    from moderation.case import Event
    from moderation.corrections import Correction
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
        earlier = 0 if record is None else intake.repeated(tx, record, record.first_seen, setup.book)
        corrected = judging.corrections(tx, explain)
        events = () if record is None or record.case_id is None else cases.events(tx, record.case_id)
    if record is None:
        raise NotFound(f"there is no mention {explain}. Numbers are in: otklik journal")
    # A brand that a person gave stands, whatever the text names.
    brand = record.brand if any("brand" in one.changed for one in corrected) else None
    facts = intake.facts_of_record(record, _site(setup, record), setup.book, earlier, brand)
    again = [event for event in events if event.act is Act.ASSESS]
    if json:
        told = {"corrections": [correction_document(one) for one in corrected], "reassessed": [_again(one) for one in again]}
        print_json(_document(record, facts, setup) | told)
        return
    _tell(record, facts, setup)
    for event in again:
        data(f'{event.at:%Y-%m-%d %H:%M} UTC: an edit made it {event.data["severity"]}, by the rule "{one_line(event.why)}"')
    for one in corrected:
        why = f": {one_line(mask(one.note))}" if one.note else ""
        data(f"{one.at:%Y-%m-%d %H:%M} UTC: {one.by} corrected {_changes(one)}{why}")


def _again(event: Event) -> dict[str, Any]:
    return {"at": moment(event.at), "severity": event.data["severity"], "rule": event.data["rule"]}


def _changes(one: Correction) -> str:
    """Word what a correction changed, from what to what."""
    pairs = [f"{name} from {_plain(one.before[name])} to {_plain(one.after[name])}" for name in one.changed]
    return ", ".join(pairs) or "nothing, and confirmed what the classifier was not sure of"


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "+".join(map(str, value)) or "none" if isinstance(value, list) else str(value or "none")


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
