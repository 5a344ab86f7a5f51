"""Cases by the API: the queue in pages, one case, every verb, and everything that a program may get wrong."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from moderation.acts import PERSONAL
from moderation.case import Act
from moderation.store.engine import Store
from tests.door import NOW, TestClient, World, kept_still, mention, take_in, world

VERBS = {
    Act.ACKNOWLEDGE: {"url": "https://reviews.example/acme#a1"},
    Act.REPLY: {"text": "Иван, посылка придёт завтра. Телефон: 8 800 555-35-35"},
    Act.APPROVE: {},
    Act.POST: {"url": "https://reviews.example/acme#a2"},
    Act.ASSIGN: {"owner": "the-moderator"},
    Act.WAIT: {"until": "2026-12-01T12:00:00+02:00", "why": "ждём курьера"},
    Act.RESUME: {"why": "курьер ответил"},
    Act.PROMISE: {"until": "2026-12-01T12:00:00+02:00", "why": "вернём деньги"},
    Act.KEEP: {"why": "деньги вернулись"},
    Act.DELAY: {"until": "2026-12-02T12:00:00+02:00", "why": "курьер ищет посылку", "text": "Нам нужно ещё два дня."},
    Act.STAGE: {"op": "plan", "plan": "refund", "why": "деньги не вернули"},
    Act.HANDOVER: {"department": "delivery", "why": "где посылка?", "text": "Коллеги, найдите посылку."},
    Act.RETURN: {"why": "посылка в пункте выдачи"},
    Act.ESCALATE: {"why": "покупатель ждёт третью неделю"},
    Act.RESOLVE: {"resolution": "refunded", "cause": "late-courier", "reaction": "satisfied", "why": "вернули"},
    Act.CONCEDE: {"amount": 5, "give": "voucher", "why": "курьер опоздал"},
    Act.LINK: {"other": 1, "answer": "accept", "why": "тот же телефон"},
    Act.MERGE: {"other": 1, "why": "та же посылка"},
    Act.RESTRICT: {"what": "concessions", "until": "2027-03-01T12:00:00+02:00", "why": "пять купонов за месяц"},
    Act.CORRECT: {"severity": "high", "why": "грозит судом"},
    Act.CLOSE: {"why": "покупатель доволен"},
    Act.REOPEN: {"why": "снова пишет"},
    Act.DISMISS: {"why": "о другой фирме"},
}


OPTIONAL = {Act.PROMISE: ("url",), Act.DELAY: ("url",), Act.STAGE: ("owner",)}  # what else these verbs take


@pytest.fixture(scope="module")
def still(empty_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Give an application with one case, in which nothing is changed."""
    with kept_still(empty_sqlite, tmp_path_factory.mktemp("still")) as made:
        yield made


@pytest.fixture
def here(sqlite_store: Store, tmp_path: Path) -> World:
    """Give an application with one case."""
    return world(sqlite_store, tmp_path)


def act(client: TestClient, verb: str, version: int | str, body: object = None, number: int | str = 1) -> object:
    """Do something to a case."""
    given_body = VERBS[Act(verb)] if body is None else body
    match = f'"{version}"' if isinstance(version, int) else version
    return client.post(f"/api/v1/cases/{number}/{verb}", json=given_body, headers={"If-Match": match})


def test_it_works(store: Store, tmp_path: Path) -> None:
    anna, boris = (made := world(store, tmp_path)).program("moderator"), made.program("supervisor")
    first = anna.get("/api/v1/cases/1")
    assert first.headers["etag"] == '"1"'
    steps = [
        (anna, "assign", "received"),
        (anna, "acknowledge", "acknowledged"),
        (anna, "wait", "acknowledged"),
        (boris, "resume", "acknowledged"),
        (anna, "reply", "acknowledged"),
        (boris, "approve", "acknowledged"),
        (anna, "post", "replied"),
        (boris, "close", "closed"),
        (boris, "reopen", "acknowledged"),
        (anna, "dismiss", "dismissed"),
    ]
    for version, (who, verb, status) in enumerate(steps, 1):
        done = act(who, verb, version)
        assert (verb, done.status_code, done.json()["status"]) == (verb, 200, status), done.text
        assert done.headers["etag"] == f'"{version + 1}"'
        told = done.json()
        # A draft is answered with what the lint finds in it; all else is the case.
        assert ("findings" in told) is (verb == "reply")
        assert {key: told[key] for key in told if key != "findings"} == who.get("/api/v1/cases/1").json()
    last = anna.get("/api/v1/cases/1").json()
    assert [event["act"] for event in last["events"]] == ["receive", *(verb for _, verb, _ in steps)]
    assert [event["by"] for event in last["events"]][1:3] == ["the-moderator", "the-moderator"]
    assert last["owner"] == "the-moderator"
    assert [(reply["number"], reply["state"]) for reply in last["replies"]] == [(1, "posted")]


