r"""Is a gradient right? Walk a little both ways along a random direction, and compare.

One direction costs two evaluations, whatever the number of parameters; a wrong gradient
would have to be wrong exactly at right angles to it to pass.
"""

import numpy as np


def directional_check(loss, array, gradient, *, rng=0, step=1e-5, tolerance=1e-6):
    r"""Compare a gradient with the slope of the loss along one random direction.

    $$\langle g, v\rangle \quad\text{against}\quad
      \frac{L(\theta + \varepsilon v) - L(\theta - \varepsilon v)}{2\varepsilon},
      \qquad \lVert v \rVert = 1$$

    The relative error divides by the larger slope, but by no less than
    $10^{-3} \lVert g \rVert$: a direction may happen to lie nearly across the gradient.

    Args:
        loss: function without arguments that reads `array` and returns a float.
        array: float64 array that `loss` reads; it is moved, then put back.
        gradient: claimed gradient of `loss` with respect to `array`, same shape.
        rng: seed or Generator for the direction.
        step: length of the walk each way.
        tolerance: largest relative error that passes.

    Returns:
        The relative error.

    Raises:
        AssertionError: where the error is larger; the message holds both numbers.
        ValueError: where `array` is not float64 or the shapes differ.

    >>> x = np.array([1.0, 2.0])
    >>> directional_check(lambda: float(x @ x), x, gradient=2 * x) < 1e-6
    True
    """
    gradient = np.asarray(gradient)
    if array.dtype != np.float64 or array.shape != gradient.shape:
        raise ValueError(
            f"the array has dtype {array.dtype} and shape {array.shape}, its gradient "
            f"shape {gradient.shape}; check in float64, with equal shapes."
        )
    direction = np.random.default_rng(rng).standard_normal(array.shape)
    direction /= np.linalg.norm(direction)
    start = array.copy()
    array[...] = start + step * direction
    above = loss()
    array[...] = start - step * direction
    below = loss()
    array[...] = start

    measured = (above - below) / (2 * step)
    claimed = float(np.sum(gradient * direction))
    floor = 1e-3 * float(np.linalg.norm(gradient))
    scale = max(abs(measured), abs(claimed), floor, 1e-12)
    error = abs(measured - claimed) / scale
    # `not <=` rather than `>`: a NaN must fail as well.
    if not error <= tolerance:
        raise AssertionError(
            f"the gradient claims a slope of {claimed:.12g}, the loss rises by "
            f"{measured:.12g}: relative error {error:.2e}, allowed {tolerance:.0e}."
        )
    return error


def check_layer(layer, x, state=None, *, lengths=None, rng=0, tolerance=1e-6):
    r"""Check every gradient of a layer: parameters, input and initial state.

    The loss is a random weighted sum of everything that comes out, so that each output
    and each final state takes part.

    Args:
        layer: any float64 layer with `forward`, `backward`, `params` and `grads`.
        x: input that its `forward` takes.
        state: initial state; None starts at 0 and still checks its gradient.
        lengths: as for `forward`.
        rng: seed or Generator.
        tolerance: largest relative error that passes.

    Returns:
        Dict from each thing checked ("W_f", "x", "state 0", …) to its relative error.

    Raises:
        AssertionError: naming the first gradient that is wrong.

    >>> from lstm_src import LSTM
    >>> errors = check_layer(LSTM(2, 3, dtype=np.float64, rng=0), np.ones((4, 1, 2)))
    >>> max(errors.values()) < 1e-6
    True
    """
    rng = np.random.default_rng(rng)
    if np.issubdtype(np.asarray(x).dtype, np.floating):
        x = np.array(x, np.float64)
    y, final = layer.forward(x, state, lengths)
    # A state may hold tuples (stacked layers): work on the leaves.
    initial = _map(np.copy, final if state is None else state)
    if state is None:
        for leaf in _leaves(initial):
            leaf[...] = 0
    dy = rng.standard_normal(y.shape)
    dfinal = _map(lambda part: rng.standard_normal(part.shape), final)

    def loss():
        y, final = layer.forward(x, initial, lengths)
        pairs = zip(_leaves(dfinal), _leaves(final), strict=True)
        return float(np.sum(y * dy) + sum(np.sum(d * s) for d, s in pairs))

    loss()
    dx, dinitial = layer.backward(dy, dfinal)
    claims = [(name, layer.params[name], layer.grads[name]) for name in layer.params]
    claims = [(name, array, gradient.copy()) for name, array, gradient in claims]
    if dx is not None:
        claims.append(("x", x, dx))
    leaves = zip(_leaves(initial), _leaves(dinitial), strict=True)
    claims += [(f"state {n}", s, ds) for n, (s, ds) in enumerate(leaves)]

    errors = {}
    for name, array, gradient in claims:
        try:
            errors[name] = directional_check(
                loss, array, gradient, rng=rng, tolerance=tolerance
            )
        except AssertionError as wrong:
            raise AssertionError(f"{name}: {wrong}") from None
    return errors


def _leaves(state):
    """The arrays of a state, which may hold tuples of tuples, in order."""
    if isinstance(state, np.ndarray):
        return [state]
    return [leaf for part in state for leaf in _leaves(part)]


def _map(function, state):
    """Apply a function to every array of a state, keeping its nesting."""
    if isinstance(state, np.ndarray):
        return function(state)
    return tuple(_map(function, part) for part in state)
