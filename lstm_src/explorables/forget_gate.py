"""The forget gate alone: a fraction of the parcel stays, once and twenty times."""

from lstm_src.explorables.base import Bounded, Explorable, sum_for_sigmoid
from lstm_src.explorables.esm import load_esm
from lstm_src.numerics import sigmoid


class ForgetGate(Explorable):
    r"""A shutter over one parcel: $C_t = f_t\,C_{t-1}$, with nothing added.

    Attributes:
        f: the gate's value, a fraction in [0, 1].
        z: the gate's sum before the sigmoid, in [-6, 6]. `f` and `z` are two dials of
            one thing: setting either sets the other.
        C_prev: the cell state that arrives, in [-1.5, 1.5].

    >>> ForgetGate(z=0.0).f
    0.5
    """

    slug = "forget-gate"
    _esm = load_esm("cells.js", "svg.js", "kit.js", "forget_gate.js")
    dials = {"f": ("z", sigmoid, sum_for_sigmoid)}

    f = Bounded(0.88, 0, 1)
    z = Bounded(sum_for_sigmoid(0.88), -6, 6)
    C_prev = Bounded(1.0, -1.5, 1.5)
