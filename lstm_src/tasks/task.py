"""What every task can do: make batches, say what a right answer is, stream for ever."""

import numpy as np

from lstm_src.tasks.batch import Batch


class Task:
    r"""Something to learn; subclasses fill in the attributes and `batch`.

    Attributes:
        input_size: D, numbers (or symbols) in one input.
        output_size: K, classes to tell apart or numbers to predict.
        predicts: "classes" or "numbers".
        baseline: the loss of whoever has learned nothing of what matters, in nats or
            squared error.
    """

    predicts = "classes"

    def batch(self, batch_size, rng=None):
        """Make sequences.

        Args:
            batch_size: B.
            rng: seed or Generator.

        Returns:
            A `Batch`; the same seed makes the same one.
        """
        raise NotImplementedError

    def correct(self, z, batch):
        r"""Say which sequences were answered rightly, at every position that counts.

        Args:
            z: what a model said, (T, B, K): scores of classes, or numbers.
            batch: what it was asked.

        Returns:
            (B,) of bool.
        """
        return self._all_right(z.argmax(axis=-1) == batch.targets, batch)

    def stream(self, batch_size, rng=None):
        """Make batches for ever, each with new sequences.

        Args:
            batch_size: B.
            rng: seed or Generator.

        Returns:
            An iterator of `Batch` that can be saved and gone on with.

        Raises:
            ValueError: where `batch_size` is not at least 1.
        """
        return TaskStream(self, batch_size, rng)

    @staticmethod
    def _all_right(right, batch):
        """Whether all positions that count are right; right is (T, B)."""
        if batch.weights is not None:
            right = right | (batch.weights == 0)
        return right.all(axis=0)


class TaskStream:
    """Batches of a task, for ever.

    Args:
        task: a `Task`.
        batch_size: B.
        rng: seed or Generator.
    """

    def __init__(self, task, batch_size, rng=None):
        self.task = task
        self.batch_size = whole("batch_size", batch_size, 1)
        self.rng = np.random.default_rng(rng)

    def __iter__(self):
        return self

    def __next__(self):
        return self.task.batch(self.batch_size, self.rng)

    def get_state(self):
        """Say where the stream stands, for a checkpoint."""
        return {"rng": self.rng.bit_generator.state}

    def set_state(self, state):
        """Go back to where `get_state` was asked."""
        self.rng.bit_generator.state = state["rng"]


def whole(name, number, least):
    """Hand a whole number back that is large enough; complain in words if not.

    >>> whole("length", 3, 2)
    3
    >>> whole("length", 1, 2)
    Traceback (most recent call last):
    ...
    ValueError: length is 1; give a whole number of at least 2.
    """
    if isinstance(number, bool) or number != int(number) or number < least:
        raise ValueError(
            f"{name} is {number!r}; give a whole number of at least {least}."
        )
    return int(number)


def at_the_end(T, lengths, dtype=np.float32):
    r"""Weights that count each row's last step only.

    Args:
        T: steps in the batch.
        lengths: (B,) where each row ends, in [1, T].
        dtype: of the weights.

    Returns:
        (T, B), 1 at each row's last step and 0 elsewhere.

    >>> at_the_end(3, [3, 1]).T.tolist()
    [[0.0, 0.0, 1.0], [1.0, 0.0, 0.0]]
    """
    return (np.arange(T)[:, None] == np.asarray(lengths) - 1).astype(dtype)


def until_the_end(T, lengths, dtype=np.float32):
    r"""Weights that count each row's steps up to its end.

    >>> until_the_end(3, [3, 1]).T.tolist()
    [[1.0, 1.0, 1.0], [1.0, 0.0, 0.0]]
    """
    return (np.arange(T)[:, None] < np.asarray(lengths)).astype(dtype)


def from_strings(strings, symbols, targets=None):
    r"""Lay strings of different lengths out as a batch that predicts the next symbol.

    Args:
        strings: B strings of at least two symbols each.
        symbols: all symbols; a symbol's place in it is its number.
        targets: B strings, one symbol for each but the last of a string; None: the
            symbol that comes next.

    Returns:
        A `Batch` of all symbols but the last, padded with the first of `symbols`.

    >>> from_strings(["abc", "ab"], "abc").targets.T.tolist()
    [[1, 2], [1, 0]]
    """
    number = {symbol: k for k, symbol in enumerate(symbols)}
    lengths = np.array([len(string) - 1 for string in strings])
    x = np.zeros((lengths.max(), len(strings)), np.intp)
    y = np.zeros_like(x)
    for b, string in enumerate(strings):
        read = [number[symbol] for symbol in string]
        x[: len(read) - 1, b] = read[:-1]
        y[: len(read) - 1, b] = (
            read[1:] if targets is None else [number[s] for s in targets[b]]
        )
    weights = until_the_end(len(x), lengths)
    return Batch(x, y, weights, lengths=lengths)
