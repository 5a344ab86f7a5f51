"""The JSON documents of cases, queue, mentions and sites: one form for the command line and the API.

What people wrote on sites and the reasons that the staff gave are shown masked (decision 7); our own replies stand as they were
written. Times are RFC 3339 in UTC.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from crawler.items import Verdict
from moderation.case import Act
from moderation.discreet import discreet
from moderation.masking import mask
from moderation.moments import moment
from moderation.outcome import missing, outcome_of

if TYPE_CHECKING:
    from classifier.labels import Label, Tags
    from config.catalogue import Site
    from crawler.items import Rating, Reply
    from moderation.case import Event
    from moderation.deadlines import Clock
    from moderation.queue import CaseView
    from moderation.records import MentionRecord, QueueRow, ReplyRecord, RevisionRecord
    from moderation.stages import Stage
    from moderation.state import State
    from moderation.store.scans import ScanRecord

EXCERPT = 300  # characters of a complaint's text in a row of the queue

Document = dict[str, Any]


def case_document(view: CaseView) -> Document:
    """Give one case with its complaint, history and texts."""
    view = discreet(view)
    following = view.next
    return {
        "id": view.id,
        "version": view.version,
        "status": view.status.value,
        "severity": view.severity.value,
        "site": view.site,
        "brand": view.brand,
        "marks": list(view.marks),
        "language": view.scope.language,
        "channel": view.state.channel,
        "answered_by": view.state.answered_by,
        "owner": view.state.owner,
        "level": view.state.level,
        "department": _department(view.state),
        "promise": _promise(view.state),
        "delayed_until": moment(view.state.delayed_until),
        "stages": [_stage(stage) for stage in view.state.plan],
        "resolution": view.state.resolution,
        "cause": view.state.cause,
        "reaction": view.state.reaction,
        "conceded": view.state.conceded / 100,
        "merged_into": view.state.merged_into,
        "outcome": _outcome(view),
        "received_at": moment(view.events[0].at),
        # The next clock is the one that is due first: it is late exactly when any is.
        "next": None if following is None else _next(following.kind.value, following.due, "late" in view.marks),
        "clocks": [_clock(clock) for clock in view.clocks],
        "mention": {**_complaint(view.mention), "revisions": [_revision(old) for old in view.revisions]},
        "tags": tags_document(view.mention.tags),
        "events": [_event(event) for event in view.events],
        "replies": [_our_reply(view, reply) for reply in view.replies],
        "draft": None if view.draft is None else _our_reply(view, view.draft),
        "possible": [act.value for act in view.possible],
    }


def _outcome(view: CaseView) -> Document:
    """Give what is known of the end beside resolution, cause and reaction; ratings are in stars."""
    found = outcome_of(view.events, view.state)
    return {
        "missing": missing(view.state),
        "cost": found.cost / 100,
        "rating_before": None if found.rating_before is None else found.rating_before / 100,
        "rating_after": None if found.rating_after is None else found.rating_after / 100,
        "made_whole": moment(found.made_whole),
    }


def _department(state: State) -> Document | None:
    handed = state.department
    if handed is None:
        return None
    return {"name": handed.name, "since": moment(handed.since), "due": moment(handed.due), "by": handed.by, "why": handed.why}


def _promise(state: State) -> Document | None:
    promise = state.promise
    return None if promise is None else {"made": moment(promise.made), "due": moment(promise.due), "by": promise.by}


def _stage(stage: Stage) -> Document:
    return {
        "number": stage.number,
        "name": stage.name,
        "owner": stage.owner,
        "due": moment(stage.due),
        "state": stage.state.value,
        "result": stage.result,
        "where": stage.where,
        "ended_at": moment(stage.ended_at),
        "since": moment(stage.since),
        "plan": stage.plan or None,
        "needs_where": stage.needs_where,
    }


def queue_document(row: QueueRow, now: datetime) -> Document:
    """Give one line of the queue."""
    case = row.case
    running = case.next_clock is not None and case.next_due is not None
    return {
        "id": case.id,
        "version": case.version,
        "status": case.status.value,
        "severity": case.severity.value,
        "site": case.site,
        "brand": case.brand,
        "owner": case.owner,
        "received_at": moment(case.received_at),
        "next": _next(case.next_clock, case.next_due, case.next_due < now) if running and case.next_due else None,
        "waiting_until": moment(case.waiting_until) if case.waiting_until and case.waiting_until > now else None,
        "marks": list(case.marks),
        "level": case.level,
        "department": case.department,
        "topics": list(case.topics),
        "sentiment": row.sentiment,
        "author": _masked(row.author),
        "title": _masked(row.headline),
        # Masked before it is cut, so that no half of a number shows; twice the length is enough to mask, and bounds the time.
        "excerpt": mask(row.body[: 2 * EXCERPT])[:EXCERPT],
        "url": row.url,
        "language": row.language,
        "rating": _rating(row.rating),
        "published": moment(row.published),
        "first_seen": moment(row.first_seen),
        "edits": row.edits,
        "withdrawn": row.withdrawn,
    }


def mention_document(record: MentionRecord) -> Document:
    """Give one line of the journal: a mention with what became of it, by which rule and why."""
    return {
        **_complaint(record),
        "site": record.site,
        "brand": record.brand,
        "native_id": record.native_id,
        "outcome": record.outcome,
        "rule": record.rule,
        "reason": record.reason,
        "case": record.case_id,
        "tags": tags_document(record.tags),
    }


def site_document(site: Site, scan: ScanRecord | None) -> Document:
    """Give a watched site and how its last scan ended."""
    return {
        "site": site.name,
        "url": site.url,
        "brand": site.brand,
        "status": "retired" if site.retired else "watched",
        "every": int(site.every.total_seconds()),
        "verdict": Verdict.NEVER_RAN.value if scan is None else str(scan.verdict),
        "scanned": None if scan is None else moment(scan.ended),
        "mentions": None if scan is None else scan.mentions,
        "error": "" if scan is None else scan.error,
    }


def tags_document(tags: Tags | None) -> Document | None:
    """Give what the classifier thinks, None where it was not asked."""
    if tags is None:
        return None
    return {
        "sentiment": _label(tags.sentiment),
        "complaint": {"label": tags.is_complaint, "confidence": round(tags.complaint.confidence, 4)},
        "topics": [_label(label) for label in tags.topics],
        "risks": [_label(label) for label in tags.risks],
        "abstained": list(tags.abstained),
        "model": tags.model,
    }


def _label(label: Label) -> Document:
    return {"label": label.label, "confidence": round(label.confidence, 4)}


def _next(clock: str | None, due: datetime, late: bool) -> Document:
    return {"clock": clock, "due": moment(due), "late": late}


def _clock(clock: Clock) -> Document:
    return {
        "clock": clock.kind.value,
        "starts": moment(clock.starts),
        "due": moment(clock.due),
        "met": moment(clock.met),
        "planned": moment(clock.planned),
        "pauses": [
            {"starts": moment(pause.starts), "ends": moment(pause.ends), "why": pause.why, "by": pause.by}
            for pause in clock.pauses
        ],
    }


def _complaint(record: MentionRecord) -> Document:
    return {
        "id": record.id,
        "url": record.url,
        "kind": record.kind,
        "author": _masked(record.author),
        "title": _masked(record.headline),
        "text": mask(record.body),
        "published": moment(record.published),
        "published_raw": record.published_raw,
        "rating": _rating(record.rating),
        "language": record.language,
        "truncated": record.truncated,
        "first_seen": moment(record.first_seen),
        "changed_at": moment(record.changed_at),
        "edits": record.edits,
        "withdrawn_at": moment(record.withdrawn_at),
        "replies": _their_replies(record.replies),
    }


def _their_replies(replies: Iterable[Reply]) -> list[Document]:
    return [
        {"author": _masked(reply.author), "published": moment(reply.published), "text": mask(reply.text)} for reply in replies
    ]


def _revision(old: RevisionRecord) -> Document:
    return {
        "number": old.number,
        "title": _masked(old.headline),
        "text": mask(old.body),
        "replaced_at": moment(old.replaced_at),
    }


def _event(event: Event) -> Document:
    return {
        "seq": event.seq,
        "at": moment(event.at),
        "by": event.by,
        "act": event.act.value,
        "why": event.why,
        "data": dict(event.data),
    }


def _our_reply(view: CaseView, reply: ReplyRecord) -> Document:
    return {
        "number": reply.number,
        "kind": reply.kind,
        "state": reply_state(view, reply.number),
        "author": reply.author,
        "drafted_at": moment(reply.drafted_at),
        "text": reply.text,
    }


def reply_state(view: CaseView, number: int) -> str:
    """Name the state of a text of ours: draft, approved, posted, confirmed, replaced by a later draft, or notice."""
    if any(reply.number == number and reply.kind != "reply" for reply in view.replies):
        return "notice"
    state = view.state
    if number == state.draft:
        return "draft" if state.approved_by is None else "approved"
    if number == state.posted and state.confirmed_at is not None:
        return "confirmed"
    posted = any(event.act is Act.POST and event.data.get("reply") == number for event in view.events)
    return "posted" if posted else "replaced"


def _masked(text: str | None) -> str | None:
    return None if text is None else mask(text)


def _rating(rating: Rating | None) -> Document | None:
    return None if rating is None else {"value": rating.value, "best": rating.best}
