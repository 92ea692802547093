"""Check of exercise 2: the ride."""

import numpy as np

from exercises.checks.inputs import gates, states
from exercises.spec import Case, Mistake

function = "ride"
returns = {"result": "t b k"}


def cases():
    """One step and several; the belt never starts empty."""
    rng = np.random.default_rng(2)
    for T, B, H in ((1, 2, 3), (3, 2, 4), (5, 3, 2)):
        yield Case(
            f"T = {T}",
            f=gates(rng, T, B, H),
            i=gates(rng, T, B, H),
            C_tilde=np.tanh(states(rng, T, B, H)),
            C0=states(rng, B, H),
        )


STEP = "C_t = f[t] * C_t + i[t] * C_tilde[t]"
STORE = "        C[t] = C_t\n"

mistakes = [
    Mistake(
        "every step starts from C0",
        "The state of the step before is computed and then not used.",
        "what the next turn of the loop scales: the new state has to take the place of "
        "the old.",
        ((STEP, "C_t = f[t] * C0 + i[t] * C_tilde[t]"),),
    ),
    Mistake(
        "the belt starts empty: C0 is not used",
        "A loop that begins with zeros is right for a first state of zero only.",
        "what the first step scales.",
        (("C_t = C0", "C_t = np.zeros_like(C0)"),),
    ),
    Mistake(
        "f and i are swapped",
        "Both are fractions of one shape, so nothing complains.",
        "the gate of each term: f scales what rides, i scales what falls.",
        ((STEP, "C_t = i[t] * C_t + f[t] * C_tilde[t]"),),
    ),
    Mistake(
        "i is added to C_tilde, not multiplied",
        "A gate lets a fraction through, and a fraction multiplies. Added, a closed "
        "gate still writes.",
        "the term that falls on the belt.",
        ((STEP, "C_t = f[t] * C_t + i[t] + C_tilde[t]"),),
    ),
    Mistake(
        "f also scales what is added",
        "The parcel falls after the forget gate of its own step, so this gate does not "
        "touch it.",
        "the brackets around the sum.",
        ((STEP, "C_t = f[t] * (C_t + i[t] * C_tilde[t])"),),
    ),
    Mistake(
        "1 - f is kept",
        "The gate is named for what it removes, and its number counts what stays.",
        "the factor of the old state.",
        ((STEP, "C_t = (1 - f[t]) * C_t + i[t] * C_tilde[t]"),),
    ),
    Mistake(
        "nothing is forgotten: f is not used",
        "Without f the belt adds everything up.",
        "the factor of the old state.",
        ((STEP, "C_t = C_t + i[t] * C_tilde[t]"),),
    ),
    Mistake(
        "1 - f stands where i belongs",
        "That is the coupled cell of a later chapter. Here the input gate is its own.",
        "the factor of the candidate.",
        ((STEP, "C_t = f[t] * C_t + (1 - f[t]) * C_tilde[t]"),),
    ),
    Mistake(
        "the states are stored one step late: C[0] is C0",
        "The state is stored before the step is made, so the last one is lost.",
        "the order of the two lines in the loop.",
        (
            (f"        {STEP}  # (B, H), a new array each time\n", ""),
            (STORE, f"        C[t] = C_t\n        {STEP}\n"),
        ),
    ),
    Mistake(
        "one array is stored T times: every step shows the last state",
        "`C_t *= f[t]` changes the array that the list holds already, so that the list "
        "holds one array under T names.",
        "the update in place; `C_t = f[t] * C_t + ...` makes a new array.",
        (
            ("C = np.empty_like(f)", "C = [None] * len(f)"),
            ("C_t = C0", "C_t = C0.copy()"),
            (STEP, "C_t *= f[t]; C_t += i[t] * C_tilde[t]"),
        ),
    ),
    Mistake(
        "C0 is changed in place",
        "`C_t = C0` gives the caller's array a second name, and `C_t *= f[t]` then "
        "writes into it.",
        "the update; `C_t = f[t] * C_t + ...` makes a new array.",
        ((STEP, "C_t *= f[t]; C_t += i[t] * C_tilde[t]"),),
    ),
]
