"""A real browser on the pages of a live server; chromium of the machine, no network beyond it."""

from __future__ import annotations

import os
import shutil

import pytest
import pytest_socket
from django.db import connections
from playwright.sync_api import sync_playwright

from tests.browser.serving import serving

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
# The browser's driver keeps an event loop in this thread; Django would refuse its database there.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.fixture(scope="session", autouse=True)
def chromium():
    """The browser's program; a machine without one skips, a machine that judges changes fails."""
    if CHROMIUM:
        return CHROMIUM
    said = "chromium is not installed (Debian: apt-get install chromium fonts-noto-cjk)"
    if os.environ.get("CI"):
        pytest.fail(said)
    pytest.skip(said)


@pytest.fixture(scope="module")
def browser(chromium):
    """A browser for the tests of a file, and not for longer: its driver keeps an event loop going in
    this thread, in which whatever is tested after it could run none of its own."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield started
        started.close()
        # Opened inside the loop they can be closed in it only; the test database is dropped outside.
        connections.close_all()


@pytest.fixture(autouse=True)
def only_this_machine():
    """The live server is on this machine, and nothing else is asked."""
    pytest_socket.socket_allow_hosts(["127.0.0.1", "localhost", "::1"], allow_unix_socket=True)
    yield
    pytest_socket.enable_socket()


@pytest.fixture(scope="session")
def server():
    """The whole node's pages. A test whose page needs rows asks for `transactional_db` itself."""
    with serving() as address:
        yield address


@pytest.fixture
def page_at(browser, server):
    """Open an address: `page_at("/en/…", width=390, theme="dark")`; all contexts close by themselves.

    `console` of the page collects what the browser complains of; `bypass_csp` is for axe and
    for a reader's own style sheet, and for nothing else.
    """
    contexts = []

    def open_page(path, *, width=1280, height=900, theme="light", bypass_csp=False, **more):
        context = browser.new_context(
            base_url=server,
            viewport={"width": width, "height": height},
            color_scheme=theme,
            bypass_csp=bypass_csp,
            reduced_motion="reduce",
            locale="zh-CN",
            **more,
        )
        contexts.append(context)
        page = context.new_page()
        page.console = []
        page.on("console", lambda said: page.console.append(f"{said.type}: {said.text}"))
        page.on("pageerror", lambda fault: page.console.append(f"error: {fault}"))
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
