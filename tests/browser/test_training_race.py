"""The race in a real browser: it trains, stops, leaves the page free, and goes away."""

import json

import numpy as np
import pytest

from lstm_src.explorables import LiveTraining
from lstm_src.training.race import NETWORKS, TASKS
from tests.browser.mounting import write_page
from tests.browser.test_overlap import COLLISIONS

pytestmark = pytest.mark.browser
FRAMES = """() => { window.gaps = []; let last = performance.now();
  const frame = (now) => { gaps.push(now - last); last = now;
    requestAnimationFrame(frame); };
  requestAnimationFrame(frame); }"""


@pytest.fixture
def show(browser, tmp_path):
    """Return a function that opens the bare page of a race."""
    contexts = []

    def opened(view, width=720, before="", **options):
        context = browser.new_context(
            viewport={"width": width, "height": 1000}, **options
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: pytest.fail(message.text))
        page.on("pageerror", lambda error: pytest.fail(str(error)))
        page.add_init_script(before)
        page.goto(write_page(tmp_path, view))
        page.wait_for_selector("[data-ready=true]")
        return page

    yield opened
    for context in contexts:
        context.close()


def value(page, name, unit=None):
    at = f"[data-unit='{unit}']" if unit else ""
    node = page.locator(f"[data-quantity={name}]{at}")
    return float(node.get_attribute("data-value"))


def press(page, name):
    page.get_by_role("button", name=name, exact=True).press("Enter")


def wait_for_steps(page, steps):
    page.wait_for_function(
        f"+document.querySelector('[data-quantity=steps]').dataset.value >= {steps}",
        timeout=120_000,
    )


@pytest.mark.parametrize("task", TASKS)
def test_a_race_in_the_page_equals_one_of_the_package(show, task):
    """The same weights, batches and steps: 1e-9 after a hundred of them."""
    view = LiveTraining(task=task, length=100)
    page = show(view)
    press(page, "Train")
    wait_for_steps(page, 100)
    race = view.race(100)
    for name, trainer in race.trainers.items():
        for t in (1, 2, 5, 10, 20, 50, 100):
            cell = f"[data-quantity=loss_t][data-t='{t}'][data-unit='{name}']"
            shown = float(page.locator(cell).get_attribute("data-value"))
            assert shown == pytest.approx(trainer.history.loss[t - 1], abs=1e-9)
        last = {
            "loss": trainer.history.loss,
            "accuracy": race.accuracy[name],
            "gradient_norm": trainer.history.gradient_norm,
        }
        for key, series in last.items():
            mean = np.mean(series[-20:])
            assert value(page, key, name) == pytest.approx(mean, rel=1e-8, abs=1e-9)


def test_pause_stops_at_once_and_step_takes_one(show):
    page = show(LiveTraining(length=5000, hidden_size=24))
    press(page, "Train")
    assert page.get_by_role("button", name="Train", exact=True).evaluate(
        "(button) => button.getAttribute('aria-pressed') === 'true'"
        " && document.activeElement === button"
    )
    wait_for_steps(page, 20)
    press(page, "Pause")
    paused = value(page, "steps")
    page.wait_for_timeout(700)
    assert value(page, "steps") == paused > 0
    for n in (1, 2, 3):
        press(page, "Step")
        wait_for_steps(page, paused + n)
        page.wait_for_timeout(60)
        assert value(page, "steps") == paused + n
    press(page, "Train")
    wait_for_steps(page, paused + 40)
    press(page, "Reset")
    page.wait_for_timeout(300)
    assert value(page, "steps") == 0
    assert page.locator("[data-quantity=loss]").count() == 0


def test_a_race_in_pieces_is_the_same_race(show):
    """Pausing, stepping and going on change nothing."""
    view = LiveTraining(length=60, hidden_size=8)
    page = show(view)
    for n in range(1, 6):
        press(page, "Step")
        wait_for_steps(page, n)
    press(page, "Train")
    wait_for_steps(page, 8)
    press(page, "Pause")
    press(page, "Train")
    press(page, "Pause")
    press(page, "Train")
    wait_for_steps(page, 60)
    for name, trainer in view.race(60).trainers.items():
        mean = np.mean(trainer.history.loss[-20:])
        assert value(page, "loss", name) == pytest.approx(mean, abs=1e-9)


