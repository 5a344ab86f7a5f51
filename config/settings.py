"""Settings, frozen and typed: otklik.yaml < environment OTKLIK_* < command line. An unknown key is an error."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from config.layers import Described, Layers, config_file, describe_model, refuse_misnamed
from config.values import Address, Misplaced, Strict, Texts, Zone, listed, quoted
from config.webhooks import Webhooks


def absolute(value: Path) -> Path:
    """Make a path whole, from the working folder; raises ValueError."""
    if "\0" in str(value):
        raise ValueError(f"{quoted(str(value))} is no path")
    try:
        return value.expanduser().absolute()
    except RuntimeError as error:
        raise ValueError(f'"{value}" begins with a person whom this machine does not know. Write the whole path') from error


def database_url(value: str) -> str:
    """Check a database address, never repeating it: it may hold a password. Raises ValueError."""
    accepted = "Write sqlite:////folder/otklik.db or postgresql://user@host/database"
    scheme, separator, rest = value.partition("://")
    if not separator or scheme not in ("sqlite", "postgresql", "postgresql+psycopg"):
        raise ValueError(f"this is no address of an SQLite or PostgreSQL database. {accepted}")
    if scheme != "sqlite":
        # The driver is named, or SQLAlchemy would look for psycopg2, which we do not install.
        if not rest or re.search(r"\s", rest):
            raise ValueError(f"a PostgreSQL address names a server and a database, without blanks. {accepted}")
        _check_server(rest.partition("/")[0], accepted)
        return f"postgresql+psycopg://{rest}"
    # sqlite:///data.db is relative, sqlite:////data.db absolute; a question mark would begin options of the driver.
    path = rest.removeprefix("/")
    if not rest.startswith("/") or not path or path == ":memory:" or "?" in path:
        raise ValueError(f"an SQLite database is one file, whose path has no question mark. {accepted}")
    return f"sqlite:///{absolute(Path(path))}"


def _check_server(server: str, accepted: str) -> None:
    """Check user, host and port; a bare @ in the password would end up in the host, and so in messages. Raises ValueError."""
    place = server.rpartition("@")[2]
    if server.count("@") > 1:
        raise ValueError(f"a password with @ in it is written with %40 in its place. {accepted}")
    if not re.fullmatch(r"(\[[^]]*\]|[^:]*)(:[0-9]{1,5})?", place):
        raise ValueError(f"the port of a PostgreSQL server is a number. {accepted}")


def mail_address(value: str) -> str:
    """Check one bare mail address; raises ValueError."""
    if value and not re.fullmatch(r"[^\s@,;<>\"()]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*", value):
        raise ValueError(f"{quoted(value)} is not a mail address. Write it bare, for example anna@example.org")
    return value


def header(value: str) -> str:
    """Check that a text can stand in a request's header; raises ValueError."""
    if not re.fullmatch(r"[ -~]{0,200}", value):
        raise ValueError(f"{quoted(value)} cannot stand in a header. Write at most 200 Latin letters, digits and signs")
    return value


def host_port(value: str) -> str:
    """Check one host:port pair and give it in small letters; raises ValueError."""
    found = re.fullmatch(r"(\[[0-9a-f:.]+\]|[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?):([0-9]{1,5})", value.lower())
    if not found or not 0 < int(found[2]) < 65536:
        raise ValueError(f"{quoted(value)} is not host:port. Write exactly one host and one port, for example 10.0.0.7:8080")
    return f"{found[1]}:{int(found[2])}"


def _some_path(value: object) -> object:
    if value == "":
        raise ValueError('"" is no path. Write one, or leave the key out')
    return value


Whole = Annotated[Path, BeforeValidator(_some_path), AfterValidator(absolute)]
Mail = Annotated[str, AfterValidator(mail_address)]
Header = Annotated[str, AfterValidator(header)]
HostPort = Annotated[str, AfterValidator(host_port)]


