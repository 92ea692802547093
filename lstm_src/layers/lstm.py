r"""The LSTM layer."""

import numpy as np

from lstm_src.cells.lstm import lstm_step, lstm_step_backward
from lstm_src.layers.fused import FusedLayer
from lstm_src.layers.fused_lstm import LSTMUnroll


class LSTM(FusedLayer):
    r"""The LSTM of the book, through time and back.

    Args:
        input_size: D.
        hidden_size: H.
        dtype: np.float32 to train, np.float64 to check.
        rng: seed or Generator for the first weights.
        forget_bias: what `b_f` starts at; at 1, f starts near 0.73.

    Parameters: `W_f W_i W_C W_o` (H, H+D), `b_f b_i b_C b_o` (H,). State: (h, C).
    Trace: f, i, C_tilde, C, o, h.

    >>> layer = LSTM(input_size=3, hidden_size=2, rng=0)
    >>> y, (h, C) = layer.forward(np.zeros((5, 1, 3)))
    >>> y.shape, C.tolist()
    ((5, 1, 2), [[0.0, 0.0]])
    """

    state_names = ("h", "C")
    trace_names = ("f", "i", "C_tilde", "C", "o", "h")
    gate_order = ("C", "f", "i", "o")
    sigmoids = 3
    _unroll = LSTMUnroll

    def __init__(
        self,
        input_size,
        hidden_size,
        *,
        dtype=np.float32,
        rng=None,
        forget_bias=1.0,
    ):
        super().__init__(input_size, hidden_size, dtype=dtype, rng=rng)
        if "b_f" in self.params:
            self.params["b_f"][...] = forget_bias
        elif self.coupled == "f":  # f = 1 - i
            self.params["b_i"][...] = -forget_bias

    def _name(self, pieces):
        kernel, bias = pieces["kernel"], pieces["bias"]
        gates = [k for k in "fiCo" if k in self.gate_order]
        named = {f"W_{k}": kernel[:, self._columns(k)].T for k in gates}
        return named | {f"b_{k}": bias[self._columns(k)] for k in gates}

    def _step(self, x, h, C):
        return lstm_step(x, h, C, self.params)

    def _step_backward(self, dh, dC, cache):
        return lstm_step_backward(dh, dC, cache)
