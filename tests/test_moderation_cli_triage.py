"""`otklik triage --explain N`: why a mention became a case, or did not."""

from __future__ import annotations

import pytest

from crawler.items import Reply
from tests.office import SITES, Office
from tests.people import PRAISE, a_mention, a_site, some_tags, take


def test_it_works(office: Office) -> None:
    take(office.store, [a_mention()])
    lines = office.out("triage", "--explain", "1").splitlines()
    assert lines[0] == 'mention 1 of opinions: case 1, by the rule "complaint"'
    assert "company: wanted yes, found no" in lines[2]
    assert lines[-1].split(maxsplit=1) == ["complaint", "holds  complaint: yes"]


def test_json_tells_facts_and_steps(office: Office) -> None:
    take(office.store, [a_mention(rating=None)], PRAISE)
    found = office.json("triage", "--explain", "1")
    assert (found["mention"], found["case"], found["outcome"], found["rule"]) == (1, None, "dismissed", "praise")
    assert (found["facts"]["sentiment"], found["facts"]["complaint"], found["facts"]["competitor"]) == ("positive", False, False)
    assert [step["held"] for step in found["steps"]] == [False] * (len(found["steps"]) - 1) + [True]
    assert all(bool(step["failed"]) is not step["held"] for step in found["steps"])
    assert found["today"] == {"rule": "praise", "severity": None, "dismiss": "praise; may be thanked (B4)"}


def test_a_doubtful_praise_says_why_it_was_not_dismissed(office: Office) -> None:
    take(office.store, [a_mention()], some_tags("positive", complaint=False, abstained=("complaint",)))
    found = office.json("triage", "--explain", "1")
    assert found["outcome"] == "case"
    assert any("unsure" in " ".join(step["because"]) for step in found["steps"])


def test_a_complaint_that_was_answered_already_says_so(office: Office) -> None:
    take(office.store, [a_mention(replies=(Reply("Вернули", "Ozols"),))])
    code, out, err = office.run("triage", "--explain", "1")
    assert (code, out.splitlines()[0]) == (
        0,
        'mention 1 of opinions: dismissed, by the rule "answered": the company\'s reply stood under it when it was first seen',
    )
    assert "no case was opened all the same" in err


def test_a_changed_policy_is_told(office: Office) -> None:
    take(office.store, [a_mention()])
    office.write("policy.yaml", "triage: [{name: everything is urgent, severity: critical}]")
    code, out, err = office.run("triage", "--explain", "1")
    assert (code, out.splitlines()[-1].split()[-1]) == (0, "holds")
    assert 'of today the rule "everything is urgent" decides' in err


def test_a_site_that_is_not_listed_any_more_is_told(office: Office) -> None:
    take(office.store, [a_mention(site="forum")], site=a_site("forum"))
    assert "the site forum is not on the list any more" in office.run("triage", "--explain", "1")[2]
    office.write("sites.yaml", SITES.replace("opinions", "forum"))
    assert office.run("triage", "--explain", "1")[2] == ""


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        ([], 2, "triage needs the number of a mention: otklik triage --explain N"),
        (["--explain", "7"], 1, "there is no mention 7. Numbers are in: otklik journal"),
        (["--explain", "x"], 2, "--explain"),
        (["--explain", "0"], 2, "--explain"),
        (["--explain", "99999999999999999999"], 2, "--explain"),
    ],
)
def test_what_is_no_mention_is_told(office: Office, args: list[str], code: int, said: str) -> None:
    found, out, err = office.run("triage", *args)
    assert (found, out) == (code, "")
    assert said in err
