"""What a page says of itself in schema.org words: JSON-LD and microdata."""

from __future__ import annotations

import json
from typing import Any

import pytest

from crawler.pages.document import Document
from crawler.pages.draft import Draft
from crawler.pages.layers import from_html
from crawler.pages.linked import linked_items

REVIEW = {
    "@type": "Review",
    "author": {"@type": "Person", "name": "Anna"},
    "datePublished": "2024-03-12",
    "name": "Late",
    "reviewBody": "Three weeks late.",
    "reviewRating": {"@type": "Rating", "ratingValue": "2", "bestRating": "5"},
}


def linked(data: object) -> str:
    """Put data into a page as JSON-LD."""
    return f'<script type="application/ld+json">{json.dumps(data)}</script>'


def drafts(html: str) -> list[Draft]:
    """Read a page by its schema.org alone."""
    return list(from_html(Document(html.encode(), "https://shop.example/"), records=False).drafts)


def test_it_works() -> None:
    draft = drafts(linked({"@context": "https://schema.org", "@type": "Product", "review": [REVIEW]}))[0]
    assert (draft.author, draft.published, draft.headline, draft.body) == ("Anna", "2024-03-12", "Late", "Three weeks late.")
    assert draft.rating is not None
    assert (draft.rating.value, draft.rating.best, draft.layer, draft.kind) == (2, 5, "json-ld", "review")


@pytest.mark.parametrize(
    "data",
    [
        [REVIEW],
        {"@graph": [{"@type": "Organization", "review": REVIEW}]},
        {"@type": "ItemList", "itemListElement": [{"@type": "ListItem", "item": REVIEW}]},
        {"@type": ["Thing", "https://schema.org/Product"], "reviews": [REVIEW]},
        {**REVIEW, "author": "Anna", "reviewBody": None, "description": "Three weeks late."},
        {**REVIEW, "author": [{"name": "Anna"}], "@type": "http://schema.org/UserReview"},
        {"@graph": [{"@id": "#anna", "@type": "Person", "name": "Anna"}, {**REVIEW, "author": {"@id": "#anna"}}]},
    ],
)
def test_a_review_is_found_wherever_it_stands(data: Any) -> None:
    found = drafts(linked(data))
    assert [(draft.author, draft.body) for draft in found] == [("Anna", "Three weeks late.")]


@pytest.mark.parametrize(
    "data",
    [
        {"@type": "Product", "aggregateRating": {"@type": "AggregateRating", "ratingValue": 4, "reviewCount": 9}},
        {
            "@type": "FAQPage",
            "mainEntity": [{"@type": "Question", "name": "How?", "acceptedAnswer": {"@type": "Answer", "text": "So."}}],
        },
        {"@type": "Article", "articleBody": "News of the day."},
        {"@type": "DiscussionForumPosting", "headline": "A topic without text"},
        {"@type": "Review", "reviewRating": {"ratingValue": 5}},
        "text",
        None,
        7,
    ],
)
def test_what_is_nobodys_post_gives_nothing(data: Any) -> None:
    assert drafts(linked(data)) == []


def test_a_thread_gives_its_posts_in_order_and_a_review_its_answers() -> None:
    comment = {"@type": "Comment", "text": "Me too.", "author": {"name": "Bob"}, "dateCreated": "2024-03-13"}
    thread = {"@type": "DiscussionForumPosting", "text": "Broken again.", "author": {"name": "Anna"}, "comment": [comment]}
    assert [(draft.author, draft.body, draft.kind) for draft in drafts(linked(thread))] == [
        ("Anna", "Broken again.", "post"),
        ("Bob", "Me too.", "post"),
    ]
    review = drafts(linked({**REVIEW, "comment": comment}))
    assert len(review) == 1
    assert [(reply.author, reply.text) for reply in review[0].replies] == [("Bob", "Me too.")]


