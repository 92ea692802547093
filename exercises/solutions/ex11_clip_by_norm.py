"""Solution of exercise 11: clip by norm."""

import numpy as np


def clip_by_norm(grads, threshold):
    r"""Scale all gradients by one number, so that together they are not too long.

    $$g \leftarrow g \cdot \min\left(1, \frac{c}{\lVert g \rVert}\right)$$

    Args:
        grads: dict from a parameter's name to its gradient, of any shape.
        threshold: largest norm over all entries, above 0.

    Returns:
        A dict with the same keys and shapes.

    >>> clip_by_norm({"W": np.array([[0.0, 8.0]]), "b": np.array([6.0])}, 5.0)["b"]
    array([3.])
    """
    norm = np.sqrt(sum(np.sum(g**2) for g in grads.values()))
    share = threshold / max(norm, threshold)  # never above 1
    return {name: share * g for name, g in grads.items()}
