r"""The clockwork cell: parts of a plain layer tick at their own pace."""

import numpy as np


def audible(periods, input_size):
    r"""Say which entries of `W` a clockwork layer uses.

    Args:
        periods: T of every unit, (H,).
        input_size: D.

    Returns:
        Booleans (H, H+D): a unit hears units as slow as itself or slower, and every
        input.

    >>> audible([1, 2], input_size=1).astype(int).tolist()
    [[1, 1, 1], [0, 1, 1]]
    """
    periods = np.asarray(periods)
    inputs = np.ones((len(periods), input_size), bool)
    return np.concatenate([periods >= periods[:, None], inputs], axis=1)


def clockwork_step(x, h, params, periods, t=0):
    r"""Let the modules whose turn it is read; the others keep what they have.

    With $T_n$ the period of the module that unit n belongs to:

    $$h_{t,n} = \begin{cases}
      \tanh(W \cdot [h_{t-1}, x_t] + b)_n & \text{if } t \bmod T_n = 0 \\
      h_{t-1,n} & \text{otherwise}
    \end{cases} \qquad W_{nm} = 0 \text{ for units } n, m \text{ with } T_m < T_n$$

    A unit hears units as slow as itself or slower: what `W` holds elsewhere is ignored.

    Args:
        x: input, (B, D).
        h: previous hidden state, (B, H).
        params: mapping with `W` (H, H+D) and `b` (H,).
        periods: T of every unit, (H,) positive integers.
        t: the time: one number, or one for each row (B,).

    Returns:
        h (B, H), and the cache that `clockwork_step_backward` needs.

    Source: Koutník et al., "A clockwork RNN", arXiv:1402.3511.

    >>> params = {"W": np.zeros((2, 3)), "b": np.zeros(2)}
    >>> h, cache = clockwork_step(np.ones((1, 1)), np.ones((1, 2)), params, [1, 2], t=1)
    >>> h.tolist()  # the second unit sleeps
    [[0.0, 1.0]]
    """
    hx = np.concatenate([h, x], axis=-1)  # (B, H+D)
    heard = audible(periods, x.shape[-1])  # (H, H+D)
    W = np.where(heard, params["W"], 0)
    active = np.asarray(t).reshape(-1, 1) % np.asarray(periods) == 0  # (B, H)
    h_tilde = np.tanh(hx @ W.T + params["b"])  # (B, H)
    h = np.where(active, h_tilde, h)
    cache = {"hx": hx, "h": h, "h_tilde": h_tilde, "W": W}
    return h, cache | {"heard": heard, "active": active}


def clockwork_step_backward(dh, cache):
    r"""Send the gradient of one step back; through sleeping units it passes untouched.

    $$da_t = dh_t \circ (1 - h_t^2) \text{ where active, else } 0$$

    Args:
        dh: gradient of the loss with respect to $h_t$, (B, H).
        cache: from `clockwork_step`.

    Returns:
        dx (B, D), dh_prev (B, H), and grads with the keys and shapes of `params`.

    >>> params = {"W": np.ones((2, 3)), "b": np.zeros(2)}
    >>> zero, one = np.zeros((1, 2)), np.ones((1, 2))
    >>> h, cache = clockwork_step(np.zeros((1, 1)), zero, params, [1, 2], t=1)
    >>> dx, dh_prev, grads = clockwork_step_backward(one, cache)
    >>> dx.tolist(), dh_prev.tolist(), grads["b"].tolist()
    ([[1.0]], [[1.0, 2.0]], [1.0, 0.0])
    """
    hx, W, active, h_tilde = (cache[k] for k in ("hx", "W", "active", "h_tilde"))
    da = np.where(active, dh * (1 - h_tilde**2), 0)  # (B, H)

    grads = {"W": np.where(cache["heard"], da.T @ hx, 0), "b": da.sum(axis=0)}
    dhx = da @ W  # (B, H+D)
    H = dh.shape[-1]
    return dhx[:, H:], np.where(active, 0, dh) + dhx[:, :H], grads
