r"""Surgery on a network while it reads: clamp, transplant, silence, ablate."""

import numpy as np

from lstm_src.analysis.holding import GATES, check_layer, check_units, check_value, hold


def clamp(layer, x, values, *, units=None, start=0, stop=None, state=None):
    r"""Read a batch, with gates or the state held from one step up to another.

    Besides what `hold` holds, the state itself: "C" of the LSTM family, or "h" of a
    GRU. It is put in place before step `start` and kept there by gates that let all of
    the old and nothing of the new through; the trace shows these gates as held.

    Args:
        layer: as for `hold`.
        x: as for `layer.forward`.
        values: what to hold -> where.
        units: numbers of the units to hold; None holds all.
        start: the first step that is changed.
        stop: the first step that is free again; None: none.
        state: initial state, as for `layer.forward`.

    Returns:
        The trace, name -> (T, B, H).

    Raises:
        ValueError: as for `hold`; or where the steps do not lie within the sequence.

    >>> from lstm_src import LSTM
    >>> layer = LSTM(3, 2, rng=0)
    >>> trace = clamp(layer, np.ones((4, 1, 3)), {"C": 0.5}, units=[1], start=2)
    >>> trace["C"][2:, 0, 1].tolist()
    [0.5, 0.5]
    """
    check_layer(layer)
    x = np.asarray(x)
    T = len(x)
    stop = T if stop is None else stop
    if not 0 <= start <= stop <= T:
        raise ValueError(
            f"start is {start} and stop {stop}; with {T} steps give 0 <= start <= stop "
            f"<= {T}."
        )
    gates, states = _states_by_gates(layer, values)
    held = hold(layer, gates, units=units)
    units = check_units(units, layer.hidden_size)
    before, state = _read(layer, x[:start], state)
    if states and start < stop:
        state = _start_state(layer, x, state)
        for name, value in states.items():
            part = state[layer.state_names.index(name)]
            part[:, units] = check_value(value, units, name)
    during, state = _read(held, x[start:stop], state)
    after, _ = _read(layer, x[stop:], state)
    return _join(before, during, after)


def transplant(layer, x, donor, *, at, units, parts=None, state=None):
    r"""Read a batch, and before one step put in units from another run.

    Args:
        layer: any layer whose trace shows its whole state.
        x: what is read, as for `layer.forward`.
        donor: what the other run has read; as many rows, and at least `at` steps.
        at: both runs read this many steps; then the states are exchanged.
        units: numbers of the units whose state comes from the donor.
        parts: names of the parts of the state, such as ("C",); None takes all of them.
        state: initial state of both runs.

    Returns:
        The trace of the run that goes on with x, name -> (T, B, H).

    Raises:
        ValueError: where a step, a unit or a part is not there.

    >>> from lstm_src import LSTM
    >>> layer = LSTM(1, 2, rng=0)
    >>> x, donor = np.zeros((3, 1, 1)), np.ones((3, 1, 1))
    >>> mixed = transplant(layer, x, donor, at=2, units=[0, 1])
    >>> whole = layer.trace(np.concatenate([donor[:2], x[2:]]))
    >>> bool((mixed["h"][2] == whole["h"][2]).all())
    True
    """
    check_layer(layer)
    x, donor = np.asarray(x), np.asarray(donor)
    if not 0 < at <= min(len(x), len(donor)) or x.shape[1:] != donor.shape[1:]:
        raise ValueError(
            f"at is {at}, with x of shape {x.shape} and a donor of shape "
            f"{donor.shape}; give as many rows in both, and 1 <= at <= their steps."
        )
    units = check_units(units, layer.hidden_size)
    parts = layer.state_names if parts is None else parts
    for name in parts:
        if name not in layer.state_names:
            raise ValueError(
                f"the state has no part {name!r}; it has {layer.state_names}."
            )
    before, own = _read(layer, x[:at], state)
    _, other = _read(layer, donor[:at], state)
    for name, mine, theirs in zip(layer.state_names, own, other, strict=True):
        if name in parts:
            mine[:, units] = theirs[:, units]
    after, _ = _read(layer, x[at:], own)
    return _join(before, after)


