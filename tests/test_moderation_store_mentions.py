"""Mentions in the database: the journal, once each. On both databases."""

from __future__ import annotations

from dataclasses import fields

import pytest

from crawler.items import Mention, Precision, Rating, Reply
from moderation.store import mentions
from moderation.store.engine import Store
from moderation.store.mentions import Decision, Known
from tests.people import COMPLAINT, DAY, HOUR, NOW, PRAISE, RIVAL, TEXT, a_mention, a_site, take

CASE, DISMISSED = Decision("case", "complaint", ""), Decision("dismissed", "praise", "praise; may be thanked (B4)")


def add(store: Store, *read: Mention, decision: Decision = DISMISSED) -> dict[str, int]:
    with store.write() as tx:
        return mentions.add(tx, [(one, "Ozols", decision) for one in read], NOW)


def test_it_works(store: Store) -> None:
    read = a_mention(
        headline="Возврат",
        rating=Rating(2.5, 10.0, 0.0, "2,5 из 10"),
        precision=Precision.DAY,
        replies=(Reply("Вернули", "Ozols", NOW, "вчера"), Reply("И мне")),
        truncated=True,
        kind="post",
        layers=(("author", "json-ld"), ("body", "selectors")),
    )
    keys = add(store, read)
    with store.read() as tx:
        found = mentions.one(tx, keys["r1"])
    assert found is not None
    for name in {field.name for field in fields(read)} - {"precision"}:
        assert getattr(found, name) == getattr(read, name), name
    assert (found.first_seen, found.changed_at, found.edits, found.withdrawn_at) == (NOW, None, 0, None)
    assert (found.outcome, found.rule, found.reason, found.case_id, found.tags) == (*_decided(DISMISSED), None, None)


def _decided(decision: Decision) -> tuple[str, str, str]:
    return decision.outcome, decision.rule, decision.reason


def test_a_mention_without_anything_but_a_text_is_kept(store: Store) -> None:
    keys = add(store, Mention("opinions", "r1", "https://opinions.example", ""))
    with store.read() as tx:
        found = mentions.one(tx, keys["r1"])
    assert found is not None
    assert (found.author, found.published, found.rating, found.language, found.replies) == (None, None, None, None, ())


def test_what_is_there_already_is_left_as_it_is(store: Store) -> None:
    first = add(store, a_mention(1))
    second = add(store, a_mention(1, body="other"), a_mention(2))
    assert second["r1"] == first["r1"]
    with store.read() as tx:
        one = mentions.one(tx, first["r1"])
    assert one is not None
    assert one.body == TEXT
    assert add(store) == {}


def test_many_are_written_and_found_at_once(store: Store) -> None:
    read = [a_mention(number) for number in range(1203)]
    keys = add(store, *read)
    assert len(set(keys.values())) == 1203
    with store.read() as tx:
        found = mentions.known(tx, "opinions", [one.native_id for one in read])
        digests = mentions.digests(tx, "opinions")
    assert {name: known.id for name, known in found.items()} == keys
    assert digests == {one.native_id: one.digest for one in read}


def test_what_is_known_tells_all_that_a_new_reading_is_judged_by(store: Store) -> None:
    take(store, [a_mention(replies=(Reply("И мне"),)), a_mention(2, rating=None, truncated=True)])
    with store.read() as tx:
        found = mentions.known(tx, "opinions", ["r1", "r2", "r3"])
        assert mentions.known(tx, "forum", ["r1"]) == {}
        assert mentions.known(tx, "opinions", []) == {}
    read = a_mention(replies=(Reply("И мне"),))
    assert found["r1"] == Known(found["r1"].id, "r1", read.digest, read.reply_digest, 0, False, "case", 1)
    assert (found["r2"].truncated, found["r2"].reply_digest) == (True, None)
    assert set(found) == {"r1", "r2"}


