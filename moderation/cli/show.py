"""`otklik show`: one case with its complaint, clocks, history and texts, and what can be done now (E1)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

import typer

from moderation.acts import needs_reason
from moderation.case import Act
from moderation.channels import NAMES
from moderation.cli.common import AsJson, setup_of
from moderation.cli.deed import CaseId
from moderation.cli.output import data, print_json, table
from moderation.cli.planning import plan_lines
from moderation.cli.spans import local, until
from moderation.customers import Customer, customer_of
from moderation.documents import case_document, reply_state
from moderation.documents_customers import masked
from moderation.masking import mask
from moderation.money import written
from moderation.outcome import missing, outcome_of
from moderation.plain import one_line
from moderation.queue import case_view
from moderation.tagging import text_of

if TYPE_CHECKING:
    from classifier.labels import Label, Tags
    from moderation.deadlines import Clock
    from moderation.queue import CaseView

_DETAILS = {
    Act.ACKNOWLEDGE: "--url ADDRESS",
    Act.REPLY: "--file FILE",
    Act.POST: "--url ADDRESS",
    Act.ASSIGN: "LOGIN",
    Act.WAIT: "--until DATE",
    Act.STAGE: "--plan NAME",
    Act.HANDOVER: "DEPARTMENT",
    Act.RESOLVE: "--resolution NAME --cause NAME",
    Act.CONCEDE: "AMOUNT --give WHAT",
    Act.MERGE: "OTHER",
    Act.RESTRICT: "--what WHAT --until DATE",
}


def show(ctx: typer.Context, n: CaseId, json: AsJson = False) -> None:
    """Print one case: complaint, tags, clocks, history, texts, and what can be done now."""
    setup = setup_of(ctx)
    now = setup.now()
    view = case_view(setup.store, n, setup.book, now)
    if json:
        print_json(case_document(view))
        return
    zone = setup.book.timezone
    found = customer_of(setup.store, n, setup.book, now)
    for line in (*_head(view, now), *_customer(found, now, zone), "", *_complaint(view, zone), "", *_tags(view.mention.tags), ""):
        data(line)
    table(["clock", "starts", "due", "met", ""], [_clock(clock, now, zone) for clock in view.clocks])
    data()
    rows = [[event.seq, local(event.at, zone), event.by, event.act, mask(event.why)] for event in view.events]
    table(["history", "at", "by", "act", "why"], rows)
    for line in (*_texts(view, zone), *_next_steps(view)):
        data(line)


def _head(view: CaseView, now: datetime) -> Iterator[str]:
    yield f"case {view.id}: {view.status}, {view.severity}, {view.site}, about {one_line(view.brand)}, version {view.version}"
    yield f"owner: {view.state.owner or 'nobody'}" + (f"; marks: {', '.join(view.marks)}" if view.marks else "")
    if (out := view.state.department) is not None:
        yield f"with {out.name} since {out.since:%Y-%m-%d}, {until(out.due, now)}: {one_line(mask(out.why))}"
    yield from plan_lines(view)
    yield from _outcome(view)
    if view.state.merged_into is not None:
        yield f"merged into case {view.state.merged_into}, where it goes on: otklik show {view.state.merged_into}"
    if view.state.conceded:
        yield f"conceded: {written(view.state.conceded)} (the customer: otklik customer {view.id})"
    if view.next is None:
        yield "no clock is running"
    else:
        yield f"next: {view.next.kind}, {until(view.next.due, now)} (why: otklik deadline {view.id})"


def _outcome(view: CaseView) -> Iterator[str]:
    found = outcome_of(view.events, view.state)
    named = {"resolution": found.resolution, "cause": found.cause, "customer": found.reaction}
    said = ", ".join(f"{name} {value}" for name, value in named.items() if value)
    whole = "; made whole" if found.made_whole else ""
    if said or missing(view.state):
        lacks = "" if not missing(view.state) else " (incomplete)" if said else "not recorded yet"
        yield f"outcome: {said}{lacks}{whole}"


def _customer(found: Customer, now: datetime, zone: str) -> Iterator[str]:
    links = len(found.open_links())
    asked = f", {links} link{'' if links == 1 else 's'} to decide" if links else ""
    counted = f"{found.complaints} complaint{'' if found.complaints == 1 else 's'}"
    yield f"customer: {found.standing}, {counted}{asked} (more: otklik customer {found.number})"
    for one in found.restrictions:
        if one.holds(now):
            yield f"restricted: {one.what} until {local(one.until, zone)}, by {one.by}: {one_line(mask(one.why), 200)}"
    if found.facts:
        yield f"already told, do not ask again: {', '.join(f'{fact.name} {masked(fact)}' for fact in found.facts)}"


def _complaint(view: CaseView, zone: str) -> Iterator[str]:
    mention = view.mention
    published = local(mention.published, zone) if mention.published else one_line(mention.published_raw) or "unknown"
    rating = f", rated {mention.rating.value:g} of {mention.rating.best:g}" if mention.rating else ""
    author = one_line(mask(mention.author or "somebody"))
    yield f"{author} wrote, published {published}, seen {local(mention.first_seen, zone)}{rating}:"
    yield f"came {NAMES[view.state.channel]}" if view.state.channel else one_line(mention.url)
    if mention.withdrawn_at:
        yield f"withdrawn from the site: {local(mention.withdrawn_at, zone)}"
    yield from _indented(mask(text_of(mention)))
    for old in view.revisions:
        yield f"until {local(old.replaced_at, zone)} it said:"
        yield from _indented(mask(text_of(old)))
    for reply in mention.replies:
        yield f"under it on the site {one_line(mask(reply.author or 'somebody'))} answered:"
        yield from _indented(mask(reply.text))


def _indented(text: str) -> Iterator[str]:
    return (f"  {line}" for line in text.splitlines() or [""])


def _tags(tags: Tags | None) -> Iterator[str]:
    if tags is None:
        yield "tags: none, no model has read it"
        return
    complaint = "yes" if tags.is_complaint else "no"
    yield f"tags: sentiment {_label(tags.sentiment)}, complaint {complaint} {tags.complaint.confidence:.0%}"
    for name, labels in (("topics", tags.topics), ("risks", tags.risks)):
        if labels:
            yield f"{name}: {', '.join(map(_label, labels))}"
    if tags.abstained:
        yield f"the model was not sure of: {', '.join(tags.abstained)}"


def _label(label: Label) -> str:
    return f"{one_line(label.label)} {label.confidence:.0%}"


def _clock(clock: Clock, now: datetime, zone: str) -> list[object]:
    state = until(clock.due, now) if clock.running else "met late" if clock.late(now) else "met in time"
    return [clock.kind, local(clock.starts, zone), local(clock.due, zone), local(clock.met, zone) if clock.met else "", state]


def _texts(view: CaseView, zone: str) -> Iterator[str]:
    for reply in view.replies:
        yield ""
        yield f"reply {reply.number} ({reply_state(view, reply.number)}), by {reply.author}, {local(reply.drafted_at, zone)}:"
        yield from _indented(reply.text)


def _next_steps(view: CaseView) -> Iterator[str]:
    yield ""
    yield "possible now:" if view.possible else "nothing can be done now"
    for act in view.possible:
        why = ' --why "…"' if needs_reason(view.state, act) else ""
        detail = "--how WAY" if act is Act.POST and view.state.channel else _DETAILS.get(act, "")
        yield "  " + " ".join(filter(None, ("otklik", act, str(view.id), detail))) + why
