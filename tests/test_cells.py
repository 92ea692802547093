"""The readable steps: right gradients, and the laws that their equations promise."""

import ast
import inspect
import textwrap
from functools import partial

import numpy as np
import pytest

from lstm_src import cells
from lstm_src.cells.greff import VARIANTS, greff_gates
from lstm_src.gradcheck import directional_check
from lstm_src.numerics import sigmoid
from tests.rare_cells import RARE, B, D, H, make_rare

# name -> step, step backwards, gates, peepholes, other vectors
CELLS = {
    "rnn": (cells.rnn_step, cells.rnn_step_backward, None, "", ()),
    "rnn relu": (
        partial(cells.rnn_step, activation="relu"),
        cells.rnn_step_backward,
        None,
        "",
        (),
    ),
    "lstm": (cells.lstm_step, cells.lstm_step_backward, "fiCo", "", ()),
    "peephole": (cells.peephole_step, cells.peephole_step_backward, "fiCo", "fio", ()),
    "coupled": (cells.coupled_step, cells.coupled_step_backward, "fCo", "", ()),
    "gru": (cells.gru_step, cells.gru_step_backward, "zrh", "", ()),
    "gru reset after": (
        partial(cells.gru_step, reset_after=True),
        cells.gru_step_backward,
        "zrh",
        "",
        ("b_rh",),
    ),
} | {
    f"greff {variant}": (
        partial(cells.greff_step, variant=variant),
        cells.greff_step_backward,
        "C" + greff_gates(variant),
        "" if variant == "NP" else greff_gates(variant),
        (),
    )
    for variant in VARIANTS
}


def make_params(gates, peepholes="", vectors=(), seed=0):
    rng = np.random.default_rng(seed)
    names = [""] if gates is None else [f"_{k}" for k in gates]
    params = {f"W{name}": rng.uniform(-1, 1, (H, H + D)) for name in names}
    params |= {f"b{name}": rng.uniform(-1, 1, H) for name in names}
    vectors = [f"p_{k}" for k in peepholes] + list(vectors)
    return params | {name: rng.uniform(-1, 1, H) for name in vectors}


def make_case(name, seed=0):
    step, step_backward, *rest = CELLS[name]
    rng = np.random.default_rng(seed + 100)
    count = 1 if name.startswith(("rnn", "gru")) else 2
    state = [rng.standard_normal((B, H)) for _ in range(count)]
    return step, step_backward, make_params(*rest, seed=seed), rng, state


def check(name, step_backward=None):
    """Compare every gradient of one step with slopes; return the names checked."""
    if name in RARE:
        step, right, params, rng, state, x = make_rare(name)
    else:
        step, right, params, rng, state = make_case(name)
        x = rng.standard_normal((B, D))
    *new, cache = step(x, *state, params=params)
    weights = [rng.standard_normal((B, H)) for _ in new]

    def loss():
        *new, _ = step(x, *state, params=params)
        return float(sum(np.sum(w * s) for w, s in zip(weights, new, strict=True)))

    dx, *dstate, grads = (step_backward or right)(*weights, cache)
    assert set(grads) == set(params)
    claims = [(k, params[k], grads[k]) for k in params] + [("x", x, dx)]
    claims += [(f"state {n}", state[n], dstate[n]) for n in range(len(state))]
    for k, array, gradient in claims:
        assert gradient.shape == array.shape, k
        directional_check(loss, array, gradient, rng=rng)
    return [k for k, *_ in claims]


EVERY = {name: cell[1] for name, cell in (CELLS | RARE).items()}


@pytest.mark.parametrize("name", EVERY)
def test_every_gradient(name):
    assert {"x", "state 0"} <= set(check(name))


@pytest.mark.parametrize("name", EVERY)
def test_every_gradient_that_is_off_by_a_thousandth_is_caught(name):
    right = EVERY[name]
    for wrong in check(name):

        def sabotaged(*args, wrong=wrong):
            dx, *dstate, grads = right(*args)
            dx = dx * 1.001 if wrong == "x" else dx
            dstate = [
                d * 1.001 if wrong == f"state {n}" else d for n, d in enumerate(dstate)
            ]
            grads = {k: g * 1.001 if wrong == k else g for k, g in grads.items()}
            return dx, *dstate, grads

        with pytest.raises(AssertionError, match="claims a slope"):
            check(name, sabotaged)


