"""Check of exercise 8: a whole sequence."""

import numpy as np

from exercises.checks.inputs import lstm_params, states
from exercises.spec import Case, Mistake

function = "lstm_sequence"
returns = {"h": "t b k", "C": "t b k"}


def cases():
    """One step, then several; no length equals another and no state is zero."""
    rng = np.random.default_rng(8)
    for T, B, D, H in ((1, 2, 3, 4), (3, 2, 5, 4), (5, 3, 2, 4)):
        yield Case(
            f"T = {T}",
            x=rng.normal(size=(T, B, D)),
            h0=np.tanh(states(rng, B, H)),
            C0=states(rng, B, H),
            params=lstm_params(rng, D, H),
        )


START = "h_t, C_t = h0, C0"
LISTS = "h, C = [], []"
LOOP = "for t in range(len(x)):"
READ = "hx = np.concatenate([h_t, x[t]], axis=1)"
UPDATE = "C_t = f * C_t + i * C_tilde"
SHOW = "h_t = o * np.tanh(C_t)"
KEEP = "        h.append(h_t)\n        C.append(C_t)\n"
RETURN = "return np.stack(h), np.stack(C)"

mistakes = [
    Mistake(
        "C is not carried: every step starts from C0",
        "The new cell state gets a name of its own, and the next turn of the loop "
        "still scales C0. What was written is lost at every step.",
        "the update of C, and which C it scales the second time.",
        ((UPDATE, "C_t = f * C0 + i * C_tilde"),),
    ),
    Mistake(
        "h is not carried: every step reads h0",
        "The new hidden state is stored, and the next turn of the loop still joins h0 "
        "with x.",
        "the line that joins h and x, and which h it reads the second time.",
        ((READ, "hx = np.concatenate([h0, x[t]], axis=1)"),),
    ),
    Mistake(
        "neither h nor C is carried: every step starts afresh",
        "The step is called with h0 and C0 each time. This is one step on T inputs and "
        "no recurrence.",
        "what the step returns: it has to be what the next step is given.",
        (
            (READ, "hx = np.concatenate([h0, x[t]], axis=1)"),
            (UPDATE, "C_t = f * C0 + i * C_tilde"),
        ),
    ),
    Mistake(
        "the first states are taken as zero: h0 and C0 are not used",
        "A loop that begins with zeros is right for the start of a text, and loses "
        "what a carried state holds.",
        "the lines before the loop.",
        ((START, "h_t, C_t = np.zeros_like(h0), np.zeros_like(C0)"),),
    ),
    Mistake(
        "h0 and C0 are swapped",
        "Both are (B, H). The library hands a state on as (h, C).",
        "the lines before the loop, or the order of arguments of your step.",
        ((START, "h_t, C_t = C0, h0"),),
    ),
    Mistake(
        "C and h are returned in the wrong order",
        "Both have one shape, so whoever unpacks them does not notice.",
        "the return, and the order in which a step is unpacked: h first, then C.",
        ((RETURN, "return np.stack(C), np.stack(h)"),),
    ),
    Mistake(
        "the states are stored before the step: the first is h0, the last is missing",
        "The two lines that store stand above the step.",
        "the order of the lines in the loop.",
        (
            (KEEP, ""),
            (f"        {READ}", f"{KEEP}        {READ}"),
        ),
    ),
    Mistake(
        "every step reads x[0]",
        "The index of time is missing or stays at 0.",
        "which part of x the loop reads.",
        ((READ, "hx = np.concatenate([h_t, x[0]], axis=1)"),),
    ),
    Mistake(
        "the sequence is read backwards",
        "Only the backward pass begins at the last step.",
        "the order of the loop.",
        ((LOOP, "for t in reversed(range(len(x))):"),),
    ),
    Mistake(
        "the sequence is read backwards and the states put back in order",
        "This is the backward half of a bidirectional layer. Here reading begins at "
        "the first step.",
        "the order of the loop.",
        (
            (LOOP, "for t in reversed(range(len(x))):"),
            (RETURN, "return np.stack(h[::-1]), np.stack(C[::-1])"),
        ),
    ),
    Mistake(
        "one array is stored T times: every C shows the last state",
        "`C_t *= f` changes the array that the list holds already, so that the list "
        "holds one array under T names.",
        "the update of C in place; `C_t = f * C_t + ...` makes a new array.",
        (
            (START, "h_t, C_t = h0, C0.copy()"),
            (UPDATE, "C_t *= f; C_t += i * C_tilde"),
        ),
    ),
    Mistake(
        "C0 is changed in place, and every C shows the last state",
        "`C_t = C0` gives the caller's array a second name, and `C_t *= f` then writes "
        "into it and into every entry of the list.",
        "the update of C in place; `C_t = f * C_t + ...` makes a new array.",
        ((UPDATE, "C_t *= f; C_t += i * C_tilde"),),
    ),
    Mistake(
        "all sequences share the state of the first",
        "A state of one row is broadcast over the batch. Weights are shared, states "
        "are not: each sequence has a row.",
        "an index [0] on a state.",
        ((READ, "hx = np.concatenate([0 * h_t + h_t[0], x[t]], axis=1)"),),
    ),
    Mistake(
        "x stands before h",
        "Both orders have length H + D, so the shapes fit and every weight meets the "
        "wrong number.",
        "the list that is joined: [h, x], h first.",
        ((READ, "hx = np.concatenate([x[t], h_t], axis=1)"),),
    ),
    Mistake(
        "h shows the belt before the update",
        "h is computed above the line of C, or from the C of the step before.",
        "the order of the last two equations.",
        (
            (UPDATE, "C_old, C_t = C_t, f * C_t + i * C_tilde"),
            (SHOW, "h_t = o * np.tanh(C_old)"),
        ),
    ),
    Mistake(
        "the list begins with the first state, so that it holds T + 1",
        "h0 and C0 are what the first step finds. The result holds what stands after "
        "each step.",
        "what the lists hold before the loop, or what is cut off afterwards.",
        ((LISTS, "h, C = [h0], [C0]"),),
    ),
    Mistake(
        "only the last states are returned",
        "They are what the next window would begin with. A layer above reads the "
        "states of all steps.",
        "the return: the two lists, stacked.",
        ((RETURN, "return h_t, C_t"),),
    ),
    Mistake(
        "one array is stored T times: every h and every C shows the last state",
        "`h_t[...] = ...` writes into the array that the list holds already, so that "
        "the list holds one array under T names.",
        "the lines that make the new states: without `[...]` each is a new array.",
        (
            (START, "h_t, C_t = h0.copy(), C0.copy()"),
            (UPDATE, UPDATE.replace("C_t =", "C_t[...] =")),
            (SHOW, SHOW.replace("h_t =", "h_t[...] =")),
        ),
    ),
]
