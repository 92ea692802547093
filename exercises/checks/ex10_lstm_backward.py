"""Check of exercise 10: backpropagation through time."""

import numpy as np

from exercises.checks import ex09_lstm_step_backward, one_step_again
from exercises.checks.inputs import lstm_caches, lstm_params, states
from exercises.checks.one_step_again import DB, DW, HAND_ON
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
DX_NEW = "dx = np.empty_like(x)"
JOIN = "hx = np.concatenate([h_prev, x[t]], axis=1)"
RETURN = "return dx, dh_next, dC_next, grads"


def lost(*names):
    """The loop computes these gradients and never gives them to the step before."""
    wrong = HAND_ON
    for name in names:
        wrong = wrong.replace(f"{name}_next", f"{name}0")
    handed = ", ".join(f"{n}0" if n in names else f"{n}_next" for n in ("dh", "dC"))
    return ((HAND_ON, wrong), (RETURN, f"return dx, {handed}, grads"))


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
    Mistake(
        "at the first step h_{t-1} wraps round to the last h",
        "Index -1 is the last entry, not an error. Before step 0 stands h0.",
        "the previous hidden state at t = 0.",
        ((H_PREV, 'h_prev = trace["h"][t - 1]'),),
    ),
    Mistake(
        "step t reads its own h as the previous",
        "`trace` holds the states after each step, so the one before step t stands at "
        "t - 1.",
        "the index of the previous hidden state.",
        ((H_PREV, 'h_prev = trace["h"][t]'),),
    ),
    Mistake(
        "step t reads its own C as the previous",
        "`trace` holds the states after each step, so the one before step t stands at "
        "t - 1.",
        "the index of the previous cell state.",
        ((C_PREV, 'C_prev = trace["C"][t]'),),
    ),
    Mistake(
        "dy is left out",
        "Each h is used twice, by the layer above and by the next step; without what "
        "the layer above says nothing ever arrives.",
        "the line that makes dh.",
        ((DH, "dh = dh_next"),),
    ),
    Mistake(
        "dC_next stays zero and is returned",
        "It is set before the loop, and what the step returns for C gets another name.",
        "the names that the loop assigns, against those that it reads.",
        ((HAND_ON, "dh_next = dhx[:, :H]"),),
    ),
    Mistake(
        "dh_next stays zero and is returned",
        "It is set before the loop, and what the step returns for h gets another name.",
        "the names that the loop assigns, against those that it reads.",
        ((HAND_ON, "dC_next = dC * f"),),
    ),
    Mistake(
        "the loop stops before the first step",
        "The end of a range is not in it: `range(T - 1, 0, -1)` ends at 1.",
        "the range: the last index is 0.",
        ((DX_NEW, "dx = np.zeros_like(x)"), (LOOP, "for t in range(T - 1, 0, -1):")),
    ),
    Mistake(
        "the loop leaves the last step out",
        "The last index is T - 1, and `range(T)` ends there by itself.",
        "the range: it has T numbers.",
        ((DX_NEW, "dx = np.zeros_like(x)"), (LOOP, LOOP.replace("(T)", "(T - 1)"))),
    ),
    Mistake(
        "x stands before h in what the weights met",
        "Both orders have length H + D, so the shapes fit, and only the gradients of W "
        "are wrong: their columns are in another order.",
        "the list that is joined: [h, x], h first.",
        ((JOIN, "hx = np.concatenate([x[t], h_prev], axis=1)"),),
    ),
    Mistake(
        "dh and dC are handed on in each other's place",
        "Both are (B, H), so whoever unpacks them does not notice.",
        "the names to which the loop assigns what a step returns.",
        ((HAND_ON, HAND_ON.replace("dh_next, dC_next", "dC_next, dh_next")),),
    ),
    Mistake(
        "dC0 and dh0 are returned in the wrong order",
        "Both are (B, H), so whoever unpacks them does not notice.",
        "the return: dx, dh0, dC0, grads.",
        ((RETURN, "return dx, dC_next, dh_next, grads"),),
    ),
    Mistake(
        "the gradients of W and b are means over the steps",
        "A mean belongs to the loss. Taken here as well, it divides a second time.",
        "the gradients of W and b: sums over the steps.",
        ((DW, f"{DW} / T"), (DB, f"{DB} / T")),
    ),
    *one_step_again.mistakes,
]