class Mutation(ast.NodeTransformer):
    """Keep only the left side of the n-th sum, difference, product or power."""

    def __init__(self, n):
        self.left, self.what = n, None

    def visit_BinOp(self, node):
        self.generic_visit(node)
        arithmetic = (ast.Add, ast.Sub, ast.Mult, ast.Pow, ast.MatMult)
        if isinstance(node.op, arithmetic):
            self.left -= 1
            if self.left == -1:
                self.what = ast.unparse(node)
                return node.left
        return node


def mutants(function):
    """Versions of a function, each with one operator lost, and what was lost."""
    source = textwrap.dedent(inspect.getsource(function))
    for n in range(1000):
        mutation = Mutation(n)
        tree = ast.fix_missing_locations(mutation.visit(ast.parse(source)))
        if mutation.what is None:
            return
        namespace = dict(function.__globals__)
        exec(compile(tree, "mutant", "exec"), namespace)
        yield mutation.what, namespace[function.__name__]


@pytest.mark.parametrize("function", sorted({f.__name__ for f in EVERY.values()}))
def test_losing_any_operator_of_a_backward_step_is_caught(function):
    step_backward = getattr(cells, function)
    names = [name for name, function in EVERY.items() if function is step_backward]
    count = 0
    for what, mutant in mutants(step_backward):
        count += 1
        caught = 0
        for name in names:
            try:
                check(name, mutant)
            except (AssertionError, AttributeError, ValueError, KeyError, TypeError):
                caught += 1
        assert caught, f"nobody misses {what!r}"
    assert count > 3


def saturated(params, **gates):
    """The same parameters with some gates held fully open (1) or shut (0)."""
    params = {k: v.copy() for k, v in params.items()}
    for k, value in gates.items():
        params[f"W_{k}"][...] = 0
        params[f"b_{k}"][...] = 1000 if value else -1000
        if f"p_{k}" in params:
            params[f"p_{k}"][...] = 0
    return params


@pytest.mark.parametrize("name", ["lstm", "peephole", "greff V", "greff NP"])
def test_f_1_and_i_0_keep_the_belt_exactly(name):
    step, step_backward, params, rng, (h, C) = make_case(name)
    _, C_next, cache = step(
        rng.standard_normal((B, D)), h, C, saturated(params, f=1, i=0)
    )
    np.testing.assert_array_equal(C_next, C)
    dC = rng.standard_normal((B, H))
    if name in ("lstm", "greff NP"):
        np.testing.assert_array_equal(step_backward(0 * dC, dC, cache)[2], dC)


@pytest.mark.parametrize("name", ["gru", "gru reset after"])
def test_z_0_keeps_the_state_exactly(name):
    step, step_backward, params, rng, (h,) = make_case(name)
    h_next, cache = step(rng.standard_normal((B, D)), h, saturated(params, z=0))
    np.testing.assert_array_equal(h_next, h)
    np.testing.assert_array_equal(step_backward(h, cache)[1], h)


def test_the_gradient_along_the_belt_is_scaled_by_f():
    step, step_backward, params, rng, (h, C) = make_case("lstm")
    _, _, cache = step(rng.standard_normal((B, D)), h, C, params)
    dC = rng.standard_normal((B, H))
    np.testing.assert_array_equal(step_backward(0 * dC, dC, cache)[2], dC * cache["f"])


def test_coupled_is_an_lstm_whose_i_is_1_minus_f():
    _, _, params, rng, (h, C) = make_case("coupled")
    x = rng.standard_normal((B, D))
    # σ(-a) = 1 - σ(a)
    full = params | {"W_i": -params["W_f"], "b_i": -params["b_f"]}
    h_full, C_full, _ = cells.lstm_step(x, h, C, full)
    h_coupled, C_coupled, cache = cells.coupled_step(x, h, C, params)
    np.testing.assert_allclose(h_coupled, h_full, atol=1e-14)
    np.testing.assert_allclose(C_coupled, C_full, atol=1e-14)
    np.testing.assert_array_equal(cache["i"], 1 - cache["f"])


