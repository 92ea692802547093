r"""Curves over steps: how a gradient fades, how a loss falls."""

import numpy as np
from matplotlib.ticker import LogLocator, MaxNLocator, NullLocator

from lstm_src.plots.style import (
    CURVES,
    DPI,
    MUTED,
    THIN,
    WIDTH,
    WORD,
    chart,
    dress,
    name_axes,
    quantity,
    spread,
)

_HEIGHT = 320


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
    _check_count(curves)
    ax = chart(width, _HEIGHT, _margins(width, curves)) if ax is None else ax
    dress(ax)
    ax.set_yscale("log")
    ax.margins(x=0.01)
    said, ends = [], []
    for (label, values), look in zip(curves.items(), CURVES, strict=False):
        back = np.arange(len(values))  # values[0] is the end
        seen = np.where(values > 0, values, np.nan)  # a log axis has no zero
        ax.plot(back, seen, **look)
        last = int(np.flatnonzero(values > 0).max(initial=0))
        ends.append((label, last, seen[last], look["color"]))
        said.append(f"{label}: {_fading(values, last)}")
    _label_ends(ax, ends)
    _log_ticks(ax)
    name_axes(ax, "steps back from the end", "gradient norm")
    opening = "Gradient norm against steps back from the end, on a logarithmic axis. "
    return ax, opening + ". ".join(said) + "."


def training_curves(
    runs, *, quantity_name="loss", log=False, baseline=None, ax=None, width=WIDTH
):
    r"""Draw how a loss falls: the median over seeds, in a band from least to most.

    Args:
        runs: label -> (steps (N,), values (N,) or (seeds, N)), at most five.
        quantity_name: what the values are, with their unit: "held-out bits per
            character".
        log: whether the vertical axis is logarithmic.
        baseline: (label, value) of a level to compare with, or None.
        ax: where to draw; None opens a card.
        width: of a new card, px.

    Returns:
        The Axes, and the alternative text. Where a value is not finite there is a gap.

    Raises:
        ValueError: where there is no run or too many, shapes disagree, nothing is
            finite, or a log axis meets a value that is not positive.

    >>> ax, alt = training_curves({"LSTM": ([1, 2], [[4.0, 1.0], [6.0, 3.0]])})
    >>> print(alt)  # doctest: +NORMALIZE_WHITESPACE
    Training curves: loss over training steps.
    LSTM, median of 2 seeds: from 5 at step 1 to 2 at step 2,
    where the seeds range from 1 to 3.
    """
    curves = {label: _run(label, run, log) for label, run in runs.items()}
    _check_count(curves)
    labels = [*curves, baseline[0]] if baseline else curves
    ax = chart(width, _HEIGHT, _margins(width, labels)) if ax is None else ax
    dress(ax)
    ax.margins(x=0.01)
    if log:
        ax.set_yscale("log")
    said, ends = [], []
    for (label, (steps, values)), look in zip(curves.items(), CURVES, strict=False):
        middle = np.median(values, axis=0)  # NaN where any seed has gone astray
        if len(values) > 1:
            low, high = values.min(axis=0), values.max(axis=0)
            ax.fill_between(
                steps, low, high, color=look["color"], alpha=0.16, linewidth=0
            )
            for edge in (low, high):
                ax.plot(steps, edge, color=look["color"], linewidth=THIN / 2)
        alone = {"marker": "o", "markersize": 4} if len(steps) == 1 else {}
        ax.plot(steps, middle, **look, **alone)
        shown = np.flatnonzero(np.isfinite(middle))
        last = int(shown[-1]) if len(shown) else 0
        if len(shown):
            ends.append((label, steps[last], middle[last], look["color"]))
        said.append(f"{label}{_falling(steps, values, middle, shown)}")
    if baseline is not None:
        label, value = baseline
        ax.axhline(value, color=MUTED, linewidth=THIN, linestyle=(0, (2, 3)))
        ends.append((label, ax.get_xlim()[1], value, MUTED))
        said.append(f"Dotted line, {label}: {quantity(value)}")
    _label_ends(ax, ends)
    if log:
        _log_ticks(ax)
    name_axes(ax, "training step", quantity_name)
    opening = f"Training curves: {quantity_name} over training steps. "
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


