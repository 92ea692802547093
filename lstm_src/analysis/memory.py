"""How long a number stays on the belt."""

import numpy as np


def half_life(f):
    r"""Steps after which a gate held at `f` has let half of a memory go.

    $$n_{1/2} = \ln \tfrac12 / \ln f$$

    Args:
        f: forget gate, in (0, 1); any shape.

    Returns:
        Half-life in time steps, same shape as `f`.

    Raises:
        ValueError: where `f` is not inside (0, 1).

    >>> round(float(half_life(0.5)), 6)
    1.0
    >>> round(float(half_life(0.99)))
    69
    """
    f = np.asarray(f, dtype=np.float64)
    if not np.all((f > 0) & (f < 1)):
        outside = f[~((f > 0) & (f < 1))].flat[0]
        raise ValueError(
            f"half_life got a forget gate of {outside}; it must lie strictly between "
            "0 and 1: a gate at 1 never halves a memory and one at 0 keeps none."
        )
    return np.log(0.5) / np.log(f)