def test_a_case_shows_the_complaint_masked_and_our_own_reply_whole(here: World) -> None:
    anna = here.program("moderator")
    case = act(anna, "reply", 1).json()
    assert case["mention"]["text"] == "Третью неделю жду посылку, звоните [phone] или пишите [e-mail]"
    assert case["mention"]["replies"][0]["text"] == "Напишите нам на [e-mail]"
    assert case["draft"]["text"] == VERBS[Act.REPLY]["text"]
    assert case["draft"]["state"] == "draft"
    assert case["received_at"] == "2026-11-23T09:00:00Z"
    assert case["next"] == {"clock": "acknowledge", "due": "2026-11-23T13:00:00Z", "late": False}
    here.now = NOW + timedelta(hours=5)
    late = anna.get("/api/v1/cases/1").json()
    assert late["next"]["late"]
    assert "late" in late["marks"]


@pytest.mark.parametrize("verb", PERSONAL)
def test_no_verb_works_without_saying_which_version_is_meant(verb: Act, still: World) -> None:
    client, before = still.program("admin"), still.dump()
    refused = client.post(f"/api/v1/cases/1/{verb}", json=VERBS[verb])
    assert refused.status_code == 428
    assert "If-Match" in refused.json()["detail"]
    assert still.dump() == before


@pytest.mark.parametrize("match", ['"2"', '"0"', "1", 'W/"1"', '"1", "2"', '"a"', "", '"' + "9" * 40 + '"'])
def test_an_act_meant_for_another_version_changes_nothing(match: str, still: World) -> None:
    client, before = still.program("moderator"), still.dump()
    refused = act(client, "acknowledge", match)
    assert (refused.status_code, refused.json()["status"]) == (412, 412)
    assert still.dump() == before


def test_who_was_faster_is_told_to_the_slower(here: World) -> None:
    anna, boris = here.program("moderator"), here.program("supervisor")
    assert act(boris, "acknowledge", 1).status_code == 200
    slow = act(anna, "acknowledge", 1)
    assert slow.status_code == 412
    assert "the-supervisor did acknowledge" in slow.json()["detail"]


def test_a_star_means_any_version(here: World) -> None:
    assert act(here.program("moderator"), "acknowledge", "*").status_code == 200


def test_what_the_case_does_not_allow_is_told_with_what_is_possible(here: World) -> None:
    refused = act(here.program("moderator"), "post", 1)
    assert refused.status_code == 409
    assert refused.json() == {
        "type": "about:blank",
        "title": "Conflict",
        "status": 409,
        "detail": refused.json()["detail"],
        "instance": "/api/v1/cases/1/post",
    }
    assert "it has no draft. Possible now: " in refused.json()["detail"]


def test_nobody_approves_his_own_draft(here: World) -> None:
    boris = here.program("supervisor")
    act(boris, "reply", 1)
    refused = act(boris, "approve", 2)
    assert refused.status_code == 403
    assert "the-supervisor wrote this draft" in refused.json()["detail"]


@pytest.mark.parametrize(
    ("number", "status"), [("2", 404), ("0", 422), ("-1", 422), ("x", 422), ("9" * 30, 422), ("1.5", 422), ("%00", 400)]
)
def test_a_case_that_is_not_there_is_told_so(number: str, status: int, still: World) -> None:
    client = still.program("moderator")
    assert client.get(f"/api/v1/cases/{number}").status_code == status
    assert act(client, "acknowledge", "*", number=number).status_code == status


