"""Names of the machine about customers, worded for people; labels.py takes them up."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

LABELS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "standing": {
            "new": "first complaint",
            "known": "has complained before",
            "loyal": "loyal",
            "often": "complains often",
        },
        "give": {
            "replace": "replacement",
            "repair": "repair",
            "refund": "refund",
            "discount": "discount",
            "voucher": "voucher",
            "gift": "gift",
        },
        "margin": {"thin": "thin", "usual": "usual", "high": "large"},
        "restriction": {
            "concessions": "no voluntary concessions",
            "prepayment": "orders only when paid in advance",
            "writing": "contact in writing only",
        },
        "evidence": {
            "name": "the same name",
            "text": "nearly the same text",
            "order": "the same order number",
            "email": "the same mail address",
            "phone": "the same telephone",
        },
        "link": {"author": "Is this the same person?", "complaint": "Is this the same complaint?"},
        # Those of the bundled policy; a test compares them. What an operator calls an entry is shown as it is written.
        "concession": {
            "complains often": "complains often",
            "cheap goods with a high margin": "cheap goods with a high margin",
            "goods with a thin margin": "goods with a thin margin",
            "a loyal customer": "a loyal customer",
            "everybody else": "everybody else",
        },
        "fact": {
            "order": "order number",
            "phone": "telephone",
            "email": "mail address",
            "city": "city",
            "date": "date",
            "item": "item",
            "address": "address",
            "name": "full name",
            "other": "also",
        },
    }
)
