"""Fixtures that open the built site as a reader would: real Chromium, no network."""

import functools
import http.server
import os
import threading
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from tests.browser.chromium import FLAGS, find

SITE = Path(__file__).resolve().parents[2] / "_build" / "html"
LIVE = "application/vnd.jupyter.widget-state+json"


def pages():
    """Return every page of the built site, as paths relative to its root."""
    return [
        path.relative_to(SITE).as_posix()
        for path in sorted(SITE.rglob("*.html"))
        if "_static" not in path.parts
    ]


def live_pages():
    """Return the pages that carry widgets."""
    return [page for page in pages() if LIVE in (SITE / page).read_text()]


def pytest_generate_tests(metafunc):
    if "page_name" in metafunc.fixturenames:
        metafunc.parametrize("page_name", pages() or [None])
    if "live_page" in metafunc.fixturenames:
        metafunc.parametrize("live_page", live_pages() or [None])


@pytest.fixture(scope="session")
def site():
    """The built site; tests of pages make no sense without it."""
    assert (SITE / "index.html").exists(), "no built book: run `make book` first"
    return SITE


@pytest.fixture(scope="session")
def browser():
    path = find()
    if not path:
        if os.environ.get("CI") == "true":
            pytest.fail("CI needs a Chromium: run python -m tests.browser.chromium")
        pytest.skip("no Chromium: set CHROMIUM to one")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serve files without a line of log for each."""

    def log_message(self, *_):
        pass


@pytest.fixture(scope="session")
def served(site):
    """The site over http on this machine: its address."""
    handler = functools.partial(Quiet, directory=str(site))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


class Tab:
    """A page with a record of what it said and of whom it called."""

    def __init__(self, context, base):
        self.page = context.new_page()
        self.base = base
        self.messages, self.outside = [], []
        self.page.on("console", lambda message: self.messages.append(message.text))
        self.page.on("pageerror", lambda error: self.messages.append(str(error)))
        context.route("**/*", self.guard)

    def guard(self, route):
        url = route.request.url
        if url.startswith((self.base, "data:", "blob:")):
            route.continue_()
        else:
            self.outside.append(url)
            route.abort()

    def open(self, name):
        """Go to a page of the site; return when its explorables are drawn."""
        self.page.goto(self.base + name)
        self.page.wait_for_function(
            "() => [...document.querySelectorAll('.live-widget')].every(widget => {"
            " const views = widget.querySelectorAll('[data-explorable]');"
            " return views.length && [...views].every(v => v.dataset.ready); })"
        )
        return self.page


@pytest.fixture
def open_tab(browser, site, served):
    """Return a function that opens a tab: how ("http" or "file"), theme, width."""
    contexts = []

    def make(how="file", theme="light", width=1280, **options):
        context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=theme, **options
        )
        contexts.append(context)
        return Tab(context, served if how == "http" else site.as_uri() + "/")

    yield make
    for context in contexts:
        context.close()
