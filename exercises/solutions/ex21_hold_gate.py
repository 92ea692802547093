"""Solution of exercise 21: hold one gate still, at every step."""

import numpy as np


def hold_gate(params, gate, value):
    r"""Copy the parameters of an LSTM so that one gate never moves.

    Args:
        params: dict with `W_f W_i W_C W_o` (H, H+D) and `b_f b_i b_C b_o` (H,).
        gate: "f", "i" or "o".
        value: where all its units shall stand, a number from 0 to 1.

    Returns:
        A dict of the same keys and shapes; `params` and its arrays are as before.

    >>> params = {"W_f": np.ones((1, 2)), "b_f": np.ones(1)}
    >>> held = hold_gate(params, "f", 0.5)
    >>> held["W_f"].tolist(), held["b_f"].tolist(), params["b_f"].tolist()
    ([[0.0, 0.0]], [0.0], [1.0])
    """
    held = {key: array.copy() for key, array in params.items()}
    with np.errstate(divide="ignore"):  # the logarithm of 0 is meant: minus infinity
        bias = np.log(value) - np.log1p(-value)

    held[f"W_{gate}"][...] = 0
    held[f"b_{gate}"][...] = bias
    return held
