r"""Do queries, keys and values fit each other? One clear sentence if not."""

import numpy as np


def check_sequence(x, name, depth, dtype):
    r"""Copy x into (T, B, D) of `dtype`: backward reads it again.

    Args:
        x: anything array-like.
        name: what to call it in the message.
        depth: D; None takes any.
        dtype: of the copy.

    Raises:
        ValueError: where x is no such sequence, or is empty.

    >>> check_sequence([[[1, 2]]], "query", 2, np.float32).dtype
    dtype('float32')
    """
    x = np.asarray(x)
    fits = x.ndim == 3 and depth in (None, x.shape[2]) and x.dtype.kind in "iufb"
    if not fits or x.size == 0:
        wanted = "D" if depth is None else depth
        raise ValueError(
            f"{name} has shape {x.shape} and dtype {x.dtype}; give floats of shape "
            f"(T, B, {wanted}), none of them 0."
        )
    return np.array(x, dtype, order="C")


def check_triple(query, keys, values):
    r"""Complain unless queries, keys and values have one batch, and keys their values.

    Raises:
        ValueError: naming the two that disagree.

    >>> check_triple(np.ones((1, 2, 3)), np.ones((4, 1, 3)), np.ones((4, 1, 3)))
    Traceback (most recent call last):
    ...
    ValueError: query has 2 rows in its batch and keys has 1; give both the same.
    """
    if query.shape[1] != keys.shape[1]:
        raise ValueError(
            f"query has {query.shape[1]} rows in its batch and keys has "
            f"{keys.shape[1]}; give both the same."
        )
    if keys.shape[:2] != values.shape[:2]:
        raise ValueError(
            f"keys has shape {keys.shape} and values {values.shape}; each key needs "
            "its value: give both the same T_key and B."
        )


def check_gradient(gradient, shape, dtype, of):
    r"""Hand a gradient back as an array of `dtype`.

    Raises:
        ValueError: where its shape is not that of what it is the gradient of.

    >>> check_gradient([1.0], (2,), np.float64, "context")
    Traceback (most recent call last):
    ...
    ValueError: dcontext has shape (1,); context had shape (2,).
    """
    if np.shape(gradient) != shape:
        raise ValueError(
            f"d{of} has shape {np.shape(gradient)}; {of} had shape {shape}."
        )
    return np.asarray(gradient, dtype)
