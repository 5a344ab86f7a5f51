"""What the routes of the desk verbs share: who acts, on which version of which case, and the answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Path, Response

from moderation.api.callers import Caller, Given, Writer
from moderation.api.etags import etag, matched
from moderation.context import Context
from moderation.documents import Document, case_document
from moderation.queue import CaseView
from moderation.store.base import LAST_KEY

Number = Annotated[int, Path(ge=1, le=LAST_KEY, description="the number of the case")]


def told(view: CaseView, response: Response) -> Document:
    response.headers["ETag"] = etag(view.version)
    return case_document(view)


@dataclass(frozen=True, slots=True)
class Acting:
    """One act about to be done: by whom, to which version of which case."""

    caller: Caller
    context: Context
    number: int
    version: int | None
    response: Response

    def do(self, act: Callable[..., CaseView], **details: object) -> Document:
        """Let the desk do it, and give the case as it stands then."""
        view = act(
            self.context.store,
            self.caller.person,
            self.number,
            book=self.context.book,
            now=self.context.now(),
            version=self.version,
            **details,
        )
        return told(view, self.response)


def acting(
    caller: Writer, context: Given, number: Number, version: Annotated[int | None, Depends(matched)], response: Response
) -> Acting:
    """Gather what an act needs."""
    return Acting(caller, context, number, version, response)


Act = Annotated[Acting, Depends(acting)]
