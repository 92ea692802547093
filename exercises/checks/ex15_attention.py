"""Check of exercise 15: scaled dot-product attention."""

import numpy as np

from exercises.checks.inputs import states
from exercises.spec import Case, Mistake

function = "attend"
returns = {"context": "q b v", "weights": "q b s"}


def cases():
    """All keys in sight, then some hidden; five sizes that all differ."""
    rng = np.random.default_rng(15)
    for label, Q, B, S, D, V, hidden in (
        ("all keys in sight", 2, 3, 5, 4, 6, 0.0),
        ("some keys hidden", 4, 2, 6, 3, 5, 0.4),
        ("many keys hidden", 3, 2, 5, 6, 4, 0.7),
    ):
        mask = (rng.random((Q, B, S)) >= hidden).astype(float)
        mask[..., 1] = mask[0] = 1  # no query and no key goes unseen
        yield Case(
            label,
            query=states(rng, Q, B, D),
            keys=states(rng, S, B, D),
            values=states(rng, S, B, V),
            mask=mask,
        )


SCALE = "scores = scores / np.sqrt(query.shape[-1])"
HIDE = "scores = np.where(mask > 0, scores, -np.inf)"
WEIGH = "weights = softmax(scores)"
MIX = 'context = np.einsum("qbs,sbv->qbv", weights, values)'

mistakes = [
    Mistake(
        "the scores are not scaled",
        "A sum of D products grows like the root of D, and large scores let softmax "
        "pick one key and learn nothing about the others.",
        "the line of the scores.",
        ((SCALE, ""),),
    ),
    Mistake(
        "the scores are divided by D, not by its root",
        "It is the standard deviation of the sum that grows, like the root of D.",
        "the divisor of the scores.",
        ((SCALE, "scores = scores / query.shape[-1]"),),
    ),
    Mistake(
        "the scores are divided by the root of the number of keys",
        "What is summed in a score is the D entries of a key; how many keys there are "
        "does not enter.",
        "the divisor of the scores.",
        ((SCALE, "scores = scores / np.sqrt(len(keys))"),),
    ),
    Mistake(
        "softmax runs over the queries",
        "Then queries compete for a key. Here keys compete for a query.",
        "the axis of softmax: the last one.",
        ((WEIGH, "weights = softmax(scores, axis=0)"),),
    ),
    Mistake(
        "the mask is not used",
        "Padding and the future are seen like anything else.",
        "the scores before softmax.",
        ((HIDE, ""),),
    ),
    Mistake(
        "the mask is applied after softmax",
        "The weights of the keys in sight no longer sum to 1: hidden keys have taken "
        "their share.",
        "the order of mask and softmax.",
        ((HIDE, ""), (WEIGH, "weights = softmax(scores) * mask")),
    ),
    Mistake(
        "hidden keys get the score 0",
        "0 is a score like any other, and a better one than every negative score. "
        "Softmax hides what has a score of minus infinity.",
        "what stands in the place of a hidden score.",
        ((HIDE, "scores = scores * mask"),),
    ),
    Mistake(
        "the mask is upside down",
        "1 means in sight. PyTorch's masks exist in both senses, so this is easy to "
        "meet.",
        "which of the two scores a 1 selects.",
        ((HIDE, "scores = np.where(mask > 0, -1e9, scores)"),),
    ),
    Mistake(
        "each weight is a sigmoid of its score",
        "Sigmoids judge each key alone and do not sum to 1.",
        "the function that makes weights of scores.",
        ((WEIGH, "weights = np.where(mask > 0, sigmoid(scores), 0.0)"),),
    ),
    Mistake(
        "the keys are mixed, not the values",
        "Keys say where to look; what is taken home is the values.",
        "the second argument of the mixture.",
        ((MIX, 'context = np.einsum("qbs,sbd->qbd", weights, keys)'),),
    ),
    Mistake(
        "the weights and the context are returned in the wrong order",
        "Where there are as many keys as entries of a value, their shapes agree and "
        "nobody notices.",
        "the return: the context first.",
        (("return context, weights", "return weights, context"),),
    ),
]
