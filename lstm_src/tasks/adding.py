"""The adding problem: two numbers of many are marked; say what they come to."""

import numpy as np

from lstm_src.tasks.batch import Batch
from lstm_src.tasks.task import Task, at_the_end, whole


class Adding(Task):
    r"""Add the two marked numbers of a long sequence.

    Each step shows a number, uniform in [0, 1), and a mark. One mark stands in the
    first half, one in the second; the answer is due at the last step.

    $$y = \sum_t v_t m_t$$

    Whoever always says 1 has a mean squared error of $2 / 12 = 1/6$.

    Args:
        length: T, at least 2.
        tolerance: how far off an answer may be and still be right.

    Raises:
        ValueError: where `length` is too small.

    Source: Hochreiter & Schmidhuber, 1997; in this form Le, Jaitly & Hinton, 2015.

    >>> batch = Adding(4).batch(1, rng=0)
    >>> values, marks = batch.x[:, 0].T
    >>> bool(np.isclose(batch.targets[-1, 0, 0], values @ marks)), float(marks.sum())
    (True, 2.0)
    """

    input_size, output_size = 2, 1
    predicts = "numbers"
    baseline = 1 / 6

    def __init__(self, length, tolerance=0.04):
        self.length = whole("length", length, 2)
        self.tolerance = tolerance

    def batch(self, batch_size, rng=None):
        """Make sequences; see `Task.batch`."""
        rng, T, B = np.random.default_rng(rng), self.length, batch_size
        x = np.zeros((T, B, 2), np.float32)
        x[..., 0] = rng.random((T, B), dtype=np.float32)
        half = T // 2
        for low, high in ((0, half), (half, T)):
            x[rng.integers(low, high, B), np.arange(B), 1] = 1
        targets = np.zeros((T, B, 1), np.float32)
        targets[-1] = (x[..., 0] * x[..., 1]).sum(axis=0)[:, None]
        return Batch(x, targets, at_the_end(T, np.full(B, T)))

    def correct(self, z, batch):
        """Say which sequences were answered within the tolerance."""
        near = np.abs(z - batch.targets)[..., 0] < self.tolerance
        return self._all_right(near, batch)


class Adding1997(Adding):
    r"""The adding problem as it was first set.

    Numbers are uniform in [-1, 1]; a sequence has between T and 1.1 T steps; the first
    mark is among the first ten steps, the second before T/2. Marks are 1, the first
    and the last step have -1, the others 0.

    $$y = \tfrac12 + \tfrac{1}{4} (v_1 + v_2)$$

    An answer is right when it is less than 0.04 off; whoever always says 1/2 has a
    mean squared error of $(2/3)/16 = 1/24$, just above $0.04$: an error *squared* of
    0.04 would prove nothing.

    Args:
        length: T, at least 24.
        tolerance: how far off an answer may be and still be right.

    Source: Hochreiter & Schmidhuber, 1997, experiment 4. There the first step may be
    marked too, and its number then counts as 0; here it is never marked.

    >>> batch = Adding1997(100).batch(50, rng=0)
    >>> bool(100 <= batch.lengths.min() and batch.lengths.max() <= 110)
    True
    """

    baseline = 1 / 24

    def __init__(self, length, tolerance=0.04):
        super().__init__(whole("length", length, 24), tolerance)

    def batch(self, batch_size, rng=None):
        """Make sequences; see `Task.batch`."""
        rng, B = np.random.default_rng(rng), batch_size
        lengths = rng.integers(self.length, self.length * 11 // 10, B, endpoint=True)
        T, row = lengths.max(), np.arange(B)
        inside = np.arange(T)[:, None] < lengths
        x = np.zeros((T, B, 2), np.float32)
        x[..., 0] = rng.uniform(-1, 1, (T, B)) * inside
        first = rng.integers(1, 10, B)
        second = rng.integers(1, self.length // 2 - 1, B)
        second += second >= first  # any step but the first mark's
        x[first, row, 1] = x[second, row, 1] = 1
        x[0, :, 1] = x[lengths - 1, row, 1] = -1
        targets = np.zeros((T, B, 1), np.float32)
        total = x[first, row, 0] + x[second, row, 0]
        targets[lengths - 1, row, 0] = 0.5 + total / 4
        return Batch(x, targets, at_the_end(T, lengths), lengths=lengths)
