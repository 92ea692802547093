"""Check of exercise 1: the product of Jacobians."""

import numpy as np

from exercises.spec import Case, Mistake

function = "jacobian_product"
returns = {"result": "k m"}


def cases():
    """Hidden states of a real run, of one step and of several."""
    rng = np.random.default_rng(1)
    for T, H in ((1, 3), (3, 3), (5, 4)):
        W, h_t = rng.normal(0, 0.7, (H, H)), rng.uniform(-0.9, 0.9, H)
        h = []
        for _ in range(T):
            h_t = np.tanh(W @ h_t + rng.normal(0, 0.5, H))
            h.append(h_t)
        yield Case(f"T = {T}", W=W, h=np.stack(h))


STEP = "J = (1 - h_t**2)[:, np.newaxis] * W"
BEGIN = "product = np.eye(len(W))"
GROW = "product = J @ product"

mistakes = [
    Mistake(
        "the oldest step stands on the left",
        "`product @ J` is written in the order of the loop. A change of h_0 meets J_1 "
        "first, and what acts first stands on the right.",
        "the line that grows the product: each newer J goes in front.",
        ((GROW, "product = product @ J"),),
    ),
    Mistake(
        "the slope of tanh is missing",
        "h_t depends on W h_{t-1} through tanh, and tanh has a slope of its own.",
        "the Jacobian of one step: W still lacks its factor 1 - h_t^2.",
        ((STEP, "J = W"),),
    ),
    Mistake(
        "the slope scales the columns of W, not its rows",
        "`(1 - h_t**2) * W` lines the slopes up with the last axis. Row k of W makes "
        "unit k of the new state, and that unit is squashed.",
        "the broadcasting: the slopes need the shape (H, 1).",
        ((STEP, "J = (1 - h_t**2) * W"),),
    ),
    Mistake(
        "tanh is applied to h_t once more",
        "The formula 1 - tanh(a)^2 is for the sum a. h_t is tanh(a) already.",
        "the slope: 1 - h_t**2 needs no tanh.",
        ((STEP, "J = (1 - np.tanh(h_t) ** 2)[:, np.newaxis] * W"),),
    ),
    Mistake(
        "the slope is the sigmoid's, h(1 - h)",
        "A sigmoid s has the slope s(1 - s); tanh has 1 - h^2.",
        "the slope of one step.",
        ((STEP, "J = (h_t * (1 - h_t))[:, np.newaxis] * W"),),
    ),
    Mistake(
        "W is transposed",
        "In W h each row of W makes one new unit, so the derivative by h is W itself. "
        "The transpose belongs to the gradient of a loss.",
        "W in the Jacobian of one step.",
        ((STEP, "J = (1 - h_t**2)[:, np.newaxis] * W.T"),),
    ),
    Mistake(
        "the result is transposed: rows belong to h_0",
        "This is the matrix that carries a gradient back. The question asks for rows "
        "that belong to the last state.",
        "the returned matrix, or the order of both factors and their transposes.",
        (("return product", "return product.T"),),
    ),
    Mistake(
        "the factors are multiplied element by element",
        "`*` multiplies entries; a change passes from step to step by the matrix "
        "product `@`, which also sums over the units between.",
        "the line that grows the product.",
        ((GROW, "product = J * product"), ("np.eye(len(W))", "1.0")),
    ),
    Mistake(
        "the first step is left out",
        "h[0] looks like the state before the first step. It is the state after it, so "
        "its Jacobian belongs to the product.",
        "the range of the loop: T states, T factors.",
        (("for h_t in h:", "for h_t in h[1:]:"),),
    ),
    Mistake(
        "the last step is left out",
        "The product ends at h_T, so the slope at h_T is its newest factor.",
        "the range of the loop: T states, T factors.",
        (("for h_t in h:", "for h_t in h[:-1]:"),),
    ),
    Mistake(
        "the state stands where its slope belongs",
        "tanh has the slope 1 - h_t^2 where it returned h_t.",
        "the Jacobian of one step.",
        ((STEP, "J = h_t[:, np.newaxis] * W"),),
    ),
    Mistake(
        "the product begins with W",
        "T steps have T factors W. Before the first nothing has been multiplied, and "
        "that is the unit matrix.",
        "the line before the loop.",
        ((BEGIN, "product = W"),),
    ),
]
