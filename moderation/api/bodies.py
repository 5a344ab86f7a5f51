"""What a request may say; a field that is not named here is refused (ASVS 15.3.3)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from moderation.desk.acting import LONGEST_TEXT, LONGEST_URL, LONGEST_WHY

LATEST_YEAR = 2999  # later moments cannot be computed with


def storable(text: str) -> str:
    """Refuse the one character that no database stores; raises ValueError."""
    if "\0" in text:
        raise ValueError("holds a character that no text can hold (U+0000)")
    return text


def in_utc(moment: datetime) -> datetime:
    """Bring a moment to UTC; raises ValueError for one outside the calendar."""
    try:
        moment = moment.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("is outside the calendar") from error
    if moment.year > LATEST_YEAR:
        raise ValueError("is too far away")
    return moment


Stored = AfterValidator(storable)
Url = Annotated[str, Field(max_length=LONGEST_URL, description="where it stands, publicly"), Stored]
Why = Annotated[str, Field(max_length=LONGEST_WHY, description="the reason, for the history"), Stored]
Moment = Annotated[AwareDatetime, AfterValidator(in_utc)]


class Body(BaseModel):
    """A body that may hold only what it names."""

    model_config = ConfigDict(extra="forbid")

    @property
    def sends(self) -> bool:
        """Say whether something leaves this machine while the request is carried out."""
        return False


class Address(Body):
    """Where it stands."""

    url: Url = ""


class Overruling(Body):
    """Why a supervisor lets the reply out despite what the lint found; nothing where nothing blocks."""

    despite: Annotated[str, Field(max_length=LONGEST_WHY), Stored] = ""


class Posting(Address, Overruling):
    """Where the reply stands that was posted by hand; or `release`, and the site's connector posts it now."""

    how: Annotated[
        str, Field(max_length=20, description="phone, email, letter, shop or form, where no site shows it"), Stored
    ] = ""
    release: bool = False

    @property
    def sends(self) -> bool:
        """Say whether otklik posts the reply itself."""
        return self.release

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if self.release and (self.url or self.how):
            raise ValueError("with release the site tells where the reply stands; leave url and how out")
        return self


class Looked(Address):
    """Whether somebody who looked at the site saw the reply there, and where."""

    stands: bool


class Text(Body):
    """The text itself."""

    # Letters here, bytes at the desk: this keeps out only what is too long either way.
    text: Annotated[str, Field(min_length=1, max_length=LONGEST_TEXT), Stored]


class Owner(Body):
    """The login of the person who takes the case."""

    owner: Annotated[str, Field(min_length=1, max_length=100), Stored]


class Reason(Body):
    """The reason."""

    why: Why


class MaybeReason(Body):
    """The reason, where there is one."""

    why: Why = ""


class Limit(Body):
    """Whose move it is, and until when that is waited for: RFC 3339 with an offset."""

    until: Moment
    why: Why


class Promise(Body):
    """What was promised until when, and where that stands."""

    until: Moment
    url: Url = ""
    why: Why = ""


class Delay(Body):
    """The new date, why it takes longer, and the notice that tells the customer."""

    until: Moment
    why: Why
    text: Annotated[str, Field(max_length=LONGEST_TEXT), Stored] = ""
    url: Url = ""


Cursor = Annotated[str, Field(max_length=300, description="from `next` or the Link header of the page before")]
Size = Annotated[int, Field(ge=1, le=200, description="most items of one page")]
Name = Annotated[str | None, Field(max_length=200), AfterValidator(lambda text: text if text is None else storable(text))]


class CasesQuery(Body):
    """Which cases are wanted."""

    filter: Annotated[str, Field(max_length=2000, description="status:received site:acme due:overdue"), Stored] = ""
    limit: Size = 50
    cursor: Cursor = ""


class MentionsQuery(Body):
    """Which mentions are wanted."""

    site: Name = None
    brand: Name = None
    outcome: Literal["case", "dismissed"] | None = None
    rule: Name = None
    thanked: Annotated[bool | None, Field(description="thanked for; or, where false, praise for which nobody has")] = None
    limit: Size = 50
    cursor: Cursor = ""
