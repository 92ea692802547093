"""Check of exercise 19: could a coin have made the difference?"""

import numpy as np

from exercises.spec import Case, Mistake

function = "sign_flip"
returns = {"p": "k"}


def cases():
    """Differences in eighths, so that equal sums are equal to the last bit."""
    rng = np.random.default_rng(19)
    for K, n in ((2, 3), (4, 5), (3, 6)):
        b = rng.permuted(np.arange(8, 8 + 3 * n))[:n]
        shift = rng.integers(-6, 13, (K, n)) | 1  # never 0, more often up than down
        yield Case(f"{K} variants, {n} seeds", a=(b + shift) / 8, b=b / 8)


DIFFERENCE = "d = a - b  # (K, n)"
SUMS = "sums = np.abs(d @ signs.T)"
SHARE = "np.mean(sums >= sums[:, :1] * (1 - 1e-9), axis=1)"

mistakes = [
    Mistake(
        "only one side is counted",
        "A sum as far below 0 would have surprised as much: before the measurement "
        "nobody had said on which side it would fall.",
        "the absolute value of the sums.",
        ((SUMS, "sums = d @ signs.T"),),
    ),
    Mistake(
        "the sum that was measured is not counted",
        "It is one of the choices of signs, so p is never 0; `>` leaves it out.",
        "the comparison: at least as far, `>=`.",
        ((SHARE, "np.mean(sums > sums[:, :1] * (1 + 1e-9), axis=1)"),),
    ),
    Mistake(
        "the pairs are torn apart",
        "Sorted by size, the losses no longer stand beside those of the same seed.",
        "the line of the differences: column with column.",
        ((DIFFERENCE, "d = np.sort(a, axis=1) - np.sort(b)"),),
    ),
    Mistake(
        "the sizes of the differences are thrown away",
        "That is the sign test. It is honest and it is weaker: a large loss and a "
        "small gain count alike.",
        "the line of the differences.",
        ((DIFFERENCE, "d = np.sign(a - b)"),),
    ),
    Mistake(
        "it is the share of seeds that are worse",
        "How often a variant lost is worth telling, and it is no probability of a "
        "chance result.",
        "the last line: it counts choices of signs, not seeds.",
        ((SHARE, "np.mean(d > 0, axis=1)"),),
    ),
    Mistake(
        "it is one minus p",
        "The share of choices nearer to 0 than the measured one.",
        "the comparison.",
        ((SHARE, "np.mean(sums < sums[:, :1] * (1 - 1e-9), axis=1)"),),
    ),
    Mistake(
        "each sum is compared with the largest",
        "The yardstick is what was measured: the choice in which every sign stays.",
        "what the sums are compared with.",
        (
            (
                SHARE,
                "np.mean(sums >= sums.max(axis=1, keepdims=True) * (1 - 1e-9), axis=1)",
            ),
        ),
    ),
]
