"""The cell update: part of the old parcel stays, part of a new one falls on it."""

from lstm_src.explorables.base import Bounded, Explorable
from lstm_src.explorables.esm import load_esm


class CellUpdate(Explorable):
    r"""The belt's one line: $C_t = f_t\,C_{t-1} + i_t\,\tilde C_t$.

    Attributes:
        C_prev: the cell state that arrives, in [-2, 2].
        f: the forget gate, in [0, 1].
        i: the input gate, in [0, 1].
        C_tilde: the candidate, in [-1, 1].

    >>> CellUpdate(f=1.0, i=0.0).f
    1.0
    """

    slug = "cell-update"
    _esm = load_esm("cells.js", "svg.js", "kit.js", "cell_update.js")

    C_prev = Bounded(1.2, -2, 2)
    f = Bounded(0.75, 0, 1)
    i = Bounded(0.6, 0, 1)
    C_tilde = Bounded(0.8, -1, 1)
