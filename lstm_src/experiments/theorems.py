r"""Three theorems about gradients, held against the package's own Jacobians.

python -m lstm_src.experiments theorems

A bound for every tanh network, and two products that have to be exact:

$$\Big\| \frac{\partial h_T}{\partial h_0} \Big\|_2 \le \sigma_{\max}(W_h)^T, \qquad
  \frac{\partial C_T}{\partial C_0}\Big|_{\text{belt}} = \prod_{t=1}^{T} f_t, \qquad
  \frac{\partial C_T}{\partial C_0}\Big|_{1997} = 1$$
"""

import numpy as np

from lstm_src.analysis import (
    hold,
    jacobian_products,
    singular_values,
    state_jacobians,
)
from lstm_src.experiments.finding import Column, Finding
from lstm_src.layers import LSTM, LSTM1997, RNN

HIDDEN_SIZE, INPUT_SIZE, STEPS = 8, 3, 50


def measure(seed, steps=STEPS):
    r"""Draw networks and inputs at random, and see how far the theorems are off.

    Args:
        seed: of weights, inputs and states.
        steps: T.

    Returns:
        Dict: `bound`, the largest $\|\partial h_T/\partial h_0\| / \sigma^T$, never
        above 1; `belt-error`, the largest difference between the Jacobian of C along
        the belt and the product of the forget gates, over that product; and
        `truncated-error`, between the truncated gradient of 1997 and 1.
    """
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(steps, 1, INPUT_SIZE))
    sizes = {"dtype": np.float64, "rng": rng}
    rnn = RNN(INPUT_SIZE, HIDDEN_SIZE, **sizes)
    stretch = np.linalg.norm(rnn.params["W"][:, :HIDDEN_SIZE], 2)
    norms = singular_values(jacobian_products(state_jacobians(rnn, x)))[:, 0, 0]
    bound = norms / stretch ** np.arange(1, steps + 1)
    return {
        "bound": float(bound.max()),
        "belt-error": _belt_error(LSTM(INPUT_SIZE, HIDDEN_SIZE, **sizes), x),
        "truncated-error": _truncated_error(
            LSTM1997(INPUT_SIZE, HIDDEN_SIZE, truncated=True, **sizes), x
        ),
    }


def _belt_error(layer, x):
    """Differentiate by moving C_0 while every gate stays as it was."""
    f = layer.trace(x)["f"][:, 0]  # (T, H)
    product, J = f.prod(axis=0), np.eye(layer.hidden_size)
    for t, gates in enumerate(f):
        held = hold(layer, {"f": gates, "i": 0.0})
        step = state_jacobians(held, x[t : t + 1])[0, 0]
        H = layer.hidden_size
        J = step[H:, H:] @ J
    return float(np.abs(J - np.diag(product)).max() / product.min())


def _truncated_error(layer, x):
    layer.forward(x)
    zero, one = np.zeros((1, layer.hidden_size)), np.ones((1, layer.hidden_size))
    _, (_, dC) = layer.backward(np.zeros((len(x), *one.shape)), (zero, one))
    return float(np.abs(dC - 1).max())


FINDING = Finding(
    name="theorems",
    measure=measure,
    grid=[{"seed": seed} for seed in range(20)],
    quick=(0, 1, 2, 3),
    task=f"networks drawn at random, H={HIDDEN_SIZE}, normal inputs over {STEPS} "
    "steps, float64",
    columns=(
        Column("bound", "of what the largest singular value allows"),
        Column("belt-error", "relative error", ".1e"),
        Column("truncated-error", "absolute error", ".1e"),
    ),
)
