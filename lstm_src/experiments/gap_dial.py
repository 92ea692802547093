"""How far apart may clue and blank be? RNN, GRU and LSTM on "I speak fluent ...".

python -m lstm_src.experiments.gap_dial

Each network learns to predict the next word of sentences whose gaps run from 1 to 40.
Of each kind the middle one of five goes into the explorable gap-dial, and so does what
all five reach.
"""

import numpy as np

from lstm_src.experiments.receipts import Receipt, record
from lstm_src.explorables.gap_dial import CELLS, HIDDEN_SIZE, WIDEST, make_model
from lstm_src.explorables.trained import keep, middle, to_halves
from lstm_src.tasks.fluent import Fluent
from lstm_src.training import Adam, Trainer

UPDATES, BATCH_SIZE, LEARNING_RATE, CLIP = 3000, 32, 5e-3, 1.0
TASK = Fluent((1, WIDEST))
SEEDS, TESTED, TEST_SEED = range(5), 500, 1000
TABLED = (1, 2, 5, 10, 20, 30, 40)  # gaps that the results table names


def train(name, seed, updates=UPDATES):
    """Train one network.

    Args:
        name: of the cell, one of `CELLS`.
        seed: of the first weights and of the sentences.
        updates: how many batches it learns from.

    Returns:
        The `Model`, its weights rounded to half precision.
    """
    rng = np.random.default_rng(seed)
    model = make_model(name, rng=rng)
    stream = TASK.stream(BATCH_SIZE, rng)
    Trainer(model, stream, Adam(LEARNING_RATE), clip=CLIP, seed=seed).run(updates)
    return to_halves(model)


def accuracy(model, gap):
    """Measure how often a model's most likely word is the right language.

    Args:
        model: a `Model`.
        gap: words between clue and blank.

    Returns:
        The share of `TESTED` new sentences, from 0 to 1; one country in 8 is chance.
    """
    task = Fluent(gap)
    batch = task.batch(TESTED, TEST_SEED + gap)
    return float(task.correct(model.forward(batch.x)[0], batch).mean())


def receipts(found):
    """Turn what was measured into rows of the results table.

    Args:
        found: accuracies, (networks, gaps, seeds).

    Returns:
        List of `Receipt`, one for each network and gap in `TABLED`.

    >>> rows = receipts(np.array([[[0.25, 0.75]]]))
    >>> rows[0].key, rows[0].value, rows[0].spread
    ('RNN/gap-1', '0.500', '0.250 to 0.750 over 2 seeds')
    """
    seeds = found.shape[-1]
    told = {
        "unit": f"share of sentences, mean of {seeds} seeds",
        "seeds": " ".join(map(str, range(seeds))),
        "task": f"next word of 'I grew up in France ... I speak fluent ...', gaps 1 to "
        f"{WIDEST}, each doubling as likely, last word {TASK.last_weight:g} times in "
        f"the loss; H={HIDDEN_SIZE}, {UPDATES} batches of {BATCH_SIZE}, Adam "
        f"{LEARNING_RATE:g}, clip {CLIP:g}; {TESTED} new sentences of this gap",
        "command": "python -m lstm_src.experiments.gap_dial",
    }
    return [
        Receipt(
            f"{name}/gap-{gap}",
            f"{shares.mean():.3f}",
            spread=f"{shares.min():.3f} to {shares.max():.3f} over {seeds} seeds",
            **told,
        )
        for name, rows in zip(CELLS, found, strict=False)
        for gap, shares in enumerate(rows, start=1)
        if gap in TABLED
    ]


def main():
    """Train all networks, keep the middle ones, and record what all reach."""
    gaps = range(1, WIDEST + 1)
    models = {name: [train(name, seed) for seed in SEEDS] for name in CELLS}
    found = np.array(
        [
            [[accuracy(model, gap) for model in runs] for gap in gaps]
            for runs in models.values()
        ]
    )
    kept = middle(found)
    chosen = {name: models[name][seed] for name, seed in zip(CELLS, kept, strict=True)}
    path = keep("gap-dial", chosen, accuracy=found, seeds=kept)
    print(f"wrote {record('gap-dial', receipts(found))}, {path}.")


if __name__ == "__main__":
    main()
