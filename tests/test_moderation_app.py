"""The shield around every route, made from the table of routes: who is let in, what is forged, what every answer carries."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest

from config.errors import ConfigError, OperatorError, TryAgain
from config.settings import WebSettings
from moderation import auth, staff
from moderation.acts import PERSONAL
from moderation.case import Act
from moderation.context import local_path
from moderation.people import MAY, VIEW, WEBHOOKS, Role, may
from moderation.shield import HEADERS, MOST_BYTES, host_of
from moderation.store import cases
from moderation.store.engine import Store
from tests.door import HTTP, STAFF, World, kept_still, routes, table, world

ROUTES = table()
READ = [path for method, path in ROUTES if method == "GET"]
CHANGE = [(method, path) for method, path in ROUTES if method != "GET"]
# What may be had without saying who one is; everything else asks.
OPEN = {
    ("GET", "/login"),
    ("GET", "/login/no-such-link"),
    ("POST", "/login"),
    ("POST", "/logout"),
    ("POST", "/language"),
    ("GET", "/static/app.css"),
    ("GET", "/complain"),
    ("POST", "/complain"),
    ("GET", "/complain/status"),
    ("POST", "/complain/status"),
    ("GET", "/healthz"),
    ("GET", "/readyz"),
}
# What may be looked at by fewer than everybody: prepared texts are for those who reply, and so on.
NARROWER = {"/texts": Act.REPLY, "/enter": Act.RECEIVE, "/webhooks": WEBHOOKS, "/programs": WEBHOOKS}
# What customers send is bound to no session; here the form is not open (404), see test_moderation_web_complain.
UNBOUND = ("/complain", "/complain/status")
OURS = {"Sec-Fetch-Site": "same-origin"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
BODIES = {
    "promise": {"until": "2026-12-01T12:00:00+02:00"},
    "delay": {"until": "2026-12-01T12:00:00+02:00", "why": "курьер ищет"},
    "escalate": {"why": "ждут третью неделю"},
    "stage": {"op": "plan", "plan": "courier-inquiry"},
    "handover": {"department": "delivery", "why": "где посылка?"},
    "return": {"why": "нашлась"},
    "correct": {"severity": "high"},
    "reply": {"text": "Разбираемся"},
    "assign": {"owner": "the-moderator"},
    "wait": {"until": "2026-12-01T12:00:00+02:00", "why": "ждём курьера"},
    "resolve": {"resolution": "refunded", "cause": "late-courier"},
    "concede": {"amount": "5", "give": "voucher", "why": "курьер опоздал"},
    "link": {"other": "1", "answer": "accept", "why": "тот же телефон"},
    "merge": {"other": "1", "why": "та же посылка"},
    "restrict": {"what": "writing", "until": "2026-12-01T12:00:00+02:00", "why": "кричит на сотрудников"},
    "close": {"why": "готово"},
    "reopen": {"why": "снова"},
    "dismiss": {"why": "не жалоба"},
}


@pytest.fixture(scope="module")
def still(empty_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Give an application with one case, in which nothing is changed."""
    with kept_still(empty_sqlite, tmp_path_factory.mktemp("still")) as made:
        yield made


@pytest.fixture
def here(sqlite_store: Store, tmp_path: Path) -> World:
    """Give an application with one case."""
    return world(sqlite_store, tmp_path)


def is_api(path: str) -> bool:
    return path.startswith("/api/")


def refused_without_login(made: World, method: str, path: str) -> bool:
    """Say whether a route turns away who does not say who he is."""
    answer = made.client(**OURS).request(method, path, headers={"If-Match": "*"})
    if is_api(path):
        return answer.status_code == 401 and answer.headers["www-authenticate"] == "Bearer"
    if method == "POST" and answer.status_code == 401:  # what was typed is given back, and the way to the login with it
        return "/login" in answer.text
    return answer.status_code == 303 and answer.headers["location"] == "/login"


def test_it_works(here: World) -> None:
    client = here.browser("moderator")
    assert client.get("/").status_code == 200
    assert client.get("/api/v1/cases").json()["items"][0]["id"] == 1
    assert here.client().get("/healthz").json() == {"status": "ok"}
    assert here.client().get("/readyz").json() == {"status": "ready"}


