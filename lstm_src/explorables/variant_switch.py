"""One step of four cells: LSTM, peephole, coupled, GRU, and the wires that differ."""

from lstm_src.explorables.base import Bounded, Explorable
from lstm_src.explorables.esm import load_esm


class VariantSwitch(Explorable):
    r"""One unit, with the same inputs, in four cells; and how much a layer learns.

    The unit's weights are stated beneath the drawing and are the same in all four: in
    the GRU, z has those of the input gate, r those of the output gate.

    Attributes:
        variant: 0 LSTM, 1 peephole LSTM, 2 coupled LSTM, 3 GRU (z takes the new, the
            reset gate acts before the matrix).
        x: the input, in [-1, 1].
        h_prev: the previous hidden state, in [-1, 1].
        C_prev: the previous cell state, in [-1, 1]; the GRU has none.
        hidden_size: H of the layer whose parameters are counted, 1 to 64.
        input_size: D of the same, 1 to 64.

    >>> VariantSwitch(variant=3).hidden_size
    32
    """

    slug = "variant-switch"
    _esm = load_esm("cells.js", "svg.js", "kit.js", "variant_switch.js")

    variant = Bounded(0, 0, 3, whole=True)
    x = Bounded(0.6, -1, 1)
    h_prev = Bounded(0.4, -1, 1)
    C_prev = Bounded(0.8, -1, 1)
    hidden_size = Bounded(32, 1, 64, whole=True)
    input_size = Bounded(16, 1, 64, whole=True)
