"""The half-life dial: what a starting bias of the forget gate means for a memory."""

from lstm_src.explorables.base import Bounded, Explorable
from lstm_src.explorables.esm import load_esm


class HalfLife(Explorable):
    r"""A gate with nothing but its bias: $f = \sigma(b_f)$, and after T steps $f^T$.

    Attributes:
        b_f: the bias of the forget gate, in [-6, 6].
        steps: T, how many steps to look ahead, 1 to 200.

    >>> HalfLife(b_f=0.0).steps
    20
    """

    slug = "half-life"
    _esm = load_esm("cells.js", "svg.js", "kit.js", "half_life.js")

    b_f = Bounded(1.0, -6, 6)
    steps = Bounded(20, 1, 200, whole=True)
