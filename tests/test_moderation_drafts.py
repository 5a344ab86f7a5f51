"""What a person is typing is kept: per person, case and kind of text, and it survives a killed process."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from datetime import timedelta

import pytest

from config.errors import Forbidden, NotFound, UsageError
from moderation import drafts
from moderation.store.engine import Store
from tests.people import ANNA, BORIS, NOW, STRANGER, VERA, a_case

TEXT = "Здравствуйте! Простите, мы уже…"


def test_it_works(store: Store) -> None:
    n = a_case(store)
    saved = drafts.save(store, ANNA, n, TEXT, now=NOW)
    assert saved is not None
    assert drafts.load(store, ANNA, n) == saved
    assert (saved.text, saved.saved_at, saved.kind) == (TEXT, NOW, "reply")


def test_the_last_text_counts(store: Store) -> None:
    n = a_case(store)
    drafts.save(store, ANNA, n, TEXT, now=NOW)
    drafts.save(store, ANNA, n, "и ещё", now=NOW + timedelta(seconds=9))
    found = drafts.load(store, ANNA, n)
    assert found is not None
    assert (found.text, found.saved_at) == ("и ещё", NOW + timedelta(seconds=9))


def test_everybody_has_a_text_of_their_own_for_each_kind(store: Store) -> None:
    n = a_case(store)
    drafts.save(store, ANNA, n, "Anna", now=NOW)
    drafts.save(store, ANNA, n, "later", now=NOW + timedelta(seconds=1), kind="delay")
    drafts.save(store, BORIS, n, "Boris", now=NOW)
    assert list(drafts.every(store, ANNA, n)) == ["delay", "reply"]
    assert drafts.load(store, VERA, n) is None
    assert drafts.drop(store, ANNA, n)
    assert not drafts.drop(store, ANNA, n)
    assert list(drafts.every(store, ANNA, n)) == ["delay"]
    assert list(drafts.every(store, BORIS, n)) == ["reply"]


def test_an_emptied_text_is_forgotten(store: Store) -> None:
    n = a_case(store)
    drafts.save(store, ANNA, n, TEXT, now=NOW)
    assert drafts.save(store, ANNA, n, " \n", now=NOW) is None
    assert drafts.load(store, ANNA, n) is None


def test_a_text_of_100_kb_is_kept_and_one_byte_more_is_not(store: Store) -> None:
    n = a_case(store)
    drafts.save(store, ANNA, n, "я" * 50_000, now=NOW)
    with pytest.raises(UsageError, match="draft: the text has 100 kB; at most 100 kB are kept"):
        drafts.save(store, ANNA, n, "я" * 50_000 + "a", now=NOW)
    found = drafts.load(store, ANNA, n)
    assert found is not None
    assert len(found.text) == 50_000


@pytest.mark.parametrize("number", [0, 2, 10**30])
def test_a_case_that_is_not_there_keeps_nothing(store: Store, number: int) -> None:
    a_case(store)
    with pytest.raises(NotFound, match=f"there is no case {number}"):
        drafts.save(store, ANNA, number, TEXT, now=NOW)
    with pytest.raises(NotFound):
        drafts.load(store, ANNA, number)
    with pytest.raises(NotFound):
        drafts.drop(store, ANNA, number)
    assert drafts.every(store, ANNA, number) == {}


def test_a_stranger_writes_nothing(store: Store) -> None:
    n = a_case(store)
    with pytest.raises(Forbidden):
        drafts.save(store, STRANGER, n, TEXT, now=NOW)


def test_an_unknown_kind_is_told_with_the_known_ones(store: Store) -> None:
    n = a_case(store)
    with pytest.raises(UsageError, match=r'kind: "novel" is no kind of text\. Write one of: reply, acknowledge, delay'):
        drafts.save(store, ANNA, n, TEXT, now=NOW, kind="novel")


def test_a_saved_text_survives_the_death_of_its_process(sqlite_store: Store) -> None:
    n = a_case(sqlite_store)
    script = f"""
        import os, signal
        from moderation import drafts
        from moderation.store.engine import open_store
        from tests.people import ANNA, NOW
        store = open_store({str(sqlite_store.engine.url)!r})
        drafts.save(store, ANNA, {n}, {TEXT!r}, now=NOW)
        os.kill(os.getpid(), signal.SIGKILL)
    """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(script)], capture_output=True, check=False)
    assert done.returncode == -9, done.stderr
    found = drafts.load(sqlite_store, ANNA, n)
    assert found is not None
    assert found.text == TEXT
