"""Can a gradient reach back thirty steps? Small networks, before and after training.

python -m lstm_src.experiments.xray_weights

Each network reads a symbol, 28 others and a question mark, and has to name the first
symbol. The weights of seed 0 go into the explorable gradient-xray.
"""

import sys
from functools import partial

import numpy as np

from lstm_src.analysis import gradient_flow
from lstm_src.experiments.receipts import Receipt, record
from lstm_src.explorables.gradient_xray import (
    HIDDEN_SIZE,
    STEPS,
    TRAINED_FROM,
    WEIGHTS,
    pack,
)
from lstm_src.layers import LSTM, RNN
from lstm_src.tasks.memory import RecallFirst
from lstm_src.training import Adam, Model, Trainer

TASK = RecallFirst(gap=STEPS - 2, symbols=2)
UPDATES, BATCH_SIZE, LEARNING_RATE, CLIP = 3000, 32, 1e-2, 1.0
SEEDS, TESTED, SOLVED = range(6), 1000, 0.99
READ_SEED, TEST_SEED = 0, 99
LOOKED_AT = 10  # step at which the direct path is held against all paths
NETWORKS = {
    f"lstm-bias-{bias:g}": partial(LSTM, forget_bias=bias)
    for bias in (0.0, 1.0, TRAINED_FROM)
} | {"rnn": RNN}


def train(cell, seed, updates=UPDATES):
    """Train one network on the recall task.

    Args:
        cell: makes a layer from its sizes and `rng`.
        seed: of the first weights and of the sequences.
        updates: how many batches it learns from.

    Returns:
        The layer as it was before training, and the trained `Model`.
    """
    before = cell(TASK.input_size, HIDDEN_SIZE, rng=seed)
    layer = cell(TASK.input_size, HIDDEN_SIZE, rng=seed)
    model = Model(layer, TASK.output_size, rng=seed)
    stream = TASK.stream(BATCH_SIZE, seed)
    Trainer(model, stream, Adam(LEARNING_RATE), clip=CLIP, seed=seed).run(updates)
    return before, model


def accuracy(model):
    """Measure how many new sequences a model answers rightly.

    Args:
        model: a `Model`.

    Returns:
        The share, from 0 to 1; guessing gives 0.5.
    """
    batch = TASK.batch(TESTED, TEST_SEED)
    z, _ = model.forward(batch.x)
    return float(TASK.correct(z, batch).mean())


def direct_of_full(layer):
    r"""Hold the belt's own path against the whole derivative, at step `LOOKED_AT`.

    Args:
        layer: an `LSTM`.

    Returns:
        The norm of the one, divided by the norm of the other.
    """
    norms = gradient_flow(layer, read()).norms()
    return float(norms["direct"][LOOKED_AT - 1, 0] / norms["full"][LOOKED_AT - 1, 0])


def read():
    """Make the sequence that the explorable reads, (T, 1)."""
    return TASK.batch(1, READ_SEED).x


def receipts(found, ratios):
    """Turn what was measured into rows of the results table.

    Args:
        found: name of a network -> accuracies, one for each seed.
        ratios: "start" and "after" -> `direct_of_full`, one for each seed.

    Returns:
        List of `Receipt`.

    >>> rows = receipts({"rnn": [0.5, 1.0]}, {"start": [0.25]})
    >>> [(row.key, row.value) for row in rows][:3]
    [('rnn/accuracy', '0.500'), ('rnn/solved', '1'), ('rnn/seeds', '2')]
    >>> rows[3].key, rows[3].value
    ('start/direct-of-full', '0.25')
    """
    rows = []
    trained = (
        f"first of {STEPS - 1} symbols of two kinds, named at step {STEPS}, "
        f"H={HIDDEN_SIZE}, {UPDATES} batches of {BATCH_SIZE}, Adam {LEARNING_RATE:g}, "
        f"clip {CLIP:g}, {TESTED} new sequences"
    )
    told = {"command": "python -m lstm_src.experiments.xray_weights", "task": trained}
    for name, shares in found.items():
        spread = f"{min(shares):.3f} to {max(shares):.3f} over {len(shares)} seeds"
        told["seeds"] = " ".join(str(seed) for seed in range(len(shares)))
        solved = sum(share >= SOLVED for share in shares)
        rows += [
            Receipt(
                f"{name}/accuracy",
                f"{shares[0]:.3f}",
                "share of sequences, seed 0",
                spread,
                **told,
            ),
            Receipt(f"{name}/solved", str(solved), "seeds", spread, **told),
            Receipt(f"{name}/seeds", str(len(shares)), "seeds", **told),
        ]
    told["task"] = (
        f"norm of the direct path over that of all paths, from step {STEPS} to "
        f"{LOOKED_AT}, forget bias {TRAINED_FROM:g} before training; {trained}"
    )
    for when, shares in ratios.items():
        told["seeds"] = " ".join(str(seed) for seed in range(len(shares)))
        spread = f"{min(shares):.2f} to {max(shares):.2f} over {len(shares)} seeds"
        key = f"{when}/direct-of-full"
        rows.append(Receipt(key, f"{shares[0]:.2f}", "seed 0", spread, **told))
    return rows


def main():
    """Train all networks, keep those of seed 0, and record what they reach."""
    found, layers = {}, {}
    for name, cell in NETWORKS.items():
        runs = [train(cell, seed) for seed in SEEDS]
        found[name] = [accuracy(model) for _, model in runs]
        layers[name] = [(before, model.layer) for before, model in runs]
        print(name, *(f"{share:.3f}" for share in found[name]), file=sys.stderr)
    lstms, rnns = layers[f"lstm-bias-{TRAINED_FROM:g}"], layers["rnn"]
    start, after = (pack(*pair) for pair in zip(lstms[0], rnns[0], strict=True))
    WEIGHTS.parent.mkdir(exist_ok=True)
    np.savez(WEIGHTS, start=start, after=after, x=read()[:, 0].astype(np.int8))
    ratios = {
        "start": [direct_of_full(before) for before, _ in lstms],
        "after": [direct_of_full(layer) for _, layer in lstms],
    }
    print(f"wrote {record('gradient-xray', receipts(found, ratios))}, {WEIGHTS}.")


if __name__ == "__main__":
    main()
