r"""Which keys may a query look at? A mask says True where it may."""

import numpy as np

from lstm_src.layers.checks import check_size


def padding_mask(lengths, steps):
    r"""Hide what lies past the end of each row.

    Args:
        lengths: (B,) integers in [1, steps]: where each row of keys ends.
        steps: T_key, the length of the longest row.

    Returns:
        Booleans (1, B, T_key), True where a key is real.

    Raises:
        ValueError: where a length is no integer in [1, steps].

    >>> padding_mask([1, 3], steps=3).astype(int).tolist()
    [[[1, 0, 0], [1, 1, 1]]]
    """
    steps, lengths = check_size(steps, "steps"), np.asarray(lengths)
    if lengths.ndim != 1 or not np.issubdtype(lengths.dtype, np.integer):
        raise ValueError(
            f"lengths has shape {lengths.shape} and dtype {lengths.dtype}; give one "
            "integer for each row of the batch."
        )
    if lengths.size == 0 or lengths.min() < 1 or lengths.max() > steps:
        raise ValueError(f"lengths is {lengths}; each must lie in [1, {steps}].")
    return (np.arange(steps) < lengths[:, None])[None]  # (1, B, T_key)


def causal_mask(query_steps, key_steps=None):
    r"""Hide the future: the query at step t sees the keys at steps 0 … t.

    Args:
        query_steps: T_query.
        key_steps: T_key; None: as many as there are queries.

    Returns:
        Booleans (T_query, 1, T_key).

    Raises:
        ValueError: where a number of steps is no positive integer.

    >>> causal_mask(3)[:, 0].astype(int).tolist()
    [[1, 0, 0], [1, 1, 0], [1, 1, 1]]
    """
    query_steps = check_size(query_steps, "query_steps")
    key_steps = query_steps if key_steps is None else check_size(key_steps, "key_steps")
    return np.tri(query_steps, key_steps, dtype=bool)[:, None]


def check_mask(mask, shape):
    r"""Hand a mask back as booleans that fit weights of `shape`; None stays None.

    Raises:
        ValueError: where the mask is not boolean, does not fit, or leaves a query with
            nothing to look at.

    >>> check_mask([[[True, False]]], (2, 1, 2)).shape
    (1, 1, 2)
    """
    if mask is None:
        return None
    mask = np.asarray(mask)
    sizes = zip(mask.shape, shape, strict=False)
    fits = mask.ndim == 3 and all(size in (1, whole) for size, whole in sizes)
    if mask.dtype != bool or not fits:
        raise ValueError(
            f"mask has dtype {mask.dtype} and shape {mask.shape}; give booleans, True "
            f"where a key may be seen, of shape {shape} or with 1 in place of an axis."
        )
    blind = ~np.broadcast_to(mask, shape).any(axis=-1)
    if blind.any():
        t, b = (int(k) for k in np.argwhere(blind)[0])
        raise ValueError(
            f"mask hides every key from the query at step {t} of row {b}; leave each "
            "query at least one key."
        )
    return mask