def test_a_question_and_its_answers_are_posts_and_remarks_under_them_are_not() -> None:
    remark = {"@type": "Comment", "text": "Typo."}
    page = {
        "@type": "QAPage",
        "mainEntity": {
            "@type": "Question",
            "name": "Why?",
            "text": "Why so slow?",
            "comment": remark,
            "suggestedAnswer": [{"@type": "Answer", "text": "The courier.", "comment": [remark]}],
        },
    }
    assert [draft.body for draft in drafts(linked(page))] == ["Why so slow?", "The courier."]


def test_mark_up_inside_a_text_is_taken_out() -> None:
    found = drafts(linked({**REVIEW, "reviewBody": "<p>One &amp; two.</p><p>5 &lt; 6</p>"}))
    assert found[0].body == "One & two.\n\n5 < 6"


def test_usual_mistakes_are_forgiven_and_broken_blocks_are_counted() -> None:
    raw = json.dumps(REVIEW).replace("Three weeks", "Three\n\tweeks").replace("}}", "},}")
    page = f'<script type="application/ld+json">{raw}</script><script type="application/ld+json">{{"@type": "Review", </script>'
    items, broken = linked_items(Document(page, "https://shop.example/"))
    assert (len(items), broken) == (1, 1)
    layers = from_html(Document(page, "https://shop.example/"), records=False)
    assert layers.drafts[0].body == "Three weeks late."
    assert layers.notes == ("1 blocks of JSON-LD on https://shop.example/ are broken and were left out",)


def test_the_same_review_told_twice_is_one() -> None:
    assert len(drafts(linked(REVIEW) + linked({"@graph": [REVIEW, {**REVIEW, "reviewBody": "Another."}]}))) == 2


MARKED = """
<div itemscope itemtype="https://schema.org/Product"><h1 itemprop="name">Kettle</h1>
<div itemprop="aggregateRating" itemscope itemtype="https://schema.org/AggregateRating"><b itemprop="ratingValue">4.1</b></div>
<div itemprop="review" itemscope itemtype="https://schema.org/Review" id="r55">
 <span itemprop="author" itemscope itemtype="https://schema.org/Person"><a itemprop="name" href="/u/1">Anna</a></span>
 <time itemprop="datePublished" datetime="2024-03-12T10:00:00+02:00">last spring</time>
 <div itemprop="reviewRating" itemscope itemtype="https://schema.org/Rating">
  <meta itemprop="ratingValue" content="3"><meta itemprop="bestRating" content="10"></div>
 <div itemprop="reviewBody"><p>Leaks.</p><p>Tastes of &lt;rubber&gt;.</p></div>
 <div itemprop="comment" itemscope itemtype="https://schema.org/Comment">
  <b itemprop="author">Shop</b><p itemprop="text">Sorry!</p></div>
</div>
<div itemprop="review" itemscope><i itemprop="author">Bob</i><p itemprop="description">Fine.</p></div>
</div>
"""


def test_microdata_is_read_by_its_scopes() -> None:
    first, second = drafts(MARKED)
    assert (first.author, first.published, first.body) == ("Anna", "2024-03-12T10:00:00+02:00", "Leaks.\n\nTastes of <rubber>.")
    assert first.rating is not None
    assert (first.rating.value, first.rating.best, first.layer, first.url) == (3, 10, "microdata", "#r55")
    assert [(reply.author, reply.text) for reply in first.replies] == [("Shop", "Sorry!")]
    assert (second.author, second.body) == ("Bob", "Fine.")


def test_the_fuller_layer_leads_and_the_other_fills_what_it_lacks() -> None:
    found = drafts(MARKED + linked({"@type": "Review", "reviewBody": "Fine.", "datePublished": "2024-05-01", "author": "Robert"}))
    assert [(draft.author, draft.published) for draft in found] == [("Anna", "2024-03-12T10:00:00+02:00"), ("Bob", "2024-05-01")]
    assert found[1].layers == {"published": "json-ld"}


def test_a_quotation_is_not_the_words_of_who_quotes() -> None:
    quoted = '<blockquote class="quote">Was ever thus.</blockquote>No, it was not.'
    page = f'<div itemscope itemtype="https://schema.org/Comment"><div itemprop="text">{quoted}</div></div>'
    assert drafts(page)[0].body == "No, it was not."
