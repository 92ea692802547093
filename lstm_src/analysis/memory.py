"""How long a number stays on the belt, and how far its gates stand open."""

from typing import NamedTuple

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


def mean_half_life(f, axis=0):
    r"""Steps in which a gate that moves lets half of a memory go, on average.

    Cuts multiply, so what counts is the mean of the logarithms (the gate's geometric
    mean), not the mean of the gate:

    $$n_{1/2} = \ln \tfrac12 \Big/ \frac1T \sum_t \ln f_t$$

    Args:
        f: forget gate, in [0, 1], T values along `axis`.
        axis: one axis or several.

    Returns:
        Half-life in time steps, the shape of `f` less `axis`: 0 where a gate was shut
        even once, infinite where it never left 1.

    Raises:
        ValueError: where `f` is not inside [0, 1].

    >>> float(mean_half_life([0.25, 1.0]))  # two halvings in two steps
    1.0
    >>> float(mean_half_life([0.0, 1.0])), float(mean_half_life([1.0, 1.0]))
    (0.0, inf)
    """
    f = np.asarray(f, dtype=np.float64)
    _check_fractions(f, "f")
    with np.errstate(divide="ignore"):
        # -|…|: a mean of zeros must divide as -0, to give +∞.
        return np.log(0.5) / -np.abs(np.mean(np.log(f), axis=axis))


def keep_gate(trace):
    r"""Find what part of each unit's state a step kept.

    $f_t$ in the LSTM family, 1 where it has no forget gate, $1 - z_t$ in a GRU.

    Args:
        trace: what `layer.trace(x)` returns.

    Returns:
        (T, B, H); None for a cell that has no belt, such as an RNN.

    >>> keep_gate({"z": np.array([0.25]), "h": np.array([1.0])}).tolist()
    [0.75]
    """
    if "f" in trace:
        return trace["f"]
    if "C" in trace:
        return np.ones_like(trace["C"])
    return 1 - trace["z"] if "z" in trace else None


class GateSummary(NamedTuple):
    """One gate over a text, unit by unit; each entry is (H,).

    Attributes:
        mean: of the gate.
        near_0: fraction of steps on which it was shut, below `low`.
        near_1: fraction of steps on which it was open, above `high`.
        half_life: steps; None for a gate that does not hold the state.
    """

    mean: np.ndarray
    near_0: np.ndarray
    near_1: np.ndarray
    half_life: np.ndarray | None


def gate_summary(trace, *, low=0.1, high=0.9):
    r"""Sum up every gate of a trace: its mean, how often it was shut or open.

    Args:
        trace: what `layer.trace(x)` returns, arrays (T, B, H).
        low: below this a gate counts as shut.
        high: above this it counts as open.

    Returns:
        Dict from each of the gates f, i, o, z, r that the cell has to a `GateSummary`;
        all steps and rows count alike. f and z come with a half-life, in steps.

    Raises:
        ValueError: where the trace has no gates, or not 0 <= low < high <= 1.

    Source: the shares of saturated steps, at 0.1 and 0.9, after Karpathy, Johnson and
    Fei-Fei, "Visualizing and understanding recurrent networks", 2015.

    >>> f = np.array([0.05, 0.5, 0.95, 0.95]).reshape(4, 1, 1)
    >>> summary = gate_summary({"f": f})["f"]
    >>> summary.near_0.tolist(), summary.near_1.tolist()
    ([0.25], [0.5])
    """
    if not 0 <= low < high <= 1:
        raise ValueError(f"low is {low} and high {high}; give 0 <= low < high <= 1.")
    gates = {k: np.asarray(trace[k], float) for k in "fiozr" if k in trace}
    if not gates:
        raise ValueError(
            f"the trace holds {', '.join(trace) or 'nothing'}; there is no gate in it."
        )
    table = {}
    for name, gate in gates.items():
        _check_fractions(gate, name)
        kept = {"f": gate, "z": 1 - gate}.get(name)
        over = tuple(range(gate.ndim - 1))
        table[name] = GateSummary(
            mean=gate.mean(axis=over),
            near_0=(gate < low).mean(axis=over),
            near_1=(gate > high).mean(axis=over),
            half_life=None if kept is None else mean_half_life(kept, over),
        )
    return table


def _check_fractions(gate, name):
    if not gate.size or not np.all((gate >= 0) & (gate <= 1)):
        raise ValueError(
            f"{name} must hold fractions between 0 and 1, at least one; got shape "
            f"{gate.shape}"
            + (f" with {gate.min():g} to {gate.max():g}." if gate.size else ".")
        )
