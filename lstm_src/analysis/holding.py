r"""What if a gate stood still?

A gate is held by its own parameters: with weights 0 it reads nothing, and its bias says
where it stands,

$$b = \ln\frac{v}{1-v} \quad\Rightarrow\quad \sigma(0 + b) = v,$$

so that $b = \pm\infty$ holds it at exactly 1 or 0. The cell's equations stay as they
are, and the layer runs as fast as before.
"""

import copy

import numpy as np

from lstm_src.layers import Layer

# Candidates and hidden states go by their own letters in the names of parameters.
_SUBSCRIPT = {"C_tilde": "C", "h_tilde": "h"}
GATES = ("f", "i", "o", "z", "r")


def hold(layer, values, *, units=None):
    r"""Copy a layer, and hold some of its gates where they are told to stand.

    Where one gate is computed from another ($i = 1 - f$), that other one is held.

    Args:
        layer: any layer of the LSTM family, a GRU or an RNN.
        values: what to hold -> where: "f", "i", "o", "z" or "r" in [0, 1]; a candidate
            "C_tilde" or "h_tilde" in [-1, 1]; the "h" of an RNN. A number, or one for
            each of `units`.
        units: numbers of the units to hold; None holds all.

    Returns:
        A new layer with `forward`, `backward` and `trace`; the old one is untouched.

    Raises:
        ValueError: where the layer has no such gate, it cannot stand at such a value,
            or there is no such unit.

    >>> from lstm_src import LSTM
    >>> held = hold(LSTM(3, 2, rng=0), {"f": 1.0, "i": 0.0})
    >>> y, (h, C) = held.forward(np.ones((50, 1, 3)), (None, [[0.5, -2.0]]))
    >>> C.tolist()  # nothing is lost, nothing is added
    [[0.5, -2.0]]
    """
    check_layer(layer)
    units = check_units(units, layer.hidden_size)
    held = copy.deepcopy(layer)
    for name, value in values.items():
        value = check_value(value, units, name)
        if name not in layer.trace_names:
            raise ValueError(
                f"{type(layer).__name__} has no {name} to hold; it has "
                f"{', '.join(layer.trace_names)}."
            )
        _hold(held, name, value, units)
    return held


def check_layer(layer):
    r"""Complain in words about what is not a single recurrent layer.

    Raises:
        ValueError: where `layer` is something else.

    >>> check_layer("LSTM")
    Traceback (most recent call last):
    ...
    ValueError: got a str; give one recurrent layer, such as an LSTM, or one of a stack.
    """
    if not isinstance(layer, Layer):
        raise ValueError(
            f"got a {type(layer).__name__}; give one recurrent layer, such as an LSTM, "
            "or one of a stack."
        )


def check_units(units, H):
    r"""Hand numbers of units back as an array; None stands for all of them.

    >>> check_units(None, 3).tolist(), check_units(2, 3).tolist()
    ([0, 1, 2], [2])
    """
    if units is None:
        return np.arange(H)
    units = np.atleast_1d(np.asarray(units))
    whole = np.issubdtype(units.dtype, np.integer) and units.ndim == 1
    if not whole or not units.size or units.min() < 0 or units.max() >= H:
        raise ValueError(
            f"units is {units.tolist()}; give numbers of units from 0 to {H - 1}."
        )
    return units


def check_value(value, units, name):
    r"""Hand back one value for each unit.

    >>> check_value(0.5, np.arange(2), "f").tolist()
    [0.5, 0.5]
    """
    value = np.asarray(value, dtype=float)
    if value.shape not in ((), units.shape):
        raise ValueError(
            f"the value for {name} has shape {value.shape}; give one number, or "
            f"{len(units)}, one for each unit."
        )
    return np.broadcast_to(value, units.shape)


def _hold(held, name, value, units):
    """Write into the parameters of a copy, and look whether it does what it should."""
    feeding = _feeding(held, name)
    if not feeding:
        partner = {"i": "f", "f": "i"}.get(name)
        if partner and _feeding(held, partner):
            return _hold(held, partner, 1 - value, units)
    for array in feeding.values():
        array[units] = 0
    bias = feeding.get(f"b_{_SUBSCRIPT.get(name, name)}", feeding.get("b"))
    with np.errstate(divide="ignore", invalid="ignore"):
        if name in GATES:
            inverses = [np.log(value) - np.log1p(-value)]
        else:  # squashed by tanh, or not at all
            inverses = [np.arctanh(value), value]
    for inverse in inverses if bias is not None else ():
        bias[units] = inverse
        if not np.isnan(inverse).any() and _stands(held, name, value, units):
            return None
    raise ValueError(
        f"{name} of this {type(held).__name__} cannot be held at "
        f"{value.min():g}{f' to {value.max():g}' if np.ptp(value) else ''}: no setting "
        "of its own parameters keeps it there. Gates lie between 0 and 1, candidates "
        "between -1 and 1; an LSTM's h is held by o = 0 or through C."
    )


def _feeding(layer, name):
    """The parameters that feed a gate: their subscript ends with its letter."""
    params = layer.params
    if set(params) == {"W", "b"}:
        return dict(params) if name == "h" else {}
    if name in layer.state_names:
        return {}
    letter = _SUBSCRIPT.get(name, name)
    return {k: v for k, v in params.items() if k.partition("_")[2].endswith(letter)}


def _stands(held, name, value, units):
    """Whether a gate stands where it should, for inputs and states drawn at random."""
    rng = np.random.default_rng(0)
    x = rng.standard_normal((2, 3, held.input_size))
    state = rng.standard_normal((len(held.state_names), 3, held.hidden_size))
    seen = held.trace(x, tuple(state))[name][..., units]
    return bool(np.all(np.abs(seen - value) <= 4 * np.finfo(held.dtype).eps))
