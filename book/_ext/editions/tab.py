"""A tab of Chromium that reads the built site from the disk, and nothing else."""

import json
import mimetypes
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote, urlsplit

from playwright.sync_api import sync_playwright

from tests.browser.chromium import FLAGS, find

HERE = Path(__file__).parent
ORIGIN = "http://book.invalid"
MATHJAX = {
    "chtml": {"mtextInheritFont": True},
    "options": {
        "enableMenu": False,
        "enableAssistiveMml": False,
        "processHtmlClass": "math",
        "ignoreHtmlClass": "mathjax_ignore",
    },
    "startup": {"typeset": False},
}
PAGE = """<!DOCTYPE html>
<html lang="{language}" data-theme="light" data-mode="light">
<head><meta charset="utf-8"><title>{title}</title>
<script>window.MathJax = {mathjax};</script></head>
<body><main class="bd-main"></main>
<script src="/_static/mathjax/tex-chtml.js"></script>
<script>{scripts}</script></body></html>"""


class NoBrowser(Exception):
    """There is no Chromium to print with."""


def serve(site, page, route):
    """Answer a request from the site's folder; refuse whatever leaves it."""
    url = urlsplit(route.request.url)
    path = (site / unquote(url.path).lstrip("/")).resolve()
    if url.scheme in ("data", "blob"):
        route.continue_()
    elif not route.request.url.startswith(ORIGIN):
        route.abort()
    elif url.path == "/":
        route.fulfill(body=page, content_type="text/html; charset=utf-8")
    elif path.is_relative_to(site) and path.is_file():
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        route.fulfill(body=path.read_bytes(), content_type=kind)
    else:
        route.fulfill(status=404)


@contextmanager
def open_book(book, site, script):
    """Open a tab that holds every chapter of the book, still and linked.

    Args:
        book: a `Book`.
        site: folder of the built site.
        script: name of one more script of this folder to run with the others.

    Yields:
        The tab, and the addresses of the style sheets that the pages use.

    Raises:
        NoBrowser: where there is no Chromium.
    """
    chromium = find()
    if not chromium:
        raise NoBrowser("no Chromium; run `python -m tests.browser.chromium` first")
    names = ("still_page.js", "assemble.js", script)
    scripts = "\n".join((HERE / name).read_text(encoding="utf-8") for name in names)
    page = PAGE.format(
        language=book.language,
        title=book.title,
        mathjax=json.dumps(MATHJAX),
        scripts=scripts,
    )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        try:
            tab = browser.new_page(viewport={"width": 643, "height": 1000})
            tab.set_default_timeout(600_000)
            tab.route("**/*", lambda route: serve(site, page, route))
            tab.goto(ORIGIN + "/")
            yield tab, tab.evaluate("parts => assemble(parts)", book.parts)
        finally:
            browser.close()
