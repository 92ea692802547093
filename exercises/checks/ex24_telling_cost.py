"""Check of exercise 24: what it costs to tell a cause."""

import numpy as np

from exercises.spec import Case, Mistake

function = "telling_cost"
returns = {"result": "b"}


def cases():
    """Narrow guesses and wide ones; then only the means differ, only the variances."""
    rng = np.random.default_rng(24)
    for label, B, K, means, variances in (
        ("both differ", 4, 3, 1, 1),
        ("only the means differ", 3, 2, 1, 0),
        ("only the variances differ", 2, 4, 0, 1),
    ):
        mean_p, var_p = rng.normal(size=(B, K)), rng.uniform(0.3, 2.5, (B, K))
        yield Case(
            label,
            mean_q=mean_p + means * rng.normal(0.5, 1, (B, K)),
            var_q=var_p * rng.uniform(0.2, 3, (B, K)) ** variances,
            mean_p=mean_p,
            var_p=var_p,
        )


RATIO = "ratio = var_q / var_p"
GAP = "gap = (mean_q - mean_p) ** 2 / var_p"
SUM = "return 0.5 * np.sum(ratio - np.log(ratio) + gap - 1, axis=1)"

mistakes = [
    Mistake(
        "q and p are swapped",
        "A divergence is no distance: it is not the same in both directions. Here p "
        "was expected, and q holds.",
        "which of the two variances divides.",
        ((RATIO, "ratio = var_p / var_q"), (GAP, GAP.replace("/ var_p", "/ var_q"))),
    ),
    Mistake(
        "the ratio of the variances is upside down",
        "The cost rises when the guess is wider than what was expected: v^q stands "
        "above the line, and under the logarithm below it.",
        "the two places where the variances meet.",
        ((RATIO, "ratio = var_p / var_q"),),
    ),
    Mistake(
        "the squared distance is divided by the variance of q",
        "How surprising a mean is depends on how widely p had expected it.",
        "the divisor of the squared distance.",
        ((GAP, GAP.replace("/ var_p", "/ var_q")),),
    ),
    Mistake(
        "the distance of the means is not squared",
        "A guess to the left would then pay for one to the right.",
        "the distance of the means.",
        ((GAP, GAP.replace(" ** 2", "")),),
    ),
    Mistake(
        "the half is missing",
        "It comes from the half in the exponent of a bell.",
        "the factor before the sum.",
        ((SUM, SUM.replace("0.5 * ", "")),),
    ),
    Mistake(
        "the 1 is not subtracted",
        "Where q and p agree the cost is 0; without it each entry costs a half there.",
        "the terms inside the sum.",
        ((SUM, SUM.replace(" - 1,", ",")),),
    ),
    Mistake(
        "the logarithm has the wrong sign",
        "log(v^p / v^q) is minus the logarithm of v^q / v^p.",
        "the logarithm, and which variance stands below the line in it.",
        ((SUM, SUM.replace("- np.log", "+ np.log")),),
    ),
    Mistake(
        "the variances are taken for standard deviations",
        "A variance is squared already.",
        "the squares of var_q and var_p.",
        (
            (RATIO, "ratio = var_q**2 / var_p**2"),
            (GAP, GAP.replace("/ var_p", "/ var_p**2")),
        ),
    ),
    Mistake(
        "it is the mean over the entries, not the sum",
        "Entries are told one after another, and each has its price.",
        "what is done over the last axis.",
        ((SUM, SUM.replace("np.sum", "np.mean")),),
    ),
    Mistake(
        "the entries are not summed",
        "Each row is one cause with K entries, and has one price.",
        "the sum over the last axis.",
        ((SUM, "return 0.5 * (ratio - np.log(ratio) + gap - 1)"),),
    ),
    Mistake(
        "the sum runs over the batch",
        "Rows are other sequences: what one costs, another does not pay.",
        "the axis of the sum.",
        ((SUM, SUM.replace("axis=1", "axis=0")),),
    ),
    Mistake(
        "it is counted in bits",
        "A logarithm to base 2 counts bits; this book counts nats.",
        "the base of the logarithm, or a division by log 2 at the end.",
        ((SUM, SUM.replace("0.5 *", "0.5 / np.log(2) *")),),
    ),
]
