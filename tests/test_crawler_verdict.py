"""From what was seen to a verdict: no silent zero, no false withdrawal (RELIABILITY row 18)."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.items import Verdict
from crawler.limits import Ending, Stop
from crawler.verdict import (
    Problem,
    Seen,
    is_challenge,
    judge,
    leads_to_login,
    problem_of_answer,
    problem_of_empty,
    problem_of_refusal,
)

URL = "https://reviews.example.com/shop"
END = Stop(Ending.END)


def seen(**more: Any) -> Seen:
    """Describe a scan that read two pages with ten mentions, two of them new."""
    usual = {"url": URL, "pages": 2, "mentions": 10, "fresh": 2, "known": 8, "met": 8, "stop": END}
    return Seen(**{**usual, **more})


def test_it_works() -> None:
    judged = judge(seen())
    assert (judged.verdict, judged.sentence, judged.complete) == (Verdict.OK, "", True)


def test_nothing_new_is_quiet() -> None:
    assert judge(seen(fresh=0)).verdict is Verdict.QUIET


def test_nothing_at_all_where_something_was_known_is_a_changed_layout() -> None:
    judged = judge(seen(mentions=0, fresh=0, met=0))
    assert (judged.verdict, judged.complete) == (Verdict.LAYOUT_CHANGED, False)
    assert "otklik read" in judged.sentence


def test_a_first_scan_without_mentions_says_so() -> None:
    judged = judge(seen(mentions=0, fresh=0, known=0, met=0))
    assert (judged.verdict, judged.complete) == (Verdict.QUIET, False)
    assert "no mention was found" in judged.sentence


def test_an_empty_feed_is_quiet_whatever_was_known() -> None:
    assert judge(seen(mentions=0, fresh=0, met=0, endless=True)).verdict is Verdict.QUIET


def test_a_feed_is_never_complete() -> None:
    assert not judge(seen(endless=True)).complete


@pytest.mark.parametrize(("met", "verdict", "complete"), [(49, Verdict.LAYOUT_CHANGED, False), (50, Verdict.OK, True)])
def test_a_fall_below_half_of_the_known_is_no_withdrawal(met: int, verdict: Verdict, complete: bool) -> None:
    judged = judge(seen(known=100, met=met, mentions=met + 2))
    assert (judged.verdict, judged.complete) == (verdict, complete)


def test_a_few_known_mentions_may_all_be_withdrawn_but_for_one() -> None:
    assert judge(seen(known=9, met=1, mentions=1, fresh=0)).complete


def test_a_problem_comes_before_everything_and_says_what_was_kept() -> None:
    judged = judge(seen(problem=Problem(Verdict.BLOCKED, "it answered 403")))
    assert (judged.verdict, judged.complete) == (Verdict.BLOCKED, False)
    assert judged.sentence == "it answered 403; 10 mentions of 2 pages before it were kept"


def test_a_limit_on_time_fails_and_a_limit_on_pages_does_not() -> None:
    assert judge(seen(stop=Stop(Ending.OVER, "stopped after 600 s"))).verdict is Verdict.FAILED
    judged = judge(seen(stop=Stop(Ending.LIMIT, "stopped after 200 pages")))
    assert (judged.verdict, judged.sentence, judged.complete) == (Verdict.OK, "stopped after 200 pages", False)


def test_what_the_reader_suspects_is_heard() -> None:
    assert judge(seen(mentions=0, met=0, hint=Verdict.LOGIN_WALL)).verdict is Verdict.LOGIN_WALL
    judged = judge(seen(hint=Verdict.LAYOUT_CHANGED, note="the selector .text matched nothing"))
    assert (judged.verdict, judged.sentence) == (Verdict.LAYOUT_CHANGED, "the selector .text matched nothing")


@given(
    st.integers(0, 50),
    st.integers(0, 50),
    st.integers(0, 50),
    st.sampled_from(Ending),
    st.sampled_from([None, *Verdict]),
    st.booleans(),
)
def test_only_a_whole_walk_with_mentions_is_ever_complete(
    mentions: int, known: int, met: int, ending: Ending, hint: Verdict | None, endless: bool
) -> None:
    judged = judge(seen(mentions=mentions, known=known, met=min(met, known), stop=Stop(ending), hint=hint, endless=endless))
    if judged.complete:
        assert mentions
        assert ending in (Ending.END, Ending.ROUND)
        assert judged.verdict in (Verdict.OK, Verdict.QUIET)
        assert not endless
    if judged.verdict not in (Verdict.OK, Verdict.QUIET, Verdict.FAILED):
        assert judged.sentence
    if not mentions and known and not endless and ending is not Ending.OVER and hint is None:
        assert judged.verdict is Verdict.LAYOUT_CHANGED


@pytest.mark.parametrize(
    ("status", "verdict"),
    [
        (401, "login_wall"),
        (403, "blocked"),
        (404, "unreachable"),
        (418, "unreachable"),
        (429, "blocked"),
        (500, "unreachable"),
        (304, "unreachable"),
    ],
)
def test_each_status_has_its_verdict(status: int, verdict: str) -> None:
    problem = problem_of_answer(URL, status, b"", asked=URL)
    assert problem is not None
    assert problem.verdict == verdict
    assert problem_of_answer(URL, 200, b"", asked=URL) is None


@pytest.mark.parametrize("path", ["/login", "/users/sign_in", "/signin?next=/x", "/auth/", "/account/log-in", "/sso"])
def test_a_redirect_to_a_login_is_a_login_wall(path: str) -> None:
    assert leads_to_login("https://reviews.example.com" + path)
    problem = problem_of_answer("https://reviews.example.com" + path, 200, b"", asked=URL)
    assert problem is not None
    assert problem.verdict is Verdict.LOGIN_WALL


@pytest.mark.parametrize("path", ["/shop/login-problems-reviews", "/authors/5", "/blog/signing", "/ssop"])
def test_words_like_login_in_an_address_are_no_login_wall(path: str) -> None:
    assert not leads_to_login("https://reviews.example.com" + path)


def test_a_long_page_with_a_captcha_in_its_form_is_no_challenge() -> None:
    assert is_challenge(b"<div class='g-recaptcha'>")
    assert not is_challenge(b"<p>text</p>" * 5000 + b"<div class='g-recaptcha'>")


def test_html_where_json_was_expected_is_named() -> None:
    problem = problem_of_empty(URL, b"<!doctype html><p>Hi", "text/html", wants_json=True)
    assert problem is not None
    assert problem.sentence == f"{URL} answered with HTML where JSON was expected"
    assert problem_of_empty(URL, b'{"posts": []}', "application/json", wants_json=True) is None


@pytest.mark.parametrize(
    ("reason", "verdict"),
    [
        ("robots: /shop", "forbidden"),
        ("robots unreachable: robots.txt answered 503", "unreachable"),
        ("refused: port 22 is not fetched", "failed"),
        ("max redirections reached", "unreachable"),
        ("something else", "failed"),
    ],
)
def test_a_request_that_was_not_made_has_its_verdict(reason: str, verdict: str) -> None:
    assert problem_of_refusal(URL, reason).verdict == verdict
