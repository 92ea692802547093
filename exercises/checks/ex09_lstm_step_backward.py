"""Check of exercise 9: one step backwards."""

import numpy as np

from exercises.checks.inputs import lstm_caches, lstm_params, states
from exercises.spec import Case, Mistake

WEIGHTS = dict.fromkeys(("W_f", "W_i", "W_C", "W_o"), "k j")
BIASES = dict.fromkeys(("b_f", "b_i", "b_C", "b_o"), "k")

function = "lstm_step_backward"
returns = {
    "dx": "b d",
    "dh_prev": "b k",
    "dC_prev": "b k",
    "grads": WEIGHTS | BIASES,
}


def cases():
    """Gradients that arrive by both ways; once by h alone, once by C alone."""
    rng = np.random.default_rng(9)
    for label, through_h, through_C, B, D, H in (
        ("dh and dC", 1, 1, 2, 3, 4),
        ("dh alone", 1, 0, 3, 4, 2),
        ("dC alone", 0, 1, 2, 2, 3),
    ):
        h0, C0 = np.tanh(states(rng, B, H)), states(rng, B, H)
        params, x = lstm_params(rng, D, H), rng.normal(size=(1, B, D))
        (cache,) = lstm_caches(x, h0, C0, params)
        yield Case(
            label,
            dh=through_h * states(rng, B, H),
            dC=through_C * states(rng, B, H),
            cache=cache,
        )


SHOWN = "do = dh * tanh_C"
ON = "dC_prev = dC * f"
BELT = "dC = dC + dh * o * (1 - tanh_C**2)"
DF, DI, DO = '"f": df * f * (1 - f)', '"i": di * i * (1 - i)', '"o": do * o * (1 - o)'
DC_TILDE = '"C": dC_tilde * (1 - C_tilde**2)'
DB = 'grads[f"b_{gate}"] = da_gate.sum(axis=0)'
DHX = 'dhx = dhx + da_gate @ params[f"W_{gate}"]'
SPLIT = "dh_prev, dx = dhx[:, :H], dhx[:, H:]"

