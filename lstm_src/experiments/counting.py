r"""How far do cells count that learned a^n b^n up to n = 10?

python -m lstm_src.experiments counting

An LSTM can count on its belt: one up for each a, one down for each b. A GRU's state
is a mean of what it saw, and has to squeeze every count between -1 and 1.
"""

from functools import partial

import numpy as np

from lstm_src.experiments.finding import Column, Finding
from lstm_src.experiments.receipts import Receipt
from lstm_src.layers import GRU, LSTM
from lstm_src.tasks import Counting
from lstm_src.training import Adam, Model, fit

TASK = Counting(largest=10)
HIDDEN_SIZE, UPDATES, BATCH_SIZE, LEARNING_RATE, CLIP = 10, 3000, 32, 1e-2, 1.0
FORGET_BIAS, FARTHEST = 3.0, 1000
CELLS = {"LSTM": partial(LSTM, forget_bias=FORGET_BIAS), "GRU": GRU}


def train(cell, seed, updates=UPDATES):
    """Train one network; the learning rate falls to 0.

    Args:
        cell: a key of `CELLS`.
        seed: of the first weights and of the strings.
        updates: batches.

    Returns:
        A `Model`.
    """
    layer = CELLS[cell](TASK.input_size, HIDDEN_SIZE, rng=seed)
    return fit(
        layer,
        TASK,
        updates,
        batch_size=BATCH_SIZE,
        optimizer=Adam(LEARNING_RATE),
        clip=CLIP,
        schedule=lambda step: 1 - step / updates,
        rng=seed,
    ).model


def reach(model, farthest=FARTHEST):
    r"""Find the largest n up to which every string is read rightly.

    Args:
        model: a `Model` that predicts the next symbol.
        farthest: where to stop looking.

    Returns:
        n; 0 where not even n = 1 is right.
    """
    for first in range(1, farthest + 1, 20):
        batch = TASK.exactly(*range(first, min(first + 20, farthest + 1)))
        right = TASK.correct(model.forward(batch.x, None, batch.lengths)[0], batch)
        if not right.all():
            return first - 1 + int(right.argmin())
    return farthest


def straightness(layer, n):
    r"""Look for a cell that counts: up by even steps over the a's, down over the b's.

    Args:
        layer: an `LSTM` or a `GRU`.
        n: of the string that is read.

    Returns:
        The largest $R^2$, over all cells, of the straight line fitted to the state
        over the a's, or over the b's, whichever is the worse; the cell's number; and
        what it goes up with each a, and up with each b.
    """
    trace = layer.trace(TASK.exactly(n).x)
    state = trace.get("C", trace["h"])[:, 0].astype(np.float64)  # (T, H)
    t = np.arange(n)
    fits = []
    for part in (state[1 : n + 1], state[n + 1 :]):  # behind each a, behind each b
        slope, start = np.polyfit(t, part, 1)
        left = ((part - (t[:, None] * slope + start)) ** 2).sum(axis=0)
        around = ((part - part.mean(axis=0)) ** 2).sum(axis=0)
        fits.append((slope, 1 - left / np.maximum(around, 1e-12)))
    (up, up_fit), (down, down_fit) = fits
    worse = np.where(up * down < 0, np.minimum(up_fit, down_fit), 0)
    k = int(worse.argmax())
    return float(worse[k]), k, float(up[k]), float(down[k])


def hand_set():
    r"""Set an LSTM of two cells by hand, so that it counts without learning.

    Every gate of cell 0 stands at 1, and its candidate is $\tanh(\pm 20) = \pm 1$:

    $$C_t = C_{t-1} + \begin{cases} +1 & \text{reading } a \\ -1 & \text{reading } b
      \\ 0 & \text{reading } S \end{cases}$$

    Cell 1 remembers nothing but the last symbol. Behind a b the readout prefers T
    where $h = \tanh C$ is 0, and b where the count is 1 or more.

    Returns:
        A `Model` in float64, right for every n.

    >>> reach(hand_set(), farthest=50)
    50
    """
    layer = LSTM(TASK.input_size, 2, dtype=np.float64, rng=0)
    model = Model(layer, TASK.output_size, rng=0)
    for array in model.params.values():
        array[...] = 0
    S, a, b, T = range(4)
    p, from_h = model.params, 2  # columns of h come first
    p["b_f"][...] = [np.inf, -np.inf]  # cell 0 keeps all, cell 1 keeps nothing
    p["b_i"][...] = p["b_o"][...] = np.inf
    p["W_C"][0, [from_h + a, from_h + b]] = 20, -20
    p["W_C"][1, [from_h + a, from_h + b]] = 20, -20  # h: +0.76 behind a, -0.76 behind b
    p["W_y"][a, 1] = 10
    p["W_y"][b, 0], p["b_y"][b] = 20, -6
    p["W_y"][T], p["b_y"][T] = -20, -10
    p["b_y"][S] = -30
    return model


def measure(cell, seed, updates=UPDATES):
    """Train one network, see how far it counts, and look for the cell that does.

    Args:
        cell: a key of `CELLS`.
        seed: of the first weights and of the strings.
        updates: batches.

    Returns:
        Dict: `reach`; `straight`, the R² of the straightest counting cell over the
        longest string learned from; and how far that cell goes one way `with-a` and
        the other way `with-b`.
    """
    model = train(cell, seed, updates)
    fit_of, _, up, down = straightness(model.layer, TASK.largest)
    return {
        "reach": reach(model, 200),
        "straight": fit_of,
        "with-a": abs(up),
        "with-b": abs(down),
    }


def by_hand(rows):
    """Tell how far the hand-set LSTM counts; nothing in it is random."""
    return [
        Receipt(
            "hand-set/reach",
            str(reach(hand_set())),
            "largest n looked at, every smaller one right too",
            "",
            "",
            f"an LSTM of two cells, weights set by hand, reads a^n b^n, every n up to "
            f"{FARTHEST}",
            FINDING.command,
        )
    ]


FINDING = Finding(
    name="counting",
    measure=measure,
    grid=[{"cell": cell, "seed": seed} for seed in range(7) for cell in CELLS],
    task=f"next symbol of a^n b^n, n from 1 to {TASK.largest}; H={HIDDEN_SIZE}, LSTM "
    f"with forget bias {FORGET_BIAS:g}, {UPDATES} batches of {BATCH_SIZE}, Adam "
    f"{LEARNING_RATE:g} falling to 0, clip {CLIP:g}; reach: the largest n up to which "
    "every string is right",
    columns=(
        Column("reach", "largest n", ".0f"),
        Column("straight", "R² of the straightest counting cell"),
        Column("with-a", "step of that cell's state with each a", ".2f"),
        Column("with-b", "step the other way with each b", ".2f"),
    ),
    tests=by_hand,
)
