r"""Squashing functions, losses and small checks: everything here leans on NumPy only.

Losses are in nats; divide by $\ln 2$ for bits.
"""

from math import prod

import numpy as np

# Between -40 and 40 no exponential overflows or vanishes, and the largest score of
# each row need not be found first.
SAFE = 40.0


def sigmoid(a):
    r"""Squash any number into (0, 1), without overflow at either end.

    $$\sigma(a) = \frac{1}{1 + e^{-a}}$$

    Args:
        a: pre-activation, any shape.

    Returns:
        Array of the same shape; floats keep their dtype.

    >>> float(sigmoid(0.0))
    0.5
    >>> sigmoid(np.array([-1000.0, 1000.0])).tolist()
    [0.0, 1.0]
    """
    a = _as_float(a)
    # exp only ever sees numbers <= 0, so it can underflow but never overflow.
    small = np.exp(-np.abs(a))
    return np.where(a >= 0, 1, small) / (1 + small)


def softmax(logits, axis=-1):
    r"""Turn scores into probabilities that sum to 1 along `axis`.

    $$p_k = \frac{e^{z_k}}{\sum_j e^{z_j}}$$

    The largest score is subtracted first: the answer is the same, and no exponential
    can overflow.

    Args:
        logits: scores, any shape.
        axis: the axis along which probabilities sum to 1.

    Returns:
        Probabilities, same shape as `logits`.

    >>> softmax(np.array([0.0, 0.0])).tolist()
    [0.5, 0.5]
    >>> softmax(np.array([1e4, 0.0])).tolist()
    [1.0, 0.0]
    """
    logits = _as_float(logits)
    exponentials = np.exp(logits - logits.max(axis=axis, keepdims=True))
    return exponentials / exponentials.sum(axis=axis, keepdims=True)


def log_softmax(logits, axis=-1):
    r"""Logarithm of the softmax, computed without ever taking the log of zero.

    $$\log p_k = z_k - \max_j z_j - \log \sum_j e^{z_j - \max_j z_j}$$

    Args:
        logits: scores, any shape.
        axis: the axis along which the probabilities sum to 1.

    Returns:
        Log-probabilities in nats, same shape as `logits`.

    >>> log_softmax(np.array([1e4, 0.0])).tolist()
    [0.0, -10000.0]
    """
    logits = _as_float(logits)
    shifted = logits - logits.max(axis=axis, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=axis, keepdims=True))


def cross_entropy(logits, targets, weights=None, out=None):
    r"""Mean surprise at the right answers, and its gradient with respect to the scores.

    $$L = -\frac1N \sum_n \log p_{n, y_n}, \qquad
      \frac{\partial L}{\partial z_n} = \frac1N (p_n - \text{onehot}(y_n))$$

    Args:
        logits: scores, (..., V).
        targets: integers in [0, V), the shape of `logits` without its last axis.
        weights: how much each position counts, same shape as `targets`; None counts
            all alike. With weights, N is their sum: 0 leaves a position out.
        out: contiguous array for the gradient; it may be `logits` itself.

    Returns:
        The loss in nats (a float), and dlogits, (..., V).

    Raises:
        ValueError: where shapes disagree, a target is no class, no weight is > 0, or
            `out` is not contiguous.

    >>> loss, dlogits = cross_entropy(np.zeros((1, 2)), np.array([0]))
    >>> round(loss, 6) == round(float(np.log(2)), 6), dlogits.tolist()
    (True, [[-0.5, 0.5]])
    """
    logits = _as_float(logits)
    targets = check_indices(targets, logits.shape[-1], "targets")
    if targets.shape != logits.shape[:-1]:
        raise ValueError(
            f"targets has shape {targets.shape}, but logits of shape {logits.shape} "
            f"need one integer for each row: shape {logits.shape[:-1]}."
        )
    if targets.size == 0:
        raise ValueError("cross_entropy got no targets at all; give at least one.")
    if out is not None and not (out.shape == logits.shape and out.flags.c_contiguous):
        raise ValueError(
            f"out has shape {out.shape}; give a contiguous array of shape "
            f"{logits.shape}, or None."
        )
    share = _shares(weights, targets.shape, logits.dtype)  # a number, or (..., 1)

    if logits.max() > SAFE or logits.min() < -SAFE:
        logits = np.subtract(logits, logits.max(axis=-1, keepdims=True), out=out)
    right = np.arange(targets.size), targets.ravel()
    log_p = logits.reshape(targets.size, -1)[right]  # (N,), less log(total)
    p = np.exp(logits, out=out, order="C")  # (..., V)
    total = p.sum(axis=-1, keepdims=True)  # (..., 1)
    log_p -= np.log(total).ravel()
    share_of_each = share if weights is None else share.ravel()  # a number, or (N,)
    loss = -float(np.sum(log_p * share_of_each, dtype=np.float64))

    p *= share / total
    p.reshape(targets.size, -1)[right] -= share_of_each
    return loss, p


