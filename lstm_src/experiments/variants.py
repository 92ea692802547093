r"""What does each part of an LSTM do for it? Eight variants on two small tasks.

python -m lstm_src.experiments variants

Greff and others took one part at a time away, on speech, handwriting and music. Here
the tasks are an adding problem and embedded Reber strings, each variant sees the same
sequences in the same order, and the measure is the loss after a fixed time. What
transfers is that peepholes can go and that coupling two gates does no harm. That forget
gate and output activation are the most critical parts does not: on tasks as short as
these nothing has to be forgotten.
"""

import itertools

import numpy as np

from lstm_src.experiments.finding import Column, Finding
from lstm_src.experiments.receipts import Receipt
from lstm_src.layers import GreffLSTM
from lstm_src.tasks import Adding, Reber
from lstm_src.training import Adam, evaluate, fit

VARIANTS = ("V", "NIG", "NFG", "NOG", "NIAF", "NOAF", "NP", "CIFG")
TASKS = {"adding-30": Adding(30), "reber": Reber()}
UPDATES = {"adding-30": 1000, "reber": 600}
HIDDEN_SIZE, BATCH_SIZE, LEARNING_RATE, CLIP = 16, 16, 1e-2, 1.0
TESTED, TEST_SEED = 512, 10_000


def measure(task, cell, seed, updates=None):
    """Train one variant on one task for a fixed time.

    Args:
        task: a key of `TASKS`.
        cell: one of `VARIANTS`.
        seed: of the first weights and of the sequences.
        updates: batches; None: as in `UPDATES`.

    Returns:
        Dict: `loss` on fresh sequences, squared error or nats a step.
    """
    updates = UPDATES[task] if updates is None else updates
    layer = GreffLSTM(TASKS[task].input_size, HIDDEN_SIZE, variant=cell, rng=seed)
    model = fit(
        layer,
        TASKS[task],
        updates,
        batch_size=BATCH_SIZE,
        optimizer=Adam(LEARNING_RATE),
        clip=CLIP,
        schedule=lambda step: 1 - step / updates,
        rng=seed,
    ).model
    return {"loss": evaluate(model, TASKS[task], TESTED, rng=TEST_SEED + seed).loss}


def sign_flip_test(differences):
    r"""Test whether paired differences lie on one side of 0.

    Were there no effect, each difference could as well have the other sign: p is the
    share of all $2^n$ choices of signs whose sum is at least as far from 0.

    Args:
        differences: n numbers, one for each seed; at most 16.

    Returns:
        p, two-sided; never below $2 / 2^n$.

    >>> sign_flip_test([1.0, 2.0, 3.0])  # of 8 choices, +++ and ---
    0.25
    """
    d = np.asarray(differences, float)
    sums = np.array(list(itertools.product((1, -1), repeat=len(d)))) @ d
    return float(np.mean(np.abs(sums) >= np.abs(d.sum()) * (1 - 1e-12)))


def paired(rows):
    r"""Hold each variant against V, seed by seed, on a logarithmic scale.

    Args:
        rows: of `sweep`.

    Returns:
        List of `Receipt`: `.../ratio`, the median over seeds of the variant's loss over
        V's; `.../p`, of `sign_flip_test` on the logarithms.
    """
    found = []
    for task in dict.fromkeys(row["task"] for row in rows):
        losses = {
            cell: {r["seed"]: r["loss"] for r in rows
                   if (r["task"], r["cell"]) == (task, cell)}
            for cell in VARIANTS
        }  # fmt: skip
        seeds = sorted(losses["V"])
        told = {
            "seeds": " ".join(map(str, seeds)),
            "task": FINDING.task,
            "command": FINDING.command,
        }
        for cell in VARIANTS[1:]:
            ratios = np.array([losses[cell][s] / losses["V"][s] for s in seeds])
            p = sign_flip_test(np.log(ratios))
            span = f"{ratios.min():.2f} to {ratios.max():.2f} over {len(seeds)} seeds"
            key = f"{task}/{cell}"
            found += [
                Receipt(
                    f"{key}/ratio",
                    f"{np.median(ratios):.2f}",
                    f"of the loss of V, median of {len(seeds)} seeds",
                    span,
                    **told,
                ),
                Receipt(
                    f"{key}/p",
                    f"{p:.3f}",
                    "two-sided p of the paired sign-flip test, one of "
                    f"{len(VARIANTS) - 1} for this task",
                    span,
                    **told,
                ),
            ]
    return found


FINDING = Finding(
    name="variants",
    measure=measure,
    grid=[
        {"task": task, "cell": cell, "seed": seed}
        for seed in range(6)
        for task in TASKS
        for cell in VARIANTS
    ],
    task=f"adding-30: two marked numbers of 30, {UPDATES['adding-30']} batches; reber: "
    f"next symbol of embedded Reber strings, {UPDATES['reber']} batches; batches of "
    f"{BATCH_SIZE}, the same for all; H={HIDDEN_SIZE}, Adam {LEARNING_RATE:g} falling "
    f"to 0, clip {CLIP:g}, forget bias 1; {TESTED} fresh sequences",
    columns=(Column("loss", "squared error, or nats a step", ".5f"),),
    tests=paired,
)
