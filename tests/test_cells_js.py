"""The page's cells give the same numbers as the package's: cells.js and lstm_src."""

import json

import numpy as np
import pytest

import lstm_src.cells
from lstm_src.analysis import half_life
from lstm_src.explorables.esm import join_modules
from lstm_src.explorables.still import run_module

H, D = 3, 2
# cell: (page's step, gates with a matrix, further vectors, step in lstm_src.cells)
CELLS = {
    "rnn": ("rnn", [""], [], "rnn_step"),
    "lstm": ("lstm", "fiCo", [], "lstm_step"),
    "peephole": ("lstm", "fiCo", ["p_f", "p_i", "p_o"], "peephole_step"),
    "coupled": ("lstm", "fCo", [], "coupled_step"),
    "gru": ("gru", "zrh", [], "gru_step"),
    "gru reset after": ("gru", "zrh", ["b_rh"], "gru_step"),
}
SCALES = [0.0, 1e-8, 0.1, 1.0, 5.0, 40.0, 800.0]
every_cell = pytest.mark.parametrize("cell", CELLS)


@pytest.fixture(scope="module")
def run_step():
    run = run_module(join_modules("cells.js", "cells_json.js")).get("explorable_")
    return lambda case: json.loads(run(json.dumps(case)))


def make_case(cell, rng, scale=1.0):
    """Draw a case: one unbatched step with gradients of its new state, as lists."""
    step, gates, vectors, _ = CELLS[cell]
    params = {}
    for gate in gates:
        name = f"_{gate}" if gate else ""
        params[f"W{name}"] = rng.normal(size=(H, H + D)) * scale
        params[f"b{name}"] = rng.normal(size=H) * scale
    params |= {name: rng.normal(size=H) * scale for name in vectors}
    case = {name: rng.normal(size=H) for name in ("h", "dh", "dC")}
    case |= {"x": rng.normal(size=D), "C": rng.normal(size=H) * max(scale, 1)}
    case = {name: value.tolist() for name, value in case.items()}
    params = {name: value.tolist() for name, value in params.items()}
    return case | {"cell": step, "params": params}


def package_step(cell, case):
    """Run the same case through lstm_src, as a batch of one."""
    forward = getattr(lstm_src.cells, CELLS[cell][3])
    backward = getattr(lstm_src.cells, CELLS[cell][3] + "_backward")
    params = {name: np.array(value) for name, value in case["params"].items()}
    rows = {name: np.array([case[name]]) for name in ("x", "h", "C", "dh", "dC")}
    if CELLS[cell][0] == "lstm":
        h, C, cache = forward(rows["x"], rows["h"], rows["C"], params)
        dx, dh_prev, dC_prev, grads = backward(rows["dh"], rows["dC"], cache)
        state, back = {"h": h, "C": C}, {"dC_prev": dC_prev}
    else:
        option = {"reset_after": True} if "b_rh" in params else {}
        h, cache = forward(rows["x"], rows["h"], params, **option)
        dx, dh_prev, grads = backward(rows["dh"], cache)
        state, back = {"h": h}, {}
    return state, back | {"dx": dx, "dh_prev": dh_prev}, grads


def close(ours, theirs, tolerance, name):
    ours, theirs = np.ravel(ours), np.ravel(theirs)
    assert ours.shape == theirs.shape, name
    error = np.abs(ours - theirs) / np.maximum(1, np.abs(theirs))
    assert np.all(error <= tolerance), f"{name}: {ours} against {theirs}"


def compare(cell, result, case):
    state, back, grads = package_step(cell, case)
    for name, value in state.items():
        close(result[name], value, 1e-12, name)
    for name, value in back.items():
        close(result[name], value, 1e-10, name)
    assert set(result["grads"]) == set(grads)
    for name, value in grads.items():
        close(result["grads"][name], value, 1e-10, f"gradient of {name}")


