"""Check of exercise 13: one step of a cell whose gates look at the belt."""

import numpy as np

from exercises.checks.inputs import lstm_params, states
from exercises.spec import Case, Mistake

function = "peephole_step"
returns = {"h": "b k", "C": "b k"}


def cases():
    """Different B, D and H; peepholes of about 0.5."""
    rng = np.random.default_rng(13)
    for B, D, H in ((2, 3, 4), (3, 4, 2), (4, 2, 3)):
        params = lstm_params(rng, D, H)
        params |= {f"p_{k}": states(rng, H) for k in "fio"}
        yield Case(
            f"B = {B}, D = {D}, H = {H}",
            x=rng.normal(size=(B, D)),
            h_prev=np.tanh(states(rng, B, H)),
            C_prev=states(rng, B, H),
            params=params,
        )


SEE_F = 'params["p_f"] * C_prev'
SEE_I = 'params["p_i"] * C_prev'
SEE_O = 'params["p_o"] * C '
ALL_O = ' + params["p_o"] * C'
F = f'f = sigmoid(hx @ params["W_f"].T + {SEE_F} + params["b_f"])'
I = f'i = sigmoid(hx @ params["W_i"].T + {SEE_I} + params["b_i"])'
O = 'o = sigmoid(hx @ params["W_o"].T + params["p_o"] * C + params["b_o"])'
OFFER = 'C_tilde = np.tanh(hx @ params["W_C"].T + params["b_C"])'
SHOW = "h = o * np.tanh(C)"
UPDATE = "C = f * C_prev + i * C_tilde"

mistakes = [
    Mistake(
        "o looks at the old belt",
        "f and i act before the update and can see C_prev only. o acts after it and "
        "looks at what it is about to show.",
        "the state in the line of o.",
        ((SEE_O, 'params["p_o"] * C_prev '),),
    ),
    Mistake(
        "the peepholes are missing",
        "Without them this is the plain LSTM step.",
        "the sums of f, i and o.",
        (
            (f" + {SEE_F}", ""),
            (f" + {SEE_I}", ""),
            (' + params["p_o"] * C ', " "),
        ),
    ),
    Mistake(
        "the peepholes look at h_prev",
        "h_prev is in [h, x] already. A peephole is for what was not shown.",
        "the state beside p_f and p_i.",
        ((SEE_F, 'params["p_f"] * h_prev'), (SEE_I, 'params["p_i"] * h_prev')),
    ),
    Mistake(
        "the peepholes look at tanh of the belt",
        "A peephole sees the belt as it is, beyond 1 too.",
        "the state beside p_f, p_i and p_o.",
        (
            (SEE_F, 'params["p_f"] * np.tanh(C_prev)'),
            (SEE_I, 'params["p_i"] * np.tanh(C_prev)'),
            (SEE_O, 'params["p_o"] * np.tanh(C) '),
        ),
    ),
    Mistake(
        "the candidate has a peephole too",
        "Gates look at the belt to decide how far to open. The candidate is content, "
        "and the usual cell gives it none.",
        "the line of the candidate.",
        ((OFFER, OFFER.replace(" + params", f" + {SEE_I} + params")),),
    ),
    Mistake(
        "p_f and p_i are swapped",
        "Both are vectors of one length, and nothing complains.",
        "the names in the lines of f and i.",
        ((F, F.replace("p_f", "p_i")), (I, I.replace("p_i", "p_f"))),
    ),
    Mistake(
        "p_f stands in every gate",
        "One line was copied and its peephole not renamed.",
        "the names of the peepholes, line by line.",
        ((I, I.replace("p_i", "p_f")), (O, O.replace("p_o", "p_f"))),
    ),
    Mistake(
        "the peephole is added outside the sigmoid",
        "Added to the fraction, it pushes the gate out of 0 to 1. It belongs to the "
        "sum.",
        "the brackets of f, i and o.",
        (
            (F, f'f = sigmoid(hx @ params["W_f"].T + params["b_f"]) + {SEE_F}'),
            (I, f'i = sigmoid(hx @ params["W_i"].T + params["b_i"]) + {SEE_I}'),
            (O, f'o = sigmoid(hx @ params["W_o"].T + params["b_o"]) + {SEE_O}'),
        ),
    ),
    Mistake(
        "tanh is missing: h shows the belt unsquashed",
        "C may grow beyond 1, and then h does too.",
        "the line of h.",
        ((SHOW, "h = o * C"),),
    ),
    Mistake(
        "f and i are swapped in the update",
        "Both are fractions of one shape.",
        "the gate of each term of C.",
        ((UPDATE, "C = i * C_prev + f * C_tilde"),),
    ),
    *(
        Mistake(
            f"the peephole of {gate} is missing",
            "Three gates look at the belt, each through a vector of its own.",
            f"the sum of {gate}.",
            ((see, ""),),
        )
        for gate, see in (("f", f" + {SEE_F}"), ("i", f" + {SEE_I}"), ("o", ALL_O))
    ),
    *(
        Mistake(
            f"the peephole of {gate} looks at h_prev",
            "h_prev is in [h, x] already. A peephole is for what was not shown.",
            f"the state beside p_{gate}.",
            ((see, f'params["p_{gate}"] * h_prev '),),
        )
        for gate, see in (("f", SEE_F), ("i", SEE_I), ("o", SEE_O))
    ),
    Mistake(
        "C and h are returned in the wrong order",
        "Both have one shape, so whoever unpacks them does not notice.",
        "the return: h first, then C.",
        (("return h, C", "return C, h"),),
    ),
    Mistake(
        "x stands before h",
        "Both orders have length H + D, so the shapes fit and every weight meets the "
        "wrong number.",
        "the list that is joined: [h, x], h first.",
        (("[h_prev, x]", "[x, h_prev]"),),
    ),
]
