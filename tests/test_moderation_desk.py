"""The desk: what a person can do to a case, who may, and what is refused. On both databases."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as profile
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from config.errors import Forbidden, Impossible, NotFound, OperatorError, StaleVersion, UsageError
from moderation import clockwork, history, staff
from moderation.case import Act, Event, Severity, Status
from moderation.corrections import Change
from moderation.desk import answering, correcting, customers, departments, ending, owners, planning, terms
from moderation.people import Person, Role
from moderation.queue import CaseView, case_view
from moderation.state import fold
from moderation.store import cases
from moderation.store.engine import Store
from tests.people import ANNA, BOOK, BORIS, COMPLAINT, DAY, HOUR, NOW, REPLY, STRANGER, VERA, a_case, hire, some_tags

LEGAL = some_tags(risks=(COMPLAINT.sentiment.__class__("legal_threat", 0.9),))


def do(act: Callable[..., CaseView], store: Store, person: Person, n: int, now: datetime = NOW, **details: Any) -> CaseView:
    return act(store, person, n, book=BOOK, now=now, **details)


@pytest.fixture
def case(store: Store) -> int:
    hire(store)
    return a_case(store)


def test_it_works(store: Store, case: int) -> None:
    do(answering.acknowledge, store, ANNA, case, NOW + HOUR, url="https://opinions.example/ozols#a1")
    do(owners.assign, store, BORIS, case, owner="anna")
    do(answering.reply, store, ANNA, case, NOW + 2 * HOUR, text=f"\n{REPLY}\n")
    posted = do(answering.post, store, ANNA, case, NOW + 3 * HOUR)
    assert (posted.status, posted.state.owner) == (Status.REPLIED, "anna")
    assert posted.posted is not None
    assert (posted.posted.text, posted.posted.author) == (REPLY, "anna")
    closed = do(ending.close, store, ANNA, case, NOW + DAY, why="they called and thanked us")
    assert (closed.status, closed.version, closed.next, closed.possible[-1]) == (Status.CLOSED, 6, None, Act.REOPEN)
    assert [event.by for event in closed.events] == ["machine:triage", "anna", "boris", "anna", "anna", "anna"]
    again = do(ending.reopen, store, BORIS, case, NOW + 2 * DAY, why="they wrote again")
    assert again.marks == ("reopened",)


def test_a_serious_case_needs_four_eyes(store: Store) -> None:
    hire(store)
    n = a_case(store, tags=LEGAL)
    assert do(answering.reply, store, VERA, n, text="Сожалеем").approval
    with pytest.raises(Impossible, match="needs the approval of a second person"):
        do(answering.post, store, ANNA, n)
    with pytest.raises(Forbidden, match="vera wrote this draft and cannot approve it"):
        do(answering.approve, store, VERA, n)
    with pytest.raises(Forbidden, match="anna is a moderator and may not approve"):
        do(answering.approve, store, ANNA, n)
    assert do(answering.approve, store, BORIS, n).state.approved_by == "boris"
    with pytest.raises(Impossible, match="approved already, by boris"):
        do(answering.approve, store, BORIS, n)
    edited = do(answering.reply, store, VERA, n, text="Очень сожалеем")
    assert edited.state.approved_by is None
    with pytest.raises(Impossible, match="needs the approval of a second person"):
        do(answering.post, store, ANNA, n)
    do(answering.approve, store, BORIS, n)
    posted = do(answering.post, store, ANNA, n).posted
    assert posted is not None
    assert posted.text == "Очень сожалеем"


def test_a_case_can_wait_and_be_resumed(store: Store, case: int) -> None:
    before = case_view(store, case, BOOK, NOW).clocks[1].due
    waiting = do(terms.wait, store, ANNA, case, until=NOW + 2 * DAY, why="asked for the order number")
    assert "waiting" in waiting.marks
    assert waiting.clocks[1].due > before
    with store.read() as tx:
        record = cases.record(tx, case)
    assert record is not None
    assert record.waiting_until == NOW + 2 * DAY
    resumed = do(terms.resume, store, ANNA, case, NOW + HOUR)
    assert "waiting" not in resumed.marks
    assert resumed.clocks[1].due == before + HOUR
    with pytest.raises(Impossible, match="it is not waiting"):
        do(terms.resume, store, ANNA, case, NOW + HOUR)


@pytest.mark.parametrize(
    ("act", "details", "said"),
    [
        (answering.reply, {"text": ""}, "the text is empty"),
        (answering.reply, {"text": " \n\t "}, "the text is empty"),
        (answering.reply, {"text": "Щ" * 50_001}, "has 100 kB; at most 100 kB"),
        (answering.acknowledge, {"url": "javascript:alert(1)"}, '"javascript:alert\\(1\\)" is not an address'),
        (answering.post, {"url": "opinions.example/1"}, "Write it whole, with http"),
        (answering.acknowledge, {"url": "https://"}, "is not an address"),
        (answering.acknowledge, {"url": "https://[::1"}, "is not an address"),
        (answering.acknowledge, {"url": "https://a b"}, "is not an address"),
        (answering.acknowledge, {"url": "https://a/" + "b" * 2000}, "is not an address"),
        (terms.wait, {"until": NOW, "why": "x"}, "has passed already"),
        (terms.wait, {"until": NOW - DAY, "why": "x"}, "has passed already"),
        (terms.wait, {"until": NOW + 91 * DAY, "why": "x"}, "more than 90 days away"),
        (terms.wait, {"until": (NOW + DAY).replace(tzinfo=None), "why": "x"}, "has no time zone"),
        (ending.dismiss, {"why": "x" * 2001}, "the reason has 2001 characters"),
    ],
)
def test_what_cannot_be_kept_is_refused(
    store: Store, case: int, act: Callable[..., CaseView], details: dict[str, Any], said: str
) -> None:
    with pytest.raises(UsageError, match=said):
        do(act, store, ANNA, case, **details)
    assert case_view(store, case, BOOK, NOW).version == 1


@pytest.mark.parametrize("act", [ending.close, ending.dismiss, terms.wait])
def test_an_end_needs_a_reason(store: Store, case: int, act: Callable[..., CaseView]) -> None:
    do(answering.acknowledge, store, ANNA, case)
    details: dict[str, Any] = {"until": NOW + DAY} if act is terms.wait else {}
    with pytest.raises(Impossible, match="without a reason"):
        do(act, store, ANNA, case, why=" ", **details)
    assert case_view(store, case, BOOK, NOW).version == 2


@pytest.mark.parametrize("number", [2, 0, -1, 2**63, 10**30])
def test_an_unknown_case_is_not_found(store: Store, case: int, number: int) -> None:
    with pytest.raises(NotFound, match=f"there is no case {number}. See the open ones: otklik queue"):
        do(answering.acknowledge, store, ANNA, number)
    with pytest.raises(NotFound, match=f"there is no case {number}"):
        case_view(store, number, BOOK, NOW)


@pytest.mark.parametrize("person", [STRANGER, Person("gone", "Gone", Role.ADMIN, disabled=True)])
@pytest.mark.parametrize(
    ("act", "details"),
    [
        (answering.acknowledge, {}),
        (answering.reply, {"text": REPLY}),
        (answering.approve, {}),
        (answering.post, {}),
        (owners.assign, {"owner": "nobody-at-all"}),
        (terms.wait, {"until": NOW + DAY, "why": "x"}),
        (terms.resume, {}),
        (ending.close, {"why": "x"}),
        (ending.reopen, {"why": "x"}),
        (ending.dismiss, {"why": "x"}),
    ],
)
def test_who_may_only_look_changes_nothing(
    store: Store, case: int, act: Callable[..., CaseView], details: dict[str, Any], person: Person
) -> None:
    with pytest.raises(Forbidden):
        do(act, store, person, case, **details)
    assert case_view(store, case, BOOK, NOW).version == 1


def test_a_case_is_given_only_to_somebody_who_is_there(store: Store, case: int) -> None:
    staff.disable(store, "vera", NOW)
    for owner in ("vera", "nobody", "", "stranger"):  # the stranger may only look, so the case would lie
        with pytest.raises(NotFound, match=r"There are: anna, boris$"):
            do(owners.assign, store, ANNA, case, owner=owner)
    assert do(owners.assign, store, ANNA, case, owner=" Boris ").state.owner == "boris"


def test_who_read_an_older_version_is_told_who_was_faster(store: Store, case: int) -> None:
    do(answering.acknowledge, store, BORIS, case, version=1)
    with pytest.raises(StaleVersion, match="case 1 is at version 2 now: boris did acknowledge at 2026-11-23 09:00 UTC"):
        do(answering.reply, store, ANNA, case, text=REPLY, version=1)
    assert case_view(store, case, BOOK, NOW).replies == ()
    assert do(answering.reply, store, ANNA, case, text=REPLY, version=2).version == 3


@pytest.mark.parametrize("version", [None, 1])
def test_of_eight_who_acknowledge_at_once_exactly_one_does(store: Store, case: int, version: int | None) -> None:
    def attempt(_: int) -> str:
        try:
            do(answering.acknowledge, store, ANNA, case, version=version)
        except (Impossible, StaleVersion) as refused:
            return str(refused)
        return ""

    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(attempt, range(8)))
    assert told.count("") == 1
    assert all("case 1" in said for said in told if said)
    assert len(case_view(store, case, BOOK, NOW).events) == 2


def test_of_eight_who_post_at_once_exactly_one_does(store: Store, case: int) -> None:
    do(answering.reply, store, ANNA, case, text=REPLY)

    def attempt(_: int) -> bool:
        try:
            do(answering.post, store, ANNA, case)
        except (Impossible, StaleVersion):
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(attempt, range(8))) == 1
    assert [event.act for event in case_view(store, case, BOOK, NOW).events].count(Act.POST) == 1


def test_text_that_no_database_keeps_is_kept_as_near_as_can_be(store: Store, case: int) -> None:
    do(answering.reply, store, ANNA, case, text="Здравствуйте\x00 \ud800!")
    view = do(ending.dismiss, store, ANNA, case, why="spam\x00\udfff")
    assert view.replies[0].text == "Здравствуйте\ufffd \ufffd!"
    assert view.events[-1].why == "spam\ufffd\ufffd"


def test_a_delay_to_a_date_that_is_no_later_is_refused(store: Store, case: int) -> None:
    do(terms.promise, store, ANNA, case, until=NOW + 5 * DAY)
    with pytest.raises(Impossible, match=r"its promise is due at 2026-11-28 .* is no later\. A delay needs a later date"):
        do(terms.delay, store, ANNA, case, until=NOW + 4 * DAY, why="the courier looks for it")
    assert do(terms.delay, store, ANNA, case, until=NOW + 6 * DAY, why="the courier looks for it").state.delays == 1


@pytest.mark.parametrize("version", [0, -1, -2, 99])
def test_a_version_that_there_never_was_is_stale(store: Store, case: int, version: int) -> None:
    with pytest.raises(StaleVersion):
        do(answering.acknowledge, store, ANNA, case, version=version)


def test_events_hold_no_text_of_a_reply_or_complaint(store: Store, case: int) -> None:
    do(answering.reply, store, ANNA, case, text=REPLY)
    view = do(answering.post, store, ANNA, case)
    told = json.dumps([dict(event.data) for event in view.events], ensure_ascii=False)
    assert REPLY not in told
    assert view.mention.body not in told


def test_an_act_that_fails_in_the_middle_leaves_nothing(store: Store, case: int, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(history, "append", fail)
    with pytest.raises(OSError, match="No space left"):
        do(answering.reply, store, ANNA, case, text=REPLY)
    view = case_view(store, case, BOOK, NOW)
    assert (view.version, view.replies) == (1, ())


VERBS = {
    Act.ACKNOWLEDGE: answering.acknowledge,
    Act.REPLY: answering.reply,
    Act.APPROVE: answering.approve,
    Act.POST: answering.post,
    Act.PROMISE: terms.promise,
    Act.KEEP: terms.keep,
    Act.DELAY: terms.delay,
    Act.WAIT: terms.wait,
    Act.RESUME: terms.resume,
    Act.STAGE: planning.stage,
    Act.HANDOVER: departments.handover,
    Act.RETURN: departments.take_back,
    Act.ASSIGN: owners.assign,
    Act.ESCALATE: owners.escalate,
    Act.CORRECT: correcting.correct,
    Act.CONCEDE: customers.concede,
    Act.LINK: customers.link,
    Act.MERGE: customers.merge,
    Act.RESTRICT: customers.restrict,
    Act.CLOSE: ending.close,
    Act.DISMISS: ending.dismiss,
    Act.REOPEN: ending.reopen,
}


# --- random acts against a plain model ---------------------------------------------------------------------------------------

MACHINE = (Act.CONFIRM, Act.UNCONFIRM, Act.AMEND, Act.WITHDRAW, Act.REAPPEAR)
OPEN = {"received", "acknowledged", "replied", "confirmed"}


class Desk(RuleBasedStateMachine):
    """Any acts by anybody in any order; the model is a handful of plain variables."""

    store: Store
    made = 0

    @initialize(serious=st.booleans())
    def open_a_case(self, serious: bool) -> None:
        type(self).made += 1
        self.now = NOW
        self.serious = serious
        self.n = a_case(self.store, type(self).made, LEGAL if serious else COMPLAINT)
        self.status, self.told = "received", False
        self.draft: str | None = None
        self.approved = self.waiting = self.promised = self.handed = False
        self.planned: list[str] = []  # how far each stage of the plan is, in order
        self.past: tuple[Event, ...] = ()

    def allowed(self, act: Act) -> bool:
        """Say by the plain rules whether an act is possible."""
        status = self.status
        unanswered = status in ("received", "acknowledged")
        return {
            Act.ACKNOWLEDGE: status == "received",
            Act.REPLY: status in OPEN,
            Act.APPROVE: status in OPEN and self.draft is not None and not self.approved,
            Act.POST: status in OPEN and self.draft is not None and (self.approved or not self.serious),
            Act.ASSIGN: status in OPEN,
            Act.PROMISE: status in OPEN and not self.promised,
            Act.KEEP: status in OPEN and self.promised,
            Act.DELAY: unanswered or (status in OPEN and self.promised),
            Act.ESCALATE: status in OPEN and self.level() < 3,
            Act.CORRECT: status != "dismissed",
            Act.WAIT: unanswered,
            Act.RESUME: status in OPEN and self.waiting,
            Act.STAGE: status in OPEN,
            Act.HANDOVER: status in OPEN and not self.handed,
            Act.RETURN: status in OPEN and self.handed,
            Act.DISMISS: unanswered,
            Act.CLOSE: status in OPEN and status != "received",
            Act.REOPEN: status not in OPEN,
            Act.CONCEDE: status in OPEN,
            Act.MERGE: status in OPEN,
            Act.LINK: status != "dismissed",
            Act.RESTRICT: status != "dismissed",
        }[act]

    def level(self) -> int:
        """Give the level of the ladder: the clock climbs by itself, so this is asked, not modelled."""
        return case_view(self.store, self.n, BOOK, self.now).state.level

    def attempt(self, act: Act, person: Person = BORIS, **details: Any) -> bool:
        self.now += HOUR / 6
        self.waiting = self.waiting and self.now < self.limit
        allowed = self.allowed(act)
        if allowed:
            view = do(VERBS[act], self.store, person, self.n, self.now, **details)
            assert view.events[-1].act is act
            return True
        possible = case_view(self.store, self.n, BOOK, self.now).possible
        with pytest.raises(Impossible) as refused:
            do(VERBS[act], self.store, person, self.n, self.now, **details)
        told = str(refused.value)
        assert "otklik reopen" in told or all(one in told for one in possible)
        return False

    @rule()
    def acknowledge(self) -> None:
        if self.attempt(Act.ACKNOWLEDGE):
            self.status, self.told = "acknowledged", True

    @rule(text=st.text(min_size=1).filter(str.strip), by=st.sampled_from((ANNA, VERA)))
    def reply(self, text: str, by: Person) -> None:
        if self.attempt(Act.REPLY, by, text=text):
            self.draft, self.approved = by.login, False

    @rule(by=st.sampled_from((VERA, BORIS)))
    def approve(self, by: Person) -> None:
        if self.allowed(Act.APPROVE) and self.draft == by.login:
            with pytest.raises(Forbidden):
                do(answering.approve, self.store, by, self.n, self.now)
        elif self.attempt(Act.APPROVE, by):
            self.approved = True

    @rule()
    def post(self) -> None:
        if self.attempt(Act.POST):
            self.status, self.told, self.draft, self.approved, self.waiting = "replied", True, None, False, False

    @rule(owner=st.sampled_from(("anna", "boris")))
    def assign(self, owner: str) -> None:
        self.attempt(Act.ASSIGN, owner=owner)

    @rule(hours=st.integers(1, 400))
    def promise(self, hours: int) -> None:
        if self.attempt(Act.PROMISE, until=self.now + hours * HOUR):
            self.promised = True

    @rule()
    def keep(self) -> None:
        if self.attempt(Act.KEEP):
            self.promised = False

    @rule(hours=st.integers(1, 400))
    def delay(self, hours: int) -> None:
        # To a date that is later than what is due: another one is refused whatever the status.
        due = [clock.due for clock in case_view(self.store, self.n, BOOK, self.now).clocks if clock.kind in ("reply", "promise")]
        until = min(max([self.now, *due]) + hours * HOUR, self.now + 89 * DAY)
        if until > max([self.now, *due]):
            self.attempt(Act.DELAY, until=until, why="the courier looks for it")

    @rule()
    def escalate(self) -> None:
        before = self.level()
        if self.attempt(Act.ESCALATE, why="it is serious"):
            assert self.level() == before + 1

    @rule(topic=st.sampled_from(("trust", "premises", "warranty_repair")))
    def correct(self, topic: str) -> None:
        with self.store.read() as tx:
            case = cases.record(tx, self.n)
        assert case is not None
        if case.topics != (topic,):
            self.attempt(Act.CORRECT, change=Change(topics=(topic,)))

    @rule(hours=st.integers(1, 100))
    def wait(self, hours: int) -> None:
        until = self.now + hours * HOUR
        if self.attempt(Act.WAIT, until=until, why="their move"):
            self.waiting, self.limit = True, until

    @rule()
    def resume(self) -> None:
        if self.attempt(Act.RESUME):
            self.waiting = False

    @rule(plan=st.sampled_from(("refund", "legal-claim")))
    def take_a_plan(self, plan: str) -> None:
        if self.status in OPEN and "planned" in self.planned:
            with pytest.raises(Impossible, match="has a plan that is not finished"):
                do(planning.stage, self.store, BORIS, self.n, self.now, op="plan", plan=plan)
        elif self.attempt(Act.STAGE, op="plan", plan=plan):
            self.planned += ["planned"] * (4 if plan == "refund" else 5)

    @rule(hours=st.integers(1, 400), owner=st.sampled_from(("anna", "role:supervisor", "department:repair")))
    def add_a_stage(self, hours: int, owner: str) -> None:
        if self.attempt(Act.STAGE, op="add", name="call them", owner=owner, due=self.now + hours * HOUR):
            self.planned.append("planned")

    @rule(op=st.sampled_from(("done", "skip", "move", "place")), pick=st.integers(0, 99), hours=st.integers(1, 400))
    def work_on_a_stage(self, op: str, pick: int, hours: int) -> None:
        number = pick % (len(self.planned) + 1) + 1  # one that is there, or the one after the last
        moved = {"due": self.now + hours * HOUR} if op == "move" else {"where": "the shop"} if op in ("done", "place") else {}
        details: dict[str, Any] = {"op": op, "stage": number, "why": "as agreed", **moved}
        there = number <= len(self.planned) and self.planned[number - 1] == "planned"
        if self.status in OPEN and not there:
            with pytest.raises(OperatorError, match=rf"has no stage {number}|is (done|skipped) already|no plan of stages"):
                do(planning.stage, self.store, BORIS, self.n, self.now, **details)
        elif self.attempt(Act.STAGE, **details) and op in ("done", "skip"):
            self.planned[number - 1] = "done" if op == "done" else "skipped"

    @rule(department=st.sampled_from(("repair", "delivery")), hours=st.none() | st.integers(1, 400))
    def hand_over(self, department: str, hours: int | None) -> None:
        due = None if hours is None else self.now + hours * HOUR
        if self.attempt(Act.HANDOVER, department=department, due=due, why="find it"):
            self.handed = True

    @rule(pick=st.none() | st.integers(0, 99))
    def take_back(self, pick: int | None) -> None:
        number = None if pick is None else pick % (len(self.planned) + 1) + 1
        there = number is None or (number <= len(self.planned) and self.planned[number - 1] == "planned")
        details: dict[str, Any] = {"why": "it is found"} | ({} if number is None else {"stage": number, "where": "the shop"})
        if self.status in OPEN and self.handed and not there:
            with pytest.raises(OperatorError, match=r"has no stage|already|no plan of stages"):
                do(departments.take_back, self.store, BORIS, self.n, self.now, **details)
        elif self.attempt(Act.RETURN, **details):
            self.handed = False
            if number is not None:
                self.planned[number - 1] = "done"

    @rule(act=st.sampled_from((Act.CLOSE, Act.DISMISS)))
    def end(self, act: Act) -> None:
        if self.attempt(act, why="it is over"):
            self.status, self.waiting = ("closed" if act is Act.CLOSE else "dismissed"), False
            self.handed = False

    @rule()
    def reopen(self) -> None:
        if self.attempt(Act.REOPEN, why="it is not"):
            self.status = "acknowledged" if self.told else "received"

    @rule(act=st.sampled_from(MACHINE))
    def observe(self, act: Act) -> None:
        """Let a scan or the clock record what they may at this status."""
        fits = {Act.CONFIRM: self.status == "replied", Act.UNCONFIRM: self.status in ("replied", "confirmed")}
        if not fits.get(act, True):
            return
        self.now += HOUR / 6
        with self.store.write() as tx:
            case = cases.record(tx, self.n)
            assert case is not None
            history.append(tx, case, cases.events(tx, self.n), act, by=history.SCAN, at=self.now, book=BOOK)
        if act is Act.CONFIRM:
            self.status = "confirmed"
        elif act is Act.UNCONFIRM or (act is Act.AMEND and self.status in ("replied", "confirmed")):
            self.status = "acknowledged"

    @rule(days=st.integers(1, 6))
    def time_passes(self, days: int) -> None:
        self.now += days * DAY
        raised = clockwork.tick(self.store, BOOK, self.now).unconfirmed
        assert clockwork.tick(self.store, BOOK, self.now).unconfirmed == ()
        if self.n in raised:
            assert self.status == "replied"
            self.status = "acknowledged"

    @invariant()
    def the_case_is_what_the_model_says(self) -> None:
        if not hasattr(self, "n"):
            return
        with self.store.read() as tx:
            file = cases.file(tx, self.n)
        assert file is not None
        state = fold(file.events)
        assert state.status == self.status
        assert file.events[: len(self.past)] == self.past, "what is in the history stays there"
        assert all(before.seq + 1 == after.seq for before, after in pairwise(file.events))
        assert file.case.version == len(file.events)
        assert (file.case.status, file.case.owner) == (state.status, state.owner)
        assert [stage.state for stage in state.plan] == self.planned
        assert (file.case.department is not None, state.department is not None) == (self.handed, self.handed)
        assert history.index_of(state, history.scope_of(file.case), BOOK) == cases.stored_index(file.case)
        assert (file.case.severity is Severity.CRITICAL) is self.serious
        self.past = file.events

    def another(self) -> int:
        """Open a case of somebody else."""
        type(self).made += 1
        return a_case(self.store, type(self).made)

    @rule(amount=st.integers(1, 100_000))
    def concede(self, amount: int) -> None:
        before = case_view(self.store, self.n, BOOK, self.now).state.conceded
        given = self.attempt(Act.CONCEDE, amount=amount, give="refund", why="a late courier")
        assert case_view(self.store, self.n, BOOK, self.now).state.conceded == before + given * amount

    @rule()
    def link(self) -> None:
        self.attempt(Act.LINK, other=self.another(), why="the same telephone")

    @rule()
    def merge(self) -> None:
        other = self.another()
        if self.allowed(Act.MERGE) and self.promised:
            with pytest.raises(Impossible, match="a promise until"):
                do(customers.merge, self.store, BORIS, self.n, self.now, other=other, why="one parcel")
        elif self.attempt(Act.MERGE, other=other, why="one parcel"):
            self.status, self.waiting, self.handed = "dismissed", False, False
            assert case_view(self.store, self.n, BOOK, self.now).state.merged_into == other

    @rule()
    def restrict(self) -> None:
        before = case_view(self.store, self.n, BOOK, self.now + HOUR / 6).clocks
        self.attempt(Act.RESTRICT, what="writing", until=self.now + 30 * DAY, why="shouts at the staff")
        assert case_view(self.store, self.n, BOOK, self.now).clocks == before

    def teardown(self) -> None:
        assert clockwork.rebuild(self.store, BOOK) == ()


@pytest.mark.parametrize("steps", [25])
def test_any_acts_in_any_order_keep_to_the_rules(store: Store, steps: int) -> None:
    hire(store)
    machine = type("Machine", (Desk,), {"store": store, "made": 0})
    run_state_machine_as_test(
        machine,
        settings=profile(
            max_examples=30 if store.dialect == "sqlite" else 10,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_a_refused_act_is_one_sentence(store: Store, case: int) -> None:
    with pytest.raises(OperatorError) as refused:
        do(ending.close, store, ANNA, case, why="x")
    assert "\n" not in str(refused.value)
    assert timedelta(0) < case_view(store, case, BOOK, NOW).clocks[0].term
