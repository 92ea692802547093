"""What tests of attention share: gradients by name, and PyTorch's stored answers."""

from pathlib import Path

import numpy as np

from lstm_src.gradcheck import directional_check

ORACLES = Path(__file__).parent / "oracles"


def check_gradients(loss, claims, step=1e-5):
    """Check each claimed gradient along a random direction; name the one that fails.

    `claims` maps a name to the array that `loss` reads and its claimed gradient. The
    bias of the keys, `b_k`, moves all scores of a query alike, which a softmax does not
    notice: its gradient is 0, and only rounding is left to compare.
    """
    for name, (array, gradient) in claims.items():
        try:
            if name.split(".")[-1] == "b_k":
                assert np.abs(gradient).max() < 1e-12, "the gradient claims a slope"
                before = loss()
                array += 0.5
                assert abs(loss() - before) < 1e-11, "the loss notices b_k"
                array -= 0.5
            else:
                directional_check(loss, array, gradient, step=step)
        except AssertionError as wrong:
            raise AssertionError(f"{name}: {wrong}") from None


def of_params(part):
    """Claims for every parameter."""
    return {name: (part.params[name], part.grads[name].copy()) for name in part.params}


def randomise(part, seed=0):
    """Random parameters, biases too."""
    rng = np.random.default_rng(seed)
    part.flat_params[:] = rng.uniform(-0.7, 0.7, part.size)
    return part


class Oracle:
    """One stored case: `oracle.inputs["query"]`, `oracle.grads["query"]` and so on."""

    def __init__(self, case):
        groups = {"in": {}, "out": {}, "dout": {}, "grad": {}, "also": {}}
        with np.load(ORACLES / f"attention_{case}.npz") as file:
            for key in file.files:
                group, name = key.split(".", 1)
                groups[group][name] = file[key]
        self.inputs, self.outputs, self.given, self.grads, self.also = groups.values()


def assert_same(ours, theirs):
    """Equal to 1e-10, as parity is promised."""
    np.testing.assert_allclose(ours, theirs, rtol=1e-10, atol=1e-10)


def lstm_of_torch(theirs, prefix, suffix, join):
    """One LSTM of PyTorch, or its gradients, under our names.

    `join` makes one bias of PyTorch's two: parameters add up, gradients are equal.
    """
    W_x, W_h, b_x, b_h = (
        theirs[f"{prefix}.{kind}{suffix}"]
        for kind in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
    )
    W, b = np.concatenate([W_h, W_x], axis=1), join(b_x, b_h)
    named = {}
    pairs = zip(np.split(W, 4), np.split(b, 4), strict=True)
    for gate, (W_gate, b_gate) in zip("ifCo", pairs, strict=True):
        named |= {f"W_{gate}": W_gate, f"b_{gate}": b_gate}
    return named