@pytest.mark.parametrize("verb", PERSONAL)
def test_a_field_that_is_not_named_is_refused(verb: Act, still: World) -> None:
    client, before = still.program("admin"), still.dump()
    for field in {"id", "status", "severity", "owner", "by", "at", "version", "approved_by", "url", "text", "why"} - {
        *VERBS[verb]
    }:
        refused = act(client, verb, "*", {**VERBS[verb], field: "1"})
        if field in OPTIONAL.get(verb, ()):
            continue
        assert refused.status_code == 422
        assert refused.json()["errors"] == [{"field": f"body/{field}", "detail": "Extra inputs are not permitted"}]
    assert still.dump() == before


@pytest.mark.parametrize(
    ("verb", "body", "field"),
    [
        ("reply", {}, "text"),
        ("reply", {"text": ""}, "text"),
        ("reply", {"text": " \n"}, ""),
        ("reply", {"text": "я" * 60_000}, ""),
        ("reply", {"text": "a" * 100_001}, "text"),
        ("reply", {"text": 1}, "text"),
        ("reply", {"text": "a\0b"}, "text"),
        ("reply", [], ""),
        ("acknowledge", {"url": "javascript:alert(1)"}, ""),
        ("acknowledge", {"url": "//evil.example"}, ""),
        ("acknowledge", {"url": None}, "url"),
        ("assign", {"owner": ""}, "owner"),
        ("wait", {"why": "x"}, "until"),
        ("wait", {"until": "2026-12-01", "why": "x"}, "until"),
        ("wait", {"until": "2026-12-01T12:00:00", "why": "x"}, "until"),
        ("wait", {"until": "9999-12-31T23:59:59-12:00", "why": "x"}, "until"),
        ("wait", {"until": "5000-01-01T00:00:00Z", "why": "x"}, "until"),
        ("wait", {"until": "2026-11-23T08:59:59Z", "why": "x"}, ""),
        ("wait", {"until": "2026-12-01T12:00:00Z"}, "why"),
        ("dismiss", {}, "why"),
        ("dismiss", {"why": "a" * 2001}, "why"),
    ],
)
def test_a_body_that_cannot_be_understood_is_told_which_field(verb: str, body: object, field: str, still: World) -> None:
    client, before = still.program("admin"), still.dump()
    refused = act(client, verb, "*", body)
    assert refused.status_code == 422
    if field:
        assert [error["field"] for error in refused.json()["errors"]] == [f"body/{field}"]
    assert still.dump() == before


@pytest.mark.parametrize(
    "content", [b"{", b"\xff", b'{"text": "\\ud800"}', b'{"\\ud800": 1, "text": "a"}', b"[" * 100_000, b'{"text": NaN}', b"null"]
)
def test_a_body_that_is_no_json_is_refused(content: bytes, still: World) -> None:
    refused = still.program("moderator").post(
        "/api/v1/cases/1/reply", content=content, headers={"If-Match": "*", "Content-Type": "application/json"}
    )
    assert refused.status_code in (400, 422)
    assert refused.headers["content-type"] == "application/problem+json"


def test_a_reason_that_is_missing_is_asked_for(here: World) -> None:
    anna = here.program("moderator")
    act(anna, "acknowledge", 1)
    assert act(anna, "close", 2, {}).status_code == 409
    assert act(anna, "dismiss", 2, {"why": " "}).status_code == 409


def test_a_person_who_is_not_there_is_given_no_case(here: World) -> None:
    refused = act(here.program("moderator"), "assign", 1, {"owner": "stranger"})
    assert refused.status_code in (404, 422)
    assert "stranger" in refused.json()["detail"]


