"""Check of exercise 3: what reaches the end."""

import numpy as np

from exercises.checks.inputs import gates
from exercises.spec import Case, Mistake

function = "kept_to_end"
returns = {"result": "t b k"}


def cases():
    """One step, where everything is left, and several."""
    rng = np.random.default_rng(3)
    for T, B, H in ((1, 2, 3), (3, 2, 4), (5, 3, 2)):
        yield Case(f"T = {T}", f=gates(rng, T, B, H))


LOOP = """    kept = np.ones_like(f)
    for t in reversed(range(len(f) - 1)):
        kept[t] = f[t + 1] * kept[t + 1]
    return kept
"""


def instead(line):
    """The body of the function replaced by one line."""
    return ((LOOP, f"    {line}\n"),)


mistakes = [
    Mistake(
        "the gate of the step itself is counted",
        "A step first scales the belt and then adds to it, so what it adds has not "
        "passed its own gate.",
        "the first factor for step t: it is f[t + 1].",
        instead("return np.cumprod(f[::-1], axis=0)[::-1]"),
    ),
    Mistake(
        "the product runs from the start, not to the end",
        "This is the fraction of the first state that reaches step t. The question "
        "asks what step t sends to the end.",
        "the direction: the last step is known first.",
        instead("return np.cumprod(f, axis=0)"),
    ),
    Mistake(
        "the product runs from the start and leaves the step's own gate out",
        "The own gate is rightly left out, and the gates before step t are multiplied; "
        "a parcel meets the gates after it.",
        "the direction: the last step is known first.",
        instead("return np.cumprod(f, axis=0) / f"),
    ),
    Mistake(
        "only the next gate is counted",
        "Every later gate cuts what is left. A loop from the start does this too: it "
        "reads kept[t + 1] before that is computed.",
        "what the step after has found out already: it belongs into the product, and "
        "the loop has to run backwards to have it.",
        (("kept[t] = f[t + 1] * kept[t + 1]", "kept[t] = f[t + 1]"),),
    ),
    Mistake(
        "1 - f is kept",
        "The gate is named for what it removes, and its number counts what stays.",
        "the factors: an open gate has f near 1 and keeps.",
        (("f[t + 1] * kept", "(1 - f[t + 1]) * kept"),),
    ),
    Mistake(
        "all gates are multiplied for every step",
        "A step meets only the gates that come after it.",
        "where the product for step t begins.",
        instead("return np.ones_like(f) * np.prod(f, axis=0)"),
    ),
    Mistake(
        "the gate of step t is held for all steps that remain",
        "f ** n is for a gate that stays at one value. Here it changes at every step.",
        "the power: a product of the later gates takes its place.",
        instead("return f ** np.arange(len(f) - 1, -1, -1)[:, None, None]"),
    ),
    Mistake(
        "the step's own gate stands where the next one's belongs",
        "What is written at step t falls after gate t has acted; the first gate it "
        "meets is that of step t + 1.",
        "the index of f in the loop.",
        (("kept[t] = f[t + 1]", "kept[t] = f[t]"),),
    ),
    Mistake(
        "the loop stops before the first step",
        "The end of a range is not in it: `range(T - 2, 0, -1)` ends at 1.",
        "the range: the last index is 0.",
        (("reversed(range(len(f) - 1))", "range(len(f) - 2, 0, -1)"),),
    ),
    Mistake(
        "f is changed in place, and read afterwards",
        "`kept = f` gives the caller's array a second name, so that each step reads "
        "what the loop has written and not its gate.",
        "the line that makes the result: `np.ones_like(f)` is an array of its own.",
        (("kept = np.ones_like(f)", "kept = f; kept[-1] = 1"),),
    ),
]
