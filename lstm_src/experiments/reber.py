r"""Does an LSTM learn the embedded Reber grammar, on strings it has never seen?

python -m lstm_src.experiments reber

The last symbol but one repeats the second; all between is a walk through a graph.
A string is right when at every step all symbols that may come next, one or two, have
higher scores than all that may not. A tanh network of this size, trained by Adam
through whole strings, learns them too.
"""

import numpy as np

from lstm_src.experiments.finding import Column, Finding
from lstm_src.layers import LSTM, RNN
from lstm_src.tasks.reber import SYMBOLS, Reber, embedded_string
from lstm_src.tasks.task import from_strings
from lstm_src.training import Adam, fit

CELLS = {"LSTM": LSTM, "RNN": RNN}
STRINGS, HIDDEN_SIZE, BATCH_SIZE, LEARNING_RATE, CLIP = 256, 20, 8, 1e-2, 1.0
UPDATES, EVERY = 4000, 250


class AllBut(Reber):
    """Embedded Reber strings, except those that are kept for the test.

    Args:
        kept: set of strings.
    """

    def __init__(self, kept):
        super().__init__()
        self.kept = kept

    def batch(self, batch_size, rng=None):
        """Draw strings; see `Task.batch`."""
        rng, drawn = np.random.default_rng(rng), []
        while len(drawn) < batch_size:
            string = embedded_string(rng)
            if string not in self.kept:
                drawn.append(string)
        return from_strings(drawn, SYMBOLS)


def unseen(seed, size=STRINGS):
    """Draw strings for a test, all different, short and long ones mixed.

    No two of them differ in the outer symbols alone. Were both versions of a short walk
    kept from a network, it would never see one of its turns, and rightly hold it for
    impossible.

    Args:
        seed: of the draw.
        size: how many.

    Returns:
        List of strings: half of the first 2 `size` different walks that come up.

    >>> len(set(unseen(0, size=20)))
    20
    """
    rng, strings = np.random.default_rng(seed), {}
    while len(strings) < 2 * size:
        string = embedded_string(rng)
        strings.setdefault(string[2:-2], string)
    return rng.permutation(list(strings.values())).tolist()[:size]


def measure(cell, seed, updates=UPDATES):
    """Train one network until it reads all unseen strings rightly, or its time is up.

    Args:
        cell: a key of `CELLS`.
        seed: of the strings and the first weights.
        updates: batches at the most.

    Returns:
        Dict: `right`, unseen strings of `STRINGS`; `solved`, 1 where it was all of
        them; `outer`, the share of strings whose last symbol but one was foreseen; and
        `sequences` it learned from.
    """
    test = unseen(seed)
    asked = from_strings(test, SYMBOLS)
    task = Reber()

    def right(model):
        z, _ = model.forward(asked.x, None, asked.lengths)
        return int(task.correct(z, asked).sum()), z

    trainer = fit(
        CELLS[cell](task.input_size, HIDDEN_SIZE, rng=seed),
        AllBut(set(test)),
        updates,
        batch_size=BATCH_SIZE,
        optimizer=Adam(LEARNING_RATE),
        clip=CLIP,
        schedule=lambda step: 1 - step / updates,
        stop=lambda t: t.steps % EVERY == 0 and right(t.model)[0] == STRINGS,
        rng=seed,
    )
    count, z = right(trainer.model)
    place = asked.lengths - 2, np.arange(STRINGS)
    outer = z.argmax(axis=-1)[place] == asked.targets[place]
    return {
        "right": count,
        "solved": int(count == STRINGS),
        "outer": float(outer.mean()),
        "sequences": trainer.steps * BATCH_SIZE,
    }


FINDING = Finding(
    name="reber",
    measure=measure,
    grid=[{"cell": "LSTM", "seed": seed} for seed in range(10)]
    + [{"cell": "RNN", "seed": seed} for seed in range(3)],
    quick=(0, 1),
    task=f"embedded Reber strings, fresh ones in each batch, none of them among the "
    f"{STRINGS} different ones of the test; H={HIDDEN_SIZE}, batches of "
    f"{BATCH_SIZE}, Adam {LEARNING_RATE:g} falling to 0 over {UPDATES} batches, clip "
    f"{CLIP:g}, stopped at the first look, one every {EVERY} batches, at which "
    "all unseen strings are right",
    columns=(
        Column("solved", "networks that read all unseen strings rightly", ".0f", "sum"),
        Column("right", f"unseen strings of {STRINGS}", ".0f"),
        Column("outer", "share of strings whose last symbol but one is foreseen"),
        Column("sequences", "strings learned from", ".0f"),
    ),
)