class Brand(Strict):
    """A brand with its other spellings; a competitor is watched and counted, not answered (B9)."""

    name: str = Field(min_length=1, description="as the pages call it")
    aliases: Texts = Field(default=(), description="other spellings, in every script that customers use")
    competitor: bool = Field(default=False, description="watched for comparison (B9)")


class ScanSettings(Strict):
    """How polite, how patient and how bounded scans are."""

    contact: Header = Field(default="", description="whom a site's owner can write to: stands in the User-Agent")
    user_agent: Header = Field(default="", description="the whole User-Agent, in place of one made of the contact")
    delay_seconds: float = Field(default=1.0, ge=1, le=3600, description="least pause between two requests to one host")
    timeout_seconds: float = Field(default=30.0, gt=0, le=600, description="how long one answer may take")
    max_bytes: int = Field(default=5 * 1024 * 1024, ge=1024, le=100 * 1024 * 1024, description="largest page that is read")
    max_pages: int = Field(default=200, ge=1, le=100_000, description="most pages of one site in one scan")
    workers: int = Field(default=1, ge=1, le=64, description="processes that read side by side")
    allow_private: Annotated[tuple[HostPort, ...], BeforeValidator(listed)] = Field(
        default=(), description="host:port pairs that may be scanned although they are not public"
    )
    private_delay_seconds: float = Field(default=0.0, ge=0, le=3600, description="the pause for these pairs")
    memory_mb: int = Field(default=512, ge=128, le=65_536, description="memory of one worker")
    site_seconds: float = Field(default=600.0, gt=0, le=86_400, description="longest scan of one site")


class ClassifierSettings(Strict):
    """What tags the mentions."""

    model: Whole | None = Field(default=None, description="a model trained here, in place of the bundled one")


class WebSettings(Strict):
    """Where the queue and the API are served."""

    host: str = Field(default="127.0.0.1", min_length=1, description="the address to listen on")
    port: int = Field(default=8765, ge=0, le=65_535, description="the port to listen on; 0 takes a free one")
    url: Address | None = Field(default=None, description="the public address, where a proxy stands in front")


class PublicSettings(Strict):
    """The form by which customers complain without an account, and the page that tells how far their complaint is."""

    form: bool = Field(default=False, description="serve /complain, the form for customers, and its status page")
    hourly_per_address: int = Field(default=10, ge=1, le=10_000, description="complaints of one address in an hour")
    hourly: int = Field(default=300, ge=1, le=1_000_000, description="complaints by the form in an hour, in all")
    address_header: Header = Field(default="", description="where a proxy in front writes the customer's address")


class MailSettings(Strict):
    """The mail server that takes the letter, and who receives it."""

    host: str = Field(default="", description="the mail server; without one no letter is sent")
    port: int = Field(default=587, ge=1, le=65_535, description="its port")
    starttls: bool = Field(default=True, description="encrypt the session, or send nothing")
    user: str | None = Field(default=None, description="the login there, where it needs one")
    password: str | None = Field(default=None, repr=False, description="the password; better in OTKLIK_MAIL_PASSWORD_FILE")
    sender: Mail = Field(default="", description="whom the letter comes from")
    recipients: Annotated[tuple[Mail, ...], BeforeValidator(listed)] = Field(default=(), description="who receives the letter")


class DigestSettings(Strict):
    """What becomes of the weekly letter."""

    out: Whole | None = Field(default=None, description="a folder that keeps every letter")


def _brands(value: object) -> object:
    """Take a bare name for a brand without other spellings."""
    given = listed(value)
    if not isinstance(given, list | tuple):
        return given
    return tuple({"name": item} if isinstance(item, str) else item for item in given)


def _distinct(brands: tuple[Brand, ...]) -> tuple[Brand, ...]:
    names: set[str] = set()
    for number, brand in enumerate(brands):
        if brand.name in names:
            raise Misplaced(f"{quoted(brand.name)} is given twice. Give each brand a name of its own", number)
        names.add(brand.name)
    if names and all(brand.competitor for brand in brands):
        raise ValueError("every brand is a competitor. Add the company's own brand, without `competitor: true`")
    return brands


