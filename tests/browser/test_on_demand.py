"""A script that comes with the first press answers that press, and is fetched once."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "book" / "_ext"))

import on_demand  # noqa: E402

pytestmark = pytest.mark.browser
ASKED = [("click", "form button", "late.js"), ("focusin pointerover", "a", "card.js")]
LATE = """addEventListener("click", (event) => {
  if (!event.target.closest("form button")) return;
  event.preventDefault();
  document.querySelector("output").value += event.target.textContent;
});"""
CARD = """addEventListener("focusin", () => { document.title += "!"; });"""


class App:
    def add_js_file(self, name, body):
        self.body = body


def loader(prefix=""):
    context = {"pathto": lambda path, resource: prefix + path}
    for wanted in ASKED:
        on_demand.bring(context, *wanted)
    on_demand.add_loader(app := App(), "page", "page.html", context, None)
    return app.body


def test_a_page_that_asks_for_nothing_carries_no_loader():
    on_demand.add_loader(app := App(), "page", "page.html", {}, None)
    assert not hasattr(app, "body")
    assert len(loader()) < 900, "it is on every page"


@pytest.fixture
def page(browser):
    page = browser.new_page()
    page.fetched = []
    page.route("http://book/", lambda route: route.fulfill(body=page.html))
    page.html = (
        "<!DOCTYPE html><title>t</title><a href='#x'><b>term</b></a>"
        "<form><button>one</button><button>two</button></form><output></output>"
        f"<script>{loader('http://book/')}</script>"
    )
    yield page
    page.close()


def serve(page, name, body):
    page.route(f"**/_static/{name}", lambda route: route.fulfill(body=body))
    page.on("request", lambda request: page.fetched.append(request.url))


def test_presses_while_the_script_comes_are_not_lost(page):
    waiting = []
    page.route("**/_static/late.js", lambda route: waiting.append(route))
    page.goto("http://book/")
    page.click("text=one")
    page.click("text=two")
    page.wait_for_timeout(100)
    assert len(waiting) == 1 and page.url == "http://book/", "the form was not sent"
    waiting[0].fulfill(body=LATE)
    page.wait_for_function("document.querySelector('output').value === 'two'")
    page.click("text=one")
    assert page.eval_on_selector("output", "e => e.value") == "twoone"


def test_one_script_for_several_events(page):
    serve(page, "card.js", CARD)
    page.goto("http://book/")
    page.hover("b")  # inside what the selector names
    page.wait_for_function("document.scripts.length === 2")
    page.focus("a")
    page.wait_for_function("document.title === 't!'")
    assert page.fetched.count("http://book/_static/card.js") == 1


def test_a_lost_line_leaves_the_next_press_another_try(page):
    page.route("**/_static/late.js", lambda route: route.abort())
    page.goto("http://book/")
    page.click("text=one")
    page.wait_for_timeout(200)
    page.unroute("**/_static/late.js")
    serve(page, "late.js", LATE)
    page.click("text=one")
    page.wait_for_function("document.querySelector('output').value === 'one'")
