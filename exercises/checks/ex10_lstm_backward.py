"""Check of exercise 10: backpropagation through time."""

from dataclasses import replace

import numpy as np

from exercises.checks import ex09_lstm_step_backward
from exercises.checks.inputs import lstm_caches, lstm_params, states
from exercises.spec import Case, Mistake

function = "lstm_backward"
returns = {
    "dx": "t b d",
    "dh0": "b k",
    "dC0": "b k",
    "grads": ex09_lstm_step_backward.returns["grads"],
}


def cases():
    """One step and several: the pattern of what fails at T = 1 tells most apart."""
    rng = np.random.default_rng(10)
    for T, B, D, H in ((1, 2, 3, 4), (3, 3, 4, 2), (5, 2, 3, 4)):
        x = rng.normal(size=(T, B, D))
        h0, C0 = np.tanh(states(rng, B, H)), states(rng, B, H)
        params = lstm_params(rng, D, H)
        caches = lstm_caches(x, h0, C0, params)
        trace = {
            key: np.stack([cache[key] for cache in caches])
            for key in ("f", "i", "C_tilde", "C", "o", "h")
        }
        dy = states(rng, T, B, H)
        yield Case(f"T = {T}", dy=dy, x=x, h0=h0, C0=C0, params=params, trace=trace)


LOOP = "for t in reversed(range(T)):"
H_PREV = 'h_prev = trace["h"][t - 1] if t > 0 else h0'
C_PREV = 'C_prev = trace["C"][t - 1] if t > 0 else C0'
DH = "dh = dy[t] + dh_next"
DC = "dC = dC_next + dh * o * (1 - tanh_C**2)"
DF = '"f": dC * C_prev * f * (1 - f)'
DI = '"i": dC * C_tilde * i * (1 - i)'
DC_TILDE = '"C": dC * i * (1 - C_tilde**2)'
DO = '"o": dh * tanh_C * o * (1 - o)'
DW = 'grads[f"W_{gate}"] += da_gate.T @ hx'
DB = 'grads[f"b_{gate}"] += da_gate.sum(axis=0)'
DHX = 'dhx = dhx + da_gate @ params[f"W_{gate}"]'
DX = "dx[t] = dhx[:, H:]"
HAND_ON = "dh_next, dC_next = dhx[:, :H], dC * f"
RETURN = "return dx, dh_next, dC_next, grads"


def lost(*names):
    """The loop computes these gradients and never gives them to the step before."""
    wrong = HAND_ON
    for name in names:
        wrong = wrong.replace(f"{name}_next", f"{name}0")
    handed = ", ".join(f"{n}0" if n in names else f"{n}_next" for n in ("dh", "dC"))
    return ((HAND_ON, wrong), (RETURN, f"return dx, {handed}, grads"))


def again(name, *edits):
    """A mistake of one step, met once more inside the loop."""
    (known,) = (m for m in ex09_lstm_step_backward.mistakes if m.name == name)
    return replace(known, edits=edits)


