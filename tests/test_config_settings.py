"""Settings: file < environment < command line, every bad value told, no secret ever shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path

import pytest
from pydantic import ValidationError

from config.errors import ConfigError
from config.settings import Brand, Settings, describe, load_settings
from crawler.options import ScanOptions

SECRET = "hush-7f3a"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def load(
    text: str | None = None, environ: Mapping[str, str] | None = None, overrides: Mapping[str, object] | None = None
) -> Settings:
    """Load settings from a text as ./otklik.yaml, variables and overrides."""
    if text is not None:
        Path("otklik.yaml").write_text(text, encoding="utf-8")
    return load_settings(None, environ or {}, overrides or {})


def refusal(
    text: str | None = None, environ: Mapping[str, str] | None = None, overrides: Mapping[str, object] | None = None
) -> str:
    """Give the message with which settings are refused."""
    with pytest.raises(ConfigError) as caught:
        load(text, environ, overrides)
    assert caught.value.exit_code == 5
    return str(caught.value)


def test_it_works(folder: Path) -> None:
    settings = load(
        "company: Ozols\nbrands:\n  - Ozols\n  - {name: Bērzs, aliases: [Berzs, Берзс], competitor: true}\n"
        "timezone: Europe/Riga\nlanguage: lv\ndata: d\nscan:\n  contact: anna@example.org\n  allow_private: [127.0.0.1:8001]\n"
    )
    assert settings.brands == (Brand(name="Ozols"), Brand(name="Bērzs", aliases=("Berzs", "Берзс"), competitor=True))
    assert settings.brand("Bērzs") == settings.brands[1]
    assert settings.brand("nobody") is None
    assert settings.data == folder / "d"
    assert settings.database == f"sqlite:///{folder}/d/otklik.db"
    assert settings.sites == folder / "sites.yaml"
    assert (settings.company, settings.timezone, settings.language) == ("Ozols", "Europe/Riga", "lv")
    assert settings.scan.allow_private == ("127.0.0.1:8001",)


def test_without_a_file_the_defaults_stand(folder: Path) -> None:
    settings = load()
    assert settings == Settings()
    assert settings.data == folder / "otklik-data"
    assert settings.sites == folder / "otklik-data" / "sites.yaml"
    assert (settings.definitions, settings.policy, settings.classifier.model, settings.digest.out) == (None, None, None, None)
    assert (settings.web.host, settings.web.port, settings.web.url) == ("127.0.0.1", 8765, None)
    assert (settings.timezone, settings.language, settings.company, settings.brands) == ("UTC", "en", "", ())
    assert settings.mail.starttls is True


def test_scans_behave_by_default_as_the_crawler_does() -> None:
    scan, options = load().scan, ScanOptions()
    for key in type(scan).model_fields:
        assert getattr(scan, key) == getattr(options, key), key
    assert set(type(scan).model_fields) <= {option.name for option in fields(options)}


@pytest.mark.parametrize(
    ("file", "variable", "option", "port"),
    [
        (None, None, None, 8765),
        (1, None, None, 1),
        (1, 2, None, 2),
        (1, 2, 3, 3),
        (None, 2, None, 2),
        (None, 2, 3, 3),
        (None, None, 3, 3),
        (1, None, 3, 3),
    ],
)
def test_the_file_yields_to_the_environment_and_both_to_the_command_line(
    file: int | None, variable: int | None, option: int | None, port: int
) -> None:
    text = None if file is None else f"web:\n  port: {file}\n  host: 0.0.0.0\n"
    settings = load(text, {"OTKLIK_WEB_PORT": str(variable)} if variable else {}, {"web.port": option} if option else {})
    assert settings.web.port == port
    assert settings.web.host == ("127.0.0.1" if file is None else "0.0.0.0")


def test_the_file_is_looked_for_in_four_places(folder: Path) -> None:
    home = folder / "home"
    places = {"config": folder / "c.yaml", "variable": folder / "v.yaml", "here": folder / "otklik.yaml"}
    places["home"] = home / ".config" / "otklik" / "otklik.yaml"
    for name, path in places.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"company: {name}\n")
    environ = {"OTKLIK_CONFIG": str(places["variable"]), "HOME": str(home)}
    assert load_settings(places["config"], environ, {}).company == "config"
    assert load_settings(None, environ, {}).company == "variable"
    assert load_settings(None, {"HOME": str(home)}, {}).company == "here"
    places["here"].unlink()
    assert load_settings(None, {"HOME": str(home)}, {}).company == "home"
    assert load_settings(None, {}, {}).company == ""


@pytest.mark.parametrize("environ", [{}, {"OTKLIK_CONFIG": "nowhere.yaml"}])
def test_a_file_that_is_named_and_not_there_is_an_error(environ: dict[str, str]) -> None:
    named = None if environ else Path("nowhere.yaml")
    with pytest.raises(ConfigError, match=r"nowhere\.yaml: there is no such file"):
        load_settings(named, environ, {})


def test_relative_paths_of_the_file_start_at_its_folder(folder: Path) -> None:
    away = folder / "etc"
    away.mkdir()
    config = away / "otklik.yaml"
    config.write_text(
        "data: d\ndatabase: sqlite:///x/o.db\nsites: s.yaml\ndefinitions: own\npolicy: p.yaml\n"
        "classifier: {model: m.skops}\ndigest: {out: letters}\n"
    )
    settings = load_settings(Path("etc/otklik.yaml"), {}, {})
    assert settings.data == away / "d"
    assert settings.database == f"sqlite:///{away}/x/o.db"
    assert (settings.sites, settings.definitions, settings.policy) == (away / "s.yaml", away / "own", away / "p.yaml")
    assert (settings.classifier.model, settings.digest.out) == (away / "m.skops", away / "letters")


def test_relative_paths_of_environment_and_command_line_start_where_one_stands(folder: Path) -> None:
    (folder / "etc").mkdir()
    config = folder / "etc" / "otklik.yaml"
    config.write_text("data: d\n")
    settings = load_settings(config, {"OTKLIK_DATA": "e", "OTKLIK_DATABASE": "sqlite:///o.db"}, {"digest.out": "letters"})
    assert (settings.data, settings.database) == (folder / "e", f"sqlite:///{folder}/o.db")
    assert settings.digest.out == folder / "letters"


def test_absolute_paths_stay_and_a_tilde_is_the_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/anna")
    settings = load("data: /var/lib/otklik\nsites: ~/sites.yaml\n")
    assert settings.data == Path("/var/lib/otklik")
    assert settings.database == "sqlite:////var/lib/otklik/otklik.db"
    assert settings.sites == Path("/home/anna/sites.yaml")


def test_definitions_and_policy_beside_the_file_are_found(folder: Path) -> None:
    assert load("company: x\n").policy is None
    (folder / "definitions").mkdir()
    (folder / "policy.yaml").write_text("warning: 0.5\n")
    settings = load("company: x\n")
    assert (settings.definitions, settings.policy) == (folder / "definitions", folder / "policy.yaml")
    assert load(None, {"OTKLIK_POLICY": "other.yaml"}).policy == folder / "other.yaml"


def test_a_key_without_a_value_is_as_if_not_written() -> None:
    assert load("company:\nbrands:\nweb:\nscan:\n  workers:\n") == load("{}\n")


def test_variables_hold_lists_with_commas() -> None:
    settings = load(
        None,
        {
            "OTKLIK_BRANDS": "Ozols, Egle",
            "OTKLIK_MAIL_RECIPIENTS": "anna@example.org, boris@example.org,",
            "OTKLIK_SCAN_ALLOW_PRIVATE": "127.0.0.1:1,[::1]:2,Sites.internal:8080",
            "OTKLIK_MAIL_STARTTLS": "false",
        },
    )
    assert [brand.name for brand in settings.brands] == ["Ozols", "Egle"]
    assert settings.mail.recipients == ("anna@example.org", "boris@example.org")
    assert settings.scan.allow_private == ("127.0.0.1:1", "[::1]:2", "sites.internal:8080")
    assert settings.mail.starttls is False


def test_an_empty_variable_is_as_if_not_set() -> None:
    assert load("company: Ozols\n", {"OTKLIK_COMPANY": "", "OTKLIK_CONFIG": ""}).company == "Ozols"


def test_variables_of_others_are_left_alone() -> None:
    environ = {"OTKLIK_AS": "anna", "OTKLIK_DEBUG": "1", "OTKLIK_TEST_POSTGRES": "x", "OTKLIK": "x", "PATH": "/bin"}
    assert load(None, environ) == load()


def test_a_variable_can_name_a_file_that_holds_the_value(folder: Path) -> None:
    (folder / "secret").write_text(SECRET + "\n")
    assert load(None, {"OTKLIK_MAIL_PASSWORD_FILE": "secret"}).mail.password == SECRET
    assert load("mail: {password: other}\n", {"OTKLIK_MAIL_PASSWORD_FILE": str(folder / "secret")}).mail.password == SECRET


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (None, "cannot be read: No such file"),
        (b"", "does not hold one value"),
        (b"\n\n", "does not hold one value"),
        (b"x" * 70_000, "does not hold one value"),
        (b"\xff" + SECRET.encode(), "is not UTF-8"),
    ],
)
def test_a_file_that_holds_no_value_is_told_by_name(folder: Path, content: bytes | None, told: str) -> None:
    if content is not None:
        (folder / "secret").write_bytes(content)
    message = refusal(None, {"OTKLIK_MAIL_PASSWORD_FILE": "secret"})
    assert message.startswith('OTKLIK_MAIL_PASSWORD_FILE: "secret" ')
    assert told in message
    assert SECRET not in message


def test_a_value_and_a_file_with_the_value_are_one_too_many(folder: Path) -> None:
    (folder / "secret").write_text(SECRET)
    message = refusal(None, {"OTKLIK_MAIL_PASSWORD": SECRET, "OTKLIK_MAIL_PASSWORD_FILE": "secret"})
    assert message == "OTKLIK_MAIL_PASSWORD and OTKLIK_MAIL_PASSWORD_FILE are both set. Keep one of them."


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        ("compny: x\n", 1, '"compny" is not a key. Near: company.'),
        ("web:\n  prot: 1\n", 2, 'web: "prot" is not a key. Near: port, host. Known: host, port, url.'),
        ("brands:\n  - name: A\n    alias: [B]\n", 3, 'brands: "alias" is not a key. Near: aliases. Known: name, al'),
        ("timezone: Mars/Olympus\n", 1, 'timezone: "Mars/Olympus" is not a time zone. Write one of the IANA names'),
        ("language: de\n", 1, 'language: "de" is not accepted. Write one of: en, ru, uk, lv.'),
        ("company: 5\n", 1, "company: 5 is not text. Put it in quotes."),
        ("data: 5\n", 1, "data: 5 is not a path."),
        ('data: ""\n', 1, 'data: "" is no path. Write one, or leave the key out.'),
        ('sites: "a\\0b"\n', 1, "sites: "),
        ("brands:\n  - {name: A}\n  - {name: A}\n", 3, 'brands: "A" is given twice. Give each brand a name of its own.'),
        ("brands:\n  - {name: A, competitor: true}\n", 1, "brands: every brand is a competitor. Add the company's own brand"),
        ("brands:\n  - {name: ''}\n", 2, "brands.name: is empty. Write a text."),
        ("brands: 5\n", 1, "brands: 5 is not a mapping."),
        ("web: 5\n", 1, "web: 5 is not a mapping. Write `key: value` lines below it."),
        ("web:\n  port: 70000\n", 2, "web.port: 70000 must be at most 65535."),
        ("web:\n  port: -1\n", 2, "web.port: -1 must be at least 0."),
        ("web:\n  url: example.org\n", 2, 'web.url: "example.org" is not an address. Write it whole, with http:// or https://.'),
        ("scan:\n  delay_seconds: 0.2\n", 2, "scan.delay_seconds: 0.2 must be at least 1."),
        ("scan:\n  workers: 0\n", 2, "scan.workers: 0 must be at least 1."),
        ("scan:\n  workers: two\n", 2, 'scan.workers: "two" is not a whole number.'),
        ("scan:\n  timeout_seconds: .nan\n", 2, "scan.timeout_seconds: NaN is not a number."),
        ("scan:\n  contact: 'anna\u00e9'\n", 2, 'scan.contact: "annaé" cannot stand in a header.'),
        ('scan:\n  user_agent: "a\\r\\nX: y"\n', 2, "scan.user_agent: "),
        ("scan:\n  allow_private: [localhost]\n", 2, 'scan.allow_private: "localhost" is not host:port.'),
        ("scan:\n  allow_private: ['10.0.0.0/8:80']\n", 2, 'scan.allow_private: "10.0.0.0/8:80" is not host:port.'),
        ("scan:\n  allow_private:\n    - 10.0.0.1:80\n    - '*:80'\n", 4, 'scan.allow_private: "*:80" is not host:port.'),
        ("scan:\n  allow_private: 10.0.0.1:0\n", 2, 'scan.allow_private: "10.0.0.1:0" is not host:port.'),
        ("mail:\n  sender: Anna <anna@example.org>\n", 2, 'mail.sender: "Anna <anna@example.org>" is not a mail address.'),
        ("mail:\n  recipients: [a@b.c, nobody]\n", 2, 'mail.recipients: "nobody" is not a mail address.'),
        ("mail:\n  starttls: perhaps\n", 2, 'mail.starttls: "perhaps" is neither true nor false.'),
        ("database: oracle://x\n", 1, "database: this is no address of an SQLite or PostgreSQL database. Write sqlite:////"),
        ("database: otklik.db\n", 1, "database: this is no address of an SQLite or PostgreSQL database."),
        ("database: 'sqlite://'\n", 1, "database: an SQLite database is one file"),
        ("database: 'sqlite:///:memory:'\n", 1, "database: an SQLite database is one file"),
        ("database: sqlite:///x?mode=ro\n", 1, "database: an SQLite database is one file"),
        ("database: sqlite://host/x\n", 1, "database: an SQLite database is one file"),
        ("database: 'postgresql://'\n", 1, "database: a PostgreSQL address names a server and a database"),
    ],
)  # fmt: skip
def test_a_bad_value_is_told_with_file_line_and_what_is_accepted(text: str, line: int, told: str) -> None:
    assert refusal(text).startswith(f"otklik.yaml:{line}: {told}")


def test_one_sentence_tells_the_first_of_several_faults() -> None:
    message = refusal("company: 1\nlanguage: de\nweb:\n  port: x\n")
    assert message == "otklik.yaml:1: company: 1 is not text. Put it in quotes. (2 more places are wrong)"


def test_what_hangs_on_a_bad_value_is_not_counted() -> None:
    assert refusal("data: 5\n") == "otklik.yaml:1: data: 5 is not a path."


@pytest.mark.parametrize(
    ("environ", "told"),
    [
        ({"OTKLIK_WEB_PORT": "abc"}, 'OTKLIK_WEB_PORT: "abc" is not a whole number.'),
        ({"OTKLIK_LANGUAGE": "de"}, 'OTKLIK_LANGUAGE: "de" is not accepted. Write one of: en, ru, uk, lv.'),
        ({"OTKLIK_SCAN_ALLOW_PRIVATE": "a:1,b"}, 'OTKLIK_SCAN_ALLOW_PRIVATE: "b" is not host:port.'),
        ({"OTKLIK_WEB_PROT": "1"}, '"OTKLIK_WEB_PROT" is not a variable that otklik reads. Near: OTKLIK_WEB_PORT'),
        ({"OTKLIK_PORT_FILE": "x"}, '"OTKLIK_PORT_FILE" is not a variable that otklik reads.'),
        ({"OTKLIK_WEB": "x"}, '"OTKLIK_WEB" is not a variable that otklik reads.'),
        ({"OTKLIK_XYZZY": ""}, '"OTKLIK_XYZZY" is not a variable that otklik reads.'),
        ({"OTKLIK_BRANDS": "A,A"}, 'OTKLIK_BRANDS: "A" is given twice.'),
    ],
)
def test_a_bad_variable_is_told_by_its_name(environ: dict[str, str], told: str) -> None:
    assert refusal("company: x\n", environ).startswith(told)


def test_a_bad_option_is_told_by_its_key() -> None:
    assert refusal("web: {port: 1}\n", {}, {"web.port": "x"}) == 'web.port: "x" is not a whole number.'
    assert refusal(None, {}, {"web.prot": 1}).startswith('"web.prot" is not a setting. Near: web.port')


def test_a_section_that_is_no_section_is_told_even_if_a_variable_lies_over_it() -> None:
    assert refusal("web: 5\n", {"OTKLIK_WEB_PORT": "1"}).startswith("otklik.yaml:1: web: 5 is not a mapping.")


@pytest.mark.parametrize("scheme", ["postgresql", "postgresql+psycopg"])
def test_postgresql_is_reached_by_psycopg(scheme: str) -> None:
    assert load(f"database: {scheme}://otklik@db.example/otklik\n").database == "postgresql+psycopg://otklik@db.example/otklik"


def test_a_secret_is_never_shown() -> None:
    settings = load(f"database: postgresql://u:{SECRET}@h/d\nmail: {{password: {SECRET}}}\n")
    assert settings.mail.password == SECRET
    for shown in (repr(settings), str(settings), f"{settings.mail}", repr([settings.mail]), f"{settings!r:}"):
        assert SECRET not in shown


@pytest.mark.parametrize(
    ("text", "environ"),
    [
        (f"database: mysql://u:{SECRET}@h/d\n", {}),
        (f"database: '{SECRET}'\n", {}),
        (f"database: ['{SECRET}']\n", {}),
        (f"mail:\n  password: ['{SECRET}']\n", {}),
        (f"mail:\n  password: {{'{SECRET}': 1}}\n", {}),
        (f"mail:\n  password: '{SECRET}\n", {}),
        (f"mail:\n  password: &x {SECRET}\n", {}),
        (f"mail:\n  password: !x {SECRET}\n", {}),
        (f"mail:\n  password: {SECRET}\n  prot: 1\n", {}),
        (None, {"OTKLIK_DATABASE": f"mysql://u:{SECRET}@h/d"}),
        (None, {"OTKLIK_DATABASE": f"sqlite:///x?{SECRET}"}),
        (None, {"OTKLIK_DATABASE": f"postgresql://u:{SECRET} @h/d"}),
        (None, {"OTKLIK_MAIL_PASSWORD": SECRET, "OTKLIK_MAIL_PORT": "x"}),
        (None, {"OTKLIK_MAIL_PASSWRD": SECRET}),
    ],
)
def test_a_secret_stands_in_no_error_nor_in_what_caused_it(text: str | None, environ: dict[str, str]) -> None:
    if text is not None:
        Path("otklik.yaml").write_text(text)
    with pytest.raises(ConfigError) as caught:
        load_settings(None, environ, {})
    error: BaseException | None = caught.value
    while error is not None:
        assert SECRET not in str(error)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def test_a_number_as_a_password_is_told_without_it() -> None:
    assert refusal("mail: {password: 739201}\n") == "otklik.yaml:1: mail.password: what is given is not text. Put it in quotes."


def test_settings_are_frozen() -> None:
    settings = load()
    with pytest.raises(ValidationError):
        settings.company = "x"  # type: ignore[misc]  # that it is refused is the test


def test_every_setting_is_described_and_can_be_given_in_the_environment() -> None:
    described = {item.key: item for item in describe()}
    assert len(described) == len(describe()) == 37
    assert all(item.about and not item.about.endswith(".") for item in described.values())
    assert described["web.port"].env == "OTKLIK_WEB_PORT"
    assert described["web.port"].default == "8765"
    assert described["mail.starttls"].default == "true"
    assert described["database"].default == "sqlite:///<data>/otklik.db"
    assert {item.key for item in described.values() if item.many} == {"brands", "scan.allow_private", "mail.recipients"}
    assert {item.key for item in described.values() if item.path} == {
        "data", "sites", "definitions", "policy", "templates", "classifier.model", "digest.out"
    }  # fmt: skip


GIVEN = {
    "database": "sqlite:////x/y.db", "timezone": "Europe/Riga", "language": "lv", "brands": "A", "scan.contact": "me", "web.url": "http://x/",
    "scan.timeout_seconds": "5",
    "scan.allow_private": "a:1", "scan.max_bytes": "4096", "scan.workers": "2",
    "mail.sender": "a@b.c", "mail.recipients": "a@b.c", "mail.starttls": "no", "public.form": "yes",
}  # fmt: skip


@pytest.mark.parametrize("key", [item.key for item in describe()])
def test_every_variable_reaches_its_setting(key: str) -> None:
    env = next(item.env for item in describe() if item.key == key)
    given = GIVEN.get(key, "777" if "." in key else "/x")
    before, after = load(), load(None, {env: given})
    section, _, name = key.rpartition(".")
    assert getattr(getattr(after, section) if section else after, name) != getattr(
        getattr(before, section) if section else before, name
    )
