"""Call a learner's function once and bring what it returns into one form."""

import copy
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from exercises.guard import OutOfTime


class Unusable(Exception):
    """What came back cannot be compared; the text says why, in one sentence."""


class Raised(Exception):
    """The learner's own code raised; the error is the `__cause__`."""


@dataclass
class Outcome:
    """One call: its results by name, and the arguments that it wrote into."""

    values: dict
    changed: dict


def call(function, case, returns):
    """Call `function` on fresh copies of the case's arguments.

    Args:
        function: the learner's, or the reference.
        case: a `Case`.
        returns: results by name; each an index string such as "t b k", or for a
            result that is a dict a mapping from its keys to such strings.

    Returns:
        An `Outcome`, whose arrays are copies.

    Raises:
        Raised: from the error of `function`.
        Unusable: where the result has the wrong type.
    """
    arguments = copy.deepcopy(case.arguments)
    try:
        # An infinity may be meant, and where one is not, the check says so.
        with np.errstate(all="ignore"):
            result = function(*arguments.values())
    except (OutOfTime, KeyboardInterrupt):
        raise
    except BaseException as error:  # sys.exit() too is the learner's answer
        raise Raised from error
    before, after = dict(_leaves(case.arguments)), dict(_leaves(arguments))
    changed = {
        name: np.array(after.get(name, np.nan))
        for name, value in before.items()
        if not np.array_equal(after.get(name, np.nan), value)
    }
    return Outcome(_by_name(result, returns), changed)


def same(a, b):
    """Whether two arrays agree to five digits of the larger one: float32 suffices."""
    a, b = np.asarray(a), np.asarray(b)
    return a.shape == b.shape and bool(close(a, b).all())


def close(a, b):
    """Where two arrays of one shape agree, element by element; NaN agrees with NaN."""
    finite = np.abs(b[np.isfinite(b)])
    scale = max(1.0, float(finite.max(initial=0.0)))
    return np.isclose(a, b, rtol=0, atol=1e-5 * scale, equal_nan=True)


def _leaves(arguments, prefix=""):
    """Every array among the arguments, with its name: `params['W_f']`."""
    for name, value in arguments.items():
        name = f"{prefix}[{name!r}]" if prefix else name
        if isinstance(value, Mapping):
            yield from _leaves(value, name)
        else:
            yield name, value


def _by_name(result, returns):
    if result is None:
        raise Unusable(
            "It returned None: is there a `return` at its end? "
            "(Printing a result does not return it.)"
        )
    if len(returns) == 1:
        ((name, form),) = returns.items()
        if isinstance(form, str):
            return {name: _array(result, name)}
        return _entries(result, name, form)
    wanted = ", ".join(returns)
    if not _holds_several(result, returns):
        raise Unusable(
            f"It returned {_described(result)}; expected {len(returns)} results, "
            f"in this order: {wanted}."
        )
    values = {}
    # What comes after the expected results, such as a cache, is the learner's affair.
    for (name, form), part in zip(returns.items(), result, strict=False):
        if isinstance(form, str):
            values[name] = _array(part, name)
        else:
            values |= _entries(part, name, form)
    return values


def _holds_several(result, returns):
    if isinstance(result, np.ndarray):  # stacked results: one more axis than each
        first = next(iter(returns.values()))
        return result.ndim == 1 + len(first.split()) and len(result) == len(returns)
    return isinstance(result, (tuple, list)) and len(result) >= len(returns)


def _entries(part, name, form):
    if not isinstance(part, Mapping):
        raise Unusable(
            f"{name} is {_described(part)}; expected a dict with the keys "
            f"{', '.join(form)}."
        )
    missing = [key for key in form if key not in part]
    if missing:
        raise Unusable(
            f"{name} lacks {', '.join(missing)}; its keys are "
            f"{', '.join(map(str, part)) or 'none'}."
        )
    return {f"{name}[{key!r}]": _array(part[key], f"{name}[{key!r}]") for key in form}


def _array(value, name):
    if value is None:
        raise Unusable(f"{_subject(name)} is None; expected an array.")
    try:
        array = np.array(value)
    except Exception as error:
        raise Unusable(
            f"{_subject(name)} is {_described(value)} that does not fit together as "
            "one array."
        ) from error
    if array.dtype == object or array.dtype.kind not in "fiubc":
        raise Unusable(
            f"{_subject(name)} is {_described(value)}; expected an array of numbers."
        )
    return array


def _subject(name):
    return "The result" if name == "result" else name


def _described(value):
    if isinstance(value, np.ndarray):
        return f"an array of shape {value.shape} and dtype {value.dtype}"
    kind = type(value).__name__
    if isinstance(value, (tuple, list)):
        return f"a {kind} of {len(value)}"
    return f"a {kind}" if kind[0] not in "aeiou" else f"an {kind}"
