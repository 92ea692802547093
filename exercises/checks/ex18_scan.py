"""Check of exercise 18: a linear recurrence in few rounds."""

import numpy as np

from exercises.checks.inputs import gates, states
from exercises.spec import Case, Mistake

function = "scan"
returns = {"h": "t k"}


def cases():
    """One step, a power of two, and lengths that are none."""
    rng = np.random.default_rng(18)
    for T, H in ((1, 3), (4, 2), (7, 3), (13, 2)):
        yield Case(f"H = {H}, T = {T}", a=gates(rng, T, H), b=states(rng, T, H))


COPY = "a, b = a.copy(), b.copy()"
ADD = "b[reach:] = a[reach:] * b[:-reach] + b[reach:]"
SCALE = "a[reach:] = a[reach:] * a[:-reach]"
BOTH = f"{ADD}\n        {SCALE}"

mistakes = [
    Mistake(
        "a is changed before b uses it",
        "b needs the a of the steps that it stands for; the product with the earlier "
        "ones comes after.",
        "the order of the two lines in the loop.",
        ((BOTH, f"{SCALE}\n        {ADD}"),),
    ),
    Mistake(
        "a stays as it was",
        "Two steps in a row let through the product of both. Without it the second "
        "round scales as if for one step.",
        "whether a, too, is updated in every round.",
        ((SCALE, ""),),
    ),
    Mistake(
        "the earlier a scales, not the later",
        "What was there before the second step passes the second step's a.",
        "the slice of a in the line of b.",
        ((ADD, "b[reach:] = a[:-reach] * b[:-reach] + b[reach:]"),),
    ),
    Mistake(
        "the reach grows by one, not by doubling",
        "After a round with reach r each pair stands for 2 r steps. Taking in the one "
        "r + 1 before counts steps twice.",
        "the line that makes the reach larger.",
        (("reach = 2 * reach", "reach = reach + 1"),),
    ),
    Mistake(
        "there is only one round",
        "Each step then knows its neighbour and nobody else.",
        "whether the loop goes on until the reach is T.",
        (("while reach", "if reach"),),
    ),
    Mistake(
        "the steps are taken from the end",
        "Each pair took in the one after it: that is the recurrence read backwards.",
        "which of the two slices stands on the left.",
        (
            (ADD, "b[:-reach] = a[:-reach] * b[reach:] + b[:-reach]"),
            (SCALE, "a[:-reach] = a[:-reach] * a[reach:]"),
        ),
    ),
    Mistake(
        "nothing is let through by a",
        "A running sum: right only where every a is 1.",
        "the line of b.",
        ((ADD, "b[reach:] = b[:-reach] + b[reach:]"),),
    ),
    Mistake(
        "a and b are changed in place",
        "The arrays belong to the caller, who reads other numbers there afterwards.",
        "the first line, which should copy them.",
        ((COPY, ""),),
    ),
]
