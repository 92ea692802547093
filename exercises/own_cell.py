r"""Your own cell drives the book: `explore(my_lstm_step)` in a notebook.

Three experiments run with your step in place of the book's, and both are drawn. None
needs a backward pass: slopes are measured.
"""

import numpy as np

from exercises.bug_hunt import slopes
from exercises.calls import Raised, Unusable, call
from exercises.catalogue import find
from exercises.engine import describe_error, file_of
from exercises.guard import OutOfTime, time_limit
from lstm_src.cells import lstm_step as ours
from lstm_src.numerics import sigmoid
from lstm_src.plots.axes import chart, finish
from lstm_src.plots.style import CURVES, WIDTH, new_figure, quantity
from lstm_src.training import Adam

HIDDEN_SIZE = 4
SECONDS = 5  # for a first call: a step takes less than a thousandth of it
STEPS = 30  # of the belt and of the X-ray
GAP, BATCH_SIZE, UPDATES, RATE = 8, 16, 60, 0.1  # of the training


def explore(step, seed=0):
    """Ride the belt, X-ray the gradient and train, with your step and with the book's.

    Args:
        step: your `lstm_step(x, h, C, params)`, which returns h and C first.
        seed: of weights and sequences.

    Returns:
        A Matplotlib figure of three charts. What they show is printed in words.

    Raises:
        ValueError: where the step does not run, does not end, or does not return h and
            C, finite and of the right shape; the sentence says which.

    >>> from matplotlib.figure import Figure
    >>> isinstance(explore(ours), Figure)  # doctest: +ELLIPSIS
    belt: ...
    True
    """
    _try(step)
    steps = {"yours": step, "the book's": ours}
    belts = {name: belt(one, seed) for name, one in steps.items()}
    rays = {name: x_ray(one, seed) for name, one in steps.items()}
    losses = {name: train(one, seed) for name, one in steps.items()}
    print(f"belt: with f = 1, {_said(belts, 'of C is left after the last step')}")
    back = {name: ray[::-1] for name, ray in rays.items()}
    print(f"gradient: {_said(back, 'is the slope of the last C by the first')}")
    print(f"training: {_said(losses, 'nats is the loss at the end')}")
    return _draw(belts, rays, losses)


def _try(step):
    """Call it once under a time limit, so that an error is told and not traced."""
    if not callable(step):
        raise ValueError("Pass your function itself: explore(my_lstm_step).")
    stage = find("lstm-step").check
    try:
        with time_limit(SECONDS):
            values = call(step, next(stage.cases()), stage.returns).values
    except OutOfTime:
        text = f"it was still running after {SECONDS} seconds; does a loop end?"
    except Unusable as error:
        text = str(error)
    except Raised as error:
        text = describe_error(error.__cause__, file_of(step))[1]
    else:
        if all(np.isfinite(value).all() for value in values.values()):
            return
        text = "it returned a number that is not finite."
    raise ValueError(f"Your step could not be run: {text}") from None


def belt(step, seed=0):
    r"""Let C ride with $f = 1$ and $i = 0$: nothing may be lost.

    Returns:
        C of the first unit after 0, 1, … steps, as a fraction of the first.

    >>> float(belt(ours)[-1])
    1.0
    """
    params, _ = _weights(np.random.default_rng(seed), scale=0, forget_bias=99)
    params["b_i"][:] = -99
    x = np.random.default_rng(seed).normal(size=(STEPS, 1, 2))
    C = np.full((1, HIDDEN_SIZE), 0.8)
    return np.array([C[0, 0] for _, C in _run(step, x, C, params)]) / C[0, 0]


def x_ray(step, seed=0):
    r"""Measure $\partial C_T / \partial C_t$ of the first unit, for every t.

    Returns:
        Absolute slopes, t = 0 … T; the last is 1.

    >>> rays = x_ray(ours)
    >>> len(rays) == STEPS + 1, round(float(rays[-1]), 9)
    (True, 1.0)
    """
    rng = np.random.default_rng(seed)
    params, _ = _weights(rng, scale=0.3, forget_bias=3.0)
    x = rng.normal(size=(STEPS, 1, 2))
    path = list(_run(step, x, np.zeros((1, HIDDEN_SIZE)), params))
    nudge = np.zeros((1, HIDDEN_SIZE))
    nudge[0, 0] = 1e-5
    found = []
    for t, (h, C) in enumerate(path):
        ends = [
            list(_run(step, x[t:], C + sign * nudge, params, h))[-1][1][0, 0]
            for sign in (1, -1)
        ]
        found.append(abs(ends[0] - ends[1]) / 2e-5)
    return np.array(found)


