"""The gradient X-ray: its numbers are the package's, and its networks what is said."""

import json
from xml.etree import ElementTree

import numpy as np
import pytest
import traitlets
from hypothesis import given, settings
from hypothesis import strategies as st

from lstm_src.analysis import gradient_flow
from lstm_src.experiments import xray_weights
from lstm_src.experiments.receipts import lookup
from lstm_src.explorables import GradientXray
from lstm_src.explorables.esm import join_modules
from lstm_src.explorables.gradient_xray import TRAINED_FROM, WEIGHTS, pack, unpack
from lstm_src.explorables.still import run_module
from lstm_src.layers import LSTM, RNN

SVG = "{http://www.w3.org/2000/svg}"
SERIES = ("direct", "full", "rnn")
BYTES = "(rows => new DataView(Uint8Array.from(rows).buffer))"


@pytest.fixture(scope="module")
def seen():
    """Return a function: what the page computes for a view."""
    context = run_module(GradientXray._esm)

    def computed(view):
        state = ", ".join(f"{k}: {json.dumps(v)}" for k, v in view.numbers().items())
        state += "".join(f", {k}: {BYTES}({list(v)})" for k, v in view.data().items())
        keys = "const { direct, full, rnn, f_mean } ="
        asked = f"{keys} seen({{ {state} }})"
        rows = "{ direct, full, rnn, f_mean }"
        return json.loads(
            context.eval(f"(() => {{ {asked}; return JSON.stringify({rows}); }})()")
        )

    return computed


def flows(view):
    """Return the same from the package."""
    lstm, rnn = view.layers()
    norms = gradient_flow(lstm, view.x).norms()
    return {
        "direct": norms["direct"][:, 0],
        "full": norms["full"][:, 0],
        "rnn": gradient_flow(rnn, view.x).norms()["full"][:, 0],
        "f_mean": lstm.trace(view.x)["f"].mean(),
    }


@settings(deadline=None, max_examples=12)
@given(st.floats(-1, 5), st.integers(0, 1))
def test_page_equals_the_package(seen, b_f, trained):
    view = GradientXray(b_f=b_f, trained=trained)
    page, package = seen(view), flows(view)
    for name, values in package.items():
        assert page[name] == pytest.approx(values, rel=1e-10, abs=0), name
    assert np.shape(page["full"]) == (30,)
    assert page["full"][-1] == page["direct"][-1] == page["rnn"][-1] == 1


def test_any_network_and_any_matrix():
    """Larger weights, so that paths cancel and explode; wide, tall and lone rows."""
    context = run_module(join_modules("cells.js", "flow.js", "cells_json.js"))
    rng = np.random.default_rng(0)
    for cell, call in ((LSTM, "lstmFlow(x, P).full"), (RNN, "rnnFlow(x, P)")):
        layer = cell(2, 5, dtype=np.float64, rng=3)
        layer.flat_params[...] *= 4
        x = rng.normal(size=(12, 1, 2))
        params = {name: value.ravel().tolist() for name, value in layer.params.items()}
        context.eval(f"globalThis.P = {json.dumps(params)}")
        context.eval("for (const k in P) P[k] = Float64Array.from(P[k])")
        context.eval(f"globalThis.x = {json.dumps(x[:, 0].tolist())}")
        shown = f"JSON.stringify({call}.map((M) => M.map((row) => [...row])))"
        full = np.array(json.loads(context.eval(shown)))
        theirs = gradient_flow(layer, x).full[:, 0]
        np.testing.assert_allclose(full, theirs, rtol=1e-10, atol=1e-12)
    for shape in ((8, 8), (3, 8), (8, 3), (1, 4), (4, 1)):
        for scale in (1e-30, 1.0, 1e30):
            M = rng.normal(size=shape) @ np.diag(10.0 ** -np.arange(shape[1])) * scale
            found = context.eval(f"largestStretch({json.dumps(M.tolist())})")
            assert found == pytest.approx(np.linalg.norm(M, 2), rel=1e-12)
    assert context.eval("largestStretch([[0, 0], [0, 0]])") == 0


