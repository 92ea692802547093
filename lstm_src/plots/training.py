r"""How a loss falls, with the spread over seeds."""

import numpy as np

from lstm_src.plots.axes import chart, check_count, finish
from lstm_src.plots.style import CURVES, MUTED, THIN, WIDTH, quantity


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
    check_count(curves)
    labels = [*curves, baseline[0]] if baseline else curves
    ax = chart(labels, width, ax)
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
        ends.append((label, None, value, MUTED))
        said.append(f"Dotted line, {label}: {quantity(value)}")
    finish(ax, ends, "training step", quantity_name, log)
    opening = f"Training curves: {quantity_name} over training steps. "
    return ax, opening + ". ".join(said) + "."


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
