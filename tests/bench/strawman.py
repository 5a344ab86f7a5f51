"""The afternoon's way, as a reference: BeautifulSoup, dateparser as it comes, predict and commit for every item."""

from __future__ import annotations

import random
from pathlib import Path
from urllib.request import urlopen

import dateparser
from bs4 import BeautifulSoup
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline, make_union
from sqlalchemy import create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from tests.bench.site import text, vocabulary


class Base(DeclarativeBase):
    """The strawman's tables."""


class Item(Base):
    """A review as the strawman keeps it."""

    __tablename__ = "item"
    id: Mapped[int] = mapped_column(primary_key=True)
    author: Mapped[str]
    published: Mapped[str]
    text: Mapped[str]
    sentiment: Mapped[str]
    topic: Mapped[str]


def pipelines(documents: int = 2_000) -> tuple[Pipeline, Pipeline]:
    """Fit a plain pipeline (word 1-2, char_wb 3-5, logistic regression) for sentiment and one for topics.

    The texts are invented: only the speed of the pipelines matters here.
    """
    maker, words = random.Random(3), vocabulary()
    texts = [text(maker, words) for _ in range(documents)]
    return _fitted(texts, ("negative", "positive"), maker), _fitted(texts, ("delivery", "refund", "service"), maker)


def _fitted(texts: list[str], labels: tuple[str, ...], maker: random.Random) -> Pipeline:
    letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), max_features=100_000)
    features = make_union(TfidfVectorizer(ngram_range=(1, 2)), letters)
    return make_pipeline(features, LogisticRegression(max_iter=20, C=0.1)).fit(texts, [maker.choice(labels) for _ in texts])


def scan(urls: list[str], folder: Path, heads: tuple[Pipeline, Pipeline]) -> int:
    """Fetch, read, tag and store one after the other; give the number of items."""
    engine = create_engine(f"sqlite:///{folder / 'strawman.db'}")
    Base.metadata.create_all(engine)
    count = 0
    with Session(engine) as session:
        for url in urls:
            with urlopen(url) as answer:
                soup = BeautifulSoup(answer.read(), "html.parser")
            for box in soup.select("article.review"):
                body = box.select_one(".text").get_text(" ", strip=True)
                when = dateparser.parse(box.select_one("time").get_text())
                item = Item(author=box.select_one(".author").get_text(), published=str(when), text=body)
                item.sentiment, item.topic = (str(head.predict([body])[0]) for head in heads)
                session.add(item)
                session.commit()
                count += 1
    engine.dispose()
    return count
