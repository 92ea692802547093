"""Solution of exercise 9: one step backwards."""

import numpy as np


def lstm_step_backward(dh, dC, cache):
    r"""Send the gradient of one step back to everything that the step has read.

    $$dC_t \mathrel{+}= dh_t \circ o_t \circ (1 - \tanh^2 C_t), \qquad
    dC_{t-1} = dC_t \circ f_t$$

    Args:
        dh: gradient of the loss with respect to h of this step, (B, H).
        dC: gradient that reaches C of this step from the next step, (B, H).
        cache: dict with `hx` (B, H+D), `C_prev f i C_tilde C o` (B, H) and `params`.

    Returns:
        dx (B, D), dh_prev (B, H), dC_prev (B, H), and grads, keyed like `params`.

    >>> half, zero = np.full((1, 1), 0.5), np.zeros((1, 1))
    >>> cache = dict(C_prev=zero, f=half, i=half, C_tilde=zero, C=zero, o=half)
    >>> cache["params"] = {f"W_{gate}": np.zeros((1, 2)) for gate in "fiCo"}
    >>> cache["hx"] = np.zeros((1, 2))
    >>> lstm_step_backward(zero, zero + 1, cache)[2].tolist()
    [[0.5]]
    """
    hx, C_prev, C, params = (cache[key] for key in ("hx", "C_prev", "C", "params"))
    f, i, C_tilde, o = (cache[key] for key in ("f", "i", "C_tilde", "o"))

    # Through h = o * tanh(C), on top of what the next step sent along the belt.
    tanh_C = np.tanh(C)
    do = dh * tanh_C  # (B, H)
    dC = dC + dh * o * (1 - tanh_C**2)

    # Through C = f * C_prev + i * C_tilde.
    df = dC * C_prev
    di = dC * C_tilde
    dC_tilde = dC * i
    dC_prev = dC * f

    # Back to the sums a, before each squashing function.
    da = {
        "f": df * f * (1 - f),
        "i": di * i * (1 - i),
        "C": dC_tilde * (1 - C_tilde**2),
        "o": do * o * (1 - o),
    }

    grads, dhx = {}, 0.0
    for gate, da_gate in da.items():
        grads[f"W_{gate}"] = da_gate.T @ hx  # (H, H+D), summed over the batch
        grads[f"b_{gate}"] = da_gate.sum(axis=0)  # (H,)
        dhx = dhx + da_gate @ params[f"W_{gate}"]  # (B, H+D)
    H = C.shape[1]
    dh_prev, dx = dhx[:, :H], dhx[:, H:]
    return dx, dh_prev, dC_prev, grads
