r"""The adding problem over 100 steps, by the criterion of 1997.

python -m lstm_src.experiments adding

An answer is right when it is less than 0.04 off, *not* when the squared error is: who
always answers with the mean has a squared error of 1/6 here, and is right by accident.
"""

from lstm_src.experiments.finding import Column, Finding
from lstm_src.layers import GRU, LSTM, RNN
from lstm_src.tasks import Adding
from lstm_src.training import Adam, evaluate, fit

CELLS = {"LSTM": LSTM, "GRU": GRU, "RNN": RNN}
TASK = Adding(100, tolerance=0.04)
HIDDEN_SIZE, UPDATES, BATCH_SIZE, LEARNING_RATE, CLIP = 24, 6000, 32, 1e-2, 1.0
TESTED, TEST_SEED, SOLVED = 2560, 10_000, 0.99
LOOK_EVERY, LOOK_SEED, ENOUGH = 250, 20_000, 0.997  # when to stop


def measure(cell, seed, updates=UPDATES):
    """Train one network, and ask it for the sums of fresh sequences.

    Args:
        cell: a key of `CELLS`.
        seed: of the first weights and of the sequences.
        updates: batches.

    Returns:
        Dict: `right`, the share of answers less than 0.04 off; `solved`, 1 where that
        is at least 0.99; `error`, the mean squared error; `sequences` it
        learned from.
    """
    looked_at = TASK.batch(512, LOOK_SEED)

    def enough(trainer):
        if trainer.steps % LOOK_EVERY:
            return False
        z, _ = trainer.model.forward(looked_at.x)
        return TASK.correct(z, looked_at).mean() >= ENOUGH

    trainer = fit(
        CELLS[cell](TASK.input_size, HIDDEN_SIZE, rng=seed),
        TASK,
        updates,
        batch_size=BATCH_SIZE,
        optimizer=Adam(LEARNING_RATE),
        clip=CLIP,
        schedule=lambda step: 1 - step / updates,
        stop=enough,
        rng=seed,
    )
    score = evaluate(trainer.model, TASK, TESTED, rng=TEST_SEED + seed)
    return {
        "right": score.accuracy,
        "solved": int(score.accuracy >= SOLVED),
        "error": score.loss,
        "sequences": trainer.steps * BATCH_SIZE,
    }


FINDING = Finding(
    name="adding",
    measure=measure,
    grid=[{"cell": cell, "seed": seed} for seed in range(5) for cell in CELLS],
    task=f"adding two marked numbers of {TASK.length}, uniform in 0 to 1; "
    f"H={HIDDEN_SIZE}, {UPDATES} batches of {BATCH_SIZE}, Adam {LEARNING_RATE:g} "
    f"falling to 0, clip {CLIP:g}, stopped at the first look, one every {LOOK_EVERY} "
    f"batches, at which {ENOUGH:.1%} of 512 others are right; {TESTED} fresh "
    f"sequences; solved: at least {SOLVED:.0%} of answers "
    f"less than {TASK.tolerance:g} off",
    columns=(
        Column("solved", "networks", ".0f", "sum"),
        Column("right", f"share of answers less than {TASK.tolerance:g} off"),
        Column("error", "mean squared error", ".5f"),
        Column("sequences", "sequences learned from", ".0f"),
    ),
)
