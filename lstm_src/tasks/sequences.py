"""Sequences of your own as a task."""

import numpy as np

from lstm_src.numerics import check_finite
from lstm_src.tasks.batch import Batch
from lstm_src.tasks.task import Task


class Sequences(Task):
    r"""A fixed set of sequences, from which batches are drawn at random.

    Args:
        x: floats (T, N, D), or integers (T, N) for one-hot rows.
        targets: integers (T, N) for classes, or floats (T, N, K) for numbers.
        weights: how much each position counts, (T, N); None: all alike.
        input_size: D where x holds integers; None: the largest of them and 1.
        output_size: K where targets are classes; None: the largest of them and 1.

    Raises:
        ValueError: where shapes disagree, there is nothing, or a number is NaN or
            infinite.

    >>> task = Sequences(np.zeros((5, 20, 3)), np.ones((5, 20), int))
    >>> task.input_size, task.output_size, task.batch(4, rng=0).x.shape
    (3, 2, (5, 4, 3))
    """

    def __init__(self, x, targets, weights=None, *, input_size=None, output_size=None):
        x, targets = np.asarray(x), np.asarray(targets)
        arrays = {"x": x, "targets": targets}
        if weights is not None:
            arrays["weights"] = np.asarray(weights)
        for name, array in arrays.items():
            if array.shape[:2] != x.shape[:2] or array.ndim not in (2, 3):
                raise ValueError(
                    f"{name} has shape {array.shape}, x has {x.shape}; give arrays "
                    "that agree in their first two axes, steps and sequences."
                )
            if not array.size:
                raise ValueError(f"{name} is empty; give at least one sequence.")
            check_finite(array, name)
        self._arrays = arrays
        self.input_size = x.shape[2] if x.ndim == 3 else input_size or int(x.max()) + 1
        classes = np.issubdtype(targets.dtype, np.integer) and targets.ndim == 2
        self.predicts = "classes" if classes else "numbers"
        if classes:
            self.output_size = output_size or int(targets.max()) + 1
        elif targets.ndim == 3:
            self.output_size = targets.shape[2]
        else:
            raise ValueError(
                f"targets has shape {targets.shape} and dtype {targets.dtype}; give "
                "integers (T, N) for classes, or floats (T, N, K) for numbers."
            )

    def batch(self, batch_size, rng=None):
        """Draw sequences, each as likely as the others; see `Task.batch`."""
        count = self._arrays["x"].shape[1]
        drawn = np.random.default_rng(rng).integers(count, size=batch_size)
        return Batch(**{name: array[:, drawn] for name, array in self._arrays.items()})

    def correct(self, z, batch):
        """Say which sequences got every class right."""
        if self.predicts == "numbers":
            raise ValueError(
                "numbers are never right to the last digit; look at the loss instead."
            )
        return super().correct(z, batch)
