"""The output gate: a copy of the belt through tanh, part of it shown."""

from lstm_src.explorables.base import Bounded, Explorable
from lstm_src.explorables.esm import load_esm


class OutputGate(Explorable):
    r"""A window on the belt: $h_t = o_t \tanh(C_t)$.

    Attributes:
        C: the cell state on the belt, in [-3, 3].
        o: the gate's value, a fraction in [0, 1].

    >>> OutputGate(C=-2.0).C
    -2.0
    """

    slug = "output-gate"
    _esm = load_esm("cells.js", "svg.js", "kit.js", "output_gate.js")

    C = Bounded(1.38, -3, 3)
    o = Bounded(0.5, 0, 1)
