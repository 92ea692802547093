"""Solution of exercise 10: backpropagation through time."""

import numpy as np


def lstm_backward(dy, x, h0, C0, params, trace):
    r"""Send the gradient of a whole sequence back to weights, inputs and first state.

    $$dh_t = dy_t + dh^{\text{next}}, \qquad
    dC_t = dC^{\text{next}} + dh_t \circ o_t \circ (1 - \tanh^2 C_t), \qquad
    dC^{\text{next}} \leftarrow dC_t \circ f_t$$

    Args:
        dy: gradient of the loss with respect to h of each step, (T, B, H).
        x: inputs of the forward pass, (T, B, D).
        h0: hidden state that the first step found, (B, H).
        C0: cell state that the first step found, (B, H).
        params: dict with `W_f W_i W_C W_o` (H, H+D) and `b_f b_i b_C b_o` (H,).
        trace: dict of the forward pass, `f i C_tilde C o h`, each (T, B, H).

    Returns:
        dx (T, B, D), dh0 (B, H), dC0 (B, H), and grads, keyed like `params`.

    >>> half, zero = np.full((1, 1, 1), 0.5), np.zeros((1, 1, 1))
    >>> trace = dict(f=half, i=half, C_tilde=zero, C=zero, o=half, h=zero)
    >>> params = {f"W_{gate}": np.zeros((1, 2)) for gate in "fiCo"}
    >>> params |= {f"b_{gate}": np.zeros(1) for gate in "fiCo"}
    >>> dC0 = lstm_backward(zero + 1, zero, zero[0], zero[0], params, trace)[2]
    >>> dC0.tolist()  # dh * o * 1, and then * f
    [[0.25]]
    """
    T, _, H = dy.shape
    grads = {key: np.zeros_like(value) for key, value in params.items()}
    dx = np.empty_like(x)
    dh_next, dC_next = np.zeros_like(h0), np.zeros_like(C0)

    for t in reversed(range(T)):
        h_prev = trace["h"][t - 1] if t > 0 else h0  # (B, H)
        C_prev = trace["C"][t - 1] if t > 0 else C0
        f, i, C_tilde, o = (trace[key][t] for key in ("f", "i", "C_tilde", "o"))
        tanh_C = np.tanh(trace["C"][t])

        dh = dy[t] + dh_next
        dC = dC_next + dh * o * (1 - tanh_C**2)
        da = {
            "f": dC * C_prev * f * (1 - f),
            "i": dC * C_tilde * i * (1 - i),
            "C": dC * i * (1 - C_tilde**2),
            "o": dh * tanh_C * o * (1 - o),
        }

        hx = np.concatenate([h_prev, x[t]], axis=1)  # (B, H+D)
        dhx = 0.0
        for gate, da_gate in da.items():
            grads[f"W_{gate}"] += da_gate.T @ hx  # (H, H+D)
            grads[f"b_{gate}"] += da_gate.sum(axis=0)  # (H,)
            dhx = dhx + da_gate @ params[f"W_{gate}"]  # (B, H+D)

        dx[t] = dhx[:, H:]
        dh_next, dC_next = dhx[:, :H], dC * f
    return dx, dh_next, dC_next, grads
