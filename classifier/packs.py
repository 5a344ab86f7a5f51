"""Read packs: large public collections that label one head each, and say what may be trained on and under which licence."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from classifier.labels import TOPICS
from classifier.rows import Row, parse_row, read_objects, refused
from config.errors import OperatorError

UNSTATED = "none stated"
LICENCES = {  # a source that stands in neither table is not trained on
    "amazon_alexa": UNSTATED,
    "banking77": "CC BY 4.0",
    "bankiru": UNSTATED,
    "bitext_support": "CDLA-Sharing-1.0",
    "books_reviews": UNSTATED,
    "brighter_ru": "CC BY 4.0",
    "brighter_uk": "CC BY 4.0",
    "cfpb": "US public domain",
    "dimabsa_en": UNSTATED,
    "dimabsa_ru": UNSTATED,
    "dimabsa_uk": UNSTATED,
    "lv_buls": "MIT",
    "lv_ltec": "MIT",
    "lv_peisenieks": "MIT",
    "lv_viksna": UNSTATED,
    "mabsa_en": UNSTATED,
    "mabsa_ru_mt": UNSTATED,
    "mams": "Apache-2.0",
    "opensentimentcorpus": "CC BY-SA 3.0",
    "otzovik_sberbank": UNSTATED,
    "rozetka": UNSTATED,
    "rusentitweet": UNSTATED,
    "semeval14_rest": "SemEval-2014, research use",
    "semeval17_tweets": "MIT",
    "sentirueval15_bank": UNSTATED,
    "sentirueval15_car": UNSTATED,
    "sentirueval15_rest": UNSTATED,
    "sentirueval15_telecom": UNSTATED,
    "sentirueval16_bank": UNSTATED,
    "sentirueval16_telecom": UNSTATED,
    "skytrax": "CC0-1.0 (the compilation)",
    "trustpilot": UNSTATED,
    "zhkh": UNSTATED,
}
LEFT_OUT = {
    "airline": "CC BY-NC-SA 4.0: not for commercial use",
    "lv_nicemanis": "GPL-3.0",
    "rozetka2020": "CC BY-NC 3.0: not for commercial use",
    "rusentiment": "CC BY-NC-SA 4.0, withdrawn by its publisher",
}
SENTIMENT, TOPIC, MAP = "sentiment.train.jsonl.gz", "topic.train.jsonl.gz", "topic-map.json"


def read_packs(folder: Path) -> list[Row]:
    """Read the training packs of a folder, without the sources that may not be trained on. Raises OperatorError."""
    missing = [name for name in (SENTIMENT, TOPIC, MAP) if not (folder / name).is_file()]
    if missing:
        raise OperatorError(f"packs {folder}: {missing[0]} is missing. A folder of packs holds {SENTIMENT}, {TOPIC} and {MAP}")
    known = _read_map(folder / MAP)
    rows = [parse_row(found, folder / SENTIMENT, number) for number, found in read_objects(folder / SENTIMENT) if _allowed(found)]
    path = folder / TOPIC
    return rows + [_topic_row(found, known, path, number) for number, found in read_objects(path) if _allowed(found)]


def licence_of(source: str) -> str:
    """Name the licence of a source; what stands in no pack belongs to whoever trains."""
    return LICENCES.get(source, "own")


def _allowed(found: Mapping[str, Any]) -> bool:
    return found.get("source") in LICENCES


def _topic_row(found: Mapping[str, Any], known: Mapping[str, Any], path: Path, number: int) -> Row:
    """Translate the labels of the source into ours; a label that only leans towards a topic leaves the row's topics unknown."""
    native = found.get("topics")
    if not isinstance(native, list):
        raise refused(path, number, "topics: is not a list")
    entries = [known.get(str(found.get("source")), {}).get(label, {}) for label in native]
    topics = frozenset(topic for entry in entries for topic in entry.get("topics", ()) if topic in TOPICS)
    leaning = any(entry.get("weak") for entry in entries)
    bare = {"text": found.get("text"), "lang": found.get("lang"), "source": found["source"]}
    return parse_row({**bare, "topics": sorted(topics) if topics and not leaning else None}, path, number)


def _read_map(path: Path) -> Mapping[str, Any]:
    try:
        found = json.loads(path.read_bytes())
    except ValueError as error:
        raise OperatorError(f"{path}: is not JSON ({error})") from error
    if not isinstance(found, dict):
        raise OperatorError(f"{path}: is not a JSON object of sources")
    return found


def sources_of(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """List the sources of rows with licence and number of rows, for the card."""
    names = sorted({row.source for row in rows})
    return [{"name": name, "licence": licence_of(name), "rows": sum(row.source == name for row in rows)} for name in names]
