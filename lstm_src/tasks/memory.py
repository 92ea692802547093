"""Tasks of pure memory: copy, recall, reverse."""

import numpy as np

from lstm_src.tasks.batch import Batch
from lstm_src.tasks.task import Task, at_the_end, whole


class CopyMemory(Task):
    r"""Say again, after a long blank, the symbols that were shown at the start.

    Read: 10 symbols, T - 1 blanks, a signal, 10 blanks. Say: T + 10 blanks, then the
    10 symbols in their order. Whoever remembers nothing but waits for the signal loses

    $$\frac{10 \ln 8}{T + 20} \text{ nats a step.}$$

    Args:
        blanks: T, steps between the last symbol and the first answer.
        remembered: how many symbols are shown.
        symbols: how many different ones there are.

    Raises:
        ValueError: where a number is too small.

    Source: Hochreiter & Schmidhuber, 1997; in this form Arjovsky, Shah & Bengio, 2016.

    >>> batch = CopyMemory(blanks=2, remembered=3).batch(1, rng=0)
    >>> batch.x[:3, 0].tolist() == batch.targets[-3:, 0].tolist(), len(batch.x)
    (True, 8)
    """

    def __init__(self, blanks, remembered=10, symbols=8):
        self.blanks = whole("blanks", blanks, 1)
        self.remembered = whole("remembered", remembered, 1)
        self.symbols = whole("symbols", symbols, 2)
        self.input_size = self.symbols + 2  # with the blank and the signal
        self.output_size = self.symbols + 1

    @property
    def baseline(self):
        """Nats a step of whoever has no memory."""
        steps = self.blanks + 2 * self.remembered
        return self.remembered * np.log(self.symbols) / steps

    def batch(self, batch_size, rng=None):
        """Make sequences; see `Task.batch`."""
        rng, R, blank = np.random.default_rng(rng), self.remembered, self.symbols
        T = self.blanks + 2 * R
        x = np.full((T, batch_size), blank)
        x[:R] = rng.integers(self.symbols, size=(R, batch_size))
        x[R + self.blanks - 1] = blank + 1
        targets = np.full((T, batch_size), blank)
        targets[-R:] = x[:R]
        return Batch(x, targets)


class RecallFirst(Task):
    r"""Say at the end which symbol came first; all between is noise.

    Read: a symbol, `gap` others, a question mark. Say, at the question mark: the first.
    Whoever remembers nothing loses $\ln K$ nats, and is right once in K times.

    Args:
        gap: symbols between the first and the question.
        symbols: K, how many different ones there are.

    Raises:
        ValueError: where a number is too small.

    >>> batch = RecallFirst(gap=3).batch(1, rng=0)
    >>> batch.x[0].item() == batch.targets[-1].item(), len(batch.x)
    (True, 5)
    """

    def __init__(self, gap, symbols=4):
        self.gap = whole("gap", gap, 0)
        self.symbols = whole("symbols", symbols, 2)
        self.input_size, self.output_size = self.symbols + 1, self.symbols
        self.baseline = float(np.log(self.symbols))

    def batch(self, batch_size, rng=None):
        """Make sequences; see `Task.batch`."""
        rng, T, B = np.random.default_rng(rng), self.gap + 2, batch_size
        x = rng.integers(self.symbols, size=(T, B))
        x[-1] = self.symbols
        targets = np.zeros((T, B), np.intp)
        targets[-1] = x[0]
        return Batch(x, targets, at_the_end(T, np.full(B, T)))


class Reversal(Task):
    r"""Say a string backwards, once it has been read.

    Read: n symbols, a signal, n - 1 blanks. Say, from the signal on: the symbols, the
    last one first. Whoever remembers nothing loses $\ln K$ nats a symbol.

    Args:
        length: n, or (shortest, longest) to draw it from.
        symbols: K, how many different ones there are.

    Raises:
        ValueError: where a number is too small.

    >>> batch = Reversal(length=3).batch(1, rng=0)
    >>> batch.targets[-3:, 0].tolist() == batch.x[:3, 0][::-1].tolist()
    True
    """

    def __init__(self, length, symbols=8):
        shortest, longest = (length, length) if np.isscalar(length) else length
        self.shortest = whole("shortest", shortest, 1)
        self.longest = whole("longest", longest, self.shortest)
        self.symbols = whole("symbols", symbols, 2)
        self.input_size, self.output_size = self.symbols + 2, self.symbols
        self.baseline = float(np.log(self.symbols))

    def batch(self, batch_size, rng=None):
        """Make sequences; see `Task.batch`."""
        rng, B, blank = np.random.default_rng(rng), batch_size, self.symbols
        n = rng.integers(self.shortest, self.longest, B, endpoint=True)  # (B,)
        t = np.arange(2 * n.max())[:, None]  # (T, 1)
        said = rng.integers(self.symbols, size=(len(t), B))
        x = np.where(t < n, said, np.where(t == n, blank + 1, blank))
        asked = (t >= n) & (t < 2 * n)
        # At step n + k the answer is symbol n - 1 - k.
        source = np.clip(2 * n - 1 - t, 0, None)
        targets = np.where(asked, np.take_along_axis(said, source, axis=0), 0)
        return Batch(x, targets, asked.astype(np.float32), lengths=2 * n)
