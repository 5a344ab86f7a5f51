"""The afternoon's way, as a reference: BeautifulSoup, dateparser as it comes, predict and commit for every item."""

from __future__ import annotations

from pathlib import Path
from typing import Any
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


def pipeline(documents: int = 2_000) -> Pipeline:
    """Fit the plain pipeline (word 1-2, char_wb 3-5, logistic regression) on invented texts: its speed is what matters here."""
    import random

    maker, words = random.Random(3), vocabulary()
    texts = [text(maker, words) for _ in range(documents)]
    labels = [maker.choice(("negative", "positive")) for _ in texts]
    features = make_union(
        TfidfVectorizer(ngram_range=(1, 2)), TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), max_features=100_000)
    )
    return make_pipeline(features, LogisticRegression(max_iter=20, C=0.1)).fit(texts, labels)


def scan(urls: list[str], folder: Path, model: Any) -> int:
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
                session.add(
                    Item(
                        author=box.select_one(".author").get_text(),
                        published=str(when),
                        text=body,
                        sentiment=model.predict([body])[0],
                    )
                )
                session.commit()
                count += 1
    engine.dispose()
    return count
