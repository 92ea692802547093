"""Check of exercise 4: what falls on the belt."""

import numpy as np

from exercises.checks.inputs import lstm_params, one_gate_at_work, states
from exercises.spec import Case, Mistake

function = "what_falls"
returns = {"result": "b k"}


def cases():
    """Inputs and states of different lengths; then the candidate alone at work."""
    rng = np.random.default_rng(4)
    for B, D, H in ((2, 3, 4), (3, 4, 2), (4, 2, 3)):
        params = lstm_params(rng, D, H)
        yield Case(f"B = {B}, D = {D}, H = {H}", **arguments(rng, B, D, H, params))
    for gate in "Ci":
        params = one_gate_at_work(rng, 3, 4, gate)
        label = f"only {gate} reads" if gate == "C" else "i and C read"
        yield Case(label, gate, **arguments(rng, 2, 3, 4, params))


def arguments(rng, B, D, H, params):
    """The arguments of `what_falls`, in order."""
    of = {"x": rng.normal(size=(B, D)), "h_prev": np.tanh(states(rng, B, H))}
    return of | {key: params[key] for key in ("W_i", "b_i", "W_C", "b_C")}


READ = "hx = np.concatenate([h_prev, x], axis=1)"
GATE = "i = sigmoid(hx @ W_i.T + b_i)"
OFFER = "C_tilde = np.tanh(hx @ W_C.T + b_C)"
FALL = "return i * C_tilde"

mistakes = [
    Mistake(
        "x stands before h",
        "Both orders have length H + D, so the shapes fit and every weight meets the "
        "wrong number.",
        "the list that is joined: [h, x], h first.",
        ((READ, "hx = np.concatenate([x, h_prev], axis=1)"),),
    ),
    Mistake(
        "i is added to C_tilde, not multiplied",
        "A gate lets a fraction through, and a fraction multiplies. Added, a closed "
        "gate still writes.",
        "the last line.",
        ((FALL, "return i + C_tilde"),),
    ),
    Mistake(
        "sigmoid and tanh are swapped",
        "The gate is a fraction and takes the sigmoid; the candidate is content with a "
        "sign and takes tanh.",
        "the function around each sum.",
        (
            (GATE, "i = np.tanh(hx @ W_i.T + b_i)"),
            (OFFER, "C_tilde = sigmoid(hx @ W_C.T + b_C)"),
        ),
    ),
    Mistake(
        "the candidate takes a sigmoid",
        "With a sigmoid everything that falls is positive, and the belt could never be "
        "lowered by writing.",
        "the function around the candidate's sum.",
        ((OFFER, "C_tilde = sigmoid(hx @ W_C.T + b_C)"),),
    ),
    Mistake(
        "the gate takes a tanh",
        "A gate below zero would turn the offer upside down. A fraction takes the "
        "sigmoid.",
        "the function around the gate's sum.",
        ((GATE, "i = np.tanh(hx @ W_i.T + b_i)"),),
    ),
    Mistake(
        "the candidate is not squashed",
        "Without tanh one step could write any amount.",
        "the candidate's line: its sum still needs tanh.",
        ((OFFER, "C_tilde = hx @ W_C.T + b_C"),),
    ),
    Mistake(
        "both biases are missing",
        "A bias is the lean before anything is read; with weights near zero it decides "
        "alone.",
        "both sums.",
        ((GATE, "i = sigmoid(hx @ W_i.T)"), (OFFER, "C_tilde = np.tanh(hx @ W_C.T)")),
    ),
    Mistake(
        "the candidate has the gate's bias",
        "The gate's line was copied, and b_i left in it.",
        "the names in the candidate's line.",
        ((OFFER, "C_tilde = np.tanh(hx @ W_C.T + b_i)"),),
    ),
    Mistake(
        "the candidate has the gate's weights and bias",
        "The gate's line was copied, and its names left in it.",
        "the names in the candidate's line.",
        ((OFFER, "C_tilde = np.tanh(hx @ W_i.T + b_i)"),),
    ),
    Mistake(
        "the weights are reshaped, not transposed",
        "reshape keeps the numbers in their order and cuts it elsewhere, so the shape "
        "is right and rows get mixed. `.T` swaps the axes.",
        "how W of shape (H, H+D) becomes (H+D, H).",
        (
            (GATE, "i = sigmoid(hx @ W_i.reshape(-1, len(W_i)) + b_i)"),
            (OFFER, "C_tilde = np.tanh(hx @ W_C.reshape(-1, len(W_C)) + b_C)"),
        ),
    ),
    Mistake(
        "only the gate is returned",
        "The gate is a fraction; what falls is this fraction of the offer.",
        "the last line.",
        ((FALL, "return i"),),
    ),
    Mistake(
        "the gate has the candidate's weights",
        "One line was copied, and a name left in it.",
        "the names in the gate's line.",
        ((GATE, "i = sigmoid(hx @ W_C.T + b_i)"),),
    ),
    Mistake(
        "the candidate has the gate's weights",
        "The gate's line was copied, and W_i left in it.",
        "the names in the candidate's line.",
        ((OFFER, "C_tilde = np.tanh(hx @ W_i.T + b_C)"),),
    ),
    Mistake(
        "the gate's bias is missing",
        "A bias is the lean before anything is read.",
        "the gate's sum.",
        ((GATE, "i = sigmoid(hx @ W_i.T)"),),
    ),
    Mistake(
        "the candidate's bias is missing",
        "A bias is the lean before anything is read.",
        "the candidate's sum.",
        ((OFFER, "C_tilde = np.tanh(hx @ W_C.T)"),),
    ),
]
