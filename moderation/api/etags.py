"""The version of a case as an ETag, and the If-Match that every act needs (RFC 9110, RFC 6585)."""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import Header
from starlette.exceptions import HTTPException

_ETAG = re.compile(r'"(\d{1,18})"')


def etag(version: int) -> str:
    """Give the ETag of a version."""
    return f'"{version}"'


def matched(
    if_match: Annotated[str | None, Header(description='the ETag of the case as you saw it, for example "3"; or *')] = None,
) -> int | None:
    """Give the version that an act is meant for, None for any (`*`). Raises 428 without the header, 412 for a foreign ETag."""
    # Required, or two people would overwrite each other unseen by leaving it out; 428 is made for that (RFC 6585).
    if if_match is None:
        raise HTTPException(428, 'say which version of the case this is meant for: If-Match: "3", from the ETag of the case')
    if if_match.strip() == "*":
        return None
    found = _ETAG.fullmatch(if_match.strip())
    if found is None:
        raise HTTPException(412, f'If-Match: {if_match[:60]} is no version of a case. Give the one ETag that you got, or "*"')
    return int(found[1])
