"""Check of exercise 6: what is shown."""

import numpy as np

from exercises.checks.inputs import gates, states
from exercises.spec import Case, Mistake

function = "show"
returns = {"result": "b k"}


def cases():
    """Belts that carry little and much, on both sides of zero; one shape square."""
    rng = np.random.default_rng(6)
    for B, H, size in ((2, 4, 1), (3, 2, 2), (3, 3, 1)):
        C = size * states(rng, B, H)
        yield Case(f"B = {B}, H = {H}", C=C, o=gates(rng, B, H))


SHOW = "return o * np.tanh(C)"


def instead(line):
    """The body of the function replaced by other code."""
    return ((SHOW, line),)


mistakes = [
    Mistake(
        "tanh is missing: the belt is shown unsquashed",
        "The gradient check passes and training runs, so it goes unseen; but C may "
        "grow beyond 1, and then h does too.",
        "what the gate multiplies.",
        instead("return o * C"),
    ),
    Mistake(
        "tanh is taken after the gate",
        "tanh(o * C) lies between -1 and 1 too. But a large C then shows almost all, "
        "however little the gate lets through.",
        "the brackets: first squash, then let through.",
        instead("return np.tanh(o * C)"),
    ),
    Mistake(
        "a sigmoid stands in place of tanh",
        "What is shown has a sign; a sigmoid would make it positive.",
        "the function around C.",
        instead("return o * sigmoid(C)"),
    ),
    Mistake(
        "the gate is squashed once more",
        "o comes out of a sigmoid already; a second one keeps it between 0.5 and 0.73.",
        "the factor o: it is used as it comes.",
        instead("return sigmoid(o) * np.tanh(C)"),
    ),
    Mistake(
        "tanh squashes the gate, not the belt",
        "o is a fraction already. It is C that can exceed 1.",
        "what stands inside tanh.",
        instead("return np.tanh(o) * C"),
    ),
    Mistake(
        "the output gate is not used",
        "Everything on the belt is shown.",
        "the factor of tanh(C).",
        instead("return np.tanh(C)"),
    ),
    Mistake(
        "o is added to tanh(C), not multiplied",
        "A gate lets a fraction through, and a fraction multiplies. Added, a closed "
        "gate hides nothing.",
        "the operator between the two.",
        instead("return o + np.tanh(C)"),
    ),
    Mistake(
        "1 - o is shown",
        "The number of a gate counts what passes: near 1 it shows.",
        "the factor of tanh(C).",
        instead("return (1 - o) * np.tanh(C)"),
    ),
    Mistake(
        "C is changed in place",
        "`np.tanh(C, out=C)` writes into the caller's array, and the belt goes on "
        "squashed.",
        "the line that computes tanh: it needs an array of its own.",
        instead("return o * np.tanh(C, out=C)"),
    ),
]
