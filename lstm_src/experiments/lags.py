r"""Which forget bias carries a symbol over a long lag? 0, 1 and 5, and others.

python -m lstm_src.experiments lags

Two tasks of 1997: the symbol that opened a sequence comes back 50 steps later; and the
order of two rare symbols is asked for after 60 steps. With bias b an untouched cell
keeps $\sigma(b)$ of its state at each step: 0.5, 0.73 or 0.993; the cell of 1997 keeps
all of it. Where the last symbol of the first task counts no more than each of the
others in the loss, no network learned it in this time.
"""

from functools import partial

from lstm_src.experiments.finding import Column, Finding
from lstm_src.layers import GRU, LSTM, LSTM1997, RNN
from lstm_src.tasks import NoiseFreeLag, TemporalOrder
from lstm_src.training import Adam, evaluate, fit

CELLS = {f"LSTM-bias-{b}": partial(LSTM, forget_bias=float(b)) for b in (0, 1, 5)}
CELLS |= {"LSTM1997": LSTM1997, "GRU": GRU, "RNN": RNN}
TASKS = {"lag-50": NoiseFreeLag(50, last_weight=50), "order-60": TemporalOrder(60)}
HIDDEN_SIZE, UPDATES, BATCH_SIZE, LEARNING_RATE, CLIP = 16, 1500, 32, 1e-2, 1.0
TESTED, TEST_SEED, SOLVED = 1024, 10_000, 0.99


def measure(task, cell, seed, updates=UPDATES):
    """Train one network on one task, and measure it on fresh sequences.

    Args:
        task: a key of `TASKS`.
        cell: a key of `CELLS`.
        seed: of the first weights and of the sequences.
        updates: batches.

    Returns:
        Dict: `right`, the share of sequences answered rightly; `solved`, 1 where that
        is at least 0.99; `loss`, nats a prediction that counts.
    """
    asked = TASKS[task]
    model = fit(
        CELLS[cell](asked.input_size, HIDDEN_SIZE, rng=seed),
        asked,
        updates,
        batch_size=BATCH_SIZE,
        optimizer=Adam(LEARNING_RATE),
        clip=CLIP,
        rng=seed,
    ).model
    score = evaluate(model, asked, TESTED, rng=TEST_SEED + seed)
    return {
        "right": score.accuracy,
        "solved": int(score.accuracy >= SOLVED),
        "loss": score.loss,
    }


FINDING = Finding(
    name="lags",
    measure=measure,
    grid=[
        {"task": task, "cell": cell, "seed": seed}
        for seed in range(5)
        for task in TASKS
        for cell in CELLS
    ],
    task="lag-50: every next symbol of two sequences that differ in the first symbol "
    "and in the last, 50 steps later; right where the likeliest symbol has more than "
    "0.75 at every step; the last counts 50 times in the loss. order-60: the "
    f"order of two rare symbols in 60 to 66, chance 0.25. H={HIDDEN_SIZE}, "
    f"{UPDATES} batches of {BATCH_SIZE}, Adam {LEARNING_RATE:g}, clip "
    f"{CLIP:g}; {TESTED} fresh sequences; solved: at least {SOLVED:.0%} right",
    columns=(
        Column("solved", "networks", ".0f", "sum"),
        Column("right", "share of sequences"),
        Column("loss", "nats", ".4f"),
    ),
)