def test_it_works_on_both_databases(store: Store, tmp_path: Path) -> None:
    made = world(store, tmp_path)
    client = made.browser("moderator")
    assert client.get("/cases/1").status_code == 200
    token = auth.csrf_of(client.cookies["otklik_session"])
    form = {"csrf": token, "version": "1"}
    assert client.post("/cases/1/acknowledge", data=form, headers=OURS).status_code == 303
    assert made.program("viewer").get("/api/v1/cases/1").json()["status"] == "acknowledged"


@pytest.mark.parametrize(("method", "path"), [route for route in ROUTES if route not in OPEN])
def test_every_route_asks_who_is_there(method: str, path: str, still: World) -> None:
    before = still.dump()
    assert refused_without_login(still, method, path)
    assert still.dump() == before


def test_the_open_routes_are_these_and_no_others() -> None:
    assert set(ROUTES) >= OPEN


def test_a_new_route_that_asks_nobody_is_found(here: World) -> None:
    here.app.add_api_route("/sneaky", lambda: {"cases": "all of them"}, methods=["GET", "POST"])
    here.app.add_api_route("/api/v1/sneaky", lambda: {"cases": "all of them"})
    found = [route for route in routes(here.app) if route not in OPEN and not refused_without_login(here, *route)]
    assert found == [("GET", "/sneaky"), ("POST", "/sneaky"), ("GET", "/api/v1/sneaky")]


@pytest.mark.parametrize("secret", ["", "x", "otk_x", "é", "a" * 5000])
@pytest.mark.parametrize("path", ["/api/v1/me", "/"])
def test_a_secret_that_opens_nothing_is_as_good_as_none(path: str, secret: str, still: World) -> None:
    client = still.client()
    tried = [
        client.get(path, headers={"Authorization": f"Bearer {secret}".encode()}),
        client.get(path, headers={"Authorization": f"Basic {secret}".encode()}),
        client.get(path, headers={"Cookie": f"otklik_session={secret}".encode()}),
    ]
    assert {answer.status_code for answer in tried} == {401 if is_api(path) else 303}


@pytest.mark.parametrize("role", Role)
def test_every_role_may_look(role: Role, still: World) -> None:
    program, browser = still.program(role), still.browser(role)
    for path in READ:
        if ("GET", path) not in OPEN:
            answer = (program if is_api(path) else browser).get(path)
            if path.endswith("/contact"):  # the case is from a site: there is no contact
                assert answer.status_code == 404
                continue
            needed = next((right for end, right in NARROWER.items() if path.endswith(end)), VIEW)
            if not may(STAFF[role], needed):
                assert answer.status_code == 403
                continue
            led = answer.headers.get("location")  # the page of a mention that became a case leads to the case
            assert answer.status_code == 200 or led == "/cases/1", path


