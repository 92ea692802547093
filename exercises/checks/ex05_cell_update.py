"""Check of exercise 5: the cell update."""

import numpy as np

from exercises.checks.inputs import gates, states
from exercises.spec import Case, Mistake

function = "cell_update"
returns = {"result": "b k"}


def cases():
    """Belts on both sides of zero, one shape square."""
    rng = np.random.default_rng(5)
    for B, H in ((2, 4), (3, 2), (3, 3)):
        yield Case(
            f"B = {B}, H = {H}",
            C_prev=states(rng, B, H),
            f=gates(rng, B, H),
            i=gates(rng, B, H),
            C_tilde=np.tanh(states(rng, B, H)),
        )


UPDATE = "return f * C_prev + i * C_tilde"


def instead(line):
    """The body of the function replaced by other code."""
    return ((UPDATE, line),)


mistakes = [
    Mistake(
        "f and i are swapped",
        "Both are fractions of one shape, so nothing complains.",
        "the gate of each term: f scales what rides, i scales what falls.",
        instead("return i * C_prev + f * C_tilde"),
    ),
    Mistake(
        "i is added to C_tilde, not multiplied",
        "A gate lets a fraction through, and a fraction multiplies. Added, a closed "
        "gate still writes.",
        "the second term.",
        instead("return f * C_prev + i + C_tilde"),
    ),
    Mistake(
        "f also scales what is added",
        "The parcel falls after the forget gate of its own step, so this gate does not "
        "touch it.",
        "the brackets around the sum.",
        instead("return f * (C_prev + i * C_tilde)"),
    ),
    Mistake(
        "1 - f is kept",
        "The gate is named for what it removes, and its number counts what stays.",
        "the factor of C_prev.",
        instead("return (1 - f) * C_prev + i * C_tilde"),
    ),
    Mistake(
        "1 - f stands where i belongs",
        "That is the coupled cell of a later chapter. Here the input gate is its own.",
        "the factor of C_tilde.",
        instead("return f * C_prev + (1 - f) * C_tilde"),
    ),
    Mistake(
        "nothing is forgotten: f is not used",
        "Without f the belt adds everything up.",
        "the factor of C_prev.",
        instead("return C_prev + i * C_tilde"),
    ),
    Mistake(
        "the input gate is not used",
        "The whole offer falls, whatever the gate says.",
        "the factor of C_tilde.",
        instead("return f * C_prev + C_tilde"),
    ),
    Mistake(
        "the new state is squashed by tanh",
        "tanh belongs to what is shown. Squashed at every step, the belt could not "
        "carry anything unchanged.",
        "tanh around the sum: it waits for the output gate.",
        instead("return np.tanh(f * C_prev + i * C_tilde)"),
    ),
    Mistake(
        "the candidate is squashed once more",
        "C_tilde comes out of a tanh already.",
        "the second term.",
        instead("return f * C_prev + i * np.tanh(C_tilde)"),
    ),
    Mistake(
        "C_prev is changed in place",
        "`C_prev *= f` writes into the caller's array. The backward pass still needs "
        "the old state, and finds the new one there.",
        "the operators with `=` in them; `C = f * C_prev + ...` makes a new array.",
        instead("C_prev *= f; C_prev += i * C_tilde; return C_prev"),
    ),
]
