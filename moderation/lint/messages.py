"""The sentences of the findings: per rule which requirement it cites, what is wrong, and what to do. Doors translate them."""

from __future__ import annotations

from typing import NamedTuple


class Message(NamedTuple):
    """Why something is found, and the fix; both are message ids of gettext."""

    why: str
    fix: str


CITES = {
    "apology": "B5",
    "interest": "B5",
    "order": "B5",
    "what": "A7",
    "when": "A7",
    "whom": "A7",
    "higher": "A6",
    "rule_link": "C1",
    "language": "A6",
    "stop_word": "D6",
    "insult": "B5, D6",
    "argument": "B5",
    "variable": "A12",
    "personal": "decision 7",
    "length": "A1",
    "same_text": "B8",
    "budget": "B12",
    "undated": "A7",
}

MESSAGES: dict[tuple[str, str], Message] = {
    ("apology", ""): Message("The reply does not apologise.", "Begin with an apology for what the customer went through."),
    ("interest", ""): Message(
        "The reply shows no interest in what happened.",
        "After the apology, thank the customer for telling you, or say what you have found out.",
    ),
    ("order", "solution"): Message(
        "The solution comes before the apology.", "Put the apology first, then what you have found out, then the solution."
    ),
    ("order", "interest"): Message(
        "The solution comes before any interest in what happened.",
        "Say first that you understand or have looked into it, then offer the solution.",
    ),
    ("order", "apology"): Message("The apology comes too late.", "Put the apology first."),
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
        "The reply is in another language (%(found)s) than the complaint (%(wanted)s).", "Answer in the language of the complaint."
    ),
    ("language", "part"): Message(
        "This sentence is in another language (%(found)s) than the complaint (%(wanted)s).", "Say it in the language of the complaint."
    ),
    ("stop_word", ""): Message("These words put customers off.", "Better: %(better)s"),
    ("insult", ""): Message("These words offend.", "Better: %(better)s"),
    ("argument", ""): Message(
        "This argues with the customer or accuses them.", "Leave it out: say what you know and what you do about it."
    ),
    ("variable", ""): Message("A place of the template was left unfilled.", "Write the value, or take the sentence out."),
    ("personal", "phone"): Message(
        "A telephone number of the customer would be public.", "Take it out; ask for it in a private message."
    ),
    ("personal", "e-mail"): Message("A mail address of the customer would be public.", "Take it out; ask for it in a private message."),
    ("personal", "card"): Message("A card number would be public.", "Take it out; it never belongs into a reply."),
    ("personal", "IBAN"): Message("An account number would be public.", "Take it out; send it in a private message."),
    ("personal", "personal code"): Message("A personal code would be public.", "Take it out; it never belongs into a reply."),
    ("personal", "passport"): Message("A passport number would be public.", "Take it out; it never belongs into a reply."),
    ("personal", "order"): Message(
        "An order number of the customer would be public.", "Say “your order”; give the number in a private message."
    ),
    ("length", ""): Message(
        "The site takes %(limit)d characters, and the reply has %(length)d.", "Shorten the reply by %(over)d characters."
    ),
    ("same_text", ""): Message(
        "The same text stands on this site already, %(back)d replies ago.", "Answer this complaint in words of its own."
    ),
    ("budget", "more"): Message(
        "This promises %(given)s, more than you may give (%(budget)s).", "Ask somebody who may give it, or offer what you may."
    ),
    ("budget", "currency"): Message(
        "This promises %(given)s, and your budget is in another currency (%(budget)s).", "Write the amount in the currency of the budget."
    ),
    ("budget", "open"): Message(
        "This promises to pay without a limit; you may give %(budget)s.", "Name the amount, or ask somebody who may decide it."
    ),
    ("undated", ""): Message("This promise has no date.", "Say by which day: “by Friday, 27 November”."),
}  # fmt: skip

RULES = tuple(CITES)
