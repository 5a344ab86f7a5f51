"""The names that the machine uses, worded for people: every label with the context in which it is translated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from moderation import notices
from moderation.channels import NAMES
from moderation.lint.messages import MESSAGES
from moderation.web import customer_labels
from moderation.web.reasons import CONTEXT, REASONS

LINT = "lint"

# context -> name -> English. The context keeps "closed" of a case apart from other things that are closed.
LABELS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "status": {
            "received": "received",
            "acknowledged": "acknowledged",
            "replied": "replied",
            "confirmed": "confirmed",
            "closed": "closed",
            "dismissed": "dismissed",
        },
        "severity": {"critical": "critical", "high": "high", "normal": "normal", "low": "low"},
        "mark": {
            "late": "overdue",
            "soon": "due soon",
            "waiting": "waiting",
            "amended": "edited by the author",
            "withdrawn": "gone from the site",
            "unconfirmed": "our reply was not seen",
            "reopened": "reopened",
            "escalated": "escalated",
            "delayed": "delayed",
            "promised": "promised",
            "merged": "merged",
            "stage_late": "stage overdue",
        },
        "topic": {
            "delivery": "delivery",
            "product_quality": "product quality",
            "wrong_item": "wrong or missing item",
            "staff_service": "staff and service",
            "refund_return": "refund or return",
            "payment_price": "payment or price",
            "warranty_repair": "warranty or repair",
            "website_order": "website or ordering",
            "availability": "availability",
            "trust": "trust",
            "premises": "premises",
            "other": "other",
        },
        "risk": {
            "legal_threat": "threatens with the law",
            "safety": "somebody may come to harm",
            "publicity_threat": "threatens with publicity",
            "churn": "is about to leave",
        },
        "sentiment": {"negative": "negative", "neutral": "neutral", "positive": "positive"},
        "verdict": {
            "ok": "up to date",
            "quiet": "nothing new",
            "layout_changed": "the layout has changed",
            "blocked": "we are blocked",
            "login_wall": "asks for a login",
            "forbidden": "forbidden by robots.txt",
            "unreachable": "does not answer",
            "failed": "the scan failed",
            "never_ran": "never scanned",
        },
        "outcome": {"case": "case", "dismissed": "dismissed"},
        "field": {
            "sentiment": "Sentiment",
            "complaint": "Complaint",
            "topics": "Topics",
            "risks": "Risks",
            "severity": "Severity",
            "brand": "Brand",
        },
        "by": {
            "severity": "By severity",
            "site": "By site",
            "brand": "By brand",
            "topic": "By topic",
            "cause": "By cause",
            "person": "By person",
        },
        "quality": {"speed": "Speed", "accuracy": "Accuracy", "completeness": "Completeness"},
        "order": {"cases": "number of cases", "cost": "cost", "recurrence": "recurrence"},
        "resolution": {
            "refunded": "money refunded",
            "replaced": "item replaced",
            "repaired": "item repaired",
            "delivered": "order delivered",
            "corrected": "mistake corrected",
            "compensated": "compensated",
            "explained": "explained",
            "refused": "refused",
            "unreachable": "customer not reached",
            "other": "something else",
        },
        "reaction": {
            "satisfied": "satisfied",
            "accepted": "accepts it",
            "unsatisfied": "not satisfied",
            "silent": "says nothing",
            "amended": "changed the review",
            "withdrew": "took the review back",
        },
        "role": {
            "viewer": "viewer",
            "moderator": "moderator",
            "approver": "approver",
            "supervisor": "supervisor",
            "admin": "admin",
        },
        "machine": {
            "scan": "otklik, while scanning",
            "clock": "otklik, by the clock",
            "triage": "otklik, at the first assessment",
            "form": "the customer, by our form",
        },
        "channel": NAMES,
        "how": {
            "phone": "by telephone",
            "email": "by mail",
            "letter": "by letter",
            "shop": "in the shop",
            "form": "on the status page",
        },
        "clock": {
            "acknowledge": "Acknowledge",
            "reply": "Reply",
            "confirm": "See the reply on the site",
            "promise": "Keep the promise",
            "handover": "Back from the department",
            "stage": "Stage of the plan",
        },
        "stage": {
            "plan": "plan taken",
            "add": "added",
            "planned": "to be done",
            "done": "done",
            "skip": "skipped",
            "skipped": "skipped",
            "move": "moved",
            "place": "the item is here",
        },
        "step": {
            "acknowledge": "Acknowledge the complaint",
            "reply": "Write the reply",
            "change": "Change the draft",
            "approve": "Approve the draft",
            "post": "Post the reply",
            "promise": "Record a promise",
            "keep": "Keep the promise",
            "delay": "Move the term",
            "wait": "Stop the clock",
            "resume": "Go on",
            "assign": "Assign the case",
            "handover": "Hand over to a department",
            "return": "Take it back from the department",
            "escalate": "Escalate the case",
            "stage": "Plan of stages",
            "concede": "Concede something",
            "restrict": "Restrict the customer",
            "correct": "Correct what the machine thinks",
            "link": "Link the customer",
            "merge": "Merge with another case",
            "resolve": "Record the outcome",
            "close": "Close the case",
            "dismiss": "Dismiss as no complaint",
            "reopen": "Reopen the case",
        },
        "group": {"terms": "Promises and terms", "work": "Work", "customer": "About the customer", "ending": "Ending"},
        "done": {
            "receive": "The complaint came in",
            "acknowledge": "Acknowledged",
            "reply": "Reply drafted",
            "approve": "Draft approved",
            "post": "Reply posted",
            "confirm": "Reply seen on the site",
            "unconfirm": "Reply not seen in time; the case is open again",
            "amend": "The author edited the complaint",
            "withdraw": "The complaint is gone from the site",
            "reappear": "The complaint is back on the site",
            "assign": "Assigned",
            "wait": "The reply clock was stopped",
            "resume": "The reply clock runs again",
            "dismiss": "Dismissed",
            "close": "Closed",
            "reopen": "Reopened",
            "promise": "Promised",
            "keep": "The promise was kept",
            "delay": "Delayed",
            "handover": "Handed over",
            "return": "Back from the department",
            "escalate": "Escalated",
            "stage": "Stage",
            "concede": "Conceded",
            "restrict": "The customer was restricted",
            "correct": "Corrected",
            "link": "The customer was linked",
            "merge": "Merged",
            "resolve": "Outcome recorded",
            "assess": "Assessed anew",
            "warn": "Nearly due",
            "reckon": "Deadlines computed anew",
        },
        "text": {
            "reply": "Reply",
            "acknowledgement": "Acknowledgement",
            "delay": "Delay notice",
            "thanks": "Thanks",
            "handover": "Note for a department",
            "reminder": "Reminder",
            "scenario": "Difficult customers",
        },
        "place": {
            "customer": "Name of the customer",
            "brand": "Brand",
            "company": "Company",
            "site": "Site",
            "case": "Number of the case",
            "date": "Today's date",
            "reply_by": "The day by which we answer",
            "person": "Who signs",
            "contact": "Whom to contact: telephone, mail, hours",
            "who": "Who answers",
            "phone": "Telephone",
            "email": "Mail",
            "hours": "Hours",
            "page": "Page with contacts",
            "higher": "Where to go higher",
            "rule_url": "Link to the rule",
        },
        notices.CONTEXT: notices.SENTENCES,
        "notice letter": notices.FRAME,
        "mail": {
            "sending": "is being mailed",
            "sent": "mailed",
            "refused": "could not be mailed",
            "uncertain": "may not have arrived by mail",
            "listed": "not mailed",
        },
        **customer_labels.LABELS,
        "chip": {
            "open": "All open",
            "overdue": "Overdue",
            "today": "Due within a day",
            "mine": "Mine",
            "nobody": "Nobody's",
            "critical": "Critical",
            "replied": "To be confirmed",
            "waiting": "Waiting",
            "departments": "With departments",
            "closed": "Closed",
        },
    }
)


def every() -> Iterator[tuple[str, str]]:
    """Give every label as context and English text, for the catalogues."""
    for context, named in LABELS.items():
        for text in named.values():
            yield context, text
    for reason in REASONS:
        yield CONTEXT, reason
    for message in MESSAGES.values():
        yield LINT, message.why
        yield LINT, message.fix


def english(context: str, name: str) -> str:
    """Word a name in English; one that is not known here is shown as it is, with blanks for underscores."""
    return LABELS[context].get(name) or name.replace("_", " ")