mistakes = [
    Mistake(
        "dh_next and dC_next never reach the step before",
        "They are set to zero before the loop, and what a step finds gets other names. "
        "With one step all is right.",
        "the end of the loop: what this step found for h and C of the step before.",
        lost("dh", "dC"),
    ),
    Mistake(
        "dh_next and dC_next stay zero and are returned",
        "They are set before the loop and never reassigned, so no step knows of a "
        "later one, and dh0 and dC0 are zero.",
        "the end of the loop: what this step found for h and C of the step before.",
        ((HAND_ON, ""),),
    ),
    Mistake(
        "dh_next never reaches the step before",
        "It is not reassigned, or `dh = dy[t]` overwrites it. h is used twice, by the "
        "layer above and by the next step; gradients of two uses add. With one step "
        "all is right.",
        "the line that makes dh, and the end of the loop.",
        lost("dh"),
    ),
    Mistake(
        "dC_next never reaches the step before",
        "It is not reassigned, or `dC = dh * ...` overwrites it. The belt is the way "
        "that reaches far. With one step all is right, and a loss may still fall.",
        "the line that makes dC, and the end of the loop.",
        lost("dC"),
    ),
    Mistake(
        "dC_next lacks the factor f",
        "C = f * C_prev + ...: the belt scales the gradient as it scales the state. "
        "With one step only dC0 is wrong.",
        "the gradient handed along the belt.",
        ((HAND_ON, "dh_next, dC_next = dhx[:, :H], dC"),),
    ),
    Mistake(
        "dC_next is scaled by the forget gate of the step before",
        "The gate that stands between C_{t-1} and C_t is f_t.",
        "the index of f where the gradient is handed along the belt.",
        ((HAND_ON, 'dh_next, dC_next = dhx[:, :H], dC * trace["f"][max(t - 1, 0)]'),),
    ),
    Mistake(
        "the gradients of W and b are those of the first step only: = for +=",
        "Every step uses the same weights, so their gradients add up. Assigned, each "
        "step wipes out the one before; with one step all is right.",
        "the gradients of W and b in the loop.",
        ((DW, DW.replace("+=", "=")), (DB, DB.replace("+=", "="))),
    ),
    Mistake(
        "the gradients of W are those of the first step only: = for +=",
        "Every step uses the same weights, so their gradients add up. With one step "
        "all is right; with several only W is wrong.",
        "the gradients of W in the loop.",
        ((DW, DW.replace("+=", "=")),),
    ),
    Mistake(
        "at the first step t - 1 wraps round to the last",
        "Index -1 is the last entry, not an error. Before step 0 stand h0 and C0.",
        "the previous states at t = 0.",
        (
            (H_PREV, 'h_prev = trace["h"][t - 1]'),
            (C_PREV, 'C_prev = trace["C"][t - 1]'),
        ),
    ),
    Mistake(
        "at the first step C_{t-1} wraps round to the last C",
        "Index -1 is the last entry, not an error. Before step 0 stands C0.",
        "the previous cell state at t = 0.",
        ((C_PREV, 'C_prev = trace["C"][t - 1]'),),
    ),
    Mistake(
        "at the first step zeros stand where h0 and C0 belong",
        "A pass that began with zeros would have it so. This one was handed a state.",
        "the previous states at t = 0.",
        (
            (H_PREV, H_PREV.replace("h0", "0 * h0")),
            (C_PREV, C_PREV.replace("C0", "0 * C0")),
        ),
    ),
    Mistake(
        "the states are shifted by one: step t reads its own h and C as the previous",
        "A list that starts with the initial state holds the state before step t at "
        "index t. `trace` starts with the state after the first step.",
        "the index of the previous states: t - 1.",
        ((H_PREV, 'h_prev = trace["h"][t]'), (C_PREV, 'C_prev = trace["C"][t]')),
    ),
    Mistake(
        "the states are shifted by one: the output gate meets tanh of the previous C",
        "A list that starts with the initial state holds the new C at index t + 1. "
        "From a zero state the first step then adds nothing to the weights of o.",
        "the C inside tanh: it is the one after step t.",
        (('tanh_C = np.tanh(trace["C"][t])', "tanh_C = np.tanh(C_prev)"),),
    ),
    Mistake(
        "the loop runs forwards in time",
        "A gradient comes from later steps, so the last step is done first.",
        "the order of the loop.",
        ((LOOP, "for t in range(T):"),),
    ),
    Mistake(
        "dx is in reversed order",
        "The loop starts at the last step, so a list that is appended to begins with "
        "the last dx.",
        "dx: turn the list round, or write to dx[t].",
        ((RETURN, "return dx[::-1], dh_next, dC_next, grads"),),
    ),
    Mistake(
        "only the gradient of the last step counts",
        "Each h was handed to the layer above, so each step has a dy of its own.",
        "the line that makes dh.",
        ((DH, "dh = dy[t] * (t == T - 1) + dh_next"),),
    ),
    again("the slope of the forget gate is missing", (DF, '"f": dC * C_prev')),
    again(
        "the slope of the forget gate is the sigmoid of f",
        (DF, '"f": dC * C_prev * sigmoid(f)'),
    ),
    again(
        "the derivative functions are applied to values already squashed",
        (DF, '"f": dC * C_prev * sigmoid(f) * (1 - sigmoid(f))'),
        (DI, '"i": dC * C_tilde * sigmoid(i) * (1 - sigmoid(i))'),
        (DC_TILDE, '"C": dC * i * (1 - np.tanh(C_tilde) ** 2)'),
        (DO, '"o": dh * tanh_C * sigmoid(o) * (1 - sigmoid(o))'),
    ),
    again(
        "the slopes of all three sigmoids are missing",
        (DF, '"f": dC * C_prev'),
        (DI, '"i": dC * C_tilde'),
        (DO, '"o": dh * tanh_C'),
    ),
    again("the slope of tanh(C) is missing", (DC, "dC = dC_next + dh * o")),
    again(
        "W_h stands where its transpose belongs",
        (
            DHX,
            'W_h, W_x = np.split(params[f"W_{gate}"], [H], axis=1)\n'
            "            dhx = dhx + np.hstack([da_gate @ W_h.T, da_gate @ W_x])",
        ),
    ),
    again(
        "dx and the gradient of h are cut from the wrong ends",
        (DX, "D = x.shape[2]; dx[t] = dhx[:, :D]"),
        (HAND_ON, "dh_next, dC_next = dhx[:, D:], dC * f"),
    ),
    again(
        "b_o's gradient stands in every bias",
        (DB, 'grads[f"b_{gate}"] += da["o"].sum(axis=0)'),
    ),
    again(
        "the sum over the batch is missing in the gradients of b",
        (DB, 'grads[f"b_{gate}"] = grads[f"b_{gate}"] + da_gate'),
    ),
    again(
        "only the first sequence counts in the gradients of b",
        (DB, 'grads[f"b_{gate}"] += da_gate[0]'),
    ),
    again(
        "the gradients are means over the batch",
        (DW, f"{DW} / len(hx)"),
        (DB, DB.replace("sum", "mean")),
    ),
]