def mse(prediction, target):
    r"""Mean squared error, and its gradient with respect to the prediction.

    $$L = \frac1N \sum_n (\hat y_n - y_n)^2, \qquad
      \frac{\partial L}{\partial \hat y_n} = \frac2N (\hat y_n - y_n)$$

    Args:
        prediction: any shape, N numbers.
        target: the same shape.

    Returns:
        The loss (a float), and its gradient, same shape as `prediction`.

    Raises:
        ValueError: where the two shapes differ, or there is nothing to compare.

    >>> loss, gradient = mse(np.array([1.0, 3.0]), np.array([1.0, 1.0]))
    >>> loss, gradient.tolist()
    (2.0, [0.0, 2.0])
    """
    prediction = _as_float(prediction)
    target = np.asarray(target, dtype=prediction.dtype)
    if prediction.shape != target.shape or prediction.size == 0:
        raise ValueError(
            f"prediction has shape {prediction.shape} and target {target.shape}; mse "
            "needs two arrays of one shape with at least one number."
        )
    error = prediction - target
    return float(np.mean(np.square(error), dtype=np.float64)), error * (2 / error.size)


def one_hot(indices, depth, dtype=np.float32):
    r"""Rows of zeros with a single 1 at each index.

    Args:
        indices: integers in [0, depth), any shape.
        depth: length of a row.
        dtype: of the answer.

    Returns:
        Array of shape (*indices.shape, depth).

    Raises:
        ValueError: where an index is not an integer in [0, depth).

    >>> one_hot([2, 0], 3).tolist()
    [[0.0, 0.0, 1.0], [1.0, 0.0, 0.0]]
    """
    indices = check_indices(indices, depth, "indices")
    rows = np.zeros((*indices.shape, depth), dtype=dtype)
    np.put_along_axis(rows, indices[..., None], 1, axis=-1)
    return rows


def check_finite(values, name):
    r"""Hand `values` back if every number in it is finite; complain in words if not.

    Args:
        values: any array of numbers.
        name: what to call it in the message.

    Returns:
        `values` as an array.

    Raises:
        ValueError: naming how many values are NaN or infinite, and where the first is.

    >>> check_finite([1.0, float("nan")], "x")
    Traceback (most recent call last):
    ...
    ValueError: x holds 1 value that is NaN or infinite, the first at index (1,); ...
    """
    values = np.asarray(values)
    finite = np.isfinite(values)
    if finite.all():
        return values
    count = finite.size - int(finite.sum())
    where = tuple(int(k) for k in np.argwhere(~finite)[0])
    raise ValueError(
        f"{name} holds {count} value{'s' if count > 1 else ''} that "
        f"{'are' if count > 1 else 'is'} NaN or infinite, the first at index {where}; "
        "clean the data, or lower the learning rate if training produced it."
    )


def check_indices(indices, depth, name):
    r"""Hand `indices` back as an integer array if all lie in [0, depth).

    Args:
        indices: array of integers, any shape.
        depth: how many classes there are.
        name: what to call the array in the message.

    Returns:
        `indices` as an array of `np.intp`.

    Raises:
        ValueError: naming the first thing that is no index.

    >>> check_indices([0, 2], 3, "targets").tolist()
    [0, 2]
    """
    indices = np.asarray(indices)
    if indices.dtype.kind not in "iu":
        raise ValueError(
            f"{name} has dtype {indices.dtype}; give integers in [0, {depth})."
        )
    if indices.size and (indices.min() < 0 or indices.max() >= depth):
        wrong = indices[(indices < 0) | (indices >= depth)].flat[0]
        raise ValueError(f"{name} holds {wrong}; every entry must lie in [0, {depth}).")
    return indices.astype(np.intp, copy=False)


def _as_float(values):
    """Arrays of floats keep their dtype; integers and lists become float64."""
    values = np.asarray(values)
    return values if values.dtype.kind == "f" else values.astype(float)


def _shares(weights, shape, dtype):
    """What part of the mean each position has: 1/N, or weight / sum of weights."""
    if weights is None:
        return dtype.type(1 / prod(shape))
    weights = np.asarray(weights, dtype=dtype)
    if weights.shape != shape:
        raise ValueError(f"weights has shape {weights.shape}; targets has {shape}.")
    if (weights < 0).any() or not weights.sum() > 0:
        raise ValueError("weights must be >= 0, and at least one of them > 0.")
    return (weights / weights.sum())[..., None]
