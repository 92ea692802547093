"""Check of exercise 16: a plain recurrent network, read from first to last."""

import numpy as np

from exercises.checks.inputs import states
from exercises.spec import Case, Mistake

function = "read"
returns = {"h": "t b k"}


def cases():
    """One step, then several; T, B, D and H differ, weights of about 0.5."""
    rng = np.random.default_rng(16)
    for T, B, D, H in ((1, 2, 3, 4), (3, 2, 4, 3), (6, 4, 2, 3)):
        yield Case(
            f"B = {B}, D = {D}, H = {H}, T = {T}",
            x=states(rng, T, B, D),
            h0=np.tanh(states(rng, B, H)),
            W=rng.normal(0, 0.5, (H, H + D)),
            b=rng.normal(0, 0.5, H),
        )


START = "h, states = h0, []"
JOIN = "hx = np.concatenate([h, x_t], axis=1)"
STEP = "h = np.tanh(hx @ W.T + b)"
KEEP = "states.append(h)"

mistakes = [
    Mistake(
        "every step starts at h0",
        "The new state went into the list and not into the next step: that is a row of "
        "separate networks, and nothing is remembered.",
        "what the joined vector takes as h.",
        ((JOIN, "hx = np.concatenate([h0, x_t], axis=1)"),),
    ),
    Mistake(
        "the first state is 0, not h0",
        "Zeros are the usual start, and h0 was given.",
        "the line before the loop.",
        ((START, "h, states = np.zeros_like(h0), []"),),
    ),
    Mistake(
        "x stands before h",
        "Both orders have length H + D, so the shapes fit and every weight meets the "
        "wrong number.",
        "the list that is joined: h first.",
        ((JOIN, "hx = np.concatenate([x_t, h], axis=1)"),),
    ),
    Mistake(
        "tanh is missing",
        "The shapes do not tell. Without it the states can grow for ever, and many "
        "steps are no richer than one matrix.",
        "the line of the new state.",
        ((STEP, "h = hx @ W.T + b"),),
    ),
    Mistake(
        "a sigmoid stands for tanh",
        "A sigmoid gives a fraction; the state is content and needs both signs.",
        "the function around the sum.",
        ((STEP, "h = sigmoid(hx @ W.T + b)"),),
    ),
    Mistake(
        "the bias is missing",
        "It is the lean before anything is read, and it is added at every step.",
        "the sum inside tanh.",
        ((STEP, "h = np.tanh(hx @ W.T)"),),
    ),
    Mistake(
        "the states are one step late",
        "Each was kept before its step was taken, so that h0 stands first and the last "
        "state is lost.",
        "where the list grows: it must be after the new state.",
        ((JOIN, f"{KEEP}\n        {JOIN}"), (f"  # (B, H)\n        {KEEP}", "")),
    ),
    Mistake(
        "the sequence is read backwards",
        "That is the other half of a bidirectional layer.",
        "the order in which the loop takes the steps.",
        (("for x_t in x:", "for x_t in x[::-1]:"),),
    ),
    Mistake(
        "the old state is added to the new",
        "A residual connection: it is used elsewhere, and it is not this network.",
        "the line of the new state.",
        ((STEP, "h = h + np.tanh(hx @ W.T + b)"),),
    ),
]
