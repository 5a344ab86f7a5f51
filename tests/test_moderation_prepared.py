"""The prepared texts of one case: what a hostile or bare complaint gives them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from config.errors import NotFound, UsageError
from moderation import prepared
from moderation.desk import answering
from moderation.prepared import in_language, language_of
from moderation.queue import CaseView, case_view
from moderation.store.engine import Store
from tests.people import ANNA, BOOK, NOW, a_case, settings

GIVEN = {"settings": settings(), "book": BOOK, "now": NOW}


def seen(store: Store, **changes: object) -> CaseView:
    """Open a case and look at it."""
    return case_view(store, a_case(store, **changes), BOOK, NOW)  # type: ignore[arg-type]


def test_it_works(sqlite_store: Store) -> None:
    found = prepared.prepared(seen(sqlite_store), "reply", ANNA, settings=settings(), book=BOOK, now=NOW)
    assert found[0].template.name == "delivery"
    assert found[0].filled is not None
    assert found[0].filled.text.startswith("Здравствуйте, Ilze!")


@pytest.mark.parametrize("url", ["http://[", "http://", "javascript:alert(1)", "http://[::1"])
def test_an_address_that_is_none_is_named_by_the_site(sqlite_store: Store, url: str) -> None:
    about = prepared.situation(seen(sqlite_store, url=url), ANNA, "ru", **GIVEN)  # type: ignore[arg-type]
    assert about.site == "opinions"


def test_a_language_that_nobody_answers_in_gives_way_to_that_of_the_settings(sqlite_store: Store) -> None:
    view = seen(sqlite_store, language="de")
    assert language_of(view, settings(language="lv")) == "lv"
    assert prepared.one(view, "delivery", ANNA, **GIVEN).language == "en"  # type: ignore[arg-type]


def test_a_term_that_has_passed_is_no_promise(sqlite_store: Store) -> None:
    view = seen(sqlite_store)
    later = {**GIVEN, "now": NOW + timedelta(days=9)}
    assert prepared.situation(view, ANNA, "ru", **GIVEN).reply_by is not None  # type: ignore[arg-type]
    assert prepared.situation(view, ANNA, "ru", **later).reply_by is None  # type: ignore[arg-type]


def test_a_reply_that_was_posted_has_no_term(sqlite_store: Store) -> None:
    n = seen(sqlite_store).id
    answering.reply(sqlite_store, ANNA, n, book=BOOK, now=NOW, text="Простите")
    view = answering.post(sqlite_store, ANNA, n, book=BOOK, now=NOW)
    assert prepared.situation(view, ANNA, "ru", **GIVEN).reply_by is None  # type: ignore[arg-type]


def test_what_is_not_there_is_told(sqlite_store: Store) -> None:
    view = seen(sqlite_store)
    with pytest.raises(NotFound):
        prepared.one(view, "delivry", ANNA, **GIVEN)  # type: ignore[arg-type]
    with pytest.raises(UsageError, match='has no text in "de"'):
        prepared.one(view, "delivery", ANNA, language="de", **GIVEN)  # type: ignore[arg-type]


def test_a_label_is_given_in_some_language() -> None:
    assert in_language({"lv": "a", "en": "b"}, "ru") == "b"
    assert in_language({"lv": "a"}, "ru") == "a"
    assert in_language({}, "ru") == ""
