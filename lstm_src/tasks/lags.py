"""Long time lags: the order of rare symbols; a first symbol that comes back last."""

import numpy as np

from lstm_src.numerics import softmax
from lstm_src.tasks.batch import Batch
from lstm_src.tasks.task import Task, at_the_end, whole

ORDER_SYMBOLS = "abcdXYBE"


class TemporalOrder(Task):
    r"""Say in which order two (or three) rare symbols came, long ago.

    A sequence begins with B and ends with E; all between are noise (a, b, c, d), but
    at two places X or Y. The class, due at E, is their order: XX, XY, YX or YY. Whoever
    guesses loses $\ln 4$ nats; with three places there are eight classes.

    At length 100 the places are drawn from steps 10–20 and 50–60 (three: 10–20, 33–43,
    66–76), and a sequence has 100 to 110 steps; other lengths scale these numbers.

    Args:
        length: shortest sequence, at least 20.
        relevant: 2 or 3 places.

    Raises:
        ValueError: where a number is out of range.

    Source: Hochreiter & Schmidhuber, 1997, experiments 6a and 6b.

    >>> task = TemporalOrder(length=100)
    >>> batch = task.batch(1, rng=0)
    >>> "".join(ORDER_SYMBOLS[k] for k in batch.x[:, 0] if ORDER_SYMBOLS[k] in "XYBE")
    'BYXE'
    >>> batch.targets[batch.lengths[0] - 1, 0].item()  # of XX, XY, YX, YY
    2
    """

    input_size = len(ORDER_SYMBOLS)
    windows = {2: ((10, 20), (50, 60)), 3: ((10, 20), (33, 43), (66, 76))}

    def __init__(self, length=100, relevant=2):
        self.length = whole("length", length, 20)
        if relevant not in self.windows:
            raise ValueError(f"relevant is {relevant!r}; give 2 or 3.")
        self.relevant = relevant
        self.output_size = 2**relevant
        self.baseline = float(np.log(self.output_size))

    def batch(self, batch_size, rng=None):
        """Make sequences; see `Task.batch`."""
        rng, B = np.random.default_rng(rng), batch_size
        lengths = rng.integers(self.length, self.length * 11 // 10, B, endpoint=True)
        T, row = lengths.max(), np.arange(B)
        x = rng.integers(4, size=(T, B))
        x[0] = ORDER_SYMBOLS.index("B")
        order = rng.integers(2, size=(self.relevant, B))
        for symbols, window in zip(order, self.windows[self.relevant], strict=True):
            low, high = (k * self.length // 100 for k in window)
            x[rng.integers(low, high, B, endpoint=True), row] = 4 + symbols
        x[lengths - 1, row] = ORDER_SYMBOLS.index("E")
        targets = np.zeros((T, B), np.intp)
        targets[lengths - 1, row] = 2 ** np.arange(self.relevant)[::-1] @ order
        return Batch(x, targets, at_the_end(T, lengths), lengths=lengths)


class NoiseFreeLag(Task):
    r"""Predict every next symbol; only the last depends on the first, p steps back.

    There are two sequences, each as likely as the other:
    $y, a_1, \dots, a_{p-1}, y$ and $x, a_1, \dots, a_{p-1}, x$. Everything but the
    last symbol is learned by heart at once; the last needs a memory of p steps.

    Args:
        lag: p, at least 2.
        last_weight: how much more the last prediction counts in the loss.
        noise: whether what stands between is drawn at random each time; then only the
            last prediction counts.

    Raises:
        ValueError: where a number is too small.

    Source: Hochreiter & Schmidhuber, 1997, experiments 2a and 2b.

    >>> batch = NoiseFreeLag(lag=4).batch(1, rng=0)
    >>> batch.x[:, 0].tolist(), batch.targets[:, 0].tolist()
    ([4, 0, 1, 2], [0, 1, 2, 4])
    """

    def __init__(self, lag, last_weight=1.0, noise=False):
        self.lag = whole("lag", lag, 2)
        if not last_weight > 0:
            raise ValueError(f"last_weight is {last_weight}; give a number above 0.")
        self.last_weight, self.noise = last_weight, noise
        self.input_size = self.output_size = self.lag + 1
        # a_1 … a_{p-1} are numbered from 0; then come x and y.
        share = 1.0 if noise else last_weight / (self.lag - 1 + last_weight)
        self.baseline = float(share * np.log(2))

    def batch(self, batch_size, rng=None):
        """Make sequences; see `Task.batch`."""
        rng, p, B = np.random.default_rng(rng), self.lag, batch_size
        whole_sequence = np.empty((p + 1, B), np.intp)
        whole_sequence[0] = whole_sequence[p] = rng.integers(p - 1, p + 1, B)
        if self.noise:
            whole_sequence[1:p] = rng.integers(p - 1, size=(p - 1, B))
        else:
            whole_sequence[1:p] = np.arange(p - 1)[:, None]
        weights = np.full((p, B), 0 if self.noise else 1, np.float32)
        weights[-1] = self.last_weight
        return Batch(whole_sequence[:-1], whole_sequence[1:], weights)

    def correct(self, z, batch):
        """Say where every output is less than 0.25 off, as the paper asks."""
        p = softmax(z)  # (T, B, K)
        right = np.take_along_axis(p, batch.targets[..., None], axis=-1)[..., 0]
        # They sum to 1: with the right one above 0.75, no wrong one reaches 0.25.
        return self._all_right(right > 0.75, batch)