def test_who_may_not_look_sees_nothing(here: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("moderation.people.MAY", {**MAY, VIEW: Role.MODERATOR})
    program, browser = here.program("viewer"), here.browser("viewer")
    for path in READ:
        if ("GET", path) not in OPEN:
            assert (program if is_api(path) else browser).get(path).status_code == 403, path


def history_of(made: World, number: int) -> int:
    """Count what has happened to a case."""
    with made.store.read() as tx:
        return len(cases.events(tx, number))


@pytest.mark.parametrize("role", Role)
def test_a_role_may_do_what_the_policy_says_by_page_and_by_program(role: Role, sqlite_store: Store, tmp_path: Path) -> None:
    every = [*PERSONAL, Act.CONFIRM]
    here = world(sqlite_store, tmp_path, cases=len(every))
    person, program, browser = STAFF[role], here.program(role), here.browser(role)
    csrf = auth.csrf_of(browser.cookies["otklik_session"])
    for number, act in enumerate(every, start=1):
        body = BODIES.get(act, {})
        allowed = may(person, act) and ("POST", f"/api/v1/cases/1/{act}") in ROUTES
        before = history_of(here, number)
        api = program.post(f"/api/v1/cases/{number}/{act}", json=body, headers={"If-Match": "*"})
        assert api.status_code in ((200, 409) if allowed else (403, 404)), (act, api.text)
        assert allowed or history_of(here, number) == before, act
        before = history_of(here, number)
        form = {"csrf": csrf, "version": str(before), **body, **({"until": "2026-12-01"} if "until" in body else {})}
        page = browser.post(f"/cases/{number}/{act}", data=form, headers=OURS)
        assert page.status_code in ((303, 409) if allowed else (403, 404)), (act, page.text)
        assert allowed or history_of(here, number) == before, act


def attacks(session: str, other: str) -> dict[str, tuple[dict[str, str], dict[str, str]]]:
    """Give ways to forge a request: headers and form fields of each."""
    token = {"csrf": auth.csrf_of(session)}
    return {
        "nothing": ({}, {}),
        "no token": (OURS, {}),
        "empty token": (OURS, {"csrf": ""}),
        "token of another": (OURS, {"csrf": auth.csrf_of(other)}),
        "the secret itself": (OURS, {"csrf": session}),
        "cross-site": ({"Sec-Fetch-Site": "cross-site"}, token),
        "same-site": ({"Sec-Fetch-Site": "same-site", "Origin": HTTP}, token),
        "foreign origin": ({"Origin": "https://evil.example"}, token),
        "foreign port": ({"Origin": "http://127.0.0.1:8766"}, token),
        "other scheme": ({"Origin": "https://127.0.0.1:8765"}, token),
        "null origin": ({"Origin": "null"}, token),
        "text/plain": ({**OURS, "Content-Type": "text/plain"}, token),
        "json": ({**OURS, "Content-Type": "application/json"}, token),
        "multipart": ({**OURS, "Content-Type": "multipart/form-data; boundary=x"}, token),
        "foreign header token": ({**OURS, "X-CSRF-Token": auth.csrf_of(other)}, {}),
    }


@pytest.mark.parametrize("attack", attacks("a", "b"))
def test_nothing_can_be_forged_on_any_route(attack: str, still: World) -> None:
    client, other = still.browser("admin"), still.browser("admin")
    session = client.cookies["otklik_session"]
    headers, fields = attacks(session, other.cookies["otklik_session"])[attack]
    before = still.dump()
    for method, path in CHANGE:
        body = urlencode({"version": "1", "link": "x", "language": "ru", **BODIES.get(path.rpartition("/")[2], {}), **fields})
        answer = client.request(method, path, content=body, headers={**FORM, "If-Match": "*", **headers})
        refused = (403, 404, 415) if path in UNBOUND else (403, 415)
        assert answer.status_code in ((401, 422) if is_api(path) else refused), (method, path)
        assert "set-cookie" not in answer.headers
    assert client.post(f"/logout?{urlencode({'csrf': auth.csrf_of(session)})}", headers=OURS).status_code == 403
    assert still.dump() == before


@pytest.mark.parametrize(
    "headers", [OURS, {"Origin": HTTP}, {"Sec-Fetch-Site": "same-origin", "Origin": "https://queue.example"}, {}]
)
def test_a_form_of_ours_goes_through(headers: dict[str, str], here: World) -> None:
    client = here.browser("moderator")
    form = {"csrf": auth.csrf_of(client.cookies["otklik_session"]), "version": "1"}
    assert client.post("/cases/1/acknowledge", data=form, headers=headers).status_code == 303
    headed = {"X-CSRF-Token": form["csrf"], **headers}
    assert client.post("/cases/1/assign", data={"version": "2", "owner": "the-admin"}, headers=headed).status_code == 303


def answers(made: World) -> dict[str, tuple[Callable[[], object], int]]:
    """Give every kind of answer that is no success."""
    client, program = made.client(), made.program("moderator")

    def boom() -> None:
        raise ValueError("a secret of the program")

    made.app.add_api_route("/boom", boom)
    made.app.add_api_route("/api/v1/boom", boom)
    return {
        "not found": (lambda: client.get("/nope"), 404),
        "not found, api": (lambda: program.get("/api/v1/nope"), 404),
        "method": (lambda: client.delete("/healthz", headers=OURS), 405),
        "method, api": (lambda: program.delete("/api/v1/me"), 405),
        "foreign host": (lambda: client.get("/", headers={"Host": "evil.example"}), 421),
        "foreign host, api": (lambda: program.get("/api/v1/me", headers={"Host": "evil.example"}), 421),
        "no such byte": (lambda: client.get("/?filter=%00"), 400),
        "too long": (lambda: client.post("/login", content=b"a" * (MOST_BYTES + 1), headers=OURS), 413),
        "too long, api": (lambda: program.post("/api/v1/cases/1/reply", content=b"a" * (MOST_BYTES + 1)), 413),
        "forged": (lambda: client.post("/login"), 403),
        "no version": (lambda: program.post("/api/v1/cases/1/approve"), 428),
        "stale": (lambda: program.post("/api/v1/cases/1/acknowledge", headers={"If-Match": '"7"'}), 412),
        "invalid": (lambda: program.get("/api/v1/cases?limit=0"), 422),
        "fault": (lambda: client.get("/boom"), 500),
        "fault, api": (lambda: program.get("/api/v1/boom"), 500),
    }


def protected(answer: object) -> None:
    headers = answer.headers
    for name, value in HEADERS.items():
        assert headers.get_list(name) == [value], name
    assert "unsafe" not in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "strict-transport-security" not in headers
    if not answer.request.url.path.startswith("/static/"):
        assert headers["cache-control"] == "no-store"


def test_every_route_carries_the_headers(here: World) -> None:
    for client in (here.client(), here.browser("viewer"), here.program("viewer")):
        for method, path in ROUTES:
            protected(client.request(method, path, headers=OURS))


def test_every_error_carries_the_headers_and_tells_nothing_of_the_inside(here: World) -> None:
    for name, (ask, status) in answers(here).items():
        answer = ask()
        assert (name, answer.status_code) == (name, status)
        protected(answer)
        assert "a secret of the program" not in answer.text
        assert "Traceback" not in answer.text
        if answer.request.url.path.startswith("/api/"):
            assert answer.headers["content-type"] == "application/problem+json"
            assert answer.json()["status"] == status
        else:
            assert answer.headers["content-type"].startswith("text/html")


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:8765", 200),
        ("127.0.0.1", 200),
        ("localhost:9", 200),
        ("LOCALHOST", 200),
        ("[::1]:8765", 200),
        ("queue.example", 200),
        ("queue.example:443", 200),
        ("10.0.0.7:8765", 200),
        ("evil.example", 421),
        ("queue.example.evil.example", 421),
        ("127.0.0.1.evil.example", 421),
        ("0.0.0.0:8765", 421),
        ("", 421),
        ("[::1", 421),
        ("localhost@evil.example", 421),
    ],
)
def test_only_our_own_names_are_answered(host: str, status: int, sqlite_store: Store, tmp_path: Path) -> None:
    web = WebSettings(url="https://queue.example/", host="10.0.0.7")
    made = world(sqlite_store, tmp_path, cases=0, web=web)
    assert made.client().get("/healthz", headers={"Host": host}).status_code == status


