"""What the API answers: the forms of moderation/documents.py, for the description and for the check that they are kept."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from moderation.case import Act, Severity, Status
from moderation.deadlines import ClockKind
from moderation.people import Role, Scope
from moderation.stages import StageState

Channel = Literal["phone", "email", "shop", "form"]
When = Annotated[str, Field(json_schema_extra={"format": "date-time"})]


class Shape(BaseModel):
    """A document that holds exactly what it names."""

    model_config = ConfigDict(extra="forbid")


class Next(Shape):
    """The clock that is due first."""

    clock: ClockKind
    due: When
    late: bool


class Pause(Shape):
    """A time in which the next move was somebody else's."""

    starts: When
    ends: When
    why: str
    by: str


class Clock(Shape):
    """One clock of a case; `met` is when it was met, `planned` when it was due before a delay was told."""

    clock: ClockKind
    starts: When
    due: When
    met: When | None
    planned: When | None
    pauses: list[Pause]


class Rating(Shape):
    """A rating as shown."""

    value: float
    best: float


class SiteReply(Shape):
    """An answer that stands under the mention on its site."""

    author: str | None
    published: When | None
    text: str


class Revision(Shape):
    """A text that the mention had before."""

    number: int
    title: str | None
    text: str
    replaced_at: When


class Complaint(Shape):
    """A public post, personal data masked."""

    id: int
    url: str
    kind: str
    author: str | None
    title: str | None
    text: str
    published: When | None
    published_raw: str
    rating: Rating | None
    language: str | None
    truncated: bool
    first_seen: When
    changed_at: When | None
    edits: int
    withdrawn_at: When | None
    replies: list[SiteReply]


class RevisedComplaint(Complaint):
    """A public post with the texts that it had before."""

    revisions: list[Revision]


class Label(Shape):
    """One label and how sure it is, 0 to 1."""

    label: str
    confidence: float


class YesNo(Shape):
    """A yes or no and how sure it is, 0 to 1."""

    label: bool
    confidence: float


class Tags(Shape):
    """What the classifier thinks."""

    sentiment: Label
    complaint: YesNo
    topics: list[Label]
    risks: list[Label]
    abstained: list[str]
    model: str


class Event(Shape):
    """One line of the history."""

    seq: int
    at: When
    by: str
    act: Act
    why: str
    data: dict[str, Any]


class Reply(Shape):
    """A text of ours."""

    number: int
    kind: Literal["reply", "acknowledgement", "delay", "handover"]
    state: Literal["draft", "approved", "posted", "confirmed", "replaced", "notice"]
    author: str
    drafted_at: When
    text: str


class Department(Shape):
    """A hand-over that is running, with its own inner clock (E2)."""

    name: str
    since: When
    due: When
    by: str
    why: str


class Promise(Shape):
    """A dated commitment to the customer."""

    made: When
    due: When
    by: str


class Stage(Shape):
    """One stage of the plan (D3); `where` says where the item is (A11), `plan` names the prepared plan that it came from."""

    number: int
    name: str
    owner: str
    due: When
    state: StageState
    result: str
    where: str
    ended_at: When | None
    since: When | None
    plan: str | None
    needs_where: bool


class Outcome(Shape):
    """The end of a case beside resolution, cause and reaction; `made_whole` is since when the review counts as mended (C5)."""

    missing: bool
    cost: float
    rating_before: float | None
    rating_after: float | None
    made_whole: When | None


class Case(Shape):
    """One case with its complaint, history and texts."""

    id: int
    version: int
    status: Status
    severity: Severity
    site: str
    brand: str
    marks: list[str]
    language: str | None
    channel: Channel | None
    answered_by: Literal["phone", "email", "letter", "shop", "form"] | None
    owner: str | None
    level: int
    department: Department | None
    promise: Promise | None
    delayed_until: When | None
    stages: list[Stage]
    resolution: str | None
    cause: str | None
    reaction: str | None
    conceded: float
    merged_into: int | None
    outcome: Outcome
    received_at: When
    next: Next | None
    clocks: list[Clock]
    mention: RevisedComplaint
    tags: Tags | None
    events: list[Event]
    replies: list[Reply]
    draft: Reply | None
    possible: list[Act]


class QueueRow(Shape):
    """One line of the queue."""

    id: int
    version: int
    status: Status
    severity: Severity
    site: str
    brand: str
    owner: str | None
    received_at: When
    next: Next | None
    waiting_until: When | None
    marks: list[str]
    level: int
    department: str | None
    topics: list[str]
    sentiment: str | None
    author: str | None
    title: str | None
    excerpt: str
    url: str
    language: str | None
    rating: Rating | None
    published: When | None
    first_seen: When
    edits: int
    withdrawn: bool


class Cases(Shape):
    """A page of the queue, nearest deadline first; `next` is the cursor of the page after it."""

    items: list[QueueRow]
    next: str | None


class Mention(Complaint):
    """One line of the journal: a mention with what became of it."""

    site: str
    brand: str
    native_id: str
    outcome: str
    rule: str
    reason: str
    case: int | None
    tags: Tags | None


class Mentions(Shape):
    """A page of the journal, newest first; `next` is the cursor of the page after it."""

    items: list[Mention]
    next: str | None


class Site(Shape):
    """A watched site and how its last scan ended; `every` is in seconds."""

    site: str
    url: str
    brand: str
    status: Literal["watched", "retired"]
    every: int
    verdict: str
    scanned: When | None
    mentions: int | None
    error: str


class Sites(Shape):
    """The list of watched sites."""

    items: list[Site]


class Me(Shape):
    """Who calls, and what they may do; `scopes` are those of the token, null for somebody logged in."""

    login: str
    name: str
    role: Role
    scopes: list[Scope] | None
    may: list[str]


class FieldError(Shape):
    """A field of the request and what is wrong with it."""

    field: str
    detail: str


class Finding(Shape):
    """What is wrong with a text: the words at `start`:`end`, empty where something is missing, and what would be better."""

    rule: str
    number: str
    level: Literal["block", "warn"]
    start: int
    end: int
    quote: str
    message: str
    better: str


class Problem(Shape):
    """Why a request was not carried out (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    errors: list[FieldError] = Field(default_factory=list)
    findings: list[Finding] = Field(default_factory=list)