def test_cifg_is_coupled_seen_from_the_other_gate():
    _, _, params, rng, (h, C) = make_case("coupled")
    x = rng.standard_normal((B, D))
    turned = {k: v for k, v in params.items() if not k.endswith("_f")}
    turned |= {"W_i": -params["W_f"], "b_i": -params["b_f"]}
    turned |= {"p_i": np.zeros(H), "p_o": np.zeros(H)}
    ours = cells.coupled_step(x, h, C, params)
    theirs = cells.greff_step(x, h, C, turned, "CIFG")
    for a, b in zip(ours[:2], theirs[:2], strict=True):
        np.testing.assert_allclose(a, b, atol=1e-14)


def test_peepholes_of_0_are_no_peepholes():
    _, _, params, rng, (h, C) = make_case("lstm")
    x = rng.standard_normal((B, D))
    blind = params | {f"p_{k}": np.zeros(H) for k in "fio"}
    plain = cells.lstm_step(x, h, C, params)
    for other in (
        cells.peephole_step(x, h, C, blind),
        cells.greff_step(x, h, C, blind, "V"),
        cells.greff_step(x, h, C, params, "NP"),
    ):
        np.testing.assert_allclose(other[0], plain[0], atol=1e-15)
        np.testing.assert_allclose(other[1], plain[1], atol=1e-15)


@pytest.mark.parametrize("gate", ["i", "f", "o"])
def test_a_gate_that_is_gone_is_a_gate_held_open(gate):
    _, _, params, rng, (h, C) = make_case("peephole")
    x = rng.standard_normal((B, D))
    left = {k: v for k, v in params.items() if not k.endswith(f"_{gate}")}
    without = cells.greff_step(x, h, C, left, f"N{gate.upper()}G")
    held = cells.peephole_step(x, h, C, saturated(params, **{gate: 1}))
    for a, b in zip(without[:2], held[:2], strict=True):
        np.testing.assert_allclose(a, b, atol=1e-14)


def test_missing_activations_leave_numbers_as_they_are():
    _, _, params, rng, (h, C) = make_case("peephole")
    x = rng.standard_normal((B, D))
    a_C = np.concatenate([h, x], axis=1) @ params["W_C"].T + params["b_C"]
    _, _, cache = cells.greff_step(x, h, C, params, "NIAF")
    np.testing.assert_allclose(cache["C_tilde"], a_C)
    h_new, C_new, cache = cells.greff_step(x, h, C, params, "NOAF")
    np.testing.assert_allclose(h_new, cache["o"] * C_new)


def test_where_the_reset_sits_does_not_matter_while_it_is_open():
    _, _, params, rng, (h,) = make_case("gru reset after")
    x = rng.standard_normal((B, D))
    params = saturated(params, r=1)
    after, _ = cells.gru_step(x, h, params, reset_after=True)
    before, _ = cells.gru_step(
        x, h, params | {"b_h": params["b_h"] + params["b_rh"]}, reset_after=False
    )
    np.testing.assert_allclose(before, after, atol=1e-14)


def test_a_shut_reset_hears_the_input_only():
    _, _, params, rng, (h,) = make_case("gru")
    x = rng.standard_normal((B, D))
    _, cache = cells.gru_step(x, h, saturated(params, r=0))
    heard = np.tanh(x @ params["W_h"][:, H:].T + params["b_h"])
    np.testing.assert_allclose(cache["h_tilde"], heard, atol=1e-15)


def test_lstm_step_is_the_equations_of_the_chapter():
    _, _, params, rng, (h, C) = make_case("lstm")
    x = rng.standard_normal((B, D))
    hx = np.concatenate([h, x], axis=1)
    a = {k: hx @ params[f"W_{k}"].T + params[f"b_{k}"] for k in "fiCo"}
    C_next = sigmoid(a["f"]) * C + sigmoid(a["i"]) * np.tanh(a["C"])
    h_next, C_ours, _ = cells.lstm_step(x, h, C, params)
    np.testing.assert_allclose(C_ours, C_next, atol=1e-15)
    np.testing.assert_allclose(h_next, sigmoid(a["o"]) * np.tanh(C_next), atol=1e-15)