def _run(label, run, log):
    """Check one run; values become (seeds, N), with NaN for whatever is not finite."""
    steps, values = (np.asarray(part, dtype=float) for part in run)
    values = np.atleast_2d(values)
    if steps.ndim != 1 or values.shape != (len(values), len(steps)) or not values.size:
        raise ValueError(
            f"{label!r} has steps of shape {steps.shape} and values of shape "
            f"{values.shape}; give (N,), and (N,) or (seeds, N)."
        )
    values = np.where(np.isfinite(values), values, np.nan)
    if np.isnan(values).all():
        raise ValueError(f"{label!r} holds no finite value; there is nothing to draw.")
    if log and (values <= 0).any():
        raise ValueError(
            f"{label!r} holds {np.nanmin(values):.3g}; a logarithmic axis needs values "
            "above 0: draw it with log=False."
        )
    return steps, values


def _check_count(curves):
    if not 1 <= len(curves) <= len(CURVES):
        raise ValueError(
            f"there are {len(curves)} curves; give between 1 and {len(CURVES)}, which "
            "can be told apart without their colour."
        )


def _margins(width, labels):
    """Pixels left, below, right and above the data; the labels stand on the right."""
    longest = max(map(len, labels))
    return 64, 54, min(30 + 8 * longest, width // 2), 44


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


def _falling(steps, values, middle, shown):
    """Say where a curve starts and ends, and how far its seeds lie apart there."""
    said = f", median of {len(values)} seeds" if len(values) > 1 else ""
    if not len(shown):
        return said + ": never finite in every seed"
    first, last = shown[0], shown[-1]
    said += f": from {quantity(middle[first])} at step {steps[first]:g}"
    said += f" to {quantity(middle[last])} at step {steps[last]:g}"
    if len(values) > 1:
        low, high = values[:, last].min(), values[:, last].max()
        said += f", where the seeds range from {quantity(low)} to {quantity(high)}"
    if len(shown) < len(middle):
        said += f"; {len(middle) - len(shown)} values are missing or not finite"
    return said


def _label_ends(ax, ends):
    """Write each curve's name where it ends, moved apart where they would touch."""
    ax.autoscale_view()  # the places below need the final limits
    ticks = int(np.clip(ax.bbox.width / ax.figure.dpi * DPI / 75, 3, 7))
    ax.xaxis.set_major_locator(MaxNLocator(ticks, integer=True))
    pixel = 72 / ax.figure.dpi  # points in a pixel of this figure
    places = [ax.transData.transform((x, y)) for _, x, y, _ in ends]
    low, high = ax.bbox.y0, ax.bbox.y1
    gap = WORD / pixel * 1.25
    heights = spread([y for _, y in places], gap, low, high)
    for (label, x, y, ink), height in zip(ends, heights, strict=True):
        right = (ax.bbox.x1, height)
        start = ax.transData.transform((x, y))
        shift = ((right[0] - start[0]) * pixel + 8, (right[1] - start[1]) * pixel)
        ax.annotate(
            label, (x, y), shift, textcoords="offset points", fontsize=WORD,
            color=ink, va="center", ha="left", annotation_clip=False,
            arrowprops={"arrowstyle": "-", "color": ink, "linewidth": THIN,
                        "shrinkA": 1, "shrinkB": 1, "relpos": (0, 0.5)},
        )  # fmt: skip


def _log_ticks(ax):
    ax.yaxis.set_major_locator(LogLocator(numticks=6))
    ax.yaxis.set_minor_locator(NullLocator())