def longest_task(page, act):
    """Milliseconds of processor time of the longest task of the page's own thread.

    On a clock, a task also takes as long as other work keeps the processor from it: on
    a busy machine any task, and any gap between two frames, can last more than 50 ms.
    """
    browser = page.context.browser
    browser.start_tracing(page=page, categories=["toplevel"])
    act()
    events = json.loads(browser.stop_tracing())["traceEvents"]
    own = {
        (event["pid"], event["tid"])
        for event in events
        if event["name"] == "thread_name" and event["args"]["name"] == "CrRendererMain"
    }
    return max(
        event["tdur"] / 1000
        for event in events
        if (event["pid"], event["tid"]) in own and "tdur" in event
    )


def test_the_page_stays_free_while_it_trains(show):
    page = show(LiveTraining(length=5000, hidden_size=64, gap=40))
    press(page, "Train")
    wait_for_steps(page, 2)
    page.evaluate(FRAMES)
    begun = value(page, "steps")
    wait_for_steps(page, begun + 5)
    gaps, taken = np.array(page.evaluate("gaps")), value(page, "steps") - begun
    print(f"{taken:.0f} steps, {len(gaps)} frames, longest {gaps.max():.0f} ms, "
          f"{100 * np.mean(gaps > 50):.1f} % over 50 ms")  # fmt: skip
    # A step takes many frames' time here; on the page's own thread each frame would
    # wait for one. That holds on a busy machine too.
    assert len(gaps) > 4 * taken


@pytest.mark.parametrize(("hidden", "gap", "steps"), [(64, 40, 12), (4, 2, 1500)])
def test_no_frame_waits_for_training(show, hidden, gap, steps):
    """No task of the page itself needs 50 ms: few large steps, many small ones."""
    page = show(LiveTraining(length=5000, hidden_size=hidden, gap=gap))
    press(page, "Train")
    assert 0 < longest_task(page, lambda: wait_for_steps(page, steps)) <= 50


def test_a_task_that_would_hold_frames_up_is_seen(show):
    page = show(LiveTraining())
    busy = "() => { const end = Date.now() + 800; while (Date.now() < end); }"
    assert longest_task(page, lambda: page.evaluate(busy)) > 50


def test_settings_begin_another_race_and_are_echoed_at_once(show):
    page = show(LiveTraining(length=5000))
    echo = {
        "task": "task",
        "gap": "gap",
        "hidden_size": "hidden_size",
        "forget_bias": "forget_bias",
        "clip": "clip",
        "seed": "seed",
        "length": "length",
        "rate_power": "learning_rate",
    }
    for trait, new in zip(echo, (2, 5, 8, 2.5, 0.5, 9, 400, -3.0), strict=True):
        press(page, "Train")
        wait_for_steps(page, 1)
        shown = page.evaluate(
            """([trait, number, name]) => { model.set(trait, number);
            return ['steps', name].map((n) =>
              +document.querySelector(`[data-quantity=${n}]`).dataset.value); }""",
            [trait, new, echo[trait]],
        )
        assert shown == [0, pytest.approx(10**new if trait == "rate_power" else new)]
        page.wait_for_timeout(100)
        assert value(page, "steps") == 0  # what was under way is not taken for new
    press(page, "Train")
    wait_for_steps(page, 5)
    settings = page.evaluate("(names) => names.map((n) => model.get(n))", list(echo))
    race = LiveTraining(**dict(zip(echo, settings, strict=True))).race(1)
    first = page.locator("[data-quantity=loss_t][data-t='1'][data-unit=GRU]")
    assert float(first.get_attribute("data-value")) == pytest.approx(
        race.trainers["GRU"].history.loss[0], abs=1e-12
    )