@pytest.mark.parametrize(("header", "host"), [("a.example:1", "a.example"), ("a.example.", "a.example"), ("[::1]:80", "::1")])
def test_a_host_is_read_without_its_port(header: str, host: str) -> None:
    assert host_of(header) == host


def test_a_link_is_used_by_its_button_only_and_once(here: World) -> None:
    client = here.client(**OURS)
    secret = auth.new_link(here.store, "the-moderator", here.now)
    for _ in range(2):
        assert client.get("/" + auth.link_path(secret)).status_code == 200
    entered = client.post("/login", data={"link": secret})
    assert (entered.status_code, entered.headers["location"]) == (303, "/")
    cookie = entered.headers["set-cookie"]
    assert cookie.startswith("otklik_session=")
    assert {part.strip().lower() for part in cookie.split(";")} >= {"httponly", "samesite=lax", "path=/"}
    assert "secure" not in cookie.lower()
    assert client.get("/").status_code == 200
    again = here.client(**OURS).post("/login", data={"link": secret})
    assert again.status_code == 403
    assert "set-cookie" not in again.headers


def test_over_https_the_cookie_is_guarded_by_its_name(sqlite_store: Store, tmp_path: Path) -> None:
    made = world(sqlite_store, tmp_path, web=WebSettings(url="https://queue.example/"))
    secret = auth.new_link(made.store, "the-moderator", made.now)
    client = made.client(Host="queue.example", Origin="https://queue.example")
    entered = client.post("/login", data={"link": secret})
    assert entered.status_code == 303
    cookie = entered.headers["set-cookie"]
    assert cookie.startswith("__Host-otklik_session=")
    assert {part.strip().lower() for part in cookie.split(";")} >= {"httponly", "samesite=lax", "path=/", "secure"}
    assert "domain" not in cookie.lower()
    assert entered.headers["strict-transport-security"] == "max-age=31536000"
    assert made.browser("moderator").get("/").status_code == 303, "the plain name opens nothing over https"
    assert made.browser("moderator", "__Host-otklik_session").get("/").status_code == 200