@every_cell
def test_cells_js_equals_the_package(cell, run_step):
    rng = np.random.default_rng(0)
    for scale in SCALES:
        for _ in range(8):
            case = make_case(cell, rng, scale)
            compare(cell, run_step(case), case)


@pytest.mark.parametrize("key", ["h", "dh_prev", "grads"])
def test_a_wrong_number_is_caught(key, run_step):
    case = make_case("lstm", np.random.default_rng(1))
    result = run_step(case)
    wrong = result[key]["W_f"] if key == "grads" else result[key]
    wrong[0] += 1e-9
    with pytest.raises(AssertionError, match="against"):
        compare("lstm", result, case)


@every_cell
def test_backward_is_the_slope_of_forward(cell, run_step):
    """Along a random direction in everything at once, by central differences."""
    rng = np.random.default_rng(2)
    states = ("h", "C") if CELLS[cell][0] == "lstm" else ("h",)
    for _ in range(5):
        case, way = make_case(cell, rng), make_case(cell, rng)

        def loss(shift, case=case, way=way):
            moved = {k: np.add(case[k], np.multiply(shift, way[k])) for k in "xhC"}
            params = {
                k: np.add(v, np.multiply(shift, way["params"][k])).tolist()
                for k, v in case["params"].items()
            }
            moved = {k: v.tolist() for k, v in moved.items()}
            result = run_step(case | moved | {"params": params})
            return sum(np.dot(case[f"d{k}"], result[k]) for k in states)

        result = run_step(case)
        slope = np.dot(result["dx"], way["x"]) + np.dot(result["dh_prev"], way["h"])
        if "C" in states:
            slope += np.dot(result["dC_prev"], way["C"])
        for name, grad in result["grads"].items():
            slope += np.dot(grad, np.ravel(way["params"][name]))
        numeric = (loss(1e-5) - loss(-1e-5)) / 2e-5
        assert slope == pytest.approx(numeric, rel=1e-6, abs=1e-8)


def test_single_numbers(run_step):
    cells = run_module(join_modules("cells.js", "cells_json.js"))
    for f in (0.001, 0.5, 0.73, 0.99, 0.999):
        assert cells.eval(f"halfLife({f})") == pytest.approx(half_life(f), rel=1e-12)
    assert cells.eval("halfLife(1)") == float("inf")
    for z in (-1000, -40, -6, 0, 0.3, 6, 1000):
        ours = cells.eval(f"sigmoid({z})")
        assert ours == pytest.approx(lstm_src.numerics.sigmoid(z), abs=1e-16)
    assert cells.eval("sumForSigmoid(sigmoid(2.5))") == pytest.approx(2.5, abs=1e-12)
    assert cells.eval("sumForTanh(Math.tanh(-1.5))") == pytest.approx(-1.5, abs=1e-12)
    assert cells.eval("[sumForSigmoid(0), sumForTanh(1)].join()") == "-6,6"


@pytest.mark.parametrize("use_tanh", [False, True])
def test_fading_gradients(use_tanh):
    """Backwards from step n: the last step's factor comes first."""
    cells = run_module(join_modules("cells.js", "cells_json.js"))
    w, n, f, x = 1.3, 12, 0.9, cells.eval("DRIVE")
    setting = json.dumps({"w": w, "steps": n, "f": f, "use_tanh": use_tanh})
    got = json.loads(cells.eval(f"JSON.stringify(fadingGradients({setting}))"))
    h, factors = np.zeros((1, 1)), []
    params = {"W": np.array([[w, 1.0]]), "b": np.zeros(1)}
    for _ in range(n):
        h, cache = lstm_src.cells.rnn_step(np.full((1, 1), x), h, params)
        _, slope, _ = lstm_src.cells.rnn_step_backward(np.ones((1, 1)), cache)
        factors.append(slope[0, 0] if use_tanh else w)
    expected = np.cumprod([1.0, *factors[::-1]])
    close(got["rnn"], expected, 1e-12, "rnn")
    close(got["belt"], f ** np.arange(n + 1.0), 1e-12, "belt")
