r"""Rows of different lengths in one batch.

Sort the rows, longest first: then at step t the rows that still run are the first
`active[t]`, and a plain slice leaves the finished ones untouched.
"""

import numpy as np


class Rows:
    r"""The order that puts the longest row first, and how many rows run at each step.

    Args:
        lengths: (B,) integers in [1, T].
        T: steps in the batch.
        B: rows in the batch.

    Raises:
        ValueError: where lengths are not B integers in [1, T].

    >>> rows = Rows([1, 3], T=3, B=2)
    >>> rows.active
    [2, 1, 1]
    >>> rows.unsort(rows.sort(np.array(["a", "b"]), 0), 0).tolist()
    ['a', 'b']
    """

    def __init__(self, lengths, T, B):
        lengths = check_lengths(lengths, T, B)
        self._order = np.argsort(-lengths, kind="stable")
        self._back = np.argsort(self._order)
        self.active = [int(n) for n in (lengths > np.arange(T)[:, None]).sum(axis=1)]

    def sort(self, array, axis):
        """Longest row first along `axis`; a copy."""
        return np.ascontiguousarray(np.take(array, self._order, axis))

    def unsort(self, array, axis):
        """The caller's order again; None stays None."""
        return None if array is None else np.take(array, self._back, axis)

    def sort_state(self, state):
        """Sort every part of a state, whose rows are axis 0."""
        return tuple(self.sort(part, 0) for part in state)

    def unsort_state(self, state):
        """Undo `sort_state`."""
        return tuple(self.unsort(part, 0) for part in state)


def check_lengths(lengths, T, B):
    r"""Hand lengths back as an array of B integers in [1, T].

    >>> check_lengths([1, 3], T=3, B=2).tolist()
    [1, 3]
    """
    lengths = np.asarray(lengths)
    integers = np.issubdtype(lengths.dtype, np.integer)
    if lengths.shape != (B,) or not integers:
        raise ValueError(
            f"lengths has shape {lengths.shape} and dtype {lengths.dtype}; give "
            f"{B} integers, one for each row of the batch."
        )
    if lengths.min() < 1 or lengths.max() > T:
        raise ValueError(
            f"lengths run from {lengths.min()} to {lengths.max()}; with {T} steps "
            f"each must lie in [1, {T}]."
        )
    return lengths.astype(np.intp)


class NoRows:
    """All rows run to the end: nothing to sort."""

    active = None

    def sort(self, array, axis):
        """As it is."""
        return array

    unsort = sort

    def sort_state(self, state):
        """As it is."""
        return state

    unsort_state = sort_state