def train(step, seed=0):
    """Learn to say at the end whether the first of several numbers was above 0.

    Returns:
        Loss in nats at each update; guessing costs ln 2.

    >>> losses = train(ours)
    >>> bool(losses[-10:].mean() < 0.3 < losses[0])
    True
    """
    rng, adam = np.random.default_rng(seed), Adam(RATE)
    params, theta = _weights(rng, scale=0.5, forget_bias=4.0)
    losses = []
    for _ in range(UPDATES):
        x = np.zeros((GAP + 2, BATCH_SIZE, 2))
        x[:-1, :, 0] = rng.choice([-1.0, 1.0], size=(GAP + 1, BATCH_SIZE))
        x[-1, :, 1] = 1  # now say it

        def loss(x=x):
            *_, (h, _) = _run(step, x, np.zeros((BATCH_SIZE, HIDDEN_SIZE)), params)
            right = sigmoid(x[0, :, 0] * (h @ params["w"]))
            return float(-np.log(right + 1e-12).mean())

        losses.append(loss())
        adam.step(theta, slopes(loss, theta))
    return np.array(losses)


def _run(step, x, C, params, h=None):
    """Yield (h, C): the start, then after every step."""
    h = np.zeros_like(C) if h is None else h
    yield h, C
    for x_t in x:
        shape = C.shape
        try:
            h, C = step(x_t, h, C, params)[:2]
            fits = np.shape(h) == shape == np.shape(C)
        except (TypeError, ValueError) as error:
            raise ValueError(f"Your step could not be run: {error}.") from error
        if not fits:
            raise ValueError(
                f"Your step returned h and C of shapes {np.shape(h)} and "
                f"{np.shape(C)}; expected {shape} for both."
            )
        yield h, C


def _weights(rng, scale, forget_bias):
    """Random weights of cell and readout as views of one vector, and that vector."""
    H, D = HIDDEN_SIZE, 2
    shapes = {f"W_{k}": (H, H + D) for k in "fiCo"} | {f"b_{k}": (H,) for k in "fiCo"}
    shapes["w"] = (H,)
    sizes = [int(np.prod(shape)) for shape in shapes.values()]
    theta = scale * rng.normal(size=sum(sizes))
    pieces = np.split(theta, np.cumsum(sizes)[:-1])
    named = zip(shapes.items(), pieces, strict=True)
    params = {name: piece.reshape(shape) for (name, shape), piece in named}
    params["b_f"][:] = forget_bias
    return params, theta


def _said(curves, what):
    yours, book = (curve[-1] for curve in curves.values())
    return f"{quantity(abs(yours))} {what}; with the book's step {quantity(abs(book))}."


def _draw(*experiments):
    """Three charts in one figure, each with both curves named where they end."""
    told = (
        ("step", "C, as a share of its start", False),
        ("step t", "slope of the last C by C at t", True),
        ("update", "loss, nats", False),
    )
    height = 260
    figure = new_figure(WIDTH, len(told) * height)
    for k, ((x, y, log), curves) in enumerate(zip(told, experiments, strict=True)):
        bottom = 1 - (k + 1) / len(told) + 50 / (len(told) * height)
        ax = figure.add_axes((0.11, bottom, 0.72, 165 / (len(told) * height)))
        chart(list(curves), WIDTH, ax)
        if log:
            ax.set_yscale("log")
        ends = []
        for (name, curve), look in zip(
            curves.items(), (CURVES[0], CURVES[4]), strict=True
        ):
            shown = np.maximum(np.abs(curve), 1e-12) if log else curve
            ax.plot(shown, **look)
            ends.append((name, None, shown[-1], look["color"]))
        finish(ax, ends, x, y, log)
    return figure
