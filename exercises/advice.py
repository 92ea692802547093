"""What an error of Python or NumPy, or a wrong shape, usually means in an exercise."""

import re
from collections.abc import Mapping

# Kind of error, a part of its text, and what to look at.
SAYINGS = (
    (
        ValueError,
        r"matmul|not aligned",
        "In `A @ B` the last length of A has to be the first of B. Is a transpose, "
        "`.T`, missing, or is `*` meant, element by element?",
    ),
    (
        ValueError,
        r"could not be broadcast",
        "NumPy lines shapes up from their last axis, and there lengths have to agree "
        "or be 1. `a[..., None]` adds an axis at the end.",
    ),
    (
        ValueError,
        r"concatenation axis must match exactly, but along dimension 1",
        "Without `axis=1` rows go below rows. (B, H) and (B, D) are joined side by "
        "side, with `axis=1`.",
    ),
    (
        ValueError,
        r"concatenation axis must match exactly, but along dimension 0",
        "The two have different numbers of rows. Time is the first axis: x[t] is one "
        "step of every sequence, (B, D).",
    ),
    (
        ValueError,
        r"must have same number of dimensions",
        "One of them has an axis more: does it still hold all steps, or all rows, "
        "where one is meant?",
    ),
    (
        IndexError,
        r"must be of integer \(or boolean\) type",
        "Numbers of 0 and 1 pick nothing; a comparison does, such as `event > 0`.",
    ),
    (
        IndexError,
        r"out of bounds",
        "Counting starts at 0, so the last of n has the index n - 1.",
    ),
    (
        ZeroDivisionError,
        r"",
        "Is there an argument that may be 0 or 1? Where an infinity is meant, "
        "`np.log` and `np.divide` give it; a Python number raises this error.",
    ),
    (
        TypeError,
        r"from dtype\('float64'\) to dtype\('int64'\)",
        "An array of whole numbers takes no fractions: make it with `np.zeros(shape)`.",
    ),
    (
        TypeError,
        r"positional argument",
        "Keep the arguments of the stub: the check passes them in that order.",
    ),
    (
        AttributeError,
        r"'list' object",
        "A Python list has no shape and no arithmetic: `np.stack(list)` makes an "
        "array of it.",
    ),
    (
        TypeError,
        r"'list'|sequence by non-int",
        "Lists are not added and multiplied like arrays: `np.stack(list)` makes an "
        "array of it.",
    ),
)
BRINGS = {
    "np": "import numpy as np",
    "sigmoid": "from lstm_src.numerics import sigmoid",
    "softmax": "from lstm_src.numerics import softmax",
}


def on_error(error, arguments):
    """What to look at after an error, in a sentence; empty where nothing is known.

    Args:
        error: raised by the learner's code.
        arguments: of the call that raised it, by name.

    >>> on_error(NameError("name 'np' is not defined", name="np"), {})
    'Write `import numpy as np` above it.'
    """
    if isinstance(error, NameError) and error.name in BRINGS:
        return f"Write `{BRINGS[error.name]}` above it."
    if isinstance(error, ModuleNotFoundError):
        stage = re.fullmatch(r"ex(\d\d)_\w+", error.name or "")
        begin = (
            "It is the file of the stage before; begin with\n    python -m exercises"
        )
        return f"{begin} start {int(stage[1])}" if stage else ""
    if isinstance(error, KeyError):
        held = [value for value in arguments.values() if isinstance(value, Mapping)]
        keys = ", ".join(key for value in held for key in value)
        return f"The keys are {keys}." if keys else ""
    for kind, part, sentence in SAYINGS:
        if isinstance(error, kind) and re.search(part, str(error)):
            return sentence
    return ""


def on_shape(name, letters, returned, expected):
    """What a wrong shape usually comes from, in a sentence; empty where unknown.

    Args:
        name: of the result, such as "grads['b_f']".
        letters: what its axes count, such as ["t", "b", "k"].
        returned: the shape that came.
        expected: the shape that was expected.

    >>> on_shape("grads['b_f']", ["k"], (2, 4), (4,))
    'An axis in front is left: a gradient of a weight is summed over the batch.'
    >>> on_shape("h", ["t", "b", "k"], (3, 2, 4), (3, 2, 4))
    ''
    """
    timed = letters[:1] == ["t"]
    if returned == expected:
        return ""
    if sorted(returned) == sorted(expected):
        return "The same lengths in another order: two axes are swapped."
    if returned[-len(expected) :] == expected and name.startswith("grads["):
        return (
            "An axis in front is left: a gradient of a weight is summed over the batch."
        )
    if timed and returned == (expected[0] + 1, *expected[1:]):
        return (
            "One step too many: does the list begin with the first state? The result "
            "holds what stands after each step."
        )
    if timed and returned in (expected[1:], (1, *expected[1:])):
        return "One step alone is there: store what each step finds, inside the loop."
    if timed and returned[:1] == (0,):
        return "Nothing was stored: with T = 1, too, the loop has one turn."
    if returned == () and expected:
        return (
            "All axes were summed or averaged away: `axis=` says over which it is done."
        )
    if expected and _size(returned) == _size(expected):
        return (
            "All numbers are there in another shape: without `axis=` it is flattened."
        )
    return ""


def _size(shape):
    product = 1
    for length in shape:
        product *= length
    return product