class Settings(Strict):
    """Everything that the operator sets. A field with repr=False is secret: it is never shown, nor repeated in an error."""

    data: Whole = Field(default=Path("otklik-data"), validate_default=True, description="the data folder")
    database: Annotated[str, AfterValidator(database_url)] = Field(
        default_factory=lambda given: f"sqlite:///{given['data']}/otklik.db",
        validate_default=True,
        repr=False,
        description="address of the SQLite or PostgreSQL database",
        json_schema_extra={"shown": "sqlite:///<data>/otklik.db"},
    )
    company: str = Field(default="", description="the organisation whose customers are heard; heads letters and pages")
    brands: Annotated[tuple[Brand, ...], BeforeValidator(_brands), AfterValidator(_distinct)] = Field(
        default=(), description="own brands and competitors"
    )
    timezone: Zone = Field(default="UTC", description="time zone of pages, letters and working hours")
    language: Literal["en", "ru", "uk", "lv"] = Field(default="en", description="language of pages and letters")
    sites: Whole = Field(
        default_factory=lambda given: given["data"] / "sites.yaml",
        description="the list of watched sites",
        json_schema_extra={"shown": "sites.yaml beside otklik.yaml"},
    )
    definitions: Whole | None = Field(
        default=None,
        description="a folder of own definitions, which overlay the bundled ones",
        json_schema_extra={"shown": "definitions/ beside otklik.yaml, if it is there"},
    )
    policy: Whole | None = Field(
        default=None,
        description="the own answer policy, which overlays the bundled one",
        json_schema_extra={"shown": "policy.yaml beside otklik.yaml, if it is there"},
    )
    templates: Whole | None = Field(
        default=None,
        description="a folder of own reply templates, which overlay the bundled ones",
        json_schema_extra={"shown": "templates/ beside otklik.yaml, if it is there"},
    )
    scan: ScanSettings = ScanSettings()
    classifier: ClassifierSettings = ClassifierSettings()
    web: WebSettings = WebSettings()
    public: PublicSettings = PublicSettings()
    mail: MailSettings = MailSettings()
    digest: DigestSettings = DigestSettings()
    webhooks: Webhooks = Field(
        default=(), description="other programs that are told what happens to cases", json_schema_extra={"only": "file"}
    )

    def brand(self, name: str) -> Brand | None:
        """Find a brand by its name."""
        return next((brand for brand in self.brands if brand.name == name), None)


# What is looked for beside otklik.yaml where the file does not name it, and whether it must be there to count.
_BESIDE = {
    "sites": ("sites.yaml", False),
    "definitions": ("definitions", True),
    "policy": ("policy.yaml", True),
    "templates": ("templates", True),
}


def load_settings(config: Path | None, environ: Mapping[str, str], overrides: Mapping[str, object]) -> Settings:
    """Read otklik.yaml, the environment and the command line, each overruling the one before; raises ConfigError.

    `overrides` are dotted keys: {"web.port": 1}. The file is `config`, else $OTKLIK_CONFIG, else ./otklik.yaml, else
    ~/.config/otklik/otklik.yaml; without any of them the defaults stand.
    """
    layers = Layers(describe())
    file = config_file(config, environ)
    if file is not None:
        layers.take_file(file)
        for key, (name, needed) in _BESIDE.items():
            neighbour = file.absolute().parent / name
            if key not in layers.data:
                refuse_misnamed(neighbour)
            if neighbour.exists() or neighbour.is_symlink() or not needed:
                layers.data.setdefault(key, neighbour)
    layers.take_environment(environ)
    layers.take_overrides(overrides)
    return layers.build(Settings)


def describe() -> tuple[Described, ...]:
    """Describe every setting: key, environment variable, default, one line."""
    return describe_model(Settings)
