"""The reasons that otklik itself gives, and those of the bundled policy, so that they can be said in every language."""

from __future__ import annotations

import re

CONTEXT = "reason"
# A test compares them with the bundled policy. What an operator or a person wrote is shown as it was written.
REASONS = (
    "the company's own words",
    "written by the company itself",
    "the brand is not named",
    "does not name the brand",
    "about a competitor",
    "about a competitor; counted, not worked (B9)",
    "threatens with the law",
    "somebody may come to harm",
    "threatens with publicity",
    "complaint: speaks of the press",
    "complaint: money kept, or called a swindle",
    "complaint: one of several by this author",
    "complaint",
    "untagged, poor rating: a person looks",
    "untagged: a person looks",
    "rating and text disagree: a person looks",
    "unhappy, without a complaint",
    "poor rating, without a complaint",
    "praise",
    "praise; may be thanked (B4)",
    "no complaint",
    "no rule applied",
    "none",
    "answered",
    "the company's reply stood under it when it was first seen",
    "corrected",
    "a person says that this is a complaint",
    "merged with a graver case",
    "entered by hand",
    "entered by hand, with its severity",
    "the author has changed the text",
    "the changed text is a complaint",
    "the author has changed the text after our reply",
    "the complaint is gone from the site after our reply",
    "the reply was seen on the site",
    "the reply was seen on the site before and no longer stands there as it was posted",
    "no scan has seen the reply on the site within the policy's term",
    "not seen by %(n)s finished scans",
    "seen on the site again",
    "the calendar or the terms were edited",
    "the acknowledge clock is nearly due",
    "the reply clock is nearly due",
    "the promise clock is nearly due",
    "the handover clock is nearly due",
    "the stage clock is nearly due",
    "the stage is late",
    "the acknowledge clock has come to level %(n)s",
    "the reply clock has come to level %(n)s",
    "the promise clock has come to level %(n)s",
)
_NUMBER = re.compile(r"\d+")


def pattern_of(reason: str) -> tuple[str, str]:
    """Give a reason with its number taken out, and the number; as it is where no such reason is known."""
    if reason in REASONS:
        return reason, ""
    found = _NUMBER.search(reason)
    if found is None:
        return reason, ""
    pattern = f"{reason[: found.start()]}%(n)s{reason[found.end() :]}"
    return (pattern, found[0]) if pattern in REASONS else (reason, "")
