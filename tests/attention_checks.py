"""What tests of attention share: gradients by name, and PyTorch's stored answers."""

from pathlib import Path

import numpy as np

from lstm_src.gradcheck import directional_check

ORACLES = Path(__file__).parent / "oracles"


def check_gradients(loss, claims):
    """Check every claimed gradient along a random direction; name the one that fails.

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
                directional_check(loss, array, gradient)
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


def lstm_of_torch(params, prefix, suffix=""):
    """PyTorch's gates i, f, g, o of one LSTM under our names; works for gradients too.

    Its two biases are one of ours: parameters add up, gradients are equal.
    """
    W_x, W_h, b_x, b_h = (
        params[f"{prefix}.{kind}{suffix}"]
        for kind in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
    )
    W = np.split(np.concatenate([W_h, W_x], axis=1), 4)
    b = zip(np.split(b_x, 4), np.split(b_h, 4), strict=True)
    ours = {f"W_{name}": W_k for name, W_k in zip("ifCo", W, strict=True)}
    return ours | {f"b_{name}": pair for name, pair in zip("ifCo", b, strict=True)}
