"""The whole cell and the belt in a reader's hands: press, point, paint, play."""

import numpy as np
import pytest

from lstm_src.explorables import ConveyorBelt, WholeCell
from tests.browser.mounting import write_page

pytestmark = pytest.mark.browser
HIDDEN = "() => document.querySelectorAll('svg.view .later .moves').length"


@pytest.fixture
def show(browser, tmp_path):
    """Return a function that opens the bare page of a view."""
    contexts = []

    def opened(view, **options):
        context = browser.new_context(
            viewport={"width": 720, "height": 1000}, **options
        )
        contexts.append(context)
        page = context.new_page()
        page.goto(write_page(tmp_path, view))
        page.wait_for_selector("[data-ready=true]")
        return page

    yield opened
    for context in contexts:
        context.close()


def value(page, name, t=None):
    at = f"[data-t='{t}']" if t else ":not([data-t])"
    shown = page.locator(f"[data-quantity={name}]{at}")
    return float(shown.get_attribute("data-value"))


def column(page, t, height, row):
    """Where the window of step t is painted with `height`, a fraction."""
    box = page.locator(".hit").nth(row).bounding_box()
    inside = box["height"] - 8  # the sheet is a little larger than the windows
    x = box["x"] + box["width"] * (t - 0.5) / 12
    return x, box["y"] + 4 + inside * (1 - height)


FORGET, INPUT = 0, 1


def test_buttons_walk_through_the_six_steps_and_back(show):
    page, shown = show(WholeCell()), 0.5 * np.tanh(0.75 * 1.2 + 0.6 * 0.8)
    said = page.locator(".naming")
    assert said.inner_text() == "all six steps" and page.evaluate(HIDDEN) == 0
    following = page.get_by_role("button", name="Next step")
    for step in range(1, 7):
        following.press("Enter")
        assert page.evaluate("model.get('step')") == step
        assert said.inner_text().startswith(f"step {step} of 6: ")
        assert page.evaluate(HIDDEN) == 6 - step
        lit = page.locator(".ledger .now")
        assert lit.count() == 1 and lit.inner_text().startswith(f"{step} ")
        assert value(page, "h_t") == pytest.approx(shown)
    following.press("Enter")
    assert said.inner_text() == "all six steps"
    page.get_by_role("button", name="Back").press("Enter")
    assert page.evaluate("model.get('step')") == 6


def test_parcels_ride_in_unless_motion_is_unwelcome(show):
    moving = """() => { model.set('step', 2);
      const part = document.querySelector("[data-step='2'] .moves");
      return part.getAnimations().length; }"""
    assert show(WholeCell(step=1)).evaluate(moving) > 0
    assert show(WholeCell(step=1), reduced_motion="reduce").evaluate(moving) == 0


def test_a_slider_during_a_step_moves_nothing_but_the_numbers(show):
    page = show(WholeCell(step=3), reduced_motion="no-preference")
    running = page.evaluate(
        """() => { model.set('f', 0.2);
        return [...document.querySelectorAll('.moves')]
          .flatMap(e => e.getAnimations()).length; }"""
    )
    assert running == 0 and value(page, "kept") == pytest.approx(0.24)


def test_pointing_names_stations_and_wires(show):
    page = show(WholeCell())
    names = page.evaluate(
        """() => [...new Set([...document.querySelectorAll('[data-name]')].map(node => {
        node.dispatchEvent(new PointerEvent('pointerover', { bubbles: true }));
        return document.querySelector('.naming').innerText; }))]"""
    )
    assert len(names) >= 12 and "all six steps" not in names
    assert any("candidate" in name for name in names)
    page.mouse.move(5, 5)
    page.locator("svg.view").dispatch_event("pointerleave")
    assert page.locator(".naming").inner_text() == "all six steps"


def test_play_walks_to_the_end_and_can_be_stopped(show):
    page = show(ConveyorBelt())
    page.get_by_role("button", name="Play").click()
    page.wait_for_function("model.get('t') >= 3")
    assert page.evaluate(HIDDEN) > 0
    page.get_by_role("button", name="Stop").click()
    assert page.evaluate(HIDDEN) == 0
    page = show(WholeCell(step=5))
    page.get_by_role("button", name="Play").click()
    page.wait_for_function("model.get('step') === 0")
    assert page.get_by_role("button", name="Play").count() == 1


def test_painting_with_the_mouse(show):
    page = show(ConveyorBelt())
    page.mouse.move(*column(page, 4, 0.5, FORGET))
    page.mouse.down()
    for t in (5, 6, 7):
        page.mouse.move(*column(page, t, 0.5, FORGET))
    page.mouse.move(*column(page, 8, 9, FORGET))  # far above: no more than open
    page.mouse.up()
    page.mouse.move(*column(page, 10, 0.2, FORGET))  # not pressed: no paint
    expected = [0.95] * 3 + [0.5] * 4 + [1] + [0.95] * 4
    assert page.evaluate("model.get('f')") == expected
    assert page.evaluate("[model.get('t'), model.get('f_now')]") == [8, 1]
    assert value(page, "share_left") == pytest.approx(0.95**5 * 0.5**4)


def test_painting_with_a_finger_keeps_the_page_still(show):
    page = show(ConveyorBelt(), has_touch=True)
    session = page.context.new_cdp_session(page)

    def touch(kind, *points):
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    def finger(t, height):
        x, y = column(page, t, height, INPUT)
        return {"x": x, "y": y}

    touch("touchStart", finger(3, 0.75))
    for t, height in ((4, 0.7), (5, 0.6), (6, 0.4), (7, 0.25)):
        touch("touchMove", finger(t, height))
    touch("touchEnd")
    painted = page.evaluate("model.get('i').slice(2, 7)")
    assert painted == pytest.approx([0.75, 0.7, 0.6, 0.4, 0.25])
    assert page.evaluate("scrollY") == 0


def test_presets_and_dials_write_the_rows(show):
    page = show(ConveyorBelt())
    preset = page.get_by_role("button", name="Carry")
    assert preset.get_attribute("aria-pressed") == "false"
    preset.press("Enter")
    assert preset.get_attribute("aria-pressed") == "true"
    assert (value(page, "share_left"), value(page, "C_t", 12)) == (1, 0.9)
    page.evaluate("model.set('t', 5)")
    assert page.evaluate("model.get('f_now')") == 1
    page.evaluate("model.set('f_now', 0.5)")
    assert (value(page, "f_t", 5), value(page, "share_left")) == (0.5, 0.5)
    assert preset.get_attribute("aria-pressed") == "false"


def test_leaving_stops_the_clock_and_every_listener(show):
    for view in (ConveyorBelt(), WholeCell()):
        page = show(view)
        page.get_by_role("button", name="Play").click()
        page.evaluate("cleanup()")
        assert page.evaluate("model.listening()") == 0
        before = page.evaluate("[model.get('t'), model.get('step')]")
        page.wait_for_timeout(1500)
        assert page.evaluate("[model.get('t'), model.get('step')]") == before
