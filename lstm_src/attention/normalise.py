r"""Layer normalisation: every position gets mean 0, variance 1, and a learnt scale."""

import numpy as np


def layer_norm(x, gain, bias, epsilon=1e-5):
    r"""Bring every position to mean 0 and variance 1; then scale and shift.

    $$\hat x = \frac{x - \mu}{\sqrt{\sigma^2 + \varepsilon}}, \qquad
      y = \text{gain} \circ \hat x + \text{bias}$$

    Args:
        x: (T, B, E); $\mu$ and $\sigma^2$ are taken over E.
        gain: (E,).
        bias: (E,).
        epsilon: keeps the root away from 0.

    Returns:
        y (T, B, E), and the cache for `layer_norm_backward`.

    Source: Ba, Kiros and Hinton, "Layer normalization", 2016.

    >>> y, cache = layer_norm(np.array([[[1.0, 3.0]]]), np.ones(2), np.zeros(2), 0.0)
    >>> y.tolist()
    [[[-1.0, 1.0]]]
    """
    centred = x - x.mean(axis=-1, keepdims=True)
    variance = np.mean(centred**2, axis=-1, keepdims=True)
    inverse = 1 / np.sqrt(variance + epsilon)  # (T, B, 1)
    x_hat = centred * inverse
    return gain * x_hat + bias, (x_hat, inverse, gain)


def layer_norm_backward(dy, cache):
    r"""Take out what moving all of x, or stretching it, would not have changed.

    $$d\hat x = dy \circ \text{gain}, \qquad
      dx = \frac{d\hat x - \overline{d\hat x}
      - \hat x \, \overline{d\hat x \circ \hat x}}{\sqrt{\sigma^2 + \varepsilon}}$$

    where a bar is the mean over E.

    Args:
        dy: (T, B, E).
        cache: from `layer_norm`.

    Returns:
        dx (T, B, E), dgain (E,), dbias (E,).

    >>> y, cache = layer_norm(np.array([[[1.0, 3.0]]]), np.ones(2), np.zeros(2), 0.0)
    >>> layer_norm_backward(np.ones((1, 1, 2)), cache)[0].tolist()  # a shift is undone
    [[[0.0, 0.0]]]
    """
    x_hat, inverse, gain = cache
    dx_hat = dy * gain
    shift = dx_hat.mean(axis=-1, keepdims=True)
    stretch = np.mean(dx_hat * x_hat, axis=-1, keepdims=True)
    dx = (dx_hat - shift - x_hat * stretch) * inverse
    return dx, np.sum(dy * x_hat, axis=(0, 1)), dy.sum(axis=(0, 1))
