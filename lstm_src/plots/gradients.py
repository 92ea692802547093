r"""How a gradient fades on its way back."""

import numpy as np

from lstm_src.plots.axes import chart, check_count, finish
from lstm_src.plots.style import CURVES, WIDTH, quantity


def gradient_norms(norms, *, ax=None, width=WIDTH):
    r"""Draw how much of a gradient is left at each step on its way back, on a log axis.

    $$\left\lVert \frac{\partial s_T}{\partial s_t} \right\rVert
      \quad\text{against}\quad T - t$$

    Equal distances on the axis are equal factors: a gradient that loses a constant
    share each step is a straight line.

    Args:
        norms: label -> norms (T,), the last belonging to the last step; for instance
            "LSTM", "direct path" and "RNN", at most five.
        ax: where to draw; None opens a card.
        width: of a new card, px.

    Returns:
        The Axes, and the alternative text.

    Raises:
        ValueError: where there is no curve or too many, or a norm is negative or NaN.

    >>> ax, alt = gradient_norms({"kept": np.array([0.25, 0.5, 1.0])})
    >>> print(alt)  # doctest: +NORMALIZE_WHITESPACE
    Gradient norm against steps back from the end, on a logarithmic axis.
    kept: 1 at the end, 0.25 after 2 steps back, a factor of 0.5 a step.
    """
    curves = {label: _norms(label, values) for label, values in norms.items()}
    check_count(curves)
    ax = chart(curves, width, ax)
    ax.set_yscale("log")
    said, ends = [], []
    for (label, values), look in zip(curves.items(), CURVES, strict=False):
        back = np.arange(len(values))  # values[0] is the end
        seen = np.where(values > 0, values, np.nan)  # a log axis has no zero
        ax.plot(back, seen, **look)
        last = int(np.flatnonzero(values > 0).max(initial=0))
        ends.append((label, last, seen[last], look["color"]))
        said.append(f"{label}: {_fading(values, last)}")
    finish(ax, ends, "steps back from the end", "gradient norm", log=True)
    opening = "Gradient norm against steps back from the end, on a logarithmic axis. "
    return ax, opening + ". ".join(said) + "."


def _norms(label, values):
    """Check one curve, and turn it round: the end comes first."""
    values = np.asarray(values, dtype=float)
    if values.ndim != 1 or not len(values):
        raise ValueError(
            f"the norms of {label!r} have shape {values.shape}; give (T,), one a step."
        )
    if not (np.isfinite(values) & (values >= 0)).all():
        raise ValueError(
            f"the norms of {label!r} hold a value that is negative or not finite; a "
            "norm is neither. Shorten the sequence if the gradient overflowed."
        )
    return values[::-1]


def _fading(values, last):
    """Say where a curve starts, where it ends, and how fast it falls on average."""
    said = f"{quantity(values[0])} at the end"
    if last:
        factor = (values[last] / values[0]) ** (1 / last)
        steps = f"{last} step{'s' * (last != 1)} back"
        said += f", {quantity(values[last])} after {steps}"
        said += f", a factor of {factor:.3g} a step"
    if last + 1 < len(values):
        said += f", and 0 from {last + 1} steps back on"
    return said
