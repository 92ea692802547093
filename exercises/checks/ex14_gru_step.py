"""Check of exercise 14: one step of a GRU."""

import numpy as np

from exercises.checks.inputs import states
from exercises.spec import Case, Mistake

function = "gru_step"
returns = {"h": "b k"}


def cases():
    """Different B, D and H, weights of about 0.5."""
    rng = np.random.default_rng(14)
    for B, D, H in ((2, 3, 4), (3, 4, 2), (4, 2, 3)):
        params = {f"W_{k}": rng.normal(0, 0.5, (H, H + D)) for k in "zrh"}
        params |= {f"b_{k}": rng.normal(0, 0.5, H) for k in "zrh"}
        yield Case(
            f"B = {B}, D = {D}, H = {H}",
            x=rng.normal(size=(B, D)),
            h_prev=np.tanh(states(rng, B, H)),
            params=params,
        )


READ = "hx = np.concatenate([h_prev, x], axis=1)"
RECALL = "recalled = np.concatenate([r * h_prev, x], axis=1)"
OFFER = 'h_tilde = np.tanh(recalled @ params["W_h"].T + params["b_h"])'
BLEND = "return (1 - z) * h_prev + z * h_tilde"

mistakes = [
    Mistake(
        "z keeps, and 1 - z takes",
        "Half of the papers write it so, and it is as good a GRU; in this book, as in "
        "the post, a large z takes the new.",
        "the two factors of the blend.",
        ((BLEND, "return z * h_prev + (1 - z) * h_tilde"),),
    ),
    Mistake(
        "r acts after the product",
        "That is PyTorch's and cuDNN's order. Here r scales the old state first, and "
        "then the weights mix its units.",
        "what the candidate's weights multiply.",
        (
            (
                OFFER,
                "H = h_prev.shape[1]\n"
                '    h_tilde = np.tanh(r * (h_prev @ params["W_h"][:, :H].T)\n'
                '        + x @ params["W_h"][:, H:].T + params["b_h"])',
            ),
        ),
    ),
    Mistake(
        "r is not used",
        "The candidate then always sees the whole old state.",
        "what the candidate reads.",
        ((RECALL, "recalled = hx"),),
    ),
    Mistake(
        "z and r are swapped",
        "Both are fractions of one shape.",
        "the names in the lines of z and r.",
        ((RECALL, RECALL.replace("r * h", "z * h")), (BLEND, BLEND.replace("z", "r"))),
    ),
    Mistake(
        "r also scales what is kept",
        "r decides what the candidate sees of the old state. What stays is decided by "
        "z alone.",
        "the first term of the blend.",
        ((BLEND, "return (1 - z) * r * h_prev + z * h_tilde"),),
    ),
    Mistake(
        "the old state stays whole",
        "Only the new part was scaled. A GRU takes the room for the new from the old: "
        "the two shares add up to 1.",
        "the first term of the blend.",
        ((BLEND, "return h_prev + z * h_tilde"),),
    ),
    Mistake(
        "the candidate takes a sigmoid",
        "One line was copied three times. The candidate is content with a sign.",
        "the function around the candidate's sum.",
        ((OFFER, OFFER.replace("np.tanh", "sigmoid")),),
    ),
    Mistake(
        "the blend is squashed once more",
        "The LSTM squashes what it shows, since its belt may exceed 1. A blend of two "
        "numbers between -1 and 1 stays there.",
        "the last line.",
        ((BLEND, "return np.tanh((1 - z) * h_prev + z * h_tilde)"),),
    ),
    Mistake(
        "x stands before h",
        "Both orders have length H + D, so the shapes fit and every weight meets the "
        "wrong number.",
        "the lists that are joined: h first.",
        (
            (READ, "hx = np.concatenate([x, h_prev], axis=1)"),
            (RECALL, "recalled = np.concatenate([x, r * h_prev], axis=1)"),
        ),
    ),
    Mistake(
        "the biases are missing",
        "A bias is the lean before anything is read.",
        "the three sums.",
        tuple((f'"].T + params["b_{gate}"])', '"].T)') for gate in "zrh"),
    ),
]
