"""The mistakes of one step backwards, met once more inside the loop over time."""

from dataclasses import replace

from exercises.checks import ex09_lstm_step_backward

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


def again(name, *edits):
    """A mistake of one step, met once more inside the loop."""
    (known,) = (m for m in ex09_lstm_step_backward.mistakes if m.name == name)
    return replace(known, edits=edits)


mistakes = [
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
    again("the slope of the candidate is missing", (DC_TILDE, '"C": dC * i')),
    again(
        "the candidate is squashed once more in its slope",
        (DC_TILDE, '"C": dC * i * (1 - np.tanh(C_tilde) ** 2)'),
    ),
    again(
        "only the last gate's share reaches x and h",
        (DHX, DHX.replace("dhx + ", "")),
    ),
]