def test_tags_take_the_place_of_those_before(store: Store) -> None:
    key = add(store, a_mention())["r1"]
    for tags in (COMPLAINT, PRAISE):
        with store.write() as tx:
            mentions.put_tags(tx, [(key, tags)], NOW)
        with store.read() as tx:
            found = mentions.one(tx, key)
        assert found is not None
        assert found.tags == tags
    with store.write() as tx:
        mentions.put_tags(tx, [], NOW)


@pytest.fixture
def full(store: Store) -> Store:
    """Six mentions: r1 to r4 complaints, r5 praise, and one about a competitor on the forum."""
    take(store, [a_mention(number) for number in range(1, 5)])
    take(store, [a_mention(5, rating=None)], PRAISE)
    take(store, [a_mention(6, site="forum", body="Кронавольт хуже")], site=a_site("forum", whole=False))
    return store


def ids(store: Store, **wanted: object) -> list[str]:
    with store.read() as tx:
        return [one.native_id for one in mentions.journal(tx, **{"limit": 50, **wanted})]  # type: ignore[arg-type]


def test_the_journal_is_told_newest_first(full: Store) -> None:
    assert ids(full) == ["r6", "r5", "r4", "r3", "r2", "r1"]
    assert ids(full, outcome="dismissed") == ["r6", "r5"]
    assert ids(full, outcome="case", limit=2) == ["r4", "r3"]
    assert ids(full, site="forum") == ids(full, brand=RIVAL) == ["r6"]
    assert ids(full, site="\x00") == ids(full, brand="' OR 1=1 --") == []


def test_the_journal_goes_on_from_where_it_ended(full: Store) -> None:
    with full.read() as tx:
        first = mentions.journal(tx, limit=4)
        rest = mentions.journal(tx, limit=4, before=first[-1].id)
        assert mentions.journal(tx, limit=4, before=10**30) == first
        assert mentions.journal(tx, limit=4, before=1) == ()
    assert [one.native_id for one in rest] == ["r2", "r1"]


@pytest.mark.parametrize("key", [0, -1, 99, 2**63, 10**40])
def test_an_unknown_number_is_nobody(full: Store, key: int) -> None:
    with full.read() as tx:
        assert mentions.one(tx, key) is None


def test_a_revision_keeps_the_text_that_stood(full: Store) -> None:
    with full.write() as tx:
        mentions.revise(tx, a_mention(body="b", published=NOW + DAY, language="lv"), 1, 1, NOW + HOUR)
        mentions.revise(tx, a_mention(body="c", headline="h"), 2, 1, NOW + DAY)
    with full.read() as tx:
        now, old = mentions.one(tx, 1), mentions.revisions(tx, 1)
    assert now is not None
    assert (now.body, now.headline, now.edits, now.changed_at) == ("c", "h", 2, NOW + DAY)
    assert now.published == NOW - HOUR, "an edit does not change when it was published"
    assert [(one.number, one.body, one.replaced_at) for one in old] == [(1, TEXT, NOW + HOUR), (2, "b", NOW + DAY)]


def test_what_was_missed_and_withdrawn_is_remembered_for_each(full: Store) -> None:
    with full.write() as tx:
        mentions.set_missed(tx, {1: 2, 2: 1})
        mentions.set_missed(tx, {})
        mentions.set_withdrawn(tx, [2, 3], NOW)
        mentions.set_withdrawn(tx, [3], None)
        mentions.set_withdrawn(tx, [], NOW)
    with full.read() as tx:
        found = {one.id: (one.missed, one.withdrawn) for one in mentions.standing(tx, "opinions")}
    assert found == {1: (2, False), 2: (0, True), 3: (0, False), 4: (0, False), 5: (0, False)}


def test_only_what_stands_of_these_authors_is_their_word(full: Store) -> None:
    take(full, [a_mention(7, author="Ozols", body="a"), a_mention(8, author="Ozols", body="b")])
    with full.write() as tx:
        mentions.set_withdrawn(tx, [8], NOW)
    with full.read() as tx:
        assert mentions.texts_of(tx, "opinions", ["Ozols", "ozols.lv"]) == ("a",)
        assert mentions.texts_of(tx, "forum", ["Ozols"]) == ()
        assert mentions.texts_of(tx, "opinions", []) == ()
