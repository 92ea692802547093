r"""LSTM layers that differ from the book's in one part."""

from lstm_src.cells.coupled import coupled_step, coupled_step_backward
from lstm_src.cells.fgr import RECURRENT, fgr_step, fgr_step_backward
from lstm_src.cells.greff import (
    VARIANTS,
    greff_gates,
    greff_step,
    greff_step_backward,
)
from lstm_src.cells.peephole import peephole_step, peephole_step_backward
from lstm_src.layers.fused_variants import VariantUnroll
from lstm_src.layers.layer import Layer
from lstm_src.layers.lstm import LSTM


class _Variant(LSTM):
    """An LSTM with other gates; what is special about it stands in attributes."""

    peepholes = ""
    coupled = None
    squash_in = squash_out = True
    _unroll = VariantUnroll

    @property
    def sigmoids(self):
        return len(self.gate_order) - 1

    def _pieces(self):
        return super()._pieces() | {
            f"p_{k}": (self.hidden_size,) for k in self.peepholes
        }

    def _name(self, pieces):
        return super()._name(pieces) | {
            f"p_{k}": pieces[f"p_{k}"] for k in self.peepholes
        }


class PeepholeLSTM(_Variant):
    r"""The LSTM whose gates see the cell state: f and i see $C_{t-1}$, o sees $C_t$.

    Args, state and trace as for `LSTM`; the parameters are those of `LSTM` and
    `p_f p_i p_o` (H,), which start at 0.

    >>> layer = PeepholeLSTM(input_size=3, hidden_size=2, rng=0)
    >>> layer.params["p_o"].tolist()
    [0.0, 0.0]
    """

    peepholes = "fio"

    def _step(self, x, h, C):
        return peephole_step(x, h, C, self.params)

    def _step_backward(self, dh, dC, cache):
        return peephole_step_backward(dh, dC, cache)


class CoupledLSTM(_Variant):
    r"""The LSTM that writes where it forgets: $i = 1 - f$.

    Args, state and trace as for `LSTM`; parameters `W_f W_C W_o` and `b_f b_C b_o`.

    >>> layer = CoupledLSTM(input_size=3, hidden_size=2, rng=0)
    >>> list(layer.params)
    ['W_f', 'W_C', 'W_o', 'b_f', 'b_C', 'b_o']
    """

    gate_order = ("C", "f", "o")
    coupled = "i"

    def _step(self, x, h, C):
        return coupled_step(x, h, C, self.params)

    def _step_backward(self, dh, dC, cache):
        return coupled_step_backward(dh, dC, cache)


class GreffLSTM(_Variant):
    r"""One of the LSTMs that Greff et al. compared: vanilla, and eight variants.

    Args:
        input_size: D.
        hidden_size: H.
        variant: V (all parts, with peepholes), or V less one part: NIG NFG NOG (gates),
            NIAF NOAF (activation functions), NP (peepholes), CIFG ($f = 1 - i$); or
            FGR: V whose gates also hear what every gate did one step ago.
        options: `dtype`, `rng` and `forget_bias`, as for `LSTM`. Where f is computed
            as $1 - i$, `b_i` starts at minus the forget bias.

    Parameters: those of `PeepholeLSTM` less those of gates that are gone; FGR adds
    `R_ii R_if R_io R_fi … R_oo` (H, H), from gate to gate. State: (h, C); of FGR
    (h, C, i, f, o), where (h, C) alone will do to begin with: then the gates were 0.

    Raises:
        ValueError: where the variant is another.

    Source: Greff et al., "LSTM: a search space odyssey", arXiv:1503.04069.

    >>> list(GreffLSTM(3, 2, variant="NOG", rng=0).params)[-4:]
    ['b_i', 'b_C', 'p_f', 'p_i']
    """

    def __new__(cls, input_size, hidden_size, *, variant="V", **options):
        """Make FGR a subclass: it keeps more state, and has no fast path."""
        return super().__new__(_FullGateRecurrence if variant == "FGR" else cls)

    def __getnewargs_ex__(self):
        return (self.input_size, self.hidden_size), {"variant": self.variant}

    def __init__(self, input_size, hidden_size, *, variant="V", **options):
        if variant not in (*VARIANTS, "FGR"):
            raise ValueError(
                f"variant is {variant!r}; choose one of {', '.join(VARIANTS)}, FGR."
            )
        self.variant = variant
        gates = greff_gates(variant)
        self.gate_order = ("C", *gates)
        self.peepholes = "" if variant == "NP" else gates
        self.coupled = "f" if variant == "CIFG" else None
        self.squash_in, self.squash_out = variant != "NIAF", variant != "NOAF"
        gone = {"NIG": "i", "NFG": "f", "NOG": "o"}.get(variant)
        self.trace_names = tuple(k for k in LSTM.trace_names if k != gone)
        super().__init__(input_size, hidden_size, **options)

    def _step(self, x, h, C):
        return greff_step(x, h, C, self.params, self.variant)

    def _step_backward(self, dh, dC, cache):
        return greff_step_backward(dh, dC, cache)


class _FullGateRecurrence(GreffLSTM):
    """The variant FGR, which walks its readable step."""

    state_names = ("h", "C", "i", "f", "o")
    _run, _run_backward = Layer._run, Layer._run_backward
    stepper = Layer.stepper

    def _pieces(self):
        H = self.hidden_size
        return super()._pieces() | {name: (H, H) for name in RECURRENT}

    def _name(self, pieces):
        return super()._name(pieces) | {name: pieces[name] for name in RECURRENT}

    def _open(self, state, B, name):
        if isinstance(state, (tuple, list)) and len(state) == 2:
            state = (*state, None, None, None)
        return super()._open(state, B, name)

    def _step(self, x, h, C, i, f, o):
        return fgr_step(x, h, C, i, f, o, self.params)

    def _step_backward(self, dh, dC, di, df, do, cache):
        return fgr_step_backward(dh, dC, di, df, do, cache)
