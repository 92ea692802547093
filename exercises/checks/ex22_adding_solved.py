"""Check of exercise 22: is the adding problem solved?"""

import numpy as np

from exercises.spec import Case, Mistake

function = "solved"
returns = {"result": ""}
N = 200


def cases():
    """Errors such that each wrong criterion answers some case wrongly, in its own way.

    Half of the errors point up and half down, unless the label says otherwise.
    """
    rng = np.random.default_rng(22)
    sign = np.tile([1.0, -1.0], N // 2)
    few = np.full(N, 0.02) * sign
    errors = {
        "all 0.03 off": 0.03 * sign,
        "all 0.06 off": 0.06 * sign,
        "all 0.3 too low": np.full(N, -0.3),
        "2 of 200 off by 0.3": np.concatenate([[0.3, -0.3], few[2:]]),
        "3 of 200 off by 0.3": np.concatenate([[0.3, -0.3, 0.3], few[3:]]),
        "1 of 200 off by 20": np.concatenate([[20.0], few[1:]]),
        "a fifth off by 0.1": np.concatenate([0.1 * sign[: N // 5], few[N // 5 :]]),
    }
    for label, error in errors.items():
        targets = 0.5 + rng.uniform(-1, 1, (2, N)).sum(axis=0) / 4
        yield Case(label, answers=targets + error, targets=targets)
    yield Case("always 0.5", answers=np.full(N, 0.5), targets=targets)


RIGHT = "right = np.abs(answers - targets) < 0.04"
SHARE = "np.mean(right) >= 0.99"

mistakes = [
    Mistake(
        "the mean squared error is compared with 0.04",
        "0.04 is a bound for each sequence's error, unsquared. Squared, errors of 0.2 "
        "pass, and a constant answer comes close.",
        "what is compared with 0.04.",
        ((SHARE, "np.mean((answers - targets) ** 2) < 0.04"),),
    ),
    Mistake(
        "the mean absolute error is compared with 0.04",
        "A mean lets many good answers pay for bad ones, and one very bad answer spoil "
        "all good ones. The criterion counts sequences.",
        "the order: compare first, then average.",
        ((SHARE, "np.mean(np.abs(answers - targets)) < 0.04"),),
    ),
    Mistake(
        "every sequence has to be right",
        "The criterion leaves one in a hundred.",
        "what is asked of the share of right answers.",
        ((SHARE, "np.all(right)"),),
    ),
    Mistake(
        "the share is compared the wrong way round",
        "`<=` is true of networks that fail.",
        "the sign between the share and 0.99.",
        ((SHARE, "np.mean(right) <= 0.99"),),
    ),
    Mistake(
        "the error keeps its sign",
        "An answer that is far too low has a negative error, and that is below 0.04.",
        "the absolute value.",
        ((RIGHT, "right = answers - targets < 0.04"),),
    ),
    Mistake(
        "99 % itself is not enough",
        "At least 99 % includes 99 %.",
        "the sign between the share and 0.99.",
        ((SHARE, "np.mean(right) > 0.99 + 1e-9"),),
    ),
    Mistake(
        "half of the sequences are enough",
        "That is a median: it says nothing of the worse half.",
        "the share that is asked for.",
        ((SHARE, "np.median(np.abs(answers - targets)) < 0.04"),),
    ),
    Mistake(
        "each squared error is compared with 0.04",
        "Squared, an error of 0.19 is below 0.04. The bound is for the error itself.",
        "what is compared with 0.04.",
        ((RIGHT, "right = (answers - targets) ** 2 < 0.04"),),
    ),
    Mistake(
        "the share is returned, and not whether it is enough",
        "A share of 0.99 is a number; whether that is solved is True or False.",
        "the return: a comparison is missing.",
        ((SHARE, "np.mean(right)"),),
    ),
    Mistake(
        "the answer is always False, as with 99 where 0.99 is meant",
        "A mean of True and False is a share, between 0 and 1.",
        "the number with which the share is compared.",
        ((SHARE, "np.mean(right) >= 99"),),
    ),
]
