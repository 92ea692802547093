"""Check of exercise 21: hold one gate still, at every step."""

import numpy as np

from exercises.checks.inputs import lstm_params
from exercises.spec import Case, Mistake

function = "hold_gate"
KEYS = [f"{kind}_{k}" for k in "fiCo" for kind in "Wb"]
returns = {"held": {key: "k j" if key[0] == "W" else "k" for key in KEYS}}
SHUT = 12.0  # a sigmoid this far out is 0 or 1 to five digits


def compared(values):
    """Biases that shut or open a gate fully are alike, infinite or not."""
    return {name: np.clip(value, -SHUT, SHUT) for name, value in values.items()}


def cases():
    """Each gate, on both sides of a half, and at both ends."""
    rng = np.random.default_rng(21)
    for D, H, gate, value in (
        (3, 2, "f", 0.9),
        (2, 4, "i", 0.2),
        (4, 3, "o", 0.7),
        (2, 3, "f", 1.0),
        (3, 4, "i", 0.0),
    ):
        label = f"{gate} at {value:g}"
        yield Case(
            label, params=lstm_params(rng, D, H), gate=gate, value=np.float64(value)
        )


COPY = "{key: array.copy() for key, array in params.items()}"
LOGIT = "np.log(value) - np.log1p(-value)"
WEIGHTS = 'held[f"W_{gate}"][...] = 0'
BIAS = 'held[f"b_{gate}"][...] = bias'

mistakes = [
    Mistake(
        "the caller's arrays are changed in place",
        "`dict(params)` copies the dict and not the arrays in it, so the network that "
        "was to be compared is held too.",
        "the line that makes the copy: every array needs one of its own.",
        ((COPY, "dict(params)"),),
    ),
    Mistake(
        "the weights are left as they were",
        "The gate then swings about the value wherever h and x push it.",
        "what else besides the bias stands inside the sigmoid.",
        ((WEIGHTS, ""),),
    ),
    Mistake(
        "the value itself is the bias",
        "The sigmoid comes after the bias: a bias of 1 opens a gate to 0.73.",
        "the number that goes into the bias; its sigmoid should be the value.",
        ((LOGIT, "value"),),
    ),
    Mistake(
        "the bias is the sigmoid of the value",
        "The sigmoid leads from the bias to the gate; here its inverse is wanted.",
        "the number that goes into the bias.",
        ((LOGIT, "1 / (1 + np.exp(-value))"),),
    ),
    Mistake(
        "the sign of the bias is turned round",
        "The gate stands at 1 - value: what was to be kept is let go.",
        "which of value and 1 - value is above the line of the fraction.",
        ((LOGIT, "np.log1p(-value) - np.log(value)"),),
    ),
    Mistake(
        "f is held, whichever gate was asked for",
        "The key was typed for one gate, and the argument `gate` is not used.",
        "the keys of the two lines that write.",
        (
            (WEIGHTS, 'held["W_f"][...] = 0'),
            (BIAS, 'held["b_f"][...] = bias'),
        ),
    ),
    Mistake(
        "f and i are taken for each other",
        "Slices of a stacked matrix come in another order in other libraries; here "
        "each gate has a name.",
        "the gate whose weights are set to 0.",
        ((WEIGHTS, 'gate = {"f": "i", "i": "f"}.get(gate, gate)\n    ' + WEIGHTS),),
    ),
    Mistake(
        "the bias is added to the old one",
        "What the gate had learned to lean towards still counts.",
        "`+=` in the line of the bias.",
        ((BIAS, 'held[f"b_{gate}"] += bias'),),
    ),
    Mistake(
        "only the first unit is held",
        "A bias has one entry for each unit.",
        "the index in the line of the bias.",
        ((BIAS, 'held[f"b_{gate}"][0] = bias'),),
    ),
]
