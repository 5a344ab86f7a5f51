"""How a reply is posted by machine on a site whose owner or rules permit it: the section `connector` of a Site."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from config.values import Address, Misplaced, Strict, quoted

_ENV = re.compile(r"[A-Z][A-Z0-9_]{0,79}")


def variable(value: str) -> str:
    """Check that a text names an environment variable that otklik's settings leave alone; raises ValueError."""
    if value and (not _ENV.fullmatch(value) or value.startswith("OTKLIK_")):
        told = "cannot name the variable. Write capital letters, digits and _, not beginning with OTKLIK_, for example ACME_TOKEN"
        raise ValueError(f"{quoted(value)} {told}")
    return value


class Connector(Strict):
    """A form of the site through which the company's own account answers.

    The text goes into `text_field`, the id and the address of the mention into `id_field` and `url_field` where these are named,
    `fields` are sent as they are. A token is read from the environment variable `token_env` and sent as a bearer token; it
    stands in no file. `answer_url: location` takes the address of the posted reply from the redirect.
    """

    kind: Literal["form"]
    url: Address
    text_field: str = Field(min_length=1, max_length=100)
    id_field: str = Field(default="", max_length=100)
    url_field: str = Field(default="", max_length=100)
    fields: Mapping[str, str] = Field(default_factory=dict)
    token_env: Annotated[str, AfterValidator(variable)] = ""
    answer_url: Literal["location", "none"] = "location"

    @model_validator(mode="after")
    def _named_once(self) -> Self:
        names = [self.text_field, *filter(None, (self.id_field, self.url_field)), *self.fields]
        twice = next((name for number, name in enumerate(names) if name in names[:number]), None)
        if twice is not None:
            raise Misplaced(f"the field {quoted(twice)} is filled twice. Name each field of the form once", "text_field")
        if "@" in self.url.split("/")[2]:
            raise Misplaced("an address with a name or password is not used. Give the token in `token_env`", "url")
        return self
