"""Strings that a writer has to write again, once a reader has read them."""

import numpy as np

from lstm_src.tasks.batch import Batch
from lstm_src.tasks.task import Task, whole

ORDERS = ("reverse", "copy")


class Rewriting(Task):
    r"""Write a string again, last symbol first or in its order; for an encoder-decoder.

    x holds the string, `targets` what is to be written. Whoever knows nothing of the
    string loses $\ln K$ nats a symbol.

    Args:
        order: "reverse" or "copy".
        length: symbols in a string, or (shortest, longest) to draw it from, once for
            each batch.
        symbols: K, how many different ones there are.

    Raises:
        ValueError: where a number is too small, or the order is another one.

    >>> batch = Rewriting("reverse", length=3).batch(1, rng=0)
    >>> batch.targets[:, 0].tolist() == batch.x[::-1, 0].tolist()
    True
    """

    def __init__(self, order, length, symbols=8):
        if order not in ORDERS:
            raise ValueError(f"order is {order!r}; give {' or '.join(ORDERS)}.")
        self.order = order
        shortest, longest = (length, length) if np.isscalar(length) else length
        self.shortest = whole("length", shortest, 1)
        self.longest = whole("length", longest, self.shortest)
        self.symbols = whole("symbols", symbols, 2)
        self.input_size = self.output_size = self.symbols
        self.baseline = float(np.log(self.symbols))

    def batch(self, batch_size, rng=None):
        """Make strings; see `Task.batch`."""
        rng = np.random.default_rng(rng)
        T = rng.integers(self.shortest, self.longest, endpoint=True)
        x = rng.integers(self.symbols, size=(T, batch_size))
        return Batch(x, x[::-1] if self.order == "reverse" else x)
