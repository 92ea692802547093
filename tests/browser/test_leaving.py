"""Whoever leaves a page leaves no worker behind, and who comes back finds it alive."""

import functools
import http.server
import threading
import time

import ipywidgets as w
import numpy as np
import pytest

from lstm_src.explorables import LiveTraining
from tests.browser.chromium import FLAGS, find
from tests.browser.conftest import Quiet
from tests.browser.mounting import write_book_page
from tests.browser.test_training_race import press, value, wait_for_steps

pytestmark = pytest.mark.browser
SETTING = {"length": 5000, "hidden_size": 16, "gap": 10}
NOTES = """addEventListener("pagehide", (event) => { window.kept = event.persisted; });
addEventListener("pageshow", (event) => { window.back = event.persisted; });"""


@pytest.fixture
def served(tmp_path):
    """Return the address of a race as the book shows it; /other.html stands beside."""
    race = LiveTraining(**SETTING)
    bias = w.FloatSlider(1.0, min=-2, max=6, description="forget bias b_f")
    w.jslink((bias, "value"), (race, "forget_bias"))
    write_book_page(tmp_path, w.VBox([bias, race]))
    (tmp_path / "other.html").write_text("<!doctype html><title>other</title>")
    handler = functools.partial(Quiet, directory=str(tmp_path))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.fixture
def keeping(browser):
    """A Chromium that keeps a page for "back", as it does for readers."""
    own = browser.browser_type.launch(
        executable_path=find(),
        args=FLAGS,
        ignore_default_args=["--disable-back-forward-cache"],
    )
    yield own
    own.close()


def workers(browser):
    """Count the workers of all pages, of those too that the browser only keeps."""
    session = browser.new_browser_cdp_session()
    found = session.send("Target.getTargets", {"filter": [{"type": "worker"}]})
    session.detach()
    return len(found["targetInfos"])


def all_gone(browser):
    """Wait until no worker is left; a browser takes its time to end one."""
    for _ in range(100):
        if not workers(browser):
            return True
        time.sleep(0.1)
    return False


def training(browser, address):
    """Open the race and let it train."""
    page = browser.new_page()
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    page.add_init_script(NOTES)
    page.goto(address + "page.html")
    page.wait_for_selector("[data-ready=true]")
    assert all_gone(browser)  # none before it is asked for
    press(page, "Train")
    wait_for_steps(page, 10)
    assert workers(browser) == 1
    return page


def test_a_page_that_is_kept_for_back_comes_back_alive(keeping, served):
    page = training(keeping, served)
    page.goto(served + "other.html")
    assert all_gone(keeping)
    page.go_back(wait_until="commit")
    page.wait_for_function("window.back !== undefined")
    assert page.evaluate("[kept, back]") == [True, True]
    taken = value(page, "steps")
    page.wait_for_timeout(300)
    assert workers(keeping) == 0 and value(page, "steps") == taken  # not unasked
    press(page, "Step")
    wait_for_steps(page, taken + 1)
    race = LiveTraining(**SETTING).race(int(taken) + 1)
    for name, trainer in race.trainers.items():  # the same race, as if never left
        mean = np.mean(trainer.history.loss[-20:])
        assert value(page, "loss", name) == pytest.approx(mean, abs=1e-9)
    said = "!document.body.innerText.includes('Taking the steps up to here again')"
    page.wait_for_function(said)  # the status line speaks a moment later
    page.get_by_role("slider", name="forget bias b_f").fill("3")
    assert value(page, "forget_bias") == 3 and value(page, "steps") == 0
    press(page, "Train")
    wait_for_steps(page, 10)
    page.close()
    assert all_gone(keeping)


def test_a_page_that_is_not_kept_leaves_nothing(browser, served):
    page = training(browser, served)
    page.goto(served + "other.html")
    assert all_gone(browser)
    page.close()


def test_a_view_that_is_taken_out_of_the_page_stops(browser, served):
    """The mount cleans up when its page goes; here the page only says so."""
    page = training(browser, served)
    page.evaluate(
        "dispatchEvent(new PageTransitionEvent('pagehide', { persisted: false }))"
    )
    page.wait_for_function("!document.querySelector('[data-explorable]')")
    assert all_gone(browser)
    page.close()
