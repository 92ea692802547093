"""How many bytes a page brings: budgets of the house, counted, never timed."""

import gzip
import json
import re

import pytest

pytestmark = pytest.mark.browser

OURS = (
    "live-models.js",
    "live-widgets.js",
    "live-widgets.css",
    "palette.css",
    "book.css",
    "quiz.css",
    "looking-up.css",
    "quiz.js",
)
STATE = r'<script type="application/vnd.jupyter.widget-state\+json">(.*?)</script>'


def test_our_scripts_and_styles_fit_60_kB(site, live_page):
    text = (site / live_page).read_text()
    widgets = json.loads(re.search(STATE, text, re.S).group(1))
    embedded = sum(len(source.encode()) for source in widgets["sources"].values())
    tags = "".join(re.findall(r"<(?:link|script)[^>]+>", text))
    linked = [name for name in OURS if f"_static/{name}" in tags]
    assert {"live-widgets.js", "book.css"} <= set(linked)
    files = sum((site / "_static" / name).stat().st_size for name in linked)
    print(f"{live_page}: {embedded + files} bytes of our own JavaScript and CSS")
    assert embedded + files <= 60_000


def transfers(open_tab, name, cached):
    """Return {url: gzipped bytes} that a visit fetches, besides what is cached."""
    tab = open_tab("http")
    got = {}

    def note(response):
        if response.url.startswith("http") and response.url not in cached:
            got[response.url] = len(gzip.compress(response.body()))

    tab.page.on("response", note)
    tab.open(name).wait_for_timeout(800)
    return got


def test_first_and_next_visit(open_tab, site):
    first = transfers(open_tab, "book/forget-gate.html", {})
    following = transfers(open_tab, "book/input-gate.html", first)
    print(f"first visit {sum(first.values())}, next page {sum(following.values())}")
    assert sum(first.values()) <= 1_500_000
    assert sum(following.values()) <= 150_000
