"""The whole cell, one unit and one step: six stations, six equations."""

from lstm_src.explorables.base import Bounded, Explorable
from lstm_src.explorables.esm import load_esm


class WholeCell(Explorable):
    r"""One unit, one step: $C_t = f_t C_{t-1} + i_t \tilde C_t$; $h_t = o_t \tanh C_t$.

    Attributes:
        C_prev: the cell state that arrives, in [-1.5, 1.5].
        f: the forget gate, in [0, 1].
        i: the input gate, in [0, 1].
        C_tilde: the candidate, in [-1, 1].
        o: the output gate, in [0, 1].
        step: how far the drawing has come, 1 to 6; 0 shows all six steps.

    >>> WholeCell(o=0.0, step=6).step
    6
    """

    slug = "whole-cell"
    _esm = load_esm("cells.js", "svg.js", "kit.js", "whole_cell.js")

    C_prev = Bounded(1.2, -1.5, 1.5)
    f = Bounded(0.75, 0, 1)
    i = Bounded(0.6, 0, 1)
    C_tilde = Bounded(0.8, -1, 1)
    o = Bounded(0.5, 0, 1)
    step = Bounded(0, 0, 6, whole=True)