def test_a_cookie_put_there_before_the_login_opens_nothing_afterwards(here: World) -> None:
    victim, planted = here.client(**OURS), here.browser("viewer").cookies["otklik_session"]
    victim.cookies.set("otklik_session", planted)
    secret = auth.new_link(here.store, "the-admin", here.now)
    entered = victim.post("/login", data={"link": secret})
    assert planted not in entered.headers["set-cookie"]
    assert auth.session_person(here.store, planted, here.now) is None
    made_up = here.client()
    made_up.cookies.set("otklik_session", "made-up-by-the-thief")
    assert made_up.get("/").status_code == 303


def test_logging_out_kills_every_copy_of_the_session(here: World) -> None:
    client, copy = here.browser("moderator"), here.client()
    session = client.cookies["otklik_session"]
    copy.cookies.set("otklik_session", session)
    assert copy.get("/").status_code == 200
    out = client.post("/logout", data={"csrf": auth.csrf_of(session)}, headers=OURS)
    assert out.status_code == 303
    assert 'otklik_session=""' in out.headers["set-cookie"]
    assert copy.get("/").status_code == 303


def test_a_disabled_person_is_out_at_the_next_request(here: World) -> None:
    browser, program = here.browser("moderator"), here.program("moderator")
    assert (browser.get("/").status_code, program.get("/api/v1/me").status_code) == (200, 200)
    staff.disable(here.store, "the-moderator", here.now)
    assert (browser.get("/").status_code, program.get("/api/v1/me").status_code) == (303, 401)


def test_no_session_changes_anything_by_the_api(here: World) -> None:
    client = here.browser("admin")
    headers = {**OURS, "If-Match": "*", "X-CSRF-Token": auth.csrf_of(client.cookies["otklik_session"])}
    before = here.dump()
    for method, path in CHANGE:
        if is_api(path):
            assert client.request(method, path, json=BODIES.get(path.rpartition("/")[2], {}), headers=headers).status_code == 401
    assert here.dump() == before


@pytest.mark.parametrize("path", ["/fails", "/api/v1/fails"])
@pytest.mark.parametrize(
    ("error", "status"),
    [
        (TryAgain("the database sqlite:////srv/otklik.db has been locked"), 503),
        (OperatorError("the disk that holds sqlite:////srv/otklik.db is full"), 500),
        (ConfigError("broken", file="/srv/otklik.yaml", line=3), 500),
    ],
)
def test_what_is_wrong_with_the_machine_stays_in_the_log(
    error: OperatorError, status: int, path: str, here: World, caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> None:
        raise error

    here.app.add_api_route(path, fail)
    with caplog.at_level(logging.WARNING, "otklik.web"):
        answer = here.client().get(path)
    assert answer.status_code == status
    assert "/srv" not in answer.text
    assert "/srv" in caplog.text
    if status == 503:
        assert answer.headers["retry-after"] == "30"


def test_readyz_says_when_the_database_is_gone(here: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object) -> None:
        raise TryAgain("it is away")

    monkeypatch.setattr("moderation.store.engine.revision_of", away)
    answer = here.client().get("/readyz")
    assert (answer.status_code, answer.json()) == (503, {"status": "not ready"})


@pytest.mark.parametrize(
    ("length", "status"), [("9" * 40, 413), ("-1", 413), ("x", 413), (str(MOST_BYTES + 1), 413), ("0000000005", 415)]
)
def test_a_length_that_lies_is_refused_before_anything_is_read(length: str, status: int, still: World) -> None:
    assert still.client().post("/login", content=b"a=b&c", headers={"Content-Length": length}).status_code == status


def test_a_form_with_a_character_that_no_text_holds_is_refused(here: World) -> None:
    client = here.browser("moderator")
    form = {"csrf": auth.csrf_of(client.cookies["otklik_session"]), "version": "1", "text": "a\0b"}
    assert client.post("/cases/1/reply", data=form, headers=OURS).status_code == 400


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ("/cases/1?x=y", "/cases/1?x=y"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("https://evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("/a\nb", "/"),
        ("/a\\b", "/"),
        ("", "/"),
    ],
)
def test_after_the_login_one_stays_here(given: str, path: str) -> None:
    assert local_path(given) == path