def test_seeds_gather_into_bands(show):
    page = show(LiveTraining(length=50, hidden_size=4, gap=2))
    bands = "document.querySelectorAll('svg.view [style*=fill-opacity]').length"
    press(page, "Train")
    wait_for_steps(page, 50)
    assert page.evaluate(bands) == 15  # three panels, five networks
    press(page, "Another seed")
    assert page.evaluate("model.get('seed')") == 2
    page.locator(".ledger", has_text="finished seeds: 1, 2").wait_for()
    losses = [value(page, "loss", name) for name in NETWORKS]
    expected = LiveTraining(length=50, hidden_size=4, gap=2, seed=2).race(50)
    for name, loss in zip(NETWORKS, losses, strict=True):
        mean = np.mean(expected.trainers[name].history.loss[-20:])
        assert loss == pytest.approx(mean, abs=1e-9)
    page.evaluate("model.set('gap', 4)")
    assert page.evaluate(bands) == 0


def test_its_worker_goes_with_the_view(show):
    page = show(LiveTraining(length=5000))
    assert len(page.workers) == 0  # none before it is asked for
    press(page, "Train")
    wait_for_steps(page, 5)
    assert len(page.workers) == 1
    page.evaluate("cleanup()")
    page.wait_for_timeout(300)
    assert len(page.workers) == 0
    assert page.evaluate("model.listening()") == 0

    page = show(LiveTraining(length=5000))
    press(page, "Train")
    wait_for_steps(page, 5)
    page.evaluate("document.querySelector('main').replaceChildren()")
    page.wait_for_timeout(700)
    assert len(page.workers) == 0


def test_a_page_that_may_not_start_workers_says_so(show):
    page = show(LiveTraining(), before="window.Worker = class { constructor() { throw new Error('no'); } };")  # noqa: E501 # fmt: skip
    press(page, "Train")
    assert "may start no worker" in page.locator(".buttons").inner_text()
    page.wait_for_function(
        "document.querySelector('[role=status]').textContent.includes('worker')"
    )


def test_it_speaks_when_training_is_over_and_not_during_it(show):
    page = show(LiveTraining(length=200, hidden_size=24))
    page.evaluate(
        """() => { const status = document.querySelector("[role=status]");
        window.spoken = [];
        new MutationObserver(() => spoken.push(status.textContent)).observe(status,
          { childList: true, subtree: true, characterData: true }); }"""
    )
    press(page, "Train")
    wait_for_steps(page, 200)
    page.wait_for_function("spoken.some((text) => text.includes('200 of 200'))")
    said = [text for text in page.evaluate("spoken") if text]
    assert len(said) == 1 and "the smallest loss is" in said[0]


@pytest.mark.parametrize("width", [720, 375, 320])
def test_labels_keep_apart_while_curves_grow(show, width):
    page = show(LiveTraining(length=60), width=width)
    for task in range(len(TASKS)):
        page.evaluate("(task) => { model.set('task', task); }", task)
        for steps in (1, 3, 25, 60):
            press(page, "Step") if steps == 1 else press(page, "Train")
            wait_for_steps(page, steps)
            press(page, "Pause")
            assert page.evaluate(COLLISIONS, [{}]) == []
    overflow = "document.documentElement.scrollWidth - innerWidth"
    assert page.evaluate(overflow) <= 0


def test_a_loop_in_python_is_followed(show):
    view = LiveTraining.watch({"mine": LiveTraining().race(0).trainers["GRU"].history})
    page = show(view)
    runs = {"mine": {"loss": [2.0, 1.0], "gradient_norm": [0.5, 0.25]}}
    page.evaluate(f"model.set('_watched', {json.dumps({'runs': runs})})")
    assert value(page, "steps") == 2
    assert value(page, "loss", "mine") == 1.5
    assert page.locator("progress").evaluate("(bar) => bar.value") == 2
    assert page.get_by_role("button").count() == 0  # Python leads
    assert page.locator("[data-quantity=gap]").count() == 0
    assert "sixteen" not in page.locator(".caption").inner_text()