# ---- the weights


def test_committed_weights_do_what_the_table_says():
    """Weights before training are a fresh layer's; afterwards they answer."""
    with np.load(WEIGHTS) as file:
        kept = dict(file)
    fresh = pack(LSTM(3, 8, rng=0, forget_bias=TRAINED_FROM), RNN(3, 8, rng=0))
    assert np.array_equal(kept["start"], fresh)
    assert np.array_equal(kept["x"], xray_weights.read()[:, 0])
    for layer, name in zip(unpack(kept["after"]), ("lstm-bias-2", "rnn"), strict=True):
        h, _ = layer.forward(xray_weights.TASK.batch(400, rng=5).x)
        first = xray_weights.TASK.batch(400, rng=5).x[0]
        told = h[-1] @ np.linalg.lstsq(h[-1], 2.0 * first - 1, rcond=None)[0] > 0
        share = (told == first).mean()
        stated = float(lookup(f"gradient-xray/{name}/accuracy").value)
        assert share == pytest.approx(stated, abs=0.12), name
    lstm, _ = unpack(kept["after"])
    for layer, when in ((unpack(kept["start"])[0], "start"), (lstm, "after")):
        stated = float(lookup(f"gradient-xray/{when}/direct-of-full").value)
        assert xray_weights.direct_of_full(layer) == pytest.approx(stated, abs=0.006)


def test_training_is_what_made_them():
    """A few steps of the script, twice: the same network, and no longer a fresh one."""
    cell = xray_weights.NETWORKS["rnn"]
    (before, first), (_, second) = (xray_weights.train(cell, 1, 3) for _ in range(2))
    assert np.array_equal(first.flat_params, second.flat_params)
    moved = first.layer.params["W"] - before.params["W"]
    assert 0 < np.abs(moved).max() <= 3.1 * xray_weights.LEARNING_RATE


# ---- the view


def test_bias_is_set_at_the_start_and_moved_after_training():
    at_start, _ = GradientXray(b_f=0.5).layers()
    assert at_start.params["b_f"].tolist() == [0.5] * 8
    as_trained, _ = GradientXray(trained=1).layers()
    moved, _ = GradientXray(trained=1, b_f=TRAINED_FROM - 3).layers()
    difference = moved.params["b_f"] - as_trained.params["b_f"]
    np.testing.assert_allclose(difference, -3)
    with np.load(WEIGHTS) as file:
        trained, _ = unpack(file["after"])
    assert np.array_equal(as_trained.params["b_f"], trained.params["b_f"])
    with pytest.raises(traitlets.TraitError, match="trained is a whole number from 0"):
        GradientXray(trained=2)


def texts(view, width=690):
    svg = ElementTree.fromstring(view.static_svg(width))
    return ["".join(node.itertext()) for node in svg.iter(SVG + "text")]


@pytest.mark.parametrize("width", [690, 345])
def test_figure_states_the_three_strengths(width):
    view = GradientXray(b_f=0.0, t=12)
    shown = texts(view, width)
    for name in SERIES:
        strength = flows(view)[name][11]
        digits, power = f"{strength:.1e}".split("e")
        raised = str(int(power)).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
        assert f"{digits} · 10{raised}" in shown or f"{strength:.3g}" in shown, name


def test_what_leaves_the_picture_is_marked():
    def arrows(view):
        svg = ElementTree.fromstring(view.static_svg())
        clipped = next(svg.iter(SVG + "svg"))
        marks = [n for n in clipped.iter(SVG + "path") if n.get("class") == "mark"]
        return len(marks)

    # the mark beside the unit that keeps most is always there
    assert arrows(GradientXray()) == 1
    assert arrows(GradientXray(b_f=-1.0)) == 3  # direct path and all paths
    assert arrows(GradientXray(trained=1)) == 2  # the RNN
