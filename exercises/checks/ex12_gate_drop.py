"""Check of exercise 12: does a gate close on cue?"""

import numpy as np

from exercises.checks.inputs import gates
from exercises.spec import Case, Mistake

function = "gate_drop"
returns = {"result": "k"}


def cases():
    """Rows with different numbers of events, so that no mean equals another."""
    rng = np.random.default_rng(12)
    for T, B, H in ((6, 2, 4), (9, 3, 2)):
        event = np.zeros((T, B))
        for row in range(B):
            event[1 : 2 * row + 3 : 2, row] = 1
        event[0, 0] = 1
        yield Case(f"{T} steps, {B} rows", f=gates(rng, T, B, H), event=event)


AT = "at = event > 0  # (T, B)"
DROP = "return np.mean(f[at], axis=0) - np.mean(f[~at], axis=0)"

mistakes = [
    Mistake(
        "the sign is turned round",
        "A drop is counted here as a negative number: the event less the rest.",
        "the order of the two means.",
        ((DROP, "return np.mean(f[~at], axis=0) - np.mean(f[at], axis=0)"),),
    ),
    Mistake(
        "the event is compared with all steps, itself among them",
        "Then a gate that drops pulls down what it is compared with, the more the "
        "more often the event comes.",
        "the second mean: the other steps only.",
        ((DROP, "return np.mean(f[at], axis=0) - np.mean(f, axis=(0, 1))"),),
    ),
    Mistake(
        "the sum at the event is divided by all steps",
        "`np.mean(f * event)` counts a 0 for every other step.",
        "what each sum is divided by.",
        (
            (
                DROP,
                "e = event[:, :, None]\n"
                "    return np.mean(f * e, axis=(0, 1)) "
                "- np.mean(f * (1 - e), axis=(0, 1))",
            ),
        ),
    ),
    Mistake(
        "the gate is read one step after the event",
        "f[t] is computed from x[t], so the gate that hears of the event is that of "
        "the same step.",
        "the index of f and that of the event.",
        ((AT, "at = np.roll(event, 1, axis=0) > 0"),),
    ),
    Mistake(
        "the gate is read one step before the event",
        "f[t] scales the state of step t - 1, but it is computed from x[t]: an event "
        "cannot move a gate before it is read.",
        "the index of f and that of the event.",
        ((AT, "at = np.roll(event, -1, axis=0) > 0"),),
    ),
    Mistake(
        "each row is averaged first",
        "A mean of the rows' means gives a row with one event the weight of a row with "
        "five.",
        "the order of the means: all steps of the event, over the batch, count alike.",
        (
            (
                DROP,
                "return np.mean([np.mean(f[at[:, b], b], axis=0) "
                "- np.mean(f[~at[:, b], b], axis=0) "
                "for b in range(f.shape[1])], axis=0)",
            ),
        ),
    ),
    Mistake(
        "all units are averaged into one number",
        "Units have gates of their own, and one that closes on cue is lost among many "
        "that do not.",
        "the axes of the means: the last one stays.",
        ((DROP, "return np.full(f.shape[2], np.mean(f[at]) - np.mean(f[~at]))"),),
    ),
]
