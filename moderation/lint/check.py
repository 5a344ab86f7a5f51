"""The lint of replies: text and situation in, findings out, before the public reads it (A6, A7, B5, B12, C1, D6)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from config.lint import LEVELS
from moderation.lint import limits, parts, personal, wording
from moderation.lint.finding import Finding, Found, Kind, Level, Situation
from moderation.lint.messages import MESSAGES, NUMBERS
from moderation.lint.reading import Reading

Rule = Callable[[Reading], Iterator[Found]]
RULES: Mapping[str, Rule] = {
    "order": parts.order,
    "what": parts.what,
    "when": parts.when,
    "whom": parts.whom,
    "higher": parts.higher,
    "rule_link": parts.rule_link,
    "language": wording.language,
    "stop_words": wording.stop_words,
    "argument": wording.argument,
    "accusation": wording.accusation,
    "variable": wording.variable,
    "personal_data": personal.personal_data,
    "length": limits.length,
    "repeated": limits.repeated,
    "budget": limits.budget,
    "promise_without_date": limits.promise_without_date,
}
# Only the reply in substance is asked for everything; a receipt, a notice of delay and thanks are short, and much alike.
_NOT_ASKED: Mapping[Kind, frozenset[str]] = {
    "reply": frozenset(),
    "acknowledgement": frozenset({"order", "what", "repeated", "higher", "rule_link"}),
    "delay": frozenset({"order", "repeated", "rule_link"}),
    "thanks": frozenset({"order", "what", "when", "whom", "higher", "rule_link", "repeated", "promise_without_date"}),
}
MOST = 200  # findings of one rule: who has 200 of them to mend needs no more


def check(text: str, situation: Situation) -> tuple[Finding, ...]:
    """Find what is wrong with a text of ours, in the order of the text; what is missing comes first."""
    reply = Reading(text, situation)
    levels: dict[str, str] = {str(name): level for name, level in LEVELS.items()} | dict(situation.levels)
    if not text.strip():
        return ()
    found: list[Finding] = []
    for name, rule in RULES.items():
        if levels[name] == "off" or name in _NOT_ASKED[situation.kind]:
            continue
        for number, one in enumerate(rule(reply)):
            if number == MOST:
                break
            found.append(_finding(one, text, Level(levels[name])))
    return tuple(sorted(found, key=lambda finding: (finding.end > 0, finding.start)))


def _finding(found: Found, text: str, level: Level) -> Finding:
    why, fix = MESSAGES[found.rule, found.message]
    quote = text[found.start : found.end]
    return Finding(found.rule, NUMBERS[found.rule], level, found.start, found.end, quote, why, fix, found.facts)


def blocking(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Give the findings that stand in the way."""
    return tuple(finding for finding in findings if finding.blocks)
