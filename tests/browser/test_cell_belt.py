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
    said = page.locator(".naming").first
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


# ---- the whole cell reads a sentence, and can be changed in the drawing


def drag(page, selector, dy, at=0):
    node = page.locator(f"svg.view {selector}").nth(at)
    node.scroll_into_view_if_needed()
    box = node.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y + dy / 2)
    page.mouse.move(x, y + dy)
    page.mouse.up()


@pytest.mark.parametrize("word", [0, 1])
@pytest.mark.parametrize("dial", ["C_prev", "f", "i", "C_tilde", "o"])
def test_every_gate_and_value_can_be_dragged(show, dial, word):
    page = show(WholeCell(word=word))
    before = page.evaluate("(name) => model.get(name)", dial)
    up = -1 if before < 0.5 else 1
    drag(page, f"[data-drag={dial}] :is(text, circle)", up * 20)
    after = page.evaluate("(name) => model.get(name)", dial)
    assert 0.1 < -up * (after - before) < 0.8
    held = page.evaluate("model.get('held')")
    assert held == ({f"{dial}@1": after} if word else {})


def test_a_held_gate_says_so_and_can_be_released(show):
    page = show(WholeCell(word=1))
    computed = value(page, "f_t")
    release = page.get_by_role("button", name="Release f")
    assert release.count() == 0
    page.evaluate("model.set('f', 0.5)")
    said = page.locator("[data-explorable]").inner_text()
    assert "f is held by hand, not computed" in said.replace("\n", "")
    assert value(page, "f_t") == 0.5
    assert value(page, "computed_f") == pytest.approx(computed, abs=1e-12)
    release.press("Enter")
    assert page.evaluate("model.get('held')") == {}
    assert value(page, "f_t") == pytest.approx(computed, abs=1e-12)
    assert "held by hand, not computed" not in page.locator(".ledger").inner_text()


def turn(page, name, to):
    page.get_by_label(name).evaluate(
        """(input, to) => { input.value = to;
        input.dispatchEvent(new Event("input", { bubbles: true })); }""",
        to,
    )


def test_inputs_and_weights_have_controls_and_can_be_dragged(show):
    page = show(WholeCell(word=1))

    def agrees():
        numbers = page.evaluate(
            "({ x: model.get('x'), weights: model.get('weights') })"
        )
        for t, step in enumerate(WholeCell(**numbers).sentence(), start=1):
            for name in ("C", "h"):
                shown = page.locator(f"[data-quantity={name}_t][data-t='{t}']")
                shown = float(shown.get_attribute("data-value"))
                assert shown == pytest.approx(step[name], abs=1e-12)
        return numbers

    agrees()
    turn(page, "input x: name", -0.5)
    assert agrees()["x"][0] == -0.5 and value(page, "x_name") == -0.5
    page.get_by_label("weight").select_option("gate i, weight of name")
    assert value(page, "chosen_weight") == 8
    turn(page, "its number", -2.5)
    assert agrees()["weights"][5] == -2.5 == value(page, "chosen_weight")
    drag(page, "[data-drag=w3] text", -16)
    assert agrees()["weights"][3] == 6
    drag(page, "[data-drag=x12] rect", -10)
    assert agrees()["x"][12] == 0.5 and page.evaluate("model.get('word')") == 7
    page.get_by_role("button", name="Restore the sentence").press("Enter")
    assert agrees() == {"x": WholeCell().x, "weights": WholeCell().weights}


def test_words_are_chosen_by_list_or_by_pointer(show):
    page = show(WholeCell())
    assert page.locator("[data-word]").count() == 0
    assert page.locator("input[type=range]").count() == 0
    page.get_by_label("read").select_option("word 3: to")
    assert page.evaluate("model.get('word')") == 3
    assert value(page, "f_t") == pytest.approx(1 / (1 + np.exp(-4)))
    page.locator("[data-word='6']").click()
    assert page.get_by_label("read").input_value() == "6"


def test_a_button_names_every_part_that_the_pointer_can(show):
    page = show(WholeCell(word=2))
    parts = page.evaluate(
        "new Set([...document.querySelectorAll('[data-name]')]"
        ".map((node) => node.dataset.name)).size"
    )
    following = page.get_by_role("button", name="Name the next part")
    following.focus()
    said = set()
    for _ in range(parts):
        page.keyboard.press("Enter")
        said.add(page.locator(".naming").first.inner_text())
    assert len(said) == parts >= 15 and "all six steps" not in said
    page.keyboard.press("Enter")
    assert page.locator(".naming").first.inner_text() == "all six steps"
