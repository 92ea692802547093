r"""Is what came in what was asked for? One clear sentence if not."""

import numbers

import numpy as np

from lstm_src.numerics import check_indices


def check_size(size, name):
    r"""Hand a positive integer back.

    >>> check_size(3, "hidden_size")
    3
    >>> check_size(0, "hidden_size")
    Traceback (most recent call last):
    ...
    ValueError: hidden_size is 0; give an integer of at least 1.
    """
    whole = isinstance(size, numbers.Integral) and not isinstance(size, bool)
    if not whole or size < 1:
        raise ValueError(f"{name} is {size!r}; give an integer of at least 1.")
    return int(size)


def check_input(x, depth, dtype):
    r"""Copy x into (T, B, D) of `dtype`, or (T, B) of `np.intp` where it is one-hot.

    A copy, because the backward pass reads x again and the caller may have changed it.

    Raises:
        ValueError: where x is neither, or is empty, or an index has no row.

    >>> check_input(np.zeros((2, 1, 3), int), 3, np.float32).dtype
    dtype('float32')
    >>> check_input([[0], [2]], 3, np.float32).tolist()
    [[0], [2]]
    """
    x = np.asarray(x)
    one_hot = x.ndim == 2 and x.dtype.kind in "iu"
    sequence = x.ndim == 3 and x.shape[2] == depth and x.dtype.kind in "iufb"
    if not (sequence or one_hot):
        raise ValueError(
            f"x has shape {x.shape} and dtype {x.dtype}; give floats of shape "
            f"(T, B, {depth}), or integers of shape (T, B) for one-hot rows."
        )
    if x.size == 0:
        raise ValueError(f"x has shape {x.shape}; give at least one step and one row.")
    if one_hot:
        return np.array(check_indices(x, depth, "x"), order="C")
    return np.array(x, dtype, order="C")


def check_state(state, shapes, dtype, name):
    r"""Copy a state into a tuple of arrays; None becomes zeros.

    Args:
        state: None, or one array (or None) for each of `shapes`.
        shapes: dict from each part's name to its shape.
        dtype: of the copies.
        name: "state" or "dstate", for the message.

    Raises:
        ValueError: where the number of parts or a shape does not fit.

    >>> check_state(None, {"h": (1, 2)}, np.float64, "state")[0].tolist()
    [[0.0, 0.0]]
    """
    if state is None:
        state = (None,) * len(shapes)
    if not isinstance(state, (tuple, list)) or len(state) != len(shapes):
        raise ValueError(
            f"{name} is {_describe(state)}; give a tuple ({', '.join(shapes)},) of "
            f"arrays of shapes {list(shapes.values())}."
        )
    parts = []
    for part, (part_name, shape) in zip(state, shapes.items(), strict=True):
        if part is None:
            part = np.zeros(shape, dtype)
        elif np.shape(part) != shape:
            raise ValueError(
                f"{part_name} in {name} has shape {np.shape(part)}; give {shape}."
            )
        parts.append(np.array(part, dtype, order="C"))
    return tuple(parts)


def check_gradient(dy, shape, dtype):
    r"""Hand dy back, contiguous and of `dtype`.

    Raises:
        ValueError: where its shape is not that of y.

    >>> check_gradient([[[1]]], (1, 1, 1), np.float64).tolist()
    [[[1.0]]]
    """
    if np.shape(dy) != shape:
        raise ValueError(f"dy has shape {np.shape(dy)}; y had shape {shape}.")
    return np.ascontiguousarray(dy, dtype)


def _describe(state):
    if isinstance(state, (tuple, list)):
        return f"a {type(state).__name__} of {len(state)}"
    return f"an array of shape {state.shape}" if hasattr(state, "shape") else f"{state}"