def test_the_queue_comes_in_pages_that_lead_on(store: Store, tmp_path: Path) -> None:
    made = world(store, tmp_path, cases=0)
    for number in range(1, 8):
        made.now = NOW + timedelta(minutes=number // 2)
        take_in(made, [mention(number)])
    client, address, seen = made.program("viewer"), "/api/v1/cases?limit=3", []
    for _ in range(3):
        page = client.get(address)
        seen += [row["id"] for row in page.json()["items"]]
        link = page.headers.get("link", "")
        address = link.partition(">")[0].removeprefix("<")
        assert (page.json()["next"] is not None) is bool(link)
        assert not link or link.endswith('>; rel="next"')
    assert seen == [1, 2, 3, 4, 5, 6, 7]
    assert address == ""


def test_a_page_does_not_skip_or_repeat_when_cases_come_and_go(here: World) -> None:
    take_in(here, [mention(number) for number in range(2, 6)])
    client = here.program("moderator")
    first = client.get("/api/v1/cases?limit=2").json()
    act(client, "dismiss", "*", number=1)
    here.now = NOW + timedelta(minutes=1)
    take_in(here, [mention(9)])
    second = client.get("/api/v1/cases", params={"limit": 10, "cursor": first["next"]}).json()
    assert [row["id"] for row in first["items"] + second["items"]] == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize(
    ("filter_", "found"),
    [
        ("", [1, 2]),
        ("status:received", [2]),
        ("status:acknowledged", [1]),
        ("status:closed", []),
        ("topic:delivery owner:nobody", [1, 2]),
        ("topic:trust", []),
        ("site:acme-reviews language:ru", [1, 2]),
        ('brand:"Another One"', None),
        ('author:"Another One"', []),
        ("site:%' OR 1=1", None),
        ("status:lost", None),
        ("colour:red", None),
        ('brand:"open', None),
    ],
)
def test_the_queue_takes_the_filter_of_the_other_doors(filter_: str, found: list[int] | None, here: World) -> None:
    take_in(here, [mention(2)])
    client = here.program("moderator")
    act(client, "acknowledge", 1)
    answer = client.get("/api/v1/cases", params={"filter": filter_})
    if found is None:
        assert answer.status_code == 422
        assert answer.json()["detail"].startswith("filter: ")
    else:
        assert sorted(row["id"] for row in answer.json()["items"]) == found


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=201", "limit=x", "offset=3", "raw=1", f"filter={'a' * 2001}", f"cursor={'a' * 301}"]
)
def test_a_question_that_cannot_be_understood_is_refused(query: str, still: World) -> None:
    assert still.program("moderator").get(f"/api/v1/cases?{query}").status_code == 422


def test_a_cursor_is_good_for_one_list_and_one_caller(here: World) -> None:
    take_in(here, [mention(number) for number in range(2, 5)])
    client = here.program("viewer")
    good = client.get("/api/v1/cases?limit=1").json()["next"]
    ask = {"limit": "1", "cursor": good}
    assert client.get("/api/v1/cases", params=ask).json()["items"][0]["id"] == 2
    assert here.program("viewer").get("/api/v1/cases", params=ask).status_code == 422
    assert client.get("/api/v1/cases", params={**ask, "filter": "status:received"}).status_code == 422
    assert client.get("/api/v1/mentions", params=ask).status_code == 422
    for bad in (good[:-1], good + "A", "A" + good[1:], "é", "=", "a" * 299, "[]", good.swapcase()):
        assert client.get("/api/v1/cases", params={**ask, "cursor": bad}).status_code == 422, bad


leaves = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
values = st.recursive(leaves, lambda inner: st.lists(inner, max_size=3))
queries = st.dictionaries(st.sampled_from(["filter", "limit", "cursor"]), st.text())
bodies = st.dictionaries(st.sampled_from(["text", "why", "until", "url", "owner", "x"]) | st.text(), values, max_size=4)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(verb=st.sampled_from(PERSONAL), body=bodies, match=st.text(max_size=20), query=queries)
@example(verb=Act.WAIT, body={"until": "2999-12-31T23:59:59Z", "why": "x"}, match="*", query={})
@example(verb=Act.WAIT, body={"until": 1e300, "why": "x"}, match="*", query={})
@example(verb=Act.WAIT, body={"until": 10**400, "why": "x"}, match="*", query={"cursor": "0"})
def test_whatever_is_sent_is_answered_as_documented(
    verb: Act, body: dict[str, object], match: str, query: dict[str, str], here: World
) -> None:
    client = here.program("admin")
    headers = {"If-Match": match.encode("utf-8", "replace").replace(b"\n", b"").replace(b"\r", b"").replace(b"\0", b"")}
    done = client.post(f"/api/v1/cases/1/{verb}", json=body, headers=headers)
    assert done.status_code in (200, 403, 404, 409, 412, 422)
    assert client.post(f"/api/v1/cases/1/{verb}", json=body, headers={"If-Match": "*"}).status_code in (200, 403, 404, 409, 422)
    assert client.get("/api/v1/cases/1").status_code == 200
    assert client.get("/api/v1/cases", params=query).status_code in (200, 400, 422)
