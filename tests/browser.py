"""A real browser for tests of the pages: the system's Chromium, driven by Playwright, and the application served on loopback."""

from __future__ import annotations

import shutil
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from moderation import auth
from moderation.words import LANGUAGES

if TYPE_CHECKING:
    from fastapi import FastAPI
    from playwright.sync_api import Browser, BrowserContext, Dialog, Page

    from tests.door import World

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
# The longest words are Russian; the other languages are looked at by the long runs.
SPOKEN = [pytest.param(one, marks=[] if one == "ru" else [pytest.mark.long]) for one in LANGUAGES]
SIZES = {"desktop": (1280, 900), "phone": (360, 740)}
# What the browser itself forbids is said in its console and as an event; both are collected.
_WATCH = """
document.addEventListener("securitypolicyviolation", (event) => {
  console.error(`CSP ${event.violatedDirective} ${event.blockedURI}`);
});
"""


def chromium_path() -> str | None:
    """Find the system's Chromium."""
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@contextmanager
def launched() -> Iterator[Browser]:
    """Start the browser for the length of the block."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=list(FLAGS))
        yield browser
        browser.close()


@contextmanager
def served(app: FastAPI) -> Iterator[str]:
    """Serve an application on a free port of loopback and give its address, without a slash at the end."""
    import uvicorn

    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", proxy_headers=False, lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(timeout=10)


@dataclass
class Visit:
    """A window with everything that the browser complained of while it was open: errors, forbidden loads, dialogs."""

    page: Page
    complaints: list[str] = field(default_factory=list)

    def refuse(self, dialog: Dialog) -> None:
        """Note a dialog and close it."""
        self.complaints.append(f"dialog {dialog.message}")
        dialog.dismiss()


@contextmanager
def visit(
    browser: Browser,
    address: str,
    *,
    size: tuple[int, int] = SIZES["desktop"],
    scheme: str = "light",
    world: World | None = None,
    login: str = "",
    javascript: bool = True,
) -> Iterator[Visit]:
    """Open a window on a served application; with `login` that person's session is opened by a link first."""
    context: BrowserContext = browser.new_context(
        base_url=address,
        viewport={"width": size[0], "height": size[1]},
        color_scheme="dark" if scheme == "dark" else "light",
        java_script_enabled=javascript,
    )
    context.set_default_timeout(20_000)
    context.add_init_script(_WATCH)
    found = Visit(context.new_page())
    found.page.on("console", lambda line: found.complaints.append(line.text) if line.type in ("error", "warning") else None)
    found.page.on("pageerror", lambda error: found.complaints.append(str(error)))
    found.page.on("dialog", found.refuse)
    try:
        if world is not None and login:
            found.page.goto("/" + auth.link_path(auth.new_link(world.store, login, world.now)))
            found.page.get_by_role("button").first.click()
            found.page.wait_for_url("**/")
        yield found
    finally:
        context.close()
