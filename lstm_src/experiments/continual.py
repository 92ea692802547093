r"""A stream without marked ends: what happens to a cell that cannot forget?

python -m lstm_src.experiments continual

The same LSTM reads embedded Reber strings, one after another and never reset, with its
forget gate and without: $C_t = C_{t-1} + i_t \circ \tilde C_t$ only ever adds.
With the gate it is the middle cell that stays bounded; a cell that nothing reads may
still run away, and in some networks one does.
"""

import numpy as np

from lstm_src.experiments.finding import Column, Finding
from lstm_src.layers import GreffLSTM
from lstm_src.tasks.reber import (
    SYMBOLS,
    ContinualReber,
    embedded_string,
    legal_next,
    separates,
)
from lstm_src.training import Adam, fit

VARIANTS = {"forget-gate": "V", "no-forget-gate": "NFG"}
TASK = ContinualReber(seq_length=50)
HIDDEN_SIZE, UPDATES, BATCH_SIZE, LEARNING_RATE, CLIP = 14, 2000, 16, 1e-2, 1.0
STREAMS, STEPS, EARLY, TEST_SEED = 10, 4000, 400, 10_000  # of the test


def measure(cell, seed, updates=UPDATES):
    r"""Train one network on an unbroken stream, and let it read ten fresh ones.

    Args:
        cell: a key of `VARIANTS`.
        seed: of the first weights and of the streams.
        updates: batches, each going on where the last one ended.

    Returns:
        Dict: `right`, the share of strings read without fault; `outer`, the share
        whose last symbol but one was foreseen; `early` and `late`, the largest $|C|$
        in the first `EARLY` steps and in the last, of the middle cell and averaged over
        the streams; `growth`, the second over the first; and the same of the cell that
        is largest.
    """
    layer = GreffLSTM(TASK.input_size, HIDDEN_SIZE, variant=VARIANTS[cell], rng=seed)
    model = fit(
        layer,
        TASK,
        updates,
        batch_size=BATCH_SIZE,
        optimizer=Adam(LEARNING_RATE),
        clip=CLIP,
        schedule=lambda step: 1 - step / updates,
        rng=seed,
    ).model
    streams = [one_stream(TEST_SEED + 100 * seed + n) for n in range(STREAMS)]
    x = np.array([symbols for symbols, _ in streams]).T  # (T, B)
    z, _ = model.forward(x)
    right, outer = [], []
    for b, (_, strings) in enumerate(streams):
        for begin, string in strings:
            scores = z[begin : begin + len(string) - 1, b]
            legal = legal_next(string)
            right.append(all(map(separates, scores, legal)))
            outer.append(SYMBOLS[scores[-2].argmax()] == string[-2])
    size = np.abs(layer.trace(x)["C"])  # (T, B, H)
    first, last = size[:EARLY].max(axis=0), size[-EARLY:].max(axis=0)  # (B, H)
    early, late = (np.median(part, axis=-1).mean() for part in (first, last))
    largest_early, largest_late = (part.max(axis=-1).mean() for part in (first, last))
    return {
        "right": float(np.mean(right)),
        "outer": float(np.mean(outer)),
        "early": float(early),
        "late": float(late),
        "growth": float(late / early),
        "largest-early": float(largest_early),
        "largest-late": float(largest_late),
        "largest-growth": float(largest_late / largest_early),
    }


def one_stream(seed):
    """Write one stream of whole strings.

    Args:
        seed: of the strings.

    Returns:
        Numbers of `STEPS` symbols; and the strings that end within them, each with the
        step it begins at.

    >>> symbols, strings = one_stream(0)
    >>> begin, string = strings[1]
    >>> "".join(SYMBOLS[k] for k in symbols[begin : begin + len(string)]) == string
    True
    """
    rng, symbols, strings = np.random.default_rng(seed), [], []
    while len(symbols) < STEPS:
        string = embedded_string(rng)
        strings.append((len(symbols), string))
        symbols += map(SYMBOLS.index, string)
    return symbols[:STEPS], strings[:-1]


FINDING = Finding(
    name="continual",
    measure=measure,
    grid=[{"cell": cell, "seed": seed} for seed in range(5) for cell in VARIANTS],
    task="embedded Reber strings in one unbroken stream, the state never reset; LSTM "
    f"with peepholes, with and without forget gate, H={HIDDEN_SIZE}, {UPDATES} "
    f"batches of {BATCH_SIZE} x {TASK.seq_length} symbols, Adam {LEARNING_RATE:g} "
    f"falling to 0, clip {CLIP:g}; {STREAMS} fresh streams of {STEPS} symbols; early, "
    f"late: the largest |C| in the first and in the last {EARLY} steps",
    columns=(
        Column("right", "share of strings read without fault"),
        Column("outer", "share of strings whose last symbol but one is foreseen"),
        Column("early", "|C| of the middle cell", ".1f"),
        Column("late", "|C| of the middle cell", ".1f"),
        Column("growth", "late over early", ".2f"),
        Column("largest-early", "|C| of the largest cell", ".1f"),
        Column("largest-late", "|C| of the largest cell", ".1f"),
        Column("largest-growth", "late over early", ".2f"),
    ),
)
