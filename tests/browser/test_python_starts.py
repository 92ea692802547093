"""Python in the page, in real Chromium without internet: how it starts, or does not.

Pyodide's core stands in for the public host; NumPy, which no npm package has, is what
that host fails to deliver.
"""

import hashlib
import json

import pytest
from bs4 import BeautifulSoup

from tests.browser.python_reader import (
    CDN,
    CHECK,
    PLAIN,
    Reader,
    serving,
    small_site,
    stand_in_numpy,
)

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("python_page")]


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    return small_site(tmp_path_factory.getbasetemp())


@pytest.fixture(scope="module")
def address(built):
    with serving(built) as address:
        yield address


@pytest.fixture
def open_page(browser, built, address):
    readers = []

    def make(how="http"):
        readers.append(
            Reader(browser, built, address if how == "http" else built.as_uri())
        )
        return readers[-1]

    yield make
    for reader in readers:
        reader.context.close()


def test_before_the_press_nothing_is_asked_and_little_is_there(open_page):
    reader = open_page()
    assert not [url for url in reader.asked if "python" in url or "whl" in url]
    bar = reader.page.locator(".python-here")
    assert bar.count() == 1 and len(bar.evaluate("bar => bar.outerHTML")) < 450
    said = " ".join(bar.inner_text().split())
    assert "Pyodide 0.29.5, about 16 MB, from cdn.jsdelivr.net." in said
    assert reader.page.locator("textarea").count() == 0


def test_without_scripts_there_is_no_dead_button(browser, address):
    page = browser.new_page(java_script_enabled=False)
    page.goto(f"{address}/book/index.html")
    seen = [
        one for one in page.get_by_text("Run Python here").all() if one.is_visible()
    ]
    page.close()
    assert seen == []


def test_a_blocked_host_is_told_at_once_and_the_page_lives(open_page):
    """From a file, as from a stick; then the network is back, with another wheel."""
    reader = open_page("file")
    wrong = "window.pythonWheel = btoa('another wheel');"
    reader.page.route("**/*.whl.js", lambda route: route.fulfill(body=wrong))
    reader.open = False
    reader.page.evaluate(
        """() => addEventListener("click", () => {
          const pressed = performance.now();
          new MutationObserver(() => {
            if (/could not be/.test(document.querySelector(".py-status")?.textContent))
              window.toldAfter ??= performance.now() - pressed;
          }).observe(document.body, { subtree: true, childList: true });
        }, { once: true })"""
    )
    reader.press("Run Python here")
    reader.awaits_status("could not be fetched from cdn.jsdelivr.net")
    assert reader.page.evaluate("toldAfter") < 3000
    assert reader.page.locator("textarea").count() == 0
    assert reader.moves_the_gate()
    assert reader.page.get_by_role("link", name="Download this chapter").is_visible()
    reader.open = True
    reader.press("Retry")
    reader.awaits_status("own package did not come whole")
    reader.page.unroute("**/*.whl.js")
    reader.press("Retry")
    reader.awaits_status("is ready")
    assert reader.run(PLAIN, "21 * 2") == "42"
    assert reader.said == []


def test_a_wheel_of_another_hash_is_refused(open_page):
    reader = open_page()
    reader.page.route("**/*.whl*", lambda route: route.fulfill(body=b"another wheel"))
    reader.press("Run Python here")
    reader.awaits_status("own package did not come whole")
    assert reader.moves_the_gate() and reader.said == []


def test_a_folder_beside_the_site_serves_as_well(open_page, built):
    """The link at an exercise presses the one button; NumPy comes when it is needed."""
    reader = open_page()
    reader.names("pyodide/")
    wheel, lock = stand_in_numpy((built / "pyodide/pyodide-lock.json").read_text())
    reader.page.route("**/pyodide-lock.json", lambda route: route.fulfill(body=lock))
    fetched = []

    def deliver(route):
        fetched.append(route.request.url)
        route.fulfill(body=wheel)

    reader.page.route("**/numpy-*.whl", deliver)
    link = reader.page.get_by_role("link", name="Run Python here to answer")
    link.focus()
    reader.page.keyboard.press("Enter")
    reader.awaits_status("is ready")
    assert not [url for url in reader.asked if "cdn.jsdelivr.net" in url]
    assert not link.is_visible()
    focused = reader.page.evaluate("document.activeElement.ariaLabel")
    assert focused == f"Code of {CHECK}"
    late = "print('once')\nexec('import numpy')\nnumpy.name"
    assert reader.run(PLAIN, late).split("\n")[::2] == ["once", "'stands in'"]
    assert reader.run(PLAIN, "import numpy as np\nnp.name") == "'stands in'"
    assert len(fetched) == 1


def test_from_a_file_a_folder_beside_the_site_cannot_be_read(open_page):
    reader = open_page("file")
    reader.names("pyodide/")
    reader.press("Run Python here")
    reader.awaits_status("Open the book through a web server")
    assert reader.moves_the_gate() and reader.said == []


def test_fetching_that_lasts_is_told_and_can_be_broken_off(open_page):
    reader = open_page()
    waiting = []
    reader.page.route(f"{CDN}**", lambda route: waiting.append(route))
    reader.page.clock.install()
    reader.press("Run Python here")
    reader.awaits_status("Fetching Python from cdn.jsdelivr.net")
    reader.page.wait_for_timeout(300)
    reader.page.clock.fast_forward(30_000)
    assert reader.status().startswith("Fetching")
    reader.page.clock.fast_forward(31_000)
    assert "After a minute, Python has not come from cdn" in reader.status()
    assert reader.page.get_by_role("button", name="Retry").is_visible()
    assert reader.page.get_by_role("link", name="Download this chapter").is_visible()
    reader.press("Cancel")
    assert reader.page.get_by_role("button", name="Run Python here").is_visible()
    assert reader.page.locator(".py-status").count() == 0
    reader.page.unroute(f"{CDN}**")
    reader.open = False
    reader.press("Run Python here")
    reader.awaits_status("could not be fetched")


def test_every_page_knows_its_cells_and_the_wheel_that_is_served(site):
    known = sorted((site / "_static/python").rglob("*.js"))
    assert len(known) > 20
    for path in known:
        name = path.relative_to(site / "_static/python").with_suffix("")
        text = (site / f"{name}.html").read_text()
        book = json.loads(path.read_text().split(" = ", 1)[1].rstrip(";\n"))
        shown = [cell["source"] for cell in book["cells"] if cell["shown"]]
        printed = BeautifulSoup(text, "html.parser").select(".cell_input pre")
        assert [pre.get_text().strip() for pre in printed] == shown, name
        assert text.count('class="python-here') == 1 and f'data-page="{name}"' in text
        wheel = (site / "_static" / book["wheel"]["name"]).read_bytes()
        assert hashlib.sha256(wheel).hexdigest() == book["wheel"]["sha256"]
        saved = [one["href"] for one in book["elsewhere"] if one.get("saved")]
        assert [(site / f"{name}.html").parent / href for href in saved][0].exists()
