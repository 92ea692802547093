"""The variant switch: its step and its counts are those of the package's layers."""

import json
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lstm_src import GRU, LSTM, CoupledLSTM, PeepholeLSTM
from lstm_src.explorables import VariantSwitch
from lstm_src.explorables.still import run_module

SVG = "{http://www.w3.org/2000/svg}"
LAYERS = [LSTM, PeepholeLSTM, CoupledLSTM, GRU]
UNIT = st.floats(-1, 1)


@pytest.fixture(scope="module")
def page():
    """Return a function that evaluates an expression beside the view's own code."""
    context = run_module(VariantSwitch._esm)
    return lambda code: json.loads(context.eval(f"JSON.stringify({code})"))


def unit(page, variant):
    """Build the package's layer of one unit with the weights that the page states."""
    stated = page(
        f"Object.fromEntries(Object.entries(paramsOf(CELLS[{variant}]))"
        ".map(([name, values]) => [name, [...values]]))"
    )
    layer = LAYERS[variant](1, 1, dtype=np.float64, rng=0)
    assert set(stated) == set(layer.params)
    for name, values in stated.items():
        layer.params[name][...] = values
    return layer


@pytest.mark.parametrize("variant", range(4))
@settings(deadline=None, max_examples=30)
@given(x=UNIT, h_prev=UNIT, C_prev=UNIT)
def test_step_equals_the_layer(page, variant, x, h_prev, C_prev):
    layer = unit(page, variant)
    state = [np.full((1, 1), h_prev), np.full((1, 1), C_prev)][: len(layer.state_names)]
    seen = layer.trace(np.full((1, 1, 1), x), tuple(state))
    given = json.dumps({"x": x, "h_prev": h_prev, "C_prev": C_prev})
    step = page(f"stepOf(CELLS[{variant}], {given})")
    for name, value in seen.items():
        assert step[name] == pytest.approx(value.item(), abs=1e-12), name
    rides, result = (h_prev, "h") if variant == 3 else (C_prev, "C")
    assert step["C"] == pytest.approx(seen[result].item(), abs=1e-12)
    assert step["C"] == step["kept"] + step["added"]
    assert (
        step["kept"] == step["f"] * rides and step["added"] == step["i"] * step["fresh"]
    )
    if variant != 3:
        assert step["tanhC"] == pytest.approx(np.tanh(seen["C"]).item(), abs=1e-12)


def test_all_cells_have_the_same_weights(page):
    """The GRU's three sums are three of the LSTM's; the others change none."""
    lstm, peephole, coupled, gru = (unit(page, variant).params for variant in range(4))
    for name, value in lstm.items():
        assert np.array_equal(peephole[name], value)
        assert name.endswith("_i") or np.array_equal(coupled[name], value)
    for theirs, ours in {"z": "i", "r": "o", "h": "C"}.items():
        assert np.array_equal(gru[f"W_{theirs}"], lstm[f"W_{ours}"])
        assert np.array_equal(gru[f"b_{theirs}"], lstm[f"b_{ours}"])


@settings(deadline=None, max_examples=25)
@given(st.integers(1, 64), st.integers(1, 64))
def test_counts_equal_the_layers(page, H, D):
    sizes = json.dumps({"hidden_size": H, "input_size": D})
    for variant, layer in enumerate(LAYERS):
        count = page(f"countOf(CELLS[{variant}], {sizes})")
        assert count == sum(values.size for values in layer(D, H).params.values())


# ---- the drawing


def drawing(width=690, **settings):
    return ElementTree.fromstring(VariantSwitch(**settings).static_svg(width))


def texts(svg):
    return ["".join(node.itertext()) for node in svg.iter(SVG + "text")]


def blocks(svg):
    """Return width and height of the learned matrices, and the number of vectors."""
    top = max(float(node.get("y")) for node in svg.iter(SVG + "rect"))
    low = [n for n in svg.iter(SVG + "rect") if float(n.get("y")) == top]
    sizes = [(float(n.get("width")), float(n.get("height"))) for n in low]
    return [s for s in sizes if s[0] > 2], sum(s[0] < 2 for s in sizes)


@pytest.mark.parametrize(
    ("variant", "letters", "vectors", "solid"),
    [(0, "fiCo", 4, 0), (1, "fiCo", 7, 3), (2, "fCo", 3, 1), (3, "zhr", 3, 4)],
    ids=["lstm", "peephole", "coupled", "gru"],
)
def test_wires_and_matrices_of_each_cell(variant, letters, vectors, solid):
    svg = drawing(variant=variant, hidden_size=40, input_size=20)
    wires = [
        node
        for node in svg.iter(SVG + "path")
        if node.get("class") == "mark" and node.get("transform")
    ]
    assert len(wires) == solid  # one arrowhead each
    matrices, lines = blocks(svg)
    assert matrices == [(60, 40)] * len(letters) and lines == vectors
    shown = texts(svg)
    assert [f"W{k}\u200b" for k in letters] == [t for t in shown if t[0] == "W"]
    assert ("tanh C" in "".join(shown)) == (variant != 3)


def test_figure_of_a_view_that_was_switched_is_that_of_its_cell():
    view = VariantSwitch()
    view.variant = 3
    assert view.static_svg() == VariantSwitch(variant=3).static_svg()


def test_wires_stay_swing_over_or_are_new(page):
    plain, peephole, coupled, gru = page(
        "CELLS.map((cell) => wiresOf(cell, layout(690), stepOf(cell, "
        "{ x: 0.6, h_prev: 0.4, C_prev: 0.8 })))"
    )
    assert set(peephole) - set(plain) == {"peep_f", "peep_i", "peep_o"}
    assert {name for name in plain if coupled[name] != plain[name]} == {"to_i", "out"}
    assert coupled["to_i"][-1][0] == pytest.approx(plain["to_i"][-1][0], abs=5)
    assert set(gru) - set(plain) == {"to_r", "copy", "reset"}
    assert set(plain) - set(gru) == {"to_o", "out"}