mistakes = [
    Mistake(
        "the slope of the forget gate is missing",
        "df is the gradient of the gate's value; the weights sit inside its sigmoid. "
        "With C_prev = 0 this goes unseen, so a test from a zero state passes.",
        "the forget gate's sum: df still needs f (1 - f).",
        ((DF, '"f": df'),),
    ),
    Mistake(
        "the slope of the forget gate is the sigmoid of f",
        "A function named after the sigmoid was called where its slope was meant. With "
        "C_prev = 0 this goes unseen, so a test from a zero state passes.",
        "the forget gate's sum: sigmoid(f) * df is not f (1 - f) * df.",
        ((DF, '"f": df * sigmoid(f)'),),
    ),
    Mistake(
        "the derivative functions are applied to values already squashed",
        "A function like `dsigmoid(a)` takes the sum a and squashes it itself. What "
        "the forward pass kept is squashed already.",
        "the four slopes: f (1 - f) and 1 - C_tilde^2, without another function.",
        (
            (DF, '"f": df * sigmoid(f) * (1 - sigmoid(f))'),
            (DI, '"i": di * sigmoid(i) * (1 - sigmoid(i))'),
            (DC_TILDE, '"C": dC_tilde * (1 - np.tanh(C_tilde) ** 2)'),
            (DO, '"o": do * sigmoid(o) * (1 - sigmoid(o))'),
        ),
    ),
    Mistake(
        "the slopes of all three sigmoids are missing",
        "The gradients of the gates' values are used as those of the sums.",
        "f, i and o: each gradient still needs s (1 - s).",
        ((DF, '"f": df'), (DI, '"i": di'), (DO, '"o": do')),
    ),
    Mistake(
        "the candidate has the slope of a sigmoid",
        "The line of a gate was copied. The candidate comes out of tanh.",
        "the candidate's slope: 1 - C_tilde^2.",
        ((DC_TILDE, '"C": dC_tilde * C_tilde * (1 - C_tilde)'),),
    ),
    Mistake(
        "the slope of tanh(C) is missing",
        "h = o * tanh(C), so what passes from h to C meets the slope of tanh.",
        "the line of dC: 1 - tanh(C)^2.",
        ((BELT, "dC = dC + dh * o"),),
    ),
    Mistake(
        "the slope of tanh(C) is taken as 1 - C^2",
        "1 - h^2 works for a value that tanh has returned. C is what goes into it.",
        "the line of dC: tanh(C) first, then the square.",
        ((BELT, "dC = dC + dh * o * (1 - C**2)"),),
    ),
    Mistake(
        "the output gate is left out on the way from h to C",
        "h = o * tanh(C): the derivative by C keeps the factor o.",
        "the line of dC.",
        ((BELT, "dC = dC + dh * (1 - tanh_C**2)"),),
    ),
    Mistake(
        "dC is overwritten: what came from the next step is lost",
        "`dC = dh * ...` where `dC = dC + dh * ...` is meant. With one step nothing "
        "comes from beyond, so it goes unseen there.",
        "the line that makes dC: C is used twice, by h and by the next step.",
        ((BELT, "dC = dh * o * (1 - tanh_C**2)"),),
    ),
    Mistake(
        "what comes through h is not added to dC",
        "C is used twice, by the next step and by h; gradients of two uses add.",
        "dC, before it is handed to f, i, C_tilde and C_prev.",
        ((BELT, "dC = dC"),),
    ),
    Mistake(
        "dC_prev lacks the factor f",
        "C = f * C_prev + ...: the belt scales the gradient as it scales the state.",
        "the line of dC_prev. Nothing else depends on it in one step.",
        (("dC_prev = dC * f", "dC_prev = dC"),),
    ),
    Mistake(
        "the new C stands where C_prev belongs",
        "f multiplies the belt as it arrives. In the cache both have one shape.",
        "the line of df.",
        (("df = dC * C_prev", "df = dC * C"),),
    ),
    Mistake(
        "i and C_tilde are swapped in their gradients",
        "In a product each factor's gradient holds the other factor.",
        "the lines of di and dC_tilde.",
        (
            ("di = dC * C_tilde", "di = dC * i"),
            ("_tilde = dC * i", "_tilde = dC * C_tilde"),
        ),
    ),
    Mistake(
        "dx and the gradient of h are cut from the wrong ends",
        "h stands first in [h, x], so the first H columns belong to h.",
        "the two slices of the gradient of [h, x].",
        ((SPLIT, "D = dhx.shape[1] - H; dx, dh_prev = dhx[:, :D], dhx[:, D:]"),),
    ),
    Mistake(
        "dx and dh_prev are returned in the wrong order",
        "Where D = H nobody notices.",
        "the return: dx, dh_prev, dC_prev, grads.",
        (("return dx, dh_prev, dC_prev", "return dh_prev, dx, dC_prev"),),
    ),
    Mistake(
        "W_h stands where its transpose belongs",
        "Forwards a row of W makes one unit; backwards a unit's gradient goes to all "
        "that its row has read. The block that reads h is square, so no shape "
        "complains, and with small weights the error is small.",
        "the product that sends a gradient to h: with gradients in rows it is da @ W.",
        (
            (
                DHX,
                'W_h, W_x = np.split(params[f"W_{gate}"], [C.shape[1]], axis=1)\n'
                "        dhx = dhx + np.hstack([da_gate @ W_h.T, da_gate @ W_x])",
            ),
        ),
    ),
    Mistake(
        "the sum over the batch is missing in the gradients of b",
        "The product makes the sum for W by itself. For b it has to be written.",
        "the gradient of each bias: shape (H,), summed over axis 0.",
        ((DB, 'grads[f"b_{gate}"] = da_gate'),),
    ),
    Mistake(
        "only the first sequence counts in the gradients of b",
        "da[0] has the right shape, and leaves out the rest of the batch.",
        "the gradient of each bias: a sum over axis 0.",
        ((DB, 'grads[f"b_{gate}"] = da_gate[0]'),),
    ),
    Mistake(
        "the gradients are means over the batch",
        "A mean belongs to the loss. Taken here as well, it divides a second time.",
        "the gradients of W and b: sums over the batch.",
        (
            ("da_gate.T @ hx", "da_gate.T @ hx / len(hx)"),
            ("da_gate.sum(axis=0)", "da_gate.mean(axis=0)"),
        ),
    ),
    Mistake(
        "b_o's gradient stands in every bias",
        "One line was copied three times and its name not changed. Only b is wrong, W "
        "is exact.",
        "the gradients of the biases, name by name.",
        ((DB, 'grads[f"b_{gate}"] = da["o"].sum(axis=0)'),),
    ),
    Mistake(
        "dC is changed in place",
        "`dC += ...` writes into the array of the next step, which may still be used.",
        "the operators with `=` in them; `dC = dC + ...` makes a new array.",
        ((BELT, "dC += dh * o * (1 - tanh_C**2)"),),
    ),
    Mistake(
        "the slope of the candidate is missing",
        "The candidate comes out of a tanh, and the weights sit inside it.",
        "the candidate's sum: its gradient still needs 1 - C_tilde^2.",
        ((DC_TILDE, '"C": dC_tilde'),),
    ),
    Mistake(
        "the candidate is squashed once more in its slope",
        "1 - tanh(a)^2 is for the sum a. C_tilde is tanh(a) already.",
        "the candidate's slope: 1 - C_tilde^2, without tanh.",
        ((DC_TILDE, '"C": dC_tilde * (1 - np.tanh(C_tilde) ** 2)'),),
    ),
    Mistake(
        "the slope of the input gate is missing",
        "di is the gradient of the gate's value; the weights sit inside its sigmoid.",
        "the input gate's sum: di still needs i (1 - i).",
        ((DI, '"i": di'),),
    ),
    Mistake(
        "the slope of the output gate is missing",
        "do is the gradient of the gate's value; the weights sit inside its sigmoid.",
        "the output gate's sum: do still needs o (1 - o).",
        ((DO, '"o": do'),),
    ),
    Mistake(
        "do is made with C, not with tanh(C)",
        "h = o * tanh(C): the other factor is what was shown, and that is squashed.",
        "the line of do.",
        ((SHOWN, "do = dh * C"),),
    ),
    Mistake(
        "do is made from dC, not from dh",
        "o stands in the line of h alone, so its gradient comes from dh.",
        "the line of do.",
        ((SHOWN, "do = dC * tanh_C"),),
    ),
    Mistake(
        "dC_prev is made before what comes through h is added",
        "The whole gradient of C goes on along the belt: what the next step sent, and "
        "what h adds.",
        "the order of the lines of dC and dC_prev, and which dC the second one takes.",
        ((BELT, f"dC_in = dC; {BELT}"), (ON, "dC_prev = dC_in * f")),
    ),
    Mistake(
        "only the last gate's share reaches x and h",
        "`=` in the loop over the gates: each wipes out the one before. [h, x] is used "
        "four times, and gradients of four uses add.",
        "the line that makes the gradient of [h, x].",
        ((DHX, DHX.replace("dhx + ", "")),),
    ),
    Mistake(
        "the gradients of b are means over the batch",
        "The gradients of W are sums, and one rule holds for both.",
        "the gradient of each bias: `sum` over axis 0.",
        ((DB, DB.replace("sum", "mean")),),
    ),
    Mistake(
        "the gradients of W are means over the batch",
        "The gradients of b are sums, and one rule holds for both.",
        "the gradient of each W: the product makes the sum, and nothing divides it.",
        (("da_gate.T @ hx", "da_gate.T @ hx / len(hx)"),),
    ),
]
