"""Counting: a^n b^n and a^n b^n c^n, where the end must be foreseen."""

import numpy as np

from lstm_src.tasks.task import Task, from_strings, whole


class Counting(Task):
    r"""Predict the next symbol of $S\,a^n b^n\,T$, or of $S\,a^n b^n c^n\,T$.

    While there are a's, both a and b may follow; from the first b on, everything is
    decided: whoever counted the a's knows when the string ends. A string is read
    rightly when, at every step, each symbol that may come next gets a higher score than
    any that may not.

    Args:
        largest: n is drawn evenly from 1 to this.
        letters: 2 for $a^n b^n$, 3 for $a^n b^n c^n$.

    Raises:
        ValueError: where a number is out of range.

    Source: Gers & Schmidhuber, 2001.

    >>> task = Counting(largest=10)
    >>> task.string(2)
    'SaabbT'
    >>> task.exactly(2).x[:, 0].tolist()
    [0, 1, 1, 2, 2]
    """

    def __init__(self, largest, letters=2):
        self.largest = whole("largest", largest, 1)
        if letters not in (2, 3):
            raise ValueError(f"letters is {letters!r}; give 2 or 3.")
        self.letters = letters
        self.symbols = "S" + "abc"[:letters] + "T"
        self.input_size = self.output_size = len(self.symbols)

    @property
    def baseline(self):
        r"""Nats a step of whoever counts perfectly: only the end of the a's is luck.

        A string of k letters costs $\ln N$ nats in all, spread over $k n + 1$ steps;
        the average is over strings of all n up to N, weighted by their lengths.
        """
        N, steps = self.largest, self.letters * (self.largest + 1) / 2 + 1
        return float(np.log(N) / steps)

    def string(self, n):
        """Spell one string."""
        return "S" + "".join(letter * n for letter in self.symbols[1:-1]) + "T"

    def batch(self, batch_size, rng=None):
        """Make sequences; see `Task.batch`."""
        rng = np.random.default_rng(rng)
        ns = rng.integers(1, self.largest, batch_size, endpoint=True)
        return from_strings([self.string(n) for n in ns.tolist()], self.symbols)

    def exactly(self, *ns):
        """Make a batch of the strings with these n, which may exceed `largest`."""
        return from_strings([self.string(whole("n", n, 1)) for n in ns], self.symbols)

    def correct(self, z, batch):
        """Say which strings got all their legal next symbols right; see the class."""
        a, b = 1, 2
        legal = np.zeros(z.shape, bool)
        np.put_along_axis(legal, batch.targets[..., None], True, axis=-1)
        reading_a = batch.x == a
        legal[reading_a, a] = legal[reading_a, b] = True
        lowest_right = np.where(legal, z, np.inf).min(axis=-1)
        highest_wrong = np.where(legal, -np.inf, z).max(axis=-1)
        return self._all_right(lowest_right > highest_wrong, batch)
