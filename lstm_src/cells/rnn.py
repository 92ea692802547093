r"""A plain recurrent cell: one line of algebra, and the same line backwards."""

import numpy as np


def rnn_step(x, h, params, activation="tanh"):
    r"""Read one input, and mix it with the memory of everything before it.

    $$h_t = \tanh(W \cdot [h_{t-1}, x_t] + b)$$

    Args:
        x: input, (B, D).
        h: previous hidden state, (B, H).
        params: mapping with `W` (H, H+D) and `b` (H,).
        activation: "tanh", or "relu" for $\max(0, \cdot)$.

    Returns:
        h (B, H), and the cache that `rnn_step_backward` needs.

    Source: Elman, "Finding structure in time", 1990.

    >>> params = {"W": np.array([[1.0, 2.0]]), "b": np.array([0.0])}
    >>> h, cache = rnn_step(np.array([[0.0]]), np.array([[0.0]]), params)
    >>> h.tolist()
    [[0.0]]
    """
    hx = np.concatenate([h, x], axis=-1)  # (B, H+D)
    a = hx @ params["W"].T + params["b"]  # (B, H)
    h = np.tanh(a) if activation == "tanh" else np.maximum(a, 0)
    return h, {"hx": hx, "h": h, "params": params, "activation": activation}


def rnn_step_backward(dh, cache):
    r"""Send the gradient of one step back to its input, its memory and its weights.

    $$da_t = dh_t \circ (1 - h_t^2), \qquad
      [dh_{t-1}, dx_t] = da_t \cdot W, \qquad dW = da_t^\top [h_{t-1}, x_t]$$

    For relu the factor $1 - h_t^2$ becomes 1 where $h_t > 0$, else 0.

    Args:
        dh: gradient of the loss with respect to $h_t$, (B, H).
        cache: from `rnn_step`.

    Returns:
        dx (B, D), dh_prev (B, H), and grads with the keys and shapes of `params`.

    >>> params = {"W": np.array([[1.0, 2.0]]), "b": np.array([0.0])}
    >>> h, cache = rnn_step(np.array([[0.0]]), np.array([[0.0]]), params)
    >>> dx, dh_prev, grads = rnn_step_backward(np.array([[1.0]]), cache)
    >>> dx.tolist(), dh_prev.tolist(), grads["b"].tolist()
    ([[2.0]], [[1.0]], [1.0])
    """
    hx, h = cache["hx"], cache["h"]
    slope = 1 - h**2 if cache["activation"] == "tanh" else (h > 0).astype(h.dtype)
    da = dh * slope  # (B, H)

    grads = {"W": da.T @ hx, "b": da.sum(axis=0)}
    dhx = da @ cache["params"]["W"]  # (B, H+D)
    H = h.shape[-1]
    return dhx[:, H:], dhx[:, :H], grads
