"""Check of exercise 20: one summary from two directions."""

import numpy as np

from exercises.checks.inputs import states
from exercises.spec import Case, Mistake

function = "both_ends"
returns = {"summary": "b k"}


def cases():
    """Rows of different lengths; what lies past a row's end is 0."""
    rng = np.random.default_rng(20)
    for T, H, lengths in ((1, 3, (1, 1)), (5, 2, (5, 3)), (6, 3, (2, 6, 4, 1))):
        present = (np.arange(T)[:, None] < np.array(lengths)).astype(float)  # (T, B)
        y = states(rng, T, len(lengths), 2 * H) * present[:, :, None]
        label = f"rows of length {', '.join(map(str, lengths))}; H = {H}"
        yield Case(label, y=y, present=present)


FORWARD = "forward = y[lengths - 1, rows, :H]  # (B, H)"
BACKWARD = "backward = y[0, :, H:]"
JOIN = "return np.concatenate([forward, backward], axis=1)"

mistakes = [
    Mistake(
        "the last row of y is taken whole",
        "There the backward half has read one step, and short rows have ended.",
        "at which step each direction is done.",
        ((JOIN, "return y[-1]"),),
    ),
    Mistake(
        "the forward half forgets that rows differ in length",
        "At step T - 1 a shorter row shows zeros.",
        "the step of the forward half: each row has its own.",
        ((FORWARD, "forward = y[-1, :, :H]"),),
    ),
    Mistake(
        "the backward half is taken where it begins",
        "The backward direction starts at a row's end. There it has read one step; it "
        "is done where the text begins.",
        "the step of the backward half.",
        ((BACKWARD, "backward = y[lengths - 1, rows, H:]"),),
    ),
    Mistake(
        "the forward half is taken where it begins",
        "At step 0 the forward direction has read one step.",
        "the step of the forward half.",
        ((FORWARD, "forward = y[0, :, :H]"),),
    ),
    Mistake(
        "the forward half is taken one step past the end",
        "A row of n steps ends at index n - 1.",
        "the index of the forward half.",
        ((FORWARD, "forward = y[lengths % len(y), rows, :H]"),),
    ),
    Mistake(
        "the halves are swapped",
        "Forward comes first, as in y.",
        "the order in which the two are joined.",
        ((JOIN, "return np.concatenate([backward, forward], axis=1)"),),
    ),
    Mistake(
        "it is the mean over all steps",
        "A mean over time is a fair summary too, and another one: it weighs every step "
        "alike, and here the zeros past the end as well.",
        "which two steps are asked for.",
        ((JOIN, "return y.mean(axis=0)"),),
    ),
]
