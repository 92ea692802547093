"""The gradient X-ray and the variant switch in a reader's hands."""

import numpy as np
import pytest

from lstm_src import GRU, LSTM, CoupledLSTM, PeepholeLSTM
from lstm_src.analysis import gradient_flow
from lstm_src.explorables import GradientXray, VariantSwitch
from tests.browser.mounting import write_page

pytestmark = pytest.mark.browser
LAYERS = [LSTM, PeepholeLSTM, CoupledLSTM, GRU]
READ = """() => Object.fromEntries(
  [...document.querySelectorAll("[data-quantity]")].map(({ dataset: d }) =>
  [[d.quantity, d.t, d.unit].filter(Boolean).join("@"), Number(d.value)]))"""
PICTURE = "() => document.querySelector('svg.view').innerHTML"


@pytest.fixture
def show(browser, tmp_path):
    """Return a function that opens the bare page of a view."""
    contexts = []

    def opened(view, clock=False, **options):
        context = browser.new_context(
            viewport={"width": 720, "height": 1000}, **options
        )
        contexts.append(context)
        page = context.new_page()
        if clock:
            page.clock.install()
        page.goto(write_page(tmp_path, view))
        page.wait_for_selector("[data-ready=true]")
        if clock:
            page.clock.pause_at(page.evaluate("Date.now()") + 1000)
        return page

    yield opened
    for context in contexts:
        context.close()


def turn(page, **values):
    for name, value in values.items():
        page.evaluate("([name, value]) => model.set(name, value)", [name, value])
    return page.evaluate(READ)


def test_numbers_of_the_xray_are_the_package_s(show):
    view = GradientXray()
    page = show(view)
    for trained, b_f, t in ((0, 2.0, 1), (0, 0.0, 17), (1, 2.0, 30), (1, 3.5, 5)):
        shown = turn(page, trained=trained, b_f=b_f, t=t)
        lstm, rnn = GradientXray(trained=trained, b_f=b_f, t=t).layers()
        norms = gradient_flow(lstm, view.x).norms()
        series = {name: norms[name][:, 0] for name in ("direct", "full")}
        series["rnn"] = gradient_flow(rnn, view.x).norms()["full"][:, 0]
        for name, values in series.items():
            table = [shown[f"{name}@{k}"] for k in range(1, 31)]
            np.testing.assert_allclose(table, values, rtol=1e-10)
            assert shown[f"{name}_t"] == shown[f"{name}@{t}"]
            assert shown[f"{name}_0"] == shown[f"{name}@1"]
        assert shown["f_mean"] == pytest.approx(lstm.trace(view.x)["f"].mean())
        assert (shown["b_f"], shown["t"]) == (b_f, t)


def test_the_xray_says_what_its_slider_does(show):
    page = show(GradientXray(b_f=0.5))
    says = page.locator(".ledger li").first.inner_text
    assert "At the start, every forget bias set to" in says()
    turn(page, trained=1)
    assert "After training, forget biases moved by" in says() and "−1.50" in says()


@pytest.mark.parametrize("variant", range(4))
def test_ledger_of_each_cell(show, variant):
    page = show(VariantSwitch(), reduced_motion="reduce")
    shown = turn(page, variant=variant, hidden_size=7, input_size=5, x=-0.5)
    layer = LAYERS[variant](5, 7)
    assert shown["parameters"] == sum(v.size for v in layer.params.values())
    assert (shown["hidden_size"], shown["input_size"], shown["x_t"]) == (7, 5, -0.5)
    gates = {"z_t", "r_t", "h_tilde_t"} if variant == 3 else {"f_t", "i_t", "o_t"}
    assert gates <= set(shown) and ("C_t" in shown) == (variant != 3)
    key = ("lstm", "peephole", "coupled", "gru")[variant]
    assert shown["h_t"] == shown[f"h_of@{key}"]
    assert shown["parameters"] == shown[f"parameters_of@{key}"]
    marked = page.locator(".ledger u").all_inner_texts()
    said = page.locator(".ledger li", has_text="changed").count()
    assert [len(marked), said] == [[0, 0], [4, 4], [2, 2], [6, 6]][variant]
    for line in page.locator(".ledger li", has=page.locator("u")).all():
        assert "changed" in line.inner_text()


def test_wires_move_to_where_the_next_cell_has_them(show):
    page = show(VariantSwitch(), clock=True, reduced_motion="no-preference")
    before = page.evaluate(PICTURE)
    page.evaluate("model.set('variant', 2)")
    page.clock.run_for(150)
    half = page.evaluate(PICTURE)
    page.clock.run_for(600)
    after = page.evaluate(PICTURE)
    assert "opacity=" in half and "opacity=" not in before + after
    assert after == show(VariantSwitch(variant=2)).evaluate(PICTURE)


def test_nothing_moves_where_motion_is_unwelcome(show):
    page = show(VariantSwitch(), reduced_motion="reduce")
    turn(page, variant=3)
    at_once = page.evaluate(PICTURE)
    assert "opacity=" not in at_once
    assert at_once == show(VariantSwitch(variant=3)).evaluate(PICTURE)


def test_leaving_during_a_switch_stops_it(show):
    page = show(VariantSwitch(), reduced_motion="no-preference")
    errors = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.evaluate("() => { model.set('variant', 1); cleanup(); }")
    page.wait_for_timeout(600)
    assert not errors and page.locator("main *").count() == 0
