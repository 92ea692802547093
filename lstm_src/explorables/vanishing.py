"""Vanishing and exploding: one factor for every step that a gradient goes back."""

from lstm_src.explorables.base import Bounded, Explorable, Flag
from lstm_src.explorables.esm import load_esm


class Vanishing(Explorable):
    r"""Two products of `steps` factors, on a logarithmic axis.

    Along a recurrent network of one unit, $\prod_t w\,(1 - h_t^2)$ with
    $h_t = \tanh(w\,h_{t-1} + 0.1)$ and $h_0 = 0$, or $w^n$ without the tanh; along the
    belt, $f^n$.

    Attributes:
        w: the recurrent weight, in [0, 2].
        steps: how many steps back, 1 to 100.
        f: the forget gate, in [0, 1].
        use_tanh: whether the recurrent unit squashes.

    >>> Vanishing(w=1.1).steps
    20
    """

    slug = "vanishing"
    _esm = load_esm("cells.js", "svg.js", "kit.js", "vanishing.js")

    w = Bounded(0.9, 0, 2)
    steps = Bounded(20, 1, 100, whole=True)
    f = Bounded(0.97, 0, 1)
    use_tanh = Flag(True)
