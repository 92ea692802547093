"""Check of exercise 11: clip by norm."""

import numpy as np

from exercises.spec import Case, Mistake

function = "clip_by_norm"
returns = {"clipped": {"W": "k j", "b": "k"}}


def cases():
    """Too long, short enough, and too long through one array alone."""
    rng = np.random.default_rng(11)
    for label, scale_W, scale_b, threshold in (
        ("a long gradient", 2.0, 3.0, 1.5),
        ("a short gradient", 0.1, 0.2, 2.5),
        ("one long array, one short", 3.0, 0.1, 2.0),
    ):
        grads = {
            "W": scale_W * rng.normal(size=(3, 5)),
            "b": scale_b * rng.normal(size=3),
        }
        yield Case(label, grads=grads, threshold=np.float64(threshold))


NORM = "norm = np.sqrt(sum(np.sum(g**2) for g in grads.values()))"
SHARE = "share = threshold / max(norm, threshold)"
RETURN = "return {name: share * g for name, g in grads.items()}"

mistakes = [
    Mistake(
        "each array is clipped on its own",
        "Then long arrays shrink and short ones do not, and the direction of the "
        "whole gradient turns.",
        "the norm: one number, over the entries of all arrays.",
        (
            (
                RETURN,
                "return {name: g * threshold / max(np.linalg.norm(g), threshold) "
                "for name, g in grads.items()}",
            ),
        ),
    ),
    Mistake(
        "entries are cut at the threshold",
        "That is clipping by value: it acts on each entry, and the direction may turn.",
        "the operation: one factor for all entries.",
        (
            (
                RETURN,
                "return {name: np.clip(g, -threshold, threshold) "
                "for name, g in grads.items()}",
            ),
        ),
    ),
    Mistake(
        "short gradients are lengthened",
        "threshold / norm is above 1 where the norm is below the threshold, and every "
        "step would have the same length.",
        "the factor, which must not exceed 1.",
        ((SHARE, "share = threshold / norm"),),
    ),
    Mistake(
        "the norm lacks its root",
        "A sum of squares is the norm squared; compared with the threshold it clips "
        "at another length.",
        "the line that makes the norm.",
        ((NORM, "norm = sum(np.sum(g**2) for g in grads.values())"),),
    ),
    Mistake(
        "the norms of the arrays are added up",
        "Norms do not add; their squares do.",
        "the order of root and sum.",
        ((NORM, "norm = sum(np.sqrt(np.sum(g**2)) for g in grads.values())"),),
    ),
    Mistake(
        "the largest entry is taken for the norm",
        "That is another norm, the maximum; it says nothing of how many entries there "
        "are.",
        "the line that makes the norm.",
        ((NORM, "norm = max(np.abs(g).max() for g in grads.values())"),),
    ),
    Mistake(
        "the result has length 1, not the threshold",
        "Dividing by the norm gives a direction; its length comes from the threshold.",
        "the numerator of the factor.",
        ((SHARE, "share = 1 / norm if norm > threshold else 1.0"),),
    ),
    Mistake(
        "the gradients are changed in place",
        "`g *= share` writes into the caller's arrays. That is how libraries do it, "
        "to save memory; here the question asks for new ones.",
        "the operators with `=` in them.",
        (
            (
                RETURN,
                "for g in grads.values():\n        g *= share\n    return grads",
            ),
        ),
    ),
    Mistake(
        "long gradients stay and short ones are lengthened",
        "`max` where `min` is meant: the factor is never below 1.",
        "the factor, which must not exceed 1.",
        ((SHARE, "share = max(1, threshold / norm)"),),
    ),
]
