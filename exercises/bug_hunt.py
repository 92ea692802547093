r"""Ten broken backward passes, and a meter that shows which gradient is off.

`python -m exercises hunt 3` writes the third into `my_exercises/hunt_03.py`; running
that file shows the meter. In a notebook: `print(bug(3))` and `meter(my_function)`.
"""

import numpy as np

from exercises.calls import Raised, Unusable, call
from exercises.catalogue import find
from exercises.engine import describe_error, file_of
from exercises.spec import Case
from lstm_src.cells import lstm_step

STAGE = "lstm-step-backward"
# Those of its mistakes that change a number and no shape; the order gives nothing away.
HUNTED = (
    "the slope of the forget gate is missing",
    "the candidate has the slope of a sigmoid",
    "the slope of tanh(C) is missing",
    "the output gate is left out on the way from h to C",
    "dC is overwritten: what came from the next step is lost",
    "dC_prev lacks the factor f",
    "the new C stands where C_prev belongs",
    "i and C_tilde are swapped in their gradients",
    "W_h stands where its transpose belongs",
    "b_o's gradient stands in every bias",
)
ORDER = np.random.default_rng(1997).permutation(len(HUNTED))
RIGHT = 1e-6  # relative error below which a gradient counts as right
FOOT = """

if __name__ == "__main__":
    from exercises.bug_hunt import meter

    meter(lstm_step_backward)
"""


def planted(number):
    """The mistake of hunt `number`, 1 to 10.

    Raises:
        ValueError: for another number.
    """
    if not (str(number).isdecimal() and 1 <= int(number) <= len(HUNTED)):
        raise ValueError(f"There is no hunt {number!r}; take 1 to {len(HUNTED)}.")
    name = HUNTED[ORDER[int(number) - 1]]
    return next(m for m in find(STAGE).check.mistakes if m.name == name)


def bug(number):
    """Source of a backward pass with one bug in it, ready to be run.

    Args:
        number: 1 to 10.

    Returns:
        Python source with a function `lstm_step_backward`.

    >>> "def lstm_step_backward(dh, dC, cache)" in bug(3)
    True
    """
    source = planted(number).plant(find(STAGE).solution.read_text(encoding="utf-8"))
    _, _, rest = source.partition("\n")
    return f'"""Bug hunt {number}: one thing here is wrong."""\n{rest}{FOOT}'


def meter(function, rng=0):
    r"""Hold each gradient against the slope of the loss, and draw how far it is off.

    The loss is a random weighted sum of $h_t$ and $C_t$; its slope along each number is
    $\frac{L(\theta + \varepsilon) - L(\theta - \varepsilon)}{2 \varepsilon}$.

    Args:
        function: an `lstm_step_backward(dh, dC, cache)`, as in the exercise.
        rng: seed of weights, inputs and loss.

    Returns:
        Dict from each gradient to its relative error; empty where the function could
        not be measured. It is printed as well.

    >>> from lstm_src.cells import lstm_step_backward
    >>> max(meter(lstm_step_backward).values()) < 1e-6  # doctest: +ELLIPSIS
    gradient      off by
    dx ...
    True
    """
    arrays, loss, case = _setting(rng)
    try:
        claimed = call(function, case, find(STAGE).check.returns).values
    except Unusable as error:
        print(error)
        return {}
    except Raised as error:
        print(describe_error(error.__cause__, file_of(function))[1])
        return {}
    errors = {}
    print("gradient      off by")
    for name, gradient in claimed.items():
        array = arrays[name]
        if gradient.shape != array.shape:
            print(f"{name:12}  shape {gradient.shape}, expected {array.shape}")
            errors[name] = np.inf
            continue
        measured = slopes(loss, array)
        error = np.abs(gradient - measured).max() / np.abs(measured).max()
        errors[name] = float(error)
        bar = "█" * round(max(0, 8 + np.log10(error + 1e-16)) * 3)
        print(f"{name:12}  {error:.0e}  {'right' if error < RIGHT else bar + ' off'}")
    print(_summary(errors))
    return errors


def _summary(errors):
    wrong = sum(error >= RIGHT for error in errors.values())
    if not wrong:
        return "All of them agree with the slope of the loss: nothing is left to mend."
    return (
        f"{wrong} of {len(errors)} differ from the slope of the loss; 1e-01 is a tenth "
        "of the largest slope,\nand three squares of a bar are a factor of ten. Which "
        "line do all of them need?"
    )


def slopes(loss, array, step=1e-5):
    """Slope of a loss along each number of an array, by central differences.

    >>> x = np.array([1.0, 2.0])
    >>> slopes(lambda: float(x @ x), x).round(6).tolist()
    [2.0, 4.0]
    """
    found = np.empty_like(array)
    for place in np.ndindex(array.shape):
        kept = array[place]
        array[place] = kept + step
        above = loss()
        array[place] = kept - step
        below = loss()
        array[place] = kept
        found[place] = (above - below) / (2 * step)
    return found


def _setting(rng):
    """Arrays by the name of their gradient, a loss that reads them, and the call."""
    rng, B, D, H = np.random.default_rng(rng), 2, 3, 2
    params = {f"W_{k}": rng.normal(size=(H, H + D)) for k in "fiCo"}
    params |= {f"b_{k}": rng.normal(size=H) for k in "fiCo"}
    x, h, C = (rng.normal(size=(B, n)) for n in (D, H, H))
    dh, dC = rng.normal(size=(2, B, H))

    def loss():
        h_t, C_t, _ = lstm_step(x, h, C, params)
        return float(np.sum(dh * h_t + dC * C_t))

    arrays = {"dx": x, "dh_prev": h, "dC_prev": C}
    arrays |= {f"grads[{name!r}]": array for name, array in params.items()}
    cache = lstm_step(x, h, C, params)[2]
    return arrays, loss, Case("a step", dh=dh, dC=dC, cache=cache)
