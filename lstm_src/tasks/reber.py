"""Strings of the Reber grammar: which symbols may come next?"""

import numpy as np

from lstm_src.tasks.batch import Batch
from lstm_src.tasks.task import Task, TaskStream, from_strings, whole

SYMBOLS = "BTPSXVE"

# From each node, the symbols that may be written and the nodes they lead to.
GRAMMAR = {
    0: {"B": 1},
    1: {"T": 2, "P": 3},
    2: {"S": 2, "X": 4},
    3: {"T": 3, "V": 5},
    4: {"X": 3, "S": 6},
    5: {"P": 4, "V": 6},
    6: {"E": None},
}


def reber_string(rng=None):
    """Walk through the grammar once, each way out as likely as the other.

    Args:
        rng: seed or Generator.

    Returns:
        A string of 5 symbols or more, from B to E.

    >>> string = reber_string(0)
    >>> string[0], string[-1]
    ('B', 'E')
    """
    rng = np.random.default_rng(rng)
    node, written = 0, []
    while node is not None:
        ways = list(GRAMMAR[node].items())
        symbol, node = ways[int(rng.random() * len(ways))]
        written.append(symbol)
    return "".join(written)


def embedded_string(rng=None):
    """Put a Reber string between two T or two P: the last but one recalls the second.

    Args:
        rng: seed or Generator.

    Returns:
        A string of 9 symbols or more.

    >>> string = embedded_string(0)
    >>> string[1] == string[-2]
    True
    """
    rng = np.random.default_rng(rng)
    outer = "TP"[int(rng.random() * 2)]
    return f"B{outer}{reber_string(rng)}{outer}E"


def legal_next(string, embedded=True):
    """List what may come after each symbol of a string but its last.

    Args:
        string: a whole string of the grammar.
        embedded: whether it is one that was put between two T or two P.

    Returns:
        One set of symbols for each symbol but the last.

    Raises:
        ValueError: where the string breaks a rule, naming the place.

    >>> [sorted(s) for s in legal_next("BTXSE", embedded=False)]
    [['P', 'T'], ['S', 'X'], ['S', 'X'], ['E']]
    """
    legal, node, outer = [], 0, ""
    inner = string
    if embedded:
        if len(string) < 9 or string[0] != "B" or string[1] not in "TP":
            raise ValueError(f"{string!r} does not begin as an embedded string does.")
        if string[-2:] != string[1] + "E":
            raise ValueError(f"{string!r} does not end as it began.")
        outer, inner = string[1], string[2:-2]
        legal += [{"T", "P"}, {"B"}]
    for k, symbol in enumerate(inner):
        if node is None or symbol not in GRAMMAR[node]:
            raise ValueError(f"{string!r} breaks a rule at its inner symbol {k + 1}.")
        node = GRAMMAR[node][symbol]
        if node is not None:
            legal.append(set(GRAMMAR[node]))
    if node is not None:
        raise ValueError(f"{string!r} stops before its end.")
    return [*legal, {outer}, {"E"}] if embedded else legal


class Reber(Task):
    """Predict the next symbol of Reber strings, where often two are possible.

    A string is read rightly when, at every step, each symbol that may come next gets a
    higher score than any that may not.

    Args:
        embedded: whether strings are put between two T or two P. Then the last
            prediction but one needs a memory that is as long as the string.

    Source: Reber, 1967; embedded by Smith & Zipser, 1989, and Fahlman, 1991; task 1 of
    Hochreiter & Schmidhuber, 1997.

    >>> batch = Reber(embedded=False).batch(2, rng=0)
    >>> SYMBOLS[batch.x[0, 0]], bool(batch.lengths.min() >= 4)
    ('B', True)
    """

    input_size = output_size = len(SYMBOLS)

    def __init__(self, embedded=True):
        self.embedded = embedded

    def batch(self, batch_size, rng=None):
        """Make sequences; see `Task.batch`."""
        rng = np.random.default_rng(rng)
        make = embedded_string if self.embedded else reber_string
        return from_strings([make(rng) for _ in range(batch_size)], SYMBOLS)

    def strings(self, batch):
        """Read the strings of a batch back.

        >>> task = Reber()
        >>> string = task.strings(task.batch(1, rng=0))[0]
        >>> string[1] == string[-2]
        True
        """
        rows = zip(batch.x.T, batch.targets.T, batch.lengths, strict=True)
        return ["".join(SYMBOLS[k] for k in [*x[:n], y[n - 1]]) for x, y, n in rows]

    def correct(self, z, batch):
        """Say which strings got all their legal next symbols right; see the class."""
        right = np.ones(batch.x.shape, bool)
        for b, string in enumerate(self.strings(batch)):
            for t, legal in enumerate(legal_next(string, self.embedded)):
                right[t, b] = separates(z[t, b], legal)
        return right.all(axis=0)


def separates(scores, legal):
    """Whether all legal symbols have higher scores than all others.

    >>> separates(np.array([0.0, 3.0, 2.0, 0, 0, 0, 0]), {"T", "P"})
    True
    """
    allowed = np.array([symbol in legal for symbol in SYMBOLS])
    return bool(scores[allowed].min() > scores[~allowed].max())


class ContinualReber(Task):
    """Predict an unbroken stream of embedded Reber strings, with no marked ends.

    Batches go on where the last one ended: the state is carried, and a cell that cannot
    forget fills up.

    Args:
        seq_length: T, symbols in a batch.

    Raises:
        ValueError: where `seq_length` is not at least 1.

    Source: Gers, Schmidhuber & Cummins, 2000.

    >>> stream = ContinualReber(seq_length=20).stream(1, rng=0)
    >>> first, second = next(stream), next(stream)
    >>> first.fresh, second.fresh, bool((first.targets[-1] == second.x[0]).all())
    (True, False, True)
    """

    input_size = output_size = len(SYMBOLS)

    def __init__(self, seq_length=50):
        self.seq_length = whole("seq_length", seq_length, 1)

    def batch(self, batch_size, rng=None):
        """Make the beginning of a stream; see `Task.batch`."""
        return next(self.stream(batch_size, rng))

    def stream(self, batch_size, rng=None):
        """Make batches for ever, each going on where the last one ended."""
        return _ReberStream(self, batch_size, rng)


class _ReberStream(TaskStream):
    def __init__(self, task, batch_size, rng=None):
        super().__init__(task, batch_size, rng)
        self._waiting = [""] * batch_size  # of each row, what is still to be read
        self._begun = False

    def __next__(self):
        T = self.task.seq_length
        columns = []
        for b, waiting in enumerate(self._waiting):
            while len(waiting) < T + 1:
                waiting += embedded_string(self.rng)
            columns.append([SYMBOLS.index(symbol) for symbol in waiting[: T + 1]])
            self._waiting[b] = waiting[T:]
        stream = np.array(columns).T  # (T + 1, B)
        fresh, self._begun = not self._begun, True
        return Batch(stream[:-1], stream[1:], fresh=fresh)

    def get_state(self):
        more = {"waiting": list(self._waiting), "begun": self._begun}
        return super().get_state() | more

    def set_state(self, state):
        super().set_state(state)
        self._waiting, self._begun = list(state["waiting"]), state["begun"]
