"""What does one state lose that attention finds? Strings copied and reversed.

python -m lstm_src.experiments.attention_lens

Encoder-decoders with and without attention learn on strings of 4 to 16 symbols. Of each
kind the middle one of five goes into the explorable attention-lens, and so does what
all five reach.
"""

import itertools

import numpy as np

from lstm_src.experiments.receipts import Receipt, record
from lstm_src.explorables.attention_lens import (
    HIDDEN_SIZE,
    KINDS,
    LONGEST,
    SHORTEST,
    SYMBOLS,
    TRAINED,
    make_model,
)
from lstm_src.explorables.trained import keep, middle, to_halves
from lstm_src.tasks.rewriting import ORDERS, Rewriting
from lstm_src.training import Adam, Trainer

UPDATES, BATCH_SIZE, LEARNING_RATE, CLIP = 5000, 32, 1e-2, 1.0
SEEDS, TESTED, TEST_SEED = range(5), 200, 1000
LENGTHS = range(SHORTEST, LONGEST + 1)
TABLED = (4, 8, 12, 16, 20, 24)  # lengths that the results table names


def train(order, kind, seed, updates=UPDATES):
    """Train one network.

    Args:
        order: "reverse" or "copy".
        kind: "with" or "without" attention.
        seed: of the first weights and of the strings.
        updates: how many batches it learns from.

    Returns:
        The `Seq2Seq`, its weights rounded to half precision.
    """
    rng = np.random.default_rng(seed)
    model = make_model(kind, rng=rng)
    stream = Rewriting(order, TRAINED, SYMBOLS).stream(BATCH_SIZE, rng)
    trainer = Trainer(
        model,
        stream,
        Adam(LEARNING_RATE),
        clip=CLIP,
        schedule=lambda steps: 1 - steps / updates,  # to 0, or single seeds end badly
        seed=seed,
    )
    trainer.run(updates)
    return to_halves(model)


def accuracy(model, order, length):
    """Measure how many symbols a model writes rightly, told nothing on the way.

    Args:
        model: a `Seq2Seq`.
        order: "reverse" or "copy".
        length: of the strings.

    Returns:
        The share of the symbols of `TESTED` new strings, from 0 to 1; guessing gives
        one in `SYMBOLS`.
    """
    batch = Rewriting(order, length, SYMBOLS).batch(TESTED, TEST_SEED + length)
    written, _ = model.decode(batch.x, length)
    return float(np.mean(written == batch.targets))


def receipts(found):
    """Turn what was measured into rows of the results table.

    Args:
        found: accuracies, (orders, kinds, lengths, seeds).

    Returns:
        List of `Receipt`, one for each order, kind and length in `TABLED`.

    >>> rows = receipts(np.tile([0.25, 0.75], (1, 1, 3, 1)))  # lengths 2, 3 and 4
    >>> rows[0].key, rows[0].value, rows[0].spread
    ('reverse/with/length-4', '0.500', '0.250 to 0.750 over 2 seeds')
    """
    seeds = found.shape[-1]
    told = {
        "unit": f"share of symbols, mean of {seeds} seeds",
        "seeds": " ".join(map(str, range(seeds))),
        "task": f"strings of {SYMBOLS} symbols written again, greedily; encoder and "
        f"decoder LSTM, H={HIDDEN_SIZE}, trained on lengths {TRAINED[0]} to "
        f"{TRAINED[1]}, {UPDATES} batches of {BATCH_SIZE}, Adam {LEARNING_RATE:g} "
        f"falling to 0, clip {CLIP:g}; {TESTED} new strings of this length; with: "
        "general score",
        "command": "python -m lstm_src.experiments.attention_lens",
    }
    return [
        Receipt(
            f"{order}/{kind}/length-{length}",
            f"{shares.mean():.3f}",
            spread=f"{shares.min():.3f} to {shares.max():.3f} over {seeds} seeds",
            **told,
        )
        for order, kinds in zip(ORDERS, found, strict=False)
        for kind, rows in zip(KINDS, kinds, strict=False)
        for length, shares in zip(LENGTHS, rows, strict=False)
        if length in TABLED
    ]


def main():
    """Train all networks, keep the middle ones, and record what all reach."""
    found = np.zeros((len(ORDERS), len(KINDS), len(LENGTHS), len(SEEDS)))
    chosen = {}
    for (a, order), (b, kind) in itertools.product(enumerate(ORDERS), enumerate(KINDS)):
        models = [train(order, kind, seed) for seed in SEEDS]
        for n, length in enumerate(LENGTHS):
            found[a, b, n] = [accuracy(model, order, length) for model in models]
        chosen[f"{order}-{kind}"] = models[middle(found[a, b][None])[0]]
    path = keep("attention-lens", chosen, accuracy=found)
    print(f"wrote {record('attention-lens', receipts(found))}, {path}.")


if __name__ == "__main__":
    main()