def silence(layer, units):
    r"""Copy a layer, and let some of its units show nothing: $h = 0$ at every step.

    An LSTM's unit is silenced by its output gate; without one, or in a GRU or an RNN,
    the unit stays as it starts, so start it at 0.

    Args:
        layer: as for `hold`.
        units: numbers of the units.

    Returns:
        A new layer.

    Raises:
        ValueError: where there is no such unit.

    >>> from lstm_src import LSTM
    >>> y, _ = silence(LSTM(3, 2, rng=0), [1]).forward(np.ones((4, 1, 3)))
    >>> y[:, 0, 1].tolist()
    [0.0, 0.0, 0.0, 0.0]
    """
    check_layer(layer)
    if "o" in layer.trace_names:
        return hold(layer, {"o": 0.0}, units=units)
    names = layer.state_names
    gates, _ = _states_by_gates(layer, {"C" if "C" in names else "h": 0.0})
    return hold(layer, gates, units=units)


def ablation(layer, loss, value=1.0):
    r"""Measure what a loss loses when each gate in turn stands still.

    Args:
        layer: as for `hold`.
        loss: function of a layer, that returns a number.
        value: where the gates stand; 1 lets everything through, as if the gate had
            been left out.

    Returns:
        Dict "none", then each gate -> (loss, loss less that of the whole layer).

    Raises:
        ValueError: where the layer has no gates.

    >>> from lstm_src import LSTM
    >>> last = lambda layer: float(layer.forward(np.ones((9, 1, 2)))[0][-1].sum() ** 2)
    >>> list(ablation(LSTM(2, 1, rng=0), last))
    ['none', 'f', 'i', 'o']
    """
    check_layer(layer)
    gates = [name for name in GATES if name in layer.trace_names]
    if not gates:
        raise ValueError(f"{type(layer).__name__} has no gates to hold still.")
    whole = float(loss(layer))
    table = {"none": (whole, 0.0)}
    for name in gates:
        changed = float(loss(hold(layer, {name: value})))
        table[name] = (changed, changed - whole)
    return table


def carry(layer):
    """Copy a layer, and let its belt carry everything and take nothing up.

    >>> from lstm_src import GRU
    >>> y, (h,) = carry(GRU(3, 1, rng=0)).forward(np.ones((9, 1, 3)), ([[0.25]],))
    >>> h.tolist()
    [[0.25]]
    """
    return hold(layer, _states_by_gates(layer, {layer.state_names[-1]: 0.0})[0])


def _states_by_gates(layer, values):
    """Split what is to be held into gates, and states that gates must keep in place."""
    gates, states = dict(values), {}
    if "C" in layer.state_names and "C" in gates:
        states["C"] = gates.pop("C")
        keep = {"f": 1.0, "C_tilde": 0.0}
    elif "z" in layer.trace_names and "h" in gates:
        states["h"] = gates.pop("h")
        keep = {"z": 0.0}
    else:
        return gates, states
    keep = {name: v for name, v in keep.items() if name in layer.trace_names}
    twice = [name for name in keep if name in gates]
    if twice:
        raise ValueError(
            f"{', '.join(states)} is held by {', '.join(keep)}; do not hold "
            f"{', '.join(twice)} as well."
        )
    return gates | keep, states


def _read(layer, x, state):
    """The trace of a stretch, and the state after it; an empty stretch is no step."""
    if not len(x):
        return {}, state
    trace = layer.trace(x, state)
    return trace, tuple(trace[name][-1].copy() for name in layer.state_names)


def _start_state(layer, x, state):
    """A state that can be written to: copies of what is given, zeros for the rest."""
    shape = x.shape[1], layer.hidden_size
    state = (None,) * len(layer.state_names) if state is None else state
    return tuple(
        np.zeros(shape, layer.dtype) if part is None else np.array(part, layer.dtype)
        for part in state
    )


def _join(*traces):
    traces = [trace for trace in traces if trace]
    return {k: np.concatenate([trace[k] for trace in traces]) for k in traces[0]}
