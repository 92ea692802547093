r"""Does an LSTM beat whoever has no memory, where symbols are to be copied?

python -m lstm_src.experiments copying

Whoever waits for the signal and then guesses loses, for R symbols of K kinds and T
blanks, $R \ln K / (T + 2 R)$ nats a step.
"""

from lstm_src.experiments.finding import Column, Finding
from lstm_src.layers import GRU, LSTM, RNN
from lstm_src.tasks import CopyMemory
from lstm_src.training import Adam, evaluate, fit

CELLS = {"LSTM": LSTM, "GRU": GRU, "RNN": RNN}
TASKS = {
    "3-over-10": CopyMemory(blanks=10, remembered=3, symbols=4),
    "5-over-20": CopyMemory(blanks=20, remembered=5, symbols=8),
}
HIDDEN_SIZE, UPDATES, BATCH_SIZE, LEARNING_RATE, CLIP = 32, 3000, 32, 1e-2, 1.0
TESTED, TEST_SEED = 1000, 10_000


def measure(task, cell, seed, updates=UPDATES):
    """Train one network, and measure it on fresh sequences.

    Args:
        task: a key of `TASKS`.
        cell: a key of `CELLS`.
        seed: of the first weights and of the sequences.
        updates: batches.

    Returns:
        Dict: `loss` in nats a step; `share`, the loss over that of whoever has no
        memory; `right`, the share of sequences without one wrong symbol.
    """
    asked = TASKS[task]
    model = fit(
        CELLS[cell](asked.input_size, HIDDEN_SIZE, rng=seed),
        asked,
        updates,
        batch_size=BATCH_SIZE,
        optimizer=Adam(LEARNING_RATE),
        clip=CLIP,
        schedule=lambda step: 1 - step / updates,
        rng=seed,
    ).model
    score = evaluate(model, asked, TESTED, rng=TEST_SEED + seed)
    return {
        "loss": score.loss,
        "share": float(score.loss / asked.baseline),
        "right": score.accuracy,
    }


FINDING = Finding(
    name="copying",
    measure=measure,
    grid=[
        {"task": task, "cell": cell, "seed": seed}
        for task, seeds in (("3-over-10", 3), ("5-over-20", 2))
        for seed in range(seeds)
        for cell in CELLS
    ],
    task="copy 3 symbols of 4 kinds after 10 blanks, or 5 of 8 kinds after 20; "
    f"H={HIDDEN_SIZE}, {UPDATES} batches of {BATCH_SIZE}, Adam {LEARNING_RATE:g} "
    f"falling to 0, clip {CLIP:g}; {TESTED} fresh sequences",
    columns=(
        Column("loss", "nats a step", ".4f"),
        Column("share", "of the loss of whoever has no memory"),
        Column("right", "share of sequences without one wrong symbol"),
    ),
)
