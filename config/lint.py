"""What a reply is checked for, and which findings stand in its way: the section `lint` of the policy (A6, A7, B5, C1, D6)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Literal, get_args

from pydantic import AfterValidator, Field

from config.contacts import Spoken
from config.stopwords import LONGEST_PHRASE, MOST
from config.values import Misplaced, Strict, quoted

LintRule = Literal[
    "order", "what", "when", "whom", "higher", "rule_link", "language", "stop_words", "argument", "accusation", "variable",
    "personal_data", "length", "repeated", "budget", "promise_without_date",
]  # fmt: skip
LINT_RULES: tuple[LintRule, ...] = get_args(LintRule)
LintLevel = Literal["block", "warn", "off"]
# What harms once it is public blocks; what is missing, or could be said better, is told to who writes.
LEVELS: Mapping[LintRule, LintLevel] = {
    "order": "warn",
    "what": "warn",
    "when": "warn",
    "whom": "warn",
    "higher": "warn",
    "rule_link": "warn",
    "language": "warn",
    "stop_words": "warn",
    "argument": "block",
    "accusation": "block",
    "variable": "block",
    "personal_data": "block",
    "length": "block",
    "repeated": "warn",
    "budget": "block",
    "promise_without_date": "warn",
}
_Role = Literal["moderator", "approver", "supervisor", "admin"]
_ROLES: tuple[_Role, ...] = get_args(_Role)
Currency = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
Amount = Annotated[Decimal, Field(ge=0, le=Decimal(10_000_000), decimal_places=2)]
Phrase = Annotated[str, Field(min_length=2, max_length=LONGEST_PHRASE)]
Better = Annotated[str, Field(max_length=500)]


def few(phrases: Mapping[Spoken, Mapping[str, str | None]]) -> Mapping[Spoken, Mapping[str, str | None]]:
    """Check the operator's own stop-words; raises ValueError."""
    for language, own in phrases.items():
        if len(own) > MOST:
            raise Misplaced(f"{len(own)} phrases are more than {MOST}. Take some out", language)
        for phrase in own:
            if not any(letter.isalpha() for letter in phrase):
                raise Misplaced(f"{quoted(phrase)} holds no word. Write words, * for any letters, / for or", language, phrase)
            first = phrase.split()[0]
            if first.endswith(("?", "...")) or not first.strip("*/"):
                told = f"{quoted(phrase)} begins with what may be missing. Begin with a word"
                raise Misplaced(told, language, phrase)
            if phrase.count("...") > 2:
                raise Misplaced(f"{quoted(phrase)} has more than two gaps. Write ... at most twice", language, phrase)
    return phrases


class Lint(Strict):
    """Levels by rule, how many replies of a site are compared, what staff may give by role and currency, own stop-words.

    A rule that is not named in `levels` keeps its level. A role without a `budget` has that of the next lower one; where nobody
    has one, amounts are not checked (B12). A stop-word without a better wording takes the bundled one away.
    """

    levels: Mapping[LintRule, LintLevel] = {}
    recent: int = Field(default=5, ge=0, le=50)
    budget: Mapping[_Role, Mapping[Currency, Amount]] = {}
    stop_words: Annotated[Mapping[Spoken, Mapping[Phrase, Better | None]], AfterValidator(few)] = {}

    def all_levels(self) -> Mapping[LintRule, LintLevel]:
        """Give the level of every rule."""
        return {**LEVELS, **self.levels}

    def budget_of(self, role: str) -> Mapping[str, int] | None:
        """Give what a role may give, in hundredths by currency; None where amounts are not checked."""
        if not self.budget:
            return None
        found: Mapping[str, Decimal] = {}
        for name in _ROLES:
            found = self.budget.get(name, found)
            if name == role:
                break
        return {currency: int(amount * 100) for currency, amount in found.items()}
