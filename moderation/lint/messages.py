"""The sentences of the findings: which requirement a rule cites, what is wrong, and what to do. Doors translate them."""

from __future__ import annotations

from typing import NamedTuple


class Message(NamedTuple):
    """Why something is found, and the fix; both are message ids of gettext."""

    why: str
    fix: str


# The requirement of the practice that each rule serves (README, "What the practice asks for").
NUMBERS = {
    "order": "B5",
    "what": "A7",
    "when": "A7",
    "whom": "A7",
    "higher": "A6",
    "rule_link": "C1",
    "language": "A6",
    "stop_words": "D6",
    "argument": "B5",
    "accusation": "B5",
    "variable": "A12",
    "personal_data": "D6",
    "length": "A1",
    "repeated": "B8",
    "budget": "B12",
    "promise_without_date": "A7",
}

_PRIVATE = "Take it out; ask for it in a private message."
_NEVER = "Take it out; it never belongs into a public reply."
MESSAGES: dict[tuple[str, str], Message] = {
    ("order", "no apology"): Message(
        "The reply does not apologise.", "Begin with an apology for what the customer went through."
    ),
    ("order", "no interest"): Message(
        "The reply shows no interest in what happened.",
        "After the apology, thank the customer for telling you, or say what you have found out.",
    ),
    ("order", "late apology"): Message(
        "The solution comes before the apology.", "Put the apology first, then what you have found out, then the solution."
    ),
    ("order", "late interest"): Message(
        "The solution comes before any interest in what happened.",
        "Say first that you understand or have looked into it, then offer the solution.",
    ),
    ("what", ""): Message(
        "The reply does not say what happens next.", "Say what you do, or what the customer should do: one clear step."
    ),
    ("when", ""): Message("The reply names no term.", "Say by which day the matter will be decided."),
    ("whom", ""): Message(
        "The reply names nobody to turn to.", "Name a person, a telephone number or an address for this matter."
    ),
    ("higher", ""): Message(
        "The reply does not say where the customer can go higher.", "Add whom to write to if the answer does not satisfy."
    ),
    ("rule_link", ""): Message(
        "The reply leans on a rule and does not show it.", "Add the address of the page where the rule is published."
    ),
    ("language", "whole"): Message(
        "The reply is in another language (%(found)s) than the complaint (%(wanted)s).",
        "Answer in the language of the complaint.",
    ),
    ("language", "part"): Message(
        "This sentence is in another language (%(found)s) than the complaint (%(wanted)s).",
        "Say it in the language of the complaint.",
    ),
    ("stop_words", ""): Message("These words put customers off.", "Better: %(better)s"),
    ("argument", ""): Message(
        "This argues with the customer.", "Leave it out: say what you know and what you do about it."
    ),
    ("accusation", ""): Message(
        "This accuses the customer.", "Leave it out: say what happened without saying whose fault it was."
    ),
    ("variable", ""): Message("A place of a template was left unfilled.", "Write the value, or take the sentence out."),
    ("personal_data", "phone"): Message("A telephone number of the customer would be public.", _PRIVATE),
    ("personal_data", "e-mail"): Message("A mail address of the customer would be public.", _PRIVATE),
    ("personal_data", "card"): Message("A card number would be public.", _NEVER),
    ("personal_data", "IBAN"): Message("An account number would be public.", _PRIVATE),
    ("personal_data", "personal code"): Message("A personal code would be public.", _NEVER),
    ("personal_data", "passport"): Message("A passport number would be public.", _NEVER),
    ("personal_data", "order"): Message(
        "An order number of the customer would be public.", "Say “your order”; give the number in a private message."
    ),
    ("length", ""): Message(
        "The site takes %(limit)d characters, and the reply has %(length)d.", "Shorten the reply by %(over)d characters."
    ),
    ("repeated", ""): Message(
        "Nearly the same text stands on this site already.", "Answer this complaint in words of its own."
    ),
    ("budget", "more"): Message(
        "This offers %(given)s, more than you may give (%(budget)s).", "Ask somebody who may give it, or offer what you may."
    ),
    ("budget", "none"): Message(
        "This offers %(given)s, and you may give nothing in this currency.",
        "Ask somebody who may give it, or offer what you may.",
    ),
    ("budget", "open"): Message(
        "This promises to pay without a limit.", "Name an amount that you may give, or ask somebody who may decide it."
    ),
    ("promise_without_date", ""): Message(
        "This promise has no date.", "Say by which day it will be kept, for example: by Friday, 27 November."
    ),
}  # fmt: skip
